"""Blank forms as PDF, through reportlab: built to count the pages, then with their number in the code."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from service.blanks.sheet import (
    CODE_MM,
    DAY,
    HEAD_SHARES,
    MARGIN_MM,
    MARK_MM,
    MOTTO,
    NUMBER,
    PAGE_MM,
    SIGNERS,
    BlankSheet,
    code_place,
    mark_places,
)
from service.errors import FontMissing
from service.pdfa.font import FONT_FILES
from service.qr_code import code_rows

_PT, _SMALL_PT = 12, 11
_ROW_MM = 7.0  # room for a number written by hand
_TOP_MM = 14.0
_SIGNING_MM = 18.0  # a signature and a seal reach below it
_FACES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "BoldItalic"}


def write_pdf(sheets: Sequence[BlankSheet]) -> bytes:
    """The sheets one after the other; each begins a page, and its code counts the pages of all.

    Raises:
        FontMissing: fonts-croscore is not installed.
    """
    _register_fonts()
    pages = _build(sheets, io.BytesIO(), pages=0)
    out = io.BytesIO()
    _build(sheets, out, pages=pages)
    return out.getvalue()


def _build(sheets: Sequence[BlankSheet], out: io.BytesIO, *, pages: int) -> int:
    """Write the sheets as if they had so many pages; how many they have."""
    document = SimpleDocTemplate(
        out,
        pagesize=(PAGE_MM[0] * mm, PAGE_MM[1] * mm),
        leftMargin=MARGIN_MM * mm,
        rightMargin=MARGIN_MM * mm,
        topMargin=_TOP_MM * mm,
        bottomMargin=_TOP_MM * mm,
        title=sheets[0].form.title,
        author=sheets[0].campaign.issuer,
    )
    story = [piece for sheet in sheets for piece in (*_story(sheet), PageBreak())]

    def stamp(canvas: Canvas, document: Any) -> None:
        _draw_code(canvas, sheets[0].code(document.page, max(pages, document.page)))

    document.build(story, onFirstPage=stamp, onLaterPages=stamp)
    return int(document.page)


def _draw_code(canvas: Canvas, text: str) -> None:
    """The code at the upper right and the four marks; PDF measures upwards."""
    height = PAGE_MM[1]
    canvas.setFillGray(0)
    for x, y in mark_places():
        canvas.rect(x * mm, (height - y - MARK_MM) * mm, MARK_MM * mm, MARK_MM * mm, stroke=0, fill=1)
    left, top = code_place()
    rows = code_rows(text)
    module = CODE_MM / len(rows)
    path = canvas.beginPath()
    for row, modules in enumerate(rows):
        for column, black in enumerate(modules):
            if black:
                x, y = left + column * module, height - top - (row + 1) * module
                path.rect(x * mm, y * mm, module * mm, module * mm)
    canvas.drawPath(path, stroke=0, fill=1)


@functools.lru_cache(maxsize=1)
def _register_fonts() -> None:
    """Tinos under the names that paragraphs use for bold and italic."""
    path = next((path for path in FONT_FILES if path.is_file()), None)
    if path is None:
        raise FontMissing(font="Tinos")
    for suffix, face in _FACES.items():
        pdfmetrics.registerFont(TTFont(f"Blank{suffix}", str(path.with_name(f"Tinos-{face}.ttf"))))
    pdfmetrics.registerFontFamily("Blank", *(f"Blank{suffix}" for suffix in _FACES))


def _story(sheet: BlankSheet) -> list[Any]:
    widths = [width * mm for width in sheet.widths_mm]
    return [
        _head(sheet),
        Spacer(1, 2 * mm),
        _words(f"<b>{escape(sheet.form.title.upper())}</b>", 14),
        *(_words(f"<i>{escape(note)}</i>") for note in sheet.notes),
        Spacer(1, 2 * mm),
        _grid(sheet, widths),
        KeepTogether([Spacer(1, 3 * mm), _signers()]),
    ]


def _words(marked_up: str, size: int = _PT) -> Paragraph:
    style = ParagraphStyle("", fontName="Blank", fontSize=size, leading=size * 1.25, alignment=TA_CENTER)
    return Paragraph(marked_up, style)


def _head(sheet: BlankSheet) -> Table:
    *above, own = sheet.issuer_lines
    left = [*(_words(escape(line)) for line in above), _words(f"<b>{escape(own)}</b>"), _words("*")]
    right = [_words(f"<b><u>{MOTTO}</u></b>"), Spacer(1, 2 * mm), _words(f"<i>{DAY}</i>")]
    whole = (PAGE_MM[0] - 2 * MARGIN_MM) * mm
    return Table([[[*left, _words(NUMBER)], right, ""]], colWidths=[whole * share for share in HEAD_SHARES],
                 style=[("VALIGN", (0, 0), (-1, -1), "TOP")])  # fmt: skip


def _grid(sheet: BlankSheet, widths: Sequence[float]) -> Table:
    deep = sheet.header_depth
    cells: list[list[Any]] = [[""] * len(widths) for _ in range(deep)]
    style: list[Any] = [("GRID", (0, 0), (-1, -1), 0.6, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for cell in sheet.header:
        cells[cell.row][cell.column] = _words(f"<b>{escape(cell.title)}</b>", _SMALL_PT)
        corner = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
        style.append(("SPAN", (cell.column, cell.row), corner))
    cells += [[_words(f"<b>{escape(text)}</b>", _SMALL_PT) if text else "" for text in r] for r in sheet.rows]
    heights = [None] * deep + [None if any(row) else _ROW_MM * mm for row in sheet.rows]
    return Table(cells, colWidths=list(widths), rowHeights=heights, repeatRows=deep, style=style)


def _signers() -> Table:
    rows = [[_words(f"<b>{who}</b>") for who, _ in SIGNERS], [_words(f"<i>{how}</i>") for _, how in SIGNERS]]
    half = (PAGE_MM[0] - 2 * MARGIN_MM) * mm / 2
    return Table([*rows, ["", ""]], colWidths=[half, half], rowHeights=[None, None, _SIGNING_MM * mm])
