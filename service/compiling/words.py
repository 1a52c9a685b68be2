"""How compiled figures are worded in sheets and on pages: how a unit stands, why a number does not count."""

from __future__ import annotations

from service.compiling.model import Cell, Standing, Status
from service.compiling.tree import Basis
from service.web.formats import number

STANDING_VI = {
    Standing.REPORTED: "Đã có báo cáo",
    Standing.UNSURE: "Chưa chắc đơn vị gửi",
    Standing.CONTESTED: "Có nhiều báo cáo, chưa chọn",
    Standing.UNREAD: "Chưa đọc được",
    Standing.MISSING: "Chưa gửi",
    Standing.ABOVE: "",
}
WAITING_VI = {
    "review": "chờ xem lại",
    "missing": "không tìm thấy",
    Status.UNPLACED.value: "chưa chắc đơn vị gửi",
    Status.TWICE.value: "dòng có hai lần",
}
BASIS_VI = {Basis.STATED: "Theo báo cáo", Basis.BELOW: "Cộng từ cấp dưới", Basis.NONE: ""}


def waiting_words(cell: Cell) -> str:
    """A number that does not count, as a text that no sum takes in: "12 (chờ xem lại)"."""
    why = WAITING_VI.get(cell.status, cell.status)
    return f"{number(cell.number)} ({why})" if cell.number is not None else f"({why})"
