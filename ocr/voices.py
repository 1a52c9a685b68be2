"""One reading out of what two or three readers make of a box."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.model import Ink, Reading
from ocr.second_reader import LineReading

# Runners-up below this are no alternative worth showing.
LEAST_CANDIDATE = 0.002
# Of readers that differ, the surer is right in no more than about half of the cases.
DIFFER_FACTOR = 0.5
ENOUGH = 2  # readers that read the same settle it

_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "—": "-", "–": "-"})
_SPECKS = ".,"  # no number begins or ends with one: of 1,219 cells two readers read ".26" for "26" twice
_BARS = {"|", "l", "I"}  # where a number is expected, a lone bar is the figure one
_DASHES = str.maketrans("—–", "--")
_ALMOST_NUMBER = re.compile(r"[\dOolI|.,%]*\d[\dOolI|.,%]*")


@dataclass(frozen=True, slots=True)
class Voice:
    """What one reader reads; ``line`` holds tidy texts."""

    reader: str
    line: LineReading

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def confidence(self) -> float:
        return self.line.confidence


def tidied(line: LineReading, *, number: bool) -> LineReading:
    """The same reading without blanks at its ends; in numbers also without what readers do to digits."""
    tidy = tidy_number if number else str.strip
    return LineReading(tuple((tidy(text), confidence) for text, confidence in line.candidates))


def settled(voices: Sequence[Voice]) -> str | None:
    """The text that two readers or more read and fewer do not; None where there is none.

    >>> settled([Voice(n, LineReading(((t, 0.9),))) for n, t in (("a", "7"), ("b", "1"), ("c", "7"))])
    '7'
    """
    (text, count), *_ = Counter(voice.text for voice in voices if voice.text).most_common() or [("", 0)]
    return text if count >= ENOUGH else None


def combine(voices: Sequence[Voice], ink: Ink, *, preferred: Voice | None = None) -> Reading:
    """What two readers say alike, else what the surer says, at half its confidence.

    Args:
        voices: Of two readers or three, in the order in which they are told.
        ink: How it was written.
        preferred: Taken where the readers differ, instead of the surer.
    """
    text = settled(voices)
    if text is None and len({voice.text for voice in voices}) == 1:
        text = voices[0].text  # nobody reads anything
    if text is not None:
        confidence = max(voice.confidence for voice in voices if voice.text == text)
    else:
        best = preferred or max(voices, key=lambda voice: voice.confidence)
        if not best.text:
            best = max(voices, key=lambda voice: len(voice.text))
        text, confidence = best.text, best.confidence * DIFFER_FACTOR
    all_read = [pair for voice in voices for pair in voice.line.candidates]
    ranked = sorted(all_read, key=lambda pair: -pair[1])
    candidates = dict.fromkeys(
        (text, *(voice.text for voice in voices), *(t for t, c in ranked if c >= LEAST_CANDIDATE))
    )
    return Reading(
        text,
        ink,
        confidence,
        readers=tuple((voice.reader, voice.text) for voice in voices),
        scores=tuple((voice.reader, voice.confidence) for voice in voices),
        candidates=tuple(t for t in candidates if t),
    )


def tidy_number(text: str) -> str:
    """Undo what readers do to digits: spaces inside, letters that look like them, specks read as dots."""
    text = text.strip()
    bare = text.replace(" ", "")
    if _ALMOST_NUMBER.fullmatch(bare) or bare in _BARS:
        return bare.strip(_SPECKS).translate(_LOOKALIKES)
    return text.translate(_DASHES)
