"""Everything that can go wrong between a file and its words.

    OcrError
    ├── FileError                 the whole file: raised by count_pages
    │   ├── EmptyFileError        ocr.empty
    │   ├── EncryptedFileError    ocr.encrypted
    │   ├── DamagedFileError      ocr.damaged
    │   ├── TruncatedFileError    ocr.truncated
    │   ├── UnsupportedFileError  ocr.unsupported
    │   ├── NestedArchiveError    ocr.nested_archive
    │   └── TooLargeError         ocr.too_large
    ├── PageError                 one page: becomes a PageProblem, the rest of the report goes on
    │   ├── PageMissingError      ocr.page_missing
    │   ├── PageDamagedError      ocr.page_damaged
    │   ├── PageTooLargeError     ocr.page_too_large
    │   ├── EngineCrashedError    ocr.engine_crashed
    │   └── EngineTimeoutError    ocr.timeout
    └── InstallationError         this machine: nothing can be read until it is mended
        ├── EngineMissingError    ocr.engine_missing
        └── LanguageMissingError  ocr.language_missing

Every class carries its facts as attributes; its message says what happened, where, and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class OcrError(Exception):
    """Base of all errors of this package; ``code`` is stable and is what other packages look at."""

    code: ClassVar[str] = "ocr.error"


class FileError(OcrError):
    """The file as a whole cannot be read; ``file`` is its name as its sender gave it."""

    code = "ocr.file"

    def __init__(self, message: str, *, file: str) -> None:
        super().__init__(message)
        self.file = file


class EmptyFileError(FileError):
    """The file has no bytes, or no pages."""

    code = "ocr.empty"

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} is empty. Ask the sender for the file again.", file=file)


class EncryptedFileError(FileError):
    """The file asks for a password."""

    code = "ocr.encrypted"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is protected by a password. Remove the protection, or ask for a copy without it.",
            file=file,
        )


class DamagedFileError(FileError):
    """The bytes claim a format that they do not keep."""

    code = "ocr.damaged"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(
            f"{file} is damaged and cannot be opened ({detail}). Ask the sender for the file again.",
            file=file,
        )
        self.detail = detail


class TruncatedFileError(FileError):
    """The file breaks off before its end, usually an upload that was cut short."""

    code = "ocr.truncated"

    def __init__(self, file: str, size_bytes: int) -> None:
        super().__init__(
            f"{file} breaks off after {size_bytes} bytes. Upload it again; if that fails, ask the sender.",
            file=file,
        )
        self.size_bytes = size_bytes


class UnsupportedFileError(FileError):
    """The content is of a kind that we do not read, whatever its name says."""

    code = "ocr.unsupported"

    def __init__(self, file: str, looks_like: str) -> None:
        super().__init__(
            f"{file} is {looks_like}, which cannot be read. Save it as PDF and upload that.",
            file=file,
        )
        self.looks_like = looks_like


class NestedArchiveError(FileError):
    """A ZIP where a report should be: one within a ZIP, or one that was not unpacked first."""

    code = "ocr.nested_archive"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is a ZIP within a ZIP. Unpack it and upload the files that are in it.", file=file
        )


class TooLargeError(FileError):
    """The file is over a limit of the settings."""

    code = "ocr.too_large"

    def __init__(self, file: str, what: str, actual: int, limit: int) -> None:
        super().__init__(
            f"{file} has {actual} {what}, more than the limit of {limit}. Split it, or raise the limit.",
            file=file,
        )
        self.what = what
        self.actual = actual
        self.limit = limit


class PageError(OcrError):
    """One page cannot be read; ``page`` counts from 1 in its file."""

    code = "ocr.page"

    def __init__(self, message: str, *, file: str = "", page: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.page = page


class PageMissingError(PageError):
    """The file has fewer pages than asked for."""

    code = "ocr.page_missing"

    def __init__(self, file: str, page: int, pages: int) -> None:
        super().__init__(
            f"{file} has {pages} pages; page {page} was asked for. Count its pages first.",
            file=file,
            page=page,
        )
        self.pages = pages


class PageDamagedError(PageError):
    """The file opens, but this page of it cannot be drawn."""

    code = "ocr.page_damaged"

    def __init__(self, file: str, page: int, detail: str) -> None:
        super().__init__(
            f"Page {page} of {file} is damaged ({detail}). Ask the sender for that page again.",
            file=file,
            page=page,
        )
        self.detail = detail


class PageTooLargeError(PageError):
    """The page has more pixels than the settings allow."""

    code = "ocr.page_too_large"

    def __init__(self, file: str, page: int, pixels: int, limit: int) -> None:
        super().__init__(
            f"Page {page} of {file} has {pixels} pixels, more than the limit of {limit}. "
            "Scan it again at 300 dpi.",
            file=file,
            page=page,
        )
        self.pixels = pixels
        self.limit = limit


class EngineCrashedError(PageError):
    """Tesseract ended with an error, or with output that is none."""

    code = "ocr.engine_crashed"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(
            f"Tesseract ended with status {status} ({detail}). Read the page again; if it happens again, "
            "send the page to whoever looks after the program."
        )
        self.status = status
        self.detail = detail


class EngineTimeoutError(PageError):
    """Tesseract took longer than a page may take."""

    code = "ocr.timeout"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Tesseract was stopped after {seconds:g} seconds. Read the page again when the machine is less "
            "busy, or raise the limit of seconds per page."
        )
        self.seconds = seconds


class InstallationError(OcrError):
    """Something that reading needs is not installed; every page would fail."""

    code = "ocr.installation"


class EngineMissingError(InstallationError):
    """The Tesseract program is not there."""

    code = "ocr.engine_missing"

    def __init__(self, program: str) -> None:
        super().__init__(
            f"The program {program!r} was not found. Install Tesseract 5 and put it on the PATH."
        )
        self.program = program


class LanguageMissingError(InstallationError):
    """Tesseract is there, its language data is not."""

    code = "ocr.language_missing"

    def __init__(self, languages: str, folder: str | None) -> None:
        where = f"in {folder}" if folder else "in Tesseract's own folder"
        super().__init__(
            f"Tesseract has no language data for {languages!r} {where}. Put {languages}.traineddata there."
        )
        self.languages = languages
        self.folder = folder
