"""Lines -> paragraphs of the body, without page furniture, tables, the end block and annexed forms.

A heading is a paragraph of its own or the beginning of one, so where paragraphs begin decides where
headings are looked for. A new paragraph begins where the line above ends although the next word would
have fitted, where a line is indented, or where the gap is wider than elsewhere on the page.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz import fuzz

from extraction.lettering import in_capitals, share_of_capitals
from extraction.numbering import NumeralKind, read_numeral
from extraction.open_tables.find import find_open_tables
from extraction.page_order import NUMBER_BAND, is_first_page, is_motto
from extraction.tables import find_tables
from extraction.text import fold
from ocr.model import BoundingBox, Line, Page

INDENT_MM = 4.0
"""First lines are set in by 10 to 15 mm; skew left over and ragged edges stay below this."""

HANG_TOLERANCE_MM = 2.0
"""How far lines of a list's item may lie from the word that they stand under."""

MOST_INDENT_MM = 18.0
"""First lines are not set in further than this."""

CENTRE_TOLERANCE_MM = 6.0
"""How far the middle of a centred line may lie from the middle of the text block."""

WIDE_GAP = 1.5
"""Line pitch over the page's usual pitch that begins a paragraph; spacing within one varies by 10 %."""

FIT_SLACK_MM = 3.0
"""A next word is said to fit only with this much to spare, as justified lines and word boxes vary."""

FAX_BAND = 0.035
"""Share of the page's height, at the top, where fax machines print sender, time and page."""

FAX_DIGITS = 8
"""A date and a time, or a telephone number, has more digits than this; a page number in that band has not."""

NOISE_CONFIDENCE = 0.35
"""Lines read worse than this and shorter than a few letters are specks and strokes, not words."""

FEW_LINES = 6
"""A page with fewer lines does not show where its text block ends."""

USUAL_MARGIN_MM = 20.0
"""The right margin by the rules is 15 to 20 mm (36-HD/VPTW; NĐ 30/2020)."""

BOLD_STEP = 0.5
"""Difference of mean boldness between two lines from which the lower one is set in another type."""

MARGIN_SPREAD_MM = 3.0
"""How far the beginnings of lines at one margin lie apart at most, skew left over included."""

MARGIN_LINES = 3
"""Lines that begin left of where most long ones do, from which they show the margin."""

LINES_OVER_FORM = 3
"""Lines of text over a form's title from which the form stands amid the text, and this goes on below it."""

RECIPIENTS_LIKENESS = 80.0
"""Likeness (0..100, marks aside) of a line's first two words to the title of the recipients."""

SENTENCE_ENDS = (".", ";", ":", "…")
"""How a line ends that a numbered line below it does not carry on."""

_PAGE_NUMBER = re.compile(r"^\W*\d{1,3}\W*$")
_RECIPIENTS = re.compile(r"^\W*n[ơoờ0]i nh[aậâ]n\b", re.IGNORECASE)
_ANNEXES = (
    "bieu mau",
    "phu luc",
    "bieu so",
    "bieu thong ke",
    "phieu thong ke",
    "mau bieu",
    "danh sach",
    "bang tong hop",
)


@dataclass(frozen=True)
class Paragraph:
    """Lines of one paragraph with their page numbers; ``centred`` if all stand in the middle."""

    lines: tuple[tuple[int, Line], ...]
    centred: bool = False
    indented: bool = False

    @property
    def page(self) -> int:
        return self.lines[0][0]

    @property
    def text(self) -> str:
        return " ".join(line.text for _, line in self.lines)


@dataclass(frozen=True, slots=True)
class Measure:
    """The text block of a page in pixels: margins, usual line pitch, where most first lines begin."""

    left: float
    right: float
    pitch: float
    indent: float | None = None


def page_paragraphs(page: Page) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's body, top to bottom.

    Args:
        page: Lines in reading order, top to bottom.

    Returns:
        Paragraphs without page numbers, tables, letterhead, recipients and annexed forms; none for a
        page that holds only such things.
    """
    return lines_to_paragraphs(page, body_lines(page))


def lines_to_paragraphs(page: Page, lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Group lines of a page's running text, top to bottom, into paragraphs."""
    if not lines:
        return ()
    measure = measure_text(page, lines)
    groups: list[list[Line]] = [[lines[0]]]
    for above, line in itertools.pairwise(lines):
        if _begins(page, measure, above, line, groups[-1]):
            groups.append([line])
        else:
            groups[-1].append(line)
    return tuple(
        Paragraph(
            tuple((page.number, line) for line in group),
            centred=all(_is_centred(page, measure, line) for line in group),
            indented=group[0].box.left > measure.left + page.px(INDENT_MM),
        )
        for group in groups
    )


def body_lines(page: Page) -> tuple[Line, ...]:
    """The lines of a page that belong to the report's running text, headings included."""
    lines = _after_letterhead(page, running_lines(page))
    kept: list[Line] = []
    below = 0.0
    for line in lines:
        if line.box.top < below:
            continue
        if is_recipients(line.text):
            break
        if _opens_annex(page, line):
            below = _end_of_form(page, line) if len(kept) >= LINES_OVER_FORM else 0.0
            if not below:
                break
        else:
            kept.append(line)
    return tuple(kept)


def _end_of_form(page: Page, title: Line) -> float:
    """How far down the first table below a form's title reaches, ruled or not; 0 where none follows."""
    ruled = find_tables(page)
    found = (ruled, find_open_tables(page, ruled))
    below = ([t.box.bottom for t in tables if t.box.bottom > title.box.bottom] for tables in found)
    return max((bottoms[0] for bottoms in below if bottoms), default=0.0)


def running_lines(page: Page) -> tuple[Line, ...]:
    """The lines of a page without page furniture and tables."""
    tables = [table.box for table in find_tables(page)]
    faxed_to = _end_of_fax_line(page)
    kept = [
        line
        for line in page.lines
        if line.box.centre[1] > faxed_to and not _is_furniture(page, line) and not _inside(line, tables)
    ]
    if not kept:
        return ()
    measure = measure_text(page, kept)
    return tuple(line for line in kept if not _is_marginal(line, measure))


def measure_text(page: Page, lines: Sequence[Line]) -> Measure:
    """Margins and line pitch of a page: where most lines begin and end, and their usual distance."""
    long = [line for line in lines if line.box.width > page.width * 0.4] or list(lines)
    step = max(1.0, page.px(1.5))
    left = _left_margin(page, lines, long)
    rights = sorted(line.box.right for line in long)
    right = rights[int(0.7 * (len(rights) - 1))]
    if len(rights) < FEW_LINES:
        # A few lines show no margin: most of them end early.
        right = max(right, page.width - page.px(USUAL_MARGIN_MM))
    pitches = [
        b.box.bottom - a.box.bottom
        for a, b in itertools.pairwise(lines)
        if b.box.bottom > a.box.bottom + page.px(2)
    ]
    pitch = median(pitches) if pitches else page.px(8)
    first = Counter(
        round(line.box.left / step)
        for line in long
        if page.px(INDENT_MM) < line.box.left - left < page.px(MOST_INDENT_MM)
    )
    usual = first.most_common(1)
    indent = usual[0][0] * step if usual and usual[0][1] > 2 else None
    return Measure(left, right, pitch, indent)


def _left_margin(page: Page, lines: Sequence[Line], long: Sequence[Line]) -> float:
    """Where continuation lines begin: the leftmost place at which several lines do.

    First lines begin further in and may be the only long ones of a page, so short lines count too.
    """
    step = max(1.0, page.px(1.5))
    lefts = Counter(round(line.box.left / step) for line in long)
    left = min(place for place, n in lefts.items() if n >= max(1, max(lefts.values()) // 3)) * step
    near = page.px(MARGIN_SPREAD_MM)
    outer = sorted(line.box.left for line in lines if line.box.left < left - near)
    groups = [[x for x in outer if start <= x <= start + near] for start in outer]
    return next((median(group) for group in groups if len(group) >= MARGIN_LINES), left)


def _begins(page: Page, measure: Measure, above: Line, line: Line, group: Sequence[Line]) -> bool:
    gap = line.box.bottom - above.box.bottom
    if gap > WIDE_GAP * measure.pitch or gap < -measure.pitch:
        return True
    indent = page.px(INDENT_MM)
    if _same_row(above, line):
        return False
    ended = above.text.rstrip().endswith(SENTENCE_ENDS)
    bolder = (line.bold or 0.0) - (above.bold if above.bold is not None else 1.0) > BOLD_STEP
    if bolder and (ended or read_numeral(line.text) is not None):
        return True
    small = in_capitals(above.text) and not in_capitals(line.text)
    if _opens_heading(line, apart=ended or bolder or small or line.box.left > measure.left + indent):
        return True
    if _is_centred(page, measure, line) and _is_centred(page, measure, above):
        return False
    if _same_title(page, above, line):
        return False
    carries_on = len(group) > 1 and abs(line.box.left - group[-1].box.left) < indent
    if line.box.left > measure.left + indent and not carries_on and not _hangs(page, group[0], line):
        return True
    space = line.box.height * 0.3
    return above.box.right + space + line.words[0].box.width < measure.right - page.px(FIT_SLACK_MM)


def _hangs(page: Page, first: Line, line: Line) -> bool:
    """A list's item as word processors set it: further lines stand under the word behind dash or number."""
    if len(first.words) < 2 or not _is_marked(first) or _is_marked(line):
        return False
    return abs(line.box.left - first.words[1].box.left) < page.px(HANG_TOLERANCE_MM)


def _is_marked(line: Line) -> bool:
    return not any(c.isalnum() for c in line.words[0].text) or read_numeral(line.text) is not None


def _opens_heading(line: Line, *, apart: bool) -> bool:
    """A sure numeral opens a paragraph on a line set apart; before capitals anywhere."""
    numbered = read_numeral(line.text)
    if numbered is None or not any(reading.sure for reading in numbered.readings):
        return False
    rest = line.text[numbered.start :]
    outer = numbered.readings[0].kind in (NumeralKind.PART, NumeralKind.ROMAN)
    return apart or (outer and in_capitals(rest))


def _same_row(above: Line, line: Line) -> bool:
    """Whether a line stands right of the one before: a crease or a stroke tore the row in two."""
    return above.box.top < line.box.centre[1] < above.box.bottom and line.box.left > above.box.right


def _same_title(page: Page, above: Line, line: Line) -> bool:
    """Two lines in capitals with one middle are one title, however wide; a numeral opens the next one."""
    middles = abs(line.box.centre[0] - above.box.centre[0]) < page.px(CENTRE_TOLERANCE_MM)
    if not middles or read_numeral(line.text) is not None:
        return False
    return in_capitals(line.text) and in_capitals(above.text)


def _is_centred(page: Page, measure: Measure, line: Line) -> bool:
    middle = (measure.left + measure.right) / 2
    indent = page.px(INDENT_MM)
    if measure.indent is not None and abs(line.box.left - measure.indent) < page.px(FIT_SLACK_MM):
        return False
    return (
        abs(line.box.centre[0] - middle) < page.px(CENTRE_TOLERANCE_MM)
        and line.box.left > measure.left + indent
        and line.box.right < measure.right - indent / 2
    )


def _is_furniture(page: Page, line: Line) -> bool:
    y = line.box.centre[1]
    at_edge = not NUMBER_BAND * page.height < y < (1 - NUMBER_BAND) * page.height
    if at_edge and _PAGE_NUMBER.match(line.text):
        return True
    letters = sum(c.isalnum() for c in line.text)
    in_margin = line.box.right < page.width * 0.1 or line.box.left > page.width * 0.97
    return letters == 0 or in_margin or (letters <= 4 and line.confidence < NOISE_CONFIDENCE)


def _is_marginal(line: Line, measure: Measure) -> bool:
    """Whether a line was scribbled beside the text block: ill read, and all of it left of the margin."""
    return line.confidence < NOISE_CONFIDENCE and line.box.right < measure.left


def _end_of_fax_line(page: Page) -> float:
    """How far down the line of a fax machine reaches; 0 where the page has none.

    Date, telephone number, sender and page stand apart in one row, so that the words among them come as lines
    of their own; the figures tell the row.
    """
    numbers = (
        line.box.bottom
        for line in page.lines
        if line.box.centre[1] < FAX_BAND * page.height and sum(c.isdigit() for c in line.text) > FAX_DIGITS
    )
    return max(numbers, default=0.0)


def _inside(line: Line, tables: Sequence[BoundingBox]) -> bool:
    x, y = line.box.centre
    return any(table.contains(x, y) for table in tables)


def _after_letterhead(page: Page, lines: Sequence[Line]) -> list[Line]:
    """On a first page the body begins below the kind of document and its title."""
    if not is_first_page(page):
        return list(lines)
    for place, line in enumerate(lines):
        if line.box.top > page.height * 0.5:
            break
        if is_kind(line.text):
            return list(lines[place + 1 :])
    mottos = [i for i, line in enumerate(lines) if is_motto(line.text) and line.box.top < page.height * 0.3]
    return list(lines[mottos[-1] + 1 :])


def is_kind(text: str) -> bool:
    """Say whether a line is nothing but the name of a kind of document, in capitals."""
    return share_of_capitals(text) >= 0.7 and kind_of(text) is not None


KINDS_OF_DOCUMENT = (
    "BÁO CÁO",
    "KẾ HOẠCH",
    "CHỈ THỊ",
    "NGHỊ QUYẾT",
    "QUYẾT ĐỊNH",
    "QUY ĐỊNH",
    "QUY CHẾ",
    "KẾT LUẬN",
    "CHƯƠNG TRÌNH",
    "ĐỀ ÁN",
    "THÔNG BÁO",
    "HƯỚNG DẪN",
    "TỜ TRÌNH",
    "BIÊN BẢN",
    "CÔNG VĂN",
)
"""Kinds of Party and State documents that a report or a plan may be (36-HD/VPTW; NĐ 30/2020)."""


def kind_of(text: str) -> str | None:
    """The kind of document that a line names by itself or by its first words; tone marks do not matter.

    >>> kind_of("BẢO CÁO"), kind_of("Trên đây là báo cáo")
    ('BÁO CÁO', None)
    """
    folded = fold(text)
    for kind in KINDS_OF_DOCUMENT:
        name = fold(kind)
        if folded == name or folded.replace(" ", "") == name.replace(" ", ""):
            return kind
    return None


def is_recipients(text: str) -> bool:
    """Say whether a line opens the list of recipients, which closes the text.

    >>> is_recipients("Nơi nhận:"), is_recipients("Nơi nhữn:"), is_recipients("Nơi nhận vốn vay của đoàn")
    (True, True, True)
    """
    if _RECIPIENTS.match(text):
        return True
    folded = fold(text)
    return len(folded.split()) == 2 and fuzz.ratio(folded, "noi nhan") >= RECIPIENTS_LIKENESS


def _opens_annex(page: Page, line: Line) -> bool:
    folded = fold(line.text)
    centred = abs(line.box.centre[0] - page.width / 2) < page.width * 0.15
    return centred and len(folded) <= 40 and any(folded.startswith(name) for name in _ANNEXES)
