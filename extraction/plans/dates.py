"""Days that a plan names for its deadlines: firm ("trước ngày 15/7/2023") and vague ("cuối tháng 11")."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MONTH_THIRDS = {"dau": 10, "giua": 20}
"""The last day of "đầu tháng" and "giữa tháng", by thirds of the month; "cuối" ends with it."""

_DONE = r"(?:(?:thoi gian )?(?:thuc hien|hoan thanh|xong|gui ve|gui|nop)(?: so ket| tong ket)?,? )?"
_LEAD = r"(?P<lead>truoc|cham nhat(?: la)?|muon nhat(?: la)?|khong qua|den het|het|trong|vao(?: truoc)?)"
_NUMERIC = r"(?P<d>\d{1,2})\s?[/.\-]\s?(?P<m>\d{1,2})(?:\s?[/.\-]\s?(?P<y>\d{4}))?(?![\d/%])"
_SPELT = r"(?P<ds>\d{1,2}) thang (?P<ms>\d{1,2})(?: nam (?P<ys>\d{4}))?"
_FIRM = re.compile(rf"{_DONE}\b{_LEAD} (?:la )?(?:den )?(?:truoc )?(?:ngay )?(?:{_SPELT}|{_NUMERIC})")
_MONTH = re.compile(
    rf"{_DONE}(?:\b{_LEAD} )?(?P<third>dau|giua|cuoi)? ?\bthang (?P<m>\d{{1,2}})"
    r"(?:\s?/\s?(?P<y>\d{4})| nam (?P<y2>\d{4}))?(?![\d/])"
)
_QUARTER = re.compile(
    rf"{_DONE}\b{_LEAD} quy (?P<q>iv|iii|ii|i|[1-4])\b(?:\s?/\s?(?P<y>\d{{4}})| nam (?P<y2>\d{{4}}))?"
)
_RECURRING = re.compile(r"hang nam|hang thang|hang quy|moi quy|cua thang cuoi|nam bao cao")
_AS_OF = re.compile(r"\b(tính|số liệu)( đến| tới)?\s*$", re.IGNORECASE)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day as a text names it: where the words stand, the day, and how vague words were read.

    ``day`` is None where the words come round every year, or name no year and none is known; then
    ``reading`` says so. ``guessed_year`` is True where the year is the plan's and not written there.
    """

    start: int
    end: int
    day: dt.date | None
    reading: str = ""
    guessed_year: bool = False


def bare(text: str) -> str:
    """Small letters without tone and vowel marks, one for each of the text's, so that places agree.

    >>> bare("Trước ngày Đ")
    'truoc ngay d'
    """
    return "".join(_bare_letter(c) for c in text)


def named_days(text: str, year: int | None = None) -> Iterator[NamedDay]:
    """The days that a text names as the last one for something, in the order they stand.

    Args:
        text: In NFC; white space single.
        year: The plan's own, for days that are written without one.

    >>> [d.day.isoformat() for d in named_days("trước ngày 15/7/2023; xong vào cuối tháng 11 năm 2023")]
    ['2023-07-15', '2023-11-30']
    """
    plain = bare(text)
    found = [*_firm(plain, year), *_months(plain, year), *_quarters(plain, year)]
    end = 0
    for day in sorted(found, key=lambda d: (d.start, -d.end)):
        if day.start >= end and not _AS_OF.search(text[: day.start]):
            yield day
            end = day.end


def _firm(plain: str, year: int | None) -> Iterator[NamedDay]:
    for m in _FIRM.finditer(plain):
        if m["lead"].startswith(("trong", "vao")) and "ngay" not in m[0]:
            continue
        written = m["ys"] or m["y"]
        again = _RECURRING.search(plain[m.end() : m.end() + 24])
        if again:
            yield NamedDay(m.start(), m.end() + again.end(), None, "nhắc lại, không có một ngày cố định")
            continue
        day = _date(int(written) if written else year, int(m["ms"] or m["m"]), int(m["ds"] or m["d"]))
        if day or not written:
            yield NamedDay(m.start(), m.end(), day, "" if written else _YEAR, guessed_year=not written)


def _months(plain: str, year: int | None) -> Iterator[NamedDay]:
    for m in _MONTH.finditer(plain):
        if not (m["lead"] or m["third"]):
            continue
        written = m["y"] or m["y2"]
        month = int(m["m"])
        whole = int(written) if written else year
        if not 1 <= month <= 12 or whole is None:
            continue
        third = m["third"]
        if (m["lead"] or "").startswith("truoc") and not third:
            day = dt.date(whole, month, 1) - dt.timedelta(days=1)
            reading = "ngày cuối của tháng trước đó"
        else:
            last = MONTH_THIRDS.get(third or "", calendar.monthrange(whole, month)[1])
            day = dt.date(whole, month, last)
            reading = "ngày cuối của tháng" if third in (None, "cuoi") else f"ngày {last} của tháng"
        reading = reading if written else f"{reading}; {_YEAR}"
        yield NamedDay(m.start(), m.end(), day, reading, guessed_year=not written)


def _quarters(plain: str, year: int | None) -> Iterator[NamedDay]:
    for m in _QUARTER.finditer(plain):
        written = m["y"] or m["y2"]
        whole = int(written) if written else year
        if whole is None:
            continue
        month = 3 * (_QUARTERS.get(m["q"]) or int(m["q"]))
        day = dt.date(whole, month, calendar.monthrange(whole, month)[1])
        reading = "ngày cuối của quý" if written else f"ngày cuối của quý; {_YEAR}"
        yield NamedDay(m.start(), m.end(), day, reading, guessed_year=not written)


_YEAR = "năm lấy theo kế hoạch"


def _date(year: int | None, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year else None
    except ValueError:
        return None


def _bare_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter.lower())[:1]
    return "d" if base == "đ" else base if len(base) == 1 else letter
