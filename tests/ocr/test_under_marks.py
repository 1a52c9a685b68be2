from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr import under_marks
from ocr.model import BoundingBox, Mark, MarkKind, PageImage, Word
from ocr.settings import OcrSettings
from ocr.under_marks import covered_blocks, find_covering_seals, read_under_marks, without_faded_ink
from tests.ocr.conftest import make_word, page_image, sheet, write_lines

SETTINGS = OcrSettings(tesseract="no-such-engine")
SEAL = Mark(MarkKind.SEAL, BoundingBox(400, 700, 540, 840), 0.9, "black")
LEFT, TOP = 400 - 138, 700 - 67  # of the block around it at 100 dpi


def looks(monkeypatch: pytest.MonkeyPatch, *readings: list[Word]) -> list[PageImage]:
    """Let the engine read these words, given in pixels of the page, look by look."""
    seen: list[PageImage] = []

    def recognise(image: PageImage, settings: OcrSettings, *, psm: int) -> tuple[Word, ...]:
        seen.append(image)
        return tuple(
            replace(
                w, box=BoundingBox(w.box.left - LEFT, w.box.top - TOP, w.box.right - LEFT, w.box.bottom - TOP)
            )
            for w in readings[len(seen) - 1]
        )

    monkeypatch.setattr(under_marks, "recognise", recognise)
    return seen


def read(words: list[Word], marks: list[Mark], tables: list[BoundingBox] | None = None) -> dict[str, float]:
    return confidences(page_image(sheet()), words, marks, tables or [])


def confidences(
    page: PageImage, words: list[Word], marks: list[Mark], tables: list[BoundingBox]
) -> dict[str, float]:
    blocks = covered_blocks(page, words, marks, tables)
    return {w.text: w.confidence for w in read_under_marks(page, words, blocks, tables, SETTINGS)}


def sure(word: Word, confidence: float) -> Word:
    return replace(word, confidence=confidence)


def test_a_page_without_seal_or_signature_is_not_read_again():
    words = (make_word("BÁO", (100, 100)), make_word("CÁO", (150, 100)))
    stamp = Mark(MarkKind.STAMP, BoundingBox(50, 50, 300, 200), 0.9, "blue")
    assert covered_blocks(page_image(sheet()), words, [stamp], []) == ()
    assert read_under_marks(page_image(sheet()), words, [], [], SETTINGS) == words


def test_a_lost_word_that_two_looks_share_is_believed(monkeypatch):
    role = make_word("THƯ", (450, 680))
    seen = looks(monkeypatch, [role], [sure(role, 0.8)])
    assert read([make_word("xa", (50, 50))], [SEAL]) == {"xa": 0.9, "THƯ": 0.9}
    assert [(i.width, i.height) for i in seen] == [(140 + 2 * 138, 140 + 2 * 67)] * 2


def test_a_word_that_one_look_saw_is_doubtful_and_specks_are_none(monkeypatch):
    looks(
        monkeypatch,
        [make_word("NHÀ", (450, 700)), make_word("¬", (500, 760)), make_word("X", (420, 800))],
        [],
    )
    assert read([], [SEAL]) == {"NHÀ": under_marks.UNCONFIRMED}


def test_a_piece_that_the_block_cuts_off_is_no_word(monkeypatch):
    piece = make_word("nh", (LEFT + 1, 700))
    looks(monkeypatch, [piece], [piece])
    assert read([make_word("tỉnh", (LEFT - 25, 700))], [SEAL]) == {"tỉnh": 0.9}


def test_a_faint_word_is_not_added(monkeypatch):
    faint = sure(make_word("mm", (450, 700)), 0.3)
    looks(monkeypatch, [faint], [faint])
    assert read([], [SEAL]) == {}


def test_the_surer_reading_of_a_place_stays(monkeypatch):
    better, worse = make_word("Trần", (420, 845)), make_word("VỤ", (500, 640))
    looks(monkeypatch, [better, sure(worse, 0.7)], [better, sure(worse, 0.7)])
    first = [sure(make_word("`Trản", (418, 845)), 0.6), make_word("VU", (500, 640))]
    assert read(first, [SEAL]) == {"Trần": 0.9, "VU": 0.9}


def test_a_word_beside_unread_ink_is_doubtful(monkeypatch):
    pixels = sheet()
    for x in range(410, 446, 5):
        pixels[850:870, x : x + 2] = 0  # a surname that no look could read
    for word in range(2):
        pixels[852:868, 450 + 60 * word : 490 + 60 * word : 5] = 0
    name = [make_word("Hữu", (450, 850), (40, 20)), make_word("Nghĩa", (510, 850), (40, 20))]
    looks(monkeypatch, name, name)
    found = confidences(page_image(pixels), [], [SEAL], [])
    assert found == {"Hữu": under_marks.UNCONFIRMED, "Nghĩa": 0.9}


def test_a_box_stretched_into_the_next_line_does_not_hide_it(monkeypatch):
    role = make_word("THƯ", (450, 700))
    looks(monkeypatch, [role], [role])
    assert read([make_word("THƯỜNG", (440, 660), (80, 50))], [SEAL]) == {"THƯỜNG": 0.9, "THƯ": 0.9}


def test_tables_are_left_alone(monkeypatch):
    number = make_word("34", (420, 720))
    looks(monkeypatch, [number], [number])
    assert read([], [SEAL], [BoundingBox(200, 650, 700, 800)]) == {}


def test_marks_beside_each_other_make_one_block(monkeypatch):
    pen = Mark(MarkKind.SIGNATURE, BoundingBox(500, 760, 640, 800), 0.7, "black")
    seen = looks(monkeypatch, [], [])
    assert read([], [SEAL, pen]) == {}
    assert len(seen) == 2


def test_what_is_paler_than_print_goes():
    page = write_lines(sheet(), 15)
    cv2.circle(page, (500, 900), 70, 130, 3)  # a red seal in a grey scan
    cv2.line(page, (400, 930), (650, 930), 0, 5)
    left = without_faded_ink(page_image(page), page_image(page)).pixels
    assert left[825:835, 490:510].min() == 255
    assert left[930, 410:640].max() == 0
    assert np.array_equal(left[:700], page[:700])


def test_a_page_without_print_stays():
    empty = page_image(sheet())
    assert without_faded_ink(empty, empty) is empty


def test_lines_that_were_passed_over_are_covered_too():
    page = page_image(write_lines(sheet(), 1, top=500))
    (block,) = covered_blocks(page, [], [], [])
    assert block.contains(300, 510)
    assert covered_blocks(page, [make_word("read", (80, 480), (700, 50))], [], []) == ()


def test_a_seal_that_only_its_rings_tell_is_found_once():
    pixels = sheet()
    cv2.circle(pixels, (470, 770), 70, 120, 2)
    block = BoundingBox(300, 600, 640, 940)
    (seal,) = find_covering_seals(page_image(pixels), [block], [])
    assert seal.kind is MarkKind.SEAL
    assert seal.box.centre == pytest.approx((470, 770), abs=3)
    assert find_covering_seals(page_image(pixels), [block], [SEAL]) == ()
    assert find_covering_seals(page_image(write_lines(sheet(), 20)), [block], []) == ()
