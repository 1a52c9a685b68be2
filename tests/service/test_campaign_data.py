import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from extraction.campaign import ColumnType
from extraction.campaign_format import campaign_from_dict, campaign_to_dict

DATA = Path(__file__).parents[2] / "service" / "data"
SCHEMA = json.loads((DATA / "campaign.schema.json").read_text("utf-8"))
PATHS = sorted((DATA / "campaigns").glob("*.yaml"))
IDS = ["205-KH/TU", "34-KH/TU", "117-KH/TU", "01-KH/BCĐ", "BT-70-KL/TW"]


def load(path):
    return campaign_from_dict(yaml.safe_load(path.read_text("utf-8")))


@pytest.fixture(scope="module")
def campaigns():
    return {campaign.id: campaign for campaign in map(load, PATHS)}


def test_the_five_plans_ship(campaigns):
    assert sorted(campaigns) == sorted(IDS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_campaign_keeps_the_published_schema(path):
    jsonschema.validate(campaign_to_dict(load(path)), SCHEMA)
    plain = json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=dt.date.isoformat))
    jsonschema.validate(plain, SCHEMA)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_campaign_survives_a_round_trip(path):
    campaign = load(path)
    assert campaign_from_dict(campaign_to_dict(campaign)) == campaign


def test_the_schema_refuses_what_the_reader_refuses():
    data = {"id": "x", "issuer": "x", "province": "x", "title": "x", "outline": [{"id": "I", "titel": "x"}]}
    with pytest.raises(jsonschema.ValidationError, match="titel"):
        jsonschema.validate(data, SCHEMA)


def test_plan_205_has_its_form_with_a_header_of_two_rows(campaigns):
    form = campaigns["205-KH/TU"].form("bieu-1")
    assert [(leaf.key, above) for leaf, above in form.leaves][:4] == [
        ("stt", ()),
        ("label", ()),
        ("so_luong", ("Tổng số",)),
        ("so_lao_dong", ("Tổng số",)),
    ]
    counts = [leaf.key for leaf, _ in form.leaves if leaf.type is ColumnType.COUNT]
    assert list(form.sums[0].columns) == counts
    assert form.parts == ()
    assert campaigns["205-KH/TU"].as_of == dt.date(2023, 6, 30)


def test_plan_34_reaches_down_to_2_9_and_3_2(campaigns):
    depths = {item.id: depth for item, depth in campaigns["34-KH/TU"].items}
    assert len(depths) == 42
    assert depths["P1.II.2.9"] == depths["P2.II.3.2"] == 3
    optional = [item.id for item, _ in campaigns["34-KH/TU"].items if not item.required]
    assert optional == ["P2.III.4", "P3.3"]


@pytest.mark.parametrize(
    ("campaign", "level", "period", "due"),
    [
        ("205-KH/TU", "grassroots", None, dt.date(2023, 6, 30)),
        ("205-KH/TU", "district", None, dt.date(2023, 7, 15)),
        ("34-KH/TU", "grassroots", None, dt.date(2021, 4, 30)),
        ("34-KH/TU", "district", None, dt.date(2021, 5, 15)),
        ("34-KH/TU", "province", None, dt.date(2021, 6, 25)),
        ("117-KH/TU", "grassroots", None, dt.date(2019, 9, 30)),
        ("117-KH/TU", "district", None, dt.date(2019, 11, 10)),
        ("117-KH/TU", "province", None, dt.date(2019, 11, 30)),
        ("01-KH/BCĐ", "member", "2024-H1", dt.date(2024, 6, 20)),
        ("01-KH/BCĐ", "district", "2024-H1", dt.date(2024, 6, 30)),
        ("01-KH/BCĐ", "district", "2024", dt.date(2024, 12, 31)),
        ("01-KH/BCĐ", "province", "2024", dt.date(2025, 1, 5)),
    ],
)
def test_deadlines_by_level_and_period(campaigns, campaign, level, period, due):
    matching = [d for d in campaigns[campaign].deadlines if d.level == level and d.period == period]
    assert matching[0].due == due
    assert matching[0].words


def test_a_plan_that_asks_little_still_works(campaigns):
    plan = campaigns["BT-70-KL/TW"]
    assert plan.number is None
    assert plan.deadlines == ()
    assert plan.forms == ()
    assert plan.notes
