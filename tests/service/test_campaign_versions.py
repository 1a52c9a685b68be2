import copy
import datetime as dt

import pytest

from service import campaigns
from service.campaign_versions import (
    changes_between,
    current_version,
    list_versions,
    save_campaign,
    version_data,
)
from service.database import Database
from service.errors import CampaignFileRefused, CampaignInUse, CampaignStale, NotFound
from service.expected import before_reading, set_before_reading

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def session(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/x.db")
    database.migrate()
    with database.write() as opened:
        campaigns.load_builtin(opened, now=NOW)
        yield opened
    database.close()


@pytest.fixture
def data():
    return copy.deepcopy(next(d for d in campaigns.builtin_campaigns() if d["id"] == "205-KH/TU"))


def test_each_save_is_a_version_that_says_what_changed(session, data):
    old = data["title"]
    data["title"] = "Tên khác"
    data["deadlines"][0]["due"] = "2023-07-01"
    assert save_campaign(session, data, person=None, now=LATER, campaign_id="205-KH/TU") == 2
    newest, first = list_versions(session, "205-KH/TU")
    assert [c["path"] for c in newest.changes] == ["title", "deadlines[1].due"]
    assert (newest.changes[0]["before"], newest.changes[0]["after"]) == (old, "Tên khác")
    assert (first.number, first.saved_at, first.changes) == (1, NOW, ())
    assert version_data(session, "205-KH/TU", 1)["title"] == old
    assert campaigns.get_campaign(session, "205-KH/TU").title == "Tên khác"


def test_saving_what_is_there_changes_nothing(session, data):
    assert save_campaign(session, data, person=None, now=LATER) == 1
    assert list_versions(session, "205-KH/TU") == ()


def test_a_saved_campaign_is_not_overwritten_by_the_shipped_one(session, data):
    data["title"] = "Tên khác"
    save_campaign(session, data, person=None, now=LATER)
    campaigns.load_builtin(session, now=LATER)
    assert campaigns.get_campaign(session, "205-KH/TU").title == "Tên khác"


def test_a_save_over_somebody_s_newer_version_is_refused(session, data):
    save_campaign(session, {**data, "title": "Một"}, person=None, now=LATER, base_version=1)
    with pytest.raises(CampaignStale):
        save_campaign(session, {**data, "title": "Hai"}, person=None, now=LATER, base_version=1)
    assert campaigns.get_campaign(session, "205-KH/TU").title == "Một"


def test_what_breaks_the_format_changes_nothing(session, data):
    with pytest.raises(CampaignFileRefused) as refused:
        save_campaign(session, {**data, "outline": []}, person=None, now=LATER)
    assert refused.value.facts["entry"] == "outline"
    assert current_version(session, "205-KH/TU") == 1


def test_the_id_stays(session, data):
    with pytest.raises(CampaignInUse):
        save_campaign(session, {**data, "id": "206-KH/TU"}, person=None, now=LATER, campaign_id="205-KH/TU")


def test_a_version_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFound):
        version_data(session, "205-KH/TU", 7)


def test_changes_name_items_by_their_ids():
    before = {"outline": [{"id": "I", "title": "a"}, {"id": "II", "title": "b"}]}
    after = {"outline": [{"id": "II", "title": "c"}]}
    assert changes_between(before, after) == [
        {"path": "outline[II].title", "before": "b", "after": "c"},
        {"path": "outline[I].id", "before": "I", "after": None},
        {"path": "outline[I].title", "before": "a", "after": None},
    ]


def test_the_campaign_s_reading_of_before_holds_until_the_office_chooses(session, data):
    assert before_reading(session, "205-KH/TU") == "on"
    save_campaign(session, {**data, "before_day": "excluded"}, person=None, now=LATER)
    assert before_reading(session, "205-KH/TU") == "day_before"
    set_before_reading(session, "205-KH/TU", "on")
    assert before_reading(session, "205-KH/TU") == "on"
