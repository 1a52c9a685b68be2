"""From the rows of the database to a compiled campaign, in a handful of queries whatever its size."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from extraction.campaign import Campaign, RowGroup
from service.access.limits import stream_rows
from service.campaigns import get_campaign
from service.compiling.model import Cell, Compiled, OwnState, Place, Standing, Status, UnitRow
from service.compiling.rows import form_answers, group_of, place_of_figure, sheets_of
from service.errors import BadRequest
from service.expected import periods_of
from service.json_column import as_text, from_json
from service.records import CampaignUnitRecord, FieldRecord, SubmissionRecord, UnitRecord
from service.units import counting, in_period

_SURE = ("accepted", "confirmed")
_PATHS = 8_192  # paths and row labels that are taken apart once
OWN_UNIT = "bao-cao-{}"
"""The unit that stands for a report while the office has no tree of units at all."""


@dataclass(frozen=True, slots=True)
class _Report:
    id: int
    unit: str | None
    name: str
    state: str
    is_sure: bool
    received_at: dt.datetime
    revision_of: int | None


@dataclass(frozen=True, slots=True)
class _Unit:
    id: str
    name: str
    level: str
    parent: str | None


def chosen_period(campaign: Campaign, period: str | None) -> str:
    """The period that a page or a command names, else the campaign's first; BadRequest for an unknown one."""
    periods = periods_of(campaign)
    if not period:
        return periods[0]
    if period not in periods:
        raise BadRequest(reason=f"{campaign.id}: no period {period}; there are {', '.join(periods)}")
    return period


def compile_campaign(session: Session, campaign_id: str, period: str | None = None) -> Compiled:
    """All answers to a campaign in one period, by unit; CampaignUnknown where there is no such campaign.

    The units are those that owe a report, those that sent one, and all above them. An office without any
    unit in its tree gets a unit for each report, so that nothing is lost before the tree is there.
    """
    campaign = get_campaign(session, campaign_id)
    period = chosen_period(campaign, period)
    reports = _reports(session, campaign, period)
    tree = _tree(session)
    if not tree:
        reports = [replace(r, unit=OWN_UNIT.format(r.id), is_sure=True) for r in reports]
        tree = {r.unit: _Unit(r.unit, r.name, "", None) for r in reports if r.unit}
    by_unit: dict[str, list[_Report]] = defaultdict(list)
    for report in reports:
        if report.unit is not None:
            by_unit[report.unit].append(report)
    expected = _expected(session, campaign_id, period)
    units = tuple(_in_tree_order(tree, expected, by_unit))
    answers = _answers(session, campaign, period)
    cells: dict[tuple[str, Place], Cell] = {}
    earlier: dict[tuple[str, Place], Cell] = {}
    for unit in units:
        now, before = _own_answers(by_unit[unit.id], unit.standing, answers)
        cells.update({(unit.id, place): cell for place, cell in now.items()})
        earlier.update({(unit.id, place): cell for place, cell in before.items()})
    unplaced = tuple(report.id for report in reports if report.unit is None)
    return Compiled(campaign_id, period, sheets_of(campaign), units, cells, earlier, unplaced)


def states_of(session: Session, campaign: Campaign, period: str, units: Sequence[str]) -> dict[str, OwnState]:
    """How these units stand by their own reports, and what those answer; for some hundreds of units."""
    by_unit: dict[str, list[_Report]] = defaultdict(list)
    for report in _reports(session, campaign, period, SubmissionRecord.unit_id.in_(units)):
        by_unit[report.unit or ""].append(report)
    ids = {r.id for own in by_unit.values() for r in own} | {
        r.revision_of for own in by_unit.values() for r in own if r.revision_of
    }
    answers = _answers(session, campaign, period, SubmissionRecord.id.in_(ids))
    expected = _expected(session, campaign.id, period, CampaignUnitRecord.unit_id.in_(units))
    found = {}
    for unit in units:
        own = by_unit[unit]
        standing = _standing(own, unit in expected)
        found[unit] = OwnState(
            standing,
            tuple(report.id for report in own),
            own[0].received_at if len(own) == 1 else None,
            *_own_answers(own, standing, answers),
        )
    return found


def count_unplaced(session: Session, campaign: Campaign, period: str) -> int:
    """How many reports of a period no unit is known for."""
    periods = in_period(period)
    if campaign.periods and period == campaign.periods[0]:
        periods = or_(periods, in_period(""))
    query = select(func.count()).select_from(SubmissionRecord)
    return (
        session.scalar(query.where(SubmissionRecord.campaign_id == campaign.id, _is_unplaced(), periods)) or 0
    )


def _own_answers(
    own: Sequence[_Report], standing: Standing, answers: Mapping[int, Mapping[Place, Cell]]
) -> tuple[Mapping[Place, Cell], Mapping[Place, Cell]]:
    """What a unit's only report answers, and what the one answered that it corrects."""
    if len(own) != 1 or standing is Standing.UNREAD:
        return {}, {}
    (report,) = own
    now = answers.get(report.id, {})
    if not report.is_sure:
        now = {place: _unplaced(cell) for place, cell in now.items()}
    return now, answers.get(report.revision_of or 0, {})


def _reports(session: Session, campaign: Campaign, period: str, *which: ColumnElement[bool]) -> list[_Report]:
    """The reports that stand for a period: neither deleted, nor returned, nor corrected by another."""
    issuer = aliased(FieldRecord)
    sent = SubmissionRecord
    query = (
        select(
            sent.id, sent.unit_id, sent.unit_status, sent.period, sent.period_status, sent.name, sent.state,
            sent.received_at, sent.revision_of, as_text(issuer.value), as_text(issuer.settled_value),
            issuer.verdict,
        )
        .outerjoin(issuer, (issuer.submission_id == sent.id) & (issuer.path == "document.issuer"))
        .where(
            sent.campaign_id == campaign.id,
            or_(counting(), _is_unplaced()),
            or_(in_period(period), in_period("")),
            *which,
        )
        .order_by(sent.id)
    )  # fmt: skip
    found = []
    has_periods = bool(campaign.periods)
    for row in session.execute(query):
        *_, value, settled, verdict = row
        sure = row.unit_status in _SURE and (not has_periods or row.period_status in _SURE)
        if has_periods and not row.period and period != campaign.periods[0]:
            continue  # a report whose period nobody knows is asked about once, in the first one
        name = str(from_json(settled if verdict else value) or row.name)
        found.append(_Report(row.id, row.unit_id, name, row.state, sure, row.received_at, row.revision_of))
    return found


def _is_unplaced() -> Any:
    return (
        SubmissionRecord.unit_id.is_(None)
        & SubmissionRecord.deleted_at.is_(None)
        & SubmissionRecord.superseded_by.is_(None)
        & SubmissionRecord.returned_at.is_(None)
    )


def _tree(session: Session) -> dict[str, _Unit]:
    rows = session.execute(
        select(UnitRecord.id, UnitRecord.name, UnitRecord.level, UnitRecord.parent_id).order_by(UnitRecord.id)
    )
    return {id: _Unit(id, name, level, parent) for id, name, level, parent in rows}


def _expected(session: Session, campaign_id: str, period: str, *which: ColumnElement[bool]) -> frozenset[str]:
    rows = session.scalars(
        select(CampaignUnitRecord.unit_id).where(
            CampaignUnitRecord.campaign_id == campaign_id,
            CampaignUnitRecord.period == period,
            ~CampaignUnitRecord.left_out,
            *which,
        )
    )
    return frozenset(rows)


def _in_tree_order(
    tree: Mapping[str, _Unit], expected: frozenset[str], reports: Mapping[str, list[_Report]]
) -> Iterable[UnitRow]:
    wanted: set[str] = set()
    for unit_id in {*expected, *reports}:
        at: str | None = unit_id
        while at is not None and at not in wanted:
            wanted.add(at)
            at = tree[at].parent
    below: dict[str | None, list[_Unit]] = defaultdict(list)
    for unit_id in wanted:
        below[tree[unit_id].parent].append(tree[unit_id])
    for units in below.values():
        units.sort(key=lambda unit: (unit.name, unit.id), reverse=True)
    waiting = [(unit, 0) for unit in below[None]]
    while waiting:
        unit, depth = waiting.pop()
        own = reports.get(unit.id, [])
        yield UnitRow(
            id=unit.id,
            name=unit.name,
            level=unit.level,
            parent=unit.parent,
            depth=depth,
            standing=_standing(own, unit.id in expected),
            submissions=tuple(report.id for report in own),
            received_at=own[0].received_at if len(own) == 1 else None,
        )
        waiting += [(child, depth + 1) for child in below[unit.id]]


def _standing(reports: list[_Report], is_expected: bool) -> Standing:
    if not reports:
        return Standing.MISSING if is_expected else Standing.ABOVE
    if len(reports) > 1:
        return Standing.CONTESTED
    if reports[0].state != "read":
        return Standing.UNREAD
    return Standing.REPORTED if reports[0].is_sure else Standing.UNSURE


def _answers(
    session: Session, campaign: Campaign, period: str, *which: ColumnElement[bool]
) -> dict[int, dict[Place, Cell]]:
    """The answers of every report of the period, corrected ones included, by submission."""
    rows = stream_rows(
        session,
        select(
            FieldRecord.submission_id,
            FieldRecord.path,
            FieldRecord.id,
            as_text(FieldRecord.value),
            as_text(FieldRecord.settled_value),
            FieldRecord.verdict,
            FieldRecord.status,
            FieldRecord.page,
        )
        .join(SubmissionRecord, SubmissionRecord.id == FieldRecord.submission_id)
        .where(
            SubmissionRecord.campaign_id == campaign.id,
            SubmissionRecord.deleted_at.is_(None),
            or_(in_period(period), in_period("")),
            or_(FieldRecord.path.like("table.%"), FieldRecord.path.like("figure.%")),
            ~FieldRecord.gone | FieldRecord.verdict.is_not(None),
            *which,
        ),
    )
    answers: dict[int, dict[Place, Cell]] = defaultdict(dict)
    tables: dict[tuple[int, str], dict[int, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    where = lru_cache(maxsize=_PATHS)(_where)
    for submission, path, field_id, value, settled, verdict, status, page in rows:
        found = where(path)
        if found is None:
            continue
        cell = Cell(from_json(settled if verdict else value), status, submission, field_id, page)
        if isinstance(found, Place):
            answers[submission][found] = cell
        else:
            form_id, number, column = found
            tables[submission, form_id][number][column] = cell
    for form in campaign.forms:

        @lru_cache(maxsize=_PATHS)
        def find_group(label: str, form: Any = form) -> RowGroup | None:
            return group_of(form, label)

        places: dict[str, Place] = {}
        for (submission, form_id), numbered in tables.items():
            if form_id == form.id:
                ordered = [numbered[number] for number in sorted(numbered)]
                own = answers[submission]
                for key, cell in form_answers(form, ordered, find_group).items():
                    place = places.get(key)
                    if place is None:
                        line, _, column = key.partition(".")
                        place = places[key] = Place(form.id, line, column)
                    own[place] = cell
    return answers


def _where(path: str) -> Place | tuple[str, int, str] | None:
    """The place of a figure of the text; form, row and column of a cell; None for what is neither."""
    if path.startswith("figure."):
        return place_of_figure(path)
    form_id, number, column = path.removeprefix("table.").rsplit(".", 2)
    return (form_id, int(number), column) if number.isdigit() else None


def _unplaced(cell: Cell) -> Cell:
    return cell._replace(status=Status.UNPLACED.value) if cell.counts else cell
