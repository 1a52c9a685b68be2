"""Advisories from a local copy against what is installed; and the locks, looked at without a network."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.supply.advisories import matching, read_advisories
from service.supply.components import ROOT, Component, Kind, components

PARTS = (Component(Kind.PYTHON, "some-parser", "2.4.1", "MIT"),)
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^]]*\])?==(?P<version>\S+)")


def advisory(*events: dict[str, str], name: str = "Some_Parser", **more: Any) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges}
    return {"id": "PYSEC-1", "summary": "reads too far", "affected": [affected], **more}


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}, {"fixed": "2.5"}], True),
        ([{"introduced": "0"}, {"fixed": "2.4.1"}], False),
        ([{"introduced": "2.4.2"}], False),
        ([{"introduced": "2"}, {"last_affected": "2.4.1"}], True),
        ([{"introduced": "0"}, {"fixed": "2.1"}, {"introduced": "2.4"}], True),
        ([{"introduced": "0"}, {"fixed": "no version"}], False),
    ],
)
def test_installed_version_is_followed_through_the_events(events: list[dict[str, str]], hit: bool) -> None:
    assert bool(matching(PARTS, [advisory(*events)])) is hit


def test_withdrawn_advisories_and_strangers_do_not_concern_us() -> None:
    everything = {"introduced": "0"}
    assert not matching(PARTS, [advisory(everything, withdrawn="2024-01-01T00:00:00Z")])
    assert not matching(PARTS, [advisory(everything, name="another")])
    (found,) = matching(PARTS, [advisory(everything, {"fixed": "3.0"})])
    assert (found.name, found.fixed, found.summary) == ("some-parser", "3.0", "reads too far")


def test_command_reads_an_archive_and_tells_by_its_exit_code(tmp_path: Path) -> None:
    numpy = next(one for one in components() if one.name == "numpy")
    archive = tmp_path / "all.zip"
    for fixed, code in (("0.1", 0), ("999", 5)):
        with zipfile.ZipFile(archive, "w") as packed:
            told = advisory({"introduced": "0"}, {"fixed": fixed}, name="numpy")
            packed.writestr("PYSEC-1.json", json.dumps(told))
        done = CliRunner().invoke(app, ["advisories", str(archive)])
        assert done.exit_code == code
        assert ("PYSEC-1" in done.output and numpy.version in done.output) is (code == 5)
    assert len(list(read_advisories(archive))) == 1


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "node.txt", "s3-server.txt", "words.txt"])
def test_every_line_of_a_lock_is_pinned_by_version_and_hashes_and_names_no_host(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|--trusted|git\+|^-e", text, re.MULTILINE)
    wanted = re.split(r"\n(?=[A-Za-z0-9])", text.split("\n", 1)[1] if text.startswith("#") else text)
    assert len(wanted) >= 1
    for one in wanted:
        assert PINNED.match(one), one[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", one), one[:80]


def test_every_npm_package_is_locked_by_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    found = {name: one for name, one in packages.items() if name}
    assert found and all(one["integrity"].startswith("sha512-") for one in found.values())


def test_installed_versions_are_those_of_the_lock() -> None:
    """What is tested is what is shipped."""
    locked: dict[str, set[str]] = {}  # several where Python's version decides
    for line in (ROOT / "requirements" / "run.txt").read_text("utf-8").splitlines():
        if found := PINNED.match(line):
            locked.setdefault(found["name"].lower(), set()).add(found["version"])
    parts = {one.name: one.version for one in components() if one.kind is Kind.PYTHON}
    assert {n: v for n, v in parts.items() if n in locked and v not in locked[n]} == {}
