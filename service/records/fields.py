"""What was read and what people said of it: fields, corrections, checks, problems."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base

WAITS = "status IN ('review', 'missing') OR task = 'sample'"
"""Fields that a person is asked about. Queries of the queue quote this word for word, because only then do
the databases take the partial index, which holds these few of all fields in the order of the queue."""

DOUBTFUL = ("review", "missing")
"""The states of a field that waits for its first look."""
OPEN = "status IN ('review', 'missing')"
"""The same for the databases: the condition of the index of what waits in each report (``is_doubtful``)."""


class FieldRecord(Base):
    """A field: what the machine read, and beside it what a person said. Reading again keeps the second.

    ``rank`` is how much waits for it (0 most), ``task`` what is asked beside the first look: "second" and
    "third" for entries that several people make, "sample" for an accepted field drawn by lot.
    ``version`` goes up when a person speaks of the field and when it is read again: a word on what was shown
    before is refused. Checks that only ask about it, or no longer do, leave it as it is.
    """

    __tablename__ = "fields"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    path: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    raw: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    machine_status: Mapped[str] = mapped_column(String(12))
    doubts: Mapped[list[Any]]
    candidates: Mapped[list[Any]]
    unit: Mapped[str | None] = mapped_column(String(40))
    sentence: Mapped[str] = mapped_column(Text, default="", server_default="")
    page: Mapped[int | None]
    bbox: Mapped[list[Any] | None]
    box: Mapped[list[Any] | None]
    gone: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(12))
    verdict: Mapped[str | None] = mapped_column(String(20))
    settled_value: Mapped[Any | None] = mapped_column(JSON)
    settled_raw: Mapped[str | None] = mapped_column(Text)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[dt.datetime | None]
    skips: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    rank: Mapped[int] = mapped_column(default=2, server_default="2")
    task: Mapped[str] = mapped_column(String(10), default="", server_default="")
    __table_args__ = (
        UniqueConstraint("submission_id", "path"),
        Index(
            "open_in_report",
            "submission_id",
            "gone",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index(
            "queue",
            "skips",
            "rank",
            "submission_id",
            "position",
            "id",
            "task",
            "status",
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
    )


def is_doubtful() -> ColumnElement[bool]:
    """The condition as the index of what waits in each report says it; bound values would not match it."""
    return FieldRecord.status.in_([literal_column(f"'{status}'") for status in DOUBTFUL])


class CorrectionRecord(Base):
    """One act of a person on a field; rows are only ever added (a trigger refuses the rest).

    ``seconds`` is how long the field was before the person's eyes, where the page told.
    """

    __tablename__ = "corrections"
    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("corrections.id"), unique=True)
    seconds: Mapped[float | None] = mapped_column(Float)
    __table_args__ = (Index("last_act", "user_id", "id"), Index("worked", "user_id", "at"))


class CheckRecord(Base):
    __tablename__ = "checks"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    ok: Mapped[bool] = mapped_column(Boolean)
    code: Mapped[str] = mapped_column(String(60))
    paths: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    repair: Mapped[list[Any]]


class ProblemRecord(Base):
    __tablename__ = "problems"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    page: Mapped[int | None] = mapped_column(Integer)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
