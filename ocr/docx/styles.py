"""Styles of a Word document: what a paragraph, a run or a table inherits.

Properties are kept as the elements that set them, by tag; the nearest wins.

Source: ECMA-376-1, 17.7 (styles).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS = 20.0  # in a point
_OFF = ("0", "false", "off", "none")
_LONGEST_CHAIN = 20  # styles based on one another; a ring must end somewhere
_NO_LINE = ("nil", "none")

Properties = Mapping[str, Element]


def properties(*holders: Element | None) -> dict[str, Element]:
    """The properties that these elements set, later holders over earlier ones."""
    return {child.tag: child for holder in holders if holder is not None for child in holder}


def attribute(element: Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(W + name)


def is_on(found: Properties, name: str) -> bool:
    """A property such as bold, which is on when it stands there without saying otherwise."""
    element = found.get(W + name)
    return element is not None and (attribute(element) or "1").lower() not in _OFF


def number(element: Element | None, name: str = "val", default: float = 0.0) -> float:
    """A number in an attribute, ``default`` where it is missing or none."""
    try:
        return float(attribute(element, name) or default)
    except ValueError:
        return default


def points(element: Element | None, name: str, default: float = 0.0) -> float:
    """A length in an attribute in twips, as points."""
    return number(element, name, default * TWIPS) / TWIPS


@dataclass(frozen=True)
class Styles:
    by_id: Mapping[str, Element] = field(default_factory=dict)
    defaults: Mapping[str, Element] = field(default_factory=dict)
    """The default style of each kind, by kind."""
    document: Element | None = None

    @staticmethod
    def of(root: Element | None) -> Styles:
        if root is None:
            return Styles()
        styles = root.findall(W + "style")
        return Styles(
            {str(s.get(W + "styleId")): s for s in styles},
            {str(s.get(W + "type")): s for s in styles if s.get(W + "default") in ("1", "true")},
            root.find(W + "docDefaults"),
        )

    def paragraph(self, own: Element | None) -> dict[str, Element]:
        """A paragraph's properties, its own over those of its styles and of the document."""
        holders = [self._default("pPr"), *self._each(self._style_id(own, "pStyle"), "paragraph", "pPr"), own]
        return properties(*holders)

    def run(self, own: Element | None, paragraph: Element | None) -> dict[str, Element]:
        """A run's properties, those of its paragraph's style and of its own included."""
        return properties(
            self._default("rPr"),
            *self._each(self._style_id(paragraph, "pStyle"), "paragraph", "rPr"),
            *self._each(self._style_id(own, "rStyle"), "", "rPr"),
            own,
        )

    def is_ruled(self, own: Element | None) -> bool:
        """Say whether a table has lines between its cells."""
        style = self._style_id(own, "tblStyle")
        for holder in (own, *reversed(list(self._each(style, "", "tblPr")))):
            borders = None if holder is None else holder.find(W + "tblBorders")
            if borders is not None:
                return has_lines(borders)
        return False

    def _default(self, kind: str) -> Element | None:
        return None if self.document is None else self.document.find(f"{W}{kind}Default/{W}{kind}")

    @staticmethod
    def _style_id(holder: Element | None, name: str) -> str | None:
        return None if holder is None else attribute(holder.find(W + name))

    def _each(self, style_id: str | None, kind: str, part: str) -> Iterator[Element]:
        """One part of a style and of those that it is based on, the farthest first."""
        style = self.by_id.get(style_id or "")
        if style is None:
            style = self.defaults.get(kind)
        chain: list[Element] = []
        while style is not None and len(chain) < _LONGEST_CHAIN:
            chain.append(style)
            style = self.by_id.get(attribute(style.find(W + "basedOn")) or "")
        for one in reversed(chain):
            found = one.find(W + part)
            if found is not None:
                yield found


def has_lines(borders: Element) -> bool:
    """Say whether at least two of these borders are drawn."""
    return sum(attribute(side) not in (None, *_NO_LINE) for side in borders) >= 2
