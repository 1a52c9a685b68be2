"""The tracking page's list as a spreadsheet: every unit that the filters leave, each with its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extraction.campaign import Campaign
from service.coverage_map import CoverageRow
from service.sheet_tables import Column
from service.tracking import Basis, TrackedUnit

LONGEST_HEADING = 200  # characters of a column's title
COLUMNS = (
    Column("Đơn vị", 46), Column("Mã", 24), Column("Cấp trên", 24), Column("Hạn", 12),
    Column("Gia hạn đến", 12), Column("Tình trạng", 16), Column("Ngày ký", 12), Column("Ngày gửi", 12),
    Column("Ngày nhận", 12), Column("Ngày nhận bản sửa", 12),
    Column("Chậm theo ngày ký (ngày)", 12), Column("Chậm theo ngày gửi (ngày)", 12),
    Column("Chậm theo ngày nhận (ngày)", 12), Column("Quá hạn đến hôm nay (ngày)", 12),
    Column("Báo cáo số", 10), Column("Đơn vị trực thuộc chậm", 30), Column("Lý do trả lại", 30),
)  # fmt: skip


def list_rows(
    units: Sequence[TrackedUnit], words: Mapping[str, str], *, today: dt.date
) -> Iterator[tuple[Any, ...]]:
    """Rows of ``COLUMNS``; ``words`` says each standing in the reader's language."""
    for unit in units:
        missing = unit.received is None or unit.standing.value == "returned"
        over = (today - unit.last_day).days if missing and unit.last_day and today > unit.last_day else None
        yield (
            unit.name,
            unit.unit_id,
            unit.parent_id or "",
            unit.due,
            unit.extended_to,
            words[unit.standing.value],
            unit.signed,
            unit.sent,
            unit.received,
            unit.corrected,
            *(_positive(unit.days_late(basis)) for basis in (Basis.SIGNED, Basis.SENT, Basis.RECEIVED)),
            over,
            unit.submission_id,
            ", ".join(unit.late_children),
            unit.return_reason,
        )


def coverage_columns(campaign: Campaign) -> tuple[Column, ...]:
    """Columns of the outline map: the unit, how many headings it answers, and each heading."""
    headings = (Column(f"{item.id}. {item.title}"[:LONGEST_HEADING], 16) for item, _ in campaign.items)
    return (
        Column("Đơn vị", 46),
        Column("Mã", 24),
        Column("Báo cáo số", 10),
        Column("Số mục có", 10),
        *headings,
    )


def coverage_list(rows: Iterable[CoverageRow], words: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """Rows of ``coverage_columns``; ``words`` says each answer in the reader's language."""
    for row in rows:
        answers = (words[answer.value] for answer in row.answers)
        yield row.name, row.unit_id, row.submission_id, row.answered, *answers


def _positive(days: int | None) -> int | None:
    return days if days is not None and days > 0 else None
