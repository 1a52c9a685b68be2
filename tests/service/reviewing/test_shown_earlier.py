"""A field that was shown before an earlier save is refused for a person's word alone, on both databases."""

from __future__ import annotations

import copy
import threading

import pytest

from service import reviews
from service.access.person import Person
from service.errors import StaleField
from service.records import CampaignRecord, CheckRecord
from service.reviews import Decision, Verdict
from tests.service.reviewing.conftest import CAMPAIGN, DATA, NOW, Office

SHOWN = 1
"""The version of every field as it was drawn, ahead of the one that is settled first."""


@pytest.fixture(params=["fails", "holds"])
def sum_of_three(request: pytest.FixtureRequest, office: Office) -> tuple[int, int, int]:
    """A total and its two parts; as read it fails by one, or it holds."""
    fails = request.param == "fails"
    facts = {
        "status": "review" if fails else "accepted",
        "confidence": 1.0,
        "doubts": ["sum_fails"] if fails else [],
    }
    figures = (("11", 11), ("5", 5), ("7" if fails else "6", 7 if fails else 6))
    submission, fields = office.report(
        *(
            {"path": f"table.b.{n}.n", "raw": raw, "value": value, **facts}
            for n, (raw, value) in enumerate(figures, 1)
        )
    )
    plan = copy.deepcopy(DATA)
    plan["forms"][0]["sums"] = [{"columns": ["n"]}]
    with office.database.write() as session:
        session.get_one(CampaignRecord, CAMPAIGN).data = plan
        session.add(
            CheckRecord(
                submission_id=submission,
                position=0,
                name="sum:b.n.1",
                ok=not fails,
                code="sum_of_members",
                paths=[f"table.b.{n}.n" for n in (1, 2, 3)],
                facts={},
                repair=[],
            )
        )
    whole, first, second = fields
    return whole, first, second


def say(office: Office, person: Person, field: int, text: str | None = None) -> None:
    decision = Decision(Verdict.CORRECT, text) if text else Decision(Verdict.CONFIRM)
    with office.database.write() as session:
        reviews.settle(session, field, decision, version=SHOWN, person=person, now=NOW)


def mend_or_break(office: Office, person: Person, fields: tuple[int, int, int]) -> None:
    """Settle the second part so that the sum's outcome, and with it the state of the others, turns."""
    before = office.field(fields[1]).status
    say(office, person, fields[2], "6" if before == "review" else "7")
    after = office.field(fields[1])
    assert {before, after.status} == {"review", "accepted"}, "the check sent it to review or released it"
    assert after.value == 5 and after.verdict is None


@pytest.mark.parametrize("text", [None, "4"])
def test_a_field_whose_sum_was_checked_anew_since_is_saved(
    office: Office, sum_of_three: tuple[int, int, int], text: str | None
) -> None:
    an = office.person("an")
    mend_or_break(office, an, sum_of_three)
    say(office, an, sum_of_three[1], text)
    row = office.field(sum_of_three[1])
    assert (row.status, row.settled_value) == (("corrected", 4) if text else ("confirmed", 5))


def test_what_another_person_said_since_is_still_refused_with_both_values(
    office: Office, sum_of_three: tuple[int, int, int]
) -> None:
    an = office.person("an")
    mend_or_break(office, office.person("binh"), sum_of_three)
    say(office, office.person("chi"), sum_of_three[1], "4")
    with pytest.raises(StaleField) as refused:
        say(office, an, sum_of_three[1], "3")
    assert (refused.value.facts["who"], refused.value.facts["value"]) == ("Đồng chí chi", "4")
    assert office.field(sum_of_three[1]).settled_value == 4


def test_what_another_person_took_back_since_is_still_refused(
    office: Office, sum_of_three: tuple[int, int, int]
) -> None:
    an, binh = office.person("an"), office.person("binh")
    say(office, binh, sum_of_three[1], "4")
    with office.database.write() as session:
        reviews.undo(session, person=binh, now=NOW)
    with pytest.raises(StaleField):
        say(office, an, sum_of_three[1])


def test_two_people_who_settle_parts_of_one_sum_at_once_both_keep_their_word(
    office: Office, sum_of_three: tuple[int, int, int]
) -> None:
    """The second save waits for the first: its checks see the other field as it was settled."""
    _, first, second = sum_of_three
    an, binh = office.person("an"), office.person("binh")
    waiting = threading.Thread(target=say, args=(office, an, first, "4"))  # which turns the sum's outcome
    with office.database.write() as session:
        decision = Decision(Verdict.CONFIRM)
        reviews.settle(session, second, decision, version=SHOWN, person=binh, now=NOW)
        waiting.start()
        waiting.join(timeout=1)
    waiting.join(timeout=60)
    assert not waiting.is_alive()
    assert [office.field(field).status for field in (first, second)] == ["corrected", "confirmed"]
