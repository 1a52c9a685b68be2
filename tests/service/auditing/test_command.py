"""``tonghop audit``: the head where the chain holds, the broken entry and exit code 6 where it does not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from service import cli
from service.commands.audit import BROKEN
from service.database import Database

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tonghop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.setenv("TONGHOP_DATA_DIR", str(tmp_path))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tonghop", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        shown = capsys.readouterr()
        return int(stop.value.code or 0), shown.out, shown.err

    return run


def test_chain_is_followed_exported_and_found_broken(tonghop: Run, tmp_path: Path) -> None:
    assert tonghop("user", "add", "lan", "clerk")[0] == 0
    code, out, _ = tonghop("audit", "verify")
    assert (code, out.startswith("ok 1 entries, head 1:")) == (0, True)
    head = out.split()[-1]
    assert tonghop("audit", "export", str(tmp_path / "audit.ndjson"))[0] == 0
    told = json.loads((tmp_path / "audit.ndjson").read_text("utf-8").splitlines()[0])
    assert (told["kind"], told["via"], f"1:{told['hash']}") == ("users.added", "command", head)
    assert tonghop("audit", "verify", "--head", head)[0] == 0
    with Database(f"sqlite:///{tmp_path / 'tonghop.db'}").write() as session:
        session.execute(text("DROP TRIGGER audit_entries_no_update"))
        session.execute(text("UPDATE audit_entries SET user_name = 'ai đó' WHERE number = 1"))
    code, out, _ = tonghop("audit", "verify")
    assert (code, out.strip()) == (BROKEN, "BAD entry 1: was changed after it was written")
    assert tonghop("audit", "verify", "--head", "nonsense")[0] == 2
