"""ZIP bytes to the files in them, through zipfile; nothing is written to a disk, so no name leads astray."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath

from ocr.errors import DamagedFileError, EmptyFileError, EncryptedFileError, OcrError, TooLargeError
from ocr.model import SourceFile

ZIP_START = b"PK\x03\x04"
_ENCRYPTED, _NAME_IS_UTF8 = 0x1, 0x800  # bits of a member's flags
_OLD_NAMES = "cp437"  # what zipfile takes a name for that does not say UTF-8
_FOLDER_SIGN = " – "  # between a folder and its file in the name that people see
_BOOKKEEPING = ("__MACOSX", "Thumbs.db", "desktop.ini")  # of macOS and Windows, in folders that people pack
_CHUNK_BYTES = 1024 * 1024
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    EOFError,
    LookupError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@contextmanager
def open_zip(file: SourceFile) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP for the length of a ``with`` block; DamagedFileError whatever is wrong with its bytes."""
    try:
        with zipfile.ZipFile(BytesIO(file.data)) as archive:
            yield archive
    except OcrError:
        raise
    except _FAULTS as error:
        raise DamagedFileError(file.name, str(error) or type(error).__name__) from error


def unpack(
    file: SourceFile, *, most_files: int, most_file_bytes: int, most_bytes: int
) -> tuple[SourceFile, ...]:
    """The files of a ZIP in the order of their names, folders shown in them, bookkeeping left out.

    A ZIP within a ZIP comes out as a file like others, and is refused when it is read.

    Raises:
        EncryptedFileError: A member asks for a password.
        EmptyFileError: It has no files.
        TooLargeError: More files than ``most_files``, one of more bytes than ``most_file_bytes``, or more
            bytes altogether than ``most_bytes``, whatever its directory claims.
        DamagedFileError: It, or one of its files, cannot be unpacked.
    """
    with open_zip(file) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_bookkeeping(m)]
        if not members:
            raise EmptyFileError(file.name)
        if len(members) > most_files:
            raise TooLargeError(file.name, "files", len(members), most_files)
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise EncryptedFileError(file.name)
        found, left = [], most_bytes
        for member in sorted(members, key=_parts):
            data = read_member(archive, member, file.name, min(left, most_file_bytes))
            left -= len(data)
            found.append(SourceFile(_FOLDER_SIGN.join(_parts(member)), data))
    return tuple(found)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limit_bytes: int) -> bytes:
    """A member's bytes, unpacked piece by piece, so that a bomb is noticed by the first byte over the limit.

    Raises:
        TooLargeError: It has more than ``limit_bytes``; ``name`` is the archive's.
    """
    pieces, size = [], 0
    with archive.open(member) as packed:
        while piece := packed.read(_CHUNK_BYTES):
            size += len(piece)
            if size > limit_bytes:
                raise TooLargeError(name, "bytes unpacked", max(size, member.file_size), limit_bytes)
            pieces.append(piece)
    return b"".join(pieces)


def _parts(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """Folders and name of a member, without steps upward and drive letters."""
    path = PurePosixPath(_name(member).replace("\\", "/"))
    parts = [p for p in path.parts if p not in ("/", "..", ".") and not p.endswith(":")]
    return tuple(parts) or ("?",)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; many Vietnamese programs write UTF-8 and forget to say so."""
    if member.flag_bits & _NAME_IS_UTF8:
        return member.filename
    try:
        return member.filename.encode(_OLD_NAMES).decode("utf-8")
    except UnicodeError:
        return member.filename


def _is_bookkeeping(member: zipfile.ZipInfo) -> bool:
    parts = _parts(member)
    return parts[0] in _BOOKKEEPING or parts[-1] in _BOOKKEEPING or parts[-1].startswith(".")
