from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web import formats
from service.web.wall import other_figures, reading_of, text_of


@pytest.mark.parametrize(
    ("value", "raw", "reading"),
    [
        ("7", "7", "7"),
        ("7", "07", "7"),
        ("1234", "1.234", "1.234"),
        ("12.5", "12,5", "12,5"),
        ("0", "0", "0"),
        ("0", "-", "-"),
        ("null", "", ""),
        ("null", "l7", None),
        ('"ghi chú"', "ghi chú", None),
        ("true", "x", None),
    ],
)
def test_cells_are_grouped_by_what_stands_on_the_paper(value: str, raw: str, reading: str | None) -> None:
    assert reading_of(value, raw) == reading


@given(st.integers(min_value=0, max_value=10**9))
def test_every_whole_figure_has_the_group_that_its_tile_shows(value: int) -> None:
    shown = text_of(SimpleNamespace(value=value, raw=str(value), unit=None))
    assert reading_of(str(value), str(value)) == shown == formats.number(value)


@pytest.mark.parametrize(
    ("candidates", "others"),
    [(("01", "1"), ()), (("1 ñ", "1"), ()), (("1", "71", "7"), ("71", "7")), ((), ())],
)
def test_only_other_figures_are_named_beside_a_tile(candidates: Any, others: tuple[str, ...]) -> None:
    assert other_figures(candidates, 1) == others
