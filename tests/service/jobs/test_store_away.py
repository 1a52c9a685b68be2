"""The store of the scans, a server of its own, killed in the middle of uploads and of reading."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.app import create_app
from service.auditing import chain
from service.object_storage import bucket_of
from service.reading import Reader
from service.records import FileRecord, PageRecord
from service.settings import Settings
from tests.service.bucket import HALF, Bucket, bucket
from tests.service.conftest import Client, opened
from tests.service.standin import scan

PATIENCE_SECONDS = 300.0
PAGES = 12


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Bucket]:
    with bucket(tmp_path / "bucket") as made:
        yield made


@pytest.fixture
def office(store: Bucket, settings: Settings) -> Settings:
    """The settings with that store."""
    given = {"store_url": "s3://scans/office", "store_endpoint": store.url}
    return Settings.model_validate(
        settings.model_dump() | given | {"store_key_id": "somebody", "store_secret": "a secret"}
    )


def until_ready(client: Client, wanted: int) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := client.get("/ready")).status_code != wanted:
        assert time.monotonic() < end, answer.text
        time.sleep(0.05)
    found: dict[str, Any] = answer.json()
    return found


def kept(app: Any) -> set[str]:
    """The digests that rows name: files as they came, page images."""
    with app.state.database.read() as session:
        assert chain.verify(session)[1] is None
        images = session.execute(select(PageRecord.level_sha256, PageRecord.clean_sha256)).all()
        files = session.scalars(select(FileRecord.sha256)).all()
    return {*files, *(digest for pair in images for digest in pair if digest)}


def test_a_store_that_is_killed_while_reading_is_said_and_work_goes_on_when_it_is_back(
    store: Bucket,
    office: Settings,
    reader: Reader,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = create_app(office, reader=reader)
    with opened(app, capsys) as client:
        for number in range(3):  # at three moments of the reading
            answer = client.upload((f"a{number}.pdf", scan(PAGES, f"a{number}"))).json()
            made = answer["accepted"][0]["submission_id"]
            end = time.monotonic() + PATIENCE_SECONDS
            while client.get(f"/api/v1/submissions/{made}").json()["row"]["pages_done"] < 4 * number:
                assert time.monotonic() < end
                time.sleep(0.01)
            store.kill()
            assert until_ready(client, 503)["store"] == "service.store_unreachable"
            answer = client.upload((f"b{number}.pdf", scan(1, f"b{number}")))
            assert (answer.status_code, answer.json()["code"]) == (503, "service.store_unreachable")
            assert answer.json()["remedy"]
            row = client.get(f"/api/v1/submissions/{made}").json()["row"]
            assert row["state"] in ("received", "reading", "read") and row["pages_failed"] == 0
            store.start()
            until_ready(client, 200)
            row = client.read_to_end(made)["row"]
            assert (row["state"], row["pages_done"], row["pages_failed"]) == ("read", PAGES, 0)
            again = client.upload((f"b{number}.pdf", scan(1, f"b{number}"))).json()["accepted"][0]
            assert client.read_to_end(again["submission_id"])["row"]["state"] == "read"
        digests = kept(app)
    elsewhere = bucket_of(office.model_copy(update={"data_dir": tmp_path / "another machine"}))
    assert len(digests) > 6 and all(elsewhere.read(digest) for digest in digests)


def test_an_upload_during_which_the_store_is_killed_is_not_called_taken(
    store: Bucket, office: Settings, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(office, reader=reader)
    with opened(app, capsys) as client:
        (store.folder / "hold").touch()
        answers: list[Any] = []
        uploads = threading.Thread(
            target=lambda: answers.append(client.upload(("a.pdf", scan(2, "x" * 4000))))
        )
        uploads.start()
        end = time.monotonic() + PATIENCE_SECONDS
        while not (store.folder / HALF).exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        store.kill()
        uploads.join()
        assert (answers[0].status_code, answers[0].json()["code"]) == (503, "service.store_unreachable")
        assert client.get("/api/v1/submissions").json()["total"] == 0
        (store.folder / "hold").unlink()
        store.start()
        again = client.upload(("a.pdf", scan(2, "x" * 4000))).json()["accepted"][0]["submission_id"]
        assert client.read_to_end(again)["row"]["state"] == "read"
