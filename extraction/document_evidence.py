"""Number, date and kind of a document, each with everything else in the document that bears on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz

from extraction.dates import STROKES, parse_date
from extraction.document_number import DocumentNumber, parse_document_number
from extraction.model import Finding
from extraction.paragraphs import kind_of
from extraction.pen import Pen, pen_in_date, pen_in_number
from extraction.segments import Segment
from extraction.text import fold, nfc
from ocr.model import Ink, MarkKind, Page, PageSource, Reading

ISSUER_NAMES = (
    ("huyen uy", ("HU",)),
    ("dang uy khoi", ("ĐUK", "ĐUKCQ", "ĐUKDN", "ĐUKCQDN", "ĐU")),
    ("dang uy", ("ĐU",)),
    ("tinh uy", ("TU",)),
    ("thanh uy", ("TU", "ThU", "ThTU", "TPU")),
    ("thi uy", ("TU", "ThU", "TXU")),
    ("quan uy", ("QU",)),
    ("chi bo", ("CB",)),
    ("chi uy", ("CB", "CU")),
    ("ban chi dao", ("BCĐ",)),
    ("ban to chuc", ("BTC", "BTCTU", "BTCHU")),
    ("ban dan van", ("BDV", "BDVTU")),
    ("ban tuyen giao", ("BTG", "BTGTU")),
    ("uy ban kiem tra", ("UBKT", "UBKTTU", "UBKTHU")),
    ("van phong", ("VP", "VPTU", "VPHU")),
    ("ban can su dang", ("BCSĐ",)),
    ("dang doan", ("ĐĐ",)),
    ("uy ban nhan dan", ("UBND",)),
    ("hoi dong nhan dan", ("HĐND",)),
)
"""How an issuer's name, folded, is abbreviated in its documents' numbers (practice; 36-HD/VPTW)."""

_ANNEXED = re.compile(r"k[eè]m\s+theo\s+(?P<rest>.{0,200})", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """A piece of the page with the closer look at it, where one was had."""

    segment: Segment
    page: Page
    reading: Reading | None = None

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """What the page and each reader of the closer look read, by reader."""
        return (("page", self.segment.text), *readers_of(self.reading))

    @property
    def written_over(self) -> bool:
        """A closer look or a mark on the page says that a pen wrote here."""
        if self.reading is not None and self.reading.ink is Ink.HANDWRITTEN:
            return True
        box = self.segment.box
        pens = [mark.box for mark in self.page.marks if mark.kind is MarkKind.HANDWRITING]
        return any(pen.overlap(box) > 0.3 or box.overlap(pen) > 0.1 for pen in pens)


@dataclass(frozen=True, slots=True)
class Annexed:
    """What a form annexed to the report says of it: "(kèm theo Báo cáo số 253-BC/ĐU ngày 22/6/2023)"."""

    number: str | None = None
    date: dt.date | None = None


def annexed_reference(pages: Sequence[Page], letterhead_page: int | None) -> Annexed:
    """The reference to the report on its annexed forms; empty where there is none."""
    for page in pages:
        if page.number == letterhead_page:
            continue
        found = _ANNEXED.search(" ".join(nfc(line.text) for line in page.lines))
        if found is None:
            continue
        number = parse_document_number(found["rest"])
        return Annexed(number.value, parse_date(found["rest"]).value)
    return Annexed()


def number_finding(
    seen: Seen | None, issuer: Finding, annexed: Annexed, segments: Sequence[Segment]
) -> Finding:
    """The document number, with its grammar, its issuer's abbreviation and second readings as evidence.

    Args:
        seen: The piece that holds it; None if no piece does.
        issuer: The issuer's finding, for its abbreviation.
        annexed: What annexed forms call the document.
        segments: The letterhead's pieces, for a box to show where nothing was found.
    """
    path, kind = "document.number", "number"
    if seen is None:
        box = segments[0].box if segments else None
        page = segments[0].page if segments else None
        return Finding(path, kind, None, page=page, box=box, found=False)
    read = {name: parse_document_number(text) for name, text in seen.texts}
    values = {name: number.value for name, number in read.items() if number.value}
    pen = pen_in_number(seen.segment.words)
    value = _voted(values, annexed.number, {name for name, number in read.items() if number.format_ok})
    doubts = _doubts(seen, pen, values, annexed.number)
    segment = seen.segment
    if value is None and not (pen.likely or seen.written_over):
        return Finding(path, kind, None, segment.text, segment.page, segment.box, found=False)
    chosen = next((read[name] for name, v in values.items() if v == value), DocumentNumber(None))
    signals = {
        **_common_signals(seen, pen, value, values, annexed.number),
        "grammar": 1.0 if chosen.format_ok else 0.0,
        "issuer_agrees": _issuer_agrees(chosen.issuer, issuer),
    }
    candidates = (value, *values.values(), annexed.number)
    return _told(path, kind, segment, candidates, signals, doubts)


def date_finding(seen: Seen | None, annexed: Annexed, pages: Sequence[Page]) -> Finding:
    """The document's date as ISO 8601, with second readings and the years in the text as evidence."""
    path, kind = "document.date", "date"
    if seen is None:
        return Finding(path, kind, None, found=False)
    read = {name: parse_date(mended(text)) for name, text in seen.texts}
    values = {name: parsed.value.isoformat() for name, parsed in read.items() if parsed.value}
    known = annexed.date.isoformat() if annexed.date else None
    pen = pen_in_date(seen.segment.words)
    value = _voted(values, known, {name for name, parsed in read.items() if parsed.format_ok})
    doubts = _doubts(seen, pen, values, known)
    segment = seen.segment
    if value is None and not (pen.likely or seen.written_over):
        return Finding(path, kind, None, segment.text, segment.page, segment.box, found=False)
    signals = {
        **_common_signals(seen, pen, value, values, known),
        "grammar": 1.0 if read["page"].value and read["page"].format_ok else 0.0,
        "year_plausible": _year_plausible(dt.date.fromisoformat(value) if value else None, pages),
    }
    candidates = (value, *values.values(), known)
    return _told(path, kind, segment, candidates, signals, doubts)


def _told(
    path: str,
    kind: str,
    segment: Segment,
    candidates: Sequence[str | None],
    signals: Mapping[str, float],
    doubts: tuple[str, ...],
) -> Finding:
    """The finding of a segment whose value is the first candidate, None where nothing was agreed on."""
    return Finding(
        path,
        kind,
        candidates[0],
        segment.text,
        segment.page,
        segment.box,
        tuple(dict.fromkeys(v for v in candidates if v)),
        MappingProxyType(signals),
        doubts,
    )


def readers_of(reading: Reading | None) -> tuple[tuple[str, str], ...]:
    """Reader and text of a closer look; its one text where the readers are not told apart."""
    if reading is None:
        return ()
    return reading.readers or (("look", reading.text),)


def _voted(values: Mapping[str, str], elsewhere: str | None, well_formed: set[str]) -> str | None:
    """The value that most independent readers saw; what is printed elsewhere in the report counts as one.

    The page and the closer look may share an engine, so a second look by the same engine counts less.
    """
    votes: dict[str, float] = {}
    for name, value in values.items():
        weight = READER_WEIGHTS.get(name, OTHER_READER_WEIGHT) + (0.5 if name in well_formed else 0.0)
        key = next((v for v in votes if _same(v, value)), value)
        votes[key] = votes.get(key, 0.0) + weight
    for value in votes:
        votes[value] += 1.0 if elsewhere is not None and _same(value, elsewhere) else 0.0
    return max(votes, key=lambda value: votes[value]) if votes else None


READER_WEIGHTS = {"page": 1.0, "tesseract": 0.4}
"""What a reading counts by its reader; the page was read by Tesseract too."""

OTHER_READER_WEIGHT = 1.2
"""What an independent reader counts: it wins a tie, being trained on lines with strokes over them."""


def _common_signals(
    seen: Seen, pen: Pen, value: str | None, values: Mapping[str, str], elsewhere: str | None
) -> dict[str, float]:
    looks = [v for name, v in values.items() if name != "page"]
    agreeing = [name for name, v in values.items() if value is not None and _same(v, value)]
    return {
        "ocr": seen.segment.confidence,
        "ocr_min": seen.segment.lowest,
        "annex_agrees": _agrees(value, elsewhere),
        "annex_differs": _differs(value, elsewhere),
        "looked": 1.0 if seen.reading is not None else 0.0,
        "look_agrees": 1.0 if looks and all(_same(v, value) for v in looks) and "page" in agreeing else 0.0,
        "readers_agree": len(agreeing) / max(1, len(seen.texts)),
        "readers_differ": 1.0 if len(agreeing) < len(values) else 0.0,
        "pen": 1.0 if pen.likely or pen.filled or seen.written_over else 0.0,
        "text_layer": 1.0 if seen.page.source is PageSource.TEXT_LAYER else 0.0,
    }


def _doubts(seen: Seen, pen: Pen, values: Mapping[str, str], elsewhere: str | None) -> tuple[str, ...]:
    """``handwritten`` and ``readers_differ``, unless what is printed elsewhere or all readers settle it."""
    distinct = {v for v in values.values() if not any(_same(v, w) and w < v for w in values.values())}
    all_agree = len(values) > 2 and len(distinct) == 1
    doubts: list[str] = []
    if seen.written_over or pen.odd or pen.filled or (pen.foreign and not all_agree):
        doubts.append("handwritten")
    if len(distinct) > 1 and not (elsewhere and any(_same(v, elsewhere) for v in distinct)):
        doubts.append("readers_differ")
    return tuple(doubts)


def kind_finding(segment: Segment | None) -> Finding:
    """The kind of document as the rules spell it, from the line in capitals below the letterhead."""
    if segment is None:
        return Finding("document.kind", "kind", None, found=False)
    kind = kind_of(segment.text)
    exact = kind is not None and nfc(segment.text) == kind
    signals = {"ocr": segment.confidence, "ocr_min": segment.lowest, "exact": 1.0 if exact else 0.0}
    return Finding(
        "document.kind",
        "kind",
        kind,
        segment.text,
        segment.page,
        segment.box,
        signals=MappingProxyType(signals),
    )


def issuer_abbreviations(name: str) -> tuple[str, ...]:
    """The abbreviations that numbers use for an issuer of this name; empty for an unknown one."""
    folded = fold(name)
    for known, abbreviations in ISSUER_NAMES:
        if folded.startswith(known):
            return abbreviations
    return ()


def mended(text: str) -> str:
    """A date line with its three words put right where OCR changed a letter of them.

    >>> mended("Bình Sơn, ngày 09 thúng 5 năm 2021")
    'Bình Sơn, ngày 09 tháng 5 năm 2021'
    """
    found = _DATE_WORDS.search(nfc(text))
    if found is None or STROKES.search(found[0]):
        return text
    for name, word in (("day", "ngay"), ("month", "thang"), ("year", "nam")):
        if fuzz.ratio(fold(found[name]), word) < LEAST_WORD_LIKENESS:
            return text
    date = f"ngày {found['d']} tháng {found['m']} năm {found['y']}"
    return nfc(text)[: found.start()] + date + nfc(text)[found.end() :]


_DATE_WORDS = re.compile(
    r"(?P<day>\w{3,5})\W{0,3}(?P<d>\d{1,2})\W{0,3}(?P<month>\w{4,6})\W{0,3}(?P<m>\d{1,2})\W{0,3}"
    r"(?P<year>\w{2,4})\W{0,3}(?P<y>\d{4})"
)

LEAST_WORD_LIKENESS = 60.0
"""Likeness (0..100) from which a word between a date's numbers is the one that belongs there."""


def _plain(number: str) -> str:
    return re.sub(r"\s+", "", number).lstrip("0").upper()


def _agrees(value: object, other: object) -> float:
    return 1.0 if value is not None and other is not None and _same(value, other) else 0.0


def _differs(value: object, other: object) -> float:
    return 1.0 if value is not None and other is not None and not _same(value, other) else 0.0


def _same(value: object, other: object) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return _plain(value) == _plain(other)
    return value == other


def _issuer_agrees(abbreviation: str, issuer: Finding) -> float:
    """1 if the number's abbreviation is the issuer's, 0 if another's, a half if the issuer is unknown."""
    expected = issuer_abbreviations(str(issuer.value)) if issuer.value else ()
    if not expected:
        return 0.5
    return 1.0 if abbreviation.split("-")[0].upper() in {e.upper() for e in expected} else 0.0


def _year_plausible(value: dt.date | None, pages: Sequence[Page]) -> float:
    """1 if the text speaks of the date's year or the one before, as a report's text always does."""
    if value is None:
        return 0.0
    text = " ".join(page.text for page in pages[:3])
    years = {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text.split("năm", 1)[-1])}
    counts = re.findall(rf"(?<!\d){value.year}(?!\d)", text)
    return 1.0 if len(counts) > 1 or value.year - 1 in years else 0.0
