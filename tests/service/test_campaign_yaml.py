import datetime as dt
import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extraction.campaign_format import campaign_from_dict, campaign_to_dict
from service.campaign_yaml import read_campaign, write_campaign
from service.campaigns import builtin_campaigns
from service.errors import CampaignFileRefused

GOOD = """id: 9-KH/TU
issuer: Ban Thường vụ
province: Bến Tre
title: Tổng kết
outline:
  - id: I
    title: Tình hình
  - id: II
    title: Kết quả
deadlines:
  - {level: district, sender: Huyện ủy, words: trước ngày 15/7/2023, due: 2023-07-15}
"""


@pytest.mark.parametrize("data", builtin_campaigns(), ids=lambda d: d["id"])
def test_every_campaign_survives_a_file(data):
    campaign = campaign_from_dict(data)
    assert campaign_from_dict(read_campaign(write_campaign(campaign_to_dict(campaign)))) == campaign


def test_comments_stand_above_their_entries_and_change_nothing():
    data = read_campaign(GOOD)
    text = write_campaign(data, {"": "một\nhai", "outline[1]": "xem lại", "province": "tỉnh nào?"})
    lines = text.splitlines()
    assert lines[:2] == ["# một", "# hai"]
    assert lines[lines.index("  # xem lại") + 1] == "  - id: II"
    assert lines[lines.index("# tỉnh nào?") + 1] == "province: Bến Tre"
    assert read_campaign(text) == data


@pytest.mark.parametrize(
    ("change", "line", "entry", "expected"),
    [
        (("title: Kết quả", "titel: Kết quả"), 9, "outline[1].titel", "one of the keys"),
        (("level: district", "level: [1]"), 11, "deadlines[0].level", "a text"),
        (("due: 2023-07-15", "due: sớm"), 11, "deadlines[0].due", "a date"),
        (("province: Bến Tre", "province: ''"), 3, "province", "not empty"),
        (("id: II", "id: I"), 5, "outline", "only once"),
        (("outline:", "outline: ["), 6, "–", "YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(change, line, entry, expected):
    with pytest.raises(CampaignFileRefused) as refused:
        read_campaign(GOOD.replace(*change), "x.yaml")
    facts = refused.value.facts
    assert facts["file"] == "x.yaml"
    assert (facts["entry"], expected in facts["expected"]) == (entry, True)
    assert abs(facts["line"] - line) <= (1 if entry == "–" else 0)
    assert str(facts["line"]) in str(refused.value)


@pytest.mark.parametrize("text", ["", "- một", "42", "\x00", "a: &a [*a]", "? [1]: 2"])
def test_what_is_no_campaign_is_refused(text):
    with pytest.raises(CampaignFileRefused):
        read_campaign(text)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_any_words_come_back(words):
    data = {"a": words, "b": [words, "x"], "c": [{"d": words, "e": [words]}]}
    text = write_campaign(data, {"c[0]": "chú thích"})
    assert yaml.safe_load(text) == json.loads(json.dumps(data, default=dt.date.isoformat))
