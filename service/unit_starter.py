"""A first organisation tree of a province, as a sheet for the office to check and import.

The names come from the data of the PyPI package ``vietnamadminunits`` (MIT), which knows the country before
and after 1 July 2025 and which commune became part of which. The package's own code is never run and is no
dependency: it needs a library under the GPL.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import itertools
import json
import sqlite3
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from extraction.text import fold
from service.errors import StarterMissing
from service.units import UnitData, slug

PACKAGE = "vietnamadminunits"
LAST_DAY = dt.date(2025, 6, 30)
"""The last day of the districts and of the communes that merged (Resolution 202/2025/QH15)."""

_COMMITTEES = {"Huyện": "Huyện ủy", "Thị xã": "Thị ủy", "Thành phố": "Thành ủy", "Quận": "Quận ủy"}
_NUMBER_MARKS = {"Huyện": ("HU",), "Thị xã": ("TU",), "Thành phố": ("TU",), "Quận": ("QU",)}


def package_data() -> Path:
    """The folder of the installed package's data; StarterMissing where it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    folder = Path(found.origin).parent / "data" if found and found.origin else None
    if folder is None or not (folder / "dataset.db").is_file():
        raise StarterMissing(package=PACKAGE)
    return folder


def starter_units(province: str, data: Path) -> tuple[tuple[UnitData, ...], dict[str, str]]:
    """The units of a province as it was up to 30 June 2025 and the communes that its own became.

    Args:
        province: Its short name, with or without tone marks: "Quảng Ngãi".
        data: The folder from ``package_data``.

    Returns:
        Units, parents first, and for each commune that merged the one it became part of.

    Raises:
        StarterMissing: The data knows no such province.
    """
    with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as connection:
        old = _rows(connection, "admin_units_legacy", province)
        if not old:
            raise StarterMissing(package=province)
        became = json.loads((data / "converter_2025.json").read_text("utf-8"))
        new_key = next(new for new, olds in became["DICT_PROVINCE"].items() if old[0]["provinceKey"] in olds)
        query = "SELECT * FROM admin_units WHERE provinceKey = ? AND ward IS NOT NULL ORDER BY wardKey"
        new = [dict(row) for row in connection.execute(query, (new_key,))]
    return _tree(old, new, became, new_key)


def _rows(connection: sqlite3.Connection, table: str, province: str) -> list[dict[str, Any]]:
    connection.row_factory = sqlite3.Row
    rows = connection.execute(
        f"SELECT * FROM {table} ORDER BY districtKey, wardKey"
    )  # table: our own constant
    return [dict(row) for row in rows if fold(row["provinceShort"]) == fold(province)]


def _tree(
    old: list[dict[str, Any]], new: list[dict[str, Any]], became: dict[str, Any], new_key: str
) -> tuple[tuple[UnitData, ...], dict[str, str]]:
    name = old[0]["provinceShort"]
    top = UnitData(slug(name), f"Tỉnh ủy {name}", "tinh", short_name=name, abbreviations=("TU",))
    units = {top.id: top}
    by_old_key: dict[str, str] = {}
    for row in old:
        district = _district(row, top.id)
        units.setdefault(district.id, district)
        key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
        if not row["ward"]:
            by_old_key[key] = district.id
            continue
        unit_id = _free(slug(f"{district.short_name} {row['wardShort']}"), units)
        unit = replace(_commune(row, unit_id, district.id), valid_to=LAST_DAY)
        units[unit.id] = unit
        by_old_key[key] = unit.id
    successors = {}
    for row in new:
        olds = [by_old_key[key] for key in _parts_of(row["wardKey"], new_key, became) if key in by_old_key]
        if not olds:
            continue  # of a province that joined
        unit = _commune(row, _free(slug(f"{row['ward']} 2025"), units), top.id)
        unit = replace(unit, valid_from=LAST_DAY + dt.timedelta(days=1))
        units[unit.id] = unit
        successors.update(dict.fromkeys(olds, unit.id))
    return tuple(units.values()), successors


def _parts_of(ward_key: str, province_key: str, became: dict[str, Any]) -> Iterable[str]:
    """Keys of the old communes that a new one holds, whole or as the part where most people live."""
    yield from became["DICT_PROVINCE_WARD_NO_DIVIDED"].get(province_key, {}).get(ward_key, ())
    for old, parts in became["DICT_PROVINCE_WARD_DIVIDED"].get(province_key, {}).items():
        if any(part["newWardKey"] == ward_key and part["isDefaultNewWard"] for part in parts):
            yield old


def _district(row: dict[str, Any], parent: str) -> UnitData:
    kind, name = row["districtType"], row["districtShort"]
    unit_id = slug(name) if slug(name) != parent else slug(row["district"])
    return UnitData(
        unit_id,
        f"{_COMMITTEES.get(kind, kind)} {name}",
        "huyen",
        parent,
        name,
        _NUMBER_MARKS.get(kind, ()),
        valid_to=LAST_DAY,
    )


def _commune(row: dict[str, Any], unit_id: str, parent: str) -> UnitData:
    kind, name = str(row["wardType"]).lower(), row["wardShort"]
    return UnitData(unit_id, f"Đảng ủy {kind} {name}", "xa", parent, name)


def _free(wanted: str, taken: Container[str]) -> str:
    """An id that nobody has: "Sơn Hà" and "Sơn Hạ" are written alike without their marks."""
    numbered = (f"{wanted}-{n}" for n in itertools.count(2))
    return wanted if wanted not in taken else next(i for i in numbered if i not in taken)
