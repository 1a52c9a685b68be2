"""The archive copy of a submission, from the service's own records."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from tests.service.conftest import Client
from tests.service.standin import scan
from tests.service.test_flow import find, settle


@pytest.fixture
def submission(client: Client) -> int:
    accepted = client.upload(("bc.pdf", scan(2, "", "12-BC/ĐU", "Tổ hợp tác|3"))).json()["accepted"]
    number: int = accepted[0]["submission_id"]
    client.read_to_end(number)
    return number


def words_of(client: Client, submission: int) -> list[list[str]]:
    answer = client.get(f"/api/v1/submissions/{submission}/pdfa")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.content)) as pdf:
        return [[w["text"] for w in page.extract_words(x_tolerance=1)] for page in pdf.pages]


def test_every_page_is_there_with_its_words(client: Client, submission: int) -> None:
    pages = words_of(client, submission)
    assert len(pages) == 2
    assert {"12-BC/ĐU", "hợp"} <= set(pages[0])


def test_a_corrected_value_stands_in_the_text(client: Client, submission: int) -> None:
    settle(client, find(client, submission, "document.number"), "correct", text="99-BC/HU")
    text = " ".join(words_of(client, submission)[0])
    assert "99-BC/HU" in text and "12-BC/ĐU" not in text


def test_nothing_is_left_behind(client: Client, submission: int, settings) -> None:
    words_of(client, submission)
    assert not list(settings.data_dir.glob("pdfa-*"))


def test_there_is_none_of_a_submission_that_is_not_there(client: Client) -> None:
    assert client.get("/api/v1/submissions/999/pdfa").status_code == 404


def test_the_page_offers_it(client: Client, submission: int) -> None:
    page = client.get(f"/submissions/{submission}").text
    assert f"/api/v1/submissions/{submission}/pdfa" in page and "PDF/A" in page


def test_the_page_viewer_says_where_the_words_come_from(client: Client, submission: int) -> None:
    assert "nhận dạng từ hình ảnh" in client.get(f"/submissions/{submission}/pages/1").text
