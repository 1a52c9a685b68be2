"""How the last look into folder and mailbox went, and the mails that no file could be taken from.

Both lie in the database, because the process that shows them need not be the one that looked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.person import Person
from service.errors import NotFound, ProblemDetail, problem_for
from service.intake.mailbox import Untaken
from service.records import LookRecord, MailLeftRecord

FOLDER, MAIL = "folder", "mail"


@dataclass(frozen=True)
class MailLeft:
    """A mail that stays in the mailbox without any of it taken, for a person to look at."""

    id: int
    uid: int
    arrived_at: dt.datetime | None
    found_at: dt.datetime
    problem: ProblemDetail


@dataclass(frozen=True)
class IntakeState:
    """How the last look went; None for what is not set up or went well."""

    looked_at: dt.datetime | None = None
    folder_problem: ProblemDetail | None = None
    mail_problem: ProblemDetail | None = None
    mails_left: tuple[MailLeft, ...] = ()


def keep_look(session: Session, source: str, problem: ProblemDetail | None, *, now: dt.datetime) -> None:
    """Remember how a look went."""
    row = session.get(LookRecord, source)
    if row is None:
        row = LookRecord(source=source)
        session.add(row)
    row.looked_at = now
    row.error_code = problem.code if problem else None
    row.error_facts = dict(problem.facts) if problem else None


def keep_mail_left(session: Session, account: str, mail: Untaken, *, now: dt.datetime) -> None:
    """Remember a mail that cannot be taken; told again of the same one, nothing is added."""
    known = select(MailLeftRecord.id).where(
        MailLeftRecord.account == account,
        MailLeftRecord.uid == mail.uid,
        MailLeftRecord.arrived_at == mail.arrived_at,
    )
    if session.scalar(known) is None:
        session.add(
            MailLeftRecord(
                account=account,
                uid=mail.uid,
                arrived_at=mail.arrived_at,
                found_at=now,
                error_code=mail.problem.code,
                error_facts=dict(mail.problem.facts),
            )
        )


def state_of(session: Session) -> IntakeState:
    """How the last look of any process went, and the mails that nobody has dealt with, the newest first."""
    looks = {row.source: row for row in session.scalars(select(LookRecord))}
    left = select(MailLeftRecord).where(MailLeftRecord.done_at.is_(None)).order_by(MailLeftRecord.id.desc())
    return IntakeState(
        max((row.looked_at for row in looks.values()), default=None),
        _problem(looks.get(FOLDER)),
        _problem(looks.get(MAIL)),
        tuple(_view(row) for row in session.scalars(left)),
    )


def set_done(session: Session, mail_id: int, *, person: Person, now: dt.datetime) -> None:
    """Somebody dealt with a mail: it is shown no more.

    Raises:
        NotFound: There is no such mail.
    """
    row = session.get(MailLeftRecord, mail_id)
    if row is None:
        raise NotFound(what=f"mail {mail_id}")
    row.done_at, row.done_by = now, person.id


def _problem(row: LookRecord | None) -> ProblemDetail | None:
    return problem_for(row.error_code, row.error_facts or {}) if row and row.error_code else None


def _view(row: MailLeftRecord) -> MailLeft:
    return MailLeft(
        row.id, row.uid, row.arrived_at, row.found_at, problem_for(row.error_code, row.error_facts)
    )
