"""The certificate before the service, asked for over a real TLS connection."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service import front
from service.settings import Settings

ENDS = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(ENDS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path / "proxy.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with create_server(("localhost", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    taken, _ = server.accept()
                except OSError:
                    return
                try:
                    context.wrap_socket(taken, server_side=True).close()
                except OSError:
                    taken.close()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def settings(port: int) -> Settings:
    return Settings(public_url=f"https://localhost:{port}", secure_cookies=True)


def test_a_trusted_certificate_is_told_with_its_days(port: int, certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=certificate)
    told = front.look(settings(port), now=ENDS - dt.timedelta(days=40), context=trusted)
    assert "40 more days" in told and "trusted proxies: none" in told


def test_one_that_ends_soon_is_a_fault(port: int, certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=certificate)
    with pytest.raises(RuntimeError, match="ends in 3 days"):
        front.look(settings(port), now=ENDS - dt.timedelta(days=3), context=trusted)


def test_one_that_nobody_signed_is_a_fault(port: int) -> None:
    with pytest.raises(RuntimeError, match=r"self.signed"):
        front.look(settings(port), now=ENDS)


def test_an_address_that_does_not_answer_is_a_fault() -> None:
    with create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RuntimeError, match="cannot be reached"):
        front.look(settings(port), now=ENDS)


def test_plain_http_says_for_whom() -> None:
    assert "this machine only" in front.look(Settings(), now=ENDS)
