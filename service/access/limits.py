"""What a reporting unit's account sees: a limit on the session, so that no query can forget it.

Every SELECT, UPDATE and DELETE that names a report or a part of one is narrowed here, whoever wrote it:
lists, details, exports, images and files alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, event, false, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from service.records import Base, CampaignUnitRecord, SnapshotRecord, SubmissionRecord, UnitRecord

LIMIT = "tonghop_limit"
_ROWS_AT_ONCE = 5_000


@cache
def _parts() -> tuple[Any, ...]:
    """Every table that holds parts of reports, those that later versions add included."""
    return tuple(m.class_ for m in Base.registry.mappers if "submission_id" in m.columns)


@dataclass(frozen=True)
class Limit:
    """The reports of these units, and those that the account itself sent and nobody has placed yet."""

    unit_ids: frozenset[str]
    user_id: int


def _reports(limit: Limit) -> ColumnElement[bool]:
    table = SubmissionRecord.__table__.c
    mine = and_(table.received_by == limit.user_id, table.unit_id.is_(None))
    return or_(table.unit_id.in_(limit.unit_ids), mine)


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    limit: Limit | None = state.session.info.get(LIMIT)
    if limit is None or state.is_column_load or not (state.is_select or state.is_update or state.is_delete):
        return
    reports = _reports(limit)
    # the table and not the class: what is inside a limit is not limited again
    seen = select(SubmissionRecord.__table__.c.id).where(reports)
    options = [with_loader_criteria(SubmissionRecord, reports, include_aliases=True)]
    options += [
        with_loader_criteria(part, part.submission_id.in_(seen), include_aliases=True) for part in _parts()
    ]
    for owned in (UnitRecord.id, CampaignUnitRecord.unit_id):
        options.append(with_loader_criteria(owned.class_, owned.in_(limit.unit_ids), include_aliases=True))
    options.append(with_loader_criteria(SnapshotRecord, false(), include_aliases=True))
    state.statement = state.statement.options(*options)


def stream_rows(session: Session, query: Executable) -> Iterable[Any]:
    """Rows of columns, past the ORM's own round over each where nothing is limited; else with the limit.

    They are fetched some thousands at once: one by one, fetching costs as much as what is done with them.
    """
    found = session.execute(query) if LIMIT in session.info else session.connection().execute(query)
    return chain.from_iterable(found.partitions(_ROWS_AT_ONCE))
