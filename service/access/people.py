"""The people of the office and the accounts of reporting units: made, changed, disabled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.access.matrix import Role
from service.access.person import Person
from service.access.secrets import LEAST_PASSWORD_CHARACTERS, hash_password, is_password, one_time_password
from service.errors import BadRequest, LoginFailed, NameTaken, NotFound, PasswordTooWeak
from service.records import LoginFailureRow, SessionRow, UnitRecord, UserRow


@dataclass(frozen=True)
class UserView:
    """An account as a list shows it."""

    id: int
    name: str
    display_name: str
    role: Role
    must_change_password: bool
    disabled: bool
    unit_id: str | None = None
    unit_name: str = ""
    second_factor: bool = False
    locked_until: dt.datetime | None = None


def add_user(
    session: Session,
    name: str,
    display_name: str,
    role: Role,
    *,
    now: dt.datetime,
    unit_id: str | None = None,
) -> tuple[UserView, str]:
    """A new account with a one-time password that must be changed at first login.

    Raises:
        NameTaken: There is an account of this name.
        BadRequest: A unit's account without a unit, or an office account with one.
    """
    if session.scalar(select(UserRow.id).where(UserRow.name == name)) is not None:
        raise NameTaken(name=name)
    _refuse_wrong_unit(session, role, unit_id)
    password = one_time_password()
    user = UserRow(
        name=name,
        display_name=display_name or name,
        password_hash=hash_password(password),
        role=role.value,
        unit_id=unit_id,
        must_change_password=True,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return _view(session, user), password


def ensure_administrator(session: Session, *, now: dt.datetime) -> str | None:
    """Make the first administrator ("admin") where there is no account; the one-time password, else None."""
    if session.scalar(select(func.count()).select_from(UserRow)):
        return None
    return add_user(session, "admin", "Quản trị viên", Role.ADMIN, now=now)[1]


def list_users(session: Session) -> tuple[UserView, ...]:
    return tuple(_view(session, user) for user in session.scalars(select(UserRow).order_by(UserRow.name)))


def reset_password(session: Session, name: str) -> str:
    """A fresh one-time password; all logins of the account end."""
    user = session.scalar(select(UserRow).where(UserRow.name == name))
    if user is None:
        raise NotFound(what=f"user {name}")
    password = one_time_password()
    user.password_hash = hash_password(password)
    user.must_change_password = True
    user.locked_until = None
    end_logins(session, user.id)
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.name == name))
    return password


def change_password(session: Session, person: Person, old: str, new: str) -> None:
    """Set a new password and end the person's other logins and nothing else.

    Raises:
        LoginFailed: The old password is wrong.
        PasswordTooWeak: The new one is too short or is the old one.
    """
    user = session.get_one(UserRow, person.id)
    if not is_password(old, user.password_hash):
        raise LoginFailed()
    if len(new) < LEAST_PASSWORD_CHARACTERS or new == old:
        raise PasswordTooWeak(least=LEAST_PASSWORD_CHARACTERS)
    user.password_hash = hash_password(new)
    user.must_change_password = False
    end_logins(session, user.id, but=person.session_id)


def set_disabled(session: Session, user_id: int, disabled: bool, *, now: dt.datetime) -> UserView:
    user = user_of(session, user_id)
    if disabled and user.role == Role.ADMIN:
        _refuse_last_administrator(session, user)
    user.disabled_at = now if disabled else None
    end_logins(session, user_id)
    return _view(session, user)


def set_role(session: Session, user_id: int, role: Role, *, unit_id: str | None = None) -> UserView:
    """Give an account another role; its logins end, because what they show may be no longer for it."""
    user = user_of(session, user_id)
    _refuse_wrong_unit(session, role, unit_id)
    if user.role == Role.ADMIN and role is not Role.ADMIN:
        _refuse_last_administrator(session, user)
    user.role, user.unit_id = role.value, unit_id
    end_logins(session, user_id)
    return _view(session, user)


def end_logins(session: Session, user_id: int, *, but: str | None = None) -> None:
    """Sign an account out everywhere, ``but`` one session where that is given."""
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.id != (but or "")))


def user_of(session: Session, user_id: int) -> UserRow:
    user = session.get(UserRow, user_id)
    if user is None:
        raise NotFound(what=f"user {user_id}")
    return user


def subtree(session: Session, unit_id: str) -> frozenset[str]:
    """A unit and all that stand below it."""
    top = select(UnitRecord.id).where(UnitRecord.id == unit_id).cte(recursive=True)
    tree = top.union(select(UnitRecord.id).join(top, UnitRecord.parent_id == top.c.id))
    return frozenset(session.scalars(select(tree.c.id)))


def person_of(
    session: Session, user: UserRow, *, csrf_token: str = "", session_id: str | None = None, seen: bool = True
) -> Person:
    """The account as the one who asks; what a unit's account sees is looked up each time."""
    role = Role(user.role)
    units = subtree(session, user.unit_id or "") if role is Role.UNIT else None
    return Person(
        user.id,
        user.name,
        user.display_name,
        role,
        user.must_change_password,
        csrf_token,
        session_id,
        unit_ids=units,
        seen=seen,
    )


def _refuse_wrong_unit(session: Session, role: Role, unit_id: str | None) -> None:
    if (role is Role.UNIT) is not bool(unit_id):
        raise BadRequest(reason="a unit's account has a unit, and no other account has one")
    if unit_id and session.get(UnitRecord, unit_id) is None:
        raise NotFound(what=f"unit {unit_id}")


def _refuse_last_administrator(session: Session, user: UserRow) -> None:
    others = select(func.count()).where(
        UserRow.role == Role.ADMIN, UserRow.disabled_at.is_(None), UserRow.id != user.id
    )
    if not session.scalar(others):
        raise BadRequest(reason="this is the last administrator")


def _view(session: Session, user: UserRow) -> UserView:
    unit = session.get(UnitRecord, user.unit_id) if user.unit_id else None
    return UserView(
        user.id,
        user.name,
        user.display_name,
        Role(user.role),
        user.must_change_password,
        user.disabled_at is not None,
        user.unit_id,
        unit.name if unit else "",
        user.totp_on,
        user.locked_until,
    )
