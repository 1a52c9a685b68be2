"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes.

The only module that knows pyotp. A code is good once: the half minute of the last one used is kept, and
neither it nor an earlier one is taken again.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets

import pyotp
from sqlalchemy.orm import Session

from service.access.errors import CodeWrong
from service.access.people import user_of
from service.access.person import Person
from service.access.secrets import digest, is_password
from service.errors import BadRequest, LoginFailed
from service.qr_code import code_png
from service.records import UserRow

ISSUER = "tonghop"
STEP_SECONDS = 30
STEPS_ASIDE = 1  # a phone's clock may be half a minute off, and typing takes time
RECOVERY_CODES = 10
_RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def begin(session: Session, person: Person) -> str:
    """A new secret for an app, in force only once a code of it was given (``confirm``); its text form."""
    user = user_of(session, person.id)
    if user.totp_on:
        raise BadRequest(reason="the second factor is already in force; switch it off first")
    user.totp_secret = pyotp.random_base32()
    return user.totp_secret


def waiting_secret(session: Session, person: Person) -> str | None:
    """The secret that waits for its first code."""
    user = user_of(session, person.id)
    return None if user.totp_on else user.totp_secret


def picture(secret: str, name: str) -> bytes:
    """The QR code (PNG) that an app scans."""
    return code_png(pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=name, issuer_name=ISSUER))


def confirm(session: Session, person: Person, code: str, *, now: dt.datetime) -> tuple[str, ...]:
    """Put the second factor in force with a first code; the recovery codes, shown this once.

    Raises:
        CodeWrong: The code is not of the secret that waits, or none waits.
    """
    user = user_of(session, person.id)
    if user.totp_on or not _is_code(user, code, now):
        raise CodeWrong()
    user.totp_on = True
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    user.recovery_hashes = [digest(one) for one in codes]
    return codes


def switch_off(session: Session, person: Person, password: str) -> None:
    """A person's own wish, with the password, so that a browser left open is not enough.

    Raises:
        LoginFailed: The password is wrong.
    """
    user = user_of(session, person.id)
    if not is_password(password, user.password_hash):
        raise LoginFailed()
    forget(user)


def forget(user: UserRow) -> None:
    """Without a second factor, as when an administrator resets an account whose phone is lost."""
    user.totp_on, user.totp_secret, user.totp_step, user.recovery_hashes = False, None, 0, []


def accepts(user: UserRow, code: str, *, now: dt.datetime) -> bool:
    """Whether this code lets the account in; a code of the app or of the recovery list is then used up."""
    bare = "".join(code.split()).lower()
    kept = digest(bare)
    if any(hmac.compare_digest(kept, one) for one in user.recovery_hashes):
        user.recovery_hashes = [one for one in user.recovery_hashes if one != kept]
        return True
    return user.totp_on and _is_code(user, bare, now)


def _is_code(user: UserRow, code: str, now: dt.datetime) -> bool:
    if not user.totp_secret or not code.strip().isdigit():
        return False
    app = pyotp.TOTP(user.totp_secret, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - STEPS_ASIDE, present + STEPS_ASIDE + 1):
        if step > user.totp_step and hmac.compare_digest(app.generate_otp(step), code.strip()):
            user.totp_step = step
            return True
    return False


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(5)) for _ in range(2))
