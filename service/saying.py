"""Checks and problems of a report in words: figures as people write them, reasons in the same language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from service import messages
from service.errors import ProblemDetail
from service.messages import Language
from service.web.formats import date, number

_COMPARED = (
    ("percent", "computed"),
    ("now", "before"),
    ("whole", "parts"),
    ("part", "whole"),
    ("text", "form"),
)
"""The two figures that a check compares, by their names in its facts."""

_DAYS = ("date", "received", "earliest")


def say_check(code: str, ok: bool, facts: Mapping[str, Any], language: Language) -> str:
    """A check in a sentence; where it fails, by how much, and whether we or the paper may be wrong.

    >>> say_check("part_over_whole", False, {"part": "1200", "whole": "1100"}, "vi")
    'Phần là 1.200 mà toàn bộ chỉ 1.100: vượt 100.'
    """
    shown = {**facts, **{name: _figure(facts[name]) for pair in _COMPARED for name in pair if name in facts}}
    shown |= {name: date(facts[name]) for name in _DAYS if name in facts}
    shown["difference"] = _difference(facts)
    failing = f"{code}_fails"
    said = messages.sentence(failing if not ok and messages.known(failing) else code, language, shown)
    verdict = f"verdict_{facts.get('verdict')}"
    if ok or not messages.known(verdict):
        return said
    return f"{said} {messages.sentence(verdict, language)}"


def say_problem(code: str, facts: Mapping[str, Any], reason: ProblemDetail | None, language: Language) -> str:
    """A problem in a sentence, and the reason of an unreadable page in one of its own."""
    said = messages.sentence(code, language, facts)
    if reason is None or reason.code == code:
        return said
    return f"{said} {reason.detail_vi if language == 'vi' else reason.detail_en}"


def _figure(value: Any) -> str:
    exact = _exact(value)
    return str(value) if exact is None else number(exact)


def _difference(facts: Mapping[str, Any]) -> str:
    for first, second in _COMPARED:
        one, other = _exact(facts.get(first)), _exact(facts.get(second))
        if one is not None and other is not None:
            return number(abs(one - other))
    return "…"


def _exact(value: Any) -> Decimal | None:
    try:
        exact = None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact is not None and exact.is_finite() else None
