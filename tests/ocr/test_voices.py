from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.model import Ink
from ocr.second_reader import LineReading
from ocr.voices import DIFFER_FACTOR, Voice, combine, settled, tidied, tidy_number


def voice(reader: str, *candidates: tuple[str, float]) -> Voice:
    return Voice(reader, LineReading(candidates))


def test_two_that_read_alike_settle_it_at_the_surer_ones_confidence() -> None:
    reading = combine((voice("a", ("12", 0.7)), voice("b", ("12", 0.9))), Ink.PRINTED)
    assert (reading.text, reading.confidence, reading.agreed) == ("12", 0.9, True)


def test_two_outvote_a_surer_third() -> None:
    voices = (voice("a", ("62", 0.99)), voice("b", ("02", 0.6)), voice("c", ("02", 0.8)))
    reading = combine(voices, Ink.PRINTED)
    assert (reading.text, reading.confidence, reading.agreed) == ("02", 0.8, True)
    assert reading.candidates == ("02", "62")


def test_readers_that_all_differ_leave_the_surest_at_half() -> None:
    voices = (voice("a", ("1", 0.5)), voice("b", ("7", 0.9), ("2", 0.05)), voice("c", ("4", 0.8)))
    reading = combine(voices, Ink.PRINTED)
    assert (reading.text, reading.confidence, reading.agreed) == ("7", 0.9 * DIFFER_FACTOR, False)
    assert reading.candidates == ("7", "1", "4", "2")


def test_two_that_read_nothing_do_not_outvote_one_that_reads_something() -> None:
    reading = combine((voice("a", ("", 0.0)), voice("b", ("", 0.0)), voice("c", ("15", 0.4))), Ink.PRINTED)
    assert (reading.text, reading.agreed) == ("15", False)


def test_the_preferred_reader_is_taken_where_readers_differ_only() -> None:
    first, second = voice("a", ("Xã", 0.9)), voice("b", ("Xa", 0.8))
    assert combine((first, second), Ink.PRINTED, preferred=second).text == "Xa"
    assert combine((first, first), Ink.PRINTED, preferred=second).text == "Xã"


def test_tidying_keeps_every_candidate() -> None:
    line = tidied(LineReading(((" 1 O ", 0.6), ("l", 0.3))), number=True)
    assert line.candidates == (("10", 0.6), ("1", 0.3))


@pytest.mark.parametrize(
    ("text", "tidy"),
    [("1 234", "1234"), ("|", "1"), ("12 người", "12 người"), ("—", "-"), (".26", "26"), ("7,", "7")],
)
def test_numbers_lose_what_tesseract_does_to_digits(text: str, tidy: str) -> None:
    assert tidy_number(text) == tidy


@given(st.lists(st.sampled_from(["", "1", "7", "11"]), min_size=2, max_size=3))
def test_what_settles_is_read_by_two_and_agreement_says_so(texts: list[str]) -> None:
    voices = [voice(str(place), (text, 0.5)) for place, text in enumerate(texts)]
    text, reading = settled(voices), combine(voices, Ink.PRINTED)
    if text is None:
        assert max(texts.count(t) for t in texts if t) < 2 if any(texts) else True
        assert not reading.agreed or not reading.text
    else:
        assert texts.count(text) >= 2
        assert reading.agreed
        assert reading.text == text
