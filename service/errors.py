"""All errors of the service, and how any error becomes an HTTP answer.

ServiceError
├── UnsafeSetting            the service refuses to start
├── PortTaken                another program listens there
├── NotFound                 404
├── NotLoggedIn              401    LoginFailed 401    LoginThrottled 429
├── Forbidden                403    PasswordChangeNeeded 403    BadOrigin 403
├── BadRequest               400    PasswordTooWeak 422    ValueNotUnderstood 422
├── FileRefused              4xx by its code (empty, too large, unknown type, the same bytes again, ...)
├── UploadRefused            none of an upload's files was taken
├── RequestTooLarge          413
├── SheetUnreadable          422    UnitSheetRefused 422    UnitRefused 422    StarterMissing 422
├── CampaignFileRefused      422    CampaignStale 409    CampaignInUse 409
├── StaleField               409    somebody else settled the field in between
├── FieldLent                409    somebody else has the field before them    EnteredAlready 409
├── NothingToUndo            409
├── StoreUnreachable 503    DatabaseUnreachable 503    DiskFull 507    it goes on by itself later
├── FontMissing              500    set-up did not install a font
└── ReaderDied               500    the child process that read a page was killed or ran out of time

Errors of ``ocr`` and ``extraction`` carry a ``code`` too; the table below gives each code its HTTP status.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service import messages

STATUS: Mapping[str, int] = {
    "service.bad_request": 400,
    "service.not_logged_in": 401,
    "service.login_failed": 401,
    "service.login_throttled": 429,
    "service.code_needed": 401,
    "service.code_wrong": 401,
    "service.outside_login_failed": 401,
    "service.link_unknown": 404,
    "service.scan_erased": 410,
    "service.forbidden": 403,
    "service.bad_origin": 403,
    "service.password_change_needed": 403,
    "service.password_too_weak": 422,
    "service.value_not_understood": 422,
    "service.not_found": 404,
    "service.stale_field": 409,
    "service.field_lent": 409,
    "service.entered_already": 409,
    "service.nothing_to_undo": 409,
    "service.backup_unreadable": 400,
    "service.target_not_empty": 409,
    "service.same_bytes": 409,
    "service.file_too_large": 413,
    "service.too_many_files": 413,
    "service.too_many_pages": 413,
    "service.request_too_large": 413,
    "service.no_files": 422,
    "service.upload_refused": 422,
    "service.campaign_unknown": 422,
    "service.template_refused": 422,
    "service.mailbox_failed": 502,
    "service.mail_too_large": 413,
    "service.mail_unreadable": 422,
    "service.webhook_refused": 422,
    "service.watch_folder_failed": 503,
    "service.sheet_unreadable": 422,
    "service.unit_sheet_refused": 422,
    "service.campaign_file_refused": 422,
    "service.campaign_stale": 409,
    "service.campaign_in_use": 409,
    "service.unit_refused": 422,
    "service.starter_missing": 422,
    "service.name_taken": 409,
    "service.reader_died": 500,
    "service.reader_timeout": 422,
    "service.font_missing": 500,
    "service.internal": 500,
    "service.unsafe_setting": 500,
    "service.port_taken": 500,
    "service.store_unreachable": 503,
    "service.database_unreachable": 503,
    "service.disk_full": 507,
    "service.stopped": 409,
}
"""Code -> HTTP status. Codes of ``ocr.*`` and ``extraction.*`` are the sender's file at fault: 422."""


def status_of(code: str) -> int:
    """The HTTP status that answers an error code."""
    return STATUS.get(code, 500 if code.startswith("service.") else 422)


@dataclass(frozen=True)
class ProblemDetail:
    """An error as people and programs see it (RFC 9457), in both languages."""

    status: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title_vi(self) -> str:
        return messages.title(self.code, "vi")

    @property
    def title_en(self) -> str:
        return messages.title(self.code, "en")

    @property
    def detail_vi(self) -> str:
        return messages.sentence(self.code, "vi", self.facts)

    @property
    def detail_en(self) -> str:
        return messages.sentence(self.code, "en", self.facts)

    @property
    def remedy_vi(self) -> str:
        return messages.remedy(self.code, "vi")

    @property
    def remedy_en(self) -> str:
        return messages.remedy(self.code, "en")

    def as_json(self) -> dict[str, Any]:
        """The ``application/problem+json`` body."""
        return {
            "type": f"urn:tonghop:{self.code}",
            "title": self.title_vi,
            "title_en": self.title_en,
            "status": self.status,
            "code": self.code,
            "detail": self.detail_vi,
            "detail_en": self.detail_en,
            "remedy": self.remedy_vi,
            "remedy_en": self.remedy_en,
            **{k: v for k, v in self.facts.items() if k not in _RESERVED},
        }


_RESERVED = frozenset({"type", "title", "status", "code", "detail", "remedy"})


def problem_for(code: str, facts: Mapping[str, Any] | None = None) -> ProblemDetail:
    return ProblemDetail(status_of(code), code, dict(facts or {}))


class ServiceError(Exception):
    """An error with a code and the facts that its sentence quotes."""

    code = "service.internal"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        remedy = messages.remedy(self.code, "en")
        return f"{messages.sentence(self.code, 'en', self.facts)} {remedy}".strip()

    @property
    def problem(self) -> ProblemDetail:
        return problem_for(self.code, self.facts)


class UnsafeSetting(ServiceError):
    code = "service.unsafe_setting"


class PortTaken(ServiceError):
    code = "service.port_taken"


class BadRequest(ServiceError):
    code = "service.bad_request"


class NotFound(ServiceError):
    code = "service.not_found"


class NotLoggedIn(ServiceError):
    code = "service.not_logged_in"


class LoginFailed(ServiceError):
    code = "service.login_failed"


class LoginThrottled(ServiceError):
    code = "service.login_throttled"


class Forbidden(ServiceError):
    code = "service.forbidden"


class BadOrigin(ServiceError):
    code = "service.bad_origin"


class PasswordChangeNeeded(ServiceError):
    code = "service.password_change_needed"


class PasswordTooWeak(ServiceError):
    code = "service.password_too_weak"


class NameTaken(ServiceError):
    code = "service.name_taken"


class ValueNotUnderstood(ServiceError):
    code = "service.value_not_understood"


class CampaignUnknown(ServiceError):
    code = "service.campaign_unknown"


class CampaignFileRefused(ServiceError):
    """A campaign file with a mistake: its line, the entry, what is expected there. Nothing was changed."""

    code = "service.campaign_file_refused"


class CampaignStale(ServiceError):
    """Somebody saved the campaign since it was opened for editing."""

    code = "service.campaign_stale"


class CampaignInUse(ServiceError):
    """Reports were read with this campaign under its id, so the id cannot change."""

    code = "service.campaign_in_use"


class TemplateRefused(ServiceError):
    """A letter template that cannot be taken or filled; ``fault`` says what is wrong with it."""

    code = "service.template_refused"


class SheetUnreadable(ServiceError):
    """A file that is no spreadsheet, or too large a one; ``fault`` says what its reader said."""

    code = "service.sheet_unreadable"


class UnitSheetRefused(ServiceError):
    """A sheet of units with mistakes, ``faults`` of code, line, cell and value each. Nothing was changed."""

    code = "service.unit_sheet_refused"

    def __init__(self, *, file: str, faults: Sequence[Mapping[str, Any]]) -> None:
        shown = [messages.sentence(str(f["code"]), "vi", f) for f in faults]
        said = [messages.sentence(str(f["code"]), "en", f) for f in faults]
        super().__init__(
            file=file,
            faults=[
                {**fault, "detail": vi, "detail_en": en}
                for fault, vi, en in zip(faults, shown, said, strict=True)
            ],
            count=len(faults),
            first=shown[0] if shown else "",
            first_en=said[0] if said else "",
        )


class StarterMissing(ServiceError):
    """The data of a first tree is not installed, or knows no such province."""

    code = "service.starter_missing"


class UnitRefused(ServiceError):
    """A change of one unit that cannot be; ``reason`` is the code of a fault in a sheet of units."""

    code = "service.unit_refused"

    def __init__(self, *, unit: str, reason: str) -> None:
        facts = {"line": "–", "cell": "–", "value": unit}
        super().__init__(
            unit=unit,
            reason=reason,
            why=messages.sentence(reason, "vi", facts),
            why_en=messages.sentence(reason, "en", facts),
        )


class BackupUnreadable(ServiceError):
    """A file that is no backup of ours, or one that is damaged; ``why`` says what was found."""

    code = "service.backup_unreadable"


class TargetNotEmpty(ServiceError):
    """A backup goes into an empty database only, so that it never mixes with or replaces anything."""

    code = "service.target_not_empty"


class RequestTooLarge(ServiceError):
    code = "service.request_too_large"


class StaleField(ServiceError):
    code = "service.stale_field"


class FieldLent(ServiceError):
    """Another browser has the field before it."""

    code = "service.field_lent"


class EnteredAlready(ServiceError):
    """Two people enter this field, and this person was one of them."""

    code = "service.entered_already"


class NothingToUndo(ServiceError):
    code = "service.nothing_to_undo"


class FileRefused(ServiceError):
    """One file that cannot be taken; ``code`` says why, ``facts["file"]`` names it."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        super().__init__(**facts)


class MailboxFailed(ServiceError):
    """The mailbox cannot be read now; ``reason`` is what the server or the network said."""

    code = "service.mailbox_failed"

    def __init__(self, *, host: str, reason: str) -> None:
        super().__init__(host=host, reason=reason)


class WebhookRefused(ServiceError):
    """An address that may not be told what happens: no web address, or a host that was not named."""

    code = "service.webhook_refused"

    def __init__(self, *, url: str) -> None:
        super().__init__(url=url)


class UploadRefused(ServiceError):
    """Nothing of an upload was taken; the answer carries each file's own problem."""

    code = "service.upload_refused"

    def __init__(self, problems: Sequence[ProblemDetail]) -> None:
        self.problems = tuple(problems)
        super().__init__(files=[p.as_json() for p in problems])

    @property
    def problem(self) -> ProblemDetail:
        if len(self.problems) == 1:  # the one file's own reason says more than "nothing was taken"
            return ProblemDetail(
                self.problems[0].status, self.problems[0].code, {**self.problems[0].facts, **self.facts}
            )
        statuses = {p.status for p in self.problems}
        status = statuses.pop() if len(statuses) == 1 else STATUS[self.code]
        return ProblemDetail(status, self.code, self.facts)


class ReaderDied(ServiceError):
    """The child process ended before it answered: killed, out of memory, or crashed in a library."""

    code = "service.reader_died"


class FontMissing(ServiceError):
    """A font that set-up installs is not there."""

    code = "service.font_missing"

    def __init__(self, *, font: str) -> None:
        super().__init__(font=font)


class StoreUnreachable(ServiceError):
    """The store of the scans does not answer; what was under way is tried again by itself."""

    code = "service.store_unreachable"


class DatabaseUnreachable(ServiceError):
    """The database does not answer, or is being restarted."""

    code = "service.database_unreachable"


class DiskFull(ServiceError):
    """There is no room left for what was to be written; nothing of it was kept."""

    code = "service.disk_full"


class ReaderTimeout(ReaderDied):
    """The child process was killed because it took longer than its limit."""

    code = "service.reader_timeout"


def _is_from_database(error: BaseException) -> bool:
    """Say whether the database failed; where SQLAlchemy was never loaded, as in readers, it did not."""
    alchemy = sys.modules.get("sqlalchemy.exc")
    return alchemy is not None and isinstance(error, (alchemy.OperationalError, alchemy.InterfaceError))


def problem_of(error: BaseException) -> ProblemDetail:
    """Any error as a problem: one of ours with its code, one of the libraries with its, else ``internal``."""
    if isinstance(error, ServiceError):
        return error.problem
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return problem_for("service.disk_full")
    if _is_from_database(error):
        said = str(getattr(error, "orig", ""))
        full = "disk is full" in said or "disk I/O error" in said
        return problem_for("service.disk_full" if full else "service.database_unreachable")
    code = getattr(error, "code", None)
    if isinstance(code, str) and code.split(".", 1)[0] in ("ocr", "extraction"):
        facts = {k: v for k, v in vars(error).items() if isinstance(v, str | int | float | bool)}
        return problem_for(code, facts)
    return problem_for("service.internal")
