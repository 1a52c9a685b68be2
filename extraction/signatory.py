"""What an end block says: signatory's name and office, and whether it is signed and sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extraction.model import Finding
from extraction.name_votes import agreed_name
from extraction.person_names import NameReading, read_name
from extraction.roles import RoleReading, guess_role, read_role
from extraction.segments import Segment
from extraction.signature import MARK_REACH_MM, EndBlock
from extraction.text import nfc
from ocr.model import Mark, MarkKind, Page, PageSource, Reading

INK_WITHIN_BLOCK = 0.3
"""Share of some ink that must lie within the end block to be taken for a signature; long ones reach out."""

LEFT_OUT = 0.5
"""What a name loses, in likeness to one, where something beside it was left out."""


def end_block_findings(
    block: EndBlock | None, pages: Sequence[Page], readings: Mapping[str, Reading]
) -> tuple[Finding, ...]:
    """Signatory's name and role, and whether the document is signed and sealed.

    Args:
        block: From ``find_end_block``.
        pages: In reading order; their marks tell of seal and signature.
        readings: What closer looks saw, under the names of ``block.looks()``; those not taken are left out.
    """
    page = next((p for p in pages if block and p.number == block.page), None)
    return (
        _name_finding(block, readings.get("name")),
        _role_finding(block, readings.get("role")),
        _mark_finding("signed", MarkKind.SIGNATURE, block, page, pages, readings.get("strokes")),
        _mark_finding("sealed", MarkKind.SEAL, block, page, pages, readings.get("seal")),
    )


def _role_finding(block: EndBlock | None, again: Reading | None) -> Finding:
    path, kind = "document.signatory_role", "signatory_role"
    if block is None:
        return Finding(path, kind, None, found=False)
    raw = "\n".join(s.text for s in (*block.authority, block.role) if s is not None)
    on_page = read_role(block.role.text) if block.role else None
    looked = [reading for text in _texts(again) if (reading := read_role(text)) is not None]
    value = _best_role_reading(on_page, looked)
    if value is None:
        scraps = " ".join(s.text for s in block.scraps)
        value = max(
            (guess for text in (scraps, *_texts(again)) if (guess := guess_role(text)) is not None),
            key=lambda guess: guess.likeness,
            default=None,
        )
    if value is None:
        return Finding(path, kind, None, raw, block.page, block.box, found=False)
    signals = {
        "ocr": block.role.confidence if block.role else 0.0,
        "ocr_min": block.role.lowest if block.role else 0.0,
        "likeness": value.likeness,
        "changed": 1.0 if value.changed else 0.0,
        "authority": 1.0 if block.authority else 0.0,
        "look_agrees": 1.0 if on_page and any(r.text == on_page.text for r in looked) else 0.0,
        "look_differs": 1.0 if on_page and looked and all(r.text != on_page.text for r in looked) else 0.0,
        "readers": sum(r.text == value.text for r in (on_page, *looked) if r is not None) / 3,
        "off_axis": _off_axis(block, block.role),
    }
    candidates = tuple(dict.fromkeys(r.text for r in (value, on_page, *looked) if r))
    # A reader who saw more before an office saw a word that the seal hid from the others: "PHÓ".
    longer = any(text != value.text and text.endswith(value.text) for text in candidates)
    return Finding(
        path,
        kind,
        value.text,
        raw,
        block.page,
        block.role_box,
        candidates,
        MappingProxyType(signals),
        doubts=("readers_differ",) if longer else (),
    )


def _texts(again: Reading | None) -> list[str]:
    """What each reader of a closer look saw; its one text where the readers are not told apart."""
    if again is None:
        return []
    return [nfc(text) for _, text in again.readers] or [nfc(again.text)]


def _off_axis(block: EndBlock, piece: Segment | None) -> float:
    """How far a piece's middle lies from the authority's, over half its width; a half if there is none.

    Both are centred on one axis: "BÍ THƯ" that stands right of it has lost its "PHÓ" under the seal.
    """
    if piece is None or not block.authority:
        return 0.5
    off = abs(piece.box.centre[0] - block.authority[-1].box.centre[0])
    return min(1.0, off / max(1.0, piece.box.width / 2))


def _best_role_reading(on_page: RoleReading | None, looked: Sequence[RoleReading]) -> RoleReading | None:
    """The role that most readings name; of equals the one read with least change."""
    known = [r for r in (on_page, *looked) if r is not None]
    votes = Counter(r.text for r in known)
    return max(known, key=lambda r: (votes[r.text], not r.changed, r.likeness)) if known else None


def _name_finding(block: EndBlock | None, again: Reading | None) -> Finding:
    path, kind = "document.signatory_name", "signatory_name"
    if block is None:
        return Finding(path, kind, None, found=False)
    on_page = read_name(block.name.text) if block.name else None
    others = _looked_names(again)
    if on_page is None and not others:
        return Finding(path, kind, None, page=block.page, box=block.box, found=False)
    likest = _most_wanted([on_page, *others])
    names = [name for name in (on_page, *others) if name]
    value = agreed_name(likest, names)
    reading = read_name(value) or likest
    signals = {
        "ocr": block.name.confidence if block.name else 0.0,
        "ocr_min": block.name.lowest if block.name else 0.0,
        "form": reading.form,
        "surname": reading.surname,
        "changed": 1.0 if reading.changed else 0.0,
        "role": 1.0 if block.role else 0.0,
        "look_agrees": 1.0 if on_page and on_page in others else 0.0,
        "look_differs": 1.0 if others and on_page not in others else 0.0,
        "readers_agree": 1.0 if again and again.agreed else 0.0,
        "syllables": float(len(value.split())),
        "off_axis": _off_axis(block, block.name),
        "dropped": 1.0 if reading.dropped or (on_page and on_page.dropped) else 0.0,
    }
    return Finding(
        path,
        kind,
        value,
        block.name.text if block.name else "",
        block.page,
        block.name_box,
        tuple(dict.fromkeys(name.text for name in (reading, *names))),
        MappingProxyType(signals),
        # A name put together of several readings, or without what was unreadable in it, is nobody's reading.
        doubts=() if any(name.whole and name.text == value for name in names) else ("readers_differ",),
    )


def _looked_names(again: Reading | None) -> list[NameReading]:
    return [reading for text in _texts(again) if (reading := read_name(text)) is not None]


def _most_wanted(names: Sequence[NameReading | None]) -> NameReading:
    """The name most readers saw; of equals the one that looks most like a name, then the first of them."""
    known = [name for name in names if name is not None]
    votes = Counter(name.text for name in known)
    return max(
        known,
        key=lambda name: (
            votes[name.text],
            round(name.form + name.surname - (LEFT_OUT if name.dropped else 0.0), 1),
            not name.changed,
        ),
    )


def _mark_finding(
    name: str,
    mark_kind: MarkKind,
    block: EndBlock | None,
    page: Page | None,
    pages: Sequence[Page],
    again: Reading | None,
) -> Finding:
    """Whether a seal or a signature lies on the end block; without a block, anywhere.

    Not seen is no "no" by itself: a seal hides a signature of its own colour, a black seal looks like
    strokes, and where no end block was found nothing was looked at: then the answer is missing. A closer look
    may still see a seal's rings or the strokes of a pen where the page's marks show none.
    """
    near = _marks_near(block, page, pages)
    found = [(p, m) for p, m in near if m.kind is mark_kind]
    if not found and mark_kind is MarkKind.SIGNATURE:
        found = [(p, m) for p, m in near if block is not None and _may_be_signature(m, block)]
    best = max(found, key=lambda pair: pair[1].confidence, default=None)
    if best is None and block is None:
        return Finding(f"document.{name}", name, None, found=False)
    coloured = any(m.colour in ("red", "blue") for p in pages for m in p.marks)
    words = [w for s in (*block.authority, block.role, block.name) if s for w in s.words] if block else []
    looked = again.confidence if again is not None else 0.0
    seen = best is not None or looked > 0.0
    absent = 0.0 if seen else 1.0
    signals = {
        "mark": best[1].confidence if best else 0.0,
        "looked": looked,
        "present": 1.0 if seen else 0.0,
        "unlooked": 1.0 if again is None else 0.0,
        "other_kind": 1.0 if best and best[1].kind is not mark_kind else 0.0,
        "block": 1.0 if block else 0.0,
        "name": 1.0 if block and block.name else 0.0,
        "role": 1.0 if block and block.role else 0.0,
        "authority": 1.0 if block and block.authority else 0.0,
        "coloured": 1.0 if coloured else 0.0,
        "colourless_if_absent": absent * (0.0 if coloured else 1.0),
        "marked_if_absent": absent * (1.0 if near else 0.0),
        "unread_if_absent": absent * (1.0 - min((w.confidence for w in words), default=0.0)),
        "layer_if_absent": absent * (1.0 if page and page.source is PageSource.TEXT_LAYER else 0.0),
    }
    return Finding(
        f"document.{name}",
        name,
        seen,
        raw=mark_kind.value if seen else "",
        page=best[0].number if best else (block.page if block else None),
        box=best[1].box if best else (block.box if block else None),
        signals=MappingProxyType(signals),
    )


def _marks_near(block: EndBlock | None, page: Page | None, pages: Sequence[Page]) -> list[tuple[Page, Mark]]:
    """The marks on the end block or within reach of it; without a block, those of all pages."""
    if block is None or page is None:
        return [(p, m) for p in pages for m in p.marks]
    reach = block.box.grown(page.px(MARK_REACH_MM))
    return [(page, m) for m in page.marks if m.box.intersection(reach)]


def _may_be_signature(mark: Mark, block: EndBlock) -> bool:
    """Strokes of a pen or blue ink within the block: where office and name stand, nobody else writes."""
    ink = mark.kind is MarkKind.HANDWRITING or (mark.kind is MarkKind.STAMP and mark.colour == "blue")
    return ink and mark.box.overlap(block.box) >= INK_WITHIN_BLOCK
