"""A first tree from data shaped as the package has it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path

import pytest

from service.errors import StarterMissing
from service.unit_starter import LAST_DAY, starter_units
from service.units import UnitData

OLD = (
    ("Quảng Ngãi", "Huyện Sơn Hà", "Sơn Hà", "Huyện", "Xã Sơn Hạ", "Sơn Hạ", "Xã", "huyensonha", "xasonha1"),
    ("Quảng Ngãi", "Huyện Sơn Hà", "Sơn Hà", "Huyện", "Xã Sơn Thành", "Sơn Thành", "Xã", "huyensonha", "xat"),
    ("Quảng Ngãi", "Thành phố Quảng Ngãi", "Quảng Ngãi", "Thành phố", "Phường Trần Phú", "Trần Phú", "Phường",
     "tpqn", "ptp"),
    ("Quảng Ngãi", "Huyện Lý Sơn", "Lý Sơn", "Huyện", None, None, None, "hls", None),
    ("Kon Tum", "Huyện Đăk Hà", "Đăk Hà", "Huyện", "Xã Đăk La", "Đăk La", "Xã", "hdh", "xdl"),
)  # fmt: skip
NEW = (
    ("Xã Sơn Hạ", "Sơn Hạ", "Xã", "xasonha1"),
    ("Xã Sơn Hà", "Sơn Hà", "Xã", "xasonha2"),
    ("Phường Cẩm Thành", "Cẩm Thành", "Phường", "pct"),
    ("Đặc khu Lý Sơn", "Lý Sơn", "Đặc khu", "dkls"),
    ("Xã Đăk Mar", "Đăk Mar", "Xã", "xdm"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "dataset.db") as connection:
        connection.execute(
            "CREATE TABLE admin_units_legacy (provinceShort, district, districtShort, districtType, ward,"
            " wardShort, wardType, districtKey, wardKey, provinceKey)"
        )
        for row in OLD:
            key = "qn" if row[0] == "Quảng Ngãi" else "kt"
            marks = ",".join("?" * 10)
            connection.execute(f"INSERT INTO admin_units_legacy VALUES ({marks})", (*row, key))
        connection.execute("CREATE TABLE admin_units (ward, wardShort, wardType, wardKey, provinceKey)")
        for new in NEW:
            connection.execute("INSERT INTO admin_units VALUES (?,?,?,?,'qn')", new)
    whole = {
        "xasonha1": ["qn_huyensonha_xasonha1"],
        "pct": ["qn_tpqn_ptp"],
        "dkls": ["qn_hls_"],
        "xdm": ["kt_hdh_xdl"],
    }
    parts = [
        {"newWardKey": "xasonha2", "isDefaultNewWard": True},
        {"newWardKey": "xasonha1", "isDefaultNewWard": False},
    ]
    became = {
        "DICT_PROVINCE": {"qn": ["qn", "kt"]},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"qn": whole},
        "DICT_PROVINCE_WARD_DIVIDED": {"qn": {"qn_huyensonha_xat": parts}},
    }
    (tmp_path / "converter_2025.json").write_text(json.dumps(became), "utf-8")
    return tmp_path


def test_province_has_its_districts_communes_and_what_they_became(data: Path) -> None:
    units, successors = starter_units("quang ngai", data)
    by_id = {unit.id: unit for unit in units}
    assert by_id["quang-ngai"].name == "Tỉnh ủy Quảng Ngãi"
    assert by_id["son-ha"] == UnitData(
        "son-ha", "Huyện ủy Sơn Hà", "huyen", "quang-ngai", "Sơn Hà", ("HU",), valid_to=LAST_DAY
    )
    assert by_id["thanh-pho-quang-ngai"].name == "Thành ủy Quảng Ngãi"
    assert by_id["son-ha-son-thanh"].parent == "son-ha"
    assert by_id["dac-khu-ly-son-2025"].valid_from == dt.date(2025, 7, 1)
    assert successors["son-ha-son-thanh"] == "xa-son-ha-2025-2"
    assert successors["ly-son"] == "dac-khu-ly-son-2025"


def test_names_that_differ_in_marks_only_have_different_ids(data: Path) -> None:
    units, _ = starter_units("Quảng Ngãi", data)
    new = {unit.name: unit.id for unit in units if unit.valid_from}
    assert new == {
        "Đảng ủy xã Sơn Hạ": "xa-son-ha-2025",
        "Đảng ủy xã Sơn Hà": "xa-son-ha-2025-2",
        "Đảng ủy phường Cẩm Thành": "phuong-cam-thanh-2025",
        "Đảng ủy đặc khu Lý Sơn": "dac-khu-ly-son-2025",
    }


def test_communes_of_a_province_that_joined_stay_out(data: Path) -> None:
    units, _ = starter_units("Quảng Ngãi", data)
    assert not any("Đăk" in unit.name for unit in units)


def test_unknown_province_is_named(data: Path) -> None:
    with pytest.raises(StarterMissing, match="Hà Tây"):
        starter_units("Hà Tây", data)
