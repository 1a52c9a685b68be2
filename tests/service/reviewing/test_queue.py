"""The order of the queue, and that the databases read no more of it than they must."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from service import reviews
from service.records import FieldRecord, SubmissionRecord
from service.reviewing.leases import reviewer_of
from service.reviewing.queue import ORDER, count_waiting, for_whom, next_ids, renew_ranks, waiting
from service.reviews import Decision, Verdict
from tests.service.reviewing.conftest import NOW, Office, cells


def paths(session: Session, ids: list[int]) -> list[str]:
    return [session.get_one(FieldRecord, one).path for one in ids]


def rank(session: Session, submission_id: int, failing: list[list[str]]) -> None:
    rows = session.scalars(select(FieldRecord).where(FieldRecord.submission_id == submission_id))
    renew_ranks(session.get_one(SubmissionRecord, submission_id), rows, failing)
    session.flush()


def test_what_blocks_a_sum_comes_first_then_figures_then_words(office: Office) -> None:
    submission, _ = office.report(
        {"path": "document.number"}, {"path": "figure.I.so"}, *cells(3), {"path": "table.b.1.label"}
    )
    with office.database.write() as session:
        rank(session, submission, [["table.b.3.n", "table.b.2.n"]])
        found = paths(session, next_ids(session, limit=9))
    assert found == [
        "table.b.2.n",
        "table.b.3.n",
        "figure.I.so",
        "table.b.1.n",
        "document.number",
        "table.b.1.label",
    ]


def test_the_issuer_comes_first_while_nobody_knows_whose_report_it_is(office: Office) -> None:
    submission, _ = office.report(*cells(1), {"path": "document.issuer"})
    with office.database.write() as session:
        session.get_one(SubmissionRecord, submission).unit_status = "review"
        rank(session, submission, [])
        assert paths(session, next_ids(session)) == ["document.issuer"]


def test_skipped_fields_come_last_and_deleted_reports_never(office: Office) -> None:
    submission, (first, second) = office.report(*cells(2))
    gone, _ = office.report(*cells(2))
    an = office.person("an")
    with office.database.write() as session:
        session.get_one(SubmissionRecord, gone).deleted_at = NOW
        reviews.settle(session, first, Decision(Verdict.SKIP), version=1, person=an, now=NOW)
        assert next_ids(session, limit=9) == [second, first]
        assert count_waiting(session) == 2
        assert count_waiting(session, submission_id=gone) == 0
        assert next_ids(session, after=first, submission_id=submission) == [second]


def test_next_and_count_read_the_index_of_the_queue_alone(office: Office) -> None:
    dialect = office.database.engine.dialect
    if dialect.name != "sqlite":
        return  # PostgreSQL plans by what the tables hold; the benchmark prints its plans on a million rows
    reviewer = reviewer_of(office.person("an"), NOW)
    with office.database.read() as session:
        for query in (
            select(FieldRecord.id).where(*waiting(), *for_whom(reviewer)).order_by(*ORDER).limit(1),
            select(FieldRecord.id).where(*waiting(campaign_id="x"), *for_whom(reviewer)).order_by(*ORDER),
        ):
            words = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
            plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
            assert plan[0] == "SCAN fields USING COVERING INDEX queue", plan
            assert not any("TEMP B-TREE" in step for step in plan), plan
