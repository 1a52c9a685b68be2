"""Rows of a database as lines of JSON and back, alike for every database that the service runs on.

Whatever JSON cannot say is tagged: ``{"$bytes": base64}``, ``{"$time": ISO 8601}``, ``{"$day": ISO 8601}``;
what stood in a JSON column is kept under ``{"$json": ...}``, so that nothing in it is taken for a tag.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, func, insert, select, text

ROWS_AT_A_TIME = 500
NOT_DUMPED = ("alembic_version", "workers")
MADE_ANEW = (
    "dbos",
    "workflow_",
    "operation_outputs",
    "notifications",
    "streams",
    "queues",
    "application_versions",
    "search_index",
    "sums_",
)
"""Tables of the job engine, whose jobs are started anew from the reports, of the index of
words, and of sums."""


@dataclass(frozen=True)
class TableSum:
    """What a table holds: how many rows, and the SHA-256 of their lines."""

    rows: int
    sha256: str


def tables_of(connection: Connection) -> list[Table]:
    """The service's own tables as the database has them, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(bind=connection, only=lambda name, _: not _left_out(name))
    return list(metadata.sorted_tables)


def _left_out(name: str) -> bool:
    return name in NOT_DUMPED or name.startswith(MADE_ANEW)


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row of a table as a line, by primary key, a few hundred in memory at a time."""
    names = [column.name for column in table.columns]
    as_json = {column.name for column in table.columns if isinstance(column.type, JSON)}
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": ROWS_AT_A_TIME}) as found:
        for row in found:
            said = {name: _said(row[i], name in as_json) for i, name in enumerate(names)}
            line = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            yield line.encode() + b"\n"


def add_lines(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert rows from their lines; how many there were."""
    count, waiting = 0, list[dict[str, Any]]()
    for line in lines:
        waiting.append({name: _meant(value) for name, value in json.loads(line).items()})
        if len(waiting) == ROWS_AT_A_TIME:
            connection.execute(insert(table), waiting)
            count, waiting = count + len(waiting), []
    if waiting:
        connection.execute(insert(table), waiting)
    return count + len(waiting)


def sum_of(lines: Iterable[bytes]) -> TableSum:
    """Count lines and digest them."""
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        rows += 1
    return TableSum(rows, digest.hexdigest())


def count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number new rows behind those that were inserted with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns and table.columns["id"].type.python_type is int:
            last = connection.scalar(select(func.max(table.columns["id"])))
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
            if last is not None and sequence is not None:
                connection.execute(
                    text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last}
                )


def _said(value: Any, is_json: bool) -> Any:
    if is_json:
        return None if value is None else {"$json": value}
    if isinstance(value, bytes | memoryview):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, dt.datetime):
        whole = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
        return {"$time": whole.isoformat()}
    return {"$day": value.isoformat()} if isinstance(value, dt.date) else value


def _meant(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((tag, said),) = value.items()
    match tag:
        case "$json":
            return said
        case "$bytes":
            return base64.b64decode(said)
        case "$time":
            return dt.datetime.fromisoformat(said)
        case "$day":
            return dt.date.fromisoformat(said)
    raise ValueError(f"a value is tagged {tag}, which this version does not know")
