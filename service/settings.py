"""Everything a deployer may change: name, default, help. The only reader of the environment.

Each setting is the variable ``TONGHOP_<NAME>``; ``docs/reference/settings.md`` lists them.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.access.matrix import Role
from service.errors import UnsafeSetting

MIB = 1024 * 1024
LEAST_TOKEN = 16  # characters; hexadecimal ones make 64 bits
LARGEST_PROXY_NETWORK = 256
MOST_PROCESSES = 4  # of themselves: one of them answers some hundred requests a second
"""Addresses; a row of proxies fits into it, a whole office does not."""
_REPOSITORY = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of one installation; immutable once made."""

    model_config = SettingsConfigDict(env_prefix="TONGHOP_", frozen=True, extra="forbid")

    data_dir: Path = Field(Path("var"), description="Folder of the database, the scans and the page images.")
    database_url: str = Field(
        "",
        description="SQLAlchemy URL of the database; empty: SQLite in the data folder. PostgreSQL works too.",
    )
    store_url: str = Field(
        "",
        description="Where the scans lie: s3://BUCKET or s3://BUCKET/FOLDER; empty: the data folder.",
    )
    store_endpoint: str = Field(
        "", description="Address of an S3-compatible store (https://...); empty: Amazon's own."
    )
    store_region: str = Field("us-east-1", description="Region of the bucket; most stores take any.")
    store_key_id: str = Field("", description="Access key of the bucket.")
    store_secret: SecretStr = Field(SecretStr(""), description="Secret of the access key.")
    store_cache_mib: int = Field(
        4096, ge=64, le=1_048_576, description="Room for copies of the bucket's files, in MiB."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    public_url: str = Field(
        "",
        description="Address that browsers use (https://tonghop.example); empty: the Host header decides.",
    )
    secure_cookies: bool = Field(
        False, description="Mark cookies Secure; needed (and refused otherwise) when public_url is https."
    )
    allow_plain_http: bool = Field(
        False, description="Accept listening beyond this machine without https in public_url."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token of /metrics, 16 characters at least; empty: there is no such page.",
    )
    worker_metrics_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of `tonghop worker` for its own /metrics, which need the token; empty: none.",
    )
    json_logs: bool = Field(False, description="Log a line of JSON for each request and event.")
    trusted_proxies: str = Field(
        "",
        description="Addresses and networks (comma between) of proxies whose X-Forwarded-For and -Proto are "
        "believed; empty: none. Never networks that browsers are in.",
    )
    oidc_issuer: str = Field(
        "", description="Address of the office's OpenID Connect service; empty: own accounts only."
    )
    oidc_client_id: str = Field("", description="Our id at that service.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our secret there; empty: PKCE alone.")
    oidc_role_claim: str = Field("groups", description="The claim that holds a person's groups.")
    oidc_roles: str = Field(
        "", description="Which group has which role (group=role, comma between); the first that fits counts."
    )
    keep_scans_years: int = Field(
        0,
        ge=0,
        le=100,
        description="Years after a campaign's last deadline that its scans are kept; 0: for ever.",
    )
    session_hours: int = Field(12, ge=1, le=720, description="Hours until a login ends.")
    tessdata_dir: Path | None = Field(
        None,
        description="Folder of Tesseract's models; empty: models/ of the checkout, else Tesseract's own.",
    )
    signature_roots_dir: Path | None = Field(
        None,
        description="Folder of certificates (.cer .crt .der .pem) whose digital signatures are trusted.",
    )
    workers: int = Field(
        0, ge=0, le=256, description="Pages read at the same time; 0: one for each processor core."
    )
    reads: bool = Field(
        True, description="Read reports in the serving process too; off: only `tonghop worker` reads."
    )
    processes: int = Field(
        0,
        ge=0,
        le=64,
        description="Processes that answer requests; 0: one for each processor core, four at most.",
    )
    drain_seconds: int = Field(
        15, ge=0, le=600, description="Seconds that pages being read are given when the service is stopped."
    )
    page_seconds: int = Field(180, ge=5, le=3600, description="Time limit of one page, in seconds.")
    max_page_megapixels: int = Field(
        80, ge=1, le=1000, description="Largest page, in million pixels; an A4 page at 800 dpi has 62."
    )
    worker_memory_mib: int = Field(
        6144, ge=512, le=1_048_576, description="Address space limit of one reading process, in MiB."
    )
    watch_folder: Path | None = Field(
        None, description="Folder that the office's scanner writes into; empty: none is watched."
    )
    mail_host: str = Field("", description="IMAP server of the office's mailbox; empty: no mailbox is read.")
    mail_port: int = Field(993, ge=1, le=65535, description="Port of the IMAP server.")
    mail_security: Literal["tls", "starttls", "none"] = Field(
        "tls", description="How the connection to the IMAP server is secured: tls, starttls or none."
    )
    mail_user: str = Field("", description="Login name of the mailbox.")
    mail_password_file: Path | None = Field(
        None, description="File with the mailbox's password; read anew at each connection."
    )
    mail_folder: str = Field("INBOX", description="Folder of the mailbox that is read.")
    intake_seconds: int = Field(
        20, ge=1, le=3600, description="Seconds between two looks into the watched folder and the mailbox."
    )
    webhook_hosts: str = Field(
        "", description="Hosts, by commas, that may be told what happens (webhooks); empty: none."
    )
    max_file_mib: int = Field(200, ge=1, le=4096, description="Largest file accepted, in MiB.")
    max_request_mib: int = Field(1024, ge=1, le=65536, description="Largest upload request accepted, in MiB.")
    max_unpacked_mib: int = Field(
        1024, ge=1, le=65536, description="Most that the files of one ZIP may have together, in MiB."
    )
    max_files: int = Field(
        500, ge=1, le=10_000, description="Most files in one upload, those of its ZIPs included."
    )
    lease_seconds: int = Field(
        180,
        ge=1,
        le=86_400,
        description="Seconds that a field is lent to a reviewer who shows no sign of life.",
    )
    max_pages: int = Field(1000, ge=1, le=10_000, description="Most pages of one submission.")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("signature_roots_dir")
    @classmethod
    def _there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"{value} is no folder")
        return value

    @field_validator("watch_folder")
    @classmethod
    def _watchable(cls, value: Path | None) -> Path | None:
        return value.expanduser().resolve() if value is not None else None

    @model_validator(mode="after")
    def _refuse_open_mail(self) -> Settings:
        if not self.mail_host:
            return self
        if self.mail_password_file is None or not self.mail_user:
            raise ValueError("mail_host needs mail_user and mail_password_file")
        if self.mail_security == "none" and not _is_loopback(self.mail_host):
            raise ValueError("mail_security none would send the password in the open; only 127.0.0.1 may")
        return self

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Settings:
        if self.public_url.startswith("https://") and not self.secure_cookies:
            raise ValueError("secure_cookies must be true when public_url is https")
        if self.secure_cookies and self.public_url.startswith("http://"):
            raise ValueError("secure_cookies cannot work with a public_url of plain http")
        if not _is_loopback(self.host) and not (
            self.public_url.startswith("https://") or self.allow_plain_http
        ):
            raise ValueError(
                f"host {self.host} is reachable from other machines: put a TLS proxy in front and set "
                "public_url to https://..., or accept plain http with allow_plain_http"
            )
        self._refuse_open_proxies()
        self._refuse_half_a_login_service()
        if self.max_file_mib > self.max_request_mib:
            raise ValueError("max_file_mib is larger than max_request_mib")
        if 0 < len(self.metrics_token.get_secret_value()) < LEAST_TOKEN:
            raise ValueError(f"metrics_token is shorter than {LEAST_TOKEN} characters and could be guessed")
        if self.worker_metrics_port is not None and not self.metrics_token.get_secret_value():
            raise ValueError("worker_metrics_port needs metrics_token")
        if self.store_url and not self.store_url.startswith("s3://"):
            raise ValueError("store_url must be s3://BUCKET")
        if self.store_endpoint.startswith("http://") and not self.allow_plain_http:
            address = urlsplit(self.store_endpoint).hostname or ""
            if not _is_loopback(address):
                raise ValueError("store_endpoint sends scans over plain http: use https")
        if self.database_url and not self.database_url.startswith(("sqlite:///", "postgres")):
            raise ValueError("database_url must be sqlite:///... or postgresql...")
        return self

    def _refuse_open_proxies(self) -> None:
        for network in self.proxy_networks:
            if network.num_addresses > LARGEST_PROXY_NETWORK:
                raise ValueError(
                    f"trusted_proxies: {network} is too wide; whoever is in it could write any address "
                    "into the audit and get round the login throttle"
                )

    def _refuse_half_a_login_service(self) -> None:
        if not self.oidc_issuer:
            return
        parts = urlsplit(self.oidc_issuer)
        if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise ValueError("oidc_issuer must be https")
        if not self.oidc_client_id or not self.oidc_role_map or not self.public_url:
            raise ValueError("oidc_issuer needs oidc_client_id, oidc_roles and public_url")
        if importlib.util.find_spec("authlib") is None:
            raise ValueError("oidc_issuer needs the extra: pip install tonghop[oidc]")

    @property
    def proxy_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The proxies that are believed."""
        return tuple(ipaddress.ip_network(one) for one in _listed(self.trusted_proxies))

    @property
    def oidc_role_map(self) -> tuple[tuple[str, Role], ...]:
        """Group and role, in the order that counts."""
        pairs = [one.rpartition("=")[::2] for one in _listed(self.oidc_roles)]
        found = tuple((group, Role(role)) for group, role in pairs)
        if any(role is Role.UNIT or not group for group, role in found):
            raise ValueError("oidc_roles: group=role, and no group is a reporting unit")
        return found

    @property
    def database(self) -> str:
        """The database URL, the default filled in; PostgreSQL always through psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'tonghop.db'}"
        for plain in ("postgresql://", "postgres://"):
            if self.database_url.startswith(plain):
                return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
        return self.database_url

    @property
    def making_dir(self) -> Path:
        """Where large files are made before they are sent: beside the data, not in a machine's memory."""
        return self.data_dir / "making"

    @property
    def address(self) -> str:
        """The address that a link in a file leads to: the public one, else this machine's."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def tessdata(self) -> Path | None:
        """The folder of Tesseract's models, None for Tesseract's own."""
        if self.tessdata_dir is not None:
            return self.tessdata_dir
        bundled = _REPOSITORY / "models"
        return bundled if (bundled / "vie.traineddata").is_file() else None

    @property
    def hosts_of_webhooks(self) -> frozenset[str]:
        """The hosts, each with or without its port, that may be told what happens."""
        return frozenset(host.strip().lower() for host in self.webhook_hosts.split(",") if host.strip())

    @property
    def mail_password(self) -> str:
        """The mailbox's password, as its file says now."""
        return self.mail_password_file.read_text("utf-8").strip() if self.mail_password_file else ""

    @property
    def worker_count(self) -> int:
        return self.workers or len(os.sched_getaffinity(0))

    @property
    def process_count(self) -> int:
        """How many processes answer requests."""
        return self.processes or min(MOST_PROCESSES, len(os.sched_getaffinity(0)))

    @property
    def max_file_bytes(self) -> int:
        return self.max_file_mib * MIB

    @property
    def max_request_bytes(self) -> int:
        return self.max_request_mib * MIB


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, the given ones over it.

    Raises:
        UnsafeSetting: One is malformed or unsafe; the error names it and says what to do.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise UnsafeSetting(setting=name, reason=first["msg"].removeprefix("Value error, ")) from error
    _refuse_unknown(os.environ)
    return settings


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """A misspelt variable would silently leave its default in force."""
    known = {f"TONGHOP_{name.upper()}" for name in Settings.model_fields}
    for name in environment:
        if name.startswith("TONGHOP_") and name.upper() not in known and not name.startswith("TONGHOP_TEST_"):
            raise UnsafeSetting(setting=name, reason="there is no setting of this name")


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host == socket.gethostname() == "localhost"
