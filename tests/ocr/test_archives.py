import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.archives import unpack
from ocr.errors import DamagedFileError, EmptyFileError, EncryptedFileError, NestedArchiveError, TooLargeError
from ocr.model import SourceFile
from ocr.pipeline import count_pages
from ocr.settings import OcrSettings
from tests.ocr.conftest import zip_of

MIB = 1024 * 1024


def unpacked(data: bytes, *, files: int = 10, file_bytes: int = MIB, all_bytes: int = 2 * MIB):
    archive = SourceFile("a.zip", data)
    found = unpack(archive, most_files=files, most_file_bytes=file_bytes, most_bytes=all_bytes)
    return {file.name: file.data for file in found}


def marked_encrypted(data: bytes) -> bytes:
    """The same archive with the flag of encryption set in both headers of its first member."""
    changed = bytearray(data)
    changed[6] |= 1
    changed[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def test_files_come_out_in_the_order_of_names_with_their_folders():
    data = zip_of({"b/2.pdf": b"two", "b/": b"", "a.pdf": b"one", "b/10.pdf": b"ten"})
    assert list(unpacked(data).items()) == [("a.pdf", b"one"), ("b – 10.pdf", b"ten"), ("b – 2.pdf", b"two")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc – passwd"),
        ("/etc/x.pdf", "etc – x.pdf"),
        ("C:\\quet\\x.pdf", "quet – x.pdf"),
    ],
)
def test_a_name_that_leads_elsewhere_is_only_a_name(name, shown):
    assert list(unpacked(zip_of({name: b"x"}))) == [shown]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda name: "\0" not in name))
def test_no_name_keeps_a_step_upward(name):
    data = zip_of({name + "/x": b"x"})
    (shown,) = unpacked(data)
    assert ".." not in shown.split(" – ")
    assert shown.split(" – ")[-1] == "x"


def test_bookkeeping_of_operating_systems_is_left_out():
    data = zip_of({"__MACOSX/._a.pdf": b"", "q/.DS_Store": b"", "q/Thumbs.db": b"", "q/a.pdf": b"a"})
    assert list(unpacked(data)) == ["q – a.pdf"]


def test_vietnamese_names_without_the_mark_of_utf8_are_understood():
    plain = zip_of({"bXYZo.pdf": b"a"})
    data = plain.replace(b"bXYZo.pdf", "b\u00e1o.pdf".encode().replace(b"b", b"bb", 1))
    assert list(unpacked(data)) == ["bbáo.pdf"]


def test_a_bomb_is_stopped_at_the_limit_whatever_it_claims():
    with pytest.raises(TooLargeError, match="bytes unpacked, more than the limit of 1048576"):
        unpacked(zip_of({"bom.pdf": b"0" * (50 * MIB)}))


def test_many_files_that_are_small_each_are_limited_together():
    with pytest.raises(TooLargeError, match="bytes unpacked"):
        unpacked(zip_of({f"{n}.pdf": b"0" * (MIB // 2) for n in range(6)}))


def test_too_many_files_are_refused_with_both_figures():
    with pytest.raises(TooLargeError, match="11 files, more than the limit of 10"):
        unpacked(zip_of({f"{n}.pdf": b"x" for n in range(11)}))


def test_a_member_with_a_password_is_told():
    with pytest.raises(EncryptedFileError, match=r"a\.zip is protected by a password"):
        unpacked(marked_encrypted(zip_of({"a.pdf": b"x"})))


def test_an_archive_without_files_is_empty():
    with pytest.raises(EmptyFileError):
        unpacked(zip_of({"only a folder/": b""}))


def test_a_member_whose_bytes_are_wrong_is_damage():
    data = bytearray(zip_of({"a.pdf": b"some bytes of a report"}, zipfile.ZIP_STORED))
    data[data.index(b"some")] ^= 255
    with pytest.raises(DamagedFileError, match="Bad CRC"):
        unpacked(bytes(data))


@given(st.binary(max_size=200))
def test_rubbish_is_damage_and_nothing_else(tail):
    with pytest.raises(DamagedFileError):
        unpacked(b"PK\x03\x04" + tail)


def test_a_zip_within_a_zip_is_refused_when_it_is_read():
    inner = zip_of({"a.pdf": b"x"})
    (file,) = unpack(
        SourceFile("a.zip", zip_of({"b.zip": inner})), most_files=9, most_file_bytes=MIB, most_bytes=MIB
    )
    with pytest.raises(NestedArchiveError, match=r"b\.zip is a ZIP within a ZIP. Unpack it"):
        count_pages(file, OcrSettings())
