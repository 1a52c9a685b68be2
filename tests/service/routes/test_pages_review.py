from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from service.reviews import Verdict
from service.routes.pages_account import own_address
from service.routes.pages_review import Choice, Scope, choices_for, decide


def item(**facts: Any) -> Any:
    plain = {"path": "table.bieu-1.3.so_luong", "status": "review", "candidates": (), "task": ""}
    return SimpleNamespace(field=SimpleNamespace(**plain | facts), checks=(), entered=())


def test_leaving_the_entry_as_it_was_confirms() -> None:
    decision = decide(item(), "save", " 1.234 ", "", "1.234")
    assert decision is not None and (decision.verdict, decision.text) == (Verdict.CONFIRM, None)


def test_another_text_corrects() -> None:
    decision = decide(item(), "save", "1.235", "", "1.234")
    assert decision is not None and (decision.verdict, decision.text) == (Verdict.CORRECT, "1.235")


def test_clearing_the_entry_says_that_the_cell_is_blank() -> None:
    decision = decide(item(), "save", "", "", "71")
    assert decision is not None and (decision.verdict, decision.text) == (Verdict.CORRECT, "")


@pytest.mark.parametrize("text", ["", "  "])
def test_a_missing_field_needs_a_value_or_a_word_said_on_purpose(text: str) -> None:
    assert decide(item(status="missing"), "save", text, "", "") is None
    decision = decide(item(status="missing"), "not_on_paper", text, "", "")
    assert decision is not None and decision.verdict is Verdict.NOT_ON_PAPER


def test_a_skip_keeps_its_reason_and_no_text() -> None:
    decision = decide(item(), "skip", "half typed", "paper", "71")
    assert decision is not None
    assert (decision.verdict, decision.text, decision.reason) == (Verdict.SKIP, None, "paper")


def test_choices_start_with_what_stands_there_then_what_mends_the_sum() -> None:
    doubtful = item(candidates=("71", "17", "77"))
    doubtful.checks = (SimpleNamespace(repair=((doubtful.field.path, "17"), ("another.path", "9"))),)
    assert choices_for(doubtful, "number", "71") == (Choice("71"), Choice("17", mends=True), Choice("77"))


def test_a_reading_of_a_figure_that_cannot_be_saved_is_no_choice() -> None:
    assert choices_for(item(candidates=("| 71|", "O", "17")), "number", "71") == (Choice("71"), Choice("17"))


def test_dates_are_offered_as_people_type_them() -> None:
    assert choices_for(item(candidates=("2023-06-22",)), "date", "") == (Choice("22/6/2023"),)


def test_the_queue_is_one_report_one_campaign_or_all() -> None:
    assert Scope.of("7", "").query == {"submission_id": 7, "campaign_id": None}
    assert Scope.of("x", "205-KH/TU").query == {"submission_id": None, "campaign_id": "205-KH/TU"}


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(address: str) -> None:
    assert own_address(address) == "/"


def test_an_own_address_is_kept() -> None:
    assert own_address("/review?submission=3") == "/review?submission=3"
