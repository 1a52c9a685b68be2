"""What of a changed row is told in the audit: values for people, never a secret, never a scan.

Every table is audited unless it is named here, so that one added later is not forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import get_history

from service.records import Base

Values = dict[str, Any]

NOT_AUDITED = frozenset(
    {
        "audit_entries",
        "audit_head",
        "pages",  # what the machine read of a page; the report's own row says when
        "checks",
        "problems",
        "search_texts",
        "corrections",  # the field's own change is told, with the correction's reason
        "leases",  # who has a field before them comes and goes by the minute
        "samples",  # a drawn field's own change tells what came out
        "sessions",  # logins are told as what they are
        "login_failures",
        "login_flows",
        "webhook_deliveries",
        "intake_looks",
        "sums_marks",  # these and those below are made anew from the rest at any time
        "sums_stamp",
        "sums_states",
        "sums_wholes",
        "sums_units",
        "sums_answers",
    }
)
BY_MACHINE = frozenset({"submissions", "fields", "campaigns", "campaign_units", "units", "users"})
"""Tables of which the machine's own changes are told too; what else it keeps is its book-keeping."""

FIRST_READ = frozenset({"fields"})
"""Rows that the machine makes by the hundred when it reads; told from their first change on."""

UNTOLD = {
    "fields": frozenset(
        {
            "position",
            "raw",
            "confidence",
            "machine_status",
            "doubts",
            "candidates",
            "unit",
            "sentence",
            "page",
        }
        | {"bbox", "box", "settled_by", "settled_at", "skips", "version", "rank"}
    ),
    "submissions": frozenset({"search_text", "placing", "pages", "signatures", "identity"}),
    "users": frozenset({"totp_step"}),
    "api_tokens": frozenset({"used_at"}),
    "units": frozenset({"search_text", "updated_at"}),
    "campaigns": frozenset({"updated_at"}),
}
SECRET = re.compile(r"^(?!must_).*(?:password|secret|token|hashes)")
LONGEST_VALUE = 2000
"""Characters of one value as text; what is longer is told by its digest."""


def is_told(table: str, *, machine: bool) -> bool:
    return table not in NOT_AUDITED and (not machine or table in BY_MACHINE)


def subject_of(row: Base) -> str:
    """Which row: its table and key, and a field's path."""
    keys = inspect(type(row)).primary_key
    key = ",".join(str(getattr(row, str(column.key))) for column in keys)
    path = getattr(row, "path", None)
    return f"{row.__tablename__}:{key}" + (f":{path}" if isinstance(path, str) else "")


def submission_of(row: Base) -> int | None:
    """The report that a row belongs to."""
    found = row.id if row.__tablename__ == "submissions" else getattr(row, "submission_id", None)  # type: ignore[attr-defined]
    return found if isinstance(found, int) else None


def changed(row: Base) -> tuple[Values, Values]:
    """The told columns of a row that a flush changed, before and after."""
    before, after = Values(), Values()
    untold = UNTOLD.get(row.__tablename__, frozenset())
    for key in inspect(row).committed_state.keys() - untold:  # what was set, to another value or the same
        history = get_history(row, key)
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if history.has_changes() and old != new:
            before[key], after[key] = _told(key, old), _told(key, new)
    return before, after


def whole(row: Base) -> Values:
    """All told columns of a row that have a value."""
    untold = UNTOLD.get(row.__tablename__, frozenset())
    state = inspect(row)
    loaded = (c.key for c in state.mapper.column_attrs if c.key not in state.unloaded)
    return {
        key: _told(key, value)
        for key in loaded
        if key not in untold and (value := getattr(row, key)) not in (None, "", [], {})
    }


def _told(key: str, value: Any) -> Any:
    if SECRET.search(key):
        return None if value is None else "***"
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str | list | dict) and len(text := str(value)) > LONGEST_VALUE:
        return {"sha256": hashlib.sha256(text.encode()).hexdigest(), "characters": len(text)}
    return value
