"""The organisation tree: levels, units and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class UnitLevelRecord(Base):
    """A level of the organisation tree (tỉnh, huyện, xã, cơ sở), ``rank`` from 0 at the top.

    ``deadline_level`` is the level of a campaign's deadlines that its units follow, unless the campaign's
    list says otherwise.
    """

    __tablename__ = "unit_levels"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int]
    deadline_level: Mapped[str] = mapped_column(String(40))


class UnitRecord(Base):
    """A unit. ``valid_from`` and ``valid_to`` are its first and last day, None where nobody knows or none is.

    ``former_names`` are objects of ``name`` and ``until`` (ISO date of the last day, or null).
    """

    __tablename__ = "units"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[str] = mapped_column(ForeignKey("unit_levels.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    abbreviations: Mapped[list[Any]]
    former_names: Mapped[list[Any]]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    search_text: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[dt.datetime]


class UnitEventRecord(Base):
    """What happened to a unit: added, renamed, moved, changed, ended, merged into ``successor_id``.

    ``day`` is the day from which it holds, ``at`` when a person (``by``) or an import told us.
    """

    __tablename__ = "unit_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[dt.date | None]
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    facts: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
