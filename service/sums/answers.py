"""Which headings each report answers, stored by report and dropped when a mark says that it changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.campaigns import get_campaign
from service.coverage_map import letters_of, report_ids
from service.database import Database
from service.records import SubmissionRecord, SumsAnswersRecord
from service.sums import rows
from service.sums.keeping import LARGE, begin, take_in

_TRIES = 3  # when others write at the same moment


def renew_answers(database: Database, campaign_id: str, period: str, *, build: bool) -> bool:
    """Store what is missing of the answers of a campaign's period.

    Args:
        database: Of a person who sees everything.
        campaign_id: Which.
        period: One of its periods.
        build: Whether to do so too where so many are missing that it takes a second.

    Returns:
        Whether all are there now; else they are to be computed from scratch.
    """
    for _ in range(_TRIES):
        if not take_in(database, campaign_id):
            continue
        with database.read() as session:
            version, stamp = rows.version_of(session, campaign_id), rows.stamp_of(session)
            campaign = get_campaign(session, campaign_id)
            there = select(SumsAnswersRecord.submission_id).where(
                SumsAnswersRecord.campaign_id == campaign_id, SumsAnswersRecord.stamp == stamp
            )
            wanted = report_ids(campaign, period).where(SubmissionRecord.id.not_in(there))
            missing = session.scalars(wanted).all()
            if not missing:
                return True
            if len(missing) > LARGE and not build:
                return False
            letters: dict[int, str] = {}
            for some in rows.slices(missing):
                letters |= letters_of(session, some, campaign)
        if version is None:
            begin(database, campaign_id)
            continue
        with database.write() as session:
            if not rows.take_turn(session, campaign_id, version):
                continue
            rows.remove_answers(session, letters)
            session.execute(
                insert(SumsAnswersRecord.__table__),  # type: ignore[arg-type]
                [
                    {"submission_id": report, "campaign_id": campaign_id, "stamp": stamp, "answers": said}
                    for report, said in letters.items()
                ],
            )
        return True
    return False


def stored_answers(session: Session, campaign_id: str, period: str) -> Sequence[str]:
    """The letters of every report of a period, as ``renew_answers`` left them."""
    campaign = get_campaign(session, campaign_id)
    query = report_ids(campaign, period).join(
        SumsAnswersRecord,
        (SumsAnswersRecord.submission_id == SubmissionRecord.id)
        & (SumsAnswersRecord.stamp == rows.stamp_of(session)),
    )
    return session.scalars(query.with_only_columns(SumsAnswersRecord.answers)).all()
