"""Dates as Vietnamese documents write them: "ngày 07/6/2023", "ngày 05 tháng 02 năm 2024"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from extraction.text import fold, nfc

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})(?!\d)")
_SPELT = re.compile(r"ngay\s*(?P<day>[\w ]{0,6}?)\s*thang\s*(?P<month>[\w ]{0,6}?)\s*nam\s*(?P<year>\w{0,5})")
STROKES = re.compile(r"[|\[\]!]")  # upright strokes: a written 1, which folding would drop
_TRAILING = re.compile(r"(?<=\d)[^\d]{1,2}$")  # a stroke glued to a number ("7Jnăm"); a person is asked
_LOOKALIKES = str.maketrans({"o": "0", "q": "0", "l": "1", "i": "1", "s": "5", "b": "8"})
_EARLIEST_YEAR, _LATEST_YEAR = 1945, 2100  # documents of this republic; a year outside was misread


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as read; ``value`` is None where a part is missing or impossible, ``reason`` says which.

    Reasons: ``no_date``, ``day_missing``, ``month_missing``, ``year_missing``, ``impossible``,
    ``letters`` (digits read as letters; then there is a value).
    """

    value: dt.date | None
    format_ok: bool = True
    reason: str = ""


def parse_date(text: str) -> ParsedDate:
    """Read the first date in a text: the spelt-out form, else day, month and year between / - or dots.

    >>> parse_date("Sơn Trà, ngày 22 tháng 6 năm 2023").value.isoformat()
    '2023-06-22'
    >>> parse_date("ngày 07/6/2023").value.isoformat()
    '2023-06-07'
    """
    if spelt := _SPELT.search(fold(STROKES.sub("l", text))):
        return _from_parts(spelt["day"], spelt["month"], spelt["year"])
    if numeric := _NUMERIC.search(nfc(text)):
        return _from_parts(numeric[1], numeric[2], numeric[3])
    return ParsedDate(None, False, "no_date")


def format_date(date: dt.date, *, spelt: bool = False) -> str:
    """Write a date by the rule: days under 10 and months 1 and 2 carry a nought."""
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    if spelt:
        return f"ngày {date.day:02d} tháng {month} năm {date.year}"
    return f"{date.day:02d}/{month}/{date.year}"


def _from_parts(day: str, month: str, year: str) -> ParsedDate:
    parts: list[int] = []
    letters = False
    for name, text in (("day", day), ("month", month), ("year", year)):
        text = text.replace(" ", "")
        letters = letters or not text.isdigit()
        digits = _TRAILING.sub("", text.translate(_LOOKALIKES))
        if not digits.isdigit():
            return ParsedDate(None, False, f"{name}_missing")
        parts.append(int(digits))
    try:
        date = dt.date(parts[2], parts[1], parts[0])
    except (ValueError, OverflowError):
        return ParsedDate(None, False, "impossible")
    if not _EARLIEST_YEAR <= date.year <= _LATEST_YEAR:
        return ParsedDate(None, False, "impossible")
    return ParsedDate(date, not letters, "letters" if letters else "")
