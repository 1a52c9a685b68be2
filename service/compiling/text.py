"""The units' texts by heading of the plan's outline: side by side in a workbook, and as a draft report."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign, OutlineItem
from service.campaigns import get_campaign
from service.compiling.model import SETTLED, Compiled, Standing, UnitRow
from service.exporting.book import Book, field_link
from service.exporting.styles import STATUS_VI
from service.records import FieldRecord
from service.sheet_tables import Column

WAITING_NOTE = "[chờ xem lại] "
DEEPEST_HEADING = 4  # of the draft's styles
_BATCH = 500  # ids of one query


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit's text under a heading."""

    text: str
    status: str
    submission_id: int
    field_id: int
    page: int | None

    @property
    def shown(self) -> str:
        """The text, marked where a person has still to look at it."""
        return self.text if self.status in SETTLED else WAITING_NOTE + self.text

    @property
    def source(self) -> str:
        return f"báo cáo {self.submission_id}" + (f", trang {self.page}" if self.page else "")


Answers = Mapping[tuple[str, str], Answer]
"""By unit and outline id."""


def answers_of(session: Session, compiled: Compiled) -> Answers:
    """The texts of the reports that stand for their unit, those of doubtful units left out."""
    by_submission = {
        unit.submissions[0]: unit.id for unit in compiled.units if unit.standing is Standing.REPORTED
    }
    found: dict[tuple[str, str], Answer] = {}
    ids = sorted(by_submission)
    for at in range(0, len(ids), _BATCH):
        rows = session.execute(
            select(
                FieldRecord.submission_id, FieldRecord.path, FieldRecord.id, FieldRecord.value,
                FieldRecord.settled_value, FieldRecord.verdict, FieldRecord.status, FieldRecord.page,
            ).where(
                FieldRecord.submission_id.in_(ids[at : at + _BATCH]),
                FieldRecord.path.like("outline.%.text"),
                ~FieldRecord.gone | FieldRecord.verdict.is_not(None),
            )
        )  # fmt: skip
        for submission, path, id, value, settled, verdict, status, page in rows:
            text = str((settled if verdict else value) or "").strip()
            item = path.removeprefix("outline.").removesuffix(".text")
            if text:
                found[by_submission[submission], item] = Answer(text, status, submission, id, page)
    return found


def write_side_by_side(
    session: Session, compiled: Compiled, out: BinaryIO, *, base: str, now: dt.datetime
) -> None:
    """A workbook with a sheet for each part of the outline: units down, headings across, then a long list."""
    campaign, answers = get_campaign(session, compiled.campaign_id), answers_of(session, compiled)
    book = Book(out, f"Lời văn {campaign.id}", base=base, now=now)
    units = [unit for unit in compiled.units if unit.standing is not Standing.ABOVE]
    for part in campaign.outline:
        items = [item for item, _ in part.walk()]
        columns = [Column("Đơn vị", 34), *(Column(f"{i.id}. {i.title}"[:200], 60) for i in items)]
        book.table(f"{part.id} {part.title}", columns, _across(units, items, answers))
    columns = [Column("Mục", 10), Column("Đề cương", 44), Column("Đơn vị", 34), Column("Nội dung", 100)]
    columns += [Column("Trạng thái", 18), Column("Xem trên trang", 22)]
    book.table("Từng câu trả lời", columns, _down(campaign, units, answers))
    book.close()


def write_draft(session: Session, compiled: Compiled, out: BinaryIO) -> None:
    """A Word file in the outline's order: under each heading every unit's text with its source."""
    campaign, answers = get_campaign(session, compiled.campaign_id), answers_of(session, compiled)
    document = Document()
    _set_styles(document)
    title = document.add_heading("DỰ THẢO BÁO CÁO TỔNG HỢP", 0)
    subject = document.add_heading(campaign.title, 0)
    period = f", kỳ {compiled.period}" if compiled.period else ""
    plan = document.add_paragraph(f"(theo Kế hoạch {campaign.number or campaign.id}{period})")
    for paragraph in (title, subject, plan):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for item, depth in campaign.items:
        document.add_heading(f"{item.id}. {item.title}", min(depth + 1, DEEPEST_HEADING))
        told = [(unit, answers[unit.id, item.id]) for unit in compiled.units if (unit.id, item.id) in answers]
        for unit, answer in told:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{unit.name}: ").bold = True
            paragraph.add_run(_printable(answer.shown))
            paragraph.add_run(f" ({answer.source})").italic = True
        if not told:
            document.add_paragraph("(chưa có đơn vị nào trả lời)")
    packed = io.BytesIO()
    document.save(packed)
    out.write(packed.getvalue())


def _set_styles(document: Any) -> None:
    """The letters of a Party paper: one face, black, headings told by weight and not by colour."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name in ("Normal", "Title", *(f"Heading {depth}" for depth in range(1, DEEPEST_HEADING + 1))):
        style = document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(14)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name != "Normal"
        borders = style.element.pPr.find(qn("w:pBdr")) if style.element.pPr is not None else None
        if borders is not None:
            style.element.pPr.remove(borders)


def _across(
    units: Sequence[UnitRow], items: Sequence[OutlineItem], answers: Answers
) -> Iterator[Sequence[Any]]:
    for unit in units:
        found = [answers.get((unit.id, item.id)) for item in items]
        yield (unit.name, *(answer.shown if answer else None for answer in found))


def _down(campaign: Campaign, units: Sequence[UnitRow], answers: Answers) -> Iterator[Sequence[Any]]:
    for item, _ in campaign.items:
        for unit in units:
            answer = answers.get((unit.id, item.id))
            if answer is not None:
                link = field_link(answer.submission_id, answer.page, answer.field_id, answer.source)
                status = STATUS_VI.get(answer.status, answer.status)
                yield item.id, item.title, unit.name, answer.text, status, link


def _printable(text: str) -> str:
    """Without the control characters that XML has no place for."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
