"""A page on which a call of Tesseract was stopped, or ended by itself, never passes as read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.errors import EngineCrashedError, EngineTimeoutError, OcrError, PageDamagedError
from ocr.model import Page, PageProblem
from service.errors import ReaderDied, ReaderTimeout
from service.reading import unreadable_page
from service.tries import MAX_READER_DEATHS, MAX_TIMEOUTS, most_tries, refuse_cut


def lost_by(error: OcrError) -> Page:
    """A page as the library gives it when this error ended its reading."""
    page = unreadable_page(1, 0, 1, "", "")
    return replace(page, problems=(PageProblem(error.code, str(error)),))


@pytest.mark.parametrize(
    ("error", "code", "tries"),
    [
        (EngineTimeoutError(120.0), ReaderTimeout.code, MAX_TIMEOUTS),
        (EngineCrashedError(-9, "killed"), ReaderDied.code, MAX_READER_DEATHS),
    ],
)
def test_a_page_without_its_looks_is_refused_and_tried_again(error: OcrError, code: str, tries: int) -> None:
    with pytest.raises(ReaderDied) as caught:
        refuse_cut(lost_by(error), 120.0)
    assert (caught.value.code, most_tries(caught.value.code)) == (code, tries)


def test_a_fault_of_the_scan_passes() -> None:
    refuse_cut(lost_by(PageDamagedError("a.pdf", 1, "3 x 3 pixels")), 120.0)
