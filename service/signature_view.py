"""Digital signatures for people: what the check found, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocr.model import PdfSignature
from service.i18n import Language, translate
from service.mapping import signatures_of
from service.web.formats import moment


@dataclass(frozen=True)
class SignatureView:
    """A signature, its facts as ``ocr.PdfSignature`` has them, and what they mean."""

    valid: bool
    signer: str
    organisation: str
    issuer: str
    signed_at: str | None
    stamped: bool
    altered: bool
    trusted: bool | None
    whole_file: bool
    digest: str
    file: int
    page: int | None
    sentence_vi: str
    sentence_en: str


def signature_views(stored: Sequence[Mapping[str, Any]]) -> tuple[SignatureView, ...]:
    """Views of the signatures that a submission keeps."""
    return tuple(_view(signature) for signature in signatures_of(stored))


def _view(s: PdfSignature) -> SignatureView:
    return SignatureView(
        valid=s.valid,
        signer=s.signer,
        organisation=s.organisation,
        issuer=s.issuer,
        signed_at=s.signed_at.isoformat() if s.signed_at else None,
        stamped=s.stamped_at is not None,
        altered=s.altered or not s.intact,
        trusted=s.trusted,
        whole_file=s.whole_file,
        digest=s.digest,
        file=s.file,
        page=s.page,
        sentence_vi=say_signature(s, "vi"),
        sentence_en=say_signature(s, "en"),
    )


def say_signature(s: PdfSignature, language: Language) -> str:
    """Who signed and when, whether it still stands, and whether the signer is known to be trusted."""
    if s.problem:
        return translate("signature.unchecked", language, signer=s.signer or "?")
    parts = [
        translate("signature.by", language, signer=s.signer or "?", organisation=s.organisation or "–"),
        translate(_when(s), language, at=_time(s)),
        translate(_state(s), language),
        translate(_TRUST[s.trusted], language),
    ]
    return " ".join(part for part in parts if part)


_TRUST = {True: "signature.trusted", False: "signature.untrusted", None: "signature.no_roots"}


def _when(s: PdfSignature) -> str:
    if s.stamped_at is not None:
        return "signature.stamped"
    return "signature.claimed" if s.claimed_at is not None else "signature.no_time"


def _time(s: PdfSignature) -> str:
    """A stamped time in office time; a claimed one as the signer's clock showed it, whatever its zone."""
    if s.stamped_at is not None:
        return moment(s.stamped_at)
    local = s.claimed_at
    return f"{local.day}/{local.month}/{local.year} {local:%H:%M}" if local else ""


def _state(s: PdfSignature) -> str:
    if not s.intact or not s.genuine:
        return "signature.broken"
    return "signature.altered" if s.altered else "signature.intact"
