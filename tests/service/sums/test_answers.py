"""Stored answers to headings equal those computed from scratch, whatever changed."""

from __future__ import annotations

import random

import pytest

from samples.office import CAMPAIGN
from service.coverage_map import coverage_map
from service.database import Database
from service.records import SumsAnswersRecord
from service.sums import answers, keeping
from tests.service.sums.acts import ACTS, World, happen
from tests.service.sums.conftest import PERIODS, do


def check(database: Database, told: str = "") -> None:
    for period in PERIODS:
        assert answers.renew_answers(database, CAMPAIGN, period, build=True), told
        with database.read() as session:
            stored = answers.stored_answers(session, CAMPAIGN, period)
            scratch = coverage_map(session, CAMPAIGN, period, limit=5)
            assert coverage_map(session, CAMPAIGN, period, limit=5, answers=stored) == scratch, told


def test_answers_equal_those_from_scratch_after_every_kind_of_change(database: Database) -> None:
    check(database)
    chance = random.Random(11)
    acts = list(ACTS)
    chance.shuffle(acts)
    for step, act in enumerate(acts):
        do(database, chance, act, step)
        check(database, f"{step} {act.__name__}")
        if step % 3 == 0:  # whoever looks at the sums takes the marks in, too
            keeping.renew(database, CAMPAIGN, PERIODS[0], build=True)


def test_too_many_changes_drop_what_is_stored(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    check(database)
    monkeypatch.setattr(keeping, "MOST_CHANGED", 0)
    with database.write() as session:
        for act in ACTS[:1] * 3:
            happen(World(session, random.Random(2), PERIODS), act)
    check(database)


def test_many_missing_answers_are_left_to_a_page_that_may_take_its_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "LARGE", 3)
    assert not answers.renew_answers(database, CAMPAIGN, PERIODS[0], build=False)
    with database.read() as session:
        assert session.query(SumsAnswersRecord).count() == 0
    assert answers.renew_answers(database, CAMPAIGN, PERIODS[0], build=True)
