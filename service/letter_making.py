"""Letters from templates, made in a child process, since an office's own template is a stranger's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import TemplateRefused
from service.foreign import ForeignFault, in_child
from service.workers import Parts

LARGEST_TEMPLATE_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class LetterCell:
    """A doubtful field of a return slip; ``crop`` is a PNG or None where it lies nowhere."""

    label: str
    value: str
    why: str
    crop: bytes | None


def fill(template: bytes, facts: Mapping[str, Any], cells: Sequence[LetterCell] = ()) -> bytes:
    """The letter as a Word file.

    Raises:
        TemplateRefused: The template asks for something that is not there, does not read, or takes more than
            a child can bear.
    """
    return _asked("fill_letter", template, facts, cells).blobs[0]


def check_template(template: bytes, facts: Mapping[str, Any], cells: Sequence[LetterCell]) -> None:
    """Refuse a template that is no plain Word file or cannot be filled with facts of its kind.

    Raises:
        TemplateRefused: With the reason, and the name of the fact that is not there.
    """
    if len(template) > LARGEST_TEMPLATE_BYTES:
        raise TemplateRefused(fault=f"> {LARGEST_TEMPLATE_BYTES >> 20} MiB")
    _asked("check_template", template, facts, cells)


def _asked(task: str, template: bytes, facts: Mapping[str, Any], cells: Sequence[LetterCell]) -> Parts:
    shown = [
        {"label": cell.label, "value": cell.value, "why": cell.why, "has_crop": cell.crop is not None}
        for cell in cells
    ]
    crops = [cell.crop for cell in cells if cell.crop is not None]
    errors = {TemplateRefused.code: TemplateRefused}
    try:
        return in_child(task, {"facts": dict(facts), "cells": shown}, template, *crops, errors=errors)
    except ForeignFault as error:
        raise TemplateRefused(fault=error.fault) from error
