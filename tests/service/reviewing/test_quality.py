"""Accepted fields drawn by lot, what people found in them, and the threshold that follows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from extraction.model import Extraction, Field, FieldStatus
from service import reviews
from service.campaigns import get_campaign
from service.errors import BadRequest
from service.records import FieldRecord, SampleRecord, SubmissionRecord
from service.results import keep
from service.reviewing import items, samples
from service.reviewing.choices import ReviewChoices, choose
from service.reviewing.quality import Evidence, propose, quality_of, take_threshold
from service.reviews import Decision, Verdict
from tests.service.reviewing.conftest import CAMPAIGN, NOW, Office, cells


def draw(office: Office, share: float = 1.0, seed: int = 1) -> int:
    with office.database.write() as session:
        choose(session, CAMPAIGN, ReviewChoices(sample_share=share, seed=seed))
        return samples.draw(session, CAMPAIGN, now=NOW)


def look(office: Office, field: int, text: str | None = None) -> None:
    decision = Decision(Verdict.CORRECT, text) if text else Decision(Verdict.CONFIRM)
    with office.database.write() as session:
        version = office.field(field).version
        reviews.settle(session, field, decision, version=version, person=office.an, now=NOW)


@pytest.fixture(autouse=True)
def _an(office: Office) -> None:
    office.an = office.person("an")  # type: ignore[attr-defined]


def test_drawn_fields_stay_accepted_and_wait_in_the_queue(office: Office) -> None:
    _, (accepted, doubtful) = office.report(
        {"path": "table.b.1.n", "status": "accepted"}, {"path": "table.b.2.n"}
    )
    assert draw(office) == 1
    row = office.field(accepted)
    assert (row.status, row.task) == ("accepted", "sample")
    with office.database.read() as session:
        item = items.next_doubtful(session)
        assert item is not None and item.field.id == accepted
    assert office.field(doubtful).task == ""
    assert draw(office) == 0, "nothing is drawn twice"


def test_what_people_find_is_measured_by_kind_with_its_interval(office: Office) -> None:
    _, fields = office.report(*cells(4, status="accepted"), {"path": "figure.I.so", "status": "accepted"})
    draw(office)
    for field in fields[:3]:
        look(office, field)
    look(office, fields[3], "6")
    with office.database.read() as session:
        quality = quality_of(session, CAMPAIGN)
    cell, figure = quality.kinds
    assert (cell.kind, cell.drawn, cell.right, cell.wrong, cell.rate) == ("cell", 4, 3, 1, 0.25)
    assert cell.low == pytest.approx(0.0456, abs=1e-3) and cell.high == pytest.approx(0.6994, abs=1e-3)
    assert (figure.looked, figure.rate) == (0, None)
    assert quality.needed == 96 and quality.proposal is None


def test_taking_a_look_back_makes_the_field_wait_again(office: Office) -> None:
    _, (field,) = office.report(*cells(1, status="accepted"))
    draw(office)
    look(office, field, "6")
    with office.database.write() as session:
        reviews.undo(session, person=office.an, now=NOW)  # type: ignore[attr-defined]
    row = office.field(field)
    assert (row.status, row.task) == ("accepted", "sample")
    with office.database.read() as session:
        assert session.scalar(select(SampleRecord.outcome)) == ""


def test_the_same_seed_draws_the_same_fields(office: Office) -> None:
    office.report(*cells(200, status="accepted"))
    count = draw(office, 0.1, seed=7)
    assert 8 <= count <= 35
    with office.database.write() as session:
        first = set(session.scalars(select(SampleRecord.field_id)))
        for sample in session.scalars(select(SampleRecord)):
            session.delete(sample)
        for row in session.scalars(select(FieldRecord).where(FieldRecord.task == "sample")):
            row.task = ""
    draw(office, 0.1, seed=7)
    with office.database.read() as session:
        assert set(session.scalars(select(SampleRecord.field_id))) == first


def test_a_report_that_is_read_draws_by_itself_and_anew_when_it_is_read_again(office: Office) -> None:
    submission, _ = office.report()
    with office.database.write() as session:
        choose(session, CAMPAIGN, ReviewChoices(sample_share=1.0))
        session.get_one(SubmissionRecord, submission).revision = 1
    for raw in ("5", "6"):
        field = Field("table.b.1.n", int(raw), raw, 0.99, FieldStatus.ACCEPTED, page=1, bbox=(0, 0, 1, 1))
        with office.database.write() as session:
            keep(session, submission, 1, [], Extraction(CAMPAIGN, (field,), pages=1), now=NOW)
        with office.database.read() as session:
            row = session.scalars(select(FieldRecord)).one()
            assert (row.raw, row.task, session.scalars(select(SampleRecord)).one().outcome) == (
                raw,
                "sample",
                "",
            )


def test_a_threshold_is_proposed_where_the_target_is_kept_below_it() -> None:
    sure = [Evidence(0.9995, False, 10.0)] * 300
    asked = [Evidence(0.97, False, 1.0)] * 40
    poor = [Evidence(0.9, True, 1.0)] * 40
    found = propose([*sure, *asked, *poor], 0.9796, looked=300)
    assert found is not None and found.threshold == 0.97
    assert found.escaped <= 0.001 and found.accepted_change > 0
    assert propose([*sure, *asked], 0.9796, looked=99) is None, "too few were looked at"
    assert propose(poor, 0.9796, looked=300) is None, "no threshold keeps to the target"


def test_errors_among_drawn_fields_raise_the_threshold() -> None:
    sure = [Evidence(0.9999, False, 10.0)] * 300
    slips = [Evidence(0.981, True, 10.0)] * 5
    found = propose([*sure, *slips], 0.9796, looked=305)
    assert found is not None and found.threshold == 0.9999


def test_a_threshold_that_keeps_to_the_target_is_left_alone() -> None:
    assert propose([Evidence(0.9995, False, 10.0)] * 300, 0.9796, looked=300) is None


def test_a_threshold_holds_only_by_consent_and_is_recorded(office: Office) -> None:
    _, fields = office.report(
        *cells(120, status="accepted", confidence=0.9999),
        {"path": "figure.I.so", "confidence": 0.97},
    )
    draw(office)
    for field in fields:
        look(office, field)
    with office.database.read() as session:
        before = quality_of(session, CAMPAIGN)
    assert before.proposal is not None and before.proposal.threshold == 0.97
    assert before.threshold != 0.97, "nothing changes by itself"
    an = office.an  # type: ignore[attr-defined]
    with office.database.write() as session, pytest.raises(BadRequest):
        take_threshold(session, CAMPAIGN, 0.5, person=an, now=NOW)
    with office.database.write() as session:
        take_threshold(session, CAMPAIGN, 0.97, person=an, now=NOW)
        assert get_campaign(session, CAMPAIGN).threshold == 0.97
        after = quality_of(session, CAMPAIGN)
    assert [(c.who, c.after) for c in after.changes] == [("Đồng chí an", 0.97)]
    assert after.proposal is None
