"""Issuer and place: names that the letterhead gives and the rest of the document repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from rapidfuzz import fuzz

from extraction.lettering import share_of_capitals
from extraction.model import Finding
from extraction.page_order import is_motto
from extraction.segments import Segment, trimmed
from extraction.text import fold, fold_tone_placement, nfc
from ocr.model import BoundingBox, Page, Word

BODIES = (
    "tinh uy",
    "thanh uy",
    "huyen uy",
    "thi uy",
    "quan uy",
    "dang uy",
    "dang bo",
    "chi bo",
    "chi uy",
    "ban chap hanh",
    "ban thuong vu",
    "ban chi dao",
    "ban to chuc",
    "ban tuyen giao",
    "ban dan van",
    "ban noi chinh",
    "ban can su",
    "ban quan ly",
    "uy ban nhan dan",
    "uy ban kiem tra",
    "uy ban mat tran",
    "uy ban mttq",
    "ubnd",
    "hoi dong nhan dan",
    "van phong",
    "dang doan",
    "so ",
    "phong ",
    "lien doan",
    "lien minh",
    "doan thanh nien",
    "doan tncs",
    "hoi ",
    "truong ",
    "cong ty",
    "cong an",
    "bo chi huy",
    "ban ",
    "trung uong",
)
"""How names of issuing bodies begin, folded; a line that begins so opens a new name."""

OWN_READING = 1.5
"""What the place's own letters count in the vote against each other spelling in the text."""


def issuer_finding(left: Sequence[Segment], pages: Sequence[Page]) -> Finding:
    """The issuer's name without the superior above it.

    The last line that begins like the name of a body opens the issuer's name, and what follows down to
    the star, the rule or the number belongs to it; names break over lines. Bold type, where known, says
    the same: the superior is set plain, the issuer bold.

    Args:
        left: The letterhead's left column, top to bottom.
        pages: The whole document, where the name occurs again.
    """
    lines = _name_lines(left)
    if not lines:
        return Finding("document.issuer", "issuer", None, found=False)
    start = _issuer_start(lines)
    own = lines[start:]
    value = nfc(" ".join(trimmed(line.text) for line in own))
    box = BoundingBox.around(line.box for line in own)
    words = sum(len(line.words) for line in own)
    signals = {
        "ocr": sum(line.confidence * len(line.words) for line in own) / words,
        "ocr_min": min(line.lowest for line in own),
        "body_name": 1.0 if _begins_body(own[0].text) else 0.0,
        "mentioned": _mentioned(value, pages),
        "capitals": share_of_capitals(value),
        "bold_agrees": _bold_agrees(lines, start),
        "lines": float(len(own)),
    }
    raw = "\n".join(line.text for line in lines)
    return Finding(
        "document.issuer", "issuer", value, raw, own[0].page, box, signals=MappingProxyType(signals)
    )


def place_finding(date: Segment | None, issuer: Finding, pages: Sequence[Page]) -> Finding:
    """The place before the date, spelt as the document itself spells it most often."""
    found = _PLACE.match(date.text) if date else None
    written = trimmed(found["place"]) if found else ""
    if date is None or not written or not any(c.isalpha() for c in written):
        return Finding("document.place", "place", None, date.text if date else "", found=False)
    words = _place_words(date)
    confidence = min((w.confidence for w in words), default=date.lowest)
    spellings = _spellings(written, pages, date, confidence)
    ranked = sorted(spellings, key=lambda spelling: -spellings[spelling])
    value = ranked[0]
    total = sum(spellings.values())
    box = BoundingBox.around(w.box for w in words) if words else date.box
    in_issuer = issuer.value is not None and fold(written) in fold(str(issuer.value))
    signals = {
        "ocr": sum(w.confidence for w in words) / len(words) if words else date.confidence,
        "ocr_min": confidence,
        "in_issuer": 1.0 if in_issuer else 0.0,
        "repeated": min(1.0, (total - OWN_READING * confidence) / 3),
        "unanimous": spellings[value] / total if total else 0.0,
        "capitalised": 1.0 if all(w[:1].isupper() for w in value.split()) else 0.0,
    }
    return Finding(
        "document.place",
        "place",
        value,
        written,
        date.page,
        box,
        tuple(ranked[:3]),
        MappingProxyType(signals),
    )


_PLACE = re.compile(r"^(?P<place>.{2,40}?)\s*[,.;:]?\s+[nm]g[aàáảãạ]y\b", re.IGNORECASE)


def _name_lines(left: Sequence[Segment]) -> list[Segment]:
    """The lines of names at the top left: in capitals, above star and number."""
    lines: list[Segment] = []
    for segment in left:
        text = trimmed(segment.text)
        letters = sum(c.isalpha() for c in text)
        if _ends_names(segment.text, bool(lines)):
            break
        if letters < 4 or share_of_capitals(text) < 0.7 or is_motto(text):
            continue
        lines.append(segment)
    return lines


def _ends_names(text: str, begun: bool) -> bool:
    folded = fold(text)
    if folded.startswith("so ") and any(c.isdigit() for c in folded):
        return True
    if re.match(r"^\W*[Ss]ố\b", text) and share_of_capitals(text.split()[0]) < 1.0:
        return True
    return begun and (text.strip() in ("*", "***", "x", "%") or folded.startswith("v v "))


def _issuer_start(lines: Sequence[Segment]) -> int:
    """The line where the issuer's name begins: the last that opens a body's name, by bold type if told."""
    opens = [i for i, line in enumerate(lines) if i == 0 or _begins_body(line.text)]
    bold = [line.bold for line in lines]
    told = [b for b in bold if b is not None]
    if len(told) == len(lines) and max(told) - min(told) > 0.3:
        middle = (max(told) + min(told)) / 2
        first = next((i for i in range(len(lines)) if all(b > middle for b in told[i:])), None)
        if first is not None and first in opens:
            return first
    return opens[-1]


def _begins_body(text: str) -> bool:
    folded = fold(trimmed(text)) + " "
    return any(folded.startswith(name) or _nearly(folded, name) for name in BODIES)


def _nearly(folded: str, name: str) -> bool:
    return len(name) >= 7 and fuzz.ratio(folded[: len(name)], name) >= 86


def _bold_agrees(lines: Sequence[Segment], start: int) -> float:
    above = [line.bold for line in lines[:start] if line.bold is not None]
    own = [line.bold for line in lines[start:] if line.bold is not None]
    if not own:
        return 0.5
    if not above:
        return 1.0 if min(own) > 0.5 else 0.5
    return 1.0 if min(own) > max(above) else 0.0


def _mentioned(name: str, pages: Sequence[Page]) -> float:
    """How well the text repeats a name (0..1), tone marks aside."""
    wanted = fold(name)
    best = 0.0
    for page in pages:
        body = [line.text for line in page.lines if share_of_capitals(line.text) < 0.6]
        best = max(best, fuzz.partial_ratio(wanted, fold(" ".join(body))) / 100 if body else 0.0)
    return best


def _place_words(date: Segment) -> list[Word]:
    words: list[Word] = []
    for word in date.words:
        if fold(word.text).startswith("ngay"):
            break
        if any(c.isalpha() for c in word.text):
            words.append(word)
    return words


def _spellings(written: str, pages: Sequence[Page], date: Segment, confidence: float) -> dict[str, float]:
    """Every spelling of a name in the document with the same letters, weighted by how well it was read."""
    votes = {written: OWN_READING * max(confidence, 0.1)}
    wanted = fold(written)
    length = len(written.split())
    by_placement = {fold_tone_placement(written): written}
    for page in pages:
        words = page.words
        for start in range(len(words) - length + 1):
            group = words[start : start + length]
            text = trimmed(nfc(" ".join(w.text for w in group)))
            if group[0] in date.words or fold(text) != wanted:
                continue
            if not all(w[:1].isupper() and not w[1:].isupper() for w in text.split()):
                continue
            form = by_placement.setdefault(fold_tone_placement(text), text)
            votes[form] = votes.get(form, 0.0) + min(w.confidence for w in group)
    return votes
