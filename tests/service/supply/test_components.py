"""The bill of materials, and that nothing is shipped under a licence that forbids it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.supply import licences
from service.supply.bom import cyclonedx
from service.supply.components import Component, Kind, components, our_version
from service.supply.licences import UNKNOWN, expression, may_ship

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def test_no_shipped_part_has_a_licence_that_forbids_it_or_none() -> None:
    parts = [one for one in components() if one.is_shipped]
    assert len(parts) > 60
    assert [f"{one.name}: {one.licence}" for one in parts if not may_ship(one.licence)] == []


def test_models_scripts_and_the_reader_are_listed() -> None:
    names = {(one.kind, one.name) for one in components()}
    assert {
        (Kind.PYTHON, "pypdfium2"),
        (Kind.PYTHON, "asterocr"),
        (Kind.MODEL, "ocr/data/cell-reader.onnx"),
    } <= names
    assert not {(Kind.PYTHON, name) for name in ("pytest", "ocrmypdf", "matplotlib", "tonghop")} & names


@pytest.mark.parametrize(
    ("said", "classifier", "found"),
    [
        ("Apache 2.0", "", "Apache-2.0"),
        ("", "License :: OSI Approved :: MIT License", "MIT"),
        ("AGPL-3.0-or-later", "", "AGPL-3.0-or-later"),
        ("GPL-3.0-only", "License :: OSI Approved :: GNU General Public License v3", "GPL-3.0-only"),
        ("Ours, do as you like", "", UNKNOWN),
        ("", "", UNKNOWN),
    ],
)
def test_what_packages_say_becomes_an_expression(said: str, classifier: str, found: str) -> None:
    assert expression(said, [classifier] if classifier else []) == found


@pytest.mark.parametrize("text", ["AGPL-3.0-or-later", "GPL-3.0-only", "MIT AND GPL-2.0-only", UNKNOWN, ""])
def test_neither_strong_copyleft_nor_the_unknown_is_shipped(text: str) -> None:
    assert not may_ship(text)


def test_bill_of_materials_is_cyclonedx_whose_references_lead_somewhere() -> None:
    parts = components()
    found = cyclonedx(parts, version=our_version(), now=NOW)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(refs) == len(set(refs)) == len(parts)
    for one in found["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= {*refs, "tonghop"}
    for one in found["components"]:
        assert one["version"] and (one["scope"] == "excluded" or one["licenses"])
    again = cyclonedx(parts, version=our_version(), now=NOW + dt.timedelta(days=1))
    assert again["serialNumber"] == found["serialNumber"]


def test_command_writes_it_and_refuses_what_may_not_be_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "sbom.json"
    assert CliRunner().invoke(app, ["sbom", str(out)]).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["components"]
    listed = CliRunner().invoke(app, ["sbom", "--licences"])
    assert "python\tnumpy\t" in listed.output
    monkeypatch.setattr(licences, "MAY_SHIP", licences.MAY_SHIP - {"MPL-2.0"})
    refused = CliRunner().invoke(app, ["sbom", str(out)])
    assert refused.exit_code == 5 and "pikepdf" in refused.output


def test_parts_of_the_system_are_listed_and_not_shipped() -> None:
    one = Component(Kind.SYSTEM, "util-linux", "2.38", "GPL-2+")
    assert not one.is_shipped
    found = cyclonedx([one], version="1", now=NOW)["components"][0]
    assert found["scope"] == "excluded" and found["licenses"] == [{"license": {"name": "GPL-2+"}}]
