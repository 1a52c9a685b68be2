from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from extraction.model import Finding
from samples import training

REPORTS = Path(training.__file__).parent / "reports"


@pytest.fixture
def truth() -> dict[str, object]:
    found: dict[str, object] = json.loads((REPORTS / "r001.json").read_text(encoding="utf-8"))
    return found


def test_each_finding_is_told_right_or_wrong_with_its_signals(truth: dict[str, object]) -> None:
    number = truth["document"]["number"]  # type: ignore[index]
    findings = [
        Finding("document.number", "number", number, signals={"ocr": 0.9}, doubts=("handwritten",)),
        Finding("document.signatory_name", "signatory_name", "Ai Đó"),
        Finding("figure.I.tong_so_dang_vien_dang_bo", "figure", Decimal(1)),
    ]
    rows = {row["path"]: row for row in training.rows_of(truth, findings)}
    assert rows["document.number"]["right"] is True
    assert rows["document.number"]["signals"] == {"ocr": 0.9}
    assert rows["document.number"]["doubts"] == ["handwritten"]
    assert rows["document.signatory_name"]["right"] is False
    assert rows["figure.I.tong_so_dang_vien_dang_bo"]["right"] is False


def test_a_made_up_field_is_told_as_such(truth: dict[str, object]) -> None:
    (row,) = training.rows_of(truth, [Finding("figure.II.2.khong_co", "figure", Decimal(987654))])
    assert (row["true_field"], row["right"]) == (False, False)


def test_what_truth_says_nothing_about_is_left_out(truth: dict[str, object]) -> None:
    findings = [Finding("table.bieu-1.1.stt", "ordinal", "1"), Finding("outline.I.text", "text", "...")]
    assert list(training.rows_of(truth, findings)) == []
