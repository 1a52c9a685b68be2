"""The archive copy of a submission: PDF/A-2b with every page as it came and what was read under it.

Pages stream through: a source file stays on disk and is opened there, pictures are written to small files
of their own as soon as some have gathered, and the result takes their bytes from disk when it is saved.
Source: ISO 19005-2:2011; ISO 32000-1:2008.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from ocr import (
    OcrError,
    OcrSettings,
    Page,
    PageSource,
    SourceFile,
    Transform,
    Word,
    is_scan,
    load_page,
    own_text,
    seen_page,
)
from service.pdfa.conformance import faults_of, mend
from service.pdfa.font import TextFont, embed_font
from service.pdfa.images import add_picture
from service.pdfa.streams import compressed, strip_hidden_text
from service.pdfa.words import (
    FONT_NAME,
    Correction,
    corrected_lines,
    invisible_text,
    letters_of,
)

A4_POINTS = (595.28, 841.89)
SPOOL_PAGES = 8  # pictures that wait in memory; a colour page at 300 dpi has 1 to 5 MB
OWN_TEXT = 0.9  # least share of the words read that a page's own text has; then none is laid over it
_PDF = b"%PDF-"
_PDF_WITHIN_BYTES = 1024
_PRODUCER = "tonghop"
# What taking a strange file apart raises; pikepdf reports a wrong type of object by Python's own errors.
_BROKEN = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError)


@dataclass(frozen=True)
class Order:
    """What to write. ``files`` are names and paths; ``pages`` carry the words, in order of number."""

    files: Sequence[tuple[str, Path]]
    pages: Sequence[Page]
    out: Path
    title: str
    made_at: dt.datetime
    corrections: Sequence[Correction] = ()


@dataclass
class _Work:
    """The document that is being written, and what must stay open until it is saved."""

    order: Order
    settings: OcrSettings
    folder: Path
    pdf: pikepdf.Pdf
    font: TextFont
    spool: pikepdf.Pdf = field(default_factory=pikepdf.Pdf.new)
    waiting: list[Page] = field(default_factory=list)
    opened: list[pikepdf.Pdf] = field(default_factory=list)
    drawn: dict[int, list[str]] = field(default_factory=dict)


def write_pdfa(order: Order, settings: OcrSettings, folder: Path) -> dict[int, list[str]]:
    """Write the archive copy.

    Args:
        order: What goes in and where to.
        settings: Limits of drawing, for pages that cannot be carried over.
        folder: For temporary files; empty, and the caller's to remove.

    Returns:
        By page number, why a page was drawn anew instead of carried over, in English.

    Raises:
        FontMissing: fonts-croscore is not installed.
    """
    pdf = pikepdf.Pdf.new()
    font = embed_font(pdf, letters_of(order.pages, order.corrections))
    work = _Work(order, settings, folder, pdf, font)
    for index, (name, path) in enumerate(order.files):
        pages = [page for page in order.pages if page.file == index]
        data = path.read_bytes()
        source = SourceFile(name, data)
        if _PDF in data[:_PDF_WITHIN_BYTES]:
            _add_pdf(work, path, source, pages)
        else:
            for page in pages:
                _add_picture(work, source, page, carried=source)
            _flush(work)
    _describe(pdf, order)
    pdf.save(order.out, min_version="1.7", fix_metadata_version=True)
    for document in (*work.opened, pdf):
        document.close()
    return work.drawn


def _add_pdf(work: _Work, path: Path, source: SourceFile, pages: Sequence[Page]) -> None:
    """Append the pages of a PDF: each as it is where that is PDF/A, else drawn."""
    document = _opened(path)
    for page in pages:
        faults = _prepared(document, source, page) if document else ["the file cannot be taken apart"]
        if document is None or faults:
            work.drawn[page.number] = faults
            _add_picture(work, source, page, carried=None)
            continue
        _flush(work)
        work.pdf.pages.append(document.pages[page.file_page - 1])
        added = work.pdf.pages[-1]
        seen = seen_page(_visible(added), int(added.obj.get("/Rotate", 0)))
        _lay_text(work, added, _missing_lines(work, source, page), seen.inverse.after(page.to_file))
    _flush(work)
    if document is not None:
        work.opened.append(document)


def _opened(path: Path) -> pikepdf.Pdf | None:
    """The document with what its form fields and stamps draw as part of its pages."""
    try:
        document = pikepdf.open(path)
        document.generate_appearance_streams()
        document.flatten_annotations(mode="screen")
        return document
    except _BROKEN:
        return None


def _prepared(document: pikepdf.Pdf, source: SourceFile, page: Page) -> list[str]:
    """Make a page fit to be carried over; what keeps it from that, empty where nothing does."""
    try:
        theirs = document.pages[page.file_page - 1]
        if Name.OCProperties in document.Root:
            return ["layers that may be hidden"]
        strip_hidden_text(document, theirs, everything=is_scan(source, page.file_page))
        faults = faults_of(theirs)
        if not faults:
            mend(theirs)
        return faults
    except (OcrError, *_BROKEN) as error:
        return [f"it cannot be taken apart ({type(error).__name__})"]


def _visible(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """The part of a page that readers show: its crop box within its sheet."""
    (a, b, c, d), (e, f, g, h) = (
        (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for x0, y0, x1, y1 in ([float(v) for v in box] for box in (page.mediabox, page.cropbox))
    )
    return max(a, e), max(b, f), min(c, g), min(d, h)


def _missing_lines(work: _Work, source: SourceFile, page: Page) -> list[tuple[Word, ...]]:
    """What is to be laid over a page: all that was read, or corrections only where it has the rest itself."""
    corrections = _corrections_of(work, page)
    if page.source is PageSource.TEXT_LAYER:
        theirs = set(own_text(source, page.file_page).split())
        words = [word.text for word in page.words]
        if words and sum(word in theirs for word in words) >= OWN_TEXT * len(words):
            return corrected_lines(replace(page, lines=()), corrections)
    return corrected_lines(page, corrections)


def _corrections_of(work: _Work, page: Page) -> list[Correction]:
    return [one for one in work.order.corrections if one.page == page.number]


def _add_picture(work: _Work, source: SourceFile, page: Page, *, carried: SourceFile | None) -> None:
    """Append a page as a picture, through the spool; a page that nobody can draw shows its words instead."""
    try:
        shown = load_page(source, page.file_page, work.settings)
    except OcrError as error:
        work.drawn[page.number] = [f"it cannot be drawn ({error.code})"]
        work.spool.add_blank_page(page_size=A4_POINTS)
    else:
        add_picture(work.spool, shown, carried)
    work.waiting.append(page)
    if len(work.waiting) >= SPOOL_PAGES:
        _flush(work)


def _flush(work: _Work) -> None:
    """Move the pictures that wait from memory to disk and into the document, with their text."""
    if not work.waiting:
        return
    path = work.folder / f"part-{len(work.opened)}.pdf"
    work.spool.save(path)
    work.spool.close()
    work.spool = pikepdf.Pdf.new()
    part = pikepdf.open(path)
    work.opened.append(part)
    for page, picture in zip(work.waiting, part.pages, strict=True):
        work.pdf.pages.append(picture)
        added = work.pdf.pages[-1]
        to_points = seen_page(_visible(added), 0).inverse.after(page.to_file)
        lines = corrected_lines(page, _corrections_of(work, page))
        _lay_text(work, added, lines, to_points, visible="/XObject" not in added.obj.get("/Resources", {}))
    work.waiting.clear()


def _lay_text(
    work: _Work,
    page: pikepdf.Page,
    lines: Sequence[Sequence[Word]],
    to_points: Transform,
    *,
    visible: bool = False,
) -> None:
    if not lines:
        return
    content = invisible_text(lines, to_points, work.font, visible=visible)
    page.contents_add(compressed(work.pdf, b"q\n"), prepend=True)
    page.contents_add(compressed(work.pdf, b"\nQ\n" + content))
    # Pages may share their resources; this one gets its own dictionary with one more font.
    resources = Dictionary(dict(page.obj.get("/Resources", {}).items()))
    resources[Name.Font] = Dictionary(
        dict(resources.get("/Font", {}).items()) | {FONT_NAME: work.font.object}
    )
    page.obj[Name.Resources] = resources


def _describe(pdf: pikepdf.Pdf, order: Order) -> None:
    """Metadata that say PDF/A-2b, and the colours that grey and RGB mean."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pdf.Root[Name.OutputIntents] = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                Info=pikepdf.String("sRGB IEC61966-2.1"),
                DestOutputProfile=pdf.make_stream(profile, N=3),
            )
        ]
    )
    pdf.Root[Name.Lang] = pikepdf.String("vi-VN")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["dc:title"] = order.title
        metadata["pdf:Producer"] = _PRODUCER
        metadata["xmp:CreatorTool"] = _PRODUCER
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = order.made_at.isoformat(timespec="seconds")
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"
