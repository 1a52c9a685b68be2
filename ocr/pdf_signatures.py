"""Which files carry digital signatures; ``signature_checks`` then checks them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ocr.model import PdfSignature, SourceFile

_PDF_WITHIN_BYTES = 1024


def read_signatures(
    file: SourceFile, trusted_roots: Sequence[bytes] = (), *, file_index: int = 0
) -> tuple[PdfSignature, ...]:
    """Check the digital signatures of a file.

    Args:
        file: Any file; only a PDF can have some.
        trusted_roots: Certificates that this office trusts, DER or PEM, also several in one.
        file_index: Noted in the results.

    Returns:
        In the order of signing. What cannot be checked has a ``problem`` and is not valid; a file that cannot
        be searched for signatures, though it names some, gives one such record. Never raises for the file's
        sake: a broken signature must not cost the report.
    """
    if b"%PDF-" not in file.data[:_PDF_WITHIN_BYTES] or b"/ByteRange" not in file.data:
        return ()
    # Loading pyHanko takes half a second and 20 MB, and few files are signed.
    from ocr.signature_checks import check_signatures

    # pyHanko runs an event loop of its own, which a thread that has one already refuses.
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(check_signatures, file, trusted_roots, file_index).result()
