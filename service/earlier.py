"""A report's steady figures against those that its unit reported for the period before."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign, RuleKind
from extraction.model import Finding
from extraction.plausibility import compare_with_earlier
from service.campaigns import get_campaign
from service.mapping import value_of as value_from_json
from service.recheck import send_to_review
from service.records import CheckRecord, FieldRecord, SubmissionRecord
from service.views import value_of


def check_against_earlier(session: Session, submission: SubmissionRecord) -> None:
    """Add the checks against the period before, once unit and period of a report are known.

    Figures of running text only; nothing happens where the period before has no report that counts.
    """
    if submission.campaign_id is None or submission.unit_id is None or submission.period is None:
        return
    campaign = get_campaign(session, submission.campaign_id)
    steady = {p for rule in campaign.checks if rule.kind is RuleKind.STEADY for p in rule.parts}
    before = _report_before(session, submission, campaign) if steady else None
    if before is None:
        return
    now_rows, then_rows = (_figures(session, one, steady) for one in (submission.id, before))
    findings = {p: Finding(p, "figure", value_from_json(value_of(row))) for p, row in now_rows.items()}
    then = {p: value_from_json(value_of(row)) for p, row in then_rows.items()}
    earlier = {p: value for p, value in then.items() if isinstance(value, Decimal)}
    position = session.scalar(
        select(func.count()).select_from(CheckRecord).where(CheckRecord.submission_id == submission.id)
    )
    for check in compare_with_earlier(campaign, {}, findings, earlier):
        session.add(
            CheckRecord(
                submission_id=submission.id,
                position=position or 0,
                name=check.name,
                ok=check.ok,
                code=check.code,
                paths=list(check.paths),
                facts=dict(check.facts),
                repair=[],
            )
        )
        if not check.ok:
            send_to_review([now_rows[path] for path in check.paths])


def _report_before(session: Session, submission: SubmissionRecord, campaign: Campaign) -> int | None:
    """The unit's report that counts for the period before this one, in the campaign's order of periods."""
    periods = campaign.periods
    if submission.period not in periods[1:]:
        return None
    return session.scalar(
        select(SubmissionRecord.id)
        .where(
            SubmissionRecord.campaign_id == submission.campaign_id,
            SubmissionRecord.unit_id == submission.unit_id,
            SubmissionRecord.period == periods[periods.index(submission.period) - 1],
            SubmissionRecord.state == "read",
            SubmissionRecord.deleted_at.is_(None),
            SubmissionRecord.returned_at.is_(None),
            SubmissionRecord.superseded_by.is_(None),
        )
        .order_by(SubmissionRecord.id.desc())
        .limit(1)
    )


def _figures(session: Session, submission_id: int, paths: set[str]) -> dict[str, FieldRecord]:
    rows = session.scalars(
        select(FieldRecord).where(FieldRecord.submission_id == submission_id, FieldRecord.path.in_(paths))
    )
    return {row.path: row for row in rows if value_of(row) is not None}
