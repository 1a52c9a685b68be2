"""Reading the office's mailbox from a real IMAP server."""

from __future__ import annotations

import datetime as dt
import imaplib
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from service.errors import MailboxFailed
from service.intake.mail_parts import Mail, mail_of
from service.intake.mailbox import Place, new_mails
from service.settings import Settings
from tests.service import intake_imap

PDF = ("application", "pdf")


def letter(
    subject: str, *files: tuple[str, bytes, tuple[str, str]], message_id: str = "<1@xa>"
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Đảng ủy xã Bình Hiệp <binhhiep@tinh.example>"
    message["Subject"], message["Message-ID"] = subject, message_id
    message["Date"] = "Sat, 15 Jul 2023 08:30:00 +0700"
    message.set_content("Kính gửi Ban Tổ chức, xin gửi báo cáo.")
    for name, data, (main, sub) in files:
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with tempfile.TemporaryDirectory(prefix="tonghop-imap-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with intake_imap.server(Path(folder)) as port:
            yield port


@pytest.fixture
def settings(port: int, tmp_path: Path) -> Settings:
    secret = tmp_path / "secret"
    secret.write_text(intake_imap.PASSWORD + "\n", "utf-8")
    return Settings(
        data_dir=tmp_path,
        mail_host="127.0.0.1",
        mail_port=port,
        mail_security="none",
        mail_user=intake_imap.USER,
        mail_password_file=secret,
    )


def deliver(port: int, *mails: EmailMessage) -> None:
    with imaplib.IMAP4("127.0.0.1", port) as box:
        _login(box)
        for mail in mails:
            assert box.append("INBOX", "", "", mail.as_bytes())[0] == "OK"


def _login(box: imaplib.IMAP4) -> None:
    box.authenticate("PLAIN", lambda _: f"\0{intake_imap.USER}\0{intake_imap.PASSWORD}".encode())


def test_new_mails_come_once_and_the_mailbox_stays_as_it_was(port: int, settings: Settings) -> None:
    first = letter("Báo cáo 205", ("báo cáo xã.pdf", b"%PDF-1.4 mot", PDF), message_id="<a@xa>")
    deliver(port, first, letter("Không có tệp", message_id="<b@xa>"))
    found = list(new_mails(settings, Place()))
    assert [mail.message_id for _, mail in found if isinstance(mail, Mail)] == ["<a@xa>", "<b@xa>"]
    mail = found[0][1]
    assert isinstance(mail, Mail) and [one.name for one in mail.attachments] == ["báo cáo xã.pdf"]
    assert mail.attachments[0].data == b"%PDF-1.4 mot"
    assert mail.sender.startswith("Đảng ủy xã Bình Hiệp") and mail.subject == "Báo cáo 205"
    assert mail.sent_at == dt.datetime(2023, 7, 15, 1, 30, tzinfo=dt.UTC)
    place = found[-1][0]
    assert list(new_mails(settings, place)) == []
    deliver(port, letter("Bổ sung", message_id="<c@xa>"))
    assert [mail.subject for _, mail in new_mails(settings, place) if isinstance(mail, Mail)] == ["Bổ sung"]
    with imaplib.IMAP4("127.0.0.1", port) as box:
        _login(box)
        box.select("INBOX", readonly=True)
        assert box.search(None, "UNSEEN")[1][0].split() == [b"1", b"2", b"3"]


def test_a_renumbered_mailbox_is_read_from_its_beginning(port: int, settings: Settings) -> None:
    found = list(new_mails(settings, Place(uid_validity=1, last_uid=10**6)))
    assert len(found) >= 3 and found[0][0].uid_validity > 1


def test_a_refused_login_says_so(settings: Settings) -> None:
    assert settings.mail_password_file is not None
    settings.mail_password_file.write_text("sai")
    with pytest.raises(MailboxFailed, match=r"(?i)127\.0\.0\.1.*auth"):
        list(new_mails(settings, Place()))


def test_a_server_that_is_away_says_so(settings: Settings) -> None:
    away = settings.model_copy(update={"mail_port": 1})
    with pytest.raises(MailboxFailed, match="refused"):
        list(new_mails(away, Place()))


@pytest.mark.parametrize(
    ("name", "kind", "size", "kept"),
    [
        ("bc.pdf", PDF, 10, ["bc.pdf"]),
        ("bc.PDF", ("application", "octet-stream"), 10, ["bc.PDF"]),
        ("virus.exe", ("application", "octet-stream"), 10, []),
        ("trang 1.jpg", ("image", "jpeg"), 40_000, ["trang 1.jpg"]),
        ("thu.html", ("text", "html"), 10, []),
        ("bang.zip", ("application", "zip"), 10, ["bang.zip"]),
    ],
)
def test_attachments_are_chosen_by_their_type(name: str, kind: Any, size: int, kept: list[str]) -> None:
    mail = mail_of(1, letter("x", (name, b"x" * size, kind)).as_bytes())
    assert [one.name for one in mail.attachments] == kept


def test_the_logo_of_a_signature_is_no_report() -> None:
    message = letter("x")
    message.add_attachment(
        b"x" * 900, maintype="image", subtype="png", filename="logo.png", disposition="inline"
    )
    assert mail_of(1, message.as_bytes()).attachments == ()


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"Date: ngay nao do\r\nFrom: \r\n\r\nx"])
def test_a_broken_mail_is_no_error(raw: bytes) -> None:
    assert mail_of(7, raw).attachments == ()


def test_a_password_is_not_sent_in_the_open(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="in the open"):
        Settings(
            data_dir=tmp_path,
            mail_host="mail.tinh.example",
            mail_user="a",
            mail_password_file=tmp_path / "x",
            mail_security="none",
        )
