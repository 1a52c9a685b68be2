"""Which outline items a report answers, where, and with what text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rapidfuzz import fuzz

from extraction.campaign import Campaign, OutlineItem
from extraction.model import Finding, Heading, HeadingMatch, Section
from extraction.page_order import ReadingOrder, in_reading_order
from extraction.paragraphs import body_lines
from extraction.spelling import with_known_tones
from extraction.text import fold
from ocr.model import BoundingBox, Line, Page

READABLE_CONFIDENCE = 0.75
"""Mean confidence of a page's words from which its headings cannot have been missed for bad print."""


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
    sections = _sections(matches, order.pages)
    by_item = {match.item.id: match for match in matches if match.item}
    bodies = {section.item.id: section for section in sections}
    items = [item for item, _ in campaign.items]
    report = _report_signals(order, by_item, items)
    findings: list[Finding] = []
    for place, item in enumerate(items):
        match = by_item.get(item.id)
        if match is None:
            findings.append(_absent(item, place, items, matches, by_item, report))
        else:
            findings.extend(_answered(item, place, match, bodies.get(item.id), items, by_item, report))
    return sections, tuple(findings)


def _sections(matches: Sequence[HeadingMatch], pages: Sequence[Page]) -> tuple[Section, ...]:
    lines = [(page.number, line) for page in pages for line in body_lines(page)]
    answered = [match for match in matches if match.item is not None]
    starts: list[tuple[int, HeadingMatch]] = []
    for match in answered:
        place = _place(match.heading, lines)
        if place is not None:
            starts.append((place, match))
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


def _report_signals(
    order: ReadingOrder, by_item: Mapping[str, HeadingMatch], items: Sequence[OutlineItem]
) -> dict[str, float]:
    words = [word.confidence for page in order.pages for word in page.words]
    bad = sum(1 for page in order.pages if page.words and _mean(page) < READABLE_CONFIDENCE)
    unread = sum(1 for page in order.pages if page.problems and not page.words and not page.blank)
    return {
        "pages_whole": 1.0 if order.gaps == 0 and unread == 0 else 0.0,
        "pages_clear": 1.0 - bad / max(1, len(order.pages)),
        "report_ocr": sum(words) / len(words) if words else 0.0,
        "coverage": len(by_item) / max(1, len(items)),
    }


def _mean(page: Page) -> float:
    return sum(word.confidence for word in page.words) / len(page.words)


def _neighbours(place: int, items: Sequence[OutlineItem], by_item: Mapping[str, HeadingMatch]) -> float:
    """The share of the two items before and after in the plan that the report answers."""
    near = [i for i in (place - 1, place + 1) if 0 <= i < len(items)]
    return sum(items[i].id in by_item for i in near) / max(1, len(near))


def _children(item: OutlineItem, by_item: Mapping[str, HeadingMatch]) -> float:
    """1 if the report answers items below this one: their heading must then stand somewhere too."""
    return 1.0 if any(other.startswith(f"{item.id}.") for other in by_item) else 0.0


def _kin(
    item: OutlineItem, place: int, items: Sequence[OutlineItem], by_item: Mapping[str, HeadingMatch]
) -> float:
    """How far a neighbour's heading says this item too, as where a unit answers both under one (0..1)."""
    near = [items[i].id for i in (place - 1, place + 1) if 0 <= i < len(items)]
    headings = [by_item[key].heading.text for key in near if key in by_item]
    titles = [fold(title) for title in (item.title, *item.aliases)]
    return max((fuzz.token_set_ratio(t, fold(h)) / 100 for t in titles for h in headings), default=0.0)


def _absent(
    item: OutlineItem,
    place: int,
    items: Sequence[OutlineItem],
    matches: Sequence[HeadingMatch],
    by_item: Mapping[str, HeadingMatch],
    report: Mapping[str, float],
) -> Finding:
    """Absence is surer the more of its neighbours are there and the less any free heading looks like it."""
    rival = max((m.score for m in matches if m.item is None), default=0.0)
    signals = {
        "answered": 0.0,
        "score": 0.0,
        "margin": 0.0,
        "ocr": 0.0,
        "strength": 0.0,
        "sequence": 0.0,
        "neighbours_if_absent": _neighbours(place, items, by_item),
        "rival_if_absent": rival,
        "children_if_absent": _children(item, by_item),
        "kin_if_absent": _kin(item, place, items, by_item),
        "optional_if_absent": 0.0 if item.required else 1.0,
        **{f"{name}_if_absent": value for name, value in report.items()},
    }
    return Finding(f"outline.{item.id}.present", "present", False, signals=MappingProxyType(signals))


def _answered(
    item: OutlineItem,
    place: int,
    match: HeadingMatch,
    section: Section | None,
    items: Sequence[OutlineItem],
    by_item: Mapping[str, HeadingMatch],
    report: Mapping[str, float],
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
        "sequence": _neighbours(place, items, by_item),
        "run_in": 1.0 if heading.run_in else 0.0,
        "numbered": 1.0 if heading.numeral else 0.0,
        "merged": 1.0 if sum(other.heading is heading for other in by_item.values()) > 1 else 0.0,
        **report,
    }
    frozen = MappingProxyType(signals)
    path = f"outline.{item.id}"
    findings = [
        Finding(f"{path}.present", "present", True, raw, heading.page, heading.box, signals=frozen),
        Finding(
            f"{path}.heading",
            "heading",
            with_known_tones(heading.text, (item.title, *item.aliases)),
            raw,
            heading.page,
            heading.box,
            signals=frozen,
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
