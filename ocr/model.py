"""The values that pass between the steps of reading a page.

Boxes inside the two libraries are pixels of the upright, level page image, origin top-left, y downward.
Only turning, levelling and flattening change geometry; each of them extends ``to_file``, the transform
that every image carries, and ``Page.in_file`` alone turns a box into the fractions that users see.
Confidences are 0..1. All values are frozen; a value that exists is valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ocr.signature_record import PdfSignature as PdfSignature  # extraction takes the model only from here

Pixels: TypeAlias = NDArray[np.uint8]

TURN_UNKNOWN = "too little print to tell which way up it stands"
"""In the reason of a page that was left as it lies."""


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """An upright rectangle, origin top-left, y downward; pixels unless its holder says otherwise."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"box is inside out: {self}")

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def contains(self, x: float, y: float) -> bool:
        """Say whether a point lies inside; left and top edges belong to the box, right and bottom do not."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def intersection(self, other: BoundingBox) -> BoundingBox | None:
        """The rectangle that both cover, or None where they do not overlap."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return BoundingBox(left, top, right, bottom) if left < right and top < bottom else None

    def overlap(self, other: BoundingBox) -> float:
        """The share of this box that the other one covers, 0..1."""
        shared = self.intersection(other)
        return shared.area / self.area if shared and self.area else 0.0

    def union(self, other: BoundingBox) -> BoundingBox:
        return BoundingBox(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, by: float) -> BoundingBox:
        """The box with every side moved outward by ``by`` (inward if negative, never inside out)."""
        x, y = self.centre
        return BoundingBox(
            min(self.left - by, x), min(self.top - by, y), max(self.right + by, x), max(self.bottom + by, y)
        )

    @staticmethod
    def around(boxes: Iterable[BoundingBox]) -> BoundingBox:
        """The smallest box that covers all; ValueError if there are none."""
        boxes = list(boxes)
        if not boxes:
            raise ValueError("no boxes to cover")
        return BoundingBox(
            min(b.left for b in boxes),
            min(b.top for b in boxes),
            max(b.right for b in boxes),
            max(b.bottom for b in boxes),
        )


@dataclass(frozen=True, slots=True)
class Transform:
    """A plane projective map as a row-major 3x3 matrix acting on columns (x, y, 1).

    On images it leads from pixels of that image to fractions (0..1) of the page as a reader sees it in
    the file, so that a box found on a turned, levelled or flattened page can be shown on the original.
    """

    rows: tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

    @staticmethod
    def of(matrix: Sequence[Sequence[float]] | NDArray[np.float64]) -> Transform:
        """Build one from a 2x3 affine or 3x3 projective matrix."""
        m = np.asarray(matrix, dtype=float)
        if m.shape == (2, 3):
            m = np.vstack([m, [0.0, 0.0, 1.0]])
        if m.shape != (3, 3):
            raise ValueError(f"a transform needs a 2x3 or 3x3 matrix, not {m.shape}")
        a, b, c = (tuple(float(v) for v in row) for row in m)
        return Transform((a, b, c))  # type: ignore[arg-type]

    @staticmethod
    def whole_page(width_px: int, height_px: int) -> Transform:
        """The transform of an image that shows exactly one page of the file, upright."""
        return Transform(((1 / width_px, 0.0, 0.0), (0.0, 1 / height_px, 0.0), (0.0, 0.0, 1.0)))

    @property
    def matrix(self) -> NDArray[np.float64]:
        return np.array(self.rows, dtype=float)

    @property
    def inverse(self) -> Transform:
        """The way back; numpy.linalg.LinAlgError where there is none."""
        return Transform.of(np.asarray(np.linalg.inv(self.matrix), dtype=np.float64))

    def after(self, earlier: Transform) -> Transform:
        """This map applied to the result of ``earlier``; ``image.to_file.after(new_to_old)`` after a turn."""
        return Transform.of(self.matrix @ earlier.matrix)

    def point(self, x: float, y: float) -> tuple[float, float]:
        u, v, w = self.matrix @ np.array([x, y, 1.0])
        return float(u / w), float(v / w)

    def box(self, box: BoundingBox) -> BoundingBox:
        """The upright box around the four mapped corners."""
        corners = [
            self.point(x, y)
            for x, y in (
                (box.left, box.top),
                (box.right, box.top),
                (box.right, box.bottom),
                (box.left, box.bottom),
            )
        ]
        xs, ys = zip(*corners, strict=True)
        return BoundingBox(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, eq=False)
class PageImage:
    """Pixels of one page and the way back to its file.

    ``pixels`` is uint8, shape (height, width) grey or (height, width, 3) RGB, 0 black and 255 white, and
    is made read-only. ``dpi`` holds for both directions: a fax is brought to equal resolution on loading.
    """

    pixels: Pixels
    dpi: float
    to_file: Transform

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim not in (2, 3) or self.pixels.size == 0:
            raise ValueError("a page image is a non-empty uint8 array of 2 or 3 dimensions")
        if self.dpi <= 0:
            raise ValueError(f"dpi must be positive, not {self.dpi}")
        self.pixels.setflags(write=False)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def is_colour(self) -> bool:
        return self.pixels.ndim == 3

    def px(self, millimetres: float) -> float:
        """Pixels that cover a length on paper."""
        return millimetres / 25.4 * self.dpi


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read. ``bold`` is a likelihood 0..1, None where nothing tells."""

    text: str
    box: BoundingBox
    confidence: float
    bold: float | None = None
    italic: bool | None = None
    candidates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence is 0..1, not {self.confidence}")


@dataclass(frozen=True)
class Line:
    """Words that stand on one text line, left to right; never empty."""

    words: tuple[Word, ...]

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a line has at least one word")

    @cached_property
    def box(self) -> BoundingBox:
        return BoundingBox.around(w.box for w in self.words)

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def confidence(self) -> float:
        """The mean over words, weighted by their letters."""
        letters = sum(len(w.text) for w in self.words)
        return sum(w.confidence * len(w.text) for w in self.words) / letters if letters else 0.0

    @property
    def bold(self) -> float | None:
        """The mean likelihood over words that have one, weighted by letters."""
        told = [(w.bold, len(w.text)) for w in self.words if w.bold is not None]
        letters = sum(n for _, n in told)
        return sum(b * n for b, n in told) / letters if letters else None


class Direction(StrEnum):
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A printed straight line. ``at`` is its y (horizontal) or x (vertical); it runs from start to end.

    ``at`` holds for its middle; ``slope`` is how much it changes for each pixel along the line, which
    matters on photos, where the sides of a table lean.
    """

    direction: Direction
    at: float
    start: float
    end: float
    thickness: float = 1.0
    slope: float = 0.0

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"ruling runs backwards: {self}")

    @property
    def length(self) -> float:
        return self.end - self.start

    def at_place(self, along: float) -> float:
        """Its y (horizontal) or x (vertical) at a place along it, also beyond its ends."""
        return self.at + self.slope * (along - (self.start + self.end) / 2)


class MarkKind(StrEnum):
    SEAL = "seal"  # a round seal, whole or part of one
    STAMP = "stamp"  # an incoming-mail stamp or another boxed stamp
    SIGNATURE = "signature"  # ink strokes of a pen near the end of a document
    HANDWRITING = "handwriting"  # other strokes of a pen: margin notes, a number filled in by hand


@dataclass(frozen=True, slots=True)
class Mark:
    """Something put on the page after printing."""

    kind: MarkKind
    box: BoundingBox
    confidence: float
    colour: str | None = None  # "red", "blue", "black", None where the scan has no colour


class PageSource(StrEnum):
    """Where a page's words come from."""

    TEXT_LAYER = "text_layer"
    PIXELS = "pixels"
    NONE = "none"  # blank, or unreadable


@dataclass(frozen=True, slots=True)
class PageProblem:
    """Something about a page that a person should know; the rest of the report goes on."""

    code: str
    message: str


@dataclass(frozen=True)
class Page:
    """One page as read: words in reading order, rulings and marks, in pixels of the upright, level image.

    ``number`` counts from 1 through the whole submission; ``file`` (index into the submission's files,
    from 0) and ``file_page`` (from 1) say where it lies. ``turned_degrees`` is how far the page's content
    stood turned clockwise in the file (0, 90, 180, 270). ``reason`` tells in a few English words why the
    words came from the source they came from. ``codes`` are the texts of QR codes in its upper corners.
    """

    number: int
    width: int
    height: int
    dpi: float
    to_file: Transform
    lines: tuple[Line, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    marks: tuple[Mark, ...] = ()
    source: PageSource = PageSource.PIXELS
    reason: str = ""
    turned_degrees: int = 0
    skew_degrees: float = 0.0
    blank: bool = False
    file: int = 0
    file_page: int = 1
    problems: tuple[PageProblem, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(w for line in self.lines for w in line.words)

    @property
    def turn_unknown(self) -> bool:
        """Whether the page was left as it lies because nothing on it tells which way up it stands."""
        return TURN_UNKNOWN in self.reason

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def in_file(self, box: BoundingBox) -> tuple[float, float, float, float]:
        """The box as fractions of the page that a reader sees in the file, clipped to 0..1."""
        b = self.to_file.box(box)
        left, top, right, bottom = (min(1.0, max(0.0, v)) for v in (b.left, b.top, b.right, b.bottom))
        return round(left, 5), round(top, 5), round(right, 5), round(bottom, 5)

    def px(self, millimetres: float) -> float:
        """Pixels that cover a length on paper."""
        return millimetres / 25.4 * self.dpi


class Ink(StrEnum):
    """What stands in a cell."""

    BLANK = "blank"
    DASH = "dash"
    PRINTED = "printed"
    HANDWRITTEN = "handwritten"


class LookKind(StrEnum):
    """What a second, closer look should expect in its box."""

    NUMBER = "number"  # a count, possibly with grouping dots, "-", "không", a percentage
    TEXT = "text"  # words: a row label, a note
    DOCUMENT_NUMBER = "document_number"  # "Số 253-BC/ĐU"
    DATE = "date"  # "Sơn Trà, ngày 22 tháng 6 năm 2023"
    SEAL = "seal"  # the rings of a seal, however worn: its reading's confidence is their fullness
    STROKES = (
        "strokes"  # of a pen, where nothing is printed: its reading's confidence grows with their length
    )
    PRINT = "print"  # where print stands, read or not: its reading's boxes


@dataclass(frozen=True, slots=True)
class Look:
    """A box to look at again, in pixels of the level image of page ``page``."""

    page: int
    box: BoundingBox
    kind: LookKind = LookKind.NUMBER


@dataclass(frozen=True, slots=True)
class Reading:
    """What a closer look saw.

    ``text`` is the best reading ("" for blank, "-" for a dash). ``readers`` holds each reader's own text
    by reader name, ``scores`` each reader's own confidence. ``candidates`` lists distinct readings, best
    first, ``text`` included. ``boxes`` are those of words and figures, in pixels of the page, where the look
    asked for print and not for what it says.
    """

    text: str
    ink: Ink
    confidence: float
    readers: tuple[tuple[str, str], ...] = ()
    scores: tuple[tuple[str, float], ...] = ()
    candidates: tuple[str, ...] = ()
    boxes: tuple[BoundingBox, ...] = ()

    @property
    def agreed(self) -> bool:
        """Two readers or more read ``text``, and fewer do not."""
        same = sum(text == self.text for _, text in self.readers)
        return same > 1 and 2 * same > len(self.readers)


LookAgain: TypeAlias = Callable[[Sequence[Look]], Sequence[Reading]]


@dataclass(frozen=True, eq=False)
class PageReading:
    """A page, and the two images that later steps may need.

    ``level`` is the upright, level page in its own colours, marks on, for people; ``clean`` is grey, with
    marks off and background evened, for a closer look. Both share the page's pixel coordinates and size.
    """

    page: Page
    level: PageImage
    clean: PageImage


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a submission, as bytes; the name is shown to people and never trusted."""

    name: str
    data: bytes = field(repr=False)
