"""The end block: on whose behalf, as what and by whom the document is signed; signature and seal.

It stands on the right half, beside or below "Nơi nhận", often not on the last page. Its words lie under
seal and strokes, so they are picked by place and form, and looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.lettering import is_syllable, share_of_capitals
from extraction.paragraphs import is_recipients
from extraction.person_names import read_name
from extraction.roles import read_authority, read_role
from extraction.segments import Segment, marks_of, rows_of, segments_of
from ocr.model import BoundingBox, Look, LookKind, MarkKind, Page

RIGHT_HALF = 0.42
"""End blocks stand right of this share of the page's width."""

STROKE_GAP_IN_HEIGHTS = 3.0
"""Gaps within a line of the block are wider than elsewhere where a stroke of the pen ate a letter."""

NAME_REACH_MM = 75.0
"""How far below the authority the name stands at most: room for a seal of 40 mm and two role lines."""

AXIS_TOLERANCE_MM = 28.0
"""How far a piece's middle may lie from the block's axis; long roles under seals lose their ends."""

MARK_REACH_MM = 30.0
"""Seal and signature lie on the block or within this distance of it."""

ROLE_STRIP_MM = 80.0
"""Width of the strip below the authority where a role that nobody could read must stand."""

NAME_STRIP_MM = 40.0
"""Width of the row in which a name of which only a syllable was read is looked for."""

ROLE_STRIP_HEIGHTS = 1.5
"""Height of that strip over the height of the authority's line."""

LOST_END_MM = 4.0
"""A piece this far off the axis has lost a word under seal or strokes; whole ones are off by 1 to 2 mm."""

SIGNING_WIDTH_MM, SIGNING_HEIGHT_MM = 62.0, 28.0
"""The place of a signature where one of its two borders is unknown."""

LEAST_SIGNING_MM = 4.0
"""Office and name nearer than this leave no place: one of them was taken for the other."""

LOOK_MARGIN_MM = 1.5
"""Room around words that are looked at again."""


@dataclass(frozen=True)
class EndBlock:
    """The pieces of an end block on its page; any of role and name may be missing."""

    page: int
    authority: tuple[Segment, ...]
    role: Segment | None
    name: Segment | None
    axis: float
    dpi: float
    scraps: tuple[Segment, ...] = ()  # what was read where the role must stand, if nobody could read it
    name_scrap: Segment | None = None  # what was read where the name must stand, likewise

    @property
    def box(self) -> BoundingBox:
        return BoundingBox.around(s.box for s in (*self.authority, self.role, self.name) if s is not None)

    @property
    def role_box(self) -> BoundingBox | None:
        """The role's place: where it was read, else the line below the authority."""
        if self.role is not None:
            return self.role.box
        if not self.authority:
            return None
        above = self.authority[-1].box
        half = self._px(ROLE_STRIP_MM) / 2
        return BoundingBox(
            self.axis - half, above.bottom, self.axis + half, above.bottom + ROLE_STRIP_HEIGHTS * above.height
        )

    @property
    def name_box(self) -> BoundingBox | None:
        """The name's place: where it was read, else the row of its scrap, wide enough for a name."""
        if self.name is not None or self.name_scrap is None:
            return self.name.box if self.name else None
        scrap = self._whole(self.name_scrap.box)
        half = max(self._px(NAME_STRIP_MM) / 2, scrap.right - self.axis)
        return BoundingBox(self.axis - half, scrap.top, self.axis + half, scrap.bottom)

    def looks(self) -> dict[str, Look]:
        """What to look at again: "role" and "name" where they stand, "seal" and "strokes" around them."""
        margin = self._px(LOOK_MARGIN_MM)
        words = {"role": self.role_box, "name": self.name_box}
        return {
            **{
                key: Look(self.page, self._whole(box).grown(margin), LookKind.TEXT)
                for key, box in words.items()
                if box
            },
            "seal": Look(self.page, self.box.grown(self._px(MARK_REACH_MM)), LookKind.SEAL),
            "strokes": Look(self.page, self.signing_place, LookKind.STROKES),
        }

    @property
    def signing_place(self) -> BoundingBox:
        """Where a signature is written and nothing is printed: between office and name."""
        above = [piece.box.bottom for piece in (*self.authority, self.role) if piece]
        below = self.name.box.top if self.name else None
        if above:
            top = max(above)
        else:
            assert below is not None  # a block has an authority, an office or a name
            top = below - self._px(SIGNING_HEIGHT_MM)
        bottom = below if below is not None and below - top > self._px(LEAST_SIGNING_MM) else None
        half = self._px(SIGNING_WIDTH_MM) / 2
        return BoundingBox(
            self.axis - half, top, self.axis + half, bottom or top + self._px(SIGNING_HEIGHT_MM)
        )

    def _whole(self, box: BoundingBox) -> BoundingBox:
        """A piece with its mirror image: all is centred on one axis, so a lost end lies opposite."""
        off = abs(box.centre[0] - self.axis)
        if not self._px(LOST_END_MM) < off < self._px(AXIS_TOLERANCE_MM):
            return box
        half = max(self.axis - box.left, box.right - self.axis)
        return BoundingBox(self.axis - half, box.top, self.axis + half, box.bottom)

    def _px(self, millimetres: float) -> float:
        return millimetres / 25.4 * self.dpi


def find_end_block(pages: Sequence[Page]) -> EndBlock | None:
    """Find the end block, on whichever page it stands.

    Args:
        pages: In reading order.

    Returns:
        The block with most of its parts; the later one of two equals. None if no page shows an
        authority or an office on its right half.
    """
    best: tuple[float, EndBlock] | None = None
    for page in pages:
        for block in _blocks_of(page):
            weight = _weight(page, block)
            if best is None or weight >= best[0]:
                best = (weight, block)
    return best[1] if best else None


def _blocks_of(page: Page) -> Iterable[EndBlock]:
    pieces = [
        s
        for s in segments_of(
            page, page.lines, split_at=page.width * RIGHT_HALF, gap_in_heights=STROKE_GAP_IN_HEIGHTS
        )
        if s.box.centre[0] > page.width * RIGHT_HALF and s.box.right > page.width * 0.55
    ]
    pieces = rows_of(pieces)
    for place, piece in enumerate(pieces):
        opens = _is_authority(page, piece)
        if opens or _is_role(piece):
            yield _block_from(page, pieces, place, opens)
    beside = [line.box.top for line in page.lines if is_recipients(line.text)]
    for piece in pieces:
        reading = read_name(piece.text)
        reach = page.px(NAME_REACH_MM)
        if reading and reading.surname and any(top < piece.box.top < top + reach for top in beside):
            # Seal and strokes may have hidden all but the name.
            axis = piece.box.centre[0]
            yield EndBlock(page.number, (), None, piece, axis, page.dpi)


def _is_authority(page: Page, piece: Segment) -> bool:
    """A body's name alone must not lie within the seal, which carries such names itself."""
    sure = read_authority(piece.text)
    x, y = piece.box.centre
    return sure >= 0.7 or (
        sure > 0.4 and not any(m.box.contains(x, y) for m in marks_of(page, MarkKind.SEAL))
    )


def _is_role(piece: Segment) -> bool:
    reading = read_role(piece.text)
    return reading is not None and reading.likeness >= 0.8 and share_of_capitals(piece.text) > 0.7


def _block_from(page: Page, pieces: Sequence[Segment], place: int, opens: bool) -> EndBlock:
    first = pieces[place]
    axis = first.box.centre[0]
    authority = [first] if opens else []
    role = None if opens else first
    below = [
        p
        for p in pieces
        if p is not first
        and first.box.top <= p.box.top < first.box.top + page.px(NAME_REACH_MM)
        and abs(p.box.centre[0] - axis) < page.px(AXIS_TOLERANCE_MM)
    ]
    below.sort(key=lambda p: p.box.centre[1])
    if opens and role is None:
        near = [p for p in below if p.box.top < first.box.bottom + page.px(18)]
        deeper = [p for p in near if _is_authority(page, p) and not _is_plain_role(p)]
        authority.extend(deeper[:2])
        role = _best_role([p for p in near if p not in authority])
    lowest = role or (authority[-1] if authority else first)
    lower = [p for p in below if p.box.centre[1] > lowest.box.centre[1]]
    name = _best_name(page, axis, lower)
    scraps = [p for p in lower if p.box.top < lowest.box.bottom + ROLE_STRIP_HEIGHTS * lowest.box.height]
    return EndBlock(
        page.number,
        tuple(authority),
        role,
        name,
        axis,
        page.dpi,
        scraps=() if role else tuple(scraps),
        name_scrap=None if name else _name_scrap([p for p in lower if role or p not in scraps]),
    )


def _name_scrap(pieces: Sequence[Segment]) -> Segment | None:
    """The lowest piece with a syllable as names have it, a capital and small letters; a seal has capitals."""
    told = [
        p
        for p in pieces
        if any(w.text[:1].isupper() and w.text[1:].islower() and is_syllable(w.text) for w in p.words)
    ]
    return told[-1] if told else None


def _is_plain_role(piece: Segment) -> bool:
    text = piece.text.upper()
    return _is_role(piece) and not any(mark in text[:4] for mark in ("/", "KT", "TL", "TM", "TUQ"))


def _best_role(pieces: Sequence[Segment]) -> Segment | None:
    """The lowest recognisable office among lines of capitals, since a deputy's own office stands last."""
    read = [(p, read_role(p.text)) for p in pieces if share_of_capitals(p.text) > 0.6]
    sure = [p for p, reading in read if reading is not None and reading.likeness >= 0.8]
    if sure:
        return sure[-1]
    likely = [(reading.likeness, p) for p, reading in read if reading is not None]
    return max(likely, key=lambda pair: pair[0])[1] if likely else None


def _best_name(page: Page, axis: float, pieces: Sequence[Segment]) -> Segment | None:
    scored: list[tuple[float, Segment]] = []
    for piece in pieces:
        for part in _parts(piece):
            reading = read_name(part.text)
            if reading is None or (share_of_capitals(part.text) > 0.7 and read_role(part.text)):
                continue
            off = abs(part.box.centre[0] - axis) / page.px(AXIS_TOLERANCE_MM)
            score = reading.form + reading.surname + 0.5 * part.confidence - 0.5 * min(1.0, off)
            scored.append((score + 0.1 * len(part.words), part))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _parts(piece: Segment) -> Iterable[Segment]:
    """The piece without specks at its ends, and its last two to five words where more stand before."""
    words = [w for w in piece.words if any(c.isalpha() for c in w.text)]
    if words and read_name(Segment(tuple(words), piece.page).text):
        yield Segment(tuple(words), piece.page)
        return
    for length in (5, 4, 3, 2):
        if len(words) > length:
            yield Segment(tuple(words[-length:]), piece.page)
            yield Segment(tuple(words[:length]), piece.page)


def _weight(page: Page, block: EndBlock) -> float:
    beside = any(is_recipients(line.text) for line in page.lines)
    marks = [m for m in page.marks if m.kind in (MarkKind.SEAL, MarkKind.SIGNATURE)]
    near = any(m.box.intersection(block.box.grown(page.px(MARK_REACH_MM))) for m in marks)
    return (
        1.0 * bool(block.authority)
        + 1.0 * (block.role is not None)
        + 1.5 * (block.name is not None)
        + 1.0 * beside
        + 0.7 * near
    )
