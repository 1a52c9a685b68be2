"""Each parser of foreign bytes with the files that it starts from, and what bends them out of shape."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from service.errors import ReaderDied, ReaderTimeout
from service.workers import Parts, RemoteProblem, WorkerPool
from tests.fuzz.tasks import TASKS
from tests.service.hostile import others, packed, pdfs, pictures

SECONDS = 20.0
MEMORY_MIB = 2048
MOST_EDITS = 12
FAULTS = ("service.internal",)
"""What a parser answers that did not foresee what it met."""

TOKENS = (
    b"\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"-1", b"1e999",
    b"99999999999999999999",
    b"<<", b">>", b"[", b"]", b"(", b"endobj", b" 0 R", b"/Kids", b"/Length", b"/Filter/FlateDecode",
    b"stream\n",
    b"<w:p>", b"</w:p>", b"<w:tbl>", b'w:val="-99999999"', b"&amp;", b"<!--", b"PK\x03\x04", b"PK\x01\x02",
    b": ", b"- ", b"\n", b"\t", b"{", b"}", b"*a", b"&a", b"!!int ", b"=?utf-8?b?", b"; charset=",
    b"\xed\xa0\x80",
    "Đ".encode(), "\u202e".encode(), b"31/02/2024", b"%", b"{{", b"{%",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A task, its seeds, and the facts that go with the bytes."""

    task: str
    seeds: Callable[[], list[bytes]]
    head: Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """Bytes that a parser did not foresee, and what it said."""

    target: str
    data: bytes
    said: str


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """The seed with some bytes changed, left out, doubled, moved or put in."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, MOST_EDITS)):
        at, size = chance.randint(0, len(data)), chance.choice((1, 1, 2, 4, 16, 200))
        act = chance.randrange(6)
        if act == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif act == 1:
            del data[at : at + size]
        elif act == 2:
            data[at:at] = data[at : at + size] * chance.choice((1, 2, 50))
        elif act == 3:
            data[at:at] = chance.choice(TOKENS)
        elif act == 4 and chance.random() < 0.2:
            del data[at:]
        else:
            other = chance.randint(0, len(data))
            data[at : at + size] = data[other : other + size]
    return bytes(data)


def tried(pool: WorkerPool, name: str, data: bytes) -> Finding | None:
    """Have a child parse the bytes; what it says where it did not foresee them, or where it died of them."""
    target = TARGETS[name]
    try:
        pool.run(target.task, Parts({"name": f"x.{name}", **target.head}, (data,)), seconds=SECONDS)
    except ReaderTimeout:
        return None  # a state with a name, within its time
    except ReaderDied:
        return Finding(name, data, "the child died")
    except RemoteProblem as problem:
        return Finding(name, data, problem.text) if problem.code in FAULTS else None
    return None


def make_pool(size: int = 1) -> WorkerPool:
    return WorkerPool(TASKS, size=size, memory_mib=MEMORY_MIB)


def case(name: str, number: int) -> bytes:
    """The case of a number, the same in every run."""
    chance = random.Random(f"{name} {number}")
    seeds = seeds_of(name)
    return mutated(seeds[chance.randrange(len(seeds))], chance)


@cache
def seeds_of(name: str) -> list[bytes]:
    """The files that a target's cases start from."""
    return TARGETS[name].seeds()


def _pdf_seeds() -> list[bytes]:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 400))
    for number in range(3):
        canvas.drawString(20, 350, f"BAO CAO SO {number}")
        canvas.rect(20, 20, 200, 200)
        canvas.showPage()
    canvas.save()
    small = [data for data in pdfs.corpus().values() if len(data) < 5000]
    return [out.getvalue(), pdfs.page(), *small]


def _picture_seeds() -> list[bytes]:
    from PIL import Image

    found = [data for data in pictures.corpus().values() if len(data) < 5000]
    for form in ("PNG", "JPEG", "TIFF", "WEBP"):
        out = io.BytesIO()
        Image.new("L", (120, 160), 200).save(out, form)
        found.append(out.getvalue())
    return found


def _signed_seeds() -> list[bytes]:
    from tests.ocr import signed_files

    return [
        pdfs.corpus()["signed-by-nobody"],
        signed_files.signed(signed_files.plain_pdf(1), signed_files.identity()),
    ]


def _docx_seeds() -> list[bytes]:
    return [data for data in packed.words().values() if len(data) < 20_000]


def _zip_seeds() -> list[bytes]:
    return [data for data in packed.archives().values() if len(data) < 20_000]


def _sheet_seeds() -> list[bytes]:
    small = [data for data in others.sheets().values() if 0 < len(data) < 20_000]
    return [others.workbook(f"<sheetData>{others.HEADS}{others.row('a', 'Xã A', 'xa')}</sheetData>"), *small]


def _campaign_seeds() -> list[bytes]:
    from service.campaigns import BUILTIN

    return [path.read_bytes() for path in sorted(BUILTIN.glob("*.yaml"))]


def _plan_seeds() -> list[bytes]:
    return [
        "TỈNH ỦY QUẢNG NGÃI\nSố 205-KH/TU\nQuảng Ngãi, ngày 07 tháng 6 năm 2023\nKẾ HOẠCH\n"
        "về kinh tế tập thể\nI- MỤC ĐÍCH\n1. Đánh giá kết quả.\n"
        "2. Rút kinh nghiệm.\nII- THỜI GIAN\nGửi báo cáo trước ngày "
        "30/6/2023; cấp huyện trước ngày 15/7.\nĐỀ CƯƠNG BÁO CÁO\nI. Tình hình chung\n1.1. Thuận lợi\n"
        "BIỂU 1\nSTT | Nội dung | Số lượng | Ghi chú\n".encode()
    ]


TARGETS: Mapping[str, Target] = {
    "pdf": Target("load", _pdf_seeds, {}),
    "picture": Target("load", _picture_seeds, {}),
    "docx": Target("load", _docx_seeds, {}),
    "zip": Target("unpack", _zip_seeds, {}),
    "signature": Target("signatures", _signed_seeds, {}),
    "archive": Target("archive", _pdf_seeds, {}),
    "plan": Target("plan", _plan_seeds, {}),
    "xlsx": Target("sheet", _sheet_seeds, {}),
    "csv": Target("sheet", lambda: [b"Ma,Ten,Cap\na,Xa A,xa\n", 'Mã;Tên\n"a;b";c\n'.encode()], {}),
    "yaml": Target("campaign", _campaign_seeds, {}),
    "template": Target(
        "template", lambda: list(others.templates().values()), {"facts": {"unit": "Xã A"}, "cells": []}
    ),
    "mail": Target("mail", lambda: [one for one in others.mails().values() if len(one) < 20_000], {"uid": 1}),
}
