"""Reports as JSON, their heads under the metadata names of Nghị định 30/2020/NĐ-CP, annex VI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from service.exporting.book import field_link
from service.exporting.long import LongField, LongReport

_NUMBER = re.compile(r"\s*(\d*)\s*[-/–]?\s*(.*)")


def write_json(reports: Iterable[LongReport], out: BinaryIO, *, base: str) -> None:
    """A JSON array, one report a line, written as it is read."""
    out.write(b"[")
    for index, report in enumerate(reports):
        out.write(b",\n" if index else b"\n")
        out.write(json.dumps(report_json(report, base=base), ensure_ascii=False).encode())
    out.write(b"\n]\n")


def report_json(report: LongReport, *, base: str) -> dict[str, Any]:
    """One report: ``document`` in the decree's names, where it has one, and the fields as they count."""
    number, notation = split_number(str(report.value("document.number") or ""))
    document = {
        "TypeName": report.value("document.kind"),
        "CodeNumber": number,
        "CodeNotation": notation,
        "IssuedDate": report.value("document.date"),
        "OrganName": report.value("document.issuer"),
        "PageAmount": report.pages,
        "SignerInfo": {
            "Position": report.value("document.signatory_role"),
            "FullName": report.value("document.signatory_name"),
        },
        "ArrivalDate": report.arrived.isoformat() if report.arrived else None,
        "DueDate": report.due.isoformat() if report.due else None,
    }
    return {
        "submission": report.id,
        "file": report.name,
        "campaign": report.campaign_id,
        "period": report.period or None,
        "unit": report.unit_id,
        "unit_name": report.unit_name,
        "state": report.state,
        "document": document,
        "fields": [_field_json(report, field, base) for field in report.fields],
    }


def split_number(text: str) -> tuple[str, str]:
    """Number and notation of a paper.

    >>> split_number("674-BC/ĐU"), split_number("30/BC-UBND"), split_number("")
    (('674', 'BC/ĐU'), ('30', 'BC-UBND'), ('', ''))
    """
    found = _NUMBER.fullmatch(text.strip())
    return (found[1], found[2]) if found and found[1] else ("", text)


def _field_json(report: LongReport, field: LongField, base: str) -> dict[str, Any]:
    return {
        "path": field.path,
        "label": field.label,
        "value": field.value,
        "raw": field.raw,
        "status": field.status,
        "confidence": round(field.confidence, 4),
        "unit": field.unit,
        "page": field.page,
        "bbox": list(field.bbox) if field.bbox else None,
        "settled_by": field.settled_by,
        "url": base + field_link(report.id, field.page, field.id, "").path,
    }
