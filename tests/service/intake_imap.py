"""A Dovecot of the tests' own: one mailbox on a free port of the loopback, without TLS."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER, PASSWORD = "vanthu", "mật khẩu thư"
START_SECONDS = 20
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_login_user = {nobody}
default_internal_user = {nobody}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
mail_uid = {owner}
mail_gid = {group_of_owner}
first_valid_uid = 0
first_valid_gid = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={group_of_owner} home={folder}/home/%u
}}
"""


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """Start a server over an empty mailbox and yield its port; it ends with the block."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip("Dovecot is not installed (scripts/setup.sh dev installs it)")
    if os.geteuid() != 0:
        pytest.skip("Dovecot drops its rights and so has to be started as root")
    nobody = pwd.getpwnam("nobody")
    owner = pwd.getpwnam("mail")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir(parents=True)
    for name in ("mail", "home"):
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    config = _CONFIG.format(
        folder=folder,
        port=port,
        nobody=nobody.pw_name,
        group="nogroup",
        owner=owner.pw_uid,
        group_of_owner=owner.pw_gid,
    )
    (folder / "dovecot.conf").write_text(config)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process, folder)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with imaplib.IMAP4("127.0.0.1", port, timeout=2):
                return
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.05)
    log = folder / "log"
    raise AssertionError(log.read_text() if log.exists() else "Dovecot did not start")
