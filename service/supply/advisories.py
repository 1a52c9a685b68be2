"""Known faults of the installed Python packages, from a copy of the public advisories on this machine.

The copy is the archive of a kind of package that osv.dev offers (a ZIP of JSON files), carried in by the
office's own means; nothing is asked of the network.

Source: https://ossf.github.io/osv-schema/
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from service.supply.components import Component, Kind

ECOSYSTEM = "PyPI"


@dataclass(frozen=True)
class Advisory:
    """A known fault of an installed package; ``fixed`` is the first version without it, "" for none."""

    id: str
    name: str
    version: str
    summary: str
    fixed: str


def read_advisories(path: Path) -> Iterator[dict[str, Any]]:
    """The advisories of an archive, or of a folder of JSON files."""
    if path.is_dir():
        yield from (json.loads(one.read_text("utf-8")) for one in sorted(path.rglob("*.json")))
        return
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.endswith(".json"):
                yield json.loads(packed.read(name))


def matching(parts: Sequence[Component], advisories: Iterable[Mapping[str, Any]]) -> tuple[Advisory, ...]:
    """The advisories that concern what is installed; withdrawn ones do not."""
    installed = {one.name: one.version for one in parts if one.kind is Kind.PYTHON}
    found = []
    for advisory in advisories:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            name = str(package.get("name", "")).lower().replace("_", "-").replace(".", "-")
            version = installed.get(name)
            if package.get("ecosystem") == ECOSYSTEM and version is not None and _hit(version, affected):
                summary = str(advisory.get("summary") or advisory.get("details", ""))[:120]
                found.append(Advisory(advisory["id"], name, version, summary, _fixed(affected)))
    return tuple(sorted(set(found), key=lambda one: (one.name, one.id)))


def _hit(version: str, affected: Mapping[str, Any]) -> bool:
    return version in affected.get("versions", ()) or any(
        _within(version, one.get("events", ()))
        for one in affected.get("ranges", ())
        if one["type"] == "ECOSYSTEM"
    )


def _within(version: str, events: Iterable[Mapping[str, str]]) -> bool:
    """Follow the events in order: introduced opens a range, fixed and last_affected close it."""
    try:
        ours, inside = Version(version), False
        for event in events:
            for kind, value in event.items():
                edge = Version(value)
                if kind == "introduced" and ours >= edge:
                    inside = True
                elif (kind == "fixed" and ours >= edge) or (kind == "last_affected" and ours > edge):
                    inside = False
    except InvalidVersion:
        return False
    return inside


def _fixed(affected: Mapping[str, Any]) -> str:
    events = [event for one in affected.get("ranges", ()) for event in one.get("events", ())]
    return next((event["fixed"] for event in reversed(events) if "fixed" in event), "")
