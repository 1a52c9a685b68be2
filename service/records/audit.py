"""The audit: what everybody did, in a chain of hashes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class AuditRecord(Base):
    """One thing that was done. Rows are only ever added (a trigger refuses the rest).

    ``number`` counts without a gap; ``hash`` is over the entry and ``previous_hash``, see
    ``service.auditing.chain``. ``before`` and ``after`` are JSON as text, so that what was hashed is what is
    kept. No foreign keys: an entry outlives whatever it speaks of.
    """

    __tablename__ = "audit_entries"
    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[dt.datetime] = mapped_column(index=True)
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(String(200))
    via: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(400))
    submission_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (Index("audit_of", "user_id", "number"),)


class AuditHeadRecord(Base):
    """The chain's last link, one row; whoever adds an entry holds it until the commit."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
