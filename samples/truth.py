"""The truth of a report as JSON, in the format that the project's scorer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samples.model import Report


@dataclass
class Delivery:
    """How a report was sent: files, kind of scan, and which source page became which file page."""

    profile: str
    format: str
    files: list[str] = field(default_factory=list)
    text_layer: str | None = None
    exif_orientation: int | None = None
    order: list[int] = field(default_factory=list)  # source pages in file order, from 1
    rotation: list[int] = field(default_factory=list)
    defects: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)  # what a fax machine wrote over each page

    def page(self, source: int | None) -> int | None:
        """The first page of the file that shows a source page; None if it is lost."""
        return self.order.index(source) + 1 if source in self.order else None


def document_truth(report: Report) -> dict[str, Any]:
    head = report.head
    late = bool(head.deadline and head.date > head.deadline)
    return {
        "issuer": head.issuer,
        "number": None if head.number is None else f"{head.number:02d}-BC/{head.code}",
        "date": head.date.isoformat(),
        "place": head.place,
        "kind": "BÁO CÁO",
        "signatory_name": head.name,
        "signatory_role": head.role,
        "signed": head.signed,
        "sealed": head.sealed,
        "signatory_authority": head.authority,
        "parent": head.parent,
        "number_handwritten": head.handwritten,
        "deadline": head.deadline.isoformat() if head.deadline else None,
        "late": late,
    }


def outline_truth(report: Report, delivery: Delivery) -> list[dict[str, Any]]:
    by_id = {i: s for s in report.sections for i in s.ids}
    out = []
    for id_, expected, _ in report.expected:
        section = by_id.get(id_)
        page = delivery.page(section.page) if section else None
        entry: dict[str, Any] = {"id": id_, "expected": expected}
        if section and page:
            entry |= {"written": section.written, "present": True, "page": page, "numeral": section.numeral}
        else:
            entry |= {"written": None, "present": False, "page": None, "numeral": None}
            if section:
                entry["lost_with_page"] = True
        out.append(entry)
    return out


def table_truth(report: Report, delivery: Delivery) -> list[dict[str, Any]]:
    table = report.table
    if table is None:
        return []
    flat = {c: [p.replace("\n", " ") for p in table.paths[c]] for c in table.columns}
    return [
        {
            "form": "bieu-1",
            "pages": [delivery.page(p) for p in table.pages],
            "landscape": table.landscape,
            "column_number_row": table.number_row,
            "header_repeated": table.repeat_header,
            "columns": [{"key": c, "header_path": flat[c], "written": flat[c][-1]} for c in table.columns],
            "rows": [
                {
                    "level": r.level,
                    "stt": r.stt,
                    "label": r.label,
                    "written_label": r.written_label,
                    "values": r.values,
                    "raw": r.raw,
                }
                for r in table.rows
            ],
            "arithmetic_errors": table.errors,
        }
    ]


def figure_truth(report: Report, delivery: Delivery) -> list[dict[str, Any]]:
    figures = [f for s in report.sections for p in s.body for f in p.figures]
    return [
        {
            "section": f.section,
            "name": f.slug.replace("_", " "),
            "slug": f.slug,
            "value": f.value,
            "unit": f.unit,
            "raw": f.raw,
            "sentence": f.sentence,
            "page": delivery.page(f.page),
        }
        for f in figures
        if delivery.page(f.page)
    ]


def printed_truth(delivery: Delivery, printed: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines printed on each page of the files, a fax machine's own included."""
    pages = [list(printed[source - 1]) for source in delivery.order]
    for page, header, turned in zip(pages, delivery.headers, delivery.rotation, strict=False):
        if not turned:  # on a turned page it stands in the margin, across the print
            page.insert(0, header)
    return pages


def truth_of(report: Report, delivery: Delivery, printed: Sequence[Sequence[str]]) -> Mapping[str, Any]:
    """Everything that the report's files show, and all that is wrong on purpose.

    ``printed`` holds the lines of each source page (``samples.printed``).
    """
    extra: Sequence[dict[str, Any]] = [
        {"written": s.written, "numeral": s.numeral, "page": delivery.page(s.page)}
        for s in report.sections
        if not s.ids and delivery.page(s.page)
    ]
    return {
        "id": report.id,
        "files": delivery.files,
        "campaign": report.campaign,
        "campaign_key": report.key,
        "seed_plan": report.seed_plan,
        "level": report.level,
        "profile": delivery.profile,
        "format": delivery.format,
        "text_layer": delivery.text_layer,
        "pages": len(delivery.order),
        "exif_orientation": delivery.exif_orientation,
        "page_rotation": delivery.rotation,
        "document": document_truth(report),
        "incoming_stamp": report.stamp,
        "outline": outline_truth(report, delivery),
        "extra_headings": list(extra),
        "tables": table_truth(report, delivery),
        "figures": figure_truth(report, delivery),
        "defects": report.defects + delivery.defects,
        "printed": printed_truth(delivery, printed),
    }
