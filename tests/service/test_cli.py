"""The command: what goes to standard output, what to standard error, and the exit codes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pikepdf
import pytest

from service import batch, batch_pdfa, cli
from service.reading import Reader
from service.settings import Settings
from tests.service import standin
from tests.service.standin import scan


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def tonghop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reader: Reader, tmp_path: Path
) -> Run:
    """The command in this process, its reader a stand-in; the one that writes nowhere outlives it."""
    monkeypatch.setenv("TONGHOP_DATA_DIR", str(tmp_path / "var"))

    def stand_in(settings: Settings, *, writable: Sequence[Path] = ()) -> Reader:
        return Reader(settings, tasks=standin.TASKS, writable=writable) if writable else reader

    for module in (batch, batch_pdfa):
        monkeypatch.setattr(module, "Reader", stand_in)
    monkeypatch.setattr(reader, "close", lambda: None)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tonghop", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        shown = capsys.readouterr()
        return Ended(int(stop.value.code or 0), shown.out, shown.err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scans in folders, and what is none."""
    home = tmp_path / "scans"
    (home / "xã").mkdir(parents=True)
    (home / "a.pdf").write_bytes(scan(1, "", "", "Tổ hợp tác|3"))
    (home / "xã" / "b.TIF").write_bytes(scan(2))
    (home / "ghi chú.txt").write_text("không phải bản quét")
    (home / ".a.pdf").write_bytes(b"half written")
    return home


def test_folder_is_read_with_its_folders_one_report_a_line(tonghop: Run, folder: Path) -> None:
    ended = tonghop("read", folder, "--json")
    assert (ended.err, ended.code) == ("", 0)
    reports = [json.loads(line) for line in ended.out.splitlines()]
    assert [(r["file"], r["pages"]) for r in reports] == [("a.pdf", 1), ("b.TIF", 2)]
    assert reports[0]["campaign"] == "205-KH/TU"
    figure = next(f for f in reports[0]["fields"] if f["path"] == "table.bieu-1.1.so_luong")
    assert (figure["value"], figure["status"]) == (3, "accepted")


def test_together_makes_one_report_of_all_paths(tonghop: Run, folder: Path) -> None:
    ended = tonghop("read", folder / "a.pdf", folder / "xã" / "b.TIF", "--together")
    report = json.loads(ended.out)
    assert (report["file"], report["files"], report["pages"]) == ("a.pdf", ["a.pdf", "b.TIF"], 3)


def test_campaign_given_is_the_one_that_is_read_for(tonghop: Run, folder: Path) -> None:
    ended = tonghop("read", folder / "a.pdf", "--campaign", "34-KH/TU")
    assert json.loads(ended.out)["campaign"] == "34-KH/TU"
    unknown = tonghop("read", folder / "a.pdf", "--campaign", "1-KH/XX")
    assert (unknown.code, unknown.out) == (2, "")
    assert "1-KH/XX" in unknown.err and len(unknown.err.splitlines()) == 1


def test_workbook_holds_what_was_read_and_standard_output_nothing(tonghop: Run, folder: Path) -> None:
    ended = tonghop("read", folder, "--xlsx", folder / "tổng hợp.xlsx")
    assert (ended.code, ended.out) == (0, "")
    book = openpyxl.load_workbook(folder / "tổng hợp.xlsx")
    values = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert {"Tổ hợp tác", 3} <= values


def test_some_unread_is_3_and_none_read_is_4_each_named_in_both_languages(tonghop: Run, folder: Path) -> None:
    (folder / "khóa.pdf").write_bytes(b"encrypted")
    some = tonghop("read", folder)
    assert (some.code, len(some.out.splitlines())) == (3, 2)
    assert "“khóa.pdf” is protected by a password. Remove" in some.err
    assert "“khóa.pdf” được bảo vệ bằng mật khẩu" in some.err and "Hãy gỡ mật khẩu" in some.err
    none = tonghop("read", folder / "khóa.pdf")
    assert (none.code, none.out) == (4, "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("read", "nowhere.pdf"), "nowhere.pdf"),
        (("read", "a.pdf", "--json", "--xlsx", "b.xlsx"), "exclude"),
        (("read",), "paths"),
        (("user", "add", "an", "king"), "king"),
    ],
)
def test_wrong_use_is_2_and_says_what(tonghop: Run, arguments: tuple[str, ...], told: str) -> None:
    ended = tonghop(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err


def test_folder_without_scans_is_wrong_use(tonghop: Run, tmp_path: Path) -> None:
    assert tonghop("read", tmp_path).code == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, BrokenPipeError])
def test_ctrl_c_or_a_closed_pipe_ends_without_a_traceback(
    tonghop: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stopped(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr(batch, "read_batch", stopped)
    monkeypatch.setattr(cli, "_silence", lambda: None)
    ended = tonghop("read", folder)
    assert (ended.code, ended.out) == (130, "")
    assert "Traceback" not in ended.err


def test_campaigns_are_listed_by_id(tonghop: Run) -> None:
    ended = tonghop("campaigns")
    ids = [line.split("\t")[0] for line in ended.out.splitlines()]
    assert sorted(ids) == sorted(["205-KH/TU", "34-KH/TU", "117-KH/TU", "01-KH/BCĐ", "BT-70-KL/TW"])


def test_export_of_an_empty_house_has_its_headings(tonghop: Run, tmp_path: Path) -> None:
    assert tonghop("export", tmp_path / "out.csv").code == 0
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert tonghop("export", tmp_path / "out.xlsx").code == 0
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames


def test_account_is_made_listed_and_given_a_new_password(tonghop: Run) -> None:
    first = tonghop("user", "add", "lan", "reviewer", "--display-name", "Nguyễn Thị Lan")
    assert first.code == 0 and len(first.out.strip()) == 19
    assert tonghop("user", "list").out == "lan\treviewer\tNguyễn Thị Lan\n"
    again = tonghop("user", "reset-password", "lan")
    assert again.code == 0 and again.out != first.out
    assert tonghop("user", "reset-password", "không có").code == 2


def test_taken_port_is_said_in_one_line(tonghop: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = tonghop("serve", "--port", port)
    assert (ended.code, ended.out) == (2, "")
    assert str(port) in ended.err and len(ended.err.splitlines()) == 1


def test_units_go_out_and_come_back_and_a_wrong_sheet_is_named(tmp_path: Path) -> None:
    env = {**os.environ, "TONGHOP_DATA_DIR": str(tmp_path / "var")}
    sheet = tmp_path / "don-vi.csv"
    sheet.write_text("Mã,Tên đơn vị,Cấp,Mã cấp trên\na,Tỉnh ủy A,tinh,\nb,Huyện ủy B,huyen,a\n", "utf-8")

    def units(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "service.cli", "units", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    dry = units("import", "--dry-run", str(sheet))
    assert "2 would change" in dry.stdout
    assert "2 changed" in units("import", str(sheet)).stdout
    out = tmp_path / "ra.xlsx"
    assert units("export", str(out)).returncode == 0
    assert "0 changed, 2 as they were" in units("import", str(out)).stdout
    sheet.write_text("Mã,Tên đơn vị,Cấp\nc,Huyện ủy C,cap-la\n", "utf-8")
    wrong = units("import", str(sheet))
    assert wrong.returncode == 2
    assert "Ô C2" in wrong.stderr and "Cell C2" in wrong.stderr


def test_pdfa_writes_a_copy_of_each_report_and_prints_where(
    tonghop: Run, folder: Path, tmp_path: Path
) -> None:
    ended = tonghop("pdfa", folder, "--out", tmp_path)
    assert ended.code == 0
    first, second = (Path(line) for line in ended.out.split("\n")[:2])
    assert (first.name, second.name) == ("a-pdfa.pdf", "b-pdfa.pdf")
    assert len(pikepdf.open(second).pages) == 2
    again = tonghop("pdfa", folder / "a.pdf", "--out", tmp_path)
    assert again.out.strip().endswith("a-2-pdfa.pdf")  # nothing is written over


def test_pdfa_says_which_file_is_no_scan(tonghop: Run, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("không phải bản quét")
    ended = tonghop("pdfa", tmp_path / "x.pdf", "--out", tmp_path)
    assert ended.code == cli.NONE_READ and "x.pdf" in ended.err and ended.out == ""
