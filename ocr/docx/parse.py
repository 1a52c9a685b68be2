"""DOCX bytes to sections of paragraphs and tables, styles and numbers worked out.

Read are the text, headers and footers, text boxes, content controls, tables with merged cells. Deleted and
hidden text, comments and footnotes are not. Parts are parsed by defusedxml, which expands no entities.

Source: ECMA-376-1, 17.3 (paragraphs and rich formatting), 17.4 (tables), 17.6 (sections).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ocr.archives import open_zip, read_member
from ocr.docx.model import (
    LINE_BREAK,
    PAGE_BREAK,
    PAGE_NUMBER,
    TAB,
    Align,
    Block,
    Paragraph,
    Run,
    Section,
    Sheet,
    Type,
)
from ocr.docx.numbering import Numbering
from ocr.docx.styles import Styles, W, attribute, is_on, number, points
from ocr.docx.tables import read_table
from ocr.errors import DamagedFileError
from ocr.model import SourceFile

MAX_PART_BYTES = 32 * 1024 * 1024  # of XML; a report of 100 pages has 2 MB
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ALIGN = {"center": Align.CENTRE, "right": Align.RIGHT, "end": Align.RIGHT}
_SIGNS = {
    "tab": TAB, "ptab": TAB, "cr": LINE_BREAK, "noBreakHyphen": "-", "softHyphen": "",
}  # fmt: skip
_THROUGH = (
    "hyperlink",
    "ins",
    "moveTo",
    "smartTag",
    "sdt",
    "sdtContent",
    "fldSimple",
    "customXml",
    "dir",
    "bdo",
)
_SIDE_POINTS = (72.0, 1584.0)  # of a sheet; Word itself allows no more than 22 inches
_MOST_MARGIN = 0.45  # of the sheet's side
_MOST_INDENT = 720.0  # points either way
_LETTERS_OF_SPACE = 12.0  # points; more space before or after a paragraph would only stretch the pages


def read_docx(file: SourceFile) -> tuple[Section, ...]:
    """The sections of a Word document.

    Raises:
        DamagedFileError: It is no ZIP of well-formed XML, or has no text part.
        TooLargeError: A part has more than ``MAX_PART_BYTES``.
    """
    with open_zip(file) as archive:
        parts = _Parts(archive, file.name)
        document = parts.get("word/document.xml")
        body = None if document is None else document.find(W + "body")
        if body is None:
            raise DamagedFileError(file.name, "no text in it")
        reader = _Reader(
            Styles.of(parts.get("word/styles.xml")), Numbering.of(parts.get("word/numbering.xml"))
        )
        return tuple(_sections(body, reader, parts))


@dataclass(frozen=True)
class _Parts:
    archive: zipfile.ZipFile
    name: str

    def get(self, path: str) -> Element | None:
        """A part as XML, None where the package has none of this name."""
        try:
            member = self.archive.getinfo(path)
        except KeyError:
            return None
        data = read_member(self.archive, member, self.name, MAX_PART_BYTES)
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except (ParseError, DefusedXmlException) as error:
            raise DamagedFileError(self.name, f"{path}: {error}") from error
        return root

    def related(self, relation: str) -> Element | None:
        """The part that the text refers to by a relation's id."""
        relations = self.get("word/_rels/document.xml.rels")
        for one in [] if relations is None else relations:
            if one.get("Id") == relation and one.get("TargetMode") != "External":
                return self.get(
                    posixpath.normpath(posixpath.join("word", one.get("Target") or "")).lstrip("/")
                )
        return None


def _sections(body: Element, reader: _Reader, parts: _Parts) -> Iterator[Section]:
    blocks: list[Block] = []
    for element in _flattened(body):
        if element.tag == W + "sectPr":
            yield _section(element, blocks, reader, parts)
            blocks = []
            continue
        blocks += reader.blocks_of(element)
        ending = element.find(f"{W}pPr/{W}sectPr")
        if ending is not None:
            yield _section(ending, blocks, reader, parts)
            blocks = []
    if blocks:
        yield Section(Sheet(), tuple(blocks))


def _flattened(holder: Element) -> Iterator[Element]:
    """Children, those inside content controls in their place."""
    for child in holder:
        if child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _flattened(child)
        else:
            yield child


def _section(entries: Element, blocks: list[Block], reader: _Reader, parts: _Parts) -> Section:
    size, margins = entries.find(W + "pgSz"), entries.find(W + "pgMar")
    usual = Sheet()
    width = _between(points(size, "w", usual.width), *_SIDE_POINTS)
    height = _between(points(size, "h", usual.height), *_SIDE_POINTS)
    sheet = Sheet(
        width,
        height,
        *(min(abs(points(margins, side, 72.0)), _MOST_MARGIN * width) for side in ("left", "right")),
        *(min(abs(points(margins, side, 72.0)), _MOST_MARGIN * height) for side in ("top", "bottom")),
    )
    found: dict[tuple[str, str], tuple[Block, ...]] = {}
    for kind in ("header", "footer"):
        for reference in entries.findall(f"{W}{kind}Reference"):
            part = parts.related(reference.get(_RELATION) or "")
            if part is not None:
                found[kind, attribute(reference, "type") or "default"] = tuple(reader.blocks_in(part))
    first_differs = entries.find(W + "titlePg") is not None
    return Section(
        sheet,
        tuple(blocks),
        found.get(("header", "default"), ()),
        found.get(("footer", "default"), ()),
        found.get(("header", "first"), ()) if first_differs else None,
        found.get(("footer", "first"), ()) if first_differs else None,
        attribute(entries.find(W + "type")) == "continuous",
    )


@dataclass
class _Reader:
    """Turns elements into blocks; knows the styles and how far the lists have counted."""

    styles: Styles
    numbering: Numbering

    def blocks_in(self, holder: Element) -> Iterator[Block]:
        for element in _flattened(holder):
            yield from self.blocks_of(element)

    def blocks_of(self, element: Element) -> Iterator[Block]:
        if element.tag == W + "tbl":
            yield read_table(element, self.styles, self.blocks_in)
        elif element.tag == W + "p":
            yield self._paragraph(element)
            for box in _text_boxes(element):
                yield from self.blocks_in(box)

    def _paragraph(self, element: Element) -> Paragraph:
        own = element.find(W + "pPr")
        found = self.styles.paragraph(own)
        label, level = self.numbering.next_label(found)
        listed = None if level is None else level.find(f"{W}pPr/{W}ind")
        direct = None if own is None else own.find(W + "ind")
        indent = direct if direct is not None else listed if listed is not None else found.get(W + "ind")
        spacing, jc = found.get(W + "spacing"), attribute(found.get(W + "jc"))
        left = _between(points(indent, "left", points(indent, "start")), -_MOST_INDENT, _MOST_INDENT)
        first = points(indent, "firstLine") - points(indent, "hanging")
        first = _between(first, -_MOST_INDENT, _MOST_INDENT)
        runs = tuple(self._runs(element, own))
        if label:
            shown = self._type(None if level is None else level.find(W + "rPr"), own)
            if runs:
                shown = replace(shown, bold=runs[0].type.bold, italic=runs[0].type.italic)
            hangs = left > 0 > first and attribute(None if level is None else level.find(W + "suff")) is None
            runs = (Run(label + (TAB if hangs else " "), shown), *runs)
        return Paragraph(
            runs,
            _ALIGN.get(jc or "", Align.LEFT),
            left,
            first,
            min(points(spacing, "before"), _LETTERS_OF_SPACE),
            min(points(spacing, "after"), _LETTERS_OF_SPACE),
            is_on(found, "pageBreakBefore"),
        )

    def _runs(self, paragraph: Element, own: Element | None) -> Iterator[Run]:
        field = _Field()
        for element in _run_elements(paragraph):
            found = self.styles.run(element.find(W + "rPr"), own)
            if is_on(found, "vanish"):
                continue
            text = field.text_of(element)
            if text:
                capitals = is_on(found, "caps") or is_on(found, "smallCaps")
                yield Run(text.upper() if capitals else text, _type_of(found))

    def _type(self, own: Element | None, paragraph: Element | None) -> Type:
        return _type_of(self.styles.run(own, paragraph))


def _between(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def _type_of(found: dict[str, Element]) -> Type:
    size = number(found.get(W + "sz"), default=22.0) / 2  # half points
    return Type(_between(size, 4.0, 72.0), is_on(found, "b"), is_on(found, "i"))


@dataclass
class _Field:
    """Where in a field a paragraph's runs are: its code is no text, and a page number's result is old."""

    depth: int = 0
    code: str = ""
    in_code: bool = False

    def text_of(self, run: Element) -> str:
        return "".join(self._sign(child) for child in run)

    def _sign(self, child: Element) -> str:
        name = child.tag.removeprefix(W)
        if name == "fldChar":
            return self._step(attribute(child, "fldCharType") or "")
        if name == "instrText":
            self.code += child.text or ""
        elif name == "t":
            return "" if self.in_code or self._is_page else (child.text or "")
        elif name == "br":
            return PAGE_BREAK if attribute(child, "type") == "page" else LINE_BREAK
        elif name == "sym":
            return "" if self.in_code else "•"
        return _SIGNS.get(name, "")

    def _step(self, kind: str) -> str:
        if kind == "begin":
            self.depth, self.code, self.in_code = self.depth + 1, "", True
        elif kind == "separate":
            self.in_code = False
        elif kind == "end":
            shown = PAGE_NUMBER if self._is_page else ""
            self.depth, self.code, self.in_code = max(0, self.depth - 1), "", False
            return shown
        return ""

    @property
    def _is_page(self) -> bool:
        return self.code.split()[:1] == ["PAGE"]


def _run_elements(holder: Element) -> Iterator[Element]:
    for child in holder:
        if child.tag == W + "r":
            yield child
        elif child.tag.removeprefix(W) in _THROUGH:
            yield from _run_elements(child)


def _text_boxes(holder: Element) -> Iterator[Element]:
    """The texts of boxes anchored here; what old programs should show instead is the same once more."""
    for child in holder:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag != _FALLBACK:
            yield from _text_boxes(child)
