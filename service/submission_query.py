"""Which submissions a list shows, and the badge that people see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, or_
from sqlalchemy.orm import Session

from service.records import (
    CheckRecord,
    FieldRecord,
    PageRecord,
    ProblemRecord,
    SubmissionRecord,
    is_doubtful,
)
from service.searching.index import matching


@dataclass(frozen=True)
class SubmissionQuery:
    """Which submissions; ``badge`` is the worst part that people see: reading review problem failed done."""

    text: str = ""
    state: str | None = None
    campaign_id: str | None = None
    only_doubtful: bool = False
    unit_id: str | None = None
    unplaced: bool = False
    period: str | None = None
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    badge: str | None = None
    deleted: bool = False
    offset: int = 0
    limit: int = 50


def conditions(session: Session, query: SubmissionQuery) -> list[ColumnElement[bool]]:
    """What a row must satisfy; how its text is compared, ``searching.terms`` says."""
    gone = SubmissionRecord.deleted_at.is_not(None)
    where: list[ColumnElement[bool]] = [gone if query.deleted else ~gone]
    where += matching(session, query.text)
    if query.state:
        where.append(SubmissionRecord.state == query.state)
    if query.campaign_id:
        where.append(SubmissionRecord.campaign_id == query.campaign_id)
    if query.unit_id:
        where.append(SubmissionRecord.unit_id == query.unit_id)
    if query.period:
        where.append(SubmissionRecord.period == query.period)
    if query.received_from:
        where.append(SubmissionRecord.received_day >= query.received_from)
    if query.received_to:
        where.append(SubmissionRecord.received_day <= query.received_to)
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
    return exists().where(FieldRecord.submission_id == SubmissionRecord.id, is_doubtful())


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
