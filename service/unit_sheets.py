"""The organisation tree as a spreadsheet: one row a unit, and what is wrong with a sheet, cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extraction.text import fold
from service.errors import UnitSheetRefused
from service.sheet_reading import SheetRow
from service.sheet_tables import Column, cell_name
from service.units import FormerName, UnitData, slug

COLUMNS: Mapping[str, tuple[Column, tuple[str, ...]]] = {
    "id": (Column("Mã", 26), ("ma don vi", "id")),
    "name": (Column("Tên đơn vị", 46), ("ten", "don vi", "name")),
    "short_name": (Column("Tên gọn", 22), ("ten ngan", "short name")),
    "level": (Column("Cấp", 14), ("level",)),
    "parent": (Column("Mã cấp trên", 26), ("cap tren", "truc thuoc", "parent")),
    "abbreviations": (Column("Viết tắt", 18), ("ky hieu", "abbreviations")),
    "former_names": (Column("Tên cũ", 40), ("ten truoc day", "former names")),
    "valid_from": (Column("Từ ngày", 13), ("hieu luc tu", "valid from")),
    "valid_to": (Column("Đến ngày", 13), ("het hieu luc", "hieu luc den", "valid to")),
    "successor": (Column("Nhập vào", 26), ("sap nhap vao", "merged into", "successor")),
}
"""Key -> the column as we write it, and other headings that we take, folded."""

NEEDED = ("name", "level")
SEPARATOR = ";"
_DAY = re.compile(r"^(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})$")
_FORMER = re.compile(r"^(?P<name>.+?)\s*(?:\((?:đến|until)\s*(?P<until>[^)]+)\))?$")


@dataclass(frozen=True)
class SheetUnit:
    """A unit as a row gives it; ``successor`` is the unit that it merged into, ``line`` its row."""

    unit: UnitData
    successor: str | None
    line: int


@dataclass
class _Faults:
    """What is wrong, each with line and cell; collected, so that one look shows all."""

    columns: Mapping[str, int]
    found: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, line: int, key: str, value: str = "") -> None:
        cell = cell_name(line, self.columns[key]) if key in self.columns else str(line)
        self.found.append({"code": code, "line": line, "cell": cell, "value": value[:80]})


def read_units(
    name: str, rows: Sequence[SheetRow], *, levels: Mapping[str, str], known: Collection[str] = ()
) -> tuple[SheetUnit, ...]:
    """Read a sheet of units.

    Args:
        name: The file's name.
        rows: Its rows, as ``read_rows`` has them.
        levels: Ids and titles of levels, folded -> id.
        known: Ids of units that are there already, which a row may name as parent or successor.

    Returns:
        Units in the order of the sheet.

    Raises:
        UnitSheetRefused: Some cells are wrong; ``facts["faults"]`` names each.
    """
    columns, header = _columns(rows)
    if header is None:
        raise UnitSheetRefused(file=name, faults=[_no_header(rows)])
    faults = _Faults(columns)
    found = [_unit(row, columns, levels, faults) for row in rows if row.line > header]
    units = [unit for unit in found if unit is not None]
    _check_references(units, set(known), faults)
    if faults.found:
        raise UnitSheetRefused(file=name, faults=sorted(faults.found, key=lambda f: (f["line"], f["cell"])))
    return tuple(units)


def sheet_rows(units: Iterable[UnitData], successors: Mapping[str, str]) -> Iterable[tuple[Any, ...]]:
    """Rows of ``COLUMNS`` that ``read_units`` reads back to the same units."""
    for unit in units:
        yield (
            unit.id,
            unit.name,
            unit.short_name,
            unit.level,
            unit.parent or "",
            f"{SEPARATOR} ".join(unit.abbreviations),
            f"{SEPARATOR} ".join(former_text(former) for former in unit.former_names),
            unit.valid_from,
            unit.valid_to,
            successors.get(unit.id, ""),
        )


def parse_day(text: str) -> dt.date | None:
    """A day as people write it (30/6/2025) or as programs do (2025-06-30); None for no text.

    Raises:
        ValueError: The text is no day.
    """
    if not text.strip():
        return None
    found = _DAY.match(text.strip())
    if found:
        return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    return dt.date.fromisoformat(text.strip())


def former_text(former: FormerName) -> str:
    """A former name as sheets and forms show it; ``parse_former`` reads it back."""
    return f"{former.name} (đến {former.until:%d/%m/%Y})" if former.until else former.name


def parse_former(text: str) -> FormerName:
    """A former name with the last day on which it was borne, if one is given.

    >>> parse_former("Huyện ủy Đức Phổ (đến 31/01/2020)")
    FormerName(name='Huyện ủy Đức Phổ', until=datetime.date(2020, 1, 31))

    Raises:
        ValueError: The day is no day.
    """
    match = _FORMER.match(text.strip())
    return FormerName(match["name"], parse_day(match["until"] or "")) if match else FormerName(text)


def _columns(rows: Sequence[SheetRow]) -> tuple[dict[str, int], int | None]:
    """Where each known column stands, and the line of the headings: the first that names the needed ones."""
    titles = {fold(column.title): key for key, (column, _) in COLUMNS.items()}
    titles |= {other: key for key, (_, others) in COLUMNS.items() for other in others}
    for row in rows[:10]:
        columns: dict[str, int] = {}
        for place, text in enumerate(row.values):
            key = titles.get(fold(text))
            if key is not None:
                columns.setdefault(key, place)
        if all(key in columns for key in NEEDED):
            return columns, row.line
    return {}, None


def _no_header(rows: Sequence[SheetRow]) -> dict[str, Any]:
    line = rows[0].line if rows else 1
    needed = ", ".join(COLUMNS[key][0].title for key in NEEDED)
    return {"code": "unit_sheet.no_header", "line": line, "cell": cell_name(line, 0), "value": needed}


def _unit(
    row: SheetRow, columns: Mapping[str, int], levels: Mapping[str, str], faults: _Faults
) -> SheetUnit | None:
    def text(key: str) -> str:
        place = columns.get(key)
        return row.values[place] if place is not None and place < len(row.values) else ""

    def day(key: str) -> dt.date | None:
        try:
            return parse_day(text(key))
        except ValueError:
            faults.add("unit_sheet.bad_date", row.line, key, text(key))
            return None

    name, level = text("name"), levels.get(fold(text("level")))
    if not name:
        faults.add("unit_sheet.no_name", row.line, "name")
    if level is None:
        faults.add("unit_sheet.unknown_level", row.line, "level", text("level"))
    unit_id = text("id") or slug(name)
    if text("id") and slug(text("id")) != text("id"):
        faults.add("unit_sheet.bad_id", row.line, "id", text("id"))
    valid_from, valid_to = day("valid_from"), day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        faults.add("unit_sheet.ends_before_start", row.line, "valid_to", text("valid_to"))
    former = _former_names(text("former_names"), row.line, faults)
    if not name or level is None:
        return None
    unit = UnitData(
        id=unit_id,
        name=name,
        level=level,
        parent=text("parent") or None,
        short_name=text("short_name"),
        abbreviations=_parts(text("abbreviations")),
        former_names=former,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return SheetUnit(unit, text("successor") or None, row.line)


def _former_names(text: str, line: int, faults: _Faults) -> tuple[FormerName, ...]:
    found = []
    for part in _parts(text):
        try:
            found.append(parse_former(part))
        except ValueError:
            faults.add("unit_sheet.bad_date", line, "former_names", part)
    return tuple(found)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def _check_references(units: Sequence[SheetUnit], known: set[str], faults: _Faults) -> None:
    lines: dict[str, int] = {}
    for row in units:
        if row.unit.id in lines:
            key = "id" if "id" in faults.columns else "name"
            faults.add("unit_sheet.same_id", row.line, key, f"{row.unit.id} ({lines[row.unit.id]})")
        lines.setdefault(row.unit.id, row.line)
    there = known | set(lines)
    parents = {row.unit.id: row.unit.parent for row in units}
    for row in units:
        if row.unit.parent and row.unit.parent not in there:
            faults.add("unit_sheet.unknown_parent", row.line, "parent", row.unit.parent)
        if row.successor and row.successor not in there:
            faults.add("unit_sheet.unknown_successor", row.line, "successor", row.successor)
        if _runs_in_a_circle(row.unit.id, parents):
            faults.add("unit_sheet.circle", row.line, "parent", row.unit.parent or "")


def _runs_in_a_circle(start: str, parents: Mapping[str, str | None]) -> bool:
    seen, at = {start}, parents.get(start)
    while at is not None:
        if at == start:
            return True
        if at in seen:
            return False  # a circle further up, reported at its own rows
        seen.add(at)
        at = parents.get(at)
    return False
