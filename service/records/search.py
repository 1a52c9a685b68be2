"""The words of reports, as the search looks through them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class SearchTextRecord(Base):
    """The words of one page; page 0 holds the report's names and the values of its fields.

    The index of the database (``search_index``) is made from these rows by ``service.searching.index``.
    """

    __tablename__ = "search_texts"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
