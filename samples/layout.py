"""Lays a report out on A4 pages as a born-digital PDF and notes on which page everything landed."""

from __future__ import annotations

import contextlib
import functools
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as PlainParagraph

from samples import marks
from samples.flowables import (
    Letterhead,
    NotedParagraph,
    NotedTable,
    SignatureBlock,
    centred,
    lay_ink,
)
from samples.model import Paragraph, Report, Section
from samples.oldfonts import old_fonts
from samples.tables import form_table, other_table

rl_config.useA85 = 0  # binary streams: a third smaller, and nobody reads them as text


HALF_SEALS_SHARE = 0.12  # of reports whose pages are sealed across the edge (giáp lai)


@dataclass(frozen=True)
class Laid:
    """The pages as a PDF; ``report`` has its pages filled in."""

    report: Report
    pdf: bytes
    old: bool = False


@functools.lru_cache
def register_fonts() -> None:
    """Tinos under the names that paragraphs use for bold and italic."""
    for kind in ("Regular", "Bold", "Italic", "BoldItalic"):
        name = "Tinos" if kind == "Regular" else f"Tinos-{kind}"
        pdfmetrics.registerFont(TTFont(name, str(marks.FONT_FOLDER / f"Tinos-{kind}.ttf")))
    pdfmetrics.registerFontFamily("Tinos", "Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")


class Writer:
    """Turns a report into flowables."""

    def __init__(self, report: Report, rng: random.Random) -> None:
        self.report, self.rng = report, rng
        style = report.style
        size = style.font_size
        common = {"fontName": "Tinos", "fontSize": size, "leading": size * style.leading}
        indent = rng.uniform(24, 36)
        self.body = ParagraphStyle(
            "body", alignment=TA_JUSTIFY, firstLineIndent=indent, spaceAfter=rng.uniform(2, 6), **common
        )
        heading = {"firstLineIndent": indent, "spaceBefore": 3, "spaceAfter": 3, "keepWithNext": 1, **common}
        self.heading = ParagraphStyle("heading", alignment=rng.choice([0, TA_JUSTIFY]), **heading)
        self.middle = ParagraphStyle(
            "middle", alignment=TA_CENTER, keepWithNext=1, spaceBefore=4, spaceAfter=2, **common
        )
        self.third_italic = rng.random() < 0.4
        self.second_plain_bullets = rng.random() < 0.3

    def story(self) -> list[Flowable]:
        report, style = self.report, self.report.style
        out: list[Flowable] = [Letterhead(report.head, style, self.rng), Spacer(1, self.rng.uniform(10, 26))]
        out += self.title()
        out.append(PlainParagraph(escape(report.opening), self.body))
        amid = self.amid_section()
        for section in report.sections:
            out += self.section(section)
            if section is amid:
                out += [*self.form_itself(), Spacer(1, 8)]
        out.append(PlainParagraph(escape(report.closing), self.body))
        out += [Spacer(1, 8), SignatureBlock(report.head, style, self.rng)]
        if report.table and amid is None:
            out += self.form()
        return out

    def amid_section(self) -> Section | None:
        """The section that the form follows where it stands amid the text."""
        table, sections = self.report.table, self.report.sections
        return sections[len(sections) // 2] if table and table.amid_text else None

    def title(self) -> list[Flowable]:
        size = self.report.style.font_size
        out: list[Flowable] = [PlainParagraph("<b>BÁO CÁO</b>", centred(size + 2))]
        out += [PlainParagraph(escape(line), centred(size, bold=True)) for line in self.report.head.subject]
        out.append(PlainParagraph("-----" if self.rng.random() < 0.7 else "______", centred(size)))
        return [*out, Spacer(1, 8)]

    def section(self, section: Section) -> list[Flowable]:
        def note(page: int) -> None:
            section.page = section.page or page

        title = escape(section.written)
        paragraphs = list(section.body)
        if section.part or section.plain:
            lines = [f"<b>{escape(section.printed_numeral)}</b>"] if section.part else []
            flowables: list[Flowable] = [NotedParagraph(t, self.middle) for t in [*lines, f"<b>{title}</b>"]]
        else:
            text = f"<b>{escape(section.printed_numeral)} {title}</b>"
            if self.third_italic and section.depth >= 3:
                text = f"<i>{text}</i>"
            if section.run_in and paragraphs:
                first = paragraphs.pop(0)
                text = f"<b>{escape(section.printed_numeral)} {title}:</b> {escape(first.text)}"
                flowables = [NotedParagraph(text, self.body)]
                chained = note

                def note(page: int) -> None:  # the figures of a run-in paragraph stand beside the heading
                    chained(page)
                    for figure in first.figures:
                        figure.page = figure.page or page
            else:
                flowables = [NotedParagraph(text, self.heading)]
        flowables[0].on_page = note
        for paragraph in paragraphs:
            flowables.append(self.paragraph(paragraph))
        return flowables

    def paragraph(self, paragraph: Paragraph) -> Flowable:
        text, bullet = paragraph.text, self.report.style.bullet
        if bullet and self.rng.random() < 0.75:
            text = f"{bullet} {text}"
        flowable = NotedParagraph(escape(text), self.body)

        def note(page: int) -> None:
            for figure in paragraph.figures:
                figure.page = figure.page or page

        flowable.on_page = note
        return flowable

    def form(self) -> list[Flowable]:
        """The form on pages of its own."""
        table = self.report.table
        assert table is not None
        turned = "landscape" if table.landscape else "portrait"
        flowables = self.form_itself()
        if table.last_row_alone:
            at = next(i for i, f in enumerate(flowables) if isinstance(f, NotedTable))
            flowables.insert(at, Spacer(1, self.room_above_last_row(flowables[: at + 1])))
        return [NextPageTemplate(turned), PageBreak(), *flowables]

    def form_itself(self) -> list[Flowable]:
        """Title, table, and the table beside it that nobody asked for."""
        table, report, size = self.report.table, self.report, self.report.style.font_size
        assert table is not None
        head = report.head
        number = "......" if head.number is None or head.handwritten else str(head.number)
        where = f"(kèm theo Báo cáo số {number}-BC/{head.code} ngày {head.date:%d/%m/%Y} của {head.place})"
        width = self.width(table.landscape)
        noted = form_table(table, self.rng, width)

        def note(page: int) -> None:
            if page not in table.pages:
                table.pages.append(page)

        noted.on_page = note
        other: list[Flowable] = []
        if table.other:
            title = PlainParagraph(f"<b>{escape(table.other.title)}</b>", centred(size))
            other = [Spacer(1, 12), title, Spacer(1, 6), other_table(table.other, width * 0.7), Spacer(1, 12)]
        form = [
            PlainParagraph(f"<b>{escape(table.title)}</b>", centred(size)),
            PlainParagraph(escape(table.subtitle), centred(size - 0.5, bold=True)),
            PlainParagraph(f"<i>{escape(where)}</i>", centred(size - 1)),
            Spacer(1, 10),
            noted,
        ]
        return [*other, *form] if table.other_above else [*form, *other]

    def room_above_last_row(self, flowables: list[Flowable]) -> float:
        """How far down the table must begin so that all rows but the last stand on its page; 0 if nowhere."""
        table = self.report.table
        assert table is not None
        height = self.page_height(table.landscape)
        width = self.width(table.landscape)
        *above, noted = flowables
        room = height - sum(f.wrap(width, height)[1] + f.getSpaceBefore() for f in above)
        _, whole = noted.wrap(width, height)
        last = noted._rowHeights[-1]
        if last is None:  # the library measures no row beyond the page's height
            return 0.0
        return max(0.0, room - whole + last / 2) if room > whole - last else 0.0

    @staticmethod
    def page_height(turned: bool) -> float:
        return float((landscape(A4) if turned else A4)[1] - 38 * mm)

    @staticmethod
    def width(turned: bool) -> float:
        return float((landscape(A4) if turned else A4)[0] - 45 * mm)


def lay_out(report: Report, rng: random.Random, *, old: bool = False) -> Laid:
    """Lay the report out. Fills in the pages of headings, figures and table, and ``page_count``.

    ``old`` sets it in fonts from before Unicode, whose text copies as TCVN3.
    """
    register_fonts()
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, title=f"Báo cáo {report.head.issuer}", author=report.head.issuer
    )
    on_page = page_decoration(report, rng)
    for name, size in (("portrait", A4), ("landscape", landscape(A4))):
        frame = Frame(30 * mm, 18 * mm, size[0] - 45 * mm, size[1] - 38 * mm, 0, 0, 0, 0)
        document.addPageTemplates(PageTemplate(name, [frame], on_page, pagesize=size))
    with old_fonts() if old else contextlib.nullcontext():
        document.build(Writer(report, rng).story())
    report.page_count = document.page
    return Laid(report, buffer.getvalue(), old)


def page_decoration(report: Report, rng: random.Random) -> Callable[[Canvas, BaseDocTemplate], None]:
    """Page numbers, the incoming stamp, seals over the edge, notes in the margin, "DỰ THẢO"."""
    by_itself = random.Random(f"{report.id} {report.head.name} {report.head.date}")
    half_seals = report.head.sealed and by_itself.random() < HALF_SEALS_SHARE

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        width, height = canvas._pagesize
        page = document.page
        canvas.saveState()
        if page > 1:
            canvas.setFont("Tinos", 13)
            canvas.drawCentredString(width / 2, height - 14 * mm, str(page))
        if report.style.draft:
            canvas.setFont("Tinos-Bold", 90)
            canvas.setFillGray(0.88)
            canvas.translate(width / 2, height / 2)
            canvas.rotate(50)
            canvas.drawCentredString(0, 0, "DỰ THẢO")
        canvas.restoreState()
        if page > 1 and half_seals:
            image = marks.seal(report.head.seal_lines, by_itself, 420)
            lay_ink(canvas, image, width - by_itself.uniform(40, 62), height * by_itself.uniform(0.35, 0.6))
        if page == 1 and report.stamp:
            year, month, day = report.stamp["date"].split("-")
            written = f"{int(day)}/{int(month)}/{year[2:]}"
            image = marks.incoming_stamp(report.stamp["org"], report.stamp["number"], written, rng)
            x = rng.choice([rng.uniform(8, 40), rng.uniform(300, 330)])
            lay_ink(canvas, image, x, height - rng.uniform(235, 275), rng.uniform(0.85, 1.05))
        if report.style.margin_notes and rng.random() < 0.7:
            image = marks.scribble(rng, rng.randint(1, 3))
            lay_ink(canvas, image, rng.uniform(4, 26), rng.uniform(150, height - 250), rng.uniform(0.6, 1.0))

    return decorate
