"""What units sent: submissions, their files and pages."""

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
    false,
    quoted_name,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class SubmissionRecord(Base):
    """What one unit sent for one campaign and period.

    ``unit_status`` and ``period_status`` say how sure their value is: accepted, review, or confirmed by a
    person; ``placing`` holds the evidence and the candidates. ``identity`` is issuer, kind, number and
    date in one folded text, "" while one of them is unknown. ``received_day`` is the office's day of
    receipt, by its own clock; a person may put it back to the day when the paper came. A corrected report
    is a submission of its own that names the one it corrects in ``revision_of``; that one then bears it
    in ``superseded_by`` and counts no more. (``revision`` counts readings of the same pages.)
    ``signatures`` are the digital ones, as facts. ``campaign_version`` is the version of the campaign that it
    was last read with. What came in ``bulk`` is read after what came alone.
    """

    __tablename__ = "submissions"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(12), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    wanted_campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    campaign_version: Mapped[int | None]
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    unit_status: Mapped[str] = mapped_column(String(12), default="", server_default="")
    period: Mapped[str | None] = mapped_column(String(40))
    period_status: Mapped[str] = mapped_column(String(12), default="", server_default="")
    placing: Mapped[dict[str, Any]] = mapped_column(
        quoted_name("placing", quote=True),  # a word of PostgreSQL's own
        JSON,
        default=dict,
        server_default="{}",
    )
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_date: Mapped[dt.date | None]
    sent_date: Mapped[dt.date | None]
    received_day: Mapped[dt.date | None]
    identity: Mapped[str] = mapped_column(String(400), default="", server_default="", index=True)
    returned_at: Mapped[dt.datetime | None]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    return_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    revision_of: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    pages: Mapped[int] = mapped_column(default=0)
    bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    signatures: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    received_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    read_at: Mapped[dt.datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    deleted_at: Mapped[dt.datetime | None]
    deleted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (
        Index("placed", "campaign_id", "period", "unit_id"),
        Index(
            "deleted",
            "id",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )


class FileRecord(Base):
    """A file of a submission. ``live`` ends with its submission's deletion, so that it may come again.

    A file ``shared`` holds pages of several reports and is live in the first of them only. One that has
    ``erased_at`` is gone from the store at the end of its time; its name and digest stay.
    """

    __tablename__ = "files"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    live: Mapped[bool] = mapped_column(default=True)
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    erased_at: Mapped[dt.datetime | None]
    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        Index(
            "same_bytes", "sha256", unique=True, sqlite_where=text("live = 1"), postgresql_where=text("live")
        ),
    )


class PageRecord(Base):
    """A page as read: its words (compressed JSON of ``ocr.Page``) and its two images in the store.

    ``turned_degrees`` is how far a person said its content stands turned in the file; a page ``left_out``
    by a person is kept but not extracted; ``image_hash`` is the perceptual hash of its image.
    """

    __tablename__ = "pages"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    revision: Mapped[int]
    number: Mapped[int]
    file_index: Mapped[int]
    file_page: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    starts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    width: Mapped[int | None]
    height: Mapped[int | None]
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    level_sha256: Mapped[str | None] = mapped_column(String(64))
    clean_sha256: Mapped[str | None] = mapped_column(String(64))
    turned_degrees: Mapped[int | None]
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    image_hash: Mapped[str | None] = mapped_column(String(16), index=True)
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    __table_args__ = (UniqueConstraint("submission_id", "revision", "number"),)
