"""Files that cannot be taken: each says what, why and what to do, and the rest of the batch goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.conftest import Client
from tests.service.standin import scan

BAD = {
    "mật khẩu.pdf": (b"encrypted", 422, "ocr.encrypted"),
    "rác.pdf": (b"not a scan", 422, "ocr.damaged"),
    "lớn.pdf": (b"PAGES 1\n" + b"x" * 1_100_000, 413, "service.file_too_large"),
    "dài.pdf": (scan(10_000), 413, "service.too_many_pages"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_alone_is_a_4xx_that_names_file_reason_and_remedy(client: Client, name: str) -> None:
    data, status, code = BAD[name]
    answer = client.upload((name, data))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert name in problem["detail"] and name in problem["detail_en"]
    assert problem["remedy"] and problem["remedy_en"]


def test_good_files_of_a_batch_are_taken(client: Client) -> None:
    files = [(name, data) for name, (data, _, _) in BAD.items()]
    answer = client.upload(*files, ("tốt.pdf", scan(1)))
    assert answer.status_code == 201
    assert [a["name"] for a in answer.json()["accepted"]] == ["tốt.pdf"]
    codes = {r["name"]: r["problem"]["code"] for r in answer.json()["rejected"]}
    assert codes == {name: code for name, (_, _, code) in BAD.items()}


def test_same_bytes_again_lead_to_the_first(client: Client) -> None:
    first = client.upload(("a.pdf", scan(1))).json()["accepted"][0]["submission_id"]
    again = client.upload(("b.pdf", scan(1)), ("c.pdf", scan(1, "c")))
    assert [r["submission_id"] for r in again.json()["rejected"]] == [first]
    assert client.upload(("b.pdf", scan(1))).status_code == 409


def test_name_with_folders_and_direction_marks_is_shown_bare(client: Client) -> None:
    accepted = client.upload(("../../etc/x\u202efdp.exe.pdf", scan(1))).json()["accepted"]
    assert accepted[0]["name"] == "xfdp.exe.pdf"


def test_page_that_kills_its_reader_is_set_aside_and_the_rest_is_read(client: Client) -> None:
    submission = client.upload(("chết.pdf", scan(3, "die 2"))).json()["accepted"][0]["submission_id"]
    found = client.read_to_end(submission)
    assert [p["state"] for p in found["page_rows"]] == ["read", "failed", "read"]
    assert found["page_rows"][1]["tries"] == 3
    assert found["row"]["state"] == "read"


def test_request_over_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.upload(*((f"{n}.pdf", b"x" * 1_000_000) for n in range(5)))
    assert (answer.status_code, answer.json()["code"]) == (413, "service.request_too_large")


def test_a_body_that_does_not_tell_its_size_is_broken_off_at_the_limit(client: Client) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
        for _ in range(5):
            yield b"x" * 1_000_000
        yield b"\r\n--x--\r\n"

    answer = client.post(
        "/api/v1/submissions", content=pieces(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "service.request_too_large")
    assert answer.json()["limit_mib"] == 4
