"""Spreadsheets: the form in its own layout, every field with its evidence, what is open, and the reports.

Text is always written as text, so that nothing that stood on a scan can become a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.text import fold
from service import sheet_tables
from service.campaigns import get_campaign
from service.exporting import as_json, ods
from service.exporting.book import Book, Link, field_link
from service.exporting.forms import Report, write_form
from service.exporting.long import LongReport, long_reports
from service.exporting.styles import STATUS_VI
from service.records import SubmissionRecord
from service.sheet_tables import Column
from service.submissions import DOUBTFUL, SubmissionDetail, get_submission

_FIELD_COLUMNS = (
    ("Báo cáo số", 10), ("Tệp", 30), ("Đơn vị", 30), ("Đợt", 14), ("Đường dẫn", 34), ("Trường", 48),
    ("Giá trị", 24), ("Đơn vị tính", 10), ("Trạng thái", 14), ("Độ tin cậy", 10), ("Nguyên văn đọc được", 24),
    ("Máy đọc", 20), ("Trang", 7), ("Vị trí trên trang", 26), ("Người xử lý", 20), ("Lúc", 18),
    ("Mã đơn vị", 14), ("Đơn vị trong danh mục", 30), ("Kỳ", 10), ("Xem trên trang", 16),
)  # fmt: skip
_ISSUE_COLUMNS = (
    ("Báo cáo số", 10),
    ("Tệp", 30),
    ("Đơn vị", 30),
    ("Trang", 7),
    ("Mục", 40),
    ("Nội dung", 80),
)
_REPORT_COLUMNS = (
    ("Báo cáo số", 10), ("Tệp", 30), ("Đơn vị", 34), ("Số, ký hiệu", 18), ("Ngày", 12), ("Đợt", 14),
    ("Số trang", 9), ("Tình trạng", 14), ("Trường chờ xem", 14), ("Kiểm tra không đạt", 16),
    ("Nhận lúc", 18), ("Người nhận", 20),
)  # fmt: skip
_STATES_VI = {"received": "Đã nhận", "reading": "Đang đọc", "read": "Đã đọc", "failed": "Không đọc được"}


@dataclass(frozen=True)
class ExportQuery:
    """Which reports: a campaign's, some by id, or all."""

    campaign_id: str | None = None
    submission_ids: tuple[int, ...] = ()


def export_name(query: ExportQuery, suffix: str, now: dt.datetime) -> str:
    """A file name: what, which campaign, which day.

    >>> export_name(ExportQuery("205-KH/TU"), "xlsx", dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    'tong-hop-205-kh-tu-20261121.xlsx'
    """
    which = fold(query.campaign_id).replace(" ", "-") if query.campaign_id else "tat-ca"
    if len(query.submission_ids) == 1:
        which = f"bao-cao-{query.submission_ids[0]}"
    return f"tong-hop-{which}-{now:%Y%m%d}.{suffix}"


def write_xlsx(
    session: Session, query: ExportQuery, out: BinaryIO, *, now: dt.datetime, base: str = ""
) -> None:
    """Write the workbook. Rows are streamed, so its size is bounded by the disk and not by memory."""
    book = Book(out, "Tổng hợp báo cáo", base=base, now=now)
    styles = book.styles
    ids = _submission_ids(session, query)
    for campaign_id in _campaign_ids(session, ids):
        campaign = get_campaign(session, campaign_id)
        for form in campaign.forms:
            name = f"{form.id} {campaign.id}"
            reports = (_report(d) for d in _details(session, ids) if d.row.campaign_id == campaign_id)
            write_form(book.sheet(name), styles, form, campaign, reports)
    every = long_reports(session, query.submission_ids, query.campaign_id)
    book.table("Tất cả các trường", [Column(*c) for c in _FIELD_COLUMNS], _field_lines(every))
    book.table("Việc còn lại", [Column(*c) for c in _ISSUE_COLUMNS], _issue_lines(_details(session, ids)))
    book.table("Báo cáo", [Column(*c) for c in _REPORT_COLUMNS], _report_lines(_details(session, ids)))
    book.close()


def write_csv(session: Session, query: ExportQuery, out: BinaryIO, *, base: str = "") -> None:
    """All fields, one a line, UTF-8 with the mark that makes Excel read Vietnamese."""
    rows = _field_lines(long_reports(session, query.submission_ids, query.campaign_id))
    columns = [Column(title, width) for title, width in _FIELD_COLUMNS]
    sheet_tables.write_csv(columns, (_addressed(row, base) for row in rows), out)


def write_ods(session: Session, query: ExportQuery, out: BinaryIO, *, base: str = "") -> None:
    """All fields and the list of reports, for LibreOffice."""
    fields = _field_lines(long_reports(session, query.submission_ids, query.campaign_id))
    reports = _report_lines(_details(session, _submission_ids(session, query)))
    ods.write_ods(
        [
            ("Tất cả các trường", [Column(*c) for c in _FIELD_COLUMNS], fields),
            ("Báo cáo", [Column(*c) for c in _REPORT_COLUMNS], reports),
        ],
        out,
        base=base,
    )


def write_json(session: Session, query: ExportQuery, out: BinaryIO, *, base: str = "") -> None:
    """All reports with their fields, heads in the names of NĐ 30/2020."""
    reports = long_reports(session, query.submission_ids, query.campaign_id)
    as_json.write_json(reports, out, base=base)


def _addressed(row: Sequence[Any], base: str) -> list[Any]:
    return [base + value.path if isinstance(value, Link) else value for value in row]


def _field_lines(reports: Iterator[LongReport]) -> Iterator[Sequence[Any]]:
    for report in reports:
        issuer = report.value("document.issuer")
        for field in report.fields:
            box = ", ".join(f"{v:.3f}" for v in field.bbox) if field.bbox else None
            yield (
                report.id, report.name, issuer, report.campaign_id, field.path, field.label,
                _shown(field.value), field.unit, STATUS_VI.get(field.status, field.status),
                field.confidence, field.raw, _shown(field.machine_value), field.page, box,
                field.settled_by, _moment(field.settled_at), report.unit_id, report.unit_name, report.period,
                field_link(report.id, field.page, field.id, f"Báo cáo {report.id}"),
            )  # fmt: skip


def _issue_lines(details: Iterator[SubmissionDetail]) -> Iterator[Sequence[Any]]:
    for detail in details:
        row = detail.row
        head = (row.id, row.name, row.issuer)
        if row.error is not None:
            yield (*head, None, row.error.title_vi, f"{row.error.detail_vi} {row.error.remedy_vi}")
        for problem in detail.problems:
            yield (*head, problem.page, "Vấn đề khi đọc", problem.sentence_vi)
        for check in detail.checks:
            if not check.ok:
                yield (*head, None, check.name, check.sentence_vi)
        for field in detail.fields:
            if field.status in DOUBTFUL:
                yield (
                    *head,
                    field.page,
                    field.label_vi,
                    f"{STATUS_VI[field.status]}: {_shown(field.value) or '–'}",
                )


def _report_lines(details: Iterator[SubmissionDetail]) -> Iterator[Sequence[Any]]:
    for detail in details:
        row = detail.row
        yield (
            row.id, row.name, row.issuer, row.number, row.date, row.campaign_id, row.pages,
            _STATES_VI.get(row.state, row.state), row.doubtful, row.failed_checks, _moment(row.received_at),
            row.received_by,
        )  # fmt: skip


def _report(detail: SubmissionDetail) -> Report:
    return Report(detail.row.issuer or detail.row.name, detail.row.id, {f.path: f for f in detail.fields})


def _details(session: Session, ids: Sequence[int]) -> Iterator[SubmissionDetail]:
    for submission_id in ids:
        yield get_submission(session, submission_id)
        session.expire_all()  # one report at a time in memory


def _submission_ids(session: Session, query: ExportQuery) -> list[int]:
    wanted = select(SubmissionRecord.id).where(SubmissionRecord.deleted_at.is_(None))
    if query.campaign_id:
        wanted = wanted.where(SubmissionRecord.campaign_id == query.campaign_id)
    if query.submission_ids:
        wanted = wanted.where(SubmissionRecord.id.in_(query.submission_ids))
    return list(session.scalars(wanted.order_by(SubmissionRecord.id)))


def _campaign_ids(session: Session, ids: Sequence[int]) -> list[str]:
    query = select(SubmissionRecord.campaign_id).where(SubmissionRecord.id.in_(ids)).distinct()
    return sorted(found for found in session.scalars(query) if found is not None)


def _shown(value: Any) -> Any:
    return ("có" if value else "không") if isinstance(value, bool) else value


def _moment(value: dt.datetime | None) -> str | None:
    return value.astimezone(dt.timezone(dt.timedelta(hours=7))).strftime("%d/%m/%Y %H:%M") if value else None
