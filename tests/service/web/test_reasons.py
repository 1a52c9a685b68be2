from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from service.web.reasons import reasons_of, rivals_of


def field(**facts: Any) -> Any:
    plain = {"doubts": (), "candidates": (), "machine_status": "review", "task": ""}
    return SimpleNamespace(**plain | facts)


def test_two_readers_are_quoted() -> None:
    told = reasons_of(field(doubts=("readers_differ",), candidates=("71", "17", "77")), "vi", failing=False)
    assert told == ("Hai bộ đọc khác nhau: 71 / 17",)


def test_a_failing_check_speaks_for_itself() -> None:
    assert reasons_of(field(doubts=("sum_fails", "check_fails")), "vi", failing=True) == ()
    assert len(reasons_of(field(doubts=("sum_fails",)), "vi", failing=False)) == 1


def test_a_field_without_a_doubt_of_its_own_still_says_why() -> None:
    assert reasons_of(field(), "en", failing=False) == ("The machine is not sure of this value",)
    assert reasons_of(field(machine_status="missing"), "en", failing=False) == ("Not found on the scan",)


def test_rivals_are_named_once_and_blanks_never() -> None:
    assert rivals_of(("7", "", "7", "1")) == ("7", "1")
