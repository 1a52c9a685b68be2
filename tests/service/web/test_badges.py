from __future__ import annotations

from dataclasses import dataclass

import pytest

from service.i18n import CATALOGUE
from service.web.badges import BADGES, badge_of, tone


@dataclass
class Row:
    state: str = "read"
    pages_failed: int = 0
    problems: int = 0
    failed_checks: int = 0
    doubtful: int = 0


@pytest.mark.parametrize(
    ("row", "badge"),
    [
        (Row(), "done"),
        (Row(doubtful=1), "review"),
        (Row(doubtful=1, failed_checks=2), "review"),
        (Row(failed_checks=1), "problem"),
        (Row(problems=1), "problem"),
        (Row(pages_failed=1, doubtful=5), "problem"),
        (Row(state="received"), "reading"),
        (Row(state="reading", pages_failed=1), "reading"),
        (Row(state="failed", doubtful=9), "failed"),
    ],
)
def test_the_worst_part_decides(row: Row, badge: str) -> None:
    assert badge_of(row) == badge


def test_every_badge_has_words_and_a_colour() -> None:
    assert all(f"state.{badge}" in CATALOGUE and tone(badge) != "plain" for badge in BADGES)
