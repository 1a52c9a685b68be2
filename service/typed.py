"""What a person typed into a field, as its value."""

from __future__ import annotations

import datetime as dt

from extraction.campaign import Campaign, ColumnType
from extraction.dates import parse_date
from extraction.text import fold, nfc
from extraction.values import parse_count, parse_percent
from service.errors import ValueNotUnderstood
from service.mapping import json_value
from service.views import JsonValue

_YES = frozenset({"co", "yes", "true", "x", "dung"})
_NO = frozenset({"khong", "no", "false", "sai"})
_YES_NO = ("document.signed", "document.sealed")
_NUMBERS = (ColumnType.COUNT, ColumnType.PERCENT)


def value_typed(path: str, text: str, campaign: Campaign | None, unit: str | None) -> JsonValue:
    """The value of a typed text by the kind of its field; an empty text is no value.

    Raises:
        ValueNotUnderstood: The text is not a number, a date or a yes or no where one belongs.
    """
    text = nfc(text)
    if not text:
        return None
    if path in _YES_NO or (path.startswith("outline.") and path.endswith(".present")):
        return _yes_no(text)
    if path == "document.date":
        return _date(text)
    number = _number_type(path, campaign, unit)
    return _number(text, number) if number is not None else text


def _yes_no(text: str) -> bool:
    word = fold(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueNotUnderstood(
        text=text, expected="“có” hoặc “không”", expected_en="“có” (yes) or “không” (no)"
    )


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        parsed = parse_date(text)
    if parsed.value is None:
        raise ValueNotUnderstood(text=text, expected="một ngày", expected_en="a date")
    return parsed.value.isoformat()


def _number(text: str, kind: ColumnType) -> JsonValue:
    parsed = parse_percent(text) if kind is ColumnType.PERCENT else parse_count(text)
    if parsed.value is None and parsed.blank is None:
        raise ValueNotUnderstood(text=text, expected="một số", expected_en="a number")
    return json_value(parsed.value)


def _number_type(path: str, campaign: Campaign | None, unit: str | None) -> ColumnType | None:
    kind, _, rest = path.partition(".")
    if kind == "figure":
        return ColumnType.PERCENT if unit == "%" else ColumnType.COUNT
    if kind != "table" or campaign is None or rest.count(".") < 2:
        return None
    form_id, _, key = rest.rsplit(".", 2)
    try:
        column = campaign.form(form_id).column(key)
    except KeyError:
        return None
    return column.type if column.type in _NUMBERS else None
