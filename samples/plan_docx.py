"""A plan typed as a Word file, as an office's typist sets it: letterhead and end block as bare tables."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from extraction.lettering import in_capitals
from extraction.model import Table as Grid
from extraction.numbering import read_numeral
from extraction.plans.blocks import BULLET, Block
from extraction.plans.parts import PlanParts
from samples.model import Head

CENTRE, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_CENTRED_ALONE = ("Phần thứ", "(kèm theo", "(Kèm theo")


def plan_docx(head: Head, parts: PlanParts, *, dashes: bool) -> bytes:
    """Type a plan: numerals by hand, what is attached on new pages.

    Args:
        head: Number, day and issuer of the letterhead; authority, role and name of the signature.
        parts: The plan's words.
        dashes: Word makes the marks of a list and hangs its lines; else the typist types "-".
    """
    document = Document()
    _set_page(document.sections[0])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    _letterhead(document, head)
    _add(document, "KẾ HOẠCH", bold=True, align=CENTRE)
    for block in parts.title:
        _add(document, block.text, bold=True, align=CENTRE)
    _add(document, "-----", align=CENTRE)
    _blocks(document, parts.body, dashes)
    _end_block(document, head)
    for annex in parts.annexes:
        wide = any(block.grid is not None for block in annex.blocks)
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, wide=wide)
        _add(document, annex.title.text, bold=True, align=CENTRE)
        _blocks(document, annex.blocks, dashes)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(section: Any, *, wide: bool = False) -> None:
    sides = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)


def _add(
    place: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = JUSTIFY,
    style: Any = None,
) -> None:
    paragraph = place.add_paragraph(style=style)
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic


def _blocks(document: Any, blocks: Sequence[Block], dashes: bool) -> None:
    for block in blocks:
        if block.grid is not None:
            _table(document, block.grid)
            continue
        bullet = BULLET.match(block.text)
        if bullet and dashes:
            _add(document, block.text[bullet.end() :], style="List Bullet")
            continue
        alone = in_capitals(block.text) and not read_numeral(block.text)
        centred = alone or block.text.startswith(_CENTRED_ALONE)
        _add(document, block.text, bold=block.strong or alone, align=CENTRE if centred else JUSTIFY)


def _letterhead(document: Any, head: Head) -> None:
    left, right = document.add_table(1, 2).rows[0].cells
    number = f"Số {head.number or '    '}-KH/{head.code}"
    for text, bold in ((head.parent, False), (head.issuer, True), ("*", False), (number, False)):
        _add(left, text, bold=bold, align=CENTRE)
    _add(right, "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, align=CENTRE)
    day = f"{head.place}, ngày {head.date:%d} tháng {head.date.month} năm {head.date.year}"
    _add(right, day, italic=True, align=RIGHT)


def _end_block(document: Any, head: Head) -> None:
    left, right = document.add_table(1, 2).rows[0].cells
    _add(left, "Nơi nhận:", bold=True)
    for recipient in head.recipients:
        _add(left, f"- {recipient}")
    for text in (head.authority, head.role, "", "", head.name):
        _add(right, text or "", bold=True, align=CENTRE)


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(grid.rows, grid.columns)
    table.style = "Table Grid"
    for cell in grid.cells:
        first = table.cell(cell.row, cell.column)
        last = table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        whole = first.merge(last) if last is not first else first
        whole.text = re.sub(r"\s+", " ", cell.text)
