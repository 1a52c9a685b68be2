import copy

import pytest

from extraction.campaign_format import campaign_from_dict
from service.campaign_rows import data_of, rows_of
from service.campaigns import builtin_campaigns

ALL = {data["id"]: data for data in builtin_campaigns()}


@pytest.mark.parametrize("data", ALL.values(), ids=list(ALL))
def test_a_campaign_that_is_not_changed_comes_back_equal(data):
    assert campaign_from_dict(data_of(rows_of(data), data)) == campaign_from_dict(data)


def test_items_move_with_their_depth():
    data = ALL["205-KH/TU"]
    rows = rows_of(data)
    places = [row["id"] for row in rows["outline"]]
    moved = rows["outline"].pop(places.index("V.3"))
    rows["outline"].insert(1, {**moved, "depth": 9})
    tree = data_of(rows, data)["outline"]
    assert [child["id"] for child in tree[0]["children"]] == ["V.3"]
    assert tree[0]["children"][0]["required"] is False


def test_what_the_editor_does_not_show_is_kept():
    data = copy.deepcopy(ALL["205-KH/TU"])
    kept = data_of(rows_of(data), data)
    assert kept["forms"][0]["sums"] == data["forms"][0]["sums"]
    assert kept["figures"][3]["same_as"] == data["figures"][3]["same_as"]


def test_empty_places_are_left_out():
    data = ALL["205-KH/TU"]
    rows = rows_of(data)
    rows["head"] |= {"as_of": "", "threshold": "0,95"}
    rows["lines"]["notes"] = ""
    rows["outline"][0]["aliases"] = " \n"
    changed = data_of(rows, data)
    assert "as_of" not in changed and "notes" not in changed and "aliases" not in changed["outline"][0]
    assert changed["threshold"] == 0.95
