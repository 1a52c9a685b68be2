import stat
from pathlib import Path

import pytest

from ocr.errors import (
    EngineCrashedError,
    EngineMissingError,
    EngineTimeoutError,
    LanguageMissingError,
)
from ocr.settings import OcrSettings
from ocr.tesseract import recognise, recognise_each
from tests.ocr.conftest import page_image, sheet

HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(
    " ", "\\t"
)


def engine(folder: Path, script: str, **settings: object) -> OcrSettings:
    """A stand-in for Tesseract: a shell script that swallows its input first."""
    program = folder / "engine"
    program.write_text("#!/bin/sh\ncat > /dev/null\n" + script, "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return OcrSettings(tesseract=str(program), **settings)  # type: ignore[arg-type]


def row(page: int, word: int, left: int, width: int, confidence: str, text: str) -> str:
    return "\\t".join(map(str, (5, page, 1, 1, 1, word, left, 10, width, 20, confidence, text)))


def test_words_come_with_boxes_and_confidences_between_0_and_1(tmp_path):
    rows = [row(1, 1, 5, 40, "96.5", "Số"), row(1, 2, 60, 30, "-1", "12"), row(1, 3, 95, 5, "50", " ")]
    settings = engine(tmp_path, f"printf '{HEAD}\\n{chr(92) + 'n'}{(chr(92) + 'n').join(rows)}\\n'")
    words = recognise(page_image(sheet(100, 50)), settings)
    assert [(w.text, w.confidence) for w in words] == [("Số", 0.965), ("12", 0.0)]
    assert (words[0].box.left, words[0].box.bottom) == (5, 30)


def test_a_box_that_runs_over_the_next_word_is_cut(tmp_path):
    rows = [row(1, 1, 5, 200, "90", "TỈNH"), row(1, 2, 60, 30, "90", "ỦY")]
    settings = engine(tmp_path, f"printf '{HEAD}\\n{(chr(92) + 'n').join(rows)}\\n'")
    assert recognise(page_image(sheet(300, 50)), settings)[0].box.right == 60


def test_each_image_of_a_list_gets_its_own_words(tmp_path):
    rows = [row(1, 1, 5, 20, "90", "a"), row(3, 1, 5, 20, "90", "c")]
    settings = engine(tmp_path, f"printf '{HEAD}\\n{(chr(92) + 'n').join(rows)}\\n'")
    found = recognise_each([page_image(sheet(30, 30))] * 3, settings)
    assert [[w.text for w in words] for words in found] == [["a"], [], ["c"]]
    assert recognise_each([], settings) == ()


def test_a_missing_engine_is_named():
    with pytest.raises(EngineMissingError, match=r"'no-such-engine' was not found\. Install Tesseract"):
        recognise(page_image(sheet(30, 30)), OcrSettings(tesseract="no-such-engine"))


def test_a_missing_language_is_told_with_its_folder(tmp_path):
    settings = engine(
        tmp_path, "echo 'Error opening data file x/vie.traineddata' >&2; exit 1", tessdata_dir="x"
    )
    with pytest.raises(LanguageMissingError, match=r"'vie' in x\. Put vie\.traineddata there"):
        recognise(page_image(sheet(30, 30)), settings)


def test_a_crash_keeps_status_and_last_words(tmp_path):
    with pytest.raises(EngineCrashedError, match=r"status 3 \(out of luck\)") as caught:
        recognise(page_image(sheet(30, 30)), engine(tmp_path, "echo out of luck >&2; exit 3"))
    assert caught.value.status == 3


def test_output_in_another_encoding_is_a_crash(tmp_path):
    with pytest.raises(EngineCrashedError, match="not UTF-8"):
        recognise(page_image(sheet(30, 30)), engine(tmp_path, "printf '\\377\\376'"))


def test_an_engine_that_hangs_is_stopped(tmp_path):
    with pytest.raises(EngineTimeoutError, match=r"stopped after 0\.3 seconds") as caught:
        recognise(page_image(sheet(30, 30)), engine(tmp_path, "exec sleep 20", seconds_per_page=0.3))
    assert caught.value.seconds == 0.3
