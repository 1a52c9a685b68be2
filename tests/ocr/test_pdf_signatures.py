from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.model import SourceFile
from ocr.pdf_signatures import read_signatures
from ocr.signature_checks import certificates
from tests.ocr.signed_files import OFFICE, SIGNER, identity, plain_pdf, signed, updated


def check(pdf: bytes, *roots: bytes):
    return read_signatures(SourceFile("bao-cao.pdf", pdf), roots, file_index=3)


@pytest.fixture(scope="module")
def by():
    return identity()


@pytest.fixture(scope="module")
def one(by) -> bytes:
    return signed(plain_pdf(), by)


def test_a_signed_file_is_valid_and_names_its_signer(one, by):
    (found,) = check(one)
    assert found.valid and found.whole_file and not found.problem
    assert (found.signer, found.organisation, found.file) == (SIGNER, OFFICE, 3)
    assert found.issuer == f"Root of {SIGNER}"
    assert found.digest == "sha256"
    assert abs(found.signed_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=10)
    assert found.stamped_at is None


def test_trust_is_asked_only_where_roots_are_kept(one, by):
    assert check(one)[0].trusted is None
    assert check(one, by.root_der)[0].trusted is True
    stranger = identity("Người lạ")
    assert check(one, stranger.root_der)[0].trusted is False
    assert check(one, stranger.root_der)[0].valid


def test_a_root_may_come_as_pem_and_rubbish_is_passed_over(by):
    from asn1crypto import pem

    armoured = pem.armor("CERTIFICATE", by.root_der)
    assert len(certificates([armoured + armoured, by.root_der, b"no certificate", b""])) == 3


def test_a_changed_byte_breaks_the_signature(one):
    at = one.index(b"1 0 obj")
    changed = one[:at] + one[at:].replace(b"Type", b"Tipe", 1)
    assert not check(changed)[0].valid
    # The words of the page are compressed; a bit of the stream will do.
    start = one.index(b"stream") + 20
    flipped = one[:start] + bytes([one[start] ^ 1]) + one[start + 1 :]
    (found,) = check(flipped)
    assert not found.intact and not found.valid
    assert found.signer == SIGNER


def test_a_page_appended_afterwards_is_seen(one):
    (found,) = check(updated(one, append_page=True))
    assert found.intact and found.genuine and found.altered and not found.valid and not found.whole_file


def test_new_words_on_a_page_are_seen(one):
    (found,) = check(updated(one, title="x"))
    assert found.intact and found.altered and not found.valid


def test_bytes_after_the_end_are_not_covered(one):
    (found,) = check(one + b"\n% a line that nobody signed\n")
    assert not found.whole_file


def test_a_second_signature_leaves_the_first_valid(one, by):
    second = identity("Trần Thị Bình")
    found = check(signed(one, second, "Signature2", on_page=1))
    assert [s.signer for s in found] == [SIGNER, "Trần Thị Bình"]
    assert [s.valid for s in found] == [True, True]
    assert [s.whole_file for s in found] == [False, True]


def test_the_place_is_told_as_a_reader_sees_it(by):
    (found,) = check(signed(plain_pdf(), by, on_page=1, box=(300, 100, 500, 180)))
    assert found.page == 2
    assert found.box == pytest.approx((0.5, 1 - 180 / 800, 500 / 600, 1 - 100 / 800), abs=1e-4)
    (turned,) = check(signed(plain_pdf(rotate=90), by, box=(300, 100, 500, 180)))
    # reportlab turns the sheet with it: 800 by 600 points
    assert turned.box == pytest.approx((100 / 600, 300 / 800, 180 / 600, 500 / 800), abs=1e-4)


def test_an_invisible_signature_has_no_box(by):
    (found,) = check(signed(plain_pdf(), by, box=(0, 0, 0, 0)))
    assert found.valid and found.box is None


def test_other_files_have_none():
    assert check(plain_pdf()) == ()
    assert check(b"\xff\xd8\xff not a pdf /ByteRange") == ()


def test_a_signature_that_is_rubbish_is_told_and_costs_nothing(one):
    at = one.index(b"/Contents <") + len(b"/Contents <")
    rubbish = one[:at] + b"00" * 500 + one[at + 1000 :]
    found = check(rubbish)
    assert found and not any(s.valid for s in found)
    assert any(s.problem for s in found)


@settings(max_examples=40)
@given(st.data())
def test_no_damage_raises_and_none_makes_another_signer(one, data):
    pdf = bytearray(one)  # one file for all examples: a new key makes another length, and so other draws
    for _ in range(data.draw(st.integers(1, 8))):
        pdf[data.draw(st.integers(0, len(pdf) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(pdf) // 2, len(pdf)))
    for found in check(bytes(pdf[:cut])):
        assert not found.valid or found.signer == SIGNER


def test_signatures_are_read_beside_a_running_event_loop(one):
    async def read():
        return check(one)

    with ThreadPoolExecutor(max_workers=1) as apart:  # browser tests leave a loop running in this thread
        assert apart.submit(asyncio.run, read()).result()[0].valid


def test_a_process_that_reads_unsigned_files_does_not_load_the_checker():
    program = (
        "import sys, ocr; ocr.read_signatures(ocr.SourceFile('a.pdf', b'%PDF-1.4'));"
        "sys.exit('pyhanko' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
