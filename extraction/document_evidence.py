"""Number, date and kind of a document, each with everything else in the document that bears on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rapidfuzz import fuzz

from extraction.dates import parse_date
from extraction.document_number import DocumentNumber, parse_document_number
from extraction.model import Finding
from extraction.paragraphs import kind_of
from extraction.segments import Segment
from extraction.text import fold, nfc
from ocr.model import Ink, Look, MarkKind, Page, PageSource, Reading

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
    look: Look | None = None
    reading: Reading | None = None

    def with_reading(self, reading: Reading) -> Seen:
        return replace(self, reading=reading)

    @property
    def handwritten(self) -> bool:
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
    raw = seen.segment.text
    on_page = parse_document_number(raw)
    again = parse_document_number(seen.reading.text) if seen.reading else DocumentNumber(None)
    chosen, differ = _chosen(on_page, again, annexed.number)
    value = chosen.value
    doubts = _doubts(seen, differ)
    if value is None and "handwritten" not in doubts:
        return Finding(path, kind, None, raw, seen.segment.page, seen.segment.box, found=False)
    signals = {
        "ocr": seen.segment.confidence,
        "ocr_min": seen.segment.lowest,
        "grammar": 1.0 if chosen.format_ok else 0.0,
        "issuer_agrees": _issuer_agrees(chosen.issuer, issuer),
        "annex_agrees": _agrees(value, annexed.number),
        "annex_differs": _differs(value, annexed.number),
        "look_agrees": _agrees(value, again.value),
        "look_differs": _differs(value, again.value),
        "look_readers_agree": 1.0 if seen.reading and seen.reading.agreed else 0.0,
        "text_layer": 1.0 if seen.page.source is PageSource.TEXT_LAYER else 0.0,
    }
    candidates = tuple(dict.fromkeys(v for v in (value, on_page.value, again.value, annexed.number) if v))
    return Finding(
        path,
        kind,
        value,
        raw,
        seen.segment.page,
        seen.segment.box,
        candidates,
        MappingProxyType(signals),
        doubts,
    )


def date_finding(seen: Seen | None, annexed: Annexed, pages: Sequence[Page]) -> Finding:
    """The document's date as ISO 8601, with second readings and the years in the text as evidence."""
    path, kind = "document.date", "date"
    if seen is None:
        return Finding(path, kind, None, found=False)
    raw = seen.segment.text
    parsed = parse_date(mended(raw))
    on_page = parsed.value
    again = parse_date(mended(seen.reading.text)).value if seen.reading else None
    value = on_page or again
    if on_page and again and on_page != again and annexed.date == again:
        value = again
    settled = annexed.date is not None and value == annexed.date
    doubts = _doubts(seen, bool(on_page and again and on_page != again and not settled))
    if value is None and "handwritten" not in doubts:
        return Finding(path, kind, None, raw, seen.segment.page, seen.segment.box, found=False)
    signals = {
        "ocr": seen.segment.confidence,
        "ocr_min": seen.segment.lowest,
        "grammar": 1.0 if parsed.value and parsed.format_ok else 0.0,
        "annex_agrees": _agrees(value, annexed.date),
        "annex_differs": _differs(value, annexed.date),
        "look_agrees": _agrees(value, again),
        "look_differs": _differs(value, again),
        "look_readers_agree": 1.0 if seen.reading and seen.reading.agreed else 0.0,
        "year_plausible": _year_plausible(value, pages),
        "text_layer": 1.0 if seen.page.source is PageSource.TEXT_LAYER else 0.0,
    }
    candidates = tuple(dict.fromkeys(d.isoformat() for d in (value, on_page, again, annexed.date) if d))
    return Finding(
        path,
        kind,
        value.isoformat() if value else None,
        raw,
        seen.segment.page,
        seen.segment.box,
        candidates,
        MappingProxyType(signals),
        doubts,
    )


def mended(text: str) -> str:
    """A date line with its three words put right where OCR changed a letter of them.

    >>> mended("Bình Sơn, ngày 09 thúng 5 năm 2021")
    'Bình Sơn, ngày 09 tháng 5 năm 2021'
    """
    found = _DATE_WORDS.search(nfc(text))
    if found is None:
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


def _chosen(
    on_page: DocumentNumber, again: DocumentNumber, annexed: str | None
) -> tuple[DocumentNumber, bool]:
    """The better of two readings and whether they differ with nothing to settle it."""
    if again.value is None:
        return on_page, False
    if on_page.value is None:
        return again, False
    if _plain(on_page.value) == _plain(again.value):
        return (on_page if on_page.format_ok else again), False
    for reading in (on_page, again):
        if annexed is not None and reading.value is not None and _plain(reading.value) == _plain(annexed):
            return reading, False
    if again.format_ok and not on_page.format_ok:
        return again, True
    return on_page, True


def _doubts(seen: Seen, differ: bool) -> tuple[str, ...]:
    doubts = ("handwritten",) if seen.handwritten else ()
    return (*doubts, "readers_differ") if differ else doubts


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
