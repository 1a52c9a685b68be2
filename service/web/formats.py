"""Numbers, dates and field values the way a Vietnamese clerk writes them.

The same forms are used in English: figures on the screen must look like the figures on the paper beside
them, so only words change with the language.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeAlias

from extraction.campaign import Campaign, ColumnType

OFFICE_TIME = dt.timezone(dt.timedelta(hours=7), "ICT")
"""Viet Nam keeps UTC+7 all year, so no time zone database is needed."""

NOTHING = "–"
MOST_DECIMALS = 4
MOST_DIGITS = 20

EntryKind: TypeAlias = Literal["number", "date", "yes_no", "words"]
YES_NO_PATHS = ("document.signed", "document.sealed")


class HasValue(Protocol):
    """What the formats ask of a field."""

    @property
    def path(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def unit(self) -> str | None: ...


def number(value: float | int | Decimal | None) -> str:
    """Group by dots, decimals after a comma; an en dash for no number.

    >>> number(1234567), number(12.5), number(None)
    ('1.234.567', '12,5', '–')
    """
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    if not exact.is_finite() or exact.adjusted() > MOST_DIGITS:
        return str(value)  # a misreading: no report has such a number, and grouping it helps nobody
    text = f"{exact:,.{MOST_DECIMALS}f}".rstrip("0").rstrip(".") if exact % 1 else f"{int(exact):,}"
    return text.translate(str.maketrans(",.", ".,"))


def size(value: int) -> str:
    """Bytes as people say them.

    >>> size(900), size(1536), size(5 * 1024**3)
    ('900 B', '1,5 KiB', '5 GiB')
    """
    amount = float(value)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return f"{number(round(amount, 1))} {unit}"
        amount /= 1024
    return f"{number(round(amount, 1))} TiB"


def date(value: dt.date | str | None) -> str:
    """22/6/2023; a string that is no ISO date is shown as it is.

    >>> date("2023-06-22"), date(None)
    ('22/6/2023', '–')
    """
    if not value:
        return NOTHING
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return f"{value.day}/{value.month}/{value.year}"


def written_date(day: dt.date) -> str:
    """A day as papers bear it: days under 10 and the months 1 and 2 with a nought, so that none can be added.

    >>> written_date(dt.date(2023, 7, 5)), written_date(dt.date(2024, 2, 20))
    ('ngày 05 tháng 7 năm 2023', 'ngày 20 tháng 02 năm 2024')
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment(value: dt.datetime | str | None) -> str:
    """22/6/2023 14:05, in office time; a moment without a zone is taken as UTC."""
    if not value:
        return NOTHING
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    local = aware.astimezone(OFFICE_TIME)
    return f"{local.day}/{local.month}/{local.year} {local:%H:%M}"


def entry_kind(field: HasValue, campaign: Campaign | None = None) -> EntryKind:
    """How a person types this field's value; the campaign tells a blank note from a blank figure."""
    if isinstance(field.value, bool) or field.path in YES_NO_PATHS or field.path.endswith(".present"):
        return "yes_no"
    if field.path == "document.date":
        return "date"
    if isinstance(field.value, int | float | Decimal) or field.path.startswith("figure."):
        return "number"
    if field.value is None and field.path.startswith("table."):
        return "words" if _holds_words(field.path, campaign) else "number"
    return "words"


def _holds_words(path: str, campaign: Campaign | None) -> bool:
    """Whether a table path leads to a column of words: the row's number and name, notes."""
    form_id, _, key = path.removeprefix("table.").rsplit(".", 2)
    if key in ("stt", "label"):
        return True
    forms = campaign.forms if campaign else ()
    types = {leaf.key: leaf.type for form in forms if form.id == form_id for leaf, _ in form.leaves}
    return types.get(key) is ColumnType.TEXT


def as_typed(field: HasValue, campaign: Campaign | None = None) -> str:
    """The value as the reviewer would type it: what the entry of the desk starts with."""
    return typed(field.value, entry_kind(field, campaign), field.unit)


def typed(value: Any, kind: EntryKind, unit: str | None = None) -> str:
    """A value in the form in which people type it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | float | Decimal):
        return number(value) + ("%" if unit == "%" else "")
    return date(value) if kind == "date" else str(value)
