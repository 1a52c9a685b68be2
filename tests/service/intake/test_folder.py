"""The scanner's folder: only whole files are taken, and they are moved, never lost."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from service.intake.folder import MOVED_TO, REST_SECONDS, Look, look, move_away, read_whole

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 21)


def write(path: Path, data: bytes = b"%PDF", *, age: float = 60) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (NOW.timestamp() - age,) * 2)
    return path


def twice(folder: Path) -> tuple[Path, ...]:
    return look(folder, look(folder, Look(), now=NOW), now=NOW).whole


def test_a_file_is_taken_once_two_looks_find_it_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "xa" / "bc.pdf")
    first = look(tmp_path, Look(), now=NOW)
    assert first.whole == ()
    write(path, b"%PDF more")
    second = look(tmp_path, first, now=NOW)
    assert second.whole == ()
    assert look(tmp_path, second, now=NOW).whole == (path,)


def test_a_file_still_being_written_is_left(tmp_path: Path) -> None:
    write(tmp_path / "bc.pdf", age=REST_SECONDS / 2)
    write(tmp_path / "rong.pdf", b"")
    assert twice(tmp_path) == ()


@pytest.mark.parametrize("name", ["notes.txt", ".bc.pdf", "~$bc.docx", "bc.pdf.tmp", f"{MOVED_TO}/x/bc.pdf"])
def test_what_is_no_scan_or_was_moved_is_left(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert twice(tmp_path) == ()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "elsewhere" / "bc.pdf")
    folder = tmp_path / "scan"
    folder.mkdir()
    (folder / "bc.pdf").symlink_to(secret)
    assert twice(folder) == ()


def test_a_file_that_changes_while_it_is_read_waits(tmp_path: Path) -> None:
    path = write(tmp_path / "bc.pdf")
    stamp = look(tmp_path, Look(), now=NOW).stamps[path]
    assert read_whole(path, stamp, most_bytes=100) == b"%PDF"
    assert read_whole(path, stamp, most_bytes=3) is None
    write(path, b"%PDF more")
    assert read_whole(path, stamp, most_bytes=100) is None


def test_moving_never_overwrites(tmp_path: Path) -> None:
    places = [move_away(write(tmp_path / "a" / "bc.pdf", data), tmp_path, day=DAY) for data in (b"1", b"2")]
    assert [path.name for path in places] == ["bc.pdf", "bc-2.pdf"]
    assert [path.read_bytes() for path in places] == [b"1", b"2"]
    assert places[0].parent == tmp_path / MOVED_TO / "2026-11-21" / "a"


def test_a_folder_that_is_away_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "away", Look(), now=NOW)
