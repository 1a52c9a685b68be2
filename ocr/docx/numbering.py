"""The numbers that Word puts before paragraphs of a list; they stand in no run.

Source: ECMA-376-1, 17.9 (numbering).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ocr.docx.styles import Properties, W, attribute, number

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HIGHEST = 3999  # of Roman numerals; also where letters would become endless
_SYMBOL_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "-", "\uf0d8": "➢", "\uf0fc": "✓"}
"""Bullets of the fonts Symbol and Wingdings, in letters that every font has."""


def written(value: int, form: str) -> str:
    """A number as a list writes it.

    >>> [written(4, f) for f in ("decimal", "upperRoman", "lowerLetter", "decimalZero")]
    ['4', 'IV', 'd', '04']
    """
    if form in ("upperRoman", "lowerRoman") and 0 < value <= _HIGHEST:
        text, left = "", value
        for worth, sign in _ROMAN:
            text += sign * (left // worth)
            left %= worth
        return text.upper() if form == "upperRoman" else text
    if form in ("upperLetter", "lowerLetter") and 0 < value <= _HIGHEST:
        text = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return text.upper() if form == "upperLetter" else text
    if form == "none":
        return ""
    return f"{value:02d}" if form == "decimalZero" else str(value)


@dataclass
class Numbering:
    """Counts the lists of one document, paragraph by paragraph in the order they stand."""

    levels: Mapping[str, Mapping[int, Element]] = field(default_factory=dict)
    """By list, by level from 0."""
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    lists: Mapping[str, str] = field(default_factory=dict)
    """The abstract list that shares its count with a list."""

    @staticmethod
    def of(root: Element | None) -> Numbering:
        if root is None:
            return Numbering()
        abstract = {
            str(a.get(W + "abstractNumId")): {
                int(number(level, "ilvl")): level for level in a.findall(W + "lvl")
            }
            for a in root.findall(W + "abstractNum")
        }
        levels, lists = {}, {}
        for num in root.findall(W + "num"):
            list_id = str(num.get(W + "numId"))
            source = attribute(num.find(W + "abstractNumId")) or ""
            overrides = {
                int(number(o, "ilvl")): level
                for o in num.findall(W + "lvlOverride")
                if (level := o.find(W + "lvl")) is not None
            }
            levels[list_id] = {**abstract.get(source, {}), **overrides}
            restarted = num.find(f"{W}lvlOverride/{W}startOverride") is not None
            lists[list_id] = list_id if restarted else f"abstract {source}"
        return Numbering(levels, lists=lists)

    def next_label(self, paragraph: Properties) -> tuple[str, Element | None]:
        """The number of a paragraph, "" where it has none, and its level's own entries."""
        place = paragraph.get(W + "numPr")
        if place is None:
            return "", None
        list_id, depth = attribute(place.find(W + "numId")) or "", int(number(place.find(W + "ilvl")))
        level = self.levels.get(list_id, {}).get(depth)
        if level is None:
            return "", None
        counts = self.counts[self.lists[list_id]]
        counts[depth] = counts.get(depth, self._start(list_id, depth) - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        return self._label(list_id, level, counts), level

    def _start(self, list_id: str, depth: int) -> int:
        level = self.levels[list_id].get(depth)
        return int(number(None if level is None else level.find(W + "start"), default=1))

    def _label(self, list_id: str, level: Element, counts: Mapping[int, int]) -> str:
        form = attribute(level.find(W + "numFmt")) or "decimal"
        text = attribute(level.find(W + "lvlText")) or ""
        if form == "bullet":
            return "".join(_SYMBOL_BULLETS.get(c, c) for c in text) or "•"
        for depth, other in self.levels[list_id].items():
            value = counts.get(depth, self._start(list_id, depth))
            other_form = attribute(other.find(W + "numFmt")) or "decimal"
            text = text.replace(f"%{depth + 1}", written(value, other_form))
        return text
