"""The workbook of a compiled campaign."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from service.campaigns import get_campaign
from service.compiling.change_rows import CHANGE_COLUMNS, change_rows
from service.compiling.changes import changes
from service.compiling.layout import write_figure_totals, write_form_totals
from service.compiling.lists import (
    DIFFERENCE_COLUMNS,
    LONG_COLUMNS,
    TEXT_COLUMNS,
    WAITING_COLUMNS,
    Names,
    difference_rows,
    long_rows,
    text_mismatches,
    text_rows,
    waiting_rows,
)
from service.compiling.model import FIGURES, Compiled
from service.compiling.reconcile import differences
from service.compiling.tree import roll_up
from service.compiling.unit_sheet import ranges_of, write_units
from service.exporting.book import Book

MOST_LONG_ROWS = 20_000
"""Numbers up to which the workbook lists each of them; beyond, the long table is a file of its own."""


def write_compiled(
    session: Session,
    compiled: Compiled,
    out: BinaryIO,
    *,
    base: str,
    now: dt.datetime,
    cut: str = "",
    before: tuple[Compiled, dt.datetime] | None = None,
) -> None:
    """Write totals in the form's layout, the form by unit, differences, what waits, and each number's page.

    Args:
        session: To read the campaign's words.
        compiled: Live, or of a frozen cut.
        out: Where the bytes go.
        base: Address of the service for links, "" for none.
        now: The moment that the sheet bears.
        cut: Title of the cut that this is.
        before: The state of an earlier export and its moment, for the change log.
    """
    campaign = get_campaign(session, compiled.campaign_id)
    book = Book(out, f"Tổng hợp {compiled.campaign_id}", base=base, now=now)
    totals, names = roll_up(compiled), Names(compiled)
    as_of = as_of_words(campaign, compiled.period, cut)
    for sheet in compiled.sheets:
        ranges = ranges_of(book, compiled, sheet)
        if sheet.id == FIGURES:
            write_figure_totals(book, campaign, sheet, compiled, totals, ranges, as_of=as_of, now=now)
        else:
            form = campaign.form(sheet.id)
            write_form_totals(book, campaign, form, compiled, totals, ranges, as_of=as_of, now=now)
    for sheet in compiled.sheets:
        write_units(book, compiled, sheet, totals)
    book.table(
        "Đối chiếu cấp dưới", DIFFERENCE_COLUMNS, difference_rows(differences(compiled, totals), names)
    )
    if any(column.same_as for sheet in compiled.sheets for column in sheet.columns):
        book.table("Lời văn và biểu", TEXT_COLUMNS, text_rows(text_mismatches(compiled), names))
    book.table("Chưa tính", WAITING_COLUMNS, waiting_rows(compiled, names))
    if len(compiled.cells) <= MOST_LONG_ROWS:
        book.table("Từng số", LONG_COLUMNS, long_rows(compiled, names))
    if before is not None:
        earlier, since = before
        found = changes(earlier, compiled, totals=(roll_up(earlier), totals))
        rows = change_rows(session, earlier, compiled, found, since=since)
        book.table("Thay đổi từ lần trước", CHANGE_COLUMNS, rows)
    book.close()


def as_of_words(campaign: Campaign, period: str, cut: str = "") -> str:
    """The line under the title: as of when, which period, which cut."""
    day = campaign.as_of
    parts = [f"Số liệu tính đến ngày {day:%d/%m/%Y}" if day else "", f"Kỳ báo cáo {period}" if period else ""]
    return "; ".join(part for part in (*parts, cut) if part)
