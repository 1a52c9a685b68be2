"""The row of a name learned from corrections; its functions stand in ``aliases``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.records import Base


class AliasRecord(Base):
    """Another name that this office uses for something of a campaign, learned from what a person settled.

    ``kind`` is heading, column, row or issuer; ``target`` what it names: an outline id, ``form.column``,
    ``form.group`` or a unit's id. States: proposed -> accepted or refused, accepted -> taken back. Only
    accepted ones take effect. ``evidence`` names the submission and field that it was learned from.
    """

    __tablename__ = "aliases"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    kind: Mapped[str] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(400))
    folded: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(12))
    evidence: Mapped[dict[str, Any]]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime | None]
    __table_args__ = (UniqueConstraint("campaign_id", "kind", "target", "folded"),)
