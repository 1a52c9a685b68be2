"""A paragraph's runs to lines of words of a given width, measured with the fonts that draw them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from PIL import ImageFont

from ocr.docx.model import LINE_BREAK, PAGE_BREAK, PAGE_NUMBER, TAB, Align, Paragraph, Type

TAB_POINTS = 36.0  # Word's own distance of tab stops
LONGEST_WORD = 200  # letters; what is longer is no word, and its width no number that a font can tell
LEADING = 1.2  # line height in sizes of type
_ASCENT = 0.9  # of the size: how far letters with two marks rise over the line's foot
_FACES = {  # metrics of Times, every Vietnamese letter
    (False, False): "Tinos-Regular.ttf",
    (True, False): "Tinos-Bold.ttf",
    (False, True): "Tinos-Italic.ttf",
    (True, True): "Tinos-BoldItalic.ttf",
}
_MEASURED_SIZE = 100  # pixels; widths scale from there, so that one face serves all sizes

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=64)
def font(size_px: int, bold: bool, italic: bool) -> Font:
    """The face that draws text, Pillow's own where the machine has no Tinos."""
    try:
        return ImageFont.truetype(_FACES[bold, italic], size_px)
    except OSError:
        return ImageFont.load_default(size_px)


@lru_cache(maxsize=20_000)
def width_of(text: str, type_: Type) -> float:
    """Points that a text takes."""
    return font(_MEASURED_SIZE, type_.bold, type_.italic).getlength(text) / _MEASURED_SIZE * type_.size


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one look, ``x`` points from the left end of their word."""

    text: str
    type: Type
    x: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word; left end and top of its line in points, from the holder's corner."""

    pieces: tuple[Piece, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def size(self) -> float:
        return max(piece.type.size for piece in self.pieces)

    def share(self, name: str) -> float:
        """The share of letters that are bold, or italic."""
        letters = sum(len(piece.text) for piece in self.pieces)
        return sum(len(p.text) for p in self.pieces if getattr(p.type, name)) / letters

    def moved(self, x: float, y: float) -> PlacedWord:
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words of a line, ``y`` 0; ``ends_page`` where a page break follows."""

    words: tuple[PlacedWord, ...]
    height: float
    ends_page: bool = False


def lines_of(paragraph: Paragraph, width: float) -> Iterator[TextLine]:
    """Break a paragraph into lines, as a plain typewriter would: justified text keeps its left edge."""
    first = paragraph.left + paragraph.first
    line, x, start = list[PlacedWord](), first, first
    size = max((run.type.size for run in paragraph.runs), default=11.0)
    for word in _words(paragraph):
        if word in (TAB, LINE_BREAK, PAGE_BREAK):
            if word == TAB:
                x = _next_tab(x, paragraph.left if not line or len(line) == 1 else None)
                continue
            yield _finished(line, paragraph, width, size, ends_page=word == PAGE_BREAK)
            line, x, start = [], paragraph.left, paragraph.left
            continue
        pieces = tuple(_side_by_side(word))
        taken = pieces[-1].x + width_of(pieces[-1].text, pieces[-1].type)
        if line and x + taken > width:
            yield _finished(line, paragraph, width, size)
            line, x, start = [], paragraph.left, paragraph.left
        line.append(PlacedWord(pieces, max(x, start), 0.0, taken, pieces[0].type.size * LEADING))
        x += taken + width_of(" ", pieces[-1].type)
    if line or not paragraph.runs:
        yield _finished(line, paragraph, width, size)


def _next_tab(x: float, hanging: float | None) -> float:
    """The next stop; the first one of a hanging paragraph is where its other lines begin."""
    if hanging is not None and x < hanging:
        return hanging
    return (int(x / TAB_POINTS) + 1) * TAB_POINTS


def _words(paragraph: Paragraph) -> Iterator[tuple[Piece, ...] | str]:
    """Words as pieces of one look, and the signs between them that are more than a space."""
    word: list[Piece] = []
    for run in paragraph.runs:
        text = ""
        for letter in run.text:
            ends = letter in (TAB, LINE_BREAK, PAGE_BREAK) or letter.isspace()
            if ends or len(text) >= LONGEST_WORD:
                if text:
                    word.append(Piece(text, run.type))
                    text = ""
                if word:
                    yield tuple(word)
                    word = []
                if letter in (TAB, LINE_BREAK, PAGE_BREAK):
                    yield letter
            if not ends:
                text += letter
        if text:
            word.append(Piece(text, run.type))
    if word:
        yield tuple(word)


def _side_by_side(pieces: tuple[Piece, ...] | str) -> Iterator[Piece]:
    x = 0.0
    for piece in pieces:
        assert isinstance(piece, Piece)
        yield replace(piece, x=x)
        x += width_of(piece.text.replace(PAGE_NUMBER, "00"), piece.type)


def _finished(
    words: list[PlacedWord], paragraph: Paragraph, width: float, size: float, *, ends_page: bool = False
) -> TextLine:
    size = max((word.size for word in words), default=size)
    free = width - (words[-1].x + words[-1].width if words else 0.0)
    shift = {Align.LEFT: 0.0, Align.CENTRE: free / 2, Align.RIGHT: free}[paragraph.align]
    # Words of smaller type stand on the line's foot, not at its top.
    placed = (replace(word, x=word.x + max(0.0, shift), y=(size - word.size) * _ASCENT) for word in words)
    return TextLine(tuple(placed), size * LEADING, ends_page)
