"""Passwords and random tokens: made, hashed, compared. Nothing here is ever logged."""

from __future__ import annotations

import hashlib
import secrets

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

LEAST_PASSWORD_CHARACTERS = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another on paper
_HASH = PasswordHash((Argon2Hasher(),))
_NOBODY = _HASH.hash("nobody has this password")  # checked for unknown names, so that they take as long


def hash_password(password: str) -> str:
    return _HASH.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether this is the password; None, for an account that is not there, takes as long and is never it."""
    return _HASH.verify(password, kept or _NOBODY) and kept is not None


def new_token(prefix: str = "") -> str:
    """256 random bits in letters that an address may hold."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a random token: its SHA-256, enough because the token cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def one_time_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
