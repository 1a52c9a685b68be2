"""Filling a letter template in the child process: the only module that knows docxtpl.

A template is a stranger's file: it is taken only as a plain Word file of bounded size, without macros,
outside links or entity tricks, and filled inside Jinja2's sandbox, where it finds our facts and nothing else.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from service.errors import TemplateRefused
from service.foreign import PACKED_XML_FAULTS
from service.letter_making import LARGEST_TEMPLATE_BYTES, LetterCell
from service.workers import Parts

LARGEST_UNPACKED_BYTES = 40 * 1024 * 1024
CROP_WIDTH_MM = 45


def fill_task(request: Parts) -> Parts:
    """``facts`` and ``cells`` of the head; the template and the cells' pictures as blobs."""
    return Parts({}, (fill(request.blobs[0], request.head["facts"], _cells(request)),))


def check_task(request: Parts) -> Parts:
    """The same, and nothing comes back: it only may be refused."""
    check_template(request.blobs[0], request.head["facts"], _cells(request))
    return Parts({})


def _cells(request: Parts) -> list[LetterCell]:
    crops = iter(request.blobs[1:])
    return [
        LetterCell(one["label"], one["value"], one["why"], next(crops) if one["has_crop"] else None)
        for one in request.head["cells"]
    ]


def fill(template: bytes, facts: Mapping[str, Any], cells: Sequence[LetterCell] = ()) -> bytes:
    """The letter as a Word file.

    Raises:
        TemplateRefused: The template asks for something that is not there, or does not read.
    """
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        shown = [
            {
                "label": cell.label,
                "value": cell.value,
                "why": cell.why,
                "crop": _picture(document, cell.crop) if cell.crop else "",
            }
            for cell in cells
        ]
        document.render({**facts, "cells": shown}, jinja_env=_sandbox(), autoescape=True)
        out = io.BytesIO()
        document.save(out)
    except TemplateError as error:
        raise TemplateRefused(fault=str(error)[:300]) from error
    except PACKED_XML_FAULTS as error:
        raise TemplateRefused(fault=f"{type(error).__name__}: {error}"[:300]) from error
    return out.getvalue()


def check_template(data: bytes, facts: Mapping[str, Any], cells: Sequence[LetterCell]) -> None:
    """Refuse a template that is no plain Word file or cannot be filled with facts of its kind.

    Raises:
        TemplateRefused: With the reason, and the name of the fact that is not there.
    """
    if len(data) > LARGEST_TEMPLATE_BYTES:
        raise TemplateRefused(fault=f"> {LARGEST_TEMPLATE_BYTES >> 20} MiB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_parts(packed)
    except PACKED_XML_FAULTS as error:
        raise TemplateRefused(fault=f"không phải tệp DOCX / no DOCX: {error}") from error
    fill(data, facts, cells)


def _check_parts(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED_BYTES:
        raise TemplateRefused(fault=f"> {LARGEST_UNPACKED_BYTES >> 20} MiB")
    names = {entry.filename.lower() for entry in entries}
    if "word/document.xml" not in names:
        raise TemplateRefused(fault="không phải tệp DOCX / no DOCX: word/document.xml")
    if any(name.endswith((".bin", ".exe")) or "vba" in name or "activex" in name for name in names):
        raise TemplateRefused(fault="có macro / it holds macros")
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            text = packed.read(entry)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise TemplateRefused(fault=f"{entry.filename}: DOCTYPE")
            is_links = entry.filename.lower().endswith(".rels")
            if is_links and b'TargetMode="External"' in text and b"hyperlink" not in text:
                raise TemplateRefused(fault=f"{entry.filename}: liên kết ra ngoài / outside link")


def _sandbox() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    return environment


def _picture(document: DocxTemplate, png: bytes) -> InlineImage:
    return InlineImage(document, io.BytesIO(png), width=Mm(CROP_WIDTH_MM))
