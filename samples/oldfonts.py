"""Lets a PDF lie about its letters as old fonts do: it looks right and copies as TCVN3 or VNI."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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


VNI_NAMES = {
    "Tinos": b"VNI-Times",
    "Tinos-Bold": b"VNI-Times-B",
    "Tinos-Italic": b"VNI-Times-I",
    "Tinos-BoldItalic": b"VNI-Times-BI",
}
_ENTRY = re.compile("<([0-9A-F]{2})> <([0-9A-F]{4})>")


@contextmanager
def old_fonts(coded: Callable[[str], str] = as_tcvn3, names: Mapping[str, bytes] = NAMES) -> Iterator[None]:
    """Write fonts with old codes for their letters and with the old fonts' names while this lasts.

    ``coded`` gives a letter's code or codes as Latin-1 letters.

    Real .VnTime fonts put Vietnamese shapes at Latin codes. The shapes here are Tinos', only the table
    that says which letter a shape is carries the Latin codes, which is all that a reader of text sees.
    """
    honest = ttfonts.makeToUnicodeCMap

    def lying(name: str, subset: Sequence[int]) -> str:
        def entry(match: re.Match[str]) -> str:
            codes = coded(chr(int(match[2], 16)))
            return f"<{match[1]}> <{codes.encode('utf-16-be').hex().upper()}>"

        return _ENTRY.sub(entry, str(honest(name, subset)))

    faces = {name: pdfmetrics.getFont(name).face for name in names}
    kept = {name: face.name for name, face in faces.items()}
    try:
        for name, face in faces.items():
            face.name = names[name]
        with mock.patch.object(ttfonts, "makeToUnicodeCMap", lying):
            yield
    finally:
        for name, face in faces.items():
            face.name = kept[name]
