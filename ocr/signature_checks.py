"""Digital signatures of a PDF checked offline: the only module that knows pyHanko.

Three questions are kept apart. Are the signed bytes intact, and did the certificate's key sign them? Was the
file changed afterwards? Does a chain of certificates lead to a root that this office trusts? The first two
need nothing but the file. Revocation is not asked about: nothing is fetched from a network.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, TypeAlias

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ocr.model import BoundingBox, PdfSignature, SourceFile
from ocr.pdf_space import seen_page

MOST_SIGNATURES = 50  # checked in one file; a document with many seals has five
_SIGNATURE = "/Sig"  # a /DocTimeStamp vouches for a moment, nobody signs with it
_LAWFUL_CHANGES = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
# Any key may sign if its certificate chains to a trusted root: offices' certificates name usages freely.
_ANY_KEY_USAGE = KeyUsageConstraints(key_usage=())

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def check_signatures(
    file: SourceFile, trusted_roots: Sequence[bytes], file_index: int
) -> tuple[PdfSignature, ...]:
    """Check the signatures of a PDF that has any, for ``pdf_signatures.read_signatures``.

    Not where an event loop runs: pyHanko starts one of its own.
    """
    try:
        reader = PdfFileReader(BytesIO(file.data), strict=False)
        found = [s for s in reader.embedded_signatures if s.sig_object_type == _SIGNATURE]
    except Exception as error:  # pyHanko raises whatever a strange file makes it stumble over
        return (PdfSignature("", file=file_index, problem=_told(error)),)
    try:
        boxes = _widgets(reader)
    except Exception:  # as above; where a signature is drawn is a detail
        boxes = {}
    anchors = certificates(trusted_roots)
    return tuple(
        replace(_checked(signature, anchors, boxes), file=file_index) for signature in found[:MOST_SIGNATURES]
    )


def certificates(files: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """The certificates in files of DER or PEM; what is no certificate is passed over."""
    found = []
    for data in files:
        try:
            ders = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            for der in ders:
                certificate = x509.Certificate.load(der)
                _ = certificate.subject.native  # parsed lazily; a stranger fails here
                found.append(certificate)
        except (ValueError, TypeError):
            continue
    return tuple(found)


Place: TypeAlias = tuple[int | None, tuple[float, float, float, float] | None]
NOWHERE: Place = (None, None)


def _checked(
    signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate], boxes: Mapping[int | None, Place]
) -> PdfSignature:
    record = PdfSignature("")
    try:
        record = _described(signature, boxes)
        status = validate_pdf_signature(
            signature,
            signer_validation_context=_context(anchors, record.claimed_at),
            ts_validation_context=_context(anchors, record.claimed_at),
            key_usage_settings=_ANY_KEY_USAGE,
        )
        stamp = status.timestamp_validity
        record = replace(
            record,
            intact=bool(status.intact),
            genuine=bool(status.valid),
            altered=status.modification_level not in _LAWFUL_CHANGES or not status.docmdp_ok,
            trusted=bool(status.trusted) if anchors else None,
            whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            digest=str(status.md_algorithm),
            stamped_at=_aware(stamp.timestamp) if stamp and stamp.intact and stamp.valid else None,
        )
    except Exception as error:  # as above; what is known of it so far is kept
        return replace(record, problem=_told(error))
    return record


def _context(anchors: Sequence[x509.Certificate], moment: dt.datetime | None) -> ValidationContext:
    """Trust is asked for the moment of signing: certificates live a few years, documents longer.

    A chain may rest on SHA-1, as those of the Vietnamese government did for years.
    """
    return ValidationContext(
        trust_roots=list(anchors),
        allow_fetching=False,
        revocation_mode="soft-fail",
        weak_hash_algos=set(),
        moment=moment,
    )


def _described(signature: EmbeddedPdfSignature, boxes: Mapping[int | None, Place]) -> PdfSignature:
    """What a signature says of itself."""
    certificate = signature.signer_cert
    claimed = _aware(signature.self_reported_timestamp)
    number = getattr(signature.sig_field.container_ref, "idnum", None)
    page, box = boxes.get(number, NOWHERE)
    return PdfSignature(
        field=str(signature.field_name),
        signer=_named(certificate.subject, "common_name"),
        organisation=_named(certificate.subject, "organization_name"),
        issuer=_named(certificate.issuer, "common_name"),
        claimed_at=claimed,
        page=page,
        box=box,
    )


def _named(name: x509.Name, part: str) -> str:
    value = name.native.get(part, "")
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """A time without a zone is the office's own, which is not known here, so UTC is as near as we get."""
    return moment.replace(tzinfo=dt.UTC) if moment is not None and moment.tzinfo is None else moment


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _widgets(reader: Any) -> dict[int | None, Place]:
    """Page and box of every annotation, by its object's number; an invisible one has no box."""
    places: dict[int | None, Place] = {}
    for index in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(index)[0].get_object()
        if "/Annots" not in page:
            continue
        annotations = page["/Annots"]
        for place in range(len(annotations)):
            number = getattr(annotations.raw_get(place), "idnum", None)
            if number is not None:
                places[number] = index + 1, _box(page, annotations[place])
    return places


def _box(page: Any, annotation: Any) -> tuple[float, float, float, float] | None:
    x0, y0, x1, y1 = (float(v) for v in annotation.get("/Rect", (0, 0, 0, 0)))
    if x0 == x1 or y0 == y1:
        return None
    box = BoundingBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    crop = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox")
    a, b, c, d = (float(v) for v in crop)
    visible = min(a, c), min(b, d), max(a, c), max(b, d)
    seen = seen_page(visible, int(_inherited(page, "/Rotate") or 0)).box(box)
    left, top, right, bottom = (
        round(min(1.0, max(0.0, v)), 5) for v in (seen.left, seen.top, seen.right, seen.bottom)
    )
    return left, top, right, bottom


def _inherited(page: Any, key: str) -> Any:
    for _ in range(50):  # a hostile tree may be a ring
        if key in page:
            return page[key]
        if "/Parent" not in page:
            break
        page = page["/Parent"]
    return None
