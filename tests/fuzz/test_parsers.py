"""A short run of ``make fuzz``, and made-up text for whatever reads numbers, days and names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.dates import parse_date
from extraction.document_number import parse_document_number
from extraction.form_code import parse_form_code
from extraction.number_words import parse_number_words
from extraction.values import parse_count, parse_percent
from service.uploads import clean_name
from service.workers import WorkerPool
from tests.fuzz.targets import TARGETS, case, make_pool, tried

CASES = 15
"""Of each parser; ``make fuzz`` tries as many as there is time for."""

SIGNS = st.text(
    "0123456789.,-–−/%()[] oOlISB|'\"tháng năm ngày mười trăm nghìn\u00a0\u202e\x00\ud7ff½²٣", max_size=30
)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = make_pool()
    yield pool
    pool.close()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", TARGETS)
def test_what_is_bent_out_of_shape_ends_in_a_named_state(pool: WorkerPool, name: str) -> None:
    for number in range(CASES):
        finding = tried(pool, name, case(name, number))
        assert finding is None, f"case {number}: {finding.said}"


@pytest.mark.parametrize(
    "parse",
    [parse_count, parse_percent, parse_date, parse_number_words, parse_document_number, parse_form_code],
)
@given(text=st.one_of(SIGNS, st.text(max_size=40)))
def test_any_text_is_a_value_or_none(parse: Callable[[str], Any], text: str) -> None:
    first = parse(text)
    assert parse(text) == first


@given(st.text(st.characters(), max_size=400))
def test_any_name_becomes_one_that_can_be_shown(name: str) -> None:
    bare = clean_name(name)
    assert bare and len(bare) <= 200 and "/" not in bare and "\\" not in bare and "\x00" not in bare
    bare.encode("utf-8")
