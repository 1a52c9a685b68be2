from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.saying import say_check
from service.web import formats


@dataclass
class Field:
    path: str
    value: Any
    unit: str | None = None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.000"),
        (-1234567, "-1.234.567"),
        (12.5, "12,5"),
        (Decimal("1234.50"), "1.234,5"),
        (None, "–"),
    ],
)
def test_numbers_are_grouped_by_dots(value: Any, text: str) -> None:
    assert formats.number(value) == text


@given(st.integers(-(10**12), 10**12))
def test_a_grouped_number_reads_back(value: int) -> None:
    assert int(formats.number(value).replace(".", "")) == value


def test_dates_have_no_leading_noughts() -> None:
    assert formats.date(dt.date(2023, 6, 5)) == "5/6/2023"
    assert formats.date("2023-06-22") == "22/6/2023"
    assert formats.date("tháng 9") == "tháng 9"
    assert formats.date(None) == "–"


def test_moments_are_shown_in_office_time() -> None:
    assert formats.moment(dt.datetime(2026, 11, 20, 18, 5, tzinfo=dt.UTC)) == "21/11/2026 01:05"
    assert formats.moment(dt.datetime(2026, 11, 20, 18, 5)) == "21/11/2026 01:05"


@pytest.mark.parametrize(
    ("field", "kind", "typed"),
    [
        (Field("table.bieu-1.3.so_luong", 1234), "number", "1.234"),
        (Field("table.bieu-1.3.so_luong", None), "number", ""),
        (Field("figure.II.ty_le", 12.5, unit="%"), "number", "12,5%"),
        (Field("table.bieu-1.3.label", None), "words", ""),
        (Field("figure.II.so", None), "number", ""),
        (Field("document.date", "2023-06-22"), "date", "22/6/2023"),
        (Field("document.signed", None), "yes_no", ""),
        (Field("outline.II.present", True), "yes_no", "có"),
        (Field("document.issuer", "Đảng ủy xã"), "words", "Đảng ủy xã"),
    ],
)
def test_the_entry_starts_with_the_value_as_a_person_types_it(field: Field, kind: str, typed: str) -> None:
    assert formats.entry_kind(field) == kind
    assert formats.as_typed(field) == typed


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_every_decimal_is_said_somehow(value: Decimal) -> None:
    assert formats.number(value)


@pytest.mark.parametrize("text", ["1E+30", "9" * 40, "Infinity", "NaN"])
def test_number_that_no_report_has_is_said_as_it_stands(text: str) -> None:
    assert formats.number(Decimal(text)) == text
    assert text in say_check("part_over_whole", False, {"part": text, "whole": text}, "vi")
