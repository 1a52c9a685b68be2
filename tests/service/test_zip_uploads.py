"""A ZIP stands for the files in it: at upload and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.ocr.conftest import zip_of
from tests.service.conftest import Client
from tests.service.hostile_files import good_scan
from tests.service.standin import scan
from tests.service.test_hostile_real import needs_tesseract, tonghop


def test_each_file_of_a_zip_is_a_report(client: Client) -> None:
    data = zip_of(
        {"Mộ Đức/a.pdf": scan(1, "a"), "Sơn Hà/b.pdf": scan(2, "b"), "inner.zip": zip_of({"c": b"c"})}
    )
    answer = client.upload(("bc.zip", data)).json()
    assert [(a["name"], a["pages"]) for a in answer["accepted"]] == [
        ("Mộ Đức – a.pdf", 1),
        ("Sơn Hà – b.pdf", 2),
    ]
    assert [r["name"] for r in answer["rejected"]] == ["inner.zip"]


def test_together_the_files_of_a_zip_are_one_report(client: Client) -> None:
    data = zip_of({"1.jpg": scan(1, "a"), "2.jpg": scan(1, "b")})
    answer = client.upload(("bc.zip", data), ("3.jpg", scan(1, "c")), together="true").json()
    assert [(a["name"], a["pages"]) for a in answer["accepted"]] == [("1.jpg", 3)]


def test_a_file_that_is_too_large_lets_none_of_its_report_in(client: Client) -> None:
    answer = client.upload(
        ("bom.zip", zip_of({"x.pdf": b"0" * 3_000_000})), ("tốt.pdf", scan(1)), together="true"
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "service.file_too_large")


def test_more_files_than_the_limit_are_refused_also_in_two_zips(client: Client) -> None:
    halves = [zip_of({f"{half}-{n}.pdf": scan(1, f"{half}{n}") for n in range(260)}) for half in "ab"]
    answer = client.upload(("a.zip", halves[0]), ("b.zip", halves[1]))
    assert (answer.status_code, answer.json()["code"]) == (413, "service.too_many_files")


@needs_tesseract
def test_the_command_reads_each_file_of_a_zip(tmp_path: Path) -> None:
    members = {"x/một.tif": good_scan("SO 1"), "hai.png": good_scan("SO 2", "PNG"), "sai.pdf": b"rubbish"}
    (tmp_path / "bc.zip").write_bytes(zip_of(members))
    done = tonghop("read", str(tmp_path / "bc.zip"))
    assert done.returncode == 3
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["hai.png", "x – một.tif"]
    together = tonghop("read", "--together", str(tmp_path / "bc.zip"))
    assert together.returncode == 4
    assert "sai.pdf" in together.stderr
