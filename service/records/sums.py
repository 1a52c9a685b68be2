"""Stored sums of compiled campaigns, and the marks by which the database says what they no longer hold.

Triggers on fields, reports, units, expected units and campaigns write the marks in the transaction that
changes something (``migrations/versions/0020_sums.py``), so no way of changing can forget them. All of this
is made anew from the rest at any time: it is neither audited nor dumped.
"""

from __future__ import annotations

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class SumsMarkRecord(Base):
    """Something changed: a report (``submission_id``), or what a campaign had of a unit.

    Ids are never used twice, so that whoever took a mark in cannot remove a later one.
    """

    __tablename__ = "sums_marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int | None] = mapped_column(index=True)
    campaign_id: Mapped[str | None] = mapped_column(String(80), index=True)
    unit_id: Mapped[str | None] = mapped_column(String(80))
    __table_args__ = ({"sqlite_autoincrement": True},)


class SumsStampRecord(Base):
    """One row that counts changes of the tree's shape and of campaigns: sums of another stamp are void."""

    __tablename__ = "sums_stamp"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(Integer)


class SumsStateRecord(Base):
    """A campaign whose sums are stored; ``version`` goes up with every writing, and only if it is as read."""

    __tablename__ = "sums_states"
    campaign_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]


class SumsWholeRecord(Base):
    """A campaign's period as a whole, packed by ``service.sums.packing``."""

    __tablename__ = "sums_wholes"
    campaign_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    stamp: Mapped[int]
    content: Mapped[str] = mapped_column(Text)


class SumsUnitRecord(Base):
    """A unit of a compiled campaign: its own numbers and the sums of those right below it, packed."""

    __tablename__ = "sums_units"
    campaign_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    parent_id: Mapped[str] = mapped_column(String(80))
    differences: Mapped[int]
    mismatches: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("sums_below", "campaign_id", "period", "parent_id"),)


class SumsAnswersRecord(Base):
    """Which headings of the outline a report answers: a letter each, in the outline's order."""

    __tablename__ = "sums_answers"
    submission_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    campaign_id: Mapped[str] = mapped_column(String(80), index=True)
    stamp: Mapped[int]
    answers: Mapped[str] = mapped_column(Text)
