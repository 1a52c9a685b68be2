"""A submission's fields put into the order in which a person reads a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from extraction.campaign import Campaign
from extraction.text import fold
from service.web.form_layout import CellStyle, ShownTable, lay_out

DOUBTFUL = ("review", "missing")
SETTLED = ("corrected", "confirmed")
LONG_OUTLINE = 20
"""With more items than this, those that want a look come first and the whole outline folds away."""
NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """An item of the plan's outline and how the report answers it."""

    id: str
    title: str
    level: int
    state: str
    written: str | None
    field: Any


@dataclass(frozen=True)
class ReportView:
    """What the submission page shows, section by section."""

    document: tuple[Any, ...] = ()
    tables: tuple[ShownTable, ...] = ()
    outline: tuple[OutlineRow, ...] = ()
    figures: tuple[Any, ...] = ()
    checks: tuple[Any, ...] = ()
    settled: tuple[Any, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    doubtful_pages: Counter[int] = field(default_factory=Counter)

    @property
    def failed_checks(self) -> tuple[Any, ...]:
        return tuple(c for c in self.checks if not c.ok)

    @property
    def checks_ok(self) -> int:
        return len(self.checks) - len(self.failed_checks)

    @property
    def outline_to_see(self) -> tuple[OutlineRow, ...]:
        """The items of a long outline that are not simply there; all of a short one."""
        if len(self.outline) <= LONG_OUTLINE:
            return self.outline
        return tuple(row for row in self.outline if row.state != "present")

    @property
    def outline_present(self) -> int:
        return sum(1 for row in self.outline if row.state == "present")

    def label_at(self, path: str) -> str:
        return self.labels.get(path, path)

    def doubtful_on(self, page: int) -> int:
        return self.doubtful_pages[page]


def view_report(
    fields: Sequence[Any],
    checks: Sequence[Any],
    campaign: Campaign | None,
    style: CellStyle,
    label: Callable[[Any], str],
) -> ReportView:
    """Sort fields into letterhead, tables, outline and figures; settled ones also by time, newest first."""
    by_path = {f.path: f for f in fields}
    settled = [f for f in fields if f.status in SETTLED and f.settled_at]
    return ReportView(
        document=tuple(f for f in fields if f.path.startswith("document.")),
        tables=_tables(by_path, campaign, style),
        outline=_outline(by_path, campaign),
        figures=tuple(f for f in fields if f.path.startswith("figure.")),
        checks=tuple(checks),
        settled=tuple(sorted(settled, key=lambda f: f.settled_at, reverse=True)),
        labels={f.path: label(f) for f in fields},
        doubtful_pages=Counter(f.page for f in fields if f.page and f.status in DOUBTFUL),
    )


def _tables(by_path: dict[str, Any], campaign: Campaign | None, style: CellStyle) -> tuple[ShownTable, ...]:
    forms = campaign.forms if campaign else ()
    tables = (lay_out(form, by_path, style) for form in forms)
    return tuple(table for table in tables if table.rows)


def _outline(by_path: dict[str, Any], campaign: Campaign | None) -> tuple[OutlineRow, ...]:
    if campaign is None or not any(path.startswith("outline.") for path in by_path):
        return ()
    rows = []
    for item, level in campaign.items:
        present, heading = (
            by_path.get(f"outline.{item.id}.present"),
            by_path.get(f"outline.{item.id}.heading"),
        )
        rows.append(
            OutlineRow(
                id=item.id,
                title=item.title,
                level=min(level, 3),
                state=_outline_state(present, heading, item.required),
                written=_written(heading, item.title),
                field=heading or present,
            )
        )
    return tuple(rows)


def _written(heading: Any, title: str) -> str | None:
    """The report's own wording, where it is another one than the plan's; capitals and quotes are none."""
    if heading is None or not heading.value:
        return None
    text = str(heading.value)
    same = NOT_LETTERS.sub("", fold(text)) == NOT_LETTERS.sub("", fold(title))
    return None if same else text


def _outline_state(present: Any, heading: Any, required: bool) -> str:
    doubtful = [f for f in (present, heading) if f is not None and f.status == "review"]
    if doubtful:
        return "review"
    if present is not None and present.value is True:
        return "present"
    return "missing" if required else "optional"
