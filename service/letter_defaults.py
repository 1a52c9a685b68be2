"""The letter templates that come with the program, as Word files that an office can change.

They are written by this module from ``data/letters.yaml``: words are easier to review than a binary.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from service.document_form import form_on

_FILE = Path(__file__).parent / "data" / "letters.yaml"
FONT = "Times New Roman"
BODY_PT, SMALL_PT = 14, 12
HEAD_WIDTHS_MM = (66, 99)
"""Issuer, and motto over place and day: the longest name of a province and a day fit one line."""

FOOT_WIDTHS_MM = (80, 85)
CELL_WIDTHS_MM = (44, 26, 43, 52)
"""Field, reading, reason and picture of a return slip; a picture of ``CROP_WIDTH_MM`` fits its column."""


class LetterKind(StrEnum):
    REMINDER = "reminder"  # công văn đôn đốc
    RETURN_SLIP = "return_slip"  # phiếu trả lại
    RECEIPT = "receipt"  # thông báo đã nhận


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, list[str]]]:
    words: dict[str, dict[str, list[str]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return words


def default_template(kind: LetterKind, day: dt.date) -> bytes:
    """The template that holds while the office has none of its own, in the Party's form of a day."""
    form = form_on(day)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in form.margins_mm.items():
        setattr(section, f"{side}_margin", Mm(width))
    _set_font(document)
    _write_head(document, kind)
    words = _words()[kind.value]
    for text in words["titles"]:
        _line(document.add_paragraph(), text, bold=True, middle=True)
    _line(document.add_paragraph(), "Kính gửi: {{ unit }}", middle=True)
    for text in words["body"]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _line(paragraph, text)
    if kind is LetterKind.RETURN_SLIP:
        _line(document.add_paragraph(), "{%p if cells %}")
        _write_cells(document)
        _line(document.add_paragraph(), "{%p endif %}")
    _write_foot(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_font(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)


def _write_head(document: Any, kind: LetterKind) -> None:
    table = _table(document, HEAD_WIDTHS_MM)
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], "{{ issuer_caps }}", bold=True, middle=True)
    _line(left.add_paragraph(), "*", middle=True)
    _line(left.add_paragraph(), "{{ number }}", middle=True)
    if kind is LetterKind.REMINDER:
        _line(left.add_paragraph(), "{{ subject_line }}", size=SMALL_PT, italic=True, middle=True)
    _line(right.paragraphs[0], "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, middle=True, underline=True)
    _line(right.add_paragraph(), "{{ place }}, ngày {{ today_long }}", italic=True, middle=True)
    document.add_paragraph()


def _write_cells(document: Any) -> None:
    """The table of doubtful cells; its second row is repeated for each of them."""
    table = document.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    _set_widths(table, CELL_WIDTHS_MM)
    titles = ("Nội dung", "Đọc được", "Vì sao xem lại", "Ảnh trên báo cáo")
    for cell, text in zip(table.rows[0].cells, titles, strict=True):
        _line(cell.paragraphs[0], text, bold=True, size=SMALL_PT, middle=True)
    _line(table.rows[1].cells[0].paragraphs[0], "{%tr for cell in cells %}")
    values = ("{{ cell.label }}", "{{ cell.value }}", "{{ cell.why }}", "{{ cell.crop }}")
    for cell, text in zip(table.rows[2].cells, values, strict=True):
        _line(cell.paragraphs[0], text, size=SMALL_PT)
        cell.paragraphs[0].paragraph_format.space_before = Pt(3)  # a picture would cover the ruling
    _line(table.rows[3].cells[0].paragraphs[0], "{%tr endfor %}")


def _write_foot(document: Any) -> None:
    document.add_paragraph()
    table = _table(document, FOOT_WIDTHS_MM)
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", size=SMALL_PT, bold=True, italic=True)
    _line(left.add_paragraph(), "- Như trên,", size=SMALL_PT)
    _line(left.add_paragraph(), "- {{ keep }}", size=SMALL_PT)
    _line(right.paragraphs[0], "{{ authority }}", bold=True, middle=True)
    _line(right.add_paragraph(), "{{ position }}", middle=True)
    for _ in range(3):
        right.add_paragraph()
    _line(right.add_paragraph(), "{{ signatory }}", bold=True, middle=True)


def _table(document: Any, widths_mm: Sequence[int]) -> Any:
    table = document.add_table(rows=1, cols=2)
    _set_widths(table, widths_mm)
    return table


def _set_widths(table: Any, widths_mm: Sequence[int]) -> None:
    """Fix the columns' widths: Word goes by the cells', LibreOffice by the columns'."""
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _line(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, underline: bool = False,
    size: int = BODY_PT, middle: bool = False,
) -> None:  # fmt: skip
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline, run.font.size = bold, italic, underline, Pt(size)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
