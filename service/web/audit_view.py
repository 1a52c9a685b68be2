"""Entries of the audit as people read them: what was done in words, values short enough for a line."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.auditing.reading import AuditEntry
from service.i18n import CATALOGUE, Language, translate
from service.office_time import day_start
from service.web.formats import moment

LONGEST_SHOWN = 120
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class ShownChange:
    """One value; ``label`` is its name in words, empty for what only an administrator asks about."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryRow:
    """An entry for a table: ``what`` in words, ``subject`` as it is kept."""

    entry: AuditEntry
    what: str
    changes: tuple[ShownChange, ...]

    @property
    def says_something(self) -> bool:
        """Whether it tells more than that a row of the database changed."""
        told = any(change.label and change.before != change.after for change in self.changes)
        return told or bool(self.entry.reason) or not self.entry.kind.endswith(".changed")


def entry_rows(entries: Sequence[AuditEntry], language: Language) -> tuple[EntryRow, ...]:
    return tuple(
        EntryRow(
            entry,
            what(entry.kind, language),
            tuple(
                ShownChange(
                    c.name, _label(c.name, language), shown(c.before, language), shown(c.after, language)
                )
                for c in entry.changes
            ),
        )
        for entry in entries
    )


def what(kind: str, language: Language) -> str:
    """What was done, in words; a table without words of its own keeps its name."""
    if f"audit.kind_{kind}" in CATALOGUE:
        return translate(f"audit.kind_{kind}", language)
    table, _, act = kind.rpartition(".")
    thing = translate(f"audit.of_{table}", language) if f"audit.of_{table}" in CATALOGUE else table
    if f"audit.act_{act}" in CATALOGUE:
        return translate(f"audit.act_{act}", language, thing=thing)
    return kind


def _label(name: str, language: Language) -> str:
    key = f"audit.col_{name}"
    return translate(key, language) if key in CATALOGUE else ""


def shown(value: Any, language: Language) -> str:
    """A value on one line: nothing is a dash, states are in words, moments in the office's time."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return translate("common.yes" if value else "common.no", language)
    if isinstance(value, str) and f"state.{value}" in CATALOGUE:
        return translate(f"state.{value}", language)
    if isinstance(value, str) and MOMENT.match(value):
        return moment(dt.datetime.fromisoformat(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def day_starts(text: str, *, later: int = 0) -> dt.datetime | None:
    """When the day starts that so many days follow after; None for what is no day."""
    try:
        return day_start(dt.date.fromisoformat(text), later=later)
    except ValueError:
        return None
