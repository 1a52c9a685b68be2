"""Digits filled in by pen or stamp: told by what they look like among the printed words beside them.

Offices print "Số:      /BC-UBND" and "ngày    tháng    năm 2024" and fill in by hand. Pen strokes come
out of OCR as digits of another size and off the line, as signs that no number has, or glued to the
next word. On nine real papers and twelve made-up ones printed digits stood within 5 % of the height of the
year or the letters beside them; written ones were 20 to 70 % taller or held a foreign sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz.distance import Levenshtein

from extraction.text import fold, nfc
from ocr.model import Word

ODD_HEIGHT = 1.18
"""Height over that of printed figures beside it from which a figure was not printed with them."""

ODD_OFFSET = 0.22
"""Distance of its foot from theirs, over their height, from which a figure was not printed with them."""

FILLED_GAP = 0.55
"""Gap before the slash over the line's height: printed numbers leave none, spaces are 0.3 wide."""

_FIGURE = re.compile(r"^\W*[\dOolI|]{1,5}\W*$")
_FOREIGN = re.compile(r"[^\d\sOolI|.,:;'’‘/–-]")


@dataclass(frozen=True, slots=True)
class Pen:
    """How much the figures of a line look filled in by pen or stamp."""

    foreign: bool  # signs that no figure has stand where figures belong
    odd: bool  # figures of another size or off the line
    filled: bool  # a gap that a blank form leaves

    @property
    def likely(self) -> bool:
        return self.foreign or self.odd


def pen_in_number(words: Sequence[Word]) -> Pen:
    """Look at the figures of a document number's words: "Số:", "87", "/QĐ-UBND"."""
    figures, letters = _split_number(words)
    if not figures:
        # Figures in one with the letters were printed with them; no figures at all: none were filled in.
        text = _without_so(" ".join(word.text for word in letters))
        before = re.split(r"[-–/]", text, maxsplit=1)[0].strip()
        return Pen(bool(before) and not _FIGURE.match(before), False, False)
    foreign = any(_FOREIGN.search(_without_so(word.text)) for word in figures)
    reference = [w for w in letters if w.box.height > 0.5 * max(x.box.height for x in letters)]
    odd = bool(reference) and any(_is_odd(word, reference) for word in figures)
    after = min((w.box.left for w in letters if w.box.left > figures[-1].box.left), default=None)
    height = median(w.box.height for w in reference) if reference else 1.0
    gap = after - figures[-1].box.right if after is not None else 0.0
    return Pen(foreign, odd, bool(letters) and letters[0].text.startswith("/") and gap > FILLED_GAP * height)


def pen_in_date(words: Sequence[Word]) -> Pen:
    """Look at day and month of a date line; the year, which is printed, is the measure."""
    place = next((i for i, w in enumerate(words) if fold(w.text).startswith(("ngay", "nga"))), None)
    years = [w for w in words if re.fullmatch(r"\W*\d{4}\W*", w.text)]
    if place is None:
        return Pen(False, False, False)
    tail = words[place:]
    middle = [w for w in tail if not _is_date_word(w.text) and w not in years]
    foreign = any(not _FIGURE.match(w.text) or _FOREIGN.search(w.text) for w in middle)
    figures = [w for w in middle if _FIGURE.match(w.text)]
    missing = len(figures) < 2
    odd = bool(years) and any(_is_odd(w, years) for w in figures)
    return Pen(foreign or missing, odd, False)


def _is_date_word(text: str) -> bool:
    """Say whether a word is "ngày", "tháng" or "năm", a letter of it changed at most."""
    return any(Levenshtein.distance(fold(text), word) <= 1 for word in ("ngay", "thang", "nam"))


def _split_number(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words before the kind's letters, "Số" left out, and those from the kind on."""
    kind = next(
        (i for i, w in enumerate(words) if re.search(r"[-–/]?\s*[A-ZĐ][A-Za-zĐđ]+[-–/]", w.text)), None
    )
    if kind is None:
        kind = next((i for i, w in enumerate(words) if re.match(r"^[-–/]?[A-ZĐ]{2}", w.text)), len(words))
    figures = [
        w
        for w in words[:kind]
        if not re.fullmatch(r"\W*[Ss]\w?\W*", w.text) and not re.fullmatch(r"[-–—./:]+", w.text)
    ]
    return figures, list(words[kind:])


def _without_so(text: str) -> str:
    return re.sub(r"^\W*[Ss][ốôóoồổỗơ06ÔỐÓO]\s*[:.]?", "", nfc(text))


def _is_odd(figure: Word, reference: Sequence[Word]) -> bool:
    height = median(word.box.height for word in reference)
    foot = median(word.box.bottom for word in reference)
    if height <= 0:
        return False
    ratio = figure.box.height / height
    stuck = bool(re.match(r"^\W*[Ss]", figure.text))  # "Số:280": the hook of "ố" stands higher
    if not stuck and (ratio > ODD_HEIGHT or ratio < 1 / ODD_HEIGHT / 1.1):
        return True
    return abs(figure.box.bottom - foot) > ODD_OFFSET * height
