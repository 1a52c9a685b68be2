"""What waits for a person, by what they may do: the home page and the API tell the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service.access.matrix import Action
from service.access.person import Person
from service.alias_record import AliasRecord
from service.intake.tray import waiting_count
from service.office_time import OFFICE_ZONE, office_day
from service.progress import Counts, submission_counts
from service.records import CampaignUnitRecord, CorrectionRecord, PlanRecord, SubmissionRecord
from service.submission_query import asks_for_place
from service.units import counting

SOON_DAYS = 7  # a deadline this near is told to whoever follows the campaign


@dataclass(frozen=True)
class Waiting:
    """A kind of work: how many of it, and where it is done. ``tone`` is a badge's: doubt, bad, info, good."""

    key: str
    count: int
    href: str
    tone: str


@dataclass(frozen=True)
class Late:
    """Units of one campaign and period that are past their day, and those whose day is near."""

    campaign_id: str
    period: str
    late: int
    soon: int
    next_due: dt.date | None

    @property
    def href(self) -> str:
        return "/tracking?" + urlencode({"campaign": self.campaign_id, "period": self.period})


@dataclass(frozen=True)
class Desk:
    """All that waits for one person; ``settled_today`` is their own work of the day."""

    counts: Counts
    work: tuple[Waiting, ...]
    late: tuple[Late, ...]
    settled_today: int


def waiting_for(session: Session, person: Person, *, now: dt.datetime) -> Desk:
    """What waits for this person, the most urgent kind first; kinds that they may not do are left out."""
    counts = submission_counts(session)
    kinds = [
        (Action.REVIEW, Waiting("doubtful", counts.doubtful_fields, "/review", "doubt")),
        (Action.ARRANGE, Waiting("unplaced", _unplaced(session), "/submissions?unplaced=1", "doubt")),
        (Action.ARRANGE, Waiting("tray", waiting_count(session), "/tray", "doubt")),
        (Action.UPLOAD, Waiting("failed", counts.failed, "/submissions?state=failed", "bad")),
        (Action.UPLOAD, Waiting("problems", counts.problem, "/submissions?state=problem", "bad")),
        (Action.CAMPAIGNS, Waiting("plans", _plans(session), "/campaigns", "doubt")),
        (Action.CAMPAIGNS, Waiting("names", _names(session), "/campaigns", "doubt")),
        (Action.VIEW, Waiting("reading", counts.reading, "/submissions?state=reading", "info")),
        (Action.VIEW, Waiting("done", counts.done, "/submissions?state=done", "good")),
    ]
    return Desk(
        counts=counts,
        work=tuple(work for action, work in kinds if person.may(action)),
        late=_late(session, office_day(now)) if person.may(Action.FOLLOW) else (),
        settled_today=_settled_since(session, person, now),
    )


def _unplaced(session: Session) -> int:
    query = select(func.count()).where(asks_for_place(), SubmissionRecord.deleted_at.is_(None))
    return session.scalar(query.select_from(SubmissionRecord)) or 0


def _plans(session: Session) -> int:
    query = select(func.count()).where(PlanRecord.state == "ready", PlanRecord.campaign_id.is_(None))
    return session.scalar(query) or 0


def _names(session: Session) -> int:
    return session.scalar(select(func.count()).where(AliasRecord.state == "proposed")) or 0


def _late(session: Session, today: dt.date) -> tuple[Late, ...]:
    """Campaigns and periods with a day that has passed or is near, by what is asked and has not come."""
    owed, sent = CampaignUnitRecord, SubmissionRecord
    due = func.coalesce(owed.extended_to, owed.due)
    arrived = and_(
        sent.campaign_id == owed.campaign_id,
        sent.unit_id == owed.unit_id,
        or_(sent.period == owed.period, and_(owed.period == "", sent.period.is_(None))),
        counting(),
    )
    rows = session.execute(
        select(owed.campaign_id, owed.period, due.label("due"), func.count())
        .outerjoin(sent, arrived)
        .where(~owed.left_out, due.is_not(None), due <= today + dt.timedelta(SOON_DAYS), sent.id.is_(None))
        .group_by(owed.campaign_id, owed.period, due)
        .order_by(owed.campaign_id, owed.period, due)
    )
    found: dict[tuple[str, str], list[tuple[dt.date, int]]] = {}
    for campaign_id, period, day, count in rows:
        found.setdefault((campaign_id, period), []).append((day, count))
    return tuple(
        Late(
            campaign_id=campaign_id,
            period=period,
            late=sum(count for day, count in days if day < today),
            soon=sum(count for day, count in days if day >= today),
            next_due=min((day for day, _ in days if day >= today), default=None),
        )
        for (campaign_id, period), days in found.items()
    )


def _settled_since(session: Session, person: Person, now: dt.datetime) -> int:
    start = dt.datetime.combine(office_day(now), dt.time(), tzinfo=OFFICE_ZONE)
    query = select(func.count(func.distinct(CorrectionRecord.field_id))).where(
        CorrectionRecord.user_id == person.id,
        CorrectionRecord.at >= start,
        CorrectionRecord.verdict.not_in(("skip", "undo")),
    )
    return session.scalar(query) or 0
