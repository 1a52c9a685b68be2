"""Who owes a report, by when, and what people decide about it; on a real database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.campaign_format import campaign_to_dict
from service import campaigns
from service.campaign_versions import save_campaign
from service.database import Database
from service.errors import CampaignUnknown, NotFound
from service.expected import (
    Drawn,
    Rule,
    draw_list,
    expected_ids,
    extensions_of,
    grant_extension,
    rules_of,
    set_before_reading,
    set_expected,
)
from service.records import CampaignUnitRecord
from service.units import UnitData, put_units

NOW = dt.datetime(2023, 6, 10, tzinfo=dt.UTC)
PLAN = "205-KH/TU"
YEARLY = "01-KH/BCĐ"
RULES = (Rule("huyen", "qn"), Rule("xa", "mo-duc"))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.migrate()
    units = [
        UnitData("qn", "Tỉnh ủy Quảng Ngãi", "tinh"),
        UnitData("bcs", "Ban cán sự đảng Ủy ban nhân dân tỉnh", "tinh", "qn"),
        UnitData("btc", "Ban Tổ chức Tỉnh ủy", "tinh", "qn"),
        UnitData("mo-duc", "Huyện ủy Mộ Đức", "huyen", "qn", valid_to=dt.date(2025, 6, 30)),
        UnitData("son-ha", "Huyện ủy Sơn Hà", "huyen", "qn", valid_to=dt.date(2025, 6, 30)),
        UnitData("duc-phu", "Đảng ủy xã Đức Phú", "xa", "mo-duc"),
        UnitData("son-thanh", "Đảng ủy xã Sơn Thành", "xa", "son-ha"),
        UnitData("moi", "Đảng ủy xã Mộ Đức", "huyen", "qn", valid_from=dt.date(2025, 7, 1)),
    ]
    with database.write() as session:
        campaigns.load_builtin(session, now=NOW)
        put_units(session, units, now=NOW)
    return database


def due(session: Session, campaign: str = PLAN) -> dict[tuple[str, str], dt.date | None]:
    rows = session.scalars(select(CampaignUnitRecord).where(CampaignUnitRecord.campaign_id == campaign))
    return {(row.unit_id, row.period): row.due for row in rows if not row.left_out}


def test_list_holds_units_of_a_level_below_a_unit_that_existed_then(database: Database) -> None:
    with database.write() as session:
        assert draw_list(session, PLAN, RULES) == Drawn(added=3, removed=0, total=3)
    with database.read() as session:
        assert due(session) == {
            ("mo-duc", ""): dt.date(2023, 7, 15),
            ("son-ha", ""): dt.date(2023, 7, 15),
            ("duc-phu", ""): dt.date(2023, 6, 30),
        }
        assert rules_of(session, PLAN) == RULES
        assert expected_ids(session, PLAN) == {"mo-duc", "son-ha", "duc-phu"}
        assert expected_ids(session, YEARLY) is None


def test_campaign_with_periods_expects_each_unit_in_each(database: Database) -> None:
    with database.write() as session:
        draw_list(session, YEARLY, [Rule("huyen")])
    with database.read() as session:
        assert due(session, YEARLY)["mo-duc", "2024-H1"] == dt.date(2024, 6, 30)
        assert due(session, YEARLY)["mo-duc", "2024"] == dt.date(2024, 12, 31)


def test_unit_that_a_deadline_names_follows_that_one(database: Database) -> None:
    with database.write() as session:
        draw_list(session, PLAN, [Rule("tinh")])
    with database.read() as session:
        assert due(session)["bcs", ""] == dt.date(2023, 7, 15)
        assert due(session)["btc", ""] == dt.date(2023, 9, 1)


def test_before_a_day_can_mean_the_day_before(database: Database) -> None:
    with database.write() as session:
        draw_list(session, PLAN, RULES)
        set_before_reading(session, PLAN, "day_before")
    with database.read() as session:
        assert due(session)["mo-duc", ""] == dt.date(2023, 7, 14)


def test_exceptions_and_extensions_outlive_a_new_drawing(database: Database) -> None:
    with database.write() as session:
        draw_list(session, PLAN, RULES)
        set_expected(session, PLAN, "son-ha", level=None, period="")
        set_expected(session, PLAN, "son-thanh", level="grassroots", period="")
        grant_extension(
            session, PLAN, "duc-phu", "", due=dt.date(2023, 7, 10), reason="lũ", person=None, now=NOW
        )
        drawn = draw_list(session, PLAN, [Rule("huyen", "qn")])
    assert drawn == Drawn(added=0, removed=0, total=3)
    with database.read() as session:
        assert set(due(session)) == {("mo-duc", ""), ("duc-phu", ""), ("son-thanh", "")}
        assert due(session)["son-thanh", ""] == dt.date(2023, 6, 30)


def test_every_word_on_an_extension_is_kept(database: Database) -> None:
    with database.write() as session:
        draw_list(session, PLAN, RULES)
        day = dt.date(2023, 7, 20)
        grant_extension(session, PLAN, "mo-duc", "", due=day, reason=" bão ", person=None, now=NOW)
        grant_extension(session, PLAN, "mo-duc", "", due=None, reason="đã nộp", person=None, now=NOW)
    with database.read() as session:
        words = extensions_of(session, PLAN, "mo-duc", "")
    assert [(word.due, word.reason) for word in words] == [(None, "đã nộp"), (day, "bão")]


def test_extension_for_a_unit_that_owes_nothing_is_refused(database: Database) -> None:
    with database.write() as session, pytest.raises(NotFound, match="mo-duc"):
        grant_extension(session, PLAN, "mo-duc", "", due=None, reason="", person=None, now=NOW)


def test_due_days_follow_when_the_campaign_is_saved_with_another_deadline(database: Database) -> None:
    with database.write() as session:
        draw_list(session, PLAN, RULES)
        data = campaign_to_dict(campaigns.get_campaign(session, PLAN))
        for deadline in data["deadlines"]:
            if deadline["level"] == "district":
                deadline["due"] = "2023-08-01"
        save_campaign(session, data, person=None, now=NOW)
    with database.read() as session:
        assert due(session)["mo-duc", ""] == dt.date(2023, 8, 1)


def test_unknown_campaign_is_named(database: Database) -> None:
    with database.write() as session, pytest.raises(CampaignUnknown):
        draw_list(session, "9-KH/TU", RULES)
