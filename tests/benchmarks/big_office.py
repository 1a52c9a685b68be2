"""A database with a million fields, written in a minute: an office of a province after some years."""

from __future__ import annotations

import datetime as dt
import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from service.campaigns import load_builtin
from service.database import Database
from service.searching.terms import words_of
from service.storage import Storage

SEED = 77
CAMPAIGN = "205-KH/TU"
COLUMNS = ("so_luong", "so_lao_dong", "to_chuc_dang", "so_dang_vien", "to_chuc_doan_the", "so_hoi_vien")
ROWS = 13  # of a form: two groups, their members, the total
FIELDS = 100  # of a report, on average, as those of the generated ones
DOUBTFUL = 0.08  # the accepted share measured is 92 % (docs/results.md)
WIDTH, HEIGHT, DPI = 1654, 2339, 200
LETTERHEAD = (
    "issuer",
    "number",
    "date",
    "place",
    "kind",
    "signatory_name",
    "signatory_role",
    "signed",
    "sealed",
)
WORDS = """đảng ủy tổ chức chi bộ hợp tác xã kinh tế tập thể thực hiện kết quả báo cáo công tác lãnh đạo
chỉ đạo phát triển nông nghiệp đoàn thể hội viên thành viên năm tháng số lượng huyện tỉnh nghị quyết"""
WORDS_OF_A_PAGE, SHEETS = 300, 200
BATCH = 20_000  # rows of one statement


def fill(database: Database, storage: Storage, fields: int, *, now: dt.datetime) -> int:
    """Write reports until there are so many fields; how many of these wait for a person."""
    with database.write() as session:
        load_builtin(session, now=now)
    images = [storage.put(_page(random.Random(n))) for n in range(3)]
    reports = fields // FIELDS
    chance = random.Random(SEED)
    path = database.url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # this database is thrown away
        _insert(connection, "submissions", _submissions(reports, now))
        _insert(connection, "files", _files(reports))
        _insert(connection, "pages", _pages(reports, images))
        _insert(connection, "fields", _fields(reports, chance))
        _insert(connection, "checks", _checks(reports, chance))
        query = "SELECT count(*) FROM fields WHERE status IN ('review', 'missing')"
        return int(connection.execute(query).fetchone()[0])


def fill_search(database: Database) -> None:
    """Index words for every report that has none, so that the service finds nothing to catch up with."""
    chance = random.Random(SEED)
    sheets = [" ".join(chance.choices(WORDS.split(), k=WORDS_OF_A_PAGE)) for _ in range(SHEETS)]
    folded = [" ".join(words_of(sheet, marked=False)) for sheet in sheets]
    with sqlite3.connect(database.url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        wanted = "SELECT id, name FROM submissions WHERE id NOT IN (SELECT submission_id FROM search_texts)"
        reports = connection.execute(wanted).fetchall()
        texts = "INSERT INTO search_texts (submission_id, page, text) VALUES (?, ?, ?)"
        index = "INSERT INTO search_index (rowid, bare, written) VALUES (?, ?, ?)"
        connection.executemany(texts, ((n, 1, sheets[n % SHEETS]) for n, _ in reports))
        connection.executemany(texts, ((n, 0, name) for n, name in reports))
        connection.executemany(index, ((2 * n, folded[n % SHEETS], sheets[n % SHEETS]) for n, _ in reports))
        connection.executemany(index, ((2 * n + 1, name, name) for n, name in reports))


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[tuple[Any, ...]] = []
    names: Sequence[str] = ()
    for row in rows:
        names = names or tuple(row)
        batch.append(tuple(row.values()))
        if len(batch) == BATCH:
            _write(connection, table, names, batch)
            batch = []
    if batch:
        _write(connection, table, names, batch)


def _write(
    connection: sqlite3.Connection, table: str, names: Sequence[str], batch: Sequence[tuple[Any, ...]]
) -> None:
    places = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", batch)


def _submissions(reports: int, now: dt.datetime) -> Iterator[dict[str, Any]]:
    for n in range(1, reports + 1):
        yield {
            "id": n,
            "name": f"bc-{n:05d}.pdf",
            "state": "read",
            "revision": 1,
            "campaign_id": CAMPAIGN,
            "unit_status": "accepted",
            "pages": 2,
            "received_at": (now - dt.timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M:%S.%f"),
        }


def _files(reports: int) -> Iterator[dict[str, Any]]:
    for n in range(1, reports + 1):
        yield {
            "submission_id": n,
            "position": 0,
            "name": f"bc-{n:05d}.pdf",
            "sha256": f"{n:064x}",
            "size": 1000,
            "pages": 2,
            "live": 1,
            "shared": 0,
        }


def _pages(reports: int, images: Sequence[str]) -> Iterator[dict[str, Any]]:
    for n in range(1, reports + 1):
        for number in (1, 2):
            yield {
                "submission_id": n,
                "revision": 1,
                "number": number,
                "file_index": 0,
                "file_page": number,
                "state": "read",
                "starts": 1,
                "tries": 1,
                "width": WIDTH,
                "height": HEIGHT,
                "level_sha256": images[n % len(images)],
            }


def _fields(reports: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(1, reports + 1):
        position = 0
        for key in LETTERHEAD:
            yield _field(n, f"document.{key}", position, f"{key} {n}", chance, page=1)
            position += 1
        for row in range(1, ROWS + 1):
            yield _field(n, f"table.bieu-1.{row}.label", position, f"Loại hình {row}", chance)
            for key in COLUMNS:
                yield _field(n, f"table.bieu-1.{row}.{key}", position, chance.randrange(300), chance, row)
                position += 1


def _field(
    report: int, path: str, position: int, value: Any, chance: random.Random, row: int = 0, page: int = 2
) -> dict[str, Any]:
    waits = chance.random() < DOUBTFUL
    x = 0.3 + 0.1 * (position % len(COLUMNS))
    y = 0.1 + 0.05 * row
    number = isinstance(value, int)
    return {
        "submission_id": report,
        "path": path,
        "position": position,
        "value": json.dumps(value, ensure_ascii=False),
        "raw": str(value),
        "confidence": 0.8 if waits else 0.999,
        "machine_status": "review" if waits else "accepted",
        "doubts": json.dumps(["readers_differ"] if waits else []),
        "candidates": json.dumps([str(value), "17"] if number else [str(value)]),
        "page": page,
        "bbox": json.dumps([x, y, x + 0.06, y + 0.02]),
        "box": json.dumps([x, y, x + 0.06, y + 0.02]),
        "gone": 0,
        "status": "review" if waits else "accepted",
        "skips": 0,
        "version": 1,
        "rank": (0 if chance.random() < 0.1 else 1) if number else 2,
    }


def _checks(reports: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(1, reports + 1):
        for position, key in enumerate(COLUMNS):
            yield {
                "submission_id": n,
                "position": position,
                "name": f"sum_of_groups:bieu-1.{key}.tong",
                "ok": int(chance.random() > 0.05),
                "code": "sum_of_groups",
                "paths": json.dumps([f"table.bieu-1.{row}.{key}" for row in (ROWS, *range(1, ROWS))]),
                "facts": json.dumps({"column": key, "row": "Tổng", "whole": "100", "parts": "99"}),
                "repair": "[]",
            }


def _page(chance: random.Random) -> bytes:
    """A page of figures as the store keeps it: upright, level, JPEG."""
    page = Image.new("L", (WIDTH, HEIGHT), 250)
    pen, face = ImageDraw.Draw(page), ImageFont.load_default(30)
    for row in range(16):
        for column in range(len(COLUMNS)):
            at = (int((0.31 + 0.1 * column) * WIDTH), int((0.1 + 0.05 * row) * HEIGHT))
            pen.text(at, str(chance.randrange(300)), fill=10, font=face)
    out = BytesIO()
    page.save(out, "JPEG", quality=85)
    return out.getvalue()
