"""Finding the sender among many units, through noise as OCR makes it."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.unit_match import Clues, KnownUnit, UnitIndex, index_units, match_unit, surely

DISTRICTS = ("Huyện ủy Mộ Đức", "Huyện ủy Bình Sơn", "Huyện ủy Sơn Tịnh", "Thị ủy Đức Phổ", "Huyện ủy Sơn Hà")
COMMUNES = {
    "Huyện ủy Mộ Đức": ("Đức Phú", "Đức Phong", "Đức Tân", "Đức Thạnh", "Đức Hiệp"),
    "Huyện ủy Bình Sơn": ("Bình Hiệp", "Bình Hải", "Bình Hòa", "Bình Thạnh", "Bình An"),
    "Huyện ủy Sơn Tịnh": ("Tịnh Hà", "Tịnh Sơn", "Tịnh Bắc", "Tịnh Đông", "Tịnh Trà"),
    "Thị ủy Đức Phổ": ("Phổ An", "Phổ Phong", "Phổ Nhơn", "Phổ Thuận", "Phổ Châu"),
    "Huyện ủy Sơn Hà": ("Sơn Thành", "Sơn Hạ", "Sơn Giang", "Sơn Trung", "Bình An"),
}
END_OF_DISTRICTS = dt.date(2025, 6, 30)
LOOKALIKES = {
    "o": "0ơô", "ơ": "oô", "ô": "oơ", "u": "ưn", "ư": "u", "i": "íl", "ủ": "ùú", "ạ": "a", "ế": "é", "đ": "d",
    "ứ": "ú", "ệ": "ê", "ổ": "ô", "n": "u", "h": "b",
}  # fmt: skip
OCR_NOISE = 0.05  # of the letters of a letterhead under a stamp


def units() -> list[KnownUnit]:
    found = [KnownUnit("tinh", "Tỉnh ủy Quảng Ngãi", abbreviations=("TU",))]
    for district in DISTRICTS:
        found.append(KnownUnit(district, district, parent="tinh", valid_to=END_OF_DISTRICTS))
        found += [
            KnownUnit(f"{district}/{name}", f"Đảng ủy xã {name}", parent=district)
            for name in COMMUNES[district]
        ]
    return found


@pytest.fixture(scope="module")
def index() -> UnitIndex:
    return index_units(units())


def blurred(text: str, rng: random.Random) -> str:
    """Text with letters lost and mistaken as OCR loses and mistakes them."""
    out = ""
    for letter in text:
        if rng.random() >= OCR_NOISE or letter == " ":
            out += letter
        elif rng.random() < 0.8:
            swap = rng.choice(LOOKALIKES.get(letter.lower(), "eac"))
            out += swap.upper() if letter.isupper() else swap
    return out


def test_letterhead_in_capitals_names_its_unit(index: UnitIndex) -> None:
    ranked = match_unit(Clues(issuer="BAN THƯỜNG VỤ HUYỆN UỶ MỘ ĐỨC"), index)
    assert surely(ranked) == "Huyện ủy Mộ Đức"


def test_two_communes_of_one_name_are_told_apart_by_the_committee_above(index: UnitIndex) -> None:
    alone = match_unit(Clues(issuer="ĐẢNG ỦY XÃ BÌNH AN"), index)
    assert surely(alone) is None
    assert {match.unit for match in alone[:2]} == {"Huyện ủy Bình Sơn/Bình An", "Huyện ủy Sơn Hà/Bình An"}
    told = match_unit(Clues(issuer="ĐẢNG ỦY XÃ BÌNH AN", above="HUYỆN ỦY SƠN HÀ"), index)
    assert surely(told) == "Huyện ủy Sơn Hà/Bình An"
    assert "+parent" in told[0].evidence


def test_blurred_letterheads_are_found_or_asked_but_never_mistaken(index: UnitIndex) -> None:
    rng = random.Random(11)
    by_id = {unit.id: unit for unit in index.units}
    right = wrong = 0
    senders = [unit for unit in index.units if unit.parent not in (None, "tinh")]
    for unit in senders * 8:
        clues = Clues(
            issuer=blurred(unit.name.upper(), rng),
            above=blurred(by_id[unit.parent or ""].name.upper(), rng),
            place=blurred(unit.name.removeprefix("Đảng ủy xã "), rng),
        )
        found = surely(match_unit(clues, index))
        right += found == unit.id
        wrong += found not in (None, unit.id)
    assert wrong == 0
    assert right >= 0.9 * 8 * len(senders)


def test_former_name_counts_up_to_its_last_day() -> None:
    renamed = KnownUnit("x", "Đảng ủy xã Tịnh Khê", former=(("Đảng ủy xã Sơn Mỹ", dt.date(2020, 6, 30)),))
    index = index_units([renamed, KnownUnit("y", "Đảng ủy xã Nghĩa Hành")])
    assert surely(match_unit(Clues(issuer="ĐẢNG ỦY XÃ SƠN MỸ", date=dt.date(2020, 6, 30)), index)) == "x"
    assert surely(match_unit(Clues(issuer="ĐẢNG ỦY XÃ SƠN MỸ", date=dt.date(2020, 7, 1)), index)) is None


def test_unit_that_existed_goes_before_one_that_did_not(index: UnitIndex) -> None:
    merged = KnownUnit("new", "Đảng ủy xã Mộ Đức", parent="tinh", valid_from=dt.date(2025, 7, 1))
    both = index_units([*units(), merged])
    before = match_unit(Clues(issuer="ĐẢNG UỶ MỘ ĐỨC", date=dt.date(2024, 7, 1)), both)
    after = match_unit(Clues(issuer="ĐẢNG UỶ MỘ ĐỨC", date=dt.date(2026, 7, 1)), both)
    assert before[0].unit == "Huyện ủy Mộ Đức"
    assert after[0].unit == "new"


def test_file_name_and_place_alone_are_only_asked_about(index: UnitIndex) -> None:
    ranked = match_unit(Clues(files=("bc-binh-hiep-2023.pdf",)), index)
    assert ranked[0].unit == "Huyện ủy Bình Sơn/Bình Hiệp"
    assert surely(ranked) is None


def test_unit_that_owes_no_report_is_asked_about(index: UnitIndex) -> None:
    clues = Clues(issuer="HUYỆN ỦY MỘ ĐỨC")
    assert surely(match_unit(clues, index, expected={"Huyện ủy Mộ Đức"})) == "Huyện ủy Mộ Đức"
    ranked = match_unit(clues, index, expected={"Huyện ủy Sơn Hà"})
    assert ranked[0].unit == "Huyện ủy Mộ Đức"
    assert surely(ranked) is None


def test_stranger_is_no_unit_of_ours(index: UnitIndex) -> None:
    assert surely(match_unit(Clues(issuer="CÔNG TY CỔ PHẦN MÍA ĐƯỜNG LAM SƠN"), index)) is None


def test_number_of_a_district_speaks_against_a_commune() -> None:
    index = index_units([KnownUnit("h", "Huyện ủy Trà Bồng"), KnownUnit("x", "Đảng ủy xã Trà Bồng")])
    assert match_unit(Clues(issuer="TRÀ BỒNG", number="45-BC/HU"), index)[0].unit == "h"
    assert match_unit(Clues(issuer="TRÀ BỒNG", number="45-BC/ĐU"), index)[0].unit == "x"


def test_no_clue_gives_no_unit(index: UnitIndex) -> None:
    assert match_unit(Clues(), index) == ()


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=30))
def test_any_text_gives_scores_in_order_and_range(issuer: str, number: str, file: str) -> None:
    ranked = match_unit(Clues(issuer=issuer, number=number, files=(file,)), index_units(units()))
    scores = [match.score for match in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
