"""Stored sums brought up to what the database holds: built from scratch once, then changed by what changed.

Computed in a reading transaction and written in a short one, which writes only if nobody wrote meanwhile.
What changes after the marks were read has a mark of its own, which stays for the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.campaigns import get_campaign
from service.compiling.model import Cell, Compiled, OwnState, Place, Standing
from service.compiling.read import compile_campaign, states_of
from service.compiling.rows import sheets_of
from service.database import Database
from service.records import CampaignUnitRecord, SubmissionRecord, UnitRecord
from service.sums import rows
from service.sums.nodes import Node, Shape, Whole, change, sums_of
from service.sums.packing import Packing
from service.sums.rows import Marked

MOST_CHANGED = 1_500
"""Changed units up to which the stored sums are changed; with more, building anew is as quick."""
LARGE = 1_000
"""Units and reports from which adding all of them up takes so long that a page is painted before."""
_TRIES = 3  # when others write at the same moment


@dataclass
class _Period:
    """A period's stored sums in memory, with what of them changed."""

    whole: Whole
    nodes: dict[str, Node]
    gone: set[str] = field(default_factory=set)
    before: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What a look found: the sums as they are to be written, if the version is still this one."""

    version: int
    stamp: int
    marked: Marked
    periods: Mapping[str, _Period]


def renew(database: Database, campaign_id: str, period: str, *, build: bool) -> bool:
    """Bring the stored sums of a campaign's period up to now.

    Args:
        database: Of a person who sees everything.
        campaign_id: Which.
        period: One of its periods.
        build: Whether to build them where there are none, which takes seconds in a large office.

    Returns:
        Whether they hold now. They do not where there are none, where the office has no tree of units, or
        where others kept writing them; then the campaign is to be computed from scratch.
    """
    for _ in range(_TRIES):
        with database.read() as session:
            if not session.scalar(select(exists().where(UnitRecord.id.is_not(None)))):
                return False
            version = rows.version_of(session, campaign_id)
            if version is not None:
                found = look(session, campaign_id, version)
                if found is not None and period in found.periods:
                    if not found.marked.marks or write(database, campaign_id, found):
                        return True
                    continue
        if not build:
            return False
        if version is None:
            begin(database, campaign_id)
        if _build(database, campaign_id, period):
            return True
    return False


def is_large(session: Session, campaign_id: str) -> bool:
    """Whether computing a campaign from scratch takes longer than a page may take to be painted."""
    owing = select(func.count()).select_from(CampaignUnitRecord)
    sent = select(func.count()).select_from(SubmissionRecord)
    count = session.scalar(owing.where(CampaignUnitRecord.campaign_id == campaign_id)) or 0
    return count + (session.scalar(sent.where(SubmissionRecord.campaign_id == campaign_id)) or 0) > LARGE


def take_in(database: Database, campaign_id: str) -> bool:
    """Take in all marks of a campaign, whatever is stored of it; whether nobody else wrote meanwhile."""
    with database.read() as session:
        version = rows.version_of(session, campaign_id)
        found = look(session, campaign_id, version) if version is not None else None
        marked = rows.marked(session, campaign_id) if found is None else found.marked
    if version is None or not marked.marks:
        return True
    if found is not None:
        return write(database, campaign_id, found)
    with (
        database.write() as session
    ):  # more than are worth changing: the periods are built anew when asked for
        if not rows.take_turn(session, campaign_id, version):
            return False
        rows.remove_periods(session, campaign_id)
        rows.remove_answers(session, marked.reports)
        rows.forget_marks(session, marked.marks)
    return True


def begin(database: Database, campaign_id: str) -> None:
    """Say that a campaign's sums are stored from now on."""
    try:
        with database.write() as session:
            rows.add_state(session, campaign_id)
    except IntegrityError:
        return  # another did


def look(session: Session, campaign_id: str, version: int) -> Look | None:
    """The sums as they have to be now; None where so much changed that they are to be built anew."""
    stamp = rows.stamp_of(session)
    marked = rows.marked(session, campaign_id)  # before anything that they speak of
    if len(marked.units) > MOST_CHANGED:
        return None
    campaign = get_campaign(session, campaign_id)
    shape = Shape(sheets_of(campaign))
    packing = Packing(shape)
    periods = {}
    for period, content in rows.built_periods(session, campaign_id, stamp).items():
        if not marked.units:
            periods[period] = _Period(packing.whole_of(content), {})
            continue
        own: dict[str, OwnState] = {}
        for some in rows.slices(sorted(marked.units)):
            own |= states_of(session, campaign, period, some)
        periods[period] = _changed(session, campaign_id, period, shape, content, own)
    return Look(version, stamp, marked, periods)


def _changed(
    session: Session, campaign_id: str, period: str, shape: Shape, content: str, own: Mapping[str, OwnState]
) -> _Period:
    """A period's sums with other states of some units."""
    packing = Packing(shape)
    parents = rows.parents_of(session, own)
    nodes = rows.nodes_by_id(session, campaign_id, period, packing, parents)
    found = _Period(packing.whole_of(content), nodes, before={u: packing.node(n) for u, n in nodes.items()})
    for unit, state in own.items():
        if unit not in parents or (unit not in nodes and not _is_there(state)):
            continue
        at: str | None = unit
        while at is not None and at not in nodes:
            nodes[at] = Node(at, parents[at])
            found.whole.counts[Standing.ABOVE.value] += 1
            at = parents[at]
        change(shape, nodes, found.whole, unit, state)
    _drop_empty(session, campaign_id, period, found, own)
    return found


def _is_there(state: OwnState) -> bool:
    """Whether a unit stands in the campaign for its own sake and not only above others."""
    return state.standing is not Standing.ABOVE


def _drop_empty(
    session: Session, campaign_id: str, period: str, found: _Period, own: Mapping[str, OwnState]
) -> None:
    """Take out units that neither owe nor sent anything any more and have none below them, from below."""
    waiting = [unit for unit in own if unit in found.nodes and not _is_there(found.nodes[unit].own)]
    while waiting:
        below = rows.children_of(session, campaign_id, period, waiting)
        above = set()
        for unit in waiting:
            children = set(below[unit]) | {n.unit for n in found.nodes.values() if n.parent == unit}
            if children - found.gone:
                continue
            node = found.nodes.pop(unit)
            found.gone.add(unit)
            found.whole.counts[Standing.ABOVE.value] -= 1
            if node.parent is not None and not _is_there(found.nodes[node.parent].own):
                above.add(node.parent)
        waiting = sorted(above)


def write(database: Database, campaign_id: str, found: Look) -> bool:
    """Write what changed, unless another wrote since the look."""
    with database.write() as session:
        if not rows.take_turn(session, campaign_id, found.version):
            return False
        shape = Shape(sheets_of(get_campaign(session, campaign_id)))
        packing = Packing(shape)
        for period, sums in found.periods.items():
            changed = [n for u, n in sums.nodes.items() if packing.node(n) != sums.before.get(u)]
            rows.put_nodes(session, campaign_id, period, shape, packing, changed)
            rows.remove_nodes(session, campaign_id, period, sums.gone)
            rows.put_whole(session, campaign_id, period, found.stamp, packing, sums.whole)
        rows.remove_answers(session, found.marked.reports)
        rows.forget_marks(session, found.marked.marks)
    return True


def _build(database: Database, campaign_id: str, period: str) -> bool:
    """Compute a period from scratch and store its sums, unless another wrote meanwhile."""
    with database.read() as session:
        version = rows.version_of(session, campaign_id)
        if version is None:
            return False
        stamp = rows.stamp_of(session)
        marked = rows.marked(session, campaign_id)
        compiled = compile_campaign(session, campaign_id, period)
    shape = Shape(compiled.sheets)
    nodes = nodes_from(compiled)
    whole = sums_of(shape, nodes, [unit.id for unit in compiled.units])
    with database.write() as session:
        if not rows.take_turn(session, campaign_id, version):
            return False
        too_much = len(marked.units) > MOST_CHANGED
        if too_much:  # the other periods are to be built anew too
            rows.remove_periods(session, campaign_id)
            rows.remove_answers(session, marked.reports)
            rows.forget_marks(session, marked.marks)
        else:
            rows.remove_periods(session, campaign_id, [period])
        packing = Packing(shape)
        rows.put_nodes(session, campaign_id, period, shape, packing, nodes.values())
        rows.put_whole(session, campaign_id, period, stamp, packing, whole)
    return True


def nodes_from(compiled: Compiled) -> dict[str, Node]:
    """The units of a compiled campaign as nodes, with nothing below them yet."""
    cells: dict[str, dict[Place, Cell]] = {unit.id: {} for unit in compiled.units}
    earlier: dict[str, dict[Place, Cell]] = {unit.id: {} for unit in compiled.units}
    for into, found in ((cells, compiled.cells), (earlier, compiled.earlier)):
        for (unit, place), cell in found.items():
            into[unit][place] = cell
    return {
        u.id: Node(
            u.id, u.parent, OwnState(u.standing, u.submissions, u.received_at, cells[u.id], earlier[u.id])
        )
        for u in compiled.units
    }
