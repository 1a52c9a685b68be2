"""Which rows are groups and which are members, decided for all rows together.

One ordinal misread ("a" as "3") must not make a group of a member: the next rows would then not follow. So a
cost is given to each row as group or as member, from its label, its type and whether its number is the next
one of its kind, and the arrangement with the least total is kept (a beam search over the rows).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NAMED_AS_MEMBER = 3.0
UNNAMED_AS_GROUP = 0.6
OTHER_STYLE_GROUP = 2.0
OTHER_STYLE_MEMBER = 1.0
WRONG_NUMBER_GROUP = 1.2
WRONG_NUMBER_MEMBER = 0.8
UNNUMBERED_GROUP = 1.0
UNNUMBERED_MEMBER = 0.3
WRONG_TYPE = 1.5
"""Costs of what speaks against a row's level; only their order of size matters."""

BEAM = 48


@dataclass(frozen=True, slots=True)
class RowSigns:
    """What a row shows of its level.

    ``style`` is its numbering ("" for none), ``number`` the place that its number claims, ``prefix`` the
    group's number in "2.1"; ``bold`` is None where type tells nothing in this table.
    """

    named: bool
    style: str
    number: int | None
    prefix: int | None = None
    bold: bool | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which rows are groups, and what speaks against it: labels, numbers and type."""

    groups: tuple[bool, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Path:
    cost: float
    groups: int
    members: int
    levels: tuple[bool, ...]  # True for a group


def tell_groups(rows: Sequence[RowSigns], group_style: str, member_style: str) -> tuple[Arrangement, ...]:
    """Say for each row whether it is a group: the likeliest arrangements, best first.

    Args:
        rows: In reading order, without totals.
        group_style: The numbering that named groups have.
        member_style: The numbering that most other rows have.
    """
    paths = [_Path(0.0, 0, 0, ())]
    for row in rows:
        grown = [
            p
            for path in paths
            for p in (_as_group(path, row, group_style), _as_member(path, row, member_style))
        ]
        paths = sorted(grown, key=lambda p: p.cost)[:BEAM]
    return tuple(Arrangement(path.levels, path.cost) for path in paths)


def _as_group(path: _Path, row: RowSigns, style: str) -> _Path:
    cost = path.cost + (0.0 if row.named else UNNAMED_AS_GROUP)
    following = path.groups + 1
    if not row.style:
        cost += 0.0 if not style or row.named else UNNUMBERED_GROUP
    elif row.style != style:
        cost += OTHER_STYLE_GROUP
    elif row.number is not None and row.number != following:
        cost += WRONG_NUMBER_GROUP
    if row.bold is False:
        cost += WRONG_TYPE
    if not row.named and not style and row.bold is not True:
        cost += OTHER_STYLE_GROUP
    if row.number is not None and row.style == style and row.number > following:
        following = row.number
    return _Path(cost, following, 0, (*path.levels, True))


def _as_member(path: _Path, row: RowSigns, style: str) -> _Path:
    cost = path.cost + (NAMED_AS_MEMBER if row.named else 0.0)
    following = path.members + 1
    if not row.style:
        cost += UNNUMBERED_MEMBER if style else 0.0
    elif row.style != style:
        cost += OTHER_STYLE_MEMBER
    elif row.prefix is not None and row.prefix != path.groups:
        cost += WRONG_NUMBER_MEMBER
    elif row.number is not None and row.number != following:
        cost += WRONG_NUMBER_MEMBER
        following = row.number
    if row.bold is True:
        cost += WRONG_TYPE
    return _Path(cost, path.groups, following, (*path.levels, False))
