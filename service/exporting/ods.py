"""Tables as an ODS workbook, written as they come: a document in memory would take ten times its size.

An ODS file is a ZIP of XML files; of OpenDocument only what a plain table needs is written here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from service.exporting.book import Link
from service.sheet_tables import Column

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_VERSION = "1.3"  # of OpenDocument
_XMLNS = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content xmlns:office="{_XMLNS}:office:1.0" xmlns:table="{_XMLNS}:table:1.0" '
    f'xmlns:text="{_XMLNS}:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    f'office:version="{_VERSION}"><office:body><office:spreadsheet>'
)
_FOOT = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{_XMLNS}:manifest:1.0" manifest:version="{_VERSION}">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ROWS_AT_ONCE = 200  # joined before they are compressed
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_ods(
    tables: Iterable[tuple[str, Sequence[Column], Iterable[Sequence[Any]]]], out: BinaryIO, *, base: str
) -> None:
    """Write plain tables: numbers as numbers, all else as text, never a formula."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", MIME_TYPE, zipfile.ZIP_STORED)  # first and plain, by the format
        packed.writestr("META-INF/manifest.xml", _MANIFEST)
        with packed.open("content.xml", "w") as content:
            content.write(_HEAD.encode())
            for name, columns, rows in tables:
                head = _row([column.title for column in columns], base)
                content.write(f"<table:table table:name={quoteattr(name)}>{head}".encode())
                lines = (_row(row, base) for row in rows)
                while some := "".join(islice(lines, _ROWS_AT_ONCE)):
                    content.write(some.encode())
                content.write(b"</table:table>")
            content.write(_FOOT.encode())


def _row(values: Sequence[Any], base: str) -> str:
    return f"<table:table-row>{''.join(_cell(value, base) for value in values)}</table:table-row>"


def _cell(value: Any, base: str) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, Link):
        address = quoteattr(base + value.path)
        link = f"<text:a xlink:type='simple' xlink:href={address}>{_text(value.text)}</text:a>"
        return f"<table:table-cell office:value-type='string'><text:p>{link}</text:p></table:table-cell>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (
            f"<table:table-cell office:value-type='float' office:value='{value}'>"
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{_text(line)}</text:p>" for line in str(value).splitlines() or [""])
    return f"<table:table-cell office:value-type='string'>{lines}</table:table-cell>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
