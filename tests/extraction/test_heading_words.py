from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.heading_words import heading_score, word_weights

TITLES = (
    "Số lượng",
    "Số lao động",
    "Tổ chức đảng",
    "Số lượng đảng viên",
    "Tổ chức đoàn thể",
    "Số lượng hội viên",
    "Ghi chú",
)
WEIGHTS = word_weights(TITLES)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("SL", "Số lượng"),
        ("Số LĐ", "Số lao động"),
        ("Lao động (người)", "Số lao động"),
        ("TCĐ", "Tổ chức đảng"),
        ("TC đảng", "Tổ chức đảng"),
        ("ĐV", "Số lượng đảng viên"),
        ("Số ĐV", "Số lượng đảng viên"),
        ("TCĐT", "Tổ chức đoàn thể"),
        ("Đoàn thể", "Tổ chức đoàn thể"),
        ("Số HV", "Số lượng hội viên"),
        ("GC", "Ghi chú"),
        ("Sốlượng hộiviên", "Số lượng hội viên"),
        ("Tổ chửc đoàn thế", "Tổ chức đoàn thể"),
    ],
)
def test_a_shortened_heading_means_its_own_title_most(heading: str, title: str) -> None:
    scores = {t: heading_score(heading, t, WEIGHTS) for t in TITLES}
    assert max(scores, key=scores.__getitem__) == title
    assert scores[title] >= 0.6


@given(st.text(max_size=30), st.sampled_from(TITLES))
def test_scores_stay_between_nought_and_one(heading: str, title: str) -> None:
    assert 0.0 <= heading_score(heading, title, WEIGHTS) <= 1.0 + 1e-9
