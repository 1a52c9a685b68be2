"""Examples of requests and answers in the OpenAPI description, kept as data beside the campaigns."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

EXAMPLES = Path(__file__).parents[1] / "data" / "api_examples.json"
"""``requests`` and ``answers`` by operation: "POST /api/v1/units"."""
JSON = "application/json"


@cache
def examples() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text("utf-8"))
    return found


def with_examples(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The application's own description of itself, each operation with what is known to fit it."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _add(describe())
        return describe()

    return described


def _add(schema: dict[str, Any]) -> None:
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            name = f"{method.upper()} {path}"
            body = operation.get("requestBody", {}).get("content", {}).get(JSON)
            if body is not None and name in examples()["requests"]:
                body["example"] = examples()["requests"][name]
            good: dict[str, Any] = next(
                (one for status, one in operation["responses"].items() if status < "3"), {}
            )
            answer = good.get("content", {}).get(JSON)
            if answer is not None and name in examples()["answers"]:
                answer["example"] = examples()["answers"][name]
