import shutil
import signal
import stat
import subprocess
import sys
from os import mkfifo
from pathlib import Path

import cv2
import pytest

from ocr import tesseract
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
    """A stand-in for Tesseract: a shell script whose output becomes the table of results."""
    program = folder / "an engine"
    start = '#!/bin/sh\n[ "$1" = --version ] && { echo tesseract 5.3.0; exit; }\nexec > "$2.tsv"\n'
    program.write_text(start + script, "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return OcrSettings(tesseract=str(program), **settings)  # type: ignore[arg-type]


def says(*rows: str) -> str:
    return f"printf '{HEAD}\\n{''.join(r + chr(92) + 'n' for r in rows)}'"


def row(page: int, word: int, left: int, width: int, confidence: str, text: str) -> str:
    return "\\t".join(map(str, (5, page, 1, 1, 1, word, left, 10, width, 20, confidence, text)))


def test_words_come_with_boxes_and_confidences_between_0_and_1(tmp_path):
    rows = [row(1, 1, 5, 40, "96.5", "Số"), row(1, 2, 60, 30, "-1", "12"), row(1, 3, 95, 5, "50", " ")]
    settings = engine(tmp_path, says(*rows))
    words = recognise(page_image(sheet(100, 50), 150), settings)
    assert [(w.text, w.confidence) for w in words] == [("Số", 0.965), ("12", 0.0)]
    assert (words[0].box.left, words[0].box.bottom) == (5, 30)


def test_a_coarse_image_is_enlarged_and_its_words_stand_where_they_are_printed(tmp_path):
    settings = engine(tmp_path, says(row(1, 1, 10, 40, "90", "Số")))
    coarse = page_image(sheet(100, 50), 96)
    for (word,) in (recognise(coarse, settings), *recognise_each([coarse], settings)):
        assert (word.box.left, word.box.right, word.box.top, word.box.bottom) == (5, 25, 5, 15)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_small_print_of_a_coarse_image_is_read():
    fine = sheet(1200, 150)
    cv2.putText(fine, "Tong so lao dong 1.974", (40, 95), cv2.FONT_HERSHEY_COMPLEX, 1.6, 0, 3, cv2.LINE_AA)
    coarse = cv2.resize(fine, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    words = recognise(page_image(coarse, 96), OcrSettings(), psm=tesseract.PSM_LINE)
    assert " ".join(word.text for word in words) == "Tong so lao dong 1.974"
    assert words[-1].box.right < coarse.shape[1]


def test_a_box_that_runs_over_the_next_word_is_cut(tmp_path):
    rows = [row(1, 1, 5, 200, "90", "TỈNH"), row(1, 2, 60, 30, "90", "ỦY")]
    settings = engine(tmp_path, says(*rows))
    assert recognise(page_image(sheet(300, 50), 150), settings)[0].box.right == 60


def test_each_image_of_a_list_gets_its_own_words(tmp_path):
    rows = [row(1, 1, 5, 20, "90", "a"), row(3, 1, 5, 20, "90", "c")]
    settings = engine(tmp_path, says(*rows))
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


def test_an_engine_without_a_result_is_a_crash(tmp_path):
    with pytest.raises(EngineCrashedError, match=r"status 0 \(it wrote no result\)"):
        recognise(page_image(sheet(30, 30)), engine(tmp_path, 'rm "$2.tsv"'))


def test_an_engine_that_tells_no_version_is_a_crash(tmp_path, monkeypatch):
    def ask(cached: bool) -> None:
        raise SystemExit("Invalid tesseract version")

    monkeypatch.setattr("pytesseract.pytesseract.get_tesseract_version", ask)
    with pytest.raises(EngineCrashedError, match="does not tell its version"):
        recognise(page_image(sheet(30, 30)), engine(tmp_path, ""))


def test_the_engine_is_told_mode_resolution_language_and_folder(tmp_path):
    script = 'shift 2; printf "%s " "$@" | sed "s/^/$(printf "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t")/"'
    settings = engine(tmp_path, script.replace("sed", f"sed '1i {HEAD}' | sed"), tessdata_dir="my models")
    (word,) = recognise(page_image(sheet(30, 30), 204.4), settings, psm=6)
    assert word.text == "-l vie -c tessedit_create_tsv=1 --dpi 204 --psm 6 --tessdata-dir my models"


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="util-linux is not installed")
def test_the_engine_has_one_thread_and_a_limit_of_memory(tmp_path):
    settings = engine(
        tmp_path, says(row(1, 1, 5, 9, "90", "%s,%s,%s")) + ' $OMP_THREAD_LIMIT $LC_ALL "$(ulimit -v)"'
    )
    (word,) = recognise(page_image(sheet(30, 30)), settings)
    assert word.text == f"1,C.UTF-8,{tesseract.MEMORY_LIMIT_BYTES // 1024}"


def test_a_guard_that_lost_its_right_to_be_run_still_guards(tmp_path, monkeypatch):
    plain = tmp_path / "guard"
    shutil.copyfile(tesseract.GUARD, plain)
    monkeypatch.setattr(tesseract, "GUARD", plain)
    settings = engine(tmp_path, says(row(1, 1, 5, 9, "90", "$OMP_THREAD_LIMIT")).replace("'", '"'))
    assert [w.text for w in recognise(page_image(sheet(30, 30)), settings)] == ["1"]


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="util-linux is not installed")
def test_the_engine_dies_with_the_process_that_started_it(tmp_path):
    pipe = tmp_path / "alive"
    mkfifo(pipe)  # its reading end sees the end once no engine holds it open any more
    settings = engine(tmp_path, f"exec 3> '{pipe}'; echo up >&3; exec sleep 60")
    start = (
        "from ocr import OcrSettings; from ocr.tesseract import recognise\n"
        "from tests.ocr.conftest import page_image, sheet\n"
        f"recognise(page_image(sheet(30, 30)), OcrSettings(tesseract={settings.tesseract!r}))"
    )
    reader = subprocess.Popen([sys.executable, "-c", start], cwd=Path(__file__).parents[2])
    with reader, pipe.open() as alive:
        assert alive.readline() == "up\n"
        reader.send_signal(signal.SIGKILL)
        assert alive.read() == ""


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("colour", [False, True])
def test_print_is_read_by_the_real_engine(colour):
    pixels = sheet(900, 160, colour=colour)
    black = (0, 0, 0) if colour else 0
    cv2.putText(pixels, "BAO CAO 1974", (40, 105), cv2.FONT_HERSHEY_DUPLEX, 2.5, black, 5, cv2.LINE_AA)
    image = page_image(pixels, 300)
    words = recognise(image, OcrSettings(), psm=tesseract.PSM_LINE)
    assert words[-1].text == "1974"
    assert words[-1].confidence > 0.5
    assert words[-1].box.left > 350
    blank = page_image(sheet(900, 160, colour=colour), 300)
    first, nothing, third = tesseract.recognise_each([image, blank, image], OcrSettings())
    assert first == third == words
    assert all(word.confidence == 0 for word in nothing)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_white_print_on_black_is_read_unless_that_is_not_wanted():
    pixels = sheet(420, 90)
    cv2.putText(pixels, "HANOI 2024", (30, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3, cv2.LINE_AA)
    dark = page_image(255 - pixels, 200)
    found = [recognise_each([dark], OcrSettings(), inverted=wanted)[0] for wanted in (True, False)]
    texts = ["".join(word.text for word in words) for words in found]
    assert texts[0] == "HANOI2024"
    assert texts[1] != texts[0]
