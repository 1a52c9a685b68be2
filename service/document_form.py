"""The form of a Party paper on a day: rules are data with validity (``data/document-forms.yaml``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "data" / "document-forms.yaml"


@dataclass(frozen=True)
class DocumentForm:
    """A rule set: how number and subject are written, how the text ends, margins in millimetres."""

    id: str
    source: str
    valid_from: dt.date
    valid_to: dt.date | None
    number: str
    ending: str
    subject: str
    keep: str
    margins_mm: dict[str, int]


@lru_cache(maxsize=1)
def document_forms() -> tuple[DocumentForm, ...]:
    """All rule sets, oldest first."""
    return tuple(DocumentForm(**data) for data in yaml.safe_load(_FILE.read_text("utf-8")))


def form_on(day: dt.date) -> DocumentForm:
    """The rules that hold on a day; the oldest ones for a day before them.

    >>> form_on(dt.date(2023, 7, 1)).id, form_on(dt.date(2026, 11, 1)).id
    ('36-HD/VPTW', '05-HD/VPTW')
    """
    fitting = [form for form in document_forms() if form.valid_from <= day]
    return fitting[-1] if fitting else document_forms()[0]
