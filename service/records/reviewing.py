"""What several reviewers at once need: fields lent for a while, blind entries, samples of accepted fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class LeaseRecord(Base):
    """A field that is lent to one browser until ``until``; afterwards it is as if the row were not there.

    ``holder`` is the browser's login (or the key of a program), ``scope`` the page that took it: "desk",
    "wall", or "grid:<submission>:<form>".
    """

    __tablename__ = "leases"
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    holder: Mapped[str] = mapped_column(String(80))
    scope: Mapped[str] = mapped_column(String(120))
    until: Mapped[dt.datetime]
    __table_args__ = (Index("lent_by", "holder", "scope"),)


class EntryRecord(Base):
    """What one person entered for a field that two people enter without seeing each other's value."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"))
    number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    value: Mapped[Any] = mapped_column(JSON)
    raw: Mapped[str] = mapped_column(String(4000))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    __table_args__ = (UniqueConstraint("field_id", "number"), Index("entered_by", "user_id", "field_id"))


class SampleRecord(Base):
    """An accepted field drawn by lot for a person to look at, and what came out.

    ``share`` and ``seed`` are those of the draw, so that anybody can draw it again. ``outcome`` is "right",
    "wrong", "unclear" (nobody can read it), or "" while nobody has looked.
    """

    __tablename__ = "samples"
    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), unique=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    kind: Mapped[str] = mapped_column(String(40))
    confidence: Mapped[float] = mapped_column(Float)
    share: Mapped[float] = mapped_column(Float)
    seed: Mapped[int]
    drawn_at: Mapped[dt.datetime]
    outcome: Mapped[str] = mapped_column(String(10), default="", server_default="")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[dt.datetime | None]
    __table_args__ = (Index("sampled", "campaign_id", "kind", "outcome"),)
