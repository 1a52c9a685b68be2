"""The real reader meets hostile files: each is refused in words, and the rest of the batch is read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.reading import Reader
from service.settings import Settings
from tests.service.conftest import Client
from tests.service.hostile_files import good_scan, hostile

pytest.importorskip("reportlab")
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
LIMIT_MIB = 1


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(Settings(workers=1, max_file_mib=LIMIT_MIB, max_request_mib=4))
    yield reader
    reader.close()


@needs_tesseract
def test_upload_of_hostile_files_names_each_and_reads_the_rest(client: Client) -> None:
    bad = hostile(LIMIT_MIB)
    files = [(name, data) for name, (data, _) in bad.items()]
    answer = client.upload(*files[:3], ("tốt.tif", good_scan()), *files[3:])
    assert answer.status_code == 201
    rejected = {r["name"]: r["problem"] for r in answer.json()["rejected"]}
    assert set(rejected) == set(bad)
    for name, problem in rejected.items():
        assert (problem["code"], problem["status"] // 100) == (bad[name][1], 4)
        assert name in problem["detail"] and name in problem["detail_en"]
        assert problem["remedy"] and problem["remedy_en"]
    taken = answer.json()["accepted"][0]["submission_id"]
    assert client.read_to_end(taken)["row"]["state"] == "read"


@pytest.mark.parametrize("name", ["mật khẩu.pdf", "rỗng.pdf", "lớn.pdf"])
def test_hostile_file_alone_is_a_4xx(client: Client, name: str) -> None:
    answer = client.upload((name, hostile(LIMIT_MIB)[name][0]))
    assert 400 <= answer.status_code < 500
    assert name in answer.json()["detail"]


@needs_tesseract
def test_command_names_each_hostile_file_and_reads_the_rest(tmp_path: Path) -> None:
    bad = hostile(LIMIT_MIB)
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    refused = tonghop("read", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (4, "")
    for name, (_, code) in bad.items():
        line, vietnamese = refused.stderr.split(f"tonghop: {name}: ")[1].splitlines()[:2]
        assert f"“{name}”" in line and f"“{name}”" in vietnamese, code
    (tmp_path / "tốt.tif").write_bytes(good_scan())
    mixed = tonghop("read", str(tmp_path), "--json")
    assert mixed.returncode == 3
    assert [json.loads(line)["file"] for line in mixed.stdout.splitlines()] == ["tốt.tif"]


def tonghop(*arguments: str) -> subprocess.CompletedProcess[str]:
    limits = {"TONGHOP_MAX_FILE_MIB": str(LIMIT_MIB), "TONGHOP_WORKERS": "1", "TONGHOP_PROCESSES": "1"}
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **limits},
        check=False,
        timeout=120,
    )
