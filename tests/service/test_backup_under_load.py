"""A backup taken while people upload and settle, of a server in a process of its own."""

from __future__ import annotations

import datetime as dt
import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service import exports
from service.auditing import chain
from service.backup import restore_backup, write_backup
from service.database import Database
from service.records import CorrectionRecord, FileRecord, SubmissionRecord
from service.storage import Storage
from tests.endurance.chaos import reports_read
from tests.endurance.cluster import Cluster
from tests.endurance.nursery import Nursery
from tests.endurance.reports import long_table, small

BEFORE = 3  # reports that nobody touches after the first export
ROWS = 200  # more than anybody settles meanwhile
PATIENCE_SECONDS = 300
NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)


class Office:
    """A server; once ``work`` was called somebody uploads and somebody settles the first report's fields,
    both without a pause.
    """

    def __init__(self, cluster: Cluster, data: Path) -> None:
        self.cluster = cluster
        self.database = Database(f"sqlite:///{data / 'tonghop.db'}")
        self.storage = Storage(data / "files")
        self.acknowledged: list[int] = []
        self.first = 0
        self.settled = 0
        self.refused: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._upload), threading.Thread(target=self._settle)]

    def read(self, files: dict[str, bytes]) -> list[int]:
        """Have files read to their end; their ids."""
        due = reports_read(self.database) + len(files)
        sent = [self._send(name, data) for name, data in files.items()]
        self.wait(lambda: reports_read(self.database) == due)
        return sent

    def wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.1)

    def work(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        self.database.close()

    def _send(self, name: str, data: bytes) -> int:
        answer = self.cluster.client.post("/api/v1/submissions", files=[("files", (name, data))])
        return int(answer.raise_for_status().json()["accepted"][0]["submission_id"])

    def _upload(self) -> None:
        index = 100
        while not self._stop.is_set():
            self.acknowledged.append(self._send(f"b-{index}.pdf", small(index)))
            index += 1

    def _settle(self) -> None:
        with closing(self.cluster.log_in()) as client:
            while not self._stop.is_set():
                lent = client.post("/api/v1/review/next", params={"submission": self.first}).json()
                if lent is None:
                    return
                found = lent["field"]
                body = {"verdict": "illegible", "version": found["version"]}
                answer = client.post(f"/api/v1/fields/{found['id']}/settle", json=body)
                self.settled += answer.is_success
                if not answer.is_success:
                    self.refused.append(answer.text)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with (
        closing(Nursery(stand_in=True)) as nursery,
        closing(Cluster(nursery, tmp_path / "var", workers=0, server_reads=True)) as cluster,
    ):
        office = Office(cluster, tmp_path / "var")
        yield office
        office.stop()


def export_of(database: Database, ids: tuple[int, ...]) -> bytes:
    out = io.BytesIO()
    with database.read() as session:
        exports.write_csv(session, exports.ExportQuery(None, ids), out)
    return out.getvalue()


def test_a_backup_under_writes_restores_whole_and_to_an_identical_export(
    office: Office, tmp_path: Path
) -> None:
    (office.first,) = office.read({"dai.pdf": long_table(0, rows=ROWS)})
    still = tuple(office.read({f"a-{n}.pdf": small(n) for n in range(BEFORE)}))
    before = export_of(office.database, still)
    assert before.count(b"\n") > BEFORE
    office.work()
    office.wait(lambda: len(office.acknowledged) >= 3 and office.settled >= 3)
    due, settled = set(office.acknowledged), office.settled
    write_backup(office.database, office.storage, tmp_path / "b.tar", now=NOW)
    office.wait(lambda: len(office.acknowledged) > len(due))
    office.stop()
    assert office.refused == []

    target, files = Database(f"sqlite:///{tmp_path / 'new' / 'x.db'}"), Storage(tmp_path / "new" / "files")
    restore_backup(tmp_path / "b.tar", target, files)
    assert export_of(target, still) == before == export_of(office.database, still)
    with target.read() as session:
        assert chain.verify(session)[1] is None
        assert {office.first, *still, *due} <= set(session.scalars(select(SubmissionRecord.id)))
        assert (session.scalar(select(func.count()).select_from(CorrectionRecord)) or 0) >= settled
        assert all(files.holds(digest) for digest in session.scalars(select(FileRecord.sha256)))
    target.close()
