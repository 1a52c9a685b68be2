"""What is known about a digital signature of a PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """A digital signature of a PDF, checked offline.

    ``intact``: the bytes that it covers are as signed. ``genuine``: the certificate's key made it.
    ``altered``: the file was changed afterwards in a way that no signing or filling of forms explains.
    ``trusted``: a certificate chain leads to a root that the office trusts; None where it keeps no roots.
    ``claimed_at`` is the signer's own clock, ``stamped_at`` a time-stamping server's, both aware. ``box``
    are fractions of ``page`` of the file as a reader sees it, None where the signature draws nothing.
    """

    field: str
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    intact: bool = False
    genuine: bool = False
    altered: bool = False
    trusted: bool | None = None
    whole_file: bool = False  # it covers the file to its last byte
    digest: str = ""  # name of the hash, such as sha256
    claimed_at: dt.datetime | None = None
    stamped_at: dt.datetime | None = None
    file: int = 0  # index into the submission's files
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    problem: str = ""  # why it could not be checked, in English

    @property
    def valid(self) -> bool:
        return self.intact and self.genuine and not self.altered

    @property
    def signed_at(self) -> dt.datetime | None:
        """The time-stamping server's time where there is one, else what the signer claims."""
        return self.stamped_at or self.claimed_at
