from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samples import accuracy
from samples.reading import load_truths
from samples.scoring import DOCUMENT_KEYS

REPORTS = Path(accuracy.__file__).parent / "reports"


def perfect(truth: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """All fields of a report as its truth has them."""
    for key in DOCUMENT_KEYS:
        yield f"document.{key}", truth["document"][key]
    for item in truth["outline"]:
        yield f"outline.{item['id']}.present", item["present"]
        yield f"outline.{item['id']}.heading", item["written"]
    for table in truth["tables"]:
        for number, row in enumerate(table["rows"], 1):
            yield f"table.bieu-1.{number}.label", row["written_label"]
            for key, value in row["values"].items():
                yield f"table.bieu-1.{number}.{key}", value
    for figure in truth["figures"]:
        yield f"figure.{figure['section']}.{figure['slug']}", figure["value"]


def test_perfect_predictions_of_the_bundled_reports_score_full_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = []
    for truth in load_truths(REPORTS):
        fields = [
            {"path": p, "value": v, "confidence": 0.99, "status": "missing" if v is None else "accepted"}
            for p, v in perfect(truth)
        ]
        lines.append(json.dumps({"file": truth["files"][0], "campaign": truth["campaign"], "fields": fields}))
    predictions = tmp_path / "predictions.ndjson"
    predictions.write_text("\n".join(lines), encoding="utf-8")
    assert accuracy.main(["--truth", str(REPORTS), "--pred", str(predictions)]) == 0
    printed = capsys.readouterr().out
    everything = next(line for line in printed.splitlines() if line.startswith("all"))
    assert everything.split()[2:11] == ["100.0"] * 9
    assert "0.00 %" in everything
    assert "profile fax" in printed
    assert printed.rstrip().endswith("none")
