"""What is still open in reports: faults of reading, problems, failed checks; for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from service.errors import problem_for
from service.exporting.long import LongReport
from service.exporting.styles import STATUS_VI
from service.records import DOUBTFUL, CheckRecord, FileRecord, PageRecord, ProblemRecord, SubmissionRecord
from service.saying import say_check, say_problem


class Issues:
    """The open questions of many reports, read at once."""

    def __init__(self, session: Session, wanted: Select[int]) -> None:
        """Read those of the reports whose ids ``wanted`` selects."""
        self._checks: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for submission, name, code, facts in session.execute(
            select(CheckRecord.submission_id, CheckRecord.name, CheckRecord.code, CheckRecord.facts)
            .where(CheckRecord.submission_id.in_(wanted), ~CheckRecord.ok)
            .order_by(CheckRecord.submission_id, CheckRecord.position)
        ):
            self._checks[submission].append((name, say_check(code, False, facts, "vi")))
        pages = _pages_with_problems(session, wanted)
        self._problems: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
        for submission, code, page, facts in session.execute(
            select(ProblemRecord.submission_id, ProblemRecord.code, ProblemRecord.page, ProblemRecord.facts)
            .where(ProblemRecord.submission_id.in_(wanted))
            .order_by(ProblemRecord.submission_id, ProblemRecord.id)
        ):
            file, reason = pages.get((submission, page), (None, None))
            known = {"page": page, **({"file": file} if file else {}), **facts}
            self._problems[submission].append((page, say_problem(code, known, reason, "vi")))

    def failed_checks(self, submission_id: int) -> int:
        return len(self._checks.get(submission_id, ()))

    def of(self, report: LongReport) -> Iterator[tuple[int | None, str, Any]]:
        """Page, what, and the question in words."""
        if report.error is not None:
            yield None, report.error.title_vi, f"{report.error.detail_vi} {report.error.remedy_vi}"
        for page, sentence in self._problems.get(report.id, ()):
            yield page, "Vấn đề khi đọc", sentence
        for name, sentence in self._checks.get(report.id, ()):
            yield None, name, sentence
        for field in report.fields:
            if field.status in DOUBTFUL:
                shown = ("có" if field.value else "không") if isinstance(field.value, bool) else field.value
                yield field.page, field.label, f"{STATUS_VI[field.status]}: {shown or '–'}"


def _pages_with_problems(session: Session, wanted: Select[int]) -> dict[tuple[int, int], tuple[str, Any]]:
    """File name and fault of each page that a problem speaks of."""
    rows = session.execute(
        select(
            PageRecord.submission_id, PageRecord.number, FileRecord.name, PageRecord.state,
            PageRecord.error_code, PageRecord.error_facts,
        )
        .join(
            ProblemRecord,
            and_(
                ProblemRecord.submission_id == PageRecord.submission_id,
                ProblemRecord.page == PageRecord.number,
            ),
        )
        .join(
            SubmissionRecord,
            and_(
                SubmissionRecord.id == PageRecord.submission_id,
                SubmissionRecord.revision == PageRecord.revision,
            ),
        )
        .join(
            FileRecord,
            and_(
                FileRecord.submission_id == PageRecord.submission_id,
                FileRecord.position == PageRecord.file_index,
            ),
        )
        .where(PageRecord.submission_id.in_(wanted))
    )  # fmt: skip
    return {
        (submission, number): (name, problem_for(code, facts) if code and state == "failed" else None)
        for submission, number, name, state, code, facts in rows
    }
