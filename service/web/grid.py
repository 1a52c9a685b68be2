"""The table grid: one form of a report as cells to type in, with the checks that watch over them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extraction.campaign import Campaign
from service.web.form_layout import CellStyle, ShownTable, lay_out
from service.web.report_view import DOUBTFUL

SUM_CODES = ("sum_of_members", "sum_of_groups")
"""Checks whose first path is the sum of the others: the page adds these up while a person types."""


@dataclass(frozen=True)
class GridView:
    """What the grid page draws: the form that is open, its pages, its checks, and what else there is."""

    table: ShownTable
    forms: tuple[tuple[str, str], ...]
    pages: tuple[int, ...]
    checks: tuple[Any, ...]
    doubtful: int

    @property
    def cells(self) -> list[int]:
        """The fields of the form that is open."""
        return [cell.field.id for row in self.table.rows for cell in row.cells if cell.field]

    @property
    def checks_json(self) -> str:
        """The checks for our script: what they watch, whether they hold, what would mend them."""
        return json.dumps([_plain(check) for check in self.checks], ensure_ascii=False)


def view_grid(
    fields: Sequence[Any], checks: Iterable[Any], campaign: Campaign | None, form_id: str, style: CellStyle
) -> GridView | None:
    """One form of a report; None where the report has no table of the campaign's forms.

    Args:
        fields: All fields of the report.
        checks: All its checks.
        campaign: Whose forms they are.
        form_id: Which form; any other text takes the first form that has a doubtful cell.
        style: How cells are worded.
    """
    by_path = {field.path: field for field in fields}
    tables = [lay_out(form, by_path, style) for form in (campaign.forms if campaign else ())]
    tables = [table for table in tables if table.rows]
    if not tables:
        return None
    table = next((t for t in tables if t.id == form_id), None)
    table = table or next((t for t in tables if doubtful_in(t)), tables[0])
    prefix = f"table.{table.id}."
    held = [field for field in fields if field.path.startswith(prefix)]
    return GridView(
        table=table,
        forms=tuple((t.id, t.title) for t in tables),
        pages=tuple(sorted({field.page for field in held if field.page})),
        checks=tuple(c for c in checks if any(path.startswith(prefix) for path in c.paths)),
        doubtful=doubtful_in(table),
    )


def doubtful_in(table: ShownTable) -> int:
    """How many cells of a table wait for a person."""
    return sum(1 for row in table.rows for cell in row.cells if cell.field and cell.field.status in DOUBTFUL)


def _plain(check: Any) -> dict[str, Any]:
    return {
        "id": check.id,
        "ok": check.ok,
        "adds": check.code.removesuffix("_fails") in SUM_CODES,
        "paths": list(check.paths),
        "repair": [list(pair) for pair in check.repair],
        "sentence_vi": check.sentence_vi,
        "sentence_en": check.sentence_en,
    }
