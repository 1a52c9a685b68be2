import copy
import datetime as dt

import pytest

from extraction.calibration_data import THRESHOLD
from extraction.campaign import ColumnType
from extraction.campaign_format import campaign_from_dict, campaign_to_dict
from extraction.errors import CampaignError

PLAN = {
    "id": "9-KH/TU",
    "number": "9-KH/TU",
    "issuer": "Ban Thường vụ Tỉnh ủy",
    "province": "Quảng Ngãi",
    "date": "2023-06-07",
    "title": "Tổng kết",
    "as_of": dt.date(2023, 6, 30),
    "outline": [
        {"id": "I", "title": "Tình hình", "children": [{"id": "I.1", "title": "Tổ chức", "required": False}]}
    ],
    "forms": [
        {
            "id": "bieu-1",
            "title": "Thống kê",
            "columns": [
                {"key": "label", "title": "Loại", "type": "label"},
                {"title": "Tổng số", "children": [{"key": "so_luong", "title": "Số lượng"}]},
            ],
            "groups": [{"key": "htx", "title": "Hợp tác xã"}],
            "sums": [{"columns": ["so_luong"]}],
        }
    ],
    "figures": [
        {
            "section": "I.1",
            "name": "so_chi_bo",
            "title": "Số chi bộ",
            "patterns": ["{n} chi bộ"],
            "same_as": "bieu-1.so_luong",
            "years": [2022, 2023],
        }
    ],
    "checks": [
        {"kind": "part", "whole": "total.bieu-1.so_luong", "parts": ["figure.I.1.so_chi_bo"]},
        {"kind": "steady", "parts": ["figure.I.1.so_chi_bo"], "most_change": 0.2},
    ],
    "deadlines": [
        {"level": "district", "sender": "Huyện ủy", "due": "2023-07-15", "words": "trước ngày 15/7"}
    ],
}


def test_a_campaign_is_built_from_plain_data():
    campaign = campaign_from_dict(PLAN)
    assert campaign.date == dt.date(2023, 6, 7)
    assert campaign.as_of == dt.date(2023, 6, 30)
    assert [(item.id, depth) for item, depth in campaign.items] == [("I", 0), ("I.1", 1)]
    assert not campaign.outline[0].children[0].required
    form = campaign.form("bieu-1")
    assert form.column("label").type is ColumnType.LABEL
    assert form.leaves[1][1] == ("Tổng số",)
    assert campaign.deadlines[0].due == dt.date(2023, 7, 15)
    assert campaign.threshold == THRESHOLD
    assert [(rule.kind, rule.most_change) for rule in campaign.checks] == [("part", 0.5), ("steady", 0.2)]
    assert campaign.figures[0].years == (2022, 2023)


def test_a_campaign_written_is_read_back():
    campaign = campaign_from_dict(PLAN)
    assert campaign_from_dict(campaign_to_dict(campaign)) == campaign


@pytest.mark.parametrize(
    ("change", "key", "expected"),
    [
        (lambda d: d.pop("id"), "id", "a text"),
        (lambda d: d.update(titel="x"), "titel", "one of the keys"),
        (lambda d: d.update(date="07/6/2023"), "date", "2023-06-30"),
        (lambda d: d.update(threshold=1.5), "threshold", "up to 1"),
        (lambda d: d.update(outline=[]), "outline", "at least one"),
        (lambda d: d.update(outline="I"), "outline", "a list"),
        (lambda d: d.update(recipients=[""]), "recipients[0]", "not empty"),
        (lambda d: d["outline"].append({"id": "I.1", "title": "x"}), "outline", "only once"),
        (lambda d: d["outline"][0].update(required="no"), "outline[0].required", "true or false"),
        (lambda d: d["outline"][0]["children"][0].pop("title"), "outline[0].children[0].title", "a text"),
        (lambda d: d["outline"].append("II"), "outline[1]", "a mapping"),
        (lambda d: d["forms"][0]["columns"][0].update(type="number"), "forms[0].columns[0].type", "one of"),
        (lambda d: d["forms"][0]["columns"][0].pop("key"), "forms[0].columns[0].key", "a text"),
        (lambda d: d["forms"][0].update(columns=[]), "forms[0].columns", "at least one"),
        (lambda d: d["forms"][0]["sums"][0].update(columns=["x"]), "forms[0].sums", "so_luong"),
        (
            lambda d: d["forms"][0].update(parts=[{"part": "x", "whole": "so_luong"}]),
            "forms[0].parts",
            "so_luong",
        ),
        (lambda d: d["figures"][0].update(years=["2022"]), "figures[0].years[0]", "a year"),
        (lambda d: d["checks"][0].pop("kind"), "checks[0].kind", "a text"),
        (lambda d: d["checks"][0].update(kind="equal"), "checks[0].kind", "one of"),
        (lambda d: d["checks"][0].update(parts=[]), "checks[0].parts", "at least one"),
        (lambda d: d["checks"][0].update(parts=["figure.I.so_chi_bo"]), "checks[0]", "the path of a figure"),
        (
            lambda d: d["checks"][0].update(percent="figure.I.1.so_chi_bo"),
            "checks[0].percent",
            "of that kind",
        ),
        (lambda d: d["checks"][1].update(whole="100"), "checks[1].whole", "but steady ones"),
        (
            lambda d: d["forms"][0].update(
                percents=[{"percent": "x", "part": "so_luong", "whole": "so_luong"}]
            ),
            "forms[0].percents",
            "so_luong",
        ),
        (lambda d: d["figures"][0].update(section="II"), "figures[0].section", "outline item"),
        (lambda d: d["figures"][0].update(patterns=["chi bộ"]), "figures[0].patterns[0]", "{n} once"),
        (lambda d: d["figures"][0].update(patterns=[]), "figures[0].patterns", "at least one"),
        (lambda d: d["figures"][0].update(same_as="bieu-1.label"), "figures[0].same_as", "counts"),
        (lambda d: d["deadlines"][0].update(period="2024"), "deadlines[0].period", "periods"),
    ],
)
def test_every_slip_names_its_place_and_what_belongs_there(change, key, expected):
    data = copy.deepcopy(PLAN)
    change(data)
    with pytest.raises(CampaignError) as caught:
        campaign_from_dict(data)
    assert caught.value.key == key
    assert expected in caught.value.expected
    assert key in str(caught.value)
    assert caught.value.code == "extraction.campaign_invalid"


def test_the_data_itself_must_be_a_mapping():
    with pytest.raises(CampaignError, match="mapping"):
        campaign_from_dict(["id"])


def test_before_a_day_is_read_as_the_campaign_says():
    deadline = {
        "level": "district",
        "sender": "x",
        "words": "trước ngày 15/7/2023",
        "due": "2023-07-15",
    }
    vague = {"level": "province", "sender": "y", "words": "cuối tháng 7", "due": "2023-07-31"}
    data = PLAN | {"deadlines": [deadline, vague]}
    included, excluded = (campaign_from_dict(data | {"before_day": b}) for b in ("included", "excluded"))
    assert [included.last_day(d) for d in included.deadlines] == [dt.date(2023, 7, 15), dt.date(2023, 7, 31)]
    assert [excluded.last_day(d) for d in excluded.deadlines] == [dt.date(2023, 7, 14), dt.date(2023, 7, 31)]
    with pytest.raises(CampaignError, match=r"before_day.*included, excluded"):
        campaign_from_dict(data | {"before_day": "maybe"})
