"""A compiled campaign as bytes, for snapshots that must read the same in ten years."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from service.compiling.model import Cell, Compiled, Place, Sheet, UnitRow

FORMAT = b"tonghop-compiled-1\n"
"""Version of the bytes; raise it when ``Compiled`` changes, and keep reading the old one."""

_PLACES = 8_192  # of a campaign, each made once
_SHEETS = TypeAdapter(tuple[Sheet, ...])
_UNITS = TypeAdapter(tuple[UnitRow, ...])


def pack(compiled: Compiled) -> bytes:
    """The bytes of a compiled campaign; ``unpack`` brings it back equal, without ``earlier`` answers."""
    data = {
        "campaign": compiled.campaign_id,
        "period": compiled.period,
        "sheets": _SHEETS.dump_python(compiled.sheets, mode="json"),
        "units": _UNITS.dump_python(compiled.units, mode="json"),
        "cells": [(unit, *place, *cell) for (unit, place), cell in compiled.cells.items()],
        "unplaced": list(compiled.unplaced),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return FORMAT + zlib.compress(text.encode(), 6)


def unpack(data: bytes) -> Compiled:
    """The campaign that ``pack`` packed.

    Raises:
        ValueError: The bytes are of another version.
    """
    if not data.startswith(FORMAT):
        raise ValueError("snapshot of another version")
    read: Mapping[str, Any] = json.loads(zlib.decompress(data.removeprefix(FORMAT)))
    place = lru_cache(maxsize=_PLACES)(Place)
    return Compiled(
        campaign_id=read["campaign"],
        period=read["period"],
        sheets=_SHEETS.validate_python(read["sheets"]),
        units=_UNITS.validate_python(read["units"]),
        cells={(row[0], place(*row[1:4])): Cell._make(row[4:]) for row in read["cells"]},
        unplaced=tuple(read["unplaced"]),
    )


def digest_of(packed: bytes) -> str:
    """The SHA-256 of what was packed, before compression, so that another zlib gives the same."""
    return hashlib.sha256(zlib.decompress(packed.removeprefix(FORMAT))).hexdigest()
