"""Lets a PDF lie about its letters as the .VnTime fonts do: it looks right and copies as TCVN3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest import mock

from reportlab.pdfbase import pdfmetrics, ttfonts

from samples.textlayer import as_tcvn3

NAMES = {
    "Tinos": b".VnTime",
    "Tinos-Bold": b".VnTimeB",
    "Tinos-Italic": b".VnTimeI",
    "Tinos-BoldItalic": b".VnTimeBI",
}


@contextmanager
def old_fonts() -> Iterator[None]:
    """Write fonts with TCVN3 codes for their letters and with the old fonts' names while this lasts.

    Real .VnTime fonts put Vietnamese shapes at Latin codes. The shapes here are Tinos', only the table
    that says which letter a shape is carries the Latin codes, which is all that a reader of text sees.
    """
    honest = ttfonts.makeToUnicodeCMap

    def lying(name: str, subset: Sequence[int]) -> str:
        return str(honest(name, [ord(as_tcvn3(chr(code))) for code in subset]))

    faces = {name: pdfmetrics.getFont(name).face for name in NAMES}
    kept = {name: face.name for name, face in faces.items()}
    try:
        for name, face in faces.items():
            face.name = NAMES[name]
        with mock.patch.object(ttfonts, "makeToUnicodeCMap", lying):
            yield
    finally:
        for name, face in faces.items():
            face.name = kept[name]
