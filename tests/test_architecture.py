"""Imports point one way: service -> extraction -> ocr; the two libraries stay pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ALLOWED = {
    "ocr": {"ocr"},
    "extraction": {"extraction", "ocr"},
    "service": {"service", "extraction", "ocr", "samples"},
}
OUTSIDE_WORLD = {
    "os",
    "socket",
    "sqlite3",
    "sqlalchemy",
    "requests",
    "httpx",
    "urllib",
    "fastapi",
    "time",
    "service",
}
# The module that runs Tesseract needs the environment and a temporary folder; nothing else does.
MAY_TOUCH_THE_WORLD = {"ocr/tesseract.py"}
LARGEST_FILE_LINES = 450


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_imports_point_one_way(package: str) -> None:
    ours = set(ALLOWED) | {"samples", "tests"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(package)
        for line, module in imports(path)
        if module.split(".")[0] in ours - ALLOWED[package]
    ]
    assert wrong == []


def test_extraction_takes_only_the_model_of_ocr() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources("extraction")
        for line, module in imports(path)
        if module.split(".")[0] == "ocr" and module != "ocr.model"
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ["ocr", "extraction"])
def test_libraries_touch_no_file_clock_or_network(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in sources(package)
        if str(path.relative_to(ROOT)) not in MAY_TOUCH_THE_WORLD
        for line, module in imports(path)
        if module.split(".")[0] in OUTSIDE_WORLD
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "owner"),
    [
        ("pytesseract", "ocr/tesseract.py"),
        ("dbos", "service/jobs/"),
        ("obstore", "service/object_storage.py"),
        ("prometheus_client", "service/metrics.py"),
        ("asterocr", "ocr/second_reader.py"),
        ("onnxruntime", "ocr/networks.py"),
        ("scipy.optimize", "extraction/solvers.py"),
        ("openpyxl", "service/sheet_reading.py"),
        ("docxtpl", "service/letter_fill.py"),
    ],
)
def test_an_outside_program_is_known_by_one_module(module: str, owner: str) -> None:
    users = {
        str(path.relative_to(ROOT))
        for package in ALLOWED
        for path in sources(package)
        for _, name in imports(path)
        if f"{name}.".startswith(f"{module}.")
    }
    assert {user for user in users if not user.startswith(owner)} == set()


def test_files_can_be_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in (*ALLOWED, "samples")
        for path in sources(package)
        if (lines := len(path.read_text("utf-8").splitlines())) > LARGEST_FILE_LINES
    }
    assert long == {}
