"""Names of people and of their offices, as end blocks print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from extraction.lettering import is_syllable, share_of_capitals
from extraction.text import fold, fold_tone_placement, nfc

_OFFICES = (
    "BÍ THƯ",
    "CHỦ TỊCH",
    "TRƯỞNG BAN",
    "CHÁNH VĂN PHÒNG",
    "CHỦ NHIỆM",
    "GIÁM ĐỐC",
    "TỔNG GIÁM ĐỐC",
    "TRƯỞNG PHÒNG",
    "HIỆU TRƯỞNG",
    "VỤ TRƯỞNG",
    "CHÁNH THANH TRA",
    "CHỈ HUY TRƯỞNG",
    "CHÍNH ỦY",
    "TRƯỞNG ĐOÀN",
    "TỔ TRƯỞNG",
)
_DEPUTIES = ("PHÓ HIỆU TRƯỞNG", "PHÓ VỤ TRƯỞNG", "PHÓ TỔNG GIÁM ĐỐC", "ỦY VIÊN", "ỦY VIÊN THƯỜNG TRỰC")
ROLES = (
    *_OFFICES,
    *(f"PHÓ {office}" for office in _OFFICES),
    *_DEPUTIES,
    *(f"PHÓ {office} {standing}" for office in _OFFICES for standing in ("THƯỜNG TRỰC", "TT")),
    "BÍ THƯ CHI BỘ",
    "PHÓ BÍ THƯ CHI BỘ",
    "BÍ THƯ ĐẢNG ỦY",
    "QUYỀN BÍ THƯ",
    "Q. CHỦ TỊCH",
)
"""Offices of Party committees, people's committees and the bodies under them."""

_ROLES_FOLDED = tuple((fold(role), role) for role in ROLES)

AUTHORITY_BODIES = (
    "BAN THƯỜNG VỤ",
    "BAN CHẤP HÀNH",
    "ĐẢNG ỦY",
    "HUYỆN ỦY",
    "THỊ ỦY",
    "THÀNH ỦY",
    "TỈNH ỦY",
    "ỦY BAN NHÂN DÂN",
    "ỦY BAN KIỂM TRA",
    "BAN CHỈ ĐẠO",
    "BAN CÁN SỰ ĐẢNG",
    "CHI BỘ",
    "CHI ỦY",
    "ĐẢNG ĐOÀN",
    "THƯỜNG TRỰC",
    "BAN THƯỜNG TRỰC",
)
"""Collectives on whose behalf papers are signed (T/M)."""

AUTHORITY_PERSONS = ("CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "TRƯỞNG BAN", "GIÁM ĐỐC", "BÍ THƯ", "CHỦ NHIỆM")
"""Persons for whom others sign (K/T, T/L); without such a prefix they sign themselves."""

SURE_LIKENESS = 88.0
"""Likeness (0..100, tone marks aside) from which a role may be put right: one letter in eight."""

LEAST_LIKENESS = 70.0
"""Likeness below which a line is no office at all."""

SAME_LETTERS = 90.0
"""Likeness (0..100) of two titles without their spaces that are one title, differently spaced."""

GUESS_LETTERS = 5
"""Letters from which scraps of a line may be told for an office."""

LEFT_OUT_LOSS = 3.0
"""What every letter left out before a title costs its likeness."""

LEFT_OFF_LOSS = 5.0
"""The same behind it, where "TT" and other words of the title itself may stand misread."""

MOST_LOSS = 25.0
"""What letters left out cost at most: strokes of a signature read as letters are no evidence at all."""

_AUTHORITY = re.compile(r"^[^\w]*(T\W{0,2}M|K\W{0,2}T|T\W{0,2}L|T\W?U\W?Q)[\W_]+(?=\w)")
_EDGE = re.compile(r"^[^\w]+|[^\w.]+$")


@dataclass(frozen=True, slots=True)
class RoleReading:
    """A role as put right, how alike it is to what was read (0..1), and whether it had to be changed."""

    text: str
    likeness: float
    changed: bool


@lru_cache(maxsize=4096)
def read_role(text: str) -> RoleReading | None:
    """Recognise the name of an office.

    Tone marks and single letters are put right where the likeness is high; a longer title that begins
    with a known office ("TRƯỞNG BAN TỔ CHỨC TỈNH ỦY") is kept as it is written. Of a line with strokes
    read as letters, the words that are most like an office are taken, at a lower likeness: what stood
    before "BÍ THƯ" may have been "PHÓ".

    >>> read_role("PHO BÍ THỰ THƯỜNG TRỰC").text
    'PHÓ BÍ THƯ THƯỜNG TRỰC'
    >>> read_role("Nơi nhận:") is None
    True
    """
    words = [w for w in (_EDGE.sub("", word) for word in nfc(text).upper().split()) if w]
    best: RoleReading | None = None
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 6) + 1):
            before = sum(len(fold(w)) for w in words[:start])
            after = sum(len(fold(w)) for w in words[end:])
            reading = _as_role(" ".join(words[start:end]), before, after)
            if reading is not None and (best is None or reading.likeness > best.likeness):
                best = reading
    return best


def guess_role(text: str) -> RoleReading | None:
    """The office that some run of words is most like, where ``read_role`` finds none: to be confirmed.

    A seal over two syllables leaves "BTTHƯ" of "BÍ THƯ". The likeness is told as half of what it is.

    >>> guess_role("LL .BTTHƯ").text, guess_role("ỜNG VỤ") is None
    ('BÍ THƯ', True)
    """
    words = [w for w in (fold(_EDGE.sub("", word)) for word in nfc(text).split()) if w.isalpha()]
    best: tuple[float, str] = (0.0, "")
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 4) + 1):
            joined = "".join(words[start:end])
            if len(joined) >= GUESS_LETTERS:
                likest = max(
                    (fuzz.ratio(joined, known.replace(" ", "")), role) for known, role in _ROLES_FOLDED
                )
                best = max(best, likest)
    return RoleReading(best[1], best[0] / 200, True) if best[0] >= LEAST_LIKENESS else None


def _as_role(written: str, before: int, after: int) -> RoleReading | None:
    left_out = before + after
    folded = fold(written)
    if len(folded) < 5:
        return None
    likeness, role = max((fuzz.ratio(folded, known), role) for known, role in _ROLES_FOLDED)
    if not _as_many_words(folded, fold(role)):
        return _as_title(written) if left_out == 0 else None
    loss = min(MOST_LOSS, LEFT_OUT_LOSS * before + LEFT_OFF_LOSS * after)
    likeness -= loss
    if likeness >= SURE_LIKENESS - loss and likeness >= LEAST_LIKENESS:
        same = fold_tone_placement(written) == fold_tone_placement(role)
        return RoleReading(written if same else role, likeness / 100, not same or left_out > 0)
    if left_out:
        return None
    title = _as_title(written)
    return title or (RoleReading(role, likeness / 100, True) if likeness >= LEAST_LIKENESS else None)


def _as_many_words(folded: str, role: str) -> bool:
    """Putting right mends letters and spaces; it adds no word and drops none."""
    if len(folded.split()) == len(role.split()):
        return True
    return fuzz.ratio(folded.replace(" ", ""), role.replace(" ", "")) >= SAME_LETTERS


def _as_title(written: str) -> RoleReading | None:
    """A longer title that begins with a known office, as it is written."""
    folded = fold(written)
    for role in sorted(ROLES, key=len, reverse=True):
        if folded.startswith(fold(role) + " ") and _is_title(written, role):
            return RoleReading(written, 0.9, False)
    return None


def _is_title(written: str, role: str) -> bool:
    """Say whether a role is spelt right and goes on in words: strokes read as letters make no title."""
    own = len(role.split())
    words = written.split()
    rest = words[own:]
    spelt = fold_tone_placement(" ".join(words[:own])) == fold_tone_placement(role)
    return spelt and len(rest) > 1 and all(len(w) > 1 and w.isalpha() and is_syllable(w) for w in rest)


@lru_cache(maxsize=4096)
def read_authority(text: str) -> float:
    """How surely (0..1) a line names on whose behalf a paper is signed: "T/M BAN THƯỜNG VỤ".

    A known body at the end of the line counts though what stands before it is garbled, since the seal
    lies over the first letters; the prefix alone counts too, for bodies that nobody listed.
    """
    folded = fold(text)
    words = folded.split()
    if share_of_capitals(text) < 0.6 or not words:
        return 0.0
    prefix = _AUTHORITY.match(nfc(text).upper())
    best = 0.0
    for body in (*AUTHORITY_BODIES, *(AUTHORITY_PERSONS if prefix else ())):
        known = fold(body)
        own = len(known.split())
        before = "".join(words[:-own])
        likeness = fuzz.ratio(" ".join(words[-own:]), known) / 100
        if likeness >= 0.8 and len(before) <= 4:
            best = max(best, likeness * (1.0 if prefix else 0.8 if before else 0.6))
    if prefix and any(mark in text for mark in "/.") and len(words) > 1:
        best = max(best, 0.7)
    return best
