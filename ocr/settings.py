"""What a deployer may change about reading; everything else stands beside the step that uses it."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_LANGUAGES = "vie"  # adding "eng" gained nothing on our samples
DEFAULT_DPI = 300.0  # pages that must be drawn, not taken as they are; Tesseract was trained near it
MAX_FILE_BYTES = 200 * 1024 * 1024  # a report of 100 colour pages at 300 dpi has about 100 MB
MAX_PAGES = 500  # pages of one file; reports have 2 to 60
MAX_PAGE_PIXELS = 80_000_000  # an A4 page at 800 dpi has 62 million
SECONDS_PER_PAGE = 120.0  # a page takes 2 to 8 seconds; a noisy one on a busy machine a minute


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """How to read and where to stop. ``tessdata_dir`` None means Tesseract's own folder."""

    languages: str = DEFAULT_LANGUAGES
    tessdata_dir: str | None = None
    tesseract: str = "tesseract"
    dpi: float = DEFAULT_DPI
    max_file_bytes: int = MAX_FILE_BYTES
    max_pages: int = MAX_PAGES
    max_page_pixels: int = MAX_PAGE_PIXELS
    seconds_per_page: float = SECONDS_PER_PAGE

    def __post_init__(self) -> None:
        if not self.languages:
            raise ValueError("languages must name at least one language")
        for name in ("dpi", "max_file_bytes", "max_pages", "max_page_pixels", "seconds_per_page"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
