"""Campaigns with their versions, plans, expected units, extensions, frozen cuts and letters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class CampaignUnitRecord(Base):
    """A unit that owes a report of one campaign and period ("" where the campaign has none).

    ``level`` is the level of the campaign's deadlines that holds for it, ``due`` the last day in time by
    that deadline, ``extended_to`` the last day after an extension. A unit ``left_out`` is an exception
    that a person made: it stays out when the list is drawn anew.
    """

    __tablename__ = "campaign_units"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    period: Mapped[str] = mapped_column(String(40), default="")
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    level: Mapped[str] = mapped_column(String(40))
    due: Mapped[dt.date | None]
    extended_to: Mapped[dt.date | None]
    left_out: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        UniqueConstraint("campaign_id", "period", "unit_id"),
        Index("expected", "campaign_id", "period", "level", "due"),
    )


class ExtensionRecord(Base):
    """A later day granted to a unit: why, by whom, when. Rows are only ever added; the newest holds."""

    __tablename__ = "extensions"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_unit_id: Mapped[int] = mapped_column(
        ForeignKey("campaign_units.id", ondelete="CASCADE"), index=True
    )
    due: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]


class CampaignRecord(Base):
    """A campaign. ``settings`` are this office's choices about it, which a new version of its plan keeps."""

    __tablename__ = "campaigns"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    builtin: Mapped[bool]
    data: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    updated_at: Mapped[dt.datetime]


class CampaignVersionRecord(Base):
    """A campaign as it was saved: who, when, and what changed against the version before, by path."""

    __tablename__ = "campaign_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    number: Mapped[int]
    data: Mapped[dict[str, Any]]
    changes: Mapped[list[Any]]
    saved_at: Mapped[dt.datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)


class PlanRecord(Base):
    """A plan's file, read into a draft campaign until a person confirms it.

    States: reading -> ready or failed; confirmed once ``campaign_id`` is set. ``images`` are the pictures of
    its pages by number, ``draft`` as ``plan_reading`` gives it.
    """

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    pages: Mapped[int] = mapped_column(default=0)
    images: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft: Mapped[dict[str, Any] | None]
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SnapshotRecord(Base):
    """Compiled figures as they stood: a ``cut`` that people named, or an ``export``.

    ``content`` is the packed ``Compiled``, ``digest`` its SHA-256. A trigger refuses every change.
    """

    __tablename__ = "snapshots"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    period: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    __table_args__ = (Index("snapshots_of", "campaign_id", "period", "kind", "id"),)


class LetterTemplateRecord(Base):
    """A letter template of the office's own, newest first in force; empty ``content`` goes back to ours."""

    __tablename__ = "letter_templates"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
