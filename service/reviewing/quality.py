"""What slips through, measured on accepted fields that people looked at, and the threshold that follows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from samples.summary import wilson
from service.access.person import Person
from service.campaign_versions import list_versions, save_campaign
from service.campaigns import get_campaign
from service.errors import BadRequest, CampaignUnknown
from service.records import CampaignRecord, CorrectionRecord, FieldRecord, SampleRecord, SubmissionRecord
from service.reviewing.choices import KINDS, ReviewChoices, choices_of

TARGET = 0.001
"""Share of accepted fields that may be wrong: the target of ``make calibrate`` (docs/decisions/0012)."""
LEAST_LOOKED = 100
"""Drawn fields to be looked at before a threshold is proposed; fewer say nothing about one in a thousand."""
LEAST_THRESHOLD = 0.5  # below even odds nothing is accepted, whatever was counted
_STEP = 10_000  # a threshold has four decimals, rounded down, so that the field it rests on passes


@dataclass(frozen=True, slots=True)
class Measured:
    """Of ``drawn`` accepted fields ``right`` + ``wrong`` were settled; shares 0..1, None without any.

    ``low`` and ``high`` are the 95 % interval (Wilson) of the escaped error rate.
    """

    kind: str
    drawn: int
    right: int
    wrong: int
    unclear: int

    @property
    def looked(self) -> int:
        return self.right + self.wrong

    @property
    def rate(self) -> float | None:
        return self.wrong / self.looked if self.looked else None

    @property
    def low(self) -> float:
        return wilson(self.wrong, self.looked)[0]

    @property
    def high(self) -> float:
        return wilson(self.wrong, self.looked)[1]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A settled field: how sure the machine was, whether it was wrong, and how many fields it stands for."""

    confidence: float
    wrong: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold that keeps to the target, on how many looked-at fields it rests, and what it would mean."""

    threshold: float
    escaped: float
    accepted_change: float
    looked: int


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """A threshold that somebody put into force."""

    at: dt.datetime
    who: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Quality:
    """All that the page of a campaign's quality shows; ``needed`` more looks are needed for a proposal."""

    campaign_id: str
    threshold: float
    choices: ReviewChoices
    total: Measured
    kinds: tuple[Measured, ...]
    proposal: Proposal | None
    needed: int
    changes: tuple[ThresholdChange, ...]


def quality_of(session: Session, campaign_id: str) -> Quality:
    """Measure a campaign; CampaignUnknown where there is none of this id."""
    campaign = get_campaign(session, campaign_id)
    kinds = _measured(session, campaign_id)
    total = Measured("all", *(sum(getattr(k, name) for k in kinds) for name in _COUNTED))
    evidence = _evidence(session, campaign_id)
    return Quality(
        campaign_id=campaign_id,
        threshold=campaign.threshold,
        choices=choices_of(session, campaign_id),
        total=total,
        kinds=kinds,
        proposal=propose(evidence, campaign.threshold, looked=total.looked),
        needed=max(0, LEAST_LOOKED - total.looked),
        changes=_changes(session, campaign_id),
    )


def propose(evidence: Sequence[Evidence], threshold: float, *, looked: int) -> Proposal | None:
    """The least threshold that keeps to the target; None on too little evidence, or where none does.

    As ``make calibrate`` does it, the error of what would be accepted is the mean of the errors promised (by
    the confidences) and counted: the promise is smooth but leans on the model, the count is a matter of a
    handful of errors. A drawn field stands for all that its share of the lot left out.

    Args:
        evidence: Settled fields that nothing but their confidence kept from being accepted.
        threshold: The one in force.
        looked: How many drawn fields were looked at.
    """
    if looked < LEAST_LOOKED:
        return None
    best: tuple[float, float] | None = None
    weight = promised = counted = 0.0
    ordered = sorted(evidence, key=lambda one: -one.confidence)
    for place, one in enumerate(ordered):
        weight += one.weight
        promised += one.weight * (1 - one.confidence)
        counted += one.weight * one.wrong
        behind = ordered[place + 1] if place + 1 < len(ordered) else None
        if one.confidence < LEAST_THRESHOLD or (behind and behind.confidence == one.confidence):
            continue
        error = (promised + counted) / (2 * weight)
        if error <= TARGET:
            best = math.floor(one.confidence * _STEP) / _STEP, error
    if best is None or abs(best[0] - threshold) < 1 / _STEP:
        return None
    if best[0] > threshold and _error(evidence, threshold) <= TARGET:
        return None  # the one in force keeps to the target; nothing was seen that asks for more
    return Proposal(best[0], best[1], _weight(evidence, best[0]) / _weight(evidence, threshold) - 1, looked)


def take_threshold(
    session: Session, campaign_id: str, threshold: float, *, person: Person, now: dt.datetime
) -> int:
    """Put the proposed threshold into force as a new version of the campaign, which tells who and when.

    Raises:
        BadRequest: It is not what is proposed at this moment.
        CampaignUnknown: There is no such campaign.
    """
    proposal = quality_of(session, campaign_id).proposal
    if proposal is None or proposal.threshold != threshold:
        raise BadRequest(reason="this threshold is not proposed any more")
    record = session.get(CampaignRecord, campaign_id)
    if record is None:
        raise CampaignUnknown(campaign=campaign_id)
    return save_campaign(
        session, {**record.data, "threshold": threshold}, person=person, now=now, campaign_id=campaign_id
    )


_COUNTED = ("drawn", "right", "wrong", "unclear")


def _measured(session: Session, campaign_id: str) -> tuple[Measured, ...]:
    query = (
        select(SampleRecord.kind, SampleRecord.outcome, func.count())
        .where(SampleRecord.campaign_id == campaign_id)
        .group_by(SampleRecord.kind, SampleRecord.outcome)
    )
    counts = {(kind, outcome): count for kind, outcome, count in session.execute(query)}
    found = []
    for kind in KINDS:
        drawn = sum(count for (of, _), count in counts.items() if of == kind)
        if drawn:
            outcomes = (counts.get((kind, outcome), 0) for outcome in ("right", "wrong", "unclear"))
            found.append(Measured(kind, drawn, *outcomes))
    return tuple(found)


def _evidence(session: Session, campaign_id: str) -> tuple[Evidence, ...]:
    drawn = session.execute(
        select(SampleRecord.confidence, SampleRecord.outcome, SampleRecord.share).where(
            SampleRecord.campaign_id == campaign_id, SampleRecord.outcome.in_(("right", "wrong"))
        )
    )
    found = [Evidence(row.confidence, row.outcome == "wrong", 1 / row.share) for row in drawn]
    acts = (
        select(CorrectionRecord.field_id)
        .join(SubmissionRecord, SubmissionRecord.id == CorrectionRecord.submission_id)
        .where(SubmissionRecord.campaign_id == campaign_id)
    )
    asked = session.execute(
        select(FieldRecord.confidence, FieldRecord.status, FieldRecord.doubts).where(
            FieldRecord.id.in_(acts),
            FieldRecord.machine_status == "review",
            FieldRecord.verdict.in_(("confirm", "correct")),
        )
    )
    found += [Evidence(row.confidence, row.status == "corrected", 1.0) for row in asked if not row.doubts]
    return tuple(found)


def _error(evidence: Sequence[Evidence], threshold: float) -> float:
    """The mean of the errors promised and counted among what a threshold accepts."""
    over = [one for one in evidence if one.confidence >= threshold]
    wrong = sum(one.weight * (1 - one.confidence + one.wrong) for one in over)
    return wrong / (2 * _weight(over, threshold))


def _weight(evidence: Iterable[Evidence], threshold: float) -> float:
    return sum(one.weight for one in evidence if one.confidence >= threshold) or 1.0


def _changes(session: Session, campaign_id: str) -> tuple[ThresholdChange, ...]:
    return tuple(
        ThresholdChange(
            version.saved_at, version.saved_by, _number(change["before"]), _number(change["after"])
        )
        for version in list_versions(session, campaign_id)
        for change in version.changes
        if change["path"] == "threshold"
    )


def _number(text: str | None) -> float | None:
    return float(text) if text else None
