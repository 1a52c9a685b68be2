"""JSON columns read as text: of hundreds of thousands of values most are alike, and each is decoded once."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast

_REMEMBERED = 8_192  # distinct texts


def as_text(column: Any) -> ColumnElement[str | None]:
    """A JSON column as the text that the database keeps, for ``from_json``."""
    return cast(column, Text)


def from_json(text: str | None) -> Any:
    """The value of a column read by ``as_text``, None for none. Lists and objects are not to be changed."""
    return None if text is None else _decoded(text)


@lru_cache(maxsize=_REMEMBERED)
def _decoded(text: str) -> Any:
    return json.loads(text)
