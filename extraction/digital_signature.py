"""What digital signatures say about a document: whether it is as signed, when, and that it is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from extraction.model import Finding
from extraction.page_order import in_reading_order
from extraction.signature import NAME_REACH_MM, find_end_block
from ocr.model import BoundingBox, Page, PdfSignature

PATH = "document.digital_signature"
OFFICE_TIME = dt.timezone(dt.timedelta(hours=7))  # Viet Nam keeps UTC+7 all year
SAME_BLOCK_MM = 8.0
"""A signature that starts this far above the signatory's office is still in its place."""


def with_digital_signatures(
    findings: Sequence[Finding], signatures: Sequence[PdfSignature], pages: Sequence[Page]
) -> tuple[Finding, ...]:
    """Add ``document.digital_signature``, and what signatures say about the date and about signing.

    Args:
        findings: Those of the document; unknown paths pass through.
        signatures: Of all files, as checked; empty where none is signed digitally.
        pages: All of the submission.
    """
    amended = (_amended(finding, signatures, pages) for finding in findings)
    return (*amended, signature_finding(signatures, pages))


def signature_finding(signatures: Sequence[PdfSignature], pages: Sequence[Page]) -> Finding:
    """``valid``, ``invalid`` or ``none``, computed from the file's bytes.

    ``valid`` says that all signatures are intact and genuine and that nothing was changed afterwards.
    Whether the signers are trusted is another question: a signer without a chain to one of the office's
    roots is the doubt ``signature_untrusted``, asked only where the office keeps roots.
    """
    if not signatures:
        return Finding(PATH, "digital_signature", "none")
    doubts = []
    if any(s.problem for s in signatures):
        doubts.append("signature_unchecked")
    if any(not s.valid and not s.problem for s in signatures):
        doubts.append("signature_broken")
    if any(s.trusted is False and not s.problem for s in signatures):
        doubts.append("signature_untrusted")
    # What is shown is a signature that spoils the value, else the last one, which covers all before it.
    shown = next((s for s in signatures if not s.valid), signatures[-1])
    page, box = _place(shown, pages)
    return Finding(
        PATH,
        "digital_signature",
        "valid" if all(s.valid for s in signatures) else "invalid",
        "; ".join(dict.fromkeys(s.signer for s in signatures if s.signer)),
        page,
        box,
        doubts=tuple(doubts),
    )


def _amended(finding: Finding, signatures: Sequence[PdfSignature], pages: Sequence[Page]) -> Finding:
    if finding.path == "document.date":
        return _with_signing_day(finding, signatures)
    if finding.path == "document.signed" and finding.value is not True:
        return _signed_in_a_field(finding, signatures, pages)
    return finding


def _with_signing_day(finding: Finding, signatures: Sequence[PdfSignature]) -> Finding:
    """The day of the first signing as a candidate of the date, and as evidence for or against it."""
    days = sorted(day for s in signatures if s.valid and (day := signing_day(s)) is not None)
    if not days:
        return finding
    first = days[0].isoformat()
    signals = {**finding.signals, "signing_agrees": 1.0 if finding.value == first else 0.0}
    candidates = tuple(dict.fromkeys((*finding.candidates, first)))
    return replace(finding, candidates=candidates, signals=MappingProxyType(signals))


def signing_day(signature: PdfSignature) -> dt.date | None:
    """The day of signing in Viet Nam: by the time-stamping server, else as the signer's clock showed it.

    Signing programs often call local time UTC, so a claimed time is not converted.
    """
    if signature.stamped_at is not None:
        return signature.stamped_at.astimezone(OFFICE_TIME).date()
    return signature.claimed_at.date() if signature.claimed_at else None


def _signed_in_a_field(
    finding: Finding, signatures: Sequence[PdfSignature], pages: Sequence[Page]
) -> Finding:
    """A signature drawn where the signatory's name stands is the signature of the document."""
    block = find_end_block(in_reading_order(pages).pages)
    if block is None:
        return finding
    for signature in signatures:
        page, box = _place(signature, pages)
        if page != block.page or box is None or not signature.valid:
            continue
        above, below = SAME_BLOCK_MM / 25.4 * block.dpi, NAME_REACH_MM / 25.4 * block.dpi
        if block.box.top - above <= box.centre[1] <= block.box.top + below:
            return replace(finding, value=True, raw=signature.signer, page=page, box=box, found=True)
    return finding


def _place(signature: PdfSignature, pages: Sequence[Page]) -> tuple[int | None, BoundingBox | None]:
    """Where a signature is drawn: the submission's page, and the box in its pixels."""
    page = next((p for p in pages if (p.file, p.file_page) == (signature.file, signature.page)), None)
    if page is None or signature.box is None:
        return None, None
    try:
        return page.number, page.to_file.inverse.box(BoundingBox(*signature.box))
    except np.linalg.LinAlgError:
        return page.number, None
