"""Two people enter a field without seeing each other's value; a third one settles what differs."""

from __future__ import annotations

import pytest

from service import reviews
from service.access.person import Person
from service.errors import BadRequest, EnteredAlready, NothingToUndo
from service.reviewing import items
from service.reviewing.choices import ReviewChoices, choose, is_entered_twice
from service.reviewing.leases import reviewer_of
from service.reviews import Decision, Settled, Verdict
from tests.service.reviewing.conftest import CAMPAIGN, NOW, Office, cells


def enter(
    office: Office, field: int, person: Person, text: str | None, verdict: Verdict = Verdict.CORRECT
) -> Settled:
    with office.database.write() as session:
        version = office.field(field).version
        return reviews.settle(
            session, field, Decision(verdict, text), version=version, person=person, now=NOW
        )


def offered(office: Office, person: Person) -> int | None:
    with office.database.read() as session:
        item = items.next_doubtful(session, reviewer_of(person, NOW))
        return item.field.id if item else None


@pytest.fixture
def field(office: Office) -> int:
    with office.database.write() as session:
        choose(session, CAMPAIGN, ReviewChoices(twice=("cell",)))
    return office.report(*cells(1))[1][0]


@pytest.fixture
def people(office: Office) -> list[Person]:
    return [office.person(name) for name in ("an", "binh", "chi")]


def test_entries_that_agree_settle_the_field(office: Office, field: int, people: list[Person]) -> None:
    an, binh, _ = people
    assert enter(office, field, an, "17").waits
    row = office.field(field)
    assert (row.status, row.verdict, row.value, row.task) == ("review", None, 5, "second")
    assert offered(office, an) is None, "nobody is asked twice"
    assert offered(office, binh) == field
    assert not enter(office, field, binh, "17").waits
    row = office.field(field)
    assert (row.status, row.settled_value, row.settled_by, row.task) == ("corrected", 17, binh.id, "")


def test_the_second_person_sees_nothing_of_the_first_entry(
    office: Office, field: int, people: list[Person]
) -> None:
    enter(office, field, people[0], "17")
    with office.database.read() as session:
        item = items.get_item(session, field)
        told = (item.field.value, item.field.raw, item.entered)
        entry = items.history(session, field)[0]
    assert told == (5, "5", ())
    assert (entry.verdict, entry.from_value, entry.to_value) == ("entry", 5, 5)


def test_entries_that_differ_go_to_a_third_person_with_both_shown(
    office: Office, field: int, people: list[Person]
) -> None:
    an, binh, chi = people
    enter(office, field, an, "17")
    assert enter(office, field, binh, "71").waits
    assert [offered(office, one) for one in people] == [None, None, field]
    with office.database.read() as session:
        assert items.get_item(session, field).entered == ("17", "71")
    with pytest.raises(EnteredAlready):
        enter(office, field, an, "17")
    assert not enter(office, field, chi, "71").waits
    assert office.field(field).settled_value == 71


def test_illegible_and_not_on_the_paper_are_no_agreement(
    office: Office, field: int, people: list[Person]
) -> None:
    enter(office, field, people[0], None, Verdict.ILLEGIBLE)
    assert enter(office, field, people[1], None, Verdict.NOT_ON_PAPER).waits
    assert office.field(field).task == "third"


def test_an_entry_can_be_taken_back_until_somebody_built_upon_it(
    office: Office, field: int, people: list[Person]
) -> None:
    an, binh, _ = people
    enter(office, field, an, "17")
    with office.database.write() as session:
        reviews.undo(session, person=an, now=NOW)
    assert office.field(field).task == ""
    enter(office, field, an, "18")
    enter(office, field, binh, "18")
    with office.database.write() as session, pytest.raises(NothingToUndo):
        reviews.undo(session, person=an, now=NOW)
    with office.database.write() as session:
        reviews.undo(session, person=binh, now=NOW)
    row = office.field(field)
    assert (row.task, row.status, row.verdict) == ("second", "review", None)
    assert not enter(office, field, binh, "18").waits


def test_a_skip_is_no_entry(office: Office, field: int, people: list[Person]) -> None:
    assert not enter(office, field, people[0], None, Verdict.SKIP).waits
    assert office.field(field).task == ""


def test_a_share_takes_about_that_many_fields_and_always_the_same() -> None:
    choices = ReviewChoices(twice_share=0.2, seed=3)
    taken = [n for n in range(2000) if is_entered_twice(choices, n, "table.b.1.n")]
    assert 340 < len(taken) < 460
    assert taken == [n for n in range(2000) if is_entered_twice(choices, n, "table.b.1.n")]


@pytest.mark.parametrize("choices", [ReviewChoices(twice=("nothing",)), ReviewChoices(sample_share=1.5)])
def test_what_does_not_exist_cannot_be_chosen(office: Office, choices: ReviewChoices) -> None:
    with office.database.write() as session, pytest.raises(BadRequest):
        choose(session, CAMPAIGN, choices)
