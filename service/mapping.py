"""Between the libraries' values and what is kept or sent: JSON of the contract, rows, stored pages."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from extraction.model import Check, Extraction, Field, FieldStatus, PageRecord, Problem, Value
from ocr.model import BoundingBox, Page, PdfSignature

_PAGE = TypeAdapter(Page)
_SIGNATURES = TypeAdapter(tuple[PdfSignature, ...])
PAGE_FORMAT = b"tonghop-page-1\n"
"""Version of a stored page; raise it when ``ocr.Page`` changes, so that an old one is never misread."""

Box = tuple[float, float, float, float]


def pack_page(page: Page) -> bytes:
    """A page as versioned, compressed JSON; ``unpack_page`` brings it back equal."""
    return PAGE_FORMAT + zlib.compress(_PAGE.dump_json(page), 6)


def unpack_page(data: bytes) -> Page:
    """The page that ``pack_page`` packed.

    Raises:
        ValueError: The bytes are of another version.
    """
    if not data.startswith(PAGE_FORMAT):
        raise ValueError("stored page of another version; have the submission read again")
    return _PAGE.validate_json(zlib.decompress(data.removeprefix(PAGE_FORMAT)))


def json_value(value: Value) -> str | bool | int | float | None:
    """A field's value as JSON has it: whole numbers as integers, other numbers as they print.

    >>> json_value(Decimal("1234")), json_value(Decimal("12.5"))
    (1234, 12.5)
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def value_of(stored: str | bool | int | float | None) -> Value:
    """The value that ``json_value`` wrote."""
    if isinstance(stored, bool) or stored is None or isinstance(stored, str):
        return stored
    return Decimal(str(stored))


def field_json(field: Field) -> dict[str, Any]:
    """A field of the contract (DESIGN 3.1)."""
    return {
        "path": field.path,
        "value": json_value(field.value),
        "raw": field.raw,
        "confidence": round(field.confidence, 4),
        "status": field.status.value,
        "page": field.page,
        "bbox": list(field.bbox) if field.bbox else None,
        "candidates": list(field.candidates),
        "doubts": list(field.doubts),
        "unit": field.unit,
        "sentence": field.sentence,
    }


def check_json(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "ok": check.ok,
        "code": check.code,
        "message": check.message,
        "paths": list(check.paths),
        "facts": dict(check.facts),
        "repair": [list(pair) for pair in check.repair],
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "page": problem.page,
        "message": problem.message,
        "facts": dict(problem.facts),
    }


def submission_json(files: Sequence[str], extraction: Extraction) -> dict[str, Any]:
    """One submission as ``tonghop read --json`` and the API give it (DESIGN 3.1)."""
    head: dict[str, Any] = {"file": files[0]}
    if len(files) > 1:
        head["files"] = list(files)
    return {
        **head,
        "campaign": extraction.campaign,
        "unit": extraction.unit,
        "pages": extraction.pages,
        "fields": [field_json(f) for f in extraction.fields],
        "checks": [check_json(c) for c in extraction.checks],
        "problems": [problem_json(p) for p in extraction.problems],
        "signatures": signatures_json(extraction.signatures),
        "page_records": [asdict(one) for one in extraction.page_records],
    }


def signatures_json(signatures: Sequence[PdfSignature]) -> list[dict[str, Any]]:
    """Digital signatures as facts: ``ocr.PdfSignature`` with ``valid``; times are ISO 8601."""
    plain: list[dict[str, Any]] = _SIGNATURES.dump_python(tuple(signatures), mode="json")
    return [{**facts, "valid": s.valid} for facts, s in zip(plain, signatures, strict=True)]


def signatures_of(stored: Sequence[Mapping[str, Any]]) -> tuple[PdfSignature, ...]:
    """The signatures that ``signatures_json`` wrote."""
    known = [{name: value for name, value in one.items() if name != "valid"} for one in stored]
    return _SIGNATURES.validate_python(known)


def extraction_from_json(data: Mapping[str, Any]) -> Extraction:
    """The extraction inside ``submission_json``'s result; values come back exactly, confidences rounded."""
    return Extraction(
        campaign=data["campaign"],
        fields=tuple(_field_of(f) for f in data["fields"]),
        checks=tuple(_check_of(c) for c in data["checks"]),
        problems=tuple(Problem(p["code"], p["message"], p["page"], p["facts"]) for p in data["problems"]),
        pages=data["pages"],
        unit=data["unit"],
        signatures=signatures_of(data["signatures"]),
        page_records=tuple(PageRecord(**one) for one in data["page_records"]),
    )


def _field_of(data: Mapping[str, Any]) -> Field:
    return Field(
        path=data["path"],
        value=value_of(data["value"]),
        raw=data["raw"],
        confidence=data["confidence"],
        status=FieldStatus(data["status"]),
        page=data["page"],
        bbox=tuple(data["bbox"]) if data["bbox"] else None,
        candidates=tuple(data["candidates"]),
        doubts=tuple(data["doubts"]),
        unit=data["unit"],
        sentence=data["sentence"],
    )


def _check_of(data: Mapping[str, Any]) -> Check:
    return Check(
        name=data["name"],
        ok=data["ok"],
        code=data["code"],
        paths=tuple(data["paths"]),
        facts=data["facts"],
        repair=tuple((path, reading) for path, reading in data["repair"]),
    )


def json_line(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def box_on_level(page: Page, bbox: Sequence[float]) -> Box | None:
    """A field's box, given on the file's page, as fractions of the upright, level page image.

    The way back through ``to_file``; None where that transform cannot be inverted.
    """
    try:
        back = page.to_file.inverse
    except np.linalg.LinAlgError:
        return None
    box = back.box(BoundingBox(bbox[0], bbox[1], bbox[2], bbox[3]))
    return clip(
        (box.left / page.width, box.top / page.height, box.right / page.width, box.bottom / page.height)
    )


def clip(box: Iterable[float]) -> Box:
    left, top, right, bottom = (round(min(1.0, max(0.0, v)), 5) for v in box)
    return left, top, right, bottom
