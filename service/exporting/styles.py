"""How cells of a workbook look; the colours say what nobody has looked at yet."""

from __future__ import annotations

from typing import Any

STATUS_VI = {
    "accepted": "Máy chấp nhận",
    "review": "Chờ xem lại",
    "missing": "Không tìm thấy",
    "corrected": "Đã sửa",
    "confirmed": "Đã xác nhận",
}
_FILLS = {"review": "#FFE699", "missing": "#F8CBAD", "corrected": "#BDD7EE", "confirmed": "#C6E0B4"}
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
LARGEST_EXACT_NUMBER = 10**15  # a spreadsheet keeps 15 digits


class Styles:
    """The formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        boxed = {**_FONT, "border": 1}
        self.title = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
        self.note = workbook.add_format({**_FONT, "italic": True})
        self.header = workbook.add_format(
            {**boxed, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEDED"}
        )
        self.head = workbook.add_format({**_FONT, "bold": True})
        self.link = workbook.add_format({**_FONT, "font_color": "#0563C1", "underline": 1})
        self.below = workbook.add_format(
            {**boxed, "num_format": "#,##0.##", "italic": True, "bg_color": "#F2F2F2"}
        )
        self.plain = workbook.add_format(_FONT)
        self.total = workbook.add_format(
            {**boxed, "bold": True, "num_format": "#,##0.##", "bg_color": "#EDEDED"}
        )
        self._cells = {
            (status, group): workbook.add_format(
                {
                    **boxed,
                    "num_format": "#,##0.##" if status else "General",
                    "text_wrap": True,
                    **({"bold": True} if group else {}),
                    **({"bg_color": _FILLS[status]} if status in _FILLS else {}),
                }
            )
            for status in ("", *STATUS_VI)
            for group in (False, True)
        }

    def cell(self, status: str, *, group: bool) -> Any:
        return self._cells.get((status, group), self._cells["", group])

    def cell_number(self, status: str, *, group: bool) -> int:
        """The number of ``cell``'s format, for rows that are streamed."""
        return int(self.cell(status, group=group)._get_xf_index())

    @staticmethod
    def write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
        """A number as a number, all else as text, nothing as an empty cell; never a formula."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and abs(value) < LARGEST_EXACT_NUMBER
        ):
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_string(row, column, str(value)[:32_000], style)
