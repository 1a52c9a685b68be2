"""The same figures in two periods or states, side by side, with what they changed by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from service.compiling.lists import Names
from service.compiling.model import Compiled
from service.compiling.tree import roll_up
from service.exporting.book import Book
from service.sheet_tables import Column

WHOLE = "TOÀN BỘ"


def write_comparison(before: Compiled, after: Compiled, out: BinaryIO, *, now: dt.datetime) -> None:
    """A workbook: every unit's number and the total in both, the difference and its share."""
    book = Book(out, f"So sánh {before.period} – {after.period}", base="", now=now)
    columns = [
        Column("Đơn vị", 36), Column("Biểu", 22), Column("Dòng", 26), Column("Cột", 40),
        Column(before.period or "Trước", 14), Column(after.period or "Sau", 14), Column("Tăng, giảm", 14),
        Column("Tỷ lệ %", 12),
    ]  # fmt: skip
    book.table("So sánh", columns, comparison_rows(before, after))
    book.close()


def comparison_rows(before: Compiled, after: Compiled) -> Iterator[Sequence[Any]]:
    """The whole first, then unit by unit; numbers known in one of the two only have no difference."""
    old, new, names, old_names = roll_up(before), roll_up(after), Names(after), Names(before)
    units = ["", *(unit.id for unit in after.units)]
    units += [unit.id for unit in before.units if unit.id not in names.units]
    places = [place for sheet in after.sheets for place in sheet.places]
    for unit in units:
        name = names.units.get(unit) or old_names.units.get(unit, WHOLE)
        for place in places:
            first, second = old.get((unit, place)), new.get((unit, place))
            was, is_now = first.value if first else None, second.value if second else None
            if was is None and is_now is None:
                continue
            difference = is_now - was if was is not None and is_now is not None else None
            share = round(100 * difference / was, 1) if difference is not None and was else None
            yield (name, *names.of(place), was, is_now, difference, share)
