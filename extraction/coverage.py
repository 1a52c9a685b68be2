"""Which outline items a report answers, where, and with what text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extraction.absence import (
    READABLE_CONFIDENCE,
    Surroundings,
    absence_signals,
    neighbours,
    number_left_out,
)
from extraction.campaign import Campaign, OutlineItem
from extraction.heading_doubts import absent_doubts, answered_doubts, words_of
from extraction.model import Finding, Heading, HeadingMatch, Section
from extraction.page_order import ReadingOrder, in_reading_order
from extraction.paragraphs import body_lines
from extraction.spelling import with_known_tones
from ocr.model import BoundingBox, Line, Page

DOUBTS_OF_PRESENCE = ("heading_extent_unsure", "heading_rivals")
"""Doubts about a heading that say too that its item may not be answered at all."""


def outline_findings(
    matches: Sequence[HeadingMatch], campaign: Campaign, pages: Sequence[Page]
) -> tuple[tuple[Section, ...], tuple[Finding, ...]]:
    """Say for every outline item whether the report answers it, under which heading and with what text.

    A section runs from its heading to the next heading that answers an item; headings that the plan
    does not ask for stay in the text of the section that they stand in.

    Args:
        matches: From ``match_headings``, in reading order.
        campaign: Its outline names the items.
        pages: Those that the headings were found on, in file order.

    Returns:
        The answered sections in reading order, and findings ``present``, ``heading`` and ``text``. An
        item without a heading is found absent (``value`` False); its signals say how sure that is.
    """
    order = in_reading_order(pages)
    lines = [(page.number, line) for page in order.pages for line in body_lines(page)]
    starts = _starts(matches, lines)
    sections = _sections(starts, lines)
    bodies = {section.item.id: section for section in sections}
    items = [item for item, _ in campaign.items]
    first = {match.item.id: place for place, match in reversed(starts) if match.item}
    around = Surroundings(items, matches, lines, first, order.pages)
    by_item = around.by_item
    report = _report_signals(order, around)
    words = words_of(line for _, line in lines)
    findings: list[Finding] = []
    last: HeadingMatch | None = None
    for place, item in enumerate(items):
        match = by_item.get(item.id)
        if match is None:
            of_report = {f"{name}_if_absent": value for name, value in report.items()}
            signals = {**absence_signals(place, around), **of_report}
            left_out = number_left_out(place, around)
            doubts = absent_doubts(item, matches, last, number_left_out=left_out)
            findings.append(_absent(item, signals, doubts))
        else:
            merged = sum(other.heading is match.heading for other in by_item.values()) > 1
            doubts = answered_doubts(match, item, words, merged=merged)
            section, sequence = bodies.get(item.id), neighbours(place, items, by_item)
            findings.extend(_answered(match, item, section, sequence, report, doubts, merged=merged))
            last = match
    return sections, tuple(findings)


def _starts(
    matches: Sequence[HeadingMatch], lines: Sequence[tuple[int, Line]]
) -> list[tuple[int, HeadingMatch]]:
    """Where among the lines each answering heading stands."""
    places = [(_place(match.heading, lines), match) for match in matches if match.item is not None]
    return [(place, match) for place, match in places if place is not None]


def _sections(
    starts: Sequence[tuple[int, HeadingMatch]], lines: Sequence[tuple[int, Line]]
) -> tuple[Section, ...]:
    sections: list[Section] = []
    for place, match in starts:
        ends = [other for other, _ in starts if other > place]
        sections.append(_section(match, lines, place, min(ends, default=len(lines))))
    return tuple(sections)


def _place(heading: Heading, lines: Sequence[tuple[int, Line]]) -> int | None:
    if not heading.lines:
        return None
    first = heading.lines[0].words[0]
    for place, (page, line) in enumerate(lines):
        if page == heading.page and line.words[0] == first:
            return place
    return None


def _section(match: HeadingMatch, lines: Sequence[tuple[int, Line]], start: int, end: int) -> Section:
    assert match.item is not None
    last = match.heading.lines[-1]
    page, line = lines[min(start + len(match.heading.lines) - 1, end - 1)]
    rest = (
        tuple(word for word in line.words if word.box.left >= last.box.right) if match.heading.run_in else ()
    )
    body = [(page, Line(rest))] if rest else []
    return Section(match.item, match.heading, (*body, *lines[start + len(match.heading.lines) : end]))


def _report_signals(order: ReadingOrder, around: Surroundings) -> dict[str, float]:
    words = [word.confidence for page in order.pages for word in page.words]
    bad = sum(1 for clarity in around.clarity.values() if clarity < READABLE_CONFIDENCE)
    unread = sum(1 for page in order.pages if page.problems and not page.words and not page.blank)
    return {
        "pages_whole": 1.0 if order.gaps == 0 and unread == 0 else 0.0,
        "pages_clear": 1.0 - bad / max(1, len(order.pages)),
        "report_ocr": sum(words) / len(words) if words else 0.0,
        "coverage": len(around.by_item) / max(1, len(around.items)),
    }


def _absent(item: OutlineItem, signals: Mapping[str, float], doubts: tuple[str, ...]) -> Finding:
    """An item without a heading is found absent, as surely as its signals say."""
    nothing = dict.fromkeys(("answered", "score", "margin", "ocr", "strength", "sequence"), 0.0)
    path = f"outline.{item.id}.present"
    return Finding(path, "present", False, signals=MappingProxyType({**nothing, **signals}), doubts=doubts)


def _answered(
    match: HeadingMatch,
    item: OutlineItem,
    section: Section | None,
    sequence: float,
    report: Mapping[str, float],
    doubts: tuple[str, ...],
    *,
    merged: bool,
) -> list[Finding]:
    heading = match.heading
    raw = f"{heading.numeral}. {heading.text}" if heading.numeral else heading.text
    lowest = min(
        (w.confidence for line in heading.lines for w in line.words if w.text.isalpha()), default=0.0
    )
    signals = {
        "answered": 1.0,
        "score": match.score,
        "margin": match.margin,
        "ocr": heading.confidence,
        "ocr_min": lowest,
        "strength": heading.strength,
        "sequence": sequence,
        "run_in": 1.0 if heading.run_in else 0.0,
        "numbered": 1.0 if heading.numeral else 0.0,
        "merged": 1.0 if merged else 0.0,
        **report,
    }
    frozen = MappingProxyType(signals)
    present = tuple(doubt for doubt in doubts if doubt in DOUBTS_OF_PRESENCE)
    path = f"outline.{item.id}"
    findings = [
        Finding(
            f"{path}.present", "present", True, raw, heading.page, heading.box, signals=frozen, doubts=present
        ),
        Finding(
            f"{path}.heading",
            "heading",
            with_known_tones(heading.text, item.wordings),
            raw,
            heading.page,
            heading.box,
            signals=frozen,
            doubts=doubts,
        ),
    ]
    if section is not None:
        findings.append(_text(path, section))
    return findings


def _text(path: str, section: Section) -> Finding:
    words = [word for _, line in section.body for word in line.words]
    letters = sum(len(word.text) for word in words)
    ocr = sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
    page = section.body[0][0] if section.body else section.heading.page
    on_page = [line.box for number, line in section.body if number == page]
    return Finding(
        f"{path}.text",
        "text",
        section.text,
        section.text,
        page,
        BoundingBox.around(on_page) if on_page else section.heading.box,
        signals=MappingProxyType({"ocr": ocr, "words": float(len(words))}),
    )
