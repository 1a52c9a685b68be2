"""People, their sessions, tokens and failed logins."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class UserRow(Base):
    """An account. ``unit_id`` is set for a reporting unit's; ``outside_id`` is its name at the login service.

    ``totp_step`` is the last half minute whose code was used, so that no code is good twice; of recovery
    codes only hashes are kept. ``locked_until`` ends by itself or when an administrator resets the password.
    """

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    outside_id: Mapped[str | None] = mapped_column(String(300))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    totp_step: Mapped[int] = mapped_column(default=0, server_default="0")
    recovery_hashes: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    locked_until: Mapped[dt.datetime | None]
    must_change_password: Mapped[bool]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]
    __table_args__ = (Index("one_outside_id", "outside_id", unique=True),)


class SessionRow(Base):
    """A login. ``id`` is the SHA-256 of the cookie, so that a stolen database opens no session.

    One that ``waits_for_code`` had the right password and opens nothing until the second factor is given.
    """

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]
    waits_for_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    address: Mapped[str] = mapped_column(String(64), default="", server_default="")
    browser: Mapped[str] = mapped_column(String(200), default="", server_default="")


class TokenRow(Base):
    """A key for programs; only its SHA-256 is kept. ``scopes`` are the actions that it is good for."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    scopes: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    expires_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]


class LoginFailureRow(Base):
    __tablename__ = "login_failures"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime]


class UploadLinkRow(Base):
    """A link by which one unit sends what it owes for one campaign; only the token's SHA-256 is kept."""

    __tablename__ = "upload_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]


class LoginFlowRow(Base):
    """A login on its way through the office's login service; ``id`` is the SHA-256 of its state."""

    __tablename__ = "login_flows"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    next: Mapped[str] = mapped_column(String(2000))
    expires_at: Mapped[dt.datetime]
