"""What a document says of itself in words: its superior, its subject, the plan that it answers, on whose
behalf it is signed, and who gets it.

People read these; nothing is compiled from them. They are passages: their confidence is their words', and one
that the paper leaves out is no question to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from extraction.document_number import parse_document_number
from extraction.issuer import IssuerLines
from extraction.model import Finding
from extraction.paragraphs import is_recipients
from extraction.segments import Segment, segments_of, trimmed
from extraction.signature import EndBlock
from extraction.text import fold, nfc
from ocr.model import BoundingBox, Page

SAME_AXIS_MM = 3.5
"""Centred lines share one axis within this; the first line of a paragraph is off by half its indent, 5 mm."""

LINE_GAP = 1.8
"""Lines of one passage follow each other within this many line heights."""

BESIDE_BLOCK_MM = 20.0
"""How far left of the end block's axis the middle of a recipient's line lies at least."""

LETTER_SUBJECT = ("v v", "vv", "ve viec")
"""Folded: how the subject of an official letter (công văn) begins; it stands below the number."""

_CITED = re.compile(
    r"(?:thực\s+hiện|theo|triển\s+khai|căn\s+cứ)\s+(?:[^.;:]{0,120}?)"
    r"(?:kế\s+hoạch|kết\s+luận|chỉ\s+thị|công\s+văn|hướng\s+dẫn|nghị\s+quyết)\s+số\s*:?\s*(?P<rest>.{0,40})",
    re.IGNORECASE,
)


def document_words(
    issuer: IssuerLines | None,
    left: Sequence[Segment],
    kind: Segment | None,
    block: EndBlock | None,
    pages: Sequence[Page],
) -> tuple[Finding, ...]:
    """``document.superior``, ``subject``, ``answers``, ``authority`` and ``recipients`` that are there.

    Args:
        issuer: The names at the top left.
        left: The letterhead's left column, top to bottom.
        kind: The line that names the kind of document.
        block: The end block.
        pages: In reading order.
    """
    by_number = {page.number: page for page in pages}
    subject = _below(kind, by_number[kind.page]) if kind else _letter_subject(left)
    passages = (
        _passage("superior", issuer.all[: len(issuer.all) - len(issuer.own)] if issuer else ()),
        _passage("subject", subject),
        _answers(pages),
        _passage("authority", block.authority if block else ()),
        _passage("recipients", _recipients(block, by_number), "\n"),
    )
    return tuple(passage for passage in passages if passage is not None)


def _passage(name: str, pieces: Sequence[Segment], separator: str = " ") -> Finding | None:
    path = f"document.{name}"
    if not pieces:
        return None
    value = separator.join(nfc(text) for piece in pieces if (text := trimmed(piece.text)))
    letters = sum(len(piece.text) for piece in pieces)
    ocr = sum(piece.confidence * len(piece.text) for piece in pieces) / max(1, letters)
    box = BoundingBox.around(piece.box for piece in pieces)
    raw = "\n".join(piece.text for piece in pieces)
    return Finding(path, "text", value, raw, pieces[0].page, box, signals=MappingProxyType({"ocr": ocr}))


def _below(kind: Segment, page: Page) -> list[Segment]:
    """The centred lines under the kind of document, down to the rule or the first line of the text."""
    found: list[Segment] = []
    last = kind.box
    for piece in sorted(segments_of(page, page.lines), key=lambda p: p.box.top):
        box = piece.box
        if box.top < last.centre[1]:
            continue
        centred = abs(box.centre[0] - kind.box.centre[0]) < page.px(SAME_AXIS_MM)
        if not centred or box.top - last.bottom > LINE_GAP * last.height or not _has_words(piece):
            break
        found.append(piece)
        last = box
    return found


def _letter_subject(left: Sequence[Segment]) -> list[Segment]:
    for place, piece in enumerate(left):
        if fold(piece.text.replace("/", " ")).startswith(
            tuple(fold(s.replace("/", " ")) for s in LETTER_SUBJECT)
        ):
            return list(_together(left[place:]))
    return []


def _together(pieces: Iterable[Segment]) -> Iterable[Segment]:
    """Pieces from the first on, as long as they follow each other closely."""
    last: BoundingBox | None = None
    for piece in pieces:
        if last is not None and piece.box.top - last.bottom > LINE_GAP * last.height:
            return
        yield piece
        last = piece.box


def _has_words(piece: Segment) -> bool:
    return sum(c.isalpha() for c in piece.text) >= 3


def _answers(pages: Sequence[Page]) -> Finding | None:
    """The number of the document that the report says it answers, from its first two pages."""
    for page in pages[:2]:
        text = nfc(" ".join(line.text for line in page.lines))
        for found in _CITED.finditer(text):
            number = parse_document_number(f"số {found['rest']}")
            if number.value and number.format_ok:
                line = next((ln for ln in page.lines if _bare(number.value) in _bare(ln.text)), None)
                ocr = min((w.confidence for w in line.words), default=0.0) if line else 0.0
                return Finding(
                    "document.answers",
                    "text",
                    number.value,
                    found[0],
                    page.number,
                    line.box if line else None,
                    signals=MappingProxyType({"ocr": ocr}),
                )
    return None


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


def _recipients(block: EndBlock | None, pages: dict[int, Page]) -> list[Segment]:
    """The list below "Nơi nhận", left of the end block."""
    for page in [pages[block.page]] if block else pages.values():
        right = block.axis - page.px(BESIDE_BLOCK_MM) if block else page.width
        pieces = sorted(segments_of(page, page.lines), key=lambda p: p.box.top)
        left = [p for p in pieces if p.box.centre[0] < right]
        start = next((i for i, p in enumerate(left) if is_recipients(p.text)), None)
        if start is not None:
            return [p for p in list(_together(left[start:]))[1:] if _has_words(p)]
    return []
