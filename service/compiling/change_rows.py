"""What moved between two states, as rows of a sheet: the change log of an export, the note beside a cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.compiling.changes import Changes, Why
from service.compiling.lists import Names
from service.compiling.model import Compiled
from service.exporting.book import field_link
from service.sheet_tables import Column
from service.snapshots import movers

WHY_VI = {
    Why.NEW_REPORT: "báo cáo mới",
    Why.REVISED: "đơn vị gửi báo cáo sửa",
    Why.SETTLED: "người xem sửa hoặc xác nhận",
    Why.READ_AGAIN: "máy đọc lại",
    Why.WITHDRAWN: "báo cáo bị trả lại, xóa hoặc chuyển đơn vị",
    Why.OPENED: "số chờ xem lại",
}
CHANGE_COLUMNS = (
    Column("Đơn vị", 36), Column("Biểu", 22), Column("Dòng", 26), Column("Cột", 36), Column("Trước", 12),
    Column("Sau", 12), Column("Vì sao", 34), Column("Người", 24), Column("Lúc", 18),
    Column("Xem trên trang", 20),
)  # fmt: skip
WHOLE = "TOÀN BỘ"


def change_rows(
    session: Session, before: Compiled, after: Compiled, found: Changes, *, since: dt.datetime
) -> Iterator[Sequence[Any]]:
    """Totals that moved, then the numbers behind them with who moved each and why."""
    names, old_names = Names(after), Names(before)
    for total in found.totals:
        yield (WHOLE, *names.of(total.place), total.before, total.after, "", "", None, None)
    who = movers(session, found.numbers, since=since)
    for moved in found.numbers:
        unit = names.units.get(moved.unit) or old_names.units.get(moved.unit, moved.unit)
        mover = who[moved]
        link = field_link(moved.submission_id, None, moved.field_id, f"Báo cáo {moved.submission_id}")
        yield (
            unit, *names.of(moved.place), moved.before, moved.after, WHY_VI[moved.why], mover.who,
            mover.at, link,
        )  # fmt: skip
