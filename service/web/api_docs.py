"""The OpenAPI description as sections that a template can draw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
MULTIPART = "multipart/form-data"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input: where it stands ("path", "query", "body"), its type in words, and what it means."""

    name: str
    place: str
    type: str
    required: bool
    text: str = ""


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]
    body_kind: str
    answers: tuple[str, ...]
    request: str = ""
    answer: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}"


def sections(schema: Mapping[str, Any]) -> dict[str, tuple[Operation, ...]]:
    """Operations by their tag, both in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, item in schema.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                tag = next(iter(operation.get("tags", ())), "service")
                found.setdefault(tag, []).append(_operation(schema, method, path, operation))
    return {tag: tuple(operations) for tag, operations in found.items()}


def _operation(schema: Mapping[str, Any], method: str, path: str, found: Mapping[str, Any]) -> Operation:
    title, _, more = str(found.get("description") or found.get("summary") or "").partition("\n")
    kind, body = _body(schema, found)
    given = tuple(_parameter(schema, one) for one in found.get("parameters", ()))
    answers = tuple(
        f"{status} {', '.join(answer.get('content', {}))}".strip()
        for status, answer in found.get("responses", {}).items()
    )
    asked = _example(found.get("requestBody", {}))
    told = next((_example(one) for one in found.get("responses", {}).values() if _example(one)), "")
    return Operation(method.upper(), path, title, more.strip(), (*given, *body), kind, answers, asked, told)


def _example(found: Mapping[str, Any]) -> str:
    example = found.get("content", {}).get(JSON, {}).get("example")
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=1)


def _parameter(schema: Mapping[str, Any], found: Mapping[str, Any]) -> Parameter:
    kind = type_in_words(schema, found.get("schema", {}))
    text = str(found.get("description", ""))
    return Parameter(str(found["name"]), str(found["in"]), kind, bool(found.get("required")), text)


def _body(schema: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, tuple[Parameter, ...]]:
    contents = found.get("requestBody", {}).get("content", {})
    for kind, content in contents.items():
        return kind, tuple(_members(schema, _resolved(schema, content.get("schema", {}))))
    return "", ()


def _members(schema: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Parameter]:
    for choice in (body, *(_resolved(schema, one) for one in body.get("anyOf", ()))):
        required = choice.get("required", ())
        for name, member in choice.get("properties", {}).items():
            text = str(member.get("description", ""))
            yield Parameter(name, "body", type_in_words(schema, member), name in required, text)


def type_in_words(schema: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """A JSON schema's type as one reads it: "integer", "string or null", "confirm | correct", "file list".

    >>> type_in_words({}, {"anyOf": [{"type": "integer"}, {"type": "null"}]})
    'integer or null'
    """
    found = _resolved(schema, found)
    if "enum" in found:
        return " | ".join(str(value) for value in found["enum"])
    if "anyOf" in found:
        return " or ".join(dict.fromkeys(type_in_words(schema, one) for one in found["anyOf"]))
    if found.get("type") == "array":
        return f"{type_in_words(schema, found.get('items', {}))} list"
    if found.get("contentMediaType") or found.get("format") == "binary":
        return "file"
    return str(found.get("type", "any"))


def _resolved(schema: Mapping[str, Any], found: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = found.get("$ref")
    if not reference:
        return found
    target: Any = schema
    for part in str(reference).removeprefix("#/").split("/"):
        target = target.get(part, {})
    return dict(target)
