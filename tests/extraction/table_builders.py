"""Small forms, pages and tables for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extraction.campaign import Column, ColumnType, Form, RowGroup, SumRule
from extraction.model import Finding
from extraction.rows import BodyRow, CellText
from ocr.model import (
    BoundingBox,
    Direction,
    Ink,
    Line,
    Look,
    LookAgain,
    Page,
    PageSource,
    Reading,
    Ruling,
    Transform,
    Word,
)

DPI = 100.0
COLUMN_PX, ROW_PX = 60.0, 30.0
LEFT, TOP = 50.0, 80.0

FORM = Form(
    "bieu-1",
    "Thống kê mô hình tổ chức đảng",
    (
        Column("stt", "Số TT", ColumnType.ORDINAL),
        Column("label", "Loại hình kinh tế", ColumnType.LABEL),
        Column(
            "", "Tổng số", children=(Column("so_luong", "Số lượng"), Column("so_lao_dong", "Số lao động"))
        ),
        Column("to_chuc_dang", "Tổ chức đảng"),
        Column("so_dang_vien", "Số lượng đảng viên"),
        Column("to_chuc_doan_the", "Tổ chức đoàn thể"),
        Column("so_hoi_vien", "Số lượng hội viên"),
        Column("ghi_chu", "Ghi chú", ColumnType.TEXT),
    ),
    groups=(
        RowGroup("kinh-te-hop-tac", "Kinh tế hợp tác"),
        RowGroup("hop-tac-xa", "Hợp tác xã"),
        RowGroup("to-hop-tac", "Tổ hợp tác"),
    ),
    sums=(SumRule(),),
)
HEADER = (
    ("STT", "Loại hình", "Tổng số", "", "TCĐ", "ĐV", "Đoàn thể", "Hội viên", "GC"),
    ("", "", "Số lượng", "Số LĐ", "", "", "", "", ""),
)


def make_word(text: str, *, at: tuple[float, float], width: float | None = None) -> Word:
    x, y = at
    return Word(text, BoundingBox(x, y, x + (width or 6.0 * len(text)), y + 12), 0.95)


def make_rulings(rows: int, columns: int, *, top: float = TOP) -> list[Ruling]:
    """The lines of a full grid."""
    right, bottom = LEFT + columns * COLUMN_PX, top + rows * ROW_PX
    horizontal = [Ruling(Direction.HORIZONTAL, top + r * ROW_PX, LEFT, right) for r in range(rows + 1)]
    vertical = [Ruling(Direction.VERTICAL, LEFT + c * COLUMN_PX, top, bottom) for c in range(columns + 1)]
    return [*horizontal, *vertical]


def form_rulings(rows: int, *, top: float = TOP) -> list[Ruling]:
    """The lines of a table with the form's two header rows: only "Tổng số" is divided below."""
    lines = make_rulings(rows, len(HEADER[0]), top=top)
    second, third = LEFT + 2 * COLUMN_PX, LEFT + 3 * COLUMN_PX
    lines = [r for r in lines if not (r.direction is Direction.HORIZONTAL and r.at == top + ROW_PX)]
    lines = [r for r in lines if not (r.direction is Direction.VERTICAL and r.at == third)]
    bottom = top + rows * ROW_PX
    return [
        *lines,
        Ruling(Direction.HORIZONTAL, top + ROW_PX, second, third + COLUMN_PX),
        Ruling(Direction.VERTICAL, third, top + ROW_PX, bottom),
    ]


def grid_words(texts: Sequence[Sequence[str]], *, top: float = TOP) -> list[Word]:
    """One word per non-empty text, near the middle of its square."""
    return [
        make_word(text, at=(LEFT + c * COLUMN_PX + 5, top + r * ROW_PX + 8), width=40)
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
        if text
    ]


def make_page(
    rulings: Sequence[Ruling],
    words: Sequence[Word],
    *,
    number: int = 1,
    source: PageSource = PageSource.TEXT_LAYER,
) -> Page:
    lines = tuple(Line((w,)) for w in words)
    return Page(number, 827, 1169, DPI, Transform.whole_page(827, 1169), lines, tuple(rulings), source=source)


def form_page(
    body: Sequence[Sequence[str]], *, number: int = 1, top: float = TOP, header: bool = True
) -> Page:
    """A page of the form; without header its rows go on where the page before ended."""
    if not header:
        return make_page(
            make_rulings(len(body), len(HEADER[0]), top=top), grid_words(body, top=top), number=number
        )
    rows = (*HEADER, *body)
    return make_page(form_rulings(len(rows), top=top), grid_words(rows, top=top), number=number)


def reader_of(page_texts: Mapping[tuple[int, int, int], Reading], pages: Sequence[Page]) -> LookAgain:
    """A closer look that sees what the page's own words say, save for boxes given by (page, row, column)."""
    by_number = {page.number: page for page in pages}

    def look_again(looks: Sequence[Look]) -> list[Reading]:
        readings = []
        for look in looks:
            row = round((look.box.top - TOP) / ROW_PX)
            column = round((look.box.left - LEFT) / COLUMN_PX)
            told = page_texts.get((look.page, row, column))
            text = " ".join(w.text for w in by_number[look.page].words if look.box.contains(*w.box.centre))
            ink = Ink.PRINTED if text else Ink.BLANK
            readers = (("tesseract", text), ("aster", text)) if text else ()
            scores = (("tesseract", 0.96), ("aster", 0.99)) if text else ()
            readings.append(told or Reading(text, ink, 0.99, readers, scores, (text,)))
        return readings

    return look_again


def make_cell(text: str, *, bold: float | None = None, candidates: tuple[str, ...] = ()) -> CellText:
    reading = Reading(text, Ink.PRINTED, 0.9, candidates=candidates) if candidates else None
    return CellText(text, BoundingBox(0, 0, 10, 10), 1, 0.99, reading=reading, certain=True, bold=bold)


def make_row(stt: str, label: str, *, bold: float | None = None, **figures: str) -> BodyRow:
    cells = {key: make_cell(text) for key, text in figures.items()}
    return BodyRow(1, cells, make_cell(stt), make_cell(label, bold=bold))


def values_of(findings: Sequence[Finding]) -> dict[str, object]:
    return {f.path: f.value for f in findings}
