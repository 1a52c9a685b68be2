"""The text of a printed form's code: out and in again, and what it decides."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from extraction.campaign import Campaign
from extraction.form_code import FormCode, first_form_code, named_by, parse_form_code, plain
from extraction.placing import find_campaign
from ocr.model import Page, Transform

CODE = "TH1|205-KH/TU|mo-duc|3|1/2"
PLANS = [Campaign(id, None, "", "", None, "", ()) for id in ("01-KH/BCĐ", "205-KH/TU", "34-KH/TU")]


def page(*codes: str, blank: bool = False) -> Page:
    return Page(1, 100, 100, 300.0, Transform.whole_page(100, 100), codes=codes, blank=blank)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(1, 99999), st.integers(1, 99))
def test_what_is_printed_is_read(campaign: str, unit: str, version: int, pages: int) -> None:
    code = FormCode(campaign, unit, version, pages, pages)
    assert code.text.isascii()
    read = parse_form_code(code.text)
    if plain(campaign):
        assert read == replace(code, campaign=plain(campaign), unit=plain(unit))
    else:
        assert read is None


@given(st.text(max_size=60))
def test_any_other_text_is_none_of_ours(text: str) -> None:
    assert parse_form_code(text) is None or text.startswith("TH1|")


def test_ids_are_known_by_plain_letters_unless_two_share_them() -> None:
    assert named_by("01-KH/BCD", ["01-KH/BCĐ", "205-KH/TU"]) == "01-KH/BCĐ"
    assert named_by("01-KH/BCD", ["01-KH/BCĐ", "01-KH/BCD"]) is None
    assert named_by("", ["", "a"]) is None


def test_only_the_first_page_with_print_decides() -> None:
    assert first_form_code([page(CODE), page()]) == parse_form_code(CODE)
    assert first_form_code([page(blank=True), page(CODE)]) == parse_form_code(CODE)
    assert first_form_code([page(), page(CODE)]) is None
    assert first_form_code([page("https://example.org", CODE)]) == parse_form_code(CODE)
    assert first_form_code([page(CODE, CODE.replace("mo-duc", "ba-to"))]) is None
    assert first_form_code([]) is None


def test_the_code_names_the_campaign_for_certain() -> None:
    best, second, _ = find_campaign([page(CODE)], PLANS)
    assert (best[0].id, best[1], second[1]) == ("205-KH/TU", 1.0, 0.0)
    unknown = CODE.replace("205", "206")
    assert max(score for _, score in find_campaign([page(unknown)], PLANS)) < 0.3
