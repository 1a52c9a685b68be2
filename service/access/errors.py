"""Errors of logging in, of upload links, and of scans that are no longer kept."""

from __future__ import annotations

from service.errors import ServiceError


class CodeNeeded(ServiceError):
    """The password is right; the code of the second factor is still to come."""

    code = "service.code_needed"


class CodeWrong(ServiceError):
    code = "service.code_wrong"


class OutsideLoginFailed(ServiceError):
    """The office's login service let nobody through, or somebody without a role here; ``why`` says what."""

    code = "service.outside_login_failed"


class LinkUnknown(ServiceError):
    """An upload link that is none, is over, or was taken back; which one is not told."""

    code = "service.link_unknown"


class ScanErased(ServiceError):
    """The scan was erased at the end of the time that it is kept."""

    code = "service.scan_erased"
