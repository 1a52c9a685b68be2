"""What the serving process holds: nothing that only readers need."""

from __future__ import annotations

import subprocess
import sys

import extraction
import ocr

READERS_ONLY = (
    "asterocr", "cv2", "docxtpl", "onnxruntime", "openpyxl", "pdfminer", "pdfplumber", "pi_heif", "pikepdf",
    "pyhanko", "pypdfium2", "pytesseract", "reportlab", "scipy",
)  # fmt: skip


def test_the_server_loads_no_library_that_only_readers_need() -> None:
    loaded = f"[m for m in {READERS_ONLY} if m in sys.modules]"
    told = f"import sys, service.server, service.routes.pages; print({loaded})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_of_the_libraries_is_there() -> None:
    for package in (ocr, extraction):
        assert set(package.__all__) == set(package._HOMES)
        for name in package.__all__:
            assert getattr(package, name) is not None
