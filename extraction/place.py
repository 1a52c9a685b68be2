"""The place of a document: before its date, spelt as the rest of the document spells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extraction.document_evidence import Seen
from extraction.issuer import corpus_of, vote_spelling
from extraction.model import Finding
from extraction.segments import Segment, trimmed
from extraction.spelling import differ_in_blurred_tones
from extraction.text import fold, fold_keep_marks, nfc
from ocr.model import BoundingBox, Page, Word

_PLACE = re.compile(r"^(?P<place>.{2,40}?)\s*[,.;:]?\s+[nm]g[aàáảãạ]y(?-i:(?![a-zà-ỹ]))", re.IGNORECASE)
_NOISE = re.compile(r"[^\w.'’-]|[\d_]")


def place_finding(date: Seen | None, issuer: Finding, pages: Sequence[Page]) -> Finding:
    """The place before the date, in the spelling that most readers and the text agree on."""
    written = {name: place for name, text in (date.texts if date else ()) if (place := place_of(text))}
    if date is None or not written:
        return Finding("document.place", "place", None, date.segment.text if date else "", found=False)
    segment = date.segment
    words = _place_words(segment)
    value, share = vote_spelling({**written, **_spelt_elsewhere(written, issuer, pages)}, corpus_of(pages))
    otherwise = [text for text in _spellings(value, corpus_of(pages)) if differ_in_blurred_tones(text, value)]
    box = BoundingBox.around(w.box for w in words) if words else segment.box
    in_issuer = issuer.value is not None and fold(value) in fold(str(issuer.value))
    same_marks = issuer.value is not None and fold_keep_marks(value) in fold_keep_marks(str(issuer.value))
    mentions = corpus_of(pages).count(f" {fold_keep_marks(value)} ")
    signals = {
        "ocr": sum(w.confidence for w in words) / len(words) if words else segment.confidence,
        "ocr_min": min((w.confidence for w in words), default=segment.lowest),
        "in_issuer": 1.0 if in_issuer else 0.0,
        "in_issuer_spelt_so": 1.0 if same_marks else 0.0,
        "repeated": min(1.0, (mentions - 1) / 3) if mentions else 0.0,
        "readers_agree": share,
        "looked": 1.0 if date.reading is not None else 0.0,
        "capitalised": 1.0 if all(w[:1].isupper() for w in value.split()) else 0.0,
    }
    candidates = tuple(dict.fromkeys((value, *written.values(), *(text.title() for text in otherwise))))
    return Finding(
        "document.place",
        "place",
        value,
        written.get("page", value),
        segment.page,
        box,
        candidates,
        MappingProxyType(signals),
        doubts=("readers_differ",) if otherwise else (),
    )


def place_of(text: str) -> str:
    """The place that a date line begins with, "" if it shows none.

    >>> place_of("Sơn Trà, ngày 22 tháng 6 năm 2023")
    'Sơn Trà'
    """
    found = _PLACE.match(nfc(text))
    words = trimmed(found["place"]).split() if found else []
    return " ".join(_NOISE.sub("", w) for w in words if w in "-–" or any(c.isalpha() for c in w))


def _spelt_elsewhere(written: Mapping[str, str], issuer: Finding, pages: Sequence[Page]) -> dict[str, str]:
    """How the issuer's name and the rest of the document spell a place, if its bare letters are the same."""
    own = written.get("page", "")
    wanted = own or next(iter(written.values()))
    spelt: dict[str, str] = {}
    for source, text in (("issuer", str(issuer.value or "")), ("text", corpus_of(pages))):
        found = _spellings(wanted, text)
        if source == "text" and own:
            found[fold_keep_marks(own)] -= 1  # its line itself
        if found and found.most_common(1)[0][1] > 0:
            spelt[source] = trimmed(found.most_common(1)[0][0]).title()
    return spelt


def _spellings(place: str, text: str) -> Counter[str]:
    """How often each spelling of a place stands in a text, in small letters."""
    wanted, words = fold(place), text.split()
    length = len(wanted.split())
    groups = (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))
    return Counter(group.lower() for group in groups if fold(group) == wanted)


def _place_words(date: Segment) -> list[Word]:
    words: list[Word] = []
    for word in date.words:
        if fold(word.text).startswith("ngay"):
            break
        if any(c.isalpha() for c in word.text):
            words.append(word)
    return words
