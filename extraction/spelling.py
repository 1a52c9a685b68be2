"""Tone marks that a scan blurs, put right by words that are known to stand there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from extraction.text import fold_tone_placement, nfc

BLURRED_TONES = frozenset("\u0301\u0303\u0309")
"""Acute, tilde and hook: small strokes over a vowel that look alike on a poor scan. The grave leans the other
way and the dot stands below; those are read well."""


def with_known_tones(text: str, known: Iterable[str]) -> str:
    """The text with blurred tones as the known words have them; nothing else changes.

    "KẾT QUÁ" becomes "KẾT QUẢ" where "Kết quả" is known. A word that is known as it stands, or whose letters
    are known with several tones, stays; a missing or another tone is the writer's own and stays too.

    >>> with_known_tones("NHỮNG KẾT QUÁ đạt đựơc", ["Kết quả đạt được"])
    'NHỮNG KẾT QUẢ đạt đựơc'
    """
    spellings: dict[str, set[str]] = {}
    for phrase in known:
        for word in nfc(phrase).split():
            tone = _blurred_tone(word)
            if tone:
                spellings.setdefault(_toneless(word), set()).add(tone)
    return " ".join(_mended(word, spellings) for word in nfc(text).split())


def with_known_start(text: str, phrases: Iterable[str]) -> str:
    """The text with blurred tones put right in its first words, where these are a known phrase.

    Words after the phrase may be anybody's name and stay.

    >>> with_known_start("Tố hợp tác Tố Nga", ["Tổ hợp tác", "Hợp tác xã"])
    'Tổ hợp tác Tố Nga'
    """
    words = nfc(text).split()
    bare = [_toneless(word) for word in words]
    for phrase in phrases:
        known = nfc(phrase).split()
        if known and bare[: len(known)] == [_toneless(word) for word in known]:
            return " ".join([with_known_tones(" ".join(words[: len(known)]), [phrase]), *words[len(known) :]])
    return text


def differ_in_blurred_tones(one: str, other: str) -> bool:
    """Whether two texts are the same but for tones that a scan takes for one another.

    >>> differ_in_blurred_tones("Phố Phong", "phổ phong"), differ_in_blurred_tones("Sơn Hà", "Sơn Hạ")
    (True, False)
    """
    if fold_tone_placement(one) == fold_tone_placement(other):
        return False
    return [_toneless(word) for word in one.split()] == [_toneless(word) for word in other.split()]


def _mended(word: str, spellings: dict[str, set[str]]) -> str:
    tone, wanted = _blurred_tone(word), spellings.get(_toneless(word), set())
    if not tone or len(wanted) != 1 or tone in wanted:
        return word
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace(tone, next(iter(wanted))))


def _blurred_tone(word: str) -> str:
    """The word's one blurred tone, "" where it has none or several."""
    tones = [c for c in unicodedata.normalize("NFD", word) if c in BLURRED_TONES]
    return tones[0] if len(tones) == 1 else ""


def _toneless(word: str) -> str:
    """The word's letters without blurred tones, lower case, other marks kept, signs around it off."""
    bare = unicodedata.normalize("NFD", fold_tone_placement(word).strip(".,;:()\"'“”"))
    return "".join(c for c in bare if c not in BLURRED_TONES)
