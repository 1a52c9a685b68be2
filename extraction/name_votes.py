"""One name out of what several readers made of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from extraction.person_names import SURNAMES, NameReading

GAP_FILLED = GAP_LEFT_OUT = 0.5
"""What a reading with something unreadable in it counts: for a name with a syllable there, and without."""

Syllables = tuple[tuple[str, str], ...]


def agreed_name(likest: NameReading, names: Sequence[NameReading]) -> str:
    """A name by syllables: as many as most readings have, and of each what most have.

    Of equals one that is known as it is written counts. Strokes that one reader took for a syllable are
    filled in by a reader who saw one there, and left out where none did.

    Args:
        likest: The reading to prefer.
        names: All readings, it among them.
    """
    readings = [name.syllables for name in (likest, *names)]
    length = _length(readings, {len(name.syllables) for name in names if name.whole})
    alike = [fit for syllables in readings if len(fit := _fitted(syllables, length)) == length]
    if not alike:
        return likest.text
    value = []
    for place in range(length):
        votes = Counter(meant for syllables in alike[1:] if (meant := syllables[place][0]))
        sure = {meant for syllables in alike for meant, written in (syllables[place],) if meant == written}
        sure &= SURNAMES if place == 0 else sure
        value.append(max((s[place][0] for s in alike), key=lambda s: (bool(s), votes[s], s in sure)))
    return " ".join(syllable for syllable in value if syllable)


def _length(readings: Sequence[Syllables], whole: set[int]) -> int:
    """The number of syllables that most readings speak for; of equals the first one's.

    ``whole`` are the lengths of the readings without a gap.
    """
    votes: defaultdict[int, float] = defaultdict(float)
    for syllables in readings[1:]:
        told = len(_told(syllables))
        if told == len(syllables):
            votes[told] += 1.0
            continue
        votes[told] += GAP_LEFT_OUT
        votes[len(syllables)] += GAP_FILLED if len(syllables) in whole else 0.0
    first = len(_told(readings[0]))
    return max(votes, key=lambda length: (votes[length], length == first), default=first)


def _fitted(syllables: Syllables, length: int) -> Syllables:
    """A reading in so many syllables, its gaps left out where that fits."""
    return syllables if len(syllables) == length else _told(syllables)


def _told(syllables: Syllables) -> Syllables:
    return tuple(pair for pair in syllables if pair[0])
