"""The rows of stored sums: marks, states, wholes and units. Nothing here computes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from service.records import (
    SubmissionRecord,
    SumsAnswersRecord,
    SumsMarkRecord,
    SumsStampRecord,
    SumsStateRecord,
    SumsUnitRecord,
    SumsWholeRecord,
    UnitRecord,
)
from service.sums.nodes import DIFFERENCES, MISMATCHES, Node, Shape, Whole
from service.sums.packing import Packing

_AT_ONCE = 500  # values of one IN (...)
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Marked:
    """What changed of a campaign since its sums were written: units, reports, and the marks that say so."""

    units: frozenset[str]
    reports: frozenset[int]
    marks: frozenset[int]


def slices(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """Some hundreds at a time, as many as a query takes."""
    every = list(values)
    return (every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE))


def stamp_of(session: Session) -> int:
    """The number of changes of the tree's shape and of campaigns so far."""
    return session.scalars(select(SumsStampRecord.stamp)).one()


def version_of(session: Session, campaign_id: str) -> int | None:
    """The version of a campaign's stored sums, None where none were ever stored."""
    query = select(SumsStateRecord.version).where(SumsStateRecord.campaign_id == campaign_id)
    return session.scalar(query)


def marked(session: Session, campaign_id: str) -> Marked:
    """What the marks say of a campaign. A report stands also for those that correct it."""
    mark, sent = SumsMarkRecord, SubmissionRecord
    units: set[str | None] = set()
    reports, marks = set(), set()
    for number, unit in session.execute(select(mark.id, mark.unit_id).where(mark.campaign_id == campaign_id)):
        units.add(unit)
        marks.add(number)
    own = select(mark.id, sent.id, sent.unit_id).join(sent, sent.id == mark.submission_id)
    for number, report, unit in session.execute(own.where(sent.campaign_id == campaign_id)):
        marks.add(number)
        reports.add(report)
        units.add(unit)
    corrections = select(sent.unit_id).join(mark, sent.revision_of == mark.submission_id)
    units.update(session.scalars(corrections.where(sent.campaign_id == campaign_id)))
    return Marked(frozenset(u for u in units if u is not None), frozenset(reports), frozenset(marks))


def take_turn(session: Session, campaign_id: str, version: int) -> bool:
    """Whether the sums are still of this version; then they are ours to write until the commit."""
    state = SumsStateRecord
    turned = session.execute(
        update(state)
        .where(state.campaign_id == campaign_id, state.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(turned.rowcount)  # type: ignore[attr-defined]


def add_state(session: Session, campaign_id: str) -> None:
    """Say that a campaign's sums are stored from now on; IntegrityError where another did."""
    session.execute(insert(SumsStateRecord).values(campaign_id=campaign_id, version=0))


def forget_marks(session: Session, marks: Iterable[int]) -> None:
    """Remove marks that were taken in, and those of reports whose campaign keeps no sums."""
    for some in slices(marks):
        _remove(session, SumsMarkRecord, SumsMarkRecord.id.in_(some))
    mark, sent, state = SumsMarkRecord, SubmissionRecord, SumsStateRecord
    kept = exists().where(sent.id == mark.submission_id, state.campaign_id == sent.campaign_id)
    _remove(session, mark, mark.submission_id.is_not(None), ~kept)
    states = select(SumsStateRecord.campaign_id)
    _remove(session, mark, mark.campaign_id.is_not(None), mark.campaign_id.not_in(states))


def built_periods(session: Session, campaign_id: str, stamp: int) -> dict[str, str]:
    """The packed wholes of a campaign's periods that are of this stamp."""
    whole = SumsWholeRecord
    query = select(whole.period, whole.content).where(whole.campaign_id == campaign_id, whole.stamp == stamp)
    return dict(session.execute(query).all())


def nodes_of(
    session: Session, campaign_id: str, period: str, packing: Packing, which: ColumnElement[bool]
) -> dict[str, Node]:
    """Stored nodes by unit."""
    row = SumsUnitRecord
    query = select(row.unit_id, row.parent_id, row.content).where(
        row.campaign_id == campaign_id, row.period == period, which
    )
    return {
        unit: packing.node_of(unit, parent or None, content)
        for unit, parent, content in session.execute(query)
    }


def nodes_by_id(
    session: Session, campaign_id: str, period: str, packing: Packing, units: Iterable[str]
) -> dict[str, Node]:
    """Those of these units that are stored."""
    found: dict[str, Node] = {}
    for some in slices(units):
        found |= nodes_of(session, campaign_id, period, packing, SumsUnitRecord.unit_id.in_(some))
    return found


def parents_of(session: Session, units: Iterable[str]) -> dict[str, str | None]:
    """The unit above each of these and of all above them."""
    found: dict[str, str | None] = {}
    wanted = set(units)
    while wanted:
        for some in slices(wanted):
            rows = session.execute(select(UnitRecord.id, UnitRecord.parent_id).where(UnitRecord.id.in_(some)))
            found |= dict(rows.all())
        wanted = {parent for parent in found.values() if parent is not None and parent not in found}
    return found


def children_of(
    session: Session, campaign_id: str, period: str, units: Sequence[str]
) -> dict[str, list[str]]:
    """The stored units right below these."""
    row = SumsUnitRecord
    found: dict[str, list[str]] = {unit: [] for unit in units}
    for some in slices(units):
        query = select(row.parent_id, row.unit_id).where(
            row.campaign_id == campaign_id, row.period == period, row.parent_id.in_(some)
        )
        for parent, unit in session.execute(query):
            found[parent].append(unit)
    return found


def put_whole(
    session: Session, campaign_id: str, period: str, stamp: int, packing: Packing, whole: Whole
) -> None:
    """Store a whole, over an earlier one."""
    row = SumsWholeRecord
    _remove(session, row, row.campaign_id == campaign_id, row.period == period)
    session.execute(
        insert(row).values(campaign_id=campaign_id, period=period, stamp=stamp, content=packing.whole(whole))
    )


def put_nodes(
    session: Session, campaign_id: str, period: str, shape: Shape, packing: Packing, nodes: Iterable[Node]
) -> None:
    """Store nodes, over earlier ones of the same units."""
    rows = []
    for node in nodes:
        weights = shape.weights(node)
        rows.append(
            {
                "campaign_id": campaign_id,
                "period": period,
                "unit_id": node.unit,
                "parent_id": node.parent or "",
                "differences": weights[DIFFERENCES],
                "mismatches": weights[MISMATCHES],
                "content": packing.node(node),
            }
        )
    remove_nodes(session, campaign_id, period, [row["unit_id"] for row in rows])
    if rows:
        session.execute(insert(SumsUnitRecord.__table__), rows)  # type: ignore[arg-type]


def remove_nodes(session: Session, campaign_id: str, period: str, units: Iterable[Any]) -> None:
    row = SumsUnitRecord
    for some in slices(units):
        _remove(session, row, row.campaign_id == campaign_id, row.period == period, row.unit_id.in_(some))


def remove_periods(session: Session, campaign_id: str, periods: Iterable[str] | None = None) -> None:
    """Remove the sums of some periods of a campaign, or of all."""
    for row in (SumsUnitRecord, SumsWholeRecord):
        where = [row.campaign_id == campaign_id]
        if periods is not None:
            where.append(row.period.in_(list(periods)))
        _remove(session, row, *where)


def remove_answers(session: Session, reports: Iterable[int]) -> None:
    for some in slices(reports):
        _remove(session, SumsAnswersRecord, SumsAnswersRecord.submission_id.in_(some))


def _remove(session: Session, row: Any, *where: ColumnElement[bool]) -> None:
    session.execute(delete(row).where(*where).execution_options(synchronize_session=False))
