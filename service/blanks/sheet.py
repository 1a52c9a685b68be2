"""What a campaign's blank form says on paper, whatever writes it: words, grid, code, places of the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.campaign import Campaign, Column, ColumnType, Form
from extraction.form_code import FormCode
from service.web.form_layout import blank_form, depth

PAGE_MM = (297.0, 210.0)  # A4 on its side, as the plans print their forms
MARGIN_MM = 15.0
CODE_MM = 30.0
"""Side of the code with its rim; a module of the longest codes is 0.67 mm, 3.9 pixels at 150 dpi."""

CODE_CORNER_MM = (11.0, 7.0)  # of the code's upper right corner from the page's right and upper edge
MARK_MM = 4.0
MARK_EDGE_MM = 6.0  # printers leave 4 to 5 mm white
HEAD_SHARES = (0.42, 0.44, 0.14)  # issuer, motto, and nothing under the code
BLANK_ROWS = 2
"""Rows to fill in under each group; a unit adds its members there."""

BLANK_ROWS_ALONE = 8  # of a form without groups
MOTTO = "ĐẢNG CỘNG SẢN VIỆT NAM"
NUMBER = "Số: ........-BC/......"
DAY = "................., ngày ...... tháng ...... năm ........"
SIGNERS = (
    ("NGƯỜI LẬP BIỂU", "(ký, ghi rõ họ tên)"),
    ("T/M CẤP ỦY", "(ký, ghi rõ họ tên, đóng dấu)"),
)
_WIDTHS = {ColumnType.ORDINAL: 0.5, ColumnType.LABEL: 2.4, ColumnType.TEXT: 1.3}


@dataclass(frozen=True, slots=True)
class Heading:
    """A header cell at its place in the grid, counted from 0."""

    title: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class BlankSheet:
    """One form of a campaign for one unit; ``unit`` and ``superior`` are "" where anybody may fill it in."""

    campaign: Campaign
    form: Form
    version: int
    unit_id: str = ""
    unit: str = ""
    superior: str = ""

    @property
    def issuer_lines(self) -> tuple[str, ...]:
        """What stands at the upper left, the last line in bold."""
        own = self.unit.upper() or "." * 40
        return (self.superior.upper(), own) if self.superior else (own,)

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines under the title: which plan asks, and as of when."""
        campaign = self.campaign
        number = f" số {campaign.number}" if campaign.number else ""
        day = f", ngày {campaign.date:%d/%m/%Y}" if campaign.date else ""
        plan = f"(Kèm theo Kế hoạch{number}{day} của {campaign.issuer})"
        return (plan, f"(Số liệu tính đến {campaign.as_of:%d/%m/%Y})") if campaign.as_of else (plan,)

    @property
    def header_depth(self) -> int:
        return depth(self.form.columns)

    @property
    def header(self) -> tuple[Heading, ...]:
        return tuple(_placed(self.form.columns, self.header_depth, 0, 0))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows under the header: printed groups with blank rows under open ones."""
        width = len(self.form.leaves)
        empty = ("",) * width
        rows: list[tuple[str, ...]] = []
        for shown, group in zip(blank_form(self.form).rows, self.form.groups, strict=True):
            rows.append(tuple(cell.text for cell in shown.cells))
            rows += [empty] * (BLANK_ROWS if group.open else 0)
        return tuple(rows) or (empty,) * BLANK_ROWS_ALONE

    @property
    def widths_mm(self) -> tuple[float, ...]:
        shares = [_WIDTHS.get(leaf.type, 1.0) for leaf, _ in self.form.leaves]
        whole = PAGE_MM[0] - 2 * MARGIN_MM
        return tuple(whole * share / sum(shares) for share in shares)

    def code(self, page: int, pages: int) -> str:
        return FormCode(self.campaign.id, self.unit_id, self.version, page, pages).text


def _placed(columns: Sequence[Column], rows: int, row: int, left: int) -> list[Heading]:
    """The header tree as cells of a grid of so many ``rows``; these columns begin at ``row`` and ``left``."""
    found: list[Heading] = []
    for column in columns:
        width = sum(1 for _ in column.leaves())
        height = 1 if column.children else rows - row
        found.append(Heading(column.title, row, left, height, width))
        found += _placed(column.children, rows, row + 1, left)
        left += width
    return found


def mark_places() -> tuple[tuple[float, float], ...]:
    """The upper left corners of the four marks, in millimetres from the page's upper left."""
    far = [side - MARK_EDGE_MM - MARK_MM for side in PAGE_MM]
    return tuple((x, y) for y in (MARK_EDGE_MM, far[1]) for x in (MARK_EDGE_MM, far[0]))


def code_place() -> tuple[float, float]:
    """The upper left corner of the code, in millimetres from the page's upper left."""
    return PAGE_MM[0] - CODE_CORNER_MM[0] - CODE_MM, CODE_CORNER_MM[1]
