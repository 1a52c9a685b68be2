"""The command reads a plan through the reading processes and prints a campaign file."""

import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from service.campaign_yaml import read_campaign
from service.cli import app
from service.plan_reading import draft_yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "extraction"))
from tests.extraction.plans.plan_texts import COMMUNES

SCHEMA = Path(__file__).parents[2] / "service" / "data" / "campaign.schema.json"


@pytest.fixture
def plan(tmp_path, monkeypatch):
    monkeypatch.setenv("TONGHOP_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "kh-58.txt"
    path.write_text(COMMUNES, "utf-8")
    return path


def test_plan_read_prints_a_valid_campaign_with_its_doubts(plan):
    ran = CliRunner().invoke(app, ["plan", "read", str(plan)])
    assert ran.exit_code == 0, ran.output
    data = read_campaign(ran.output)
    jsonschema.validate(data, __import__("json").loads(SCHEMA.read_text("utf-8")))
    assert data["id"] == "58-KH/TU"
    assert "# ?? Hạn “xong trong tháng 11/2025” được hiểu là 30/11/2025" in ran.output


def test_plan_compare_counts_what_is_found(plan, tmp_path):
    ran = CliRunner().invoke(app, ["plan", "read", str(plan)])
    own = tmp_path / "own.yaml"
    own.write_text(ran.output.replace("title: Trong công nhân", "title: Chuyện khác hẳn"), "utf-8")
    compared = CliRunner().invoke(app, ["plan", "compare", str(plan), str(own)])
    assert compared.exit_code == 0
    first = compared.output.splitlines()[0]
    assert first.startswith("outline    9/10") and "missed: P2.2" in first


def test_a_plan_that_is_not_there_is_named(tmp_path):
    ran = CliRunner().invoke(app, ["plan", "read", str(tmp_path / "nothing.pdf")])
    assert ran.exit_code == 2 and "nothing.pdf" in ran.output


def test_a_part_that_has_no_entry_is_told_at_the_head():
    draft = {
        "campaign": {"id": "x", "outline": []},
        "parts": [
            {
                "path": "date",
                "words": "",
                "page": None,
                "bbox": None,
                "confidence": 0.0,
                "doubts": ["not_found"],
                "doubtful": True,
            }
        ],
        "questions": [],
        "text": "",
    }
    assert draft_yaml(draft).splitlines()[0] == "# ? date: Không thấy trong kế hoạch."
