"""Words and rulings of a born-digital page, through pdfplumber, where its text deserves trust.

A text layer is believed only if the page is no scan, its letters are Vietnamese in Unicode or can be made so
surely, they stand upright, and a sample of them is what the page shows. Everything else is read from pixels.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any

from ocr.layer_coding import Decoder
from ocr.layer_shown import disagreement, is_shown, share_of_print_outside, typed_print
from ocr.model import BoundingBox, Direction, PageImage, Pixels, Ruling, SourceFile, Word
from ocr.settings import OcrSettings

POINTS_PER_INCH = 72.0
LAYER_CONFIDENCE = 1.0  # typed, not read
MIN_LETTERS = 20  # with fewer, the share of Vietnamese letters says nothing
# Letters that Vietnamese has and Latin-1 has not: 20 to 30 % of its letters in Unicode, 0 in TCVN3 and VNI.
LEAST_VIETNAMESE = 0.05
MOST_UNREADABLE = 0.01  # replacement and private-use characters, glyphs without a Unicode value
MOST_PICTURE = 0.3  # of the page's area under pictures: text may be in them, so pixels see more
MOST_ASIDE = 0.3  # of characters that run upward or downward: the page is typed turned
MOST_LONE_LETTERS = 0.4  # of words: they are set letter by letter, and their ends are guesswork
FEWEST_WORDS = 10  # with fewer, the share of lone letters says nothing
MOST_OUTSIDE = (
    0.15  # of the page's print lies outside all words (at most 0.011 on 40 typed pages): drawn as shapes
)
MOST_DIFFERENT = 0.2  # of sampled letters; 0.00 to 0.11 on 40 typed pages
MOST_DIFFERENT_DIGITS = 0.35  # of sampled digits; 0.00 to 0.10 on those
WORD_GAP_POINTS = 1.5  # narrower than the space of 8-point type, wider than kerning
SAME_LINE_POINTS = 1.0  # lines of neighbouring cells stand a little apart, and many of them in a chain
SLANT = 0.05  # of a letter's size; a letter stands level or turned by a quarter
THIN_POINTS = 3.0  # a filled rectangle so thin is a printed line
MERGE_POINTS = 1.0  # borders of neighbouring cells are drawn twice, this far apart
SHORTEST_RULING_POINTS = 12.0
_VIETNAMESE_EXTRA = frozenset("ăâđêôơưĂÂĐÊÔƠƯ")
_FIRST_TONED, _LAST_TONED = "\u1ea0", "\u1ef9"

logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's text layer. ``words`` and ``rulings`` are empty unless ``trusted``; ``reason`` says why.

    ``bold_known``: the fonts' names tell which words are bold; those of old fonts do not.
    """

    trusted: bool
    reason: str
    words: tuple[Word, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    bold_known: bool = True


def read_text_layer(
    file: SourceFile,
    file_page: int,
    image: PageImage,
    settings: OcrSettings,
    *,
    fields: PageImage | None = None,
) -> TextLayer:
    """Take the words of a page that is no scan, if they can be believed.

    Args:
        file: A PDF that opens.
        file_page: Counts from 1.
        image: The page as drawn; boxes are given in its pixels.
        settings: For the reader of a sample.
        fields: What form fields put on the page, which is not part of its layer.

    Returns:
        Words with boxes, boldness and slant by the names of their fonts, and the straight lines that the
        page draws; not trusted, with the reason, where the pixels should be read instead.

    Raises:
        InstallationError, EngineCrashedError, EngineTimeoutError: The reader of the sample failed.
    """
    layer = _typed_layer(file, file_page, image)
    return _compared(layer, image, typed_print(image, fields), settings) if layer.trusted else layer


def _typed_layer(file: SourceFile, file_page: int, image: PageImage) -> TextLayer:
    """The layer by its own letters alone."""
    import pdfplumber  # 0.2 s that reading scans does without

    try:
        with pdfplumber.open(BytesIO(file.data)) as document:
            page = document.pages[file_page - 1]
            doubt = _doubt(page)
            if doubt is not None:
                return TextLayer(False, doubt)
            found = page.filter(_is_straight).extract_words(
                x_tolerance=WORD_GAP_POINTS,
                y_tolerance=SAME_LINE_POINTS,
                use_text_flow=False,
                return_chars=True,
            )
            decoder = Decoder.of(found)
            words = tuple(_words(found, decoder, _Placing(page, image)))
            doubt = decoder.doubt or _doubt_about_words(words)
            if doubt is not None:
                return TextLayer(False, doubt)
            return TextLayer(
                True, decoder.described, words, tuple(_rulings(page, image)), decoder.coding is None
            )
    except Exception as error:  # pdfminer raises whatever a strange file makes it stumble over
        return TextLayer(False, f"the text layer cannot be read ({type(error).__name__})")


def _compared(layer: TextLayer, image: PageImage, grey: Pixels, settings: OcrSettings) -> TextLayer:
    """The layer as far as the page shows it; not trusted where it shows something else."""
    shown = tuple(word for word in layer.words if is_shown(word, grey))
    if not shown:
        return TextLayer(False, "nothing of its text layer is to be seen on the page")
    outside = share_of_print_outside(shown, image, grey)
    if outside > MOST_OUTSIDE:
        return TextLayer(False, f"{outside:.0%} of its print is not in its text layer")
    letters, digits = disagreement(shown, image, grey, settings)
    if letters > MOST_DIFFERENT:
        return TextLayer(False, f"the page shows other words than its text layer ({letters:.0%} differ)")
    if digits > MOST_DIFFERENT_DIGITS:
        return TextLayer(False, f"the page shows other numbers than its text layer ({digits:.0%} differ)")
    unseen = len(layer.words) - len(shown)
    reason = layer.reason + (f"; {unseen} words that the page does not show are left out" if unseen else "")
    return replace(layer, words=shown, reason=reason)


def _is_straight(thing: Mapping[str, Any]) -> bool:
    """Say whether a thing is no letter, or one that does not slant as "DỰ THẢO" does across a page."""
    across, up, *_ = thing.get("matrix", (1.0, 0.0))
    return bool(abs(across) < SLANT or abs(up) < SLANT)


def _doubt(page: Any) -> str | None:
    """The reason not to look at a layer's words, None if there is none."""
    chars = [c for c in page.chars if c["text"].strip()]
    if not chars:
        return "no text layer"
    if sum(not c["upright"] for c in chars) > MOST_ASIDE * len(chars):
        return "its text is typed turned"
    if _picture_share(page) > MOST_PICTURE:
        return "pictures cover much of the page"
    return None


def _doubt_about_words(words: Sequence[Word]) -> str | None:
    doubt = doubt_about_text("".join(word.text for word in words))
    lone = sum(len(word.text) == 1 and word.text.isalpha() for word in words)
    if doubt is None and len(words) >= FEWEST_WORDS and lone > MOST_LONE_LETTERS * len(words):
        return "its words are set letter by letter"
    return doubt


def doubt_about_text(text: str) -> str | None:
    """The reason why these characters are not to be believed, None if there is none.

    >>> doubt_about_text("huyÖn ñy trµ bång, ®¶ng ñy x· s¬n trµ")
    'its letters are not Vietnamese in Unicode (an old font, or a bad reading)'
    """
    strange = sum(unicodedata.category(c) in ("Co", "Cn", "Cs") or c == "\ufffd" for c in text) + text.count(
        "(cid:"
    )
    if strange > MOST_UNREADABLE * len(text):
        return "some of its characters have no Unicode value"
    letters = [c for c in unicodedata.normalize("NFC", text) if c.isalpha()]
    vietnamese = sum(c in _VIETNAMESE_EXTRA or _FIRST_TONED <= c <= _LAST_TONED for c in letters)
    if len(letters) >= MIN_LETTERS and vietnamese < LEAST_VIETNAMESE * len(letters):
        return "its letters are not Vietnamese in Unicode (an old font, or a bad reading)"
    return None


def _picture_share(page: Any) -> float:
    area = float(page.width) * float(page.height)
    return sum(float(i["width"]) * float(i["height"]) for i in page.images) / area if area else 0.0


def _words(found: Sequence[Any], decoder: Decoder, place: _Placing) -> Iterator[Word]:
    for word, text in zip(found, decoder.texts, strict=True):
        box = place.box(word["x0"], word["top"], word["x1"], word["bottom"])
        if not text or box is None:
            continue
        fonts = [str(c["fontname"]).lower() for c in word["chars"]]
        bold = sum("bold" in f or "black" in f or "heavy" in f for f in fonts) / len(fonts)
        italic = sum("italic" in f or "oblique" in f for f in fonts) > len(fonts) / 2
        yield Word(text, box, LAYER_CONFIDENCE, bold, italic)


@dataclass(frozen=True)
class _Placing:
    """Points of a PDF page, origin at the top left of its sheet as turned, to pixels of its image."""

    page: Any
    image: PageImage

    def box(self, x0: float, top: float, x1: float, bottom: float) -> BoundingBox | None:
        """The box in pixels, cut at the page's edges; None where it lies outside or is inside out."""
        left, upper, right, lower = self._visible
        across, down = self.image.width / (right - left), self.image.height / (lower - upper)
        x0, x1 = max(0.0, (x0 - left) * across), min(self.image.width, (x1 - left) * across)
        top, bottom = max(0.0, (top - upper) * down), min(self.image.height, (bottom - upper) * down)
        return BoundingBox(x0, top, x1, bottom) if x0 <= x1 and top <= bottom else None

    @cached_property
    def _visible(self) -> tuple[float, float, float, float]:
        """The part of the sheet that a reader sees: left, top, right, bottom.

        pdfplumber turns the letters of a turned page but not its crop box, so that is done here.
        """
        raw = self.page.page_obj
        sheet, crop = _upright(raw.mediabox), _upright(raw.cropbox)
        before = [max(0.0, crop[0] - sheet[0]), max(0.0, sheet[3] - crop[3])]
        after = [max(0.0, sheet[2] - crop[2]), max(0.0, crop[1] - sheet[1])]
        left_top_right_bottom = [*before, *after]
        # Each quarter turn clockwise brings the bottom edge to the left, the left one to the top.
        for _ in range(int(self.page.rotation) // 90 % 4):
            left_top_right_bottom = [left_top_right_bottom[3], *left_top_right_bottom[:3]]
        cut_left, cut_top, cut_right, cut_bottom = left_top_right_bottom
        left, upper, right, lower = (float(v) for v in self.page.mediabox)
        return left + cut_left, upper + cut_top, right - cut_right, lower - cut_bottom


def _upright(box: Sequence[Any]) -> tuple[float, float, float, float]:
    """A PDF rectangle, given by any two opposite corners, as left, bottom, right, top."""
    x0, y0, x1, y1 = (float(v) for v in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rulings(page: Any, image: PageImage) -> Iterator[Ruling]:
    place = _Placing(page, image)
    scale = image.dpi / POINTS_PER_INCH
    flat: list[Ruling] = []
    upright: list[Ruling] = []
    for x0, top, x1, bottom, width in _strokes(page):
        box = place.box(x0, top, x1, bottom)
        if box is None:
            continue
        thickness = max(1.0, width * scale)
        x, y = box.centre
        if box.width >= box.height:
            flat.append(Ruling(Direction.HORIZONTAL, y, box.left, box.right, thickness))
        else:
            upright.append(Ruling(Direction.VERTICAL, x, box.top, box.bottom, thickness))
    for some in (flat, upright):
        yield from (
            r for r in _merged(some, MERGE_POINTS * scale) if r.length >= SHORTEST_RULING_POINTS * scale
        )


def _strokes(page: Any) -> Iterator[tuple[float, float, float, float, float]]:
    """Drawn straight strokes: x0, top, x1, bottom, thickness in points."""
    for line in page.lines:
        if min(line["width"], line["height"]) <= THIN_POINTS and not _is_white(line["stroking_color"]):
            yield line["x0"], line["top"], line["x1"], line["bottom"], float(line["linewidth"] or 0)
    for rect in page.rects:
        x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
        if min(rect["width"], rect["height"]) <= THIN_POINTS:
            if not _is_white(rect["non_stroking_color"] if rect["fill"] else rect["stroking_color"]):
                yield x0, top, x1, bottom, min(rect["width"], rect["height"])
        elif rect["stroke"] and not _is_white(rect["stroking_color"]):
            width = float(rect["linewidth"] or 0)
            yield x0, top, x1, top, width
            yield x0, bottom, x1, bottom, width
            yield x0, top, x0, bottom, width
            yield x1, top, x1, bottom, width


def _is_white(colour: Any) -> bool:
    """Say whether a PDF colour (grey, RGB; CMYK has its white at 0) leaves no trace on paper."""
    if colour is None:
        return False
    parts = [float(c) for c in colour] if isinstance(colour, (tuple, list)) else [float(colour)]
    if len(parts) == 4:
        return max(parts) < 0.05
    return min(parts) > 0.95


def _merged(rulings: list[Ruling], near: float) -> list[Ruling]:
    """Pieces of one line joined: same place within ``near``, ends that touch or overlap."""
    out: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.start, r.at)):
        for i, other in enumerate(out):
            if abs(other.at - ruling.at) <= near and ruling.start <= other.end + near:
                at = (other.at * other.length + ruling.at * ruling.length) / max(
                    1e-9, other.length + ruling.length
                )
                at = at if other.length + ruling.length > 0 else other.at
                end, thickness = max(other.end, ruling.end), max(other.thickness, ruling.thickness)
                out[i] = Ruling(ruling.direction, at, other.start, end, thickness)
                break
        else:
            out.append(ruling)
    return sorted(out, key=lambda r: (r.at, r.start))
