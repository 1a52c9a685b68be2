"""Why a field waits for a person, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from extraction.values import parse_count, parse_percent
from service import messages
from service.i18n import Language, translate

SAID_BY_THE_CHECK = frozenset({"sum_fails", "check_fails"})
"""Doubts that a failed check tells better, with its figures."""
RIVALS_SHOWN = 2

RULING_REMAINS = " |[](){}_"
"""Signs at the edges of a reading that are pieces of the cell's borders."""


def rivals_of(candidates: Iterable[Any]) -> tuple[str, ...]:
    """The readings that compete, each once, the likelier first."""
    return tuple(dict.fromkeys(str(c) for c in candidates if c))


def figures_of(candidates: Iterable[Any]) -> tuple[str, ...]:
    """The readings of a figure as a person types them; what is none is no choice, since it cannot be saved.

    >>> figures_of(["| 71|", "17", "O", "-", "12,5%"])
    ('71', '17', '-', '12,5%')
    """
    texts = (reading.strip(RULING_REMAINS) for reading in rivals_of(candidates))
    parsed = ((text, parse_percent(text) if "%" in text else parse_count(text)) for text in texts)
    return tuple(
        dict.fromkeys(text for text, found in parsed if text and (found.value is not None or found.blank))
    )


def say_doubt(code: str, candidates: Sequence[Any], language: Language) -> str:
    """One doubt; where two readers differ, with what each of them saw."""
    rivals = rivals_of(candidates)[:RIVALS_SHOWN]
    if code == "readers_differ" and len(rivals) == RIVALS_SHOWN:
        return translate("desk.readers_differ", language, a=rivals[0], b=rivals[1])
    return messages.sentence(code, language).rstrip(".")


def reasons_of(field: Any, language: Language, *, failing: bool) -> tuple[str, ...]:
    """Why this field waits; failing checks are not among them, they speak for themselves.

    Args:
        field: A view of the field.
        language: Of the words.
        failing: Whether a check that names the field fails.
    """
    if field.task:
        return (translate(f"desk.task_{field.task}", language),)
    codes = [code for code in field.doubts if not (failing and code in SAID_BY_THE_CHECK)]
    if field.machine_status == "missing":
        codes.insert(0, "missing")
    elif not codes and not failing:
        codes.append("low_confidence")
    return tuple(dict.fromkeys(say_doubt(code, field.candidates, language) for code in codes))
