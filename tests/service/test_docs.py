"""Every setting and every code is described in docs/reference, in words for people."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from service.errors import STATUS
from service.sentences import SENTENCES
from service.settings import Settings

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_setting_is_documented_with_its_help(name: str) -> None:
    text = (REFERENCE / "settings.md").read_text("utf-8")
    assert f"`TONGHOP_{name.upper()}`" in text
    assert str(Settings.model_fields[name].description) in text


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_code_is_documented_and_said_in_both_languages(code: str) -> None:
    assert f"`{code}`" in (REFERENCE / "errors.md").read_text("utf-8")
    entry = SENTENCES[code]
    assert all((entry.title_vi, entry.title_en, entry.vi, entry.en))
    assert bool(entry.remedy_vi) == bool(entry.remedy_en)


def test_every_code_of_the_packages_has_a_sentence() -> None:
    assert set(STATUS) | _codes() <= set(SENTENCES)


def _codes() -> set[str]:
    """Codes written as class attributes of errors, and doubts and problems named in extraction and ocr."""
    found = set()
    for path in [*(ROOT / "ocr").rglob("*.py"), *(ROOT / "extraction").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"(ocr|extraction)\.[a-z_]+", node.value) and path.name == "errors.py":
                    found.add(node.value)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "PageProblem"):
                found.update(str(code.value) for code in node.args[:1] if isinstance(code, ast.Constant))
    return found


def test_no_two_sections_of_the_results_have_one_heading() -> None:
    lines = (ROOT / "docs" / "results.md").read_text("utf-8").splitlines()
    counts = Counter(line for line in lines if line.startswith("## "))
    assert [heading for heading, count in counts.items() if count > 1] == []
