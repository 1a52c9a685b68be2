"""Plans as PDF, Word file and scan: ``python -m samples.plans TEXT ...`` prints how well each is read.

The text of a real plan is given by its path and is never part of the repository. It is set as an office
would set it, with the letterhead and the signature block of the made-up reports, and scanned at 200 dpi.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import random
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from rapidfuzz import fuzz
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Spacer, Table
from reportlab.platypus import Paragraph as PlainParagraph

from extraction.campaign import Campaign
from extraction.campaign_format import campaign_from_dict
from extraction.lettering import in_capitals
from extraction.model import Table as Grid
from extraction.numbering import read_numeral
from extraction.plan import PlanDraft, read_plan
from extraction.plans.blocks import Block
from extraction.plans.compare import Comparison, Share, compare_plan
from extraction.plans.parts import PlanParts, cut_plan
from extraction.plans.text import text_blocks
from extraction.text import fold
from ocr import OcrSettings, SourceFile, make_look_again, read_pages
from samples.files import SheetImage, render, write_image_pdf
from samples.flowables import Letterhead, SignatureBlock, centred
from samples.layout import register_fonts
from samples.model import Head, Style
from samples.plan_docx import plan_docx
from samples.scan import PROFILES, Machine, scan_page
from samples.tables import cell_style
from service.campaigns import builtin_campaigns

SCAN_PROFILE = "office200"
FORMS = ("text", "pdf", "docx", "lists", "scan")
"""As text, as a born-digital PDF, as a Word file with typed dashes and with Word's own lists, as a scan."""

AIMS = {"outline": 98.0, "columns": 100.0, "deadlines": 95.0}  # percent found
SCAN_AIMS = {**AIMS, "deadlines": 90.0}

STYLE = Style(
    new_tones=False,
    numerals=("{}.", "{}.", "{}."),
    bullet="-",
    upper_headings=False,
    thousands=".",
    pad=True,
    nought="0",
    font_size=14,
    leading=1.25,
    number_pattern="Số {n}-KH/{c}",
    ruled_title=False,
)

_ATTACHED = re.compile(r"^[A-ZĐÀ-Ỹ ]+\b(?![a-zà-ỹ])")


def plan_pdf(text: str, campaign: Campaign, seed: int = 1) -> bytes:
    """Set a plan's text as a born-digital PDF.

    Args:
        text: The plan; Markdown's marks are understood, tables have tabs between their cells.
        campaign: Gives number, day and issuer to the letterhead, and the recipients.
        seed: For the little that varies: where seal and signature lie.
    """
    register_fonts()
    rng = random.Random(f"plan/{seed}/{campaign.id}")
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, invariant=1, title=campaign.id)

    def number(canvas, document) -> None:  # type: ignore[no-untyped-def]
        if document.page > 1:
            canvas.setFont("Tinos", 13)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 14 * mm, str(document.page))

    frame = Frame(30 * mm, 18 * mm, A4[0] - 45 * mm, A4[1] - 38 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("plan", [frame], number))
    document.build(_story(text, campaign, rng))
    return buffer.getvalue()


def scanned(pdf: bytes, folder: Path, name: str, seed: int = 1) -> bytes:
    """A PDF printed and scanned in an office at 200 dpi: askew, grey, a little noisy; image pages only."""
    rng = random.Random(f"scan/{seed}/{name}")
    machine = Machine.draw(PROFILES[SCAN_PROFILE], rng)
    dpi = machine.profile.dpi
    sheets = [
        SheetImage(scan_page(page, machine, rng), dpi, [], 0, machine.quality) for page in render(pdf, dpi)
    ]
    path = folder / f"{name}.pdf"
    write_image_pdf(path, sheets)
    return path.read_bytes()


def read_file(data: bytes, name: str) -> PlanDraft:
    readings = list(read_pages([SourceFile(name, data)], OcrSettings()))
    clean = {reading.page.number: reading.clean for reading in readings}
    look_again = make_look_again(lambda number: clean[number], OcrSettings())
    return read_plan([reading.page for reading in readings], look_again=look_again)


def _story(text: str, campaign: Campaign, rng: random.Random) -> list[Flowable]:
    size = STYLE.font_size
    body = ParagraphStyle(
        "b", fontName="Tinos", fontSize=size, leading=size * 1.25, alignment=TA_JUSTIFY,
        firstLineIndent=30, spaceAfter=5,
    )  # fmt: skip
    middle = centred(size, leading=1.25)
    parts = cut_plan(text_blocks(text))
    head = head_of(campaign, parts)

    def set_block(block: Block) -> Flowable:
        if block.grid is not None:
            return _table(block.grid)
        shown = f"<b>{escape(block.text)}</b>" if block.strong else escape(block.text)
        alone = in_capitals(block.text) and not read_numeral(block.text)
        if alone or block.text.startswith(("Phần thứ", "(kèm theo")):
            return PlainParagraph(shown, middle)
        return PlainParagraph(shown, body)

    out: list[Flowable] = [Letterhead(head, STYLE, rng), Spacer(1, 16)]
    out.append(PlainParagraph("<b>KẾ HOẠCH</b>", centred(size + 1)))
    out += [PlainParagraph(f"<b>{escape(block.text)}</b>", middle) for block in parts.title]
    out += [PlainParagraph("-----", middle), Spacer(1, 8), *(set_block(block) for block in parts.body)]
    out += [Spacer(1, 8), SignatureBlock(head, STYLE, rng), Spacer(1, 90)]
    for annex in parts.annexes:
        kind, rest = _ATTACHED.match(annex.title.text), ""
        title = kind[0] if kind else annex.title.text
        rest = annex.title.text[len(title) :].strip()
        out += [PageBreak(), PlainParagraph(f"<b>{escape(title)}</b>", centred(size + 1))]
        blocks = [*([Block(rest)] if rest else []), *annex.blocks]
        if blocks and blocks[0].grid is None and read_numeral(blocks[0].text) is None:
            out.append(PlainParagraph(f"<b>{escape(blocks.pop(0).text)}</b>", middle))
        out += [Spacer(1, 8), *(set_block(block) for block in blocks)]
    return out


def head_of(campaign: Campaign, parts: PlanParts) -> Head:
    """What stands in the letterhead and the signature block of a plan."""
    number = re.match(r"\d+", campaign.number or "")
    signed = [block.text for block in parts.end] or ["T/M BAN THƯỜNG VỤ", "Nguyễn Văn Minh"]
    of_province = "Tỉnh ủy" in campaign.issuer
    return Head(
        parent="ĐẢNG BỘ TỈNH" if of_province else f"TỈNH ỦY {campaign.province.upper()}",
        issuer=re.sub(r"^Ban Thường vụ ", "", campaign.issuer).upper(),
        code=(campaign.number or "/ĐUK").split("/")[-1],
        number=int(number[0]) if number else None,
        date=campaign.date or dt.date(2020, 6, 1),
        place=campaign.province,
        subject=[],
        authority=signed[0],
        role=" ".join(signed[1:-1]) or None,
        name=signed[-1],
        seal_lines=("BAN CHẤP HÀNH ĐẢNG BỘ",),
        recipients=tuple(f"{recipient}," for recipient in campaign.recipients),
    )


def _table(table: Grid) -> Table:
    style = cell_style(11, TA_CENTER)
    data = [["" for _ in range(table.columns)] for _ in range(table.rows)]
    spans = []
    for cell in table.cells:
        data[cell.row][cell.column] = PlainParagraph(escape(cell.text), style)
        last = (cell.column + cell.column_span - 1, cell.row + cell.row_span - 1)
        spans.append(("SPAN", (cell.column, cell.row), last))
    shares = [0.6, 2.2, *([1.0] * (table.columns - 2))]
    total = A4[0] - 45 * mm
    drawn = Table(data, [total * share / sum(shares) for share in shares])
    drawn.setStyle([("GRID", (0, 0), (-1, -1), 0.6, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans])
    return drawn


def measure(
    path: Path, campaign: Campaign, folder: Path, forms: Sequence[str], seed: int
) -> dict[str, Comparison]:
    """How well a plan is read as text, as the PDF made of it, as a Word file, and as a scan of the PDF."""
    text = path.read_text("utf-8")
    drafts: dict[str, PlanDraft] = {}
    if "text" in forms:
        drafts["text"] = read_plan(text=text)
    pdf = plan_pdf(text, campaign, seed)
    (folder / f"{path.stem}-born.pdf").write_bytes(pdf)
    if "pdf" in forms:
        drafts["pdf"] = read_file(pdf, f"{path.stem}.pdf")
    parts = cut_plan(text_blocks(text))
    for form in ("docx", "lists"):
        if form in forms:
            typed = plan_docx(head_of(campaign, parts), parts, dashes=form == "lists")
            (folder / f"{path.stem}-{form}.docx").write_bytes(typed)
            drafts[form] = read_file(typed, f"{path.stem}.docx")
    if "scan" in forms:
        scan = scanned(pdf, folder, f"{path.stem}-scan", seed)
        drafts["scan"] = read_file(scan, f"{path.stem}-scan.pdf")
    return {form: compare_plan(draft.campaign, campaign, text) for form, draft in drafts.items()}


def campaign_for(text: str, campaigns: Sequence[Campaign]) -> Campaign:
    """The campaign whose title is most alike to that of the plan."""
    title = fold(str(read_plan(text=text).campaign.title))
    return max(campaigns, key=lambda c: fuzz.ratio(title, fold(c.title)))


def run(texts: Sequence[Path], out: Path | None, forms: Sequence[str], seed: int = 1) -> int:
    """Print found / shipped for each plan and form it came in."""
    campaigns = [campaign_from_dict(data) for data in builtin_campaigns()]
    sys.stdout.write(f"{'plan':<36} {'outline':>12} {'columns':>12} {'deadlines':>12}\n")
    told: dict[str, list[Comparison]] = {form: [] for form in forms}
    with tempfile.TemporaryDirectory() as scratch:
        folder = out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for path in texts:
            campaign = campaign_for(path.read_text("utf-8"), campaigns)
            for form, comparison in measure(path, campaign, folder, forms, seed).items():
                sys.stdout.write(row(f"{campaign.id} {form}", comparison) + "\n")
                sys.stdout.flush()
                told[form].append(comparison)
    sys.stdout.write("\n".join(summary(told)) + "\n")
    return 0


def summary(told: Mapping[str, Sequence[Comparison]]) -> list[str]:
    """A line for each form that plans came in: how much of all of them was found, beside the aim."""
    lines = []
    for form, comparisons in told.items():
        shares = []
        for kind, aim in (SCAN_AIMS if form == "scan" else AIMS).items():
            each: list[Share] = [getattr(comparison, kind) for comparison in comparisons]
            found, of = sum(share.found for share in each), sum(share.of for share in each)
            if of:
                missed = ", MISSED" if 100 * found / of < aim else ""
                shares.append(f"{kind} {found}/{of} = {100 * found / of:.1f} % (aim {aim:.0f}{missed})")
        lines.append(f"all {form}: {', '.join(shares)}")
    return lines


def row(name: str, comparison: Comparison) -> str:
    """One line of the table: found / shipped, and in brackets what the draft has beyond that."""

    def shown(share: Share) -> str:
        return f"{share.found}/{share.of}" + (f" (+{len(share.extra)})" if share.extra else "")

    shares = (comparison.outline, comparison.columns, comparison.deadlines)
    missed = "; ".join(each for share in shares for each in share.missed)
    return (
        f"{name:<36} {' '.join(f'{shown(s):>12}' for s in shares)}{'  missed: ' + missed if missed else ''}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.plans", description=__doc__)
    parser.add_argument("texts", type=Path, nargs="+", help="plans as text")
    parser.add_argument("--out", type=Path, help="folder to keep the PDFs and scans in")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--seed", type=int, default=1, help="another scan of the same plans")
    chosen = parser.parse_args(arguments)
    return run(chosen.texts, chosen.out, chosen.forms, chosen.seed)


if __name__ == "__main__":
    raise SystemExit(main())
