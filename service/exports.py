"""Spreadsheets: the form in its own layout, every field with its evidence, what is open, and the reports.

Text is always written as text, so that nothing that stood on a scan can become a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from extraction.text import fold
from service import sheet_tables
from service.campaigns import get_campaign
from service.exporting import as_json, ods
from service.exporting.book import Book, field_link
from service.exporting.forms import FormSheet
from service.exporting.issues import Issues
from service.exporting.long import LongReport, count_fields, long_reports, wanted_ids
from service.exporting.styles import STATUS_VI
from service.office_time import OFFICE_ZONE
from service.records import DOUBTFUL, SubmissionRecord
from service.sheet_tables import Column
from service.web.formats import number

MOST_FIELD_ROWS = 200_000
"""Fields up to which a workbook lists each of them; beyond, it is slow to write and slower to open."""

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
    wanted = wanted_ids(query.submission_ids, query.campaign_id)
    forms: dict[str | None, list[FormSheet]] = {}
    for campaign_id in _campaign_ids(session, wanted):
        campaign = get_campaign(session, campaign_id)
        forms[campaign_id] = [
            FormSheet(book.sheet(f"{form.id} {campaign.id}"), book.styles, form, campaign)
            for form in campaign.forms
        ]
    issues, count = Issues(session, wanted), count_fields(session, wanted)
    fields = book.table("Tất cả các trường", [Column(*c) for c in _FIELD_COLUMNS])
    waiting = book.table("Việc còn lại", [Column(*c) for c in _ISSUE_COLUMNS])
    reports = book.table("Báo cáo", [Column(*c) for c in _REPORT_COLUMNS])
    if count > MOST_FIELD_ROWS:
        fields.add((_too_many(count),))
    for report in long_reports(session, wanted):
        for form in forms.get(report.campaign_id, ()):
            form.add(report)
        if count <= MOST_FIELD_ROWS:
            for line in _field_lines(report):
                fields.add(line)
        for page, what, question in issues.of(report):
            waiting.add((report.id, report.name, report.value("document.issuer"), page, what, question))
        reports.add(_report_line(report, issues))
    for sheets in forms.values():
        for sheet in sheets:
            sheet.close()
    book.close()


def write_csv(session: Session, query: ExportQuery, out: BinaryIO, *, base: str = "") -> None:
    """All fields, one a line, UTF-8 with the mark that makes Excel read Vietnamese."""
    reports = long_reports(session, wanted_ids(query.submission_ids, query.campaign_id))
    rows = (_addressed(line, base) for report in reports for line in _field_lines(report))
    sheet_tables.write_csv([Column(*c) for c in _FIELD_COLUMNS], rows, out)


def write_ods(session: Session, query: ExportQuery, out: BinaryIO, *, base: str = "") -> None:
    """All fields and the list of reports, for LibreOffice."""
    wanted = wanted_ids(query.submission_ids, query.campaign_id)
    issues, count = Issues(session, wanted), count_fields(session, wanted)
    told: list[Sequence[Any]] = []

    def fields() -> Iterator[Sequence[Any]]:
        if count > MOST_FIELD_ROWS:
            yield (_too_many(count),)
        for report in long_reports(session, wanted):
            told.append(_report_line(report, issues))
            if count <= MOST_FIELD_ROWS:
                yield from _field_lines(report)

    ods.write_ods(
        [
            ("Tất cả các trường", [Column(*c) for c in _FIELD_COLUMNS], fields()),
            ("Báo cáo", [Column(*c) for c in _REPORT_COLUMNS], told),  # filled while the fields are written
        ],
        out,
        base=base,
    )


def write_json(session: Session, query: ExportQuery, out: BinaryIO, *, base: str = "") -> None:
    """All reports with their fields, heads in the names of NĐ 30/2020."""
    wanted = wanted_ids(query.submission_ids, query.campaign_id)
    as_json.write_json(long_reports(session, wanted), out, base=base)


def _too_many(count: int) -> str:
    return (
        f"{number(count)} trường: nhiều hơn {number(MOST_FIELD_ROWS)} dòng mà bảng tính mở được dễ dàng. "
        "Tải tệp CSV hoặc JSON để có đủ từng trường."
    )


def _addressed(row: Sequence[Any], base: str) -> list[Any]:
    *most, link = row
    return [*most, base + link.path]


def _field_lines(report: LongReport) -> Iterator[Sequence[Any]]:
    issuer, link_text = report.value("document.issuer"), f"Báo cáo {report.id}"
    for field in report.fields:
        box = ", ".join([f"{v:.3f}" for v in field.bbox]) if field.bbox else None
        yield (
            report.id, report.name, issuer, report.campaign_id, field.path, field.label,
            _shown(field.value), field.unit, STATUS_VI.get(field.status, field.status),
            field.confidence, field.raw, _shown(field.machine_value), field.page, box,
            field.settled_by, _moment(field.settled_at), report.unit_id, report.unit_name, report.period,
            field_link(report.id, field.page, field.id, link_text),
        )  # fmt: skip


def _report_line(report: LongReport, issues: Issues) -> Sequence[Any]:
    return (
        report.id, report.name, report.value("document.issuer"), report.value("document.number"),
        report.value("document.date"), report.campaign_id, report.pages,
        _STATES_VI.get(report.state, report.state), sum(f.status in DOUBTFUL for f in report.fields),
        issues.failed_checks(report.id), _moment(report.received_at), report.received_by,
    )  # fmt: skip


def _campaign_ids(session: Session, wanted: Select[int]) -> list[str]:
    query = select(SubmissionRecord.campaign_id).where(SubmissionRecord.id.in_(wanted)).distinct()
    return sorted(found for found in session.scalars(query) if found is not None)


def _shown(value: Any) -> Any:
    return ("có" if value else "không") if isinstance(value, bool) else value


def _moment(value: dt.datetime | None) -> str | None:
    return value.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y %H:%M") if value else None
