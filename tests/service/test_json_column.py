"""JSON columns read as text come back as the values that were stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, MetaData, Table, create_engine, select
from sqlalchemy import Column as SqlColumn

from service.json_column import as_text, from_json

VALUES = (None, 0, 12.5, "=1+1", 'Đảng ủy "A"', True, [0.4, 0.2])


@pytest.mark.parametrize("value", VALUES)
def test_value_comes_back(tmp_path: Path, value: Any) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/one.db")
    table = Table("one", MetaData(), SqlColumn("value", JSON))
    table.create(engine)
    with engine.begin() as connection:
        connection.execute(table.insert(), {"value": value})
        assert from_json(connection.scalar(select(as_text(table.c.value)))) == value
    engine.dispose()


def test_no_value_at_all_is_none() -> None:
    assert from_json(None) is None
