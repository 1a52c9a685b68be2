"""Two browsers at one queue, on both databases."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from service import reviews
from service.access.person import Person
from service.errors import FieldLent, StaleField
from service.reviewing import items, leases
from service.reviewing.leases import reviewer_of
from service.reviews import Decision, Verdict
from tests.service.reviewing.conftest import NOW, Office, cells

SECONDS = 60
LATER = NOW + dt.timedelta(seconds=SECONDS + 1)


def take(office: Office, person: Person, now: dt.datetime = NOW) -> int | None:
    with office.database.write() as session:
        return leases.take_next(session, reviewer_of(person, now), scope="desk", seconds=SECONDS)


def confirm(office: Office, person: Person, field: int, version: int = 1, text: str | None = None) -> None:
    decision = Decision(Verdict.CORRECT, text) if text else Decision(Verdict.CONFIRM)
    with office.database.write() as session:
        reviews.settle(session, field, decision, version=version, person=person, now=NOW)


def test_two_browsers_that_work_at_once_never_get_the_same_field(office: Office) -> None:
    _, fields = office.report(*cells(40))
    got: dict[str, list[int]] = {}

    def work(person: Person) -> None:
        mine = got.setdefault(person.name, [])
        while (field := take(office, person)) is not None:
            mine.append(field)
            confirm(office, person, field)

    threads = [threading.Thread(target=work, args=(office.person(name),)) for name in ("an", "binh", "chi")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(field for mine in got.values() for field in mine) == fields, "each field once, none twice"


def test_a_lent_field_comes_back_when_its_browser_shows_no_more_sign_of_life(office: Office) -> None:
    _, (field, other) = office.report(*cells(2))
    an, binh = office.person("an"), office.person("binh")
    assert take(office, an) == field
    assert take(office, binh) == other
    assert take(office, binh, LATER) == field


def test_a_page_that_is_still_open_keeps_its_field_and_one_that_is_left_gives_it_back(office: Office) -> None:
    _, (field, other) = office.report(*cells(2))
    an, binh = office.person("an"), office.person("binh")
    take(office, an)
    half = NOW + dt.timedelta(seconds=SECONDS // 2)
    with office.database.write() as session:
        assert leases.keep(session, reviewer_of(an, half), scope="desk", seconds=SECONDS) == 1
    assert take(office, binh, LATER) == other, "still with the first"
    with office.database.write() as session:
        leases.give_back(session, reviewer_of(an, LATER), scope="desk")
    assert take(office, binh, LATER) == field


def test_a_field_that_another_has_cannot_be_saved_and_the_refusal_names_them(office: Office) -> None:
    _, (field,) = office.report(*cells(1))
    an, binh = office.person("an"), office.person("binh")
    take(office, an)
    with pytest.raises(FieldLent) as refused:
        confirm(office, binh, field)
    assert "Đồng chí an" in refused.value.problem.detail_vi
    assert office.field(field).verdict is None
    confirm(office, an, field)
    assert office.field(field).status == "confirmed"


def test_a_stale_save_is_refused_with_who_and_what(office: Office) -> None:
    _, (field,) = office.report(*cells(1))
    confirm(office, office.person("an"), field, text="17")
    with pytest.raises(StaleField) as refused:
        confirm(office, office.person("binh"), field, text="71")
    assert refused.value.facts["who"] == "Đồng chí an"
    assert refused.value.facts["value"] == "17"
    assert office.field(field).settled_value == 17


def test_of_two_saves_at_the_same_moment_one_is_refused(office: Office) -> None:
    _, (field,) = office.report(*cells(1))
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def save(person: Person, text: str) -> None:
        both.wait(30)
        try:
            confirm(office, person, field, text=text)
            outcomes.append("saved")
        except StaleField:
            outcomes.append("stale")

    people = [office.person("an"), office.person("binh")]
    threads = [
        threading.Thread(target=save, args=(person, text))
        for person, text in zip(people, ("1", "2"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["saved", "stale"]
    with office.database.read() as session:
        assert len(items.history(session, field)) == 1


def test_a_form_is_lent_as_a_whole_except_what_another_has(office: Office) -> None:
    _, fields = office.report(*cells(5))
    an, binh = office.person("an"), office.person("binh")
    first = take(office, an)
    with office.database.write() as session:
        got = leases.take(session, fields, reviewer_of(binh, NOW), scope="grid:1:b", seconds=SECONDS)
        lent = leases.lent_to_others(session, fields, reviewer_of(binh, NOW))
    assert got == set(fields) - {first}
    assert {field: one.who for field, one in lent.items()} == {first: "Đồng chí an"}
    confirm(office, an, first or 0)
    assert take(office, an) is None, "the rest is with the other"
