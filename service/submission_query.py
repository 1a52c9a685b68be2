"""Which submissions a list shows, and the badge that people see."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, or_

from extraction.text import fold
from service.records import CheckRecord, FieldRecord, PageRecord, ProblemRecord, SubmissionRecord

DOUBTFUL = ("review", "missing")


@dataclass(frozen=True)
class SubmissionQuery:
    """Which submissions; ``badge`` is the worst part that people see: reading review problem failed done."""

    text: str = ""
    state: str | None = None
    campaign_id: str | None = None
    only_doubtful: bool = False
    unit_id: str | None = None
    unplaced: bool = False
    badge: str | None = None
    deleted: bool = False
    offset: int = 0
    limit: int = 50


def conditions(query: SubmissionQuery) -> list[ColumnElement[bool]]:
    """What a row must satisfy; a text typed without tone marks is compared without them."""
    gone = SubmissionRecord.deleted_at.is_not(None)
    where: list[ColumnElement[bool]] = [gone if query.deleted else ~gone]
    for word in query.text.lower().split():
        bare = fold(word)
        needle = bare if bare == word else word  # typed without marks: compared without marks
        where.append(SubmissionRecord.search_text.contains(needle, autoescape=True))
    if query.state:
        where.append(SubmissionRecord.state == query.state)
    if query.campaign_id:
        where.append(SubmissionRecord.campaign_id == query.campaign_id)
    if query.unit_id:
        where.append(SubmissionRecord.unit_id == query.unit_id)
    if query.unplaced:
        where.append(asks_for_place())
    if query.only_doubtful:
        where.append(_has_doubtful())
    if query.badge:
        where.append(badge() == query.badge)
    return where


def asks_for_place() -> ColumnElement[bool]:
    """Reports whose unit or period a person has to say."""
    return or_(SubmissionRecord.unit_status == "review", SubmissionRecord.period_status == "review")


def _has_doubtful() -> ColumnElement[bool]:
    return exists().where(FieldRecord.submission_id == SubmissionRecord.id, FieldRecord.status.in_(DOUBTFUL))


def badge() -> ColumnElement[str]:
    """The worst part of a submission, as one word."""
    failed_page = exists().where(
        PageRecord.submission_id == SubmissionRecord.id,
        PageRecord.revision == SubmissionRecord.revision,
        PageRecord.state == "failed",
    )
    problem = exists().where(ProblemRecord.submission_id == SubmissionRecord.id)
    failed_check = exists().where(CheckRecord.submission_id == SubmissionRecord.id, ~CheckRecord.ok)
    return case(
        (SubmissionRecord.state == "failed", "failed"),
        (SubmissionRecord.state.in_(("received", "reading")), "reading"),
        (failed_page, "problem"),
        (_has_doubtful(), "review"),
        (problem | failed_check, "problem"),
        else_="done",
    )
