"""How fast the search is in an office's years: 11,000 reports of eight pages."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from pathlib import Path

import pytest

from service.database import Database
from service.records import SubmissionRecord
from service.searching.index import keep_pages
from service.submissions import SubmissionQuery, list_submissions

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
REPORTS = 11_000
PAGES = 8
WORDS_OF_A_PAGE = 350
SEED = 77
TIMES = 5
COMMON = """đảng ủy tổ chức chi bộ hợp tác xã kinh tế tập thể thực hiện kết quả báo cáo công tác lãnh đạo
chỉ đạo phát triển nông nghiệp đoàn thể hội viên thành viên năm tháng số lượng huyện tỉnh nghị quyết"""
ONSETS = "b c ch d đ g h k l m n ng nh ph q r s t th tr v x"
RIMES = "an ang ánh ạo ấn ậu ây ẩm èn ên ích iện ình ỏa ôn ờng ua ủy ương ưu"
QUERIES = ("dang uy", "đảng ủy", "hop tac xa", '"kinh tế tập thể"', "12-BC/ĐU", "trương thắng", "xyz", "th")


def _page(chance: random.Random) -> str:
    onsets, rimes = ONSETS.split(), RIMES.split()
    rare = [chance.choice(onsets) + chance.choice(rimes) for _ in range(WORDS_OF_A_PAGE // 3)]
    common = chance.choices(COMMON.split(), k=WORDS_OF_A_PAGE - len(rare))
    words = rare + common
    chance.shuffle(words)
    return " ".join(words)


@pytest.mark.benchmark
@pytest.mark.timeout(3600)
def test_searching_eleven_thousand_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(SEED)
    sheets = [_page(chance) for _ in range(2000)]
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    began = time.perf_counter()
    for first in range(0, REPORTS, 500):
        with database.write() as session:
            rows = [
                SubmissionRecord(
                    name=f"{n}-BC-ĐU.pdf", state="read", received_at=NOW, placing={}, pages=PAGES
                )
                for n in range(first, first + 500)
            ]
            session.add_all(rows)
            session.flush()
            for row in rows:
                keep_pages(session, row.id, dict(enumerate(chance.sample(sheets, PAGES), 1)))
    per_report = (time.perf_counter() - began) / REPORTS
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    lines = [f"{REPORTS} reports: {per_report * 1000:.1f} ms to index each, {size >> 20} MiB in all"]
    for typed in QUERIES:
        seconds = []
        for _ in range(TIMES):
            began = time.perf_counter()
            with database.read() as session:
                found = list_submissions(session, SubmissionQuery(text=typed, limit=25))
            seconds.append(time.perf_counter() - began)
        lines.append(f"{typed!r}: {found.total} found, {statistics.median(seconds) * 1000:.0f} ms")
        assert len(found.snippets) == len(found.items)
    database.close()
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
