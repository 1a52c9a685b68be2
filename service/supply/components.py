"""The parts of an installation: Python packages, page scripts, models, and the system's packages beneath.

Everything is asked of the machine itself, nothing of the network: the metadata of what is installed, the
files that are served and read with, and Debian's own list.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from service.supply.licences import UNKNOWN, expression

OURS = "tonghop"
EXTRAS = ("oidc", "postgres", "s3", "")
ROOT = Path(__file__).resolve().parent.parent.parent
SYSTEM_PACKAGES = (
    "tesseract-ocr", "tesseract-ocr-vie", "tesseract-ocr-osd", "libtesseract5", "liblept5", "libleptonica6",
    "fonts-croscore", "util-linux", "python3", "libc6", "sqlite3", "libsqlite3-0", "postgresql",
)  # fmt: skip
"""Those of ``scripts/setup.sh`` and what they stand on; each is listed where it is installed."""

_FILES: Mapping[
    str, tuple[str, str]
] = {  # what set-up puts beside the code -> its licence and where it is from
    "models/vie.traineddata": ("Apache-2.0", "pkg:npm/%40tesseract.js-data/vie"),
    "models/osd.traineddata": ("Apache-2.0", "pkg:deb/debian/tesseract-ocr-osd"),
    "models/vie.words.txt": ("MIT", "pkg:pypi/pyvi"),
    "ocr/data/cell-reader.onnx": ("MIT", ""),
    "service/static/vendor/htmx.min.js": ("0BSD", "pkg:npm/htmx.org"),
    "service/static/vendor/axe.min.js": ("MPL-2.0", "pkg:npm/axe-core"),
}


class Kind(StrEnum):
    PYTHON = "python"
    SCRIPT = "script"
    MODEL = "model"
    SYSTEM = "system"  # installed by the system's own means, not shipped with the program


@dataclass(frozen=True)
class Component:
    """A part; ``needs`` are names of others of its kind, ``sha256`` is of a single file."""

    kind: Kind
    name: str
    version: str
    licence: str
    purl: str = ""
    sha256: str = ""
    needs: tuple[str, ...] = ()

    @property
    def is_shipped(self) -> bool:
        return self.kind is not Kind.SYSTEM


def components() -> tuple[Component, ...]:
    """Everything, sorted by kind and name."""
    found = [*_python_packages(), *_files(ROOT), *_system_packages()]
    return tuple(sorted(found, key=lambda one: (one.kind, one.name)))


def our_version() -> str:
    """The version of the program itself."""
    return metadata.version(OURS)


def _python_packages() -> Iterator[Component]:
    """What the program needs, directly and indirectly, as far as it is installed."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(OURS, EXTRAS)]
    seen = {OURS}
    while waiting:
        name, extras = waiting.pop()
        needs = list(_needs(name, extras))
        waiting += [(need, wanted) for need, wanted in needs if need not in seen]
        seen |= {need for need, _ in needs}
        if name != OURS:
            told = metadata.metadata(name)
            said = next((told[key] for key in ("License-Expression", "License") if key in told), "")
            classifiers = [one for one in told.get_all("Classifier") or [] if one.startswith("License")]
            version = metadata.version(name)
            yield Component(
                Kind.PYTHON,
                name,
                version,
                expression(said, classifiers),
                f"pkg:pypi/{name}@{version}",
                needs=tuple(sorted({need for need, _ in needs})),
            )


def _needs(name: str, extras: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in metadata.requires(name) or ():
        wanted = Requirement(line)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            continue
        plain = re.sub(r"[-_.]+", "-", wanted.name).lower()
        try:
            metadata.distribution(plain)
        except metadata.PackageNotFoundError:  # an extra that is not installed here
            continue
        yield plain, tuple(wanted.extras)


def _files(root: Path) -> Iterator[Component]:
    locked = _locked_versions(root / "package-lock.json")
    for name, (licence, purl) in _FILES.items():
        path = root / name
        if not path.is_file():
            continue
        version = locked.get(purl.removeprefix("pkg:npm/").replace("%40", "@"), "")
        yield Component(
            Kind.SCRIPT if path.suffix == ".js" else Kind.MODEL,
            name,
            version or our_version(),
            licence,
            f"{purl}@{version}" if version else purl,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )


def _locked_versions(path: Path) -> dict[str, str]:
    """Versions of npm packages by name; empty where the lock is not beside the code."""
    if not path.is_file():
        return {}
    packages = json.loads(path.read_text("utf-8"))["packages"]
    return {name.removeprefix("node_modules/"): one["version"] for name, one in packages.items() if name}


def _system_packages() -> Iterator[Component]:
    """Debian's packages; none on a system that has no dpkg."""
    if shutil.which("dpkg-query") is None:
        return
    asked = ["dpkg-query", "-W", "-f", "${Package}\t${Version}\t${db:Status-Status}\n", *SYSTEM_PACKAGES]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    for line in told.splitlines():
        name, version, status = line.split("\t")
        if status == "installed":
            yield Component(Kind.SYSTEM, name, version, _licence_of(name), f"pkg:deb/debian/{name}@{version}")


def _licence_of(package: str) -> str:
    """The licences that a Debian package's copyright file names."""
    path = Path("/usr/share/doc") / package / "copyright"
    if not path.is_file():
        return UNKNOWN
    found = re.findall(r"^License: *(\S[^\n]*)$", path.read_text("utf-8", "replace"), re.MULTILINE)
    return " AND ".join(sorted(set(found))) or UNKNOWN
