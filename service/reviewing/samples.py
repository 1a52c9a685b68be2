"""Accepted fields drawn by lot for a person to look at: what slips through is measured, not guessed.

Drawn are accepted fields with a place on the paper; one that was accepted as absent has none to show. The
lot depends on the campaign's seed and the field alone, so a draw can be repeated and nobody can steer it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.access.person import Person
from service.records import FieldRecord, SampleRecord, SubmissionRecord
from service.reviewing.choices import ReviewChoices, choices_of, kind_of, lot

TASK = "sample"
AT_ONCE = 500  # rows of one statement


def draw_from(session: Session, submission: SubmissionRecord, *, now: dt.datetime) -> int:
    """Draw from a report that was just read, by the share that its campaign's owner chose."""
    choices = choices_of(session, submission.campaign_id)
    if not choices.sample_share or submission.campaign_id is None:
        return 0
    return _draw(session, submission.campaign_id, choices, now, submission.id)


def draw(session: Session, campaign_id: str, *, now: dt.datetime) -> int:
    """Draw from all reports of a campaign that were read before a share was chosen. How many new ones."""
    return _draw(session, campaign_id, choices_of(session, campaign_id), now, None)


def _draw(
    session: Session, campaign_id: str, choices: ReviewChoices, now: dt.datetime, only: int | None
) -> int:
    query = (
        select(FieldRecord.id, FieldRecord.submission_id, FieldRecord.path, FieldRecord.confidence)
        .join(SubmissionRecord, SubmissionRecord.id == FieldRecord.submission_id)
        .where(
            SubmissionRecord.campaign_id == campaign_id,
            SubmissionRecord.deleted_at.is_(None),
            FieldRecord.status == "accepted",
            FieldRecord.machine_status == "accepted",
            FieldRecord.verdict.is_(None),
            FieldRecord.task == "",
            FieldRecord.page.is_not(None),
            ~FieldRecord.path.endswith(".text"),
        )
    )
    if only is not None:
        query = query.where(FieldRecord.submission_id == only)
    chosen = [
        row
        for row in session.execute(query)
        if lot(choices.seed, TASK, row.submission_id, row.path) < choices.sample_share
    ]
    known = set(session.scalars(select(SampleRecord.field_id).where(SampleRecord.campaign_id == campaign_id)))
    new = [row for row in chosen if row.id not in known]
    session.add_all(
        SampleRecord(
            field_id=row.id,
            campaign_id=campaign_id,
            kind=kind_of(row.path),
            confidence=row.confidence,
            share=choices.sample_share,
            seed=choices.seed,
            drawn_at=now,
        )
        for row in new
    )
    _ask_about(session, [row.id for row in new])
    session.flush()
    return len(new)


def judge(session: Session, row: FieldRecord, *, person: Person, now: dt.datetime) -> None:
    """Write down what came out for a drawn field that a person has settled."""
    sample = session.scalar(select(SampleRecord).where(SampleRecord.field_id == row.id))
    row.task = ""
    if sample is None:
        return
    same = row.settled_value == row.value and type(row.settled_value) is type(row.value)
    sample.outcome = "unclear" if row.verdict == "illegible" else "right" if same else "wrong"
    sample.settled_by, sample.settled_at = person.id, now


def forget_outcome(session: Session, field_id: int) -> None:
    """The person took their word back: the drawn field waits again."""
    sample = session.scalar(select(SampleRecord).where(SampleRecord.field_id == field_id))
    if sample is not None:
        sample.outcome, sample.settled_by, sample.settled_at = "", None, None


def drop_unseen(session: Session, fields: Iterable[FieldRecord]) -> None:
    """A new reading says something else about drawn fields: what was drawn is no longer there."""
    for row in fields:
        row.task = ""
        sample = session.scalar(
            select(SampleRecord).where(SampleRecord.field_id == row.id, SampleRecord.outcome == "")
        )
        if sample is not None:
            session.delete(sample)


def _ask_about(session: Session, fields: list[int]) -> None:
    for start in range(0, len(fields), AT_ONCE):
        ids = fields[start : start + AT_ONCE]
        session.execute(update(FieldRecord).where(FieldRecord.id.in_(ids)).values(task=TASK))
