"""Which processes take part in reading."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class WorkerRecord(Base):
    """A process that put itself down as a worker. Whether it lives, its lock says, not this row.

    ``machine`` tells kernels apart, ``size`` is how many pages it reads at the same time (0: none),
    ``version`` that of its jobs.
    """

    __tablename__ = "workers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    machine: Mapped[str] = mapped_column(String(80))
    host: Mapped[str] = mapped_column(String(255))
    version: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    started_at: Mapped[dt.datetime]
