"""Vietnamese numbers: counts and percentages; the kinds of blank kept apart.

Dots group thousands and a comma stands before decimals ("1.500,5"); counts under ten carry a nought
("03 đảng viên"). What breaks these rules is still read where one reading is likely, with
``format_ok`` False and a reason, so that a person is asked. Dates, document numbers and number words
live beside this module and are offered here as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from extraction.dates import ParsedDate, format_date, parse_date
from extraction.document_number import DocumentNumber, format_document_number, parse_document_number
from extraction.number_words import format_number_words, parse_number_words
from extraction.text import fold, nfc

__all__ = [
    "Blank",
    "DocumentNumber",
    "ParsedDate",
    "ParsedNumber",
    "Reason",
    "blank_kind",
    "format_count",
    "format_date",
    "format_document_number",
    "format_number_words",
    "format_percent",
    "parse_count",
    "parse_date",
    "parse_document_number",
    "parse_number_words",
    "parse_percent",
]


class Blank(StrEnum):
    """Why a place holds no figure above nought. ``EMPTY`` and ``ELLIPSIS`` have no value, the rest are 0."""

    EMPTY = "empty"  # nothing stands there
    ELLIPSIS = "ellipsis"  # "…", dots to be filled in
    DASH = "dash"  # "-", "–", "/"
    NONE = "none"  # "không", "không có", "chưa có"
    ZERO = "zero"  # "0", "00"


class Reason(StrEnum):
    """Why a reading is doubtful."""

    NOT_A_NUMBER = "not_a_number"
    COMMA_GROUPING = "comma_grouping"  # "1,234": thousands or decimals?
    DOT_DECIMAL = "dot_decimal"  # "12.5": a decimal point, or digits lost
    DECIMAL_COUNT = "decimal_count"  # "12,5" where things are counted
    BROKEN_GROUPING = "broken_grouping"  # "12.34", "1.2345": a digit lost or added
    SPACE_GROUPING = "space_grouping"  # "1 234"
    LETTERS = "letters"  # "l2", "O5": digits read as letters
    EXTRA_TEXT = "extra_text"  # more than a number and its unit
    OVER_HUNDRED = "over_hundred"  # a share over 100 %
    LONG_NOUGHTS = "long_noughts"  # "0012"


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number as read. ``value`` is None where nothing was written or nothing could be made of it.

    ``blank`` says which kind of nought or nothing it was, ``unit`` is "%" or the word after the number,
    ``reason`` a code of ``Reason`` where ``format_ok`` is False.
    """

    value: Decimal | None
    blank: Blank | None = None
    format_ok: bool = True
    reason: str = ""
    unit: str | None = None


_ELLIPSIS = re.compile(r"[.…·_]{2,}|…")
_DASH = re.compile("[-\u2010-\u2015\u2212~/]{1,3}")
_NONE_WORDS = frozenset({"khong", "khong co", "chua co", "chua", "khong phat sinh", "ko", "k"})
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_NUMBER = re.compile(r"(?P<number>\d[\d.,]*(?: \d{3}(?!\d))*)\s*(?P<rest>.*)", re.DOTALL)
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_MOSTLY_DIGITS = re.compile(r"[\dOoQlI|SB.,]*\d[\dOoQlI|SB.,]*")
_SPELT_ASIDE = re.compile(r"^\((?P<words>[^()\d]+)\)\s*")
_UNIT = re.compile(r"[^\W\d_]+(?:[ ,][^\W\d_]+){0,3}")
_MOST_LEADING_NOUGHTS = 1  # "03" is the rule, "003" a slip


def blank_kind(text: str) -> Blank | None:
    """Which kind of nought or nothing a cell holds, None if it holds something else.

    >>> [blank_kind(t) and blank_kind(t).value for t in ("", "–", "Không", "…", "0", "7")]
    ['empty', 'dash', 'none', 'ellipsis', 'zero', None]
    """
    text = nfc(text)
    if not text:
        return Blank.EMPTY
    if _ELLIPSIS.fullmatch(text.replace(" ", "")):
        return Blank.ELLIPSIS
    if _DASH.fullmatch(text.replace(" ", "")):
        return Blank.DASH
    if fold(text) in _NONE_WORDS:
        return Blank.NONE
    return Blank.ZERO if re.fullmatch(r"0{1,2}", text) else None


def parse_count(text: str) -> ParsedNumber:
    """Read how many of something: "1.234", "03", "mười hai", "05 tổ chức", "-".

    >>> [int(parse_count(t).value) for t in ("1.234", "03", "mười hai", "không có", "45 người")]
    [1234, 3, 12, 0, 45]
    """
    text = nfc(text)
    if (blank := blank_kind(text)) is not None:
        return _blank(blank)
    if (spelt := parse_number_words(text)) is not None:
        return ParsedNumber(Decimal(spelt))
    number, rest, letters = _split(text)
    if number is None:
        return ParsedNumber(None, format_ok=False, reason=Reason.NOT_A_NUMBER)
    value, reason = _count_value(number)
    unit, extra = _unit_of(rest, value)
    reason = reason or (Reason.LETTERS if letters else "") or extra
    return ParsedNumber(value, _zero(value), not reason, reason, unit)


def parse_percent(text: str) -> ParsedNumber:
    """Read a share in per cent, with or without its sign: "12,5%", "chiếm 8 %" is not its business.

    A share over 100 comes back with its value and a reason, since "đạt 122,1 % chỉ tiêu" is possible but
    rare; the caller knows what is measured.

    >>> parse_percent("12,5 %").value, parse_percent("12.5%").reason
    (Decimal('12.5'), 'dot_decimal')
    """
    text = nfc(text)
    if (blank := blank_kind(text)) is not None:
        return _blank(blank, "%")
    number, rest, letters = _split(text)
    if number is None:
        return ParsedNumber(None, format_ok=False, reason=Reason.NOT_A_NUMBER, unit="%")
    value, reason = _share_value(number)
    extra = "" if fold(rest) in {"", "%", "phan tram"} else Reason.EXTRA_TEXT
    reason = reason or (Reason.LETTERS if letters else "") or extra
    if not reason and value is not None and value > 100:
        reason = Reason.OVER_HUNDRED
    return ParsedNumber(value, _zero(value), not reason, reason, "%")


def format_count(value: Decimal | int, *, leading_nought: bool = False) -> str:
    """Write a count with grouping dots; ``leading_nought`` gives "03" for 3.

    Raises:
        ValueError: The count is negative or not whole.
    """
    if value < 0 or value != int(value):
        raise ValueError(f"a count is whole and not negative, not {value}")
    if leading_nought and 0 < value < 10:
        return f"0{int(value)}"
    return f"{int(value):,}".replace(",", ".")


def format_percent(value: Decimal) -> str:
    """Write a share the Vietnamese way: "12,5%", "1.204,25%"; trailing noughts go."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) + "%"


def _blank(blank: Blank, unit: str | None = None) -> ParsedNumber:
    nothing = blank in (Blank.EMPTY, Blank.ELLIPSIS)
    return ParsedNumber(None if nothing else Decimal(0), blank, unit=unit)


def _zero(value: Decimal | None) -> Blank | None:
    return Blank.ZERO if value == 0 else None


def _split(text: str) -> tuple[str | None, str, bool]:
    """The number's own characters, what follows, and whether letters had to be read as digits."""
    found = _NUMBER.fullmatch(text)
    first, _, rest = text.replace("%", " %").partition(" ")
    if (not found or re.match(r"[OoQlI|SB]", found["rest"])) and _MOSTLY_DIGITS.fullmatch(first):
        return first.translate(_LOOKALIKES), rest.strip(), True
    if not found:
        return None, text, False
    number = found["number"]
    bare = number.rstrip(".,")
    return bare, (found["rest"] if found["rest"] else "").strip(), False


def _count_value(number: str) -> tuple[Decimal | None, str]:
    digits = re.sub(r"\D", "", number)
    if not digits:
        return None, Reason.NOT_A_NUMBER
    value = Decimal(int(digits))
    if number.isdigit():
        noughts = len(number) - len(number.lstrip("0"))
        return value, Reason.LONG_NOUGHTS if noughts > _MOST_LEADING_NOUGHTS and value else ""
    if _GROUPED.fullmatch(number) and not number.startswith("0"):
        return value, ""
    if " " in number and re.fullmatch(r"\d{1,3}(?: \d{3})+", number):
        return value, Reason.SPACE_GROUPING
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number):
        return value, Reason.COMMA_GROUPING
    if re.fullmatch(r"\d+,\d{1,2}", number):
        return _decimal(number.replace(",", ".")), Reason.DECIMAL_COUNT
    return value, Reason.BROKEN_GROUPING


def _share_value(number: str) -> tuple[Decimal | None, str]:
    if number.isdigit():
        return _decimal(number), ""
    if re.fullmatch(r"\d+,\d+", number) or re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", number):
        return _decimal(number.replace(".", "").replace(",", ".")), ""
    if _GROUPED.fullmatch(number):
        return _decimal(number.replace(".", "")), Reason.DOT_DECIMAL
    if re.fullmatch(r"\d+\.\d+", number):
        return _decimal(number), Reason.DOT_DECIMAL
    return _decimal(re.sub(r"\D", "", number)), Reason.BROKEN_GROUPING


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _unit_of(rest: str, value: Decimal | None) -> tuple[str | None, str]:
    """The unit after a number, and a reason if what follows is more than a unit.

    A number spelt out in brackets after its digits, "03 (ba)", must agree with them.
    """
    if aside := _SPELT_ASIDE.match(rest):
        spelt = parse_number_words(aside["words"])
        if spelt is not None and value is not None and spelt != value:
            return None, Reason.EXTRA_TEXT
        rest = rest[aside.end() :]
    rest = rest.strip(" .;:,")
    if not rest:
        return None, ""
    if rest == "%":
        return "%", Reason.EXTRA_TEXT
    return (rest, "") if _UNIT.fullmatch(rest) else (None, Reason.EXTRA_TEXT)
