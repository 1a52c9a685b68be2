"""The software bill of materials as CycloneDX JSON.

Source: ECMA-424 (CycloneDX 1.6).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from service.supply.components import OURS, Component, Kind
from service.supply.licences import UNKNOWN

SPEC = "1.6"
_TYPES = {
    Kind.PYTHON: "library",
    Kind.SCRIPT: "file",
    Kind.MODEL: "machine-learning-model",
    Kind.SYSTEM: "library",
}


def cyclonedx(parts: Sequence[Component], *, version: str, now: dt.datetime) -> dict[str, Any]:
    """The document; the same parts make the same serial number."""
    names = "\n".join(f"{one.kind} {one.name} {one.version} {one.sha256}" for one in parts)
    ours = {"type": "application", "bom-ref": OURS, "name": OURS, "version": version}
    needed = {need for one in parts for need in one.needs}
    direct = [_ref(one) for one in parts if one.kind is not Kind.PYTHON or one.name not in needed]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, names)}",
        "version": 1,
        "metadata": {
            "timestamp": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {**ours, "licenses": [{"license": {"id": "MIT"}}]},
        },
        "components": [_component(one) for one in parts],
        "dependencies": [
            {"ref": OURS, "dependsOn": direct},
            *(
                {"ref": _ref(one), "dependsOn": [_ref_of(Kind.PYTHON, need) for need in one.needs]}
                for one in parts
                if one.needs
            ),
        ],
    }


def _component(one: Component) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": _TYPES[one.kind],
        "bom-ref": _ref(one),
        "name": one.name,
        "version": one.version,
        "scope": "required" if one.is_shipped else "excluded",
        "properties": [{"name": "tonghop:kind", "value": one.kind.value}],
    }
    if one.licence != UNKNOWN:
        found["licenses"] = (
            [{"expression": one.licence}] if one.is_shipped else [{"license": {"name": one.licence}}]
        )
    if one.purl:
        found["purl"] = one.purl
    if one.sha256:
        found["hashes"] = [{"alg": "SHA-256", "content": one.sha256}]
    return found


def _ref(one: Component) -> str:
    return _ref_of(one.kind, one.name)


def _ref_of(kind: Kind, name: str) -> str:
    return f"{kind.value}:{name}"
