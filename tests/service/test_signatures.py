"""Digital signatures from the reading process to the sentence on the screen."""

from __future__ import annotations

import datetime as dt

import pytest

from ocr.model import PdfSignature
from service.mapping import signatures_json, signatures_of
from service.reading import Reader, StoredFile
from service.settings import Settings
from service.signature_view import say_signature, signature_views
from tests.ocr.signed_files import SIGNER, identity, plain_pdf, signed, updated
from tests.service.conftest import Client
from tests.service.standin import scan

STAMP = dt.datetime(2025, 1, 8, 20, 0, tzinfo=dt.UTC)
FACTS = PdfSignature("S1", "Nguyễn An", "Đảng ủy xã", intact=True, genuine=True, stamped_at=STAMP)


def test_stored_signatures_come_back_equal():
    one = PdfSignature("S", page=2, box=(0.1, 0.2, 0.3, 0.4), claimed_at=STAMP, trusted=False, problem="p")
    stored = signatures_json([FACTS, one])
    assert signatures_of(stored) == (FACTS, one)
    assert [s["valid"] for s in stored] == [True, False]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "lúc 9/1/2025 03:00 theo máy chủ dấu thời gian. Tệp còn nguyên vẹn từ khi ký. Chưa khai báo"),
        ({"altered": True}, "Tệp đã bị sửa sau khi ký."),
        ({"intact": False}, "Nội dung không khớp chữ ký"),
        ({"trusted": True}, "Chứng thư thuộc nơi được tin cậy."),
        ({"trusted": False}, "Chứng thư không thuộc nơi nào được tin cậy."),
        ({"stamped_at": None, "claimed_at": STAMP}, "lúc 8/1/2025 20:00 theo máy của người ký."),
        ({"stamped_at": None}, "không ghi thời điểm."),
        ({"problem": "x"}, "không kiểm tra được"),
    ],
)
def test_each_state_is_said_in_vietnamese(change, said):
    from dataclasses import replace

    assert said in say_signature(replace(FACTS, **change), "vi")


@pytest.fixture
def roots(tmp_path):
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "goc.cer").write_bytes(identity().root_der)
    (folder / "readme.txt").write_text("no certificate")
    return folder


def test_the_reading_process_checks_with_the_office_s_roots(tmp_path, roots):
    reader = Reader(Settings(data_dir=tmp_path, signature_roots_dir=roots, workers=1))
    try:
        pdf, good_path, bad_path = signed(plain_pdf(1), identity()), tmp_path / "a.pdf", tmp_path / "b.pdf"
        good_path.write_bytes(pdf)
        bad_path.write_bytes(updated(pdf, append_page=True))
        (good,) = reader.signatures(StoredFile("a.pdf", good_path), 0)
        (bad,) = reader.signatures(StoredFile("b.pdf", bad_path), 1)
    finally:
        reader.close()
    assert (good.valid, good.trusted, good.signer) == (True, True, SIGNER)
    assert (bad.valid, bad.file) == (False, 1)


def test_the_view_says_what_the_facts_are():
    (view,) = signature_views(signatures_json([FACTS]))
    assert view.valid and view.stamped and view.signed_at == STAMP.isoformat()
    assert "Nguyễn An" in view.sentence_vi and "not been changed" in view.sentence_en


@pytest.mark.parametrize(("line", "said"), [("signed", "còn nguyên vẹn"), ("altered", "bị sửa sau khi ký")])
def test_a_submission_keeps_and_shows_its_signatures(client: Client, line, said):
    accepted = client.upload(("bc.pdf", scan(1, line))).json()["accepted"]
    number = accepted[0]["submission_id"]
    detail = client.read_to_end(number)
    (view,) = detail["signatures"]
    assert (
        view["signer"] == "Nguyễn An" and view["valid"] is (line == "signed") and said in view["sentence_vi"]
    )
    assert (
        client.get(f"/api/v1/submissions/{number}/result").json()["signatures"][0]["valid"] is view["valid"]
    )
    page = client.get(f"/submissions/{number}").text
    assert said in page and ("Không hợp lệ" in page) is (line == "altered")
