"""Blank forms as Word files, through python-docx: a section a form, its code and marks in the header."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from PIL import Image

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
from service.letter_defaults import FONT
from service.qr_code import code_png

_PT, _SMALL_PT, _TITLE_PT = 12, 11, 14
_ROW_MM = 7.0  # room for a number written by hand
_TOP_MM = 14.0
_HEADER_MM = 5.0  # a header that reached below the margin would push the form down


def write_docx(sheets: Sequence[BlankSheet]) -> bytes:
    """The sheets one after the other; Word alone knows its pages, so each code counts forms instead."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    for number, sheet in enumerate(sheets, 1):
        section = document.sections[0] if number == 1 else document.add_section(WD_SECTION.NEW_PAGE)
        _lay_out(section)
        _stamp(section, sheet.code(number, len(sheets)))
        _write(document, sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lay_out(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_TOP_MM)
    section.header_distance = section.footer_distance = Mm(_HEADER_MM)


def _stamp(section: Any, code: str) -> None:
    """Put code and marks into the header, where they repeat on every page, at fixed places of the page."""
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    _picture(paragraph, code_png(code), code_place(), CODE_MM)
    for place in mark_places():
        _picture(paragraph, _black_png(), place, MARK_MM)


def _picture(paragraph: Any, png: bytes, place: tuple[float, float], side_mm: float) -> None:
    """A picture at a place of the page: python-docx has only pictures that stand in the line."""
    inline = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(side_mm))._inline
    left, top = (Mm(length) for length in place)
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="1" behindDoc="1" locked="1" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        "</wp:anchor>"
    )
    parts = {part.tag: part for part in inline}
    anchor.append(parts[qn("wp:extent")])
    anchor.append(OxmlElement("wp:wrapNone"))
    for tag in ("wp:docPr", "wp:cNvGraphicFramePr", "a:graphic"):
        if qn(tag) in parts:
            anchor.append(parts[qn(tag)])
    inline.getparent().replace(inline, anchor)


def _black_png() -> bytes:
    out = io.BytesIO()
    Image.new("1", (8, 8), 0).save(out, "PNG")
    return out.getvalue()


def _write(document: Any, sheet: BlankSheet) -> None:
    _write_head(document, sheet)
    _line(document.add_paragraph(), sheet.form.title.upper(), bold=True, size=_TITLE_PT)
    for note in sheet.notes:
        _line(document.add_paragraph(), note, italic=True)
    document.add_paragraph()
    _write_grid(document, sheet)
    document.add_paragraph()
    half = (PAGE_MM[0] - 2 * MARGIN_MM) / 2
    for cell, (who, how) in zip(_plain_row(document, (half, half)), SIGNERS, strict=True):
        _line(cell.paragraphs[0], who, bold=True)
        _line(cell.add_paragraph(), how, italic=True)


def _write_head(document: Any, sheet: BlankSheet) -> None:
    whole = PAGE_MM[0] - 2 * MARGIN_MM
    left, right, _ = _plain_row(document, [whole * share for share in HEAD_SHARES])
    *above, own = sheet.issuer_lines
    for line in above:
        _line(left.paragraphs[-1], line)
        left.add_paragraph()
    _line(left.paragraphs[-1], own, bold=True)
    _line(left.add_paragraph(), "*")
    _line(left.add_paragraph(), NUMBER)
    _line(right.paragraphs[0], MOTTO, bold=True, underline=True)
    _line(right.add_paragraph(), DAY, italic=True)


def _write_grid(document: Any, sheet: BlankSheet) -> None:
    widths = sheet.widths_mm
    table = document.add_table(rows=sheet.header_depth + len(sheet.rows), cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    rows = [list(row.cells) for row in table.rows]  # once: python-docx looks cells up slowly
    _set_widths(table, rows, widths)
    for cell in (cell for row in rows for cell in row):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for heading in sheet.header:
        last = rows[heading.row + heading.rows - 1][heading.column + heading.columns - 1]
        merged = rows[heading.row][heading.column].merge(last)
        _line(merged.paragraphs[0], heading.title, bold=True, size=_SMALL_PT)
    for row in table.rows[: sheet.header_depth]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, cells, texts in zip(
        table.rows[sheet.header_depth :], rows[sheet.header_depth :], sheet.rows, strict=True
    ):
        row.height, row.height_rule = Mm(_ROW_MM), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, text in zip(cells, texts, strict=True):
            _line(cell.paragraphs[0], text, bold=True, size=_SMALL_PT)


def _plain_row(document: Any, widths_mm: Sequence[float]) -> list[Any]:
    table = document.add_table(rows=1, cols=len(widths_mm))
    table.autofit = False
    cells = list(table.rows[0].cells)
    _set_widths(table, [cells], widths_mm)
    return cells


def _set_widths(table: Any, rows: Sequence[Sequence[Any]], widths_mm: Sequence[float]) -> None:
    """Say the widths twice: Word goes by the cells, LibreOffice by the columns."""
    for index, width in enumerate(widths_mm):
        table.columns[index].width = Mm(width)
        for row in rows:
            row[index].width = Mm(width)


def _line(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, underline: bool = False,
    size: int = _PT,
) -> None:  # fmt: skip
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline, run.font.size = bold, italic, underline, Pt(size)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
