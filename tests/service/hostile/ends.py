"""How each kind of file ends when it is uploaded, or read by the command: in a state with a name.

``read``: all pages read. A page's own code: it was set aside, the rest read. Any other code: refused at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.service.hostile import others, packed, pdfs, pictures

READ, ENCRYPTED, DAMAGED, TRUNCATED = "read", "ocr.encrypted", "ocr.damaged", "ocr.truncated"
EMPTY, STRANGE, LARGE, NESTED = "ocr.empty", "ocr.unsupported", "ocr.too_large", "ocr.nested_archive"
BAD_PAGE, LARGE_PAGE, SLOW, DIED = (
    "ocr.page_damaged", "ocr.page_too_large", "service.reader_timeout", "service.reader_died",
)  # fmt: skip
MANY_PAGES = "service.too_many_pages"
BURDENS = {SLOW, DIED, READ}
"""What takes as much as it is given ends one way or another by how quick the machine is."""

ENDS: dict[str, set[str]] = {
    "user-password.pdf": {ENCRYPTED},
    "aes-256.pdf": {ENCRYPTED},
    "truncated.pdf": {TRUNCATED},
    "header-only.pdf": {TRUNCATED},
    "flate-bomb.pdf": BURDENS,
    "ten-thousand-pages.pdf": {LARGE, MANY_PAGES},
    "pages-that-are-not.pdf": {DAMAGED},
    "no-pages.pdf": {DAMAGED},
    "thin-paper.pdf": {BAD_PAGE},
    "deep-tree.pdf": {BAD_PAGE},
    "tree-in-a-circle.pdf": {BAD_PAGE},
    "catalogue-of-itself.pdf": {DAMAGED},
    "forms-by-the-million.pdf": BURDENS,
    "recursive-pattern.pdf": BURDENS,
    "map-of-all-codes.pdf": BURDENS,
    "deep-arrays.pdf": BURDENS,
    "unbalanced-states.pdf": BURDENS,
    "clip-and-dash.pdf": BURDENS,
    "lzw-bomb.pdf": BURDENS,
    "giant-table.docx": {LARGE, MANY_PAGES, SLOW},
    "bomb.png": {LARGE},
    "white-bomb.png": {LARGE},
    "text-bomb.png": {DAMAGED},
    "colours-bomb.png": {DAMAGED},
    "no-size.png": {DAMAGED},
    "chunk-beyond-end.png": {DAMAGED},
    "many-directories.tif": {LARGE, MANY_PAGES},
    "directories-in-a-circle.tif": {BAD_PAGE},
    "bomb.tif": {LARGE},
    "packed-bomb.tif": {DAMAGED},
    "strip-beyond-end.tif": {TRUNCATED},
    "tag-of-all-memory.tif": {TRUNCATED},
    "fax-of-rubbish.tif": {LARGE},
    "jpeg-in-tiff.tif": {DAMAGED},
    "large-claim.jpg": {LARGE},
    "truncated.jpg": {TRUNCATED},
    "truncated.webp": {DAMAGED},
    "claims-a-gigabyte.webp": {DAMAGED},
    "rubbish.heic": {DAMAGED},
    "gif-as.pdf": {STRANGE},
    "drawing.svg": {STRANGE},
    "bitmap.png": {STRANGE},
    "link.zip": {STRANGE},
    "device.zip": {EMPTY},
    "encrypted.zip": {ENCRYPTED},
    "nested.zip": {NESTED},
    "bomb.zip": {LARGE},
    "many-small-bombs.zip": {LARGE},
    "overlapping.zip": {LARGE},
    "many-files.zip": {LARGE},
    "empty.zip": {STRANGE},
    "only-folders.zip": {EMPTY},
    "method-99.zip": {DAMAGED},
    "directory-beyond-end.zip": {DAMAGED},
    "truncated.zip": {DAMAGED},
    "bz2-bomb.zip": {LARGE},
    "lzma-bomb.zip": {LARGE},
    "program.zip": {STRANGE},
    "external-entity.docx": {DAMAGED},
    "remote-dtd.docx": {DAMAGED},
    "billion-laughs.docx": {DAMAGED},
    "part-bomb.docx": {LARGE},
    "deep-xml.docx": {DAMAGED},
    "deep-controls.docx": {DAMAGED},
    "endless-span.docx": {STRANGE},
    "nested-tables.docx": {DAMAGED},
    "ten-thousand-pages.docx": {STRANGE},
    "one-long-word.docx": {LARGE, MANY_PAGES, READ},
    "no-body.docx": {DAMAGED},
    "not-xml.docx": {DAMAGED},
    "utf-7.docx": {DAMAGED},
    "empty.pdf": {EMPTY},
    **{
        name: {STRANGE}
        for name in (
            "white-space.pdf", "nul.pdf", "text.pdf", "text.txt", "program.pdf", "script.pdf", "web.pdf",
            "rich-text.docx", "old-word.doc", "rar.pdf", "film.pdf", "workbook.pdf",
        )
    },
}  # fmt: skip
"""What is not named here is read: there is harm in it only for who runs, follows or shows what it holds."""


def files() -> Iterator[tuple[str, bytes]]:
    """All of them, by name with ending."""
    yield from ((f"{name}.pdf", data) for name, data in pdfs.corpus().items())
    yield from pictures.corpus().items()
    yield from packed.archives().items()
    yield from ((f"{name}.docx", data) for name, data in packed.words().items())
    yield from others.strangers().items()


def ends_of(name: str) -> set[str]:
    return ENDS.get(name, {READ})
