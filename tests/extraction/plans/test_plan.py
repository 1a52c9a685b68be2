"""Plans -> draft campaigns: two made-up plans of different shapes; the real ones where they are at hand."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from extraction.campaign import ColumnType
from extraction.campaign_format import campaign_from_dict, campaign_to_dict
from extraction.plan import read_plan
from extraction.plans.compare import compare_plan
from tests.extraction.plans.plan_texts import COMMUNES, QUARTERS

REAL = Path(__file__).parents[4] / "shared" / "plans"
SHIPPED = Path(__file__).parents[3] / "service" / "data" / "campaigns"


@pytest.fixture(scope="module")
def communes():
    return read_plan(text=COMMUNES)


@pytest.fixture(scope="module")
def quarters():
    return read_plan(text=QUARTERS)


def ids(campaign):
    return [item.id for item, _ in campaign.items]


def test_head_tells_number_day_issuer_and_province(communes, quarters):
    c = communes.campaign
    assert (c.id, c.number, c.date) == ("58-KH/TU", "58-KH/TU", dt.date(2025, 9, 12))
    assert (c.issuer, c.province) == ("Ban Thường vụ Tỉnh ủy", "Vĩnh Long")
    assert c.title.startswith("Khảo sát công tác phát triển đảng viên")
    assert c.as_of == dt.date(2025, 9, 30)
    q = quarters.campaign
    assert (q.id, q.issuer, q.province) == ("21-KH/HU", "Ban Thường vụ Huyện ủy Tân Hồng", "Đồng Tháp")


def test_an_issuer_torn_by_a_line_end_is_read_whole():
    torn = COMMUNES.replace("của Ban Thường vụ Tỉnh ủy)", "của Ban Thường vụ Tỉnh\n\n(ủy)").replace(
        "(ủy", "Ủy"
    )
    assert read_plan(text=torn).campaign.issuer == "Ban Thường vụ Tỉnh Ủy"


def test_outline_in_an_annex_keeps_parts_and_lettered_items(communes):
    assert ids(communes.campaign) == [
        "P1", "P1.1", "P1.2", "P2", "P2.1", "P2.1.a", "P2.1.b", "P2.2", "P2.3", "P3",
    ]  # fmt: skip
    titles = {item.id: item.title for item, _ in communes.campaign.items}
    assert titles["P1"] == "Tình hình chung"
    assert titles["P2.1.b"] == "Kết quả kết nạp"
    assert not {i.id: i.required for i, _ in communes.campaign.items}["P2.3"]


def test_without_an_annex_the_section_on_the_report_is_the_outline(quarters):
    assert ids(quarters.campaign) == ["II.1", "II.2", "II.3", "II.4"]
    assert quarters.campaign.outline[1].title == 'Kết quả phong trào thi đua "Dân vận khéo"'


def test_form_keeps_a_header_of_three_rows(communes):
    (form,) = communes.campaign.forms
    assert (form.id, form.title) == ("bieu-2", "Tổng hợp kết quả phát triển đảng viên")
    assert [(leaf.key, above) for leaf, above in form.leaves] == [
        ("stt", ()),
        ("label", ()),
        ("tong_so", ("Học sinh",)),
        ("nam", ("Học sinh", "Kết nạp")),
        ("nu", ("Học sinh", "Kết nạp")),
        ("cong_nhan_tong_so", ("Công nhân",)),
        ("ket_nap", ("Công nhân",)),
        ("ty_le", ()),
        ("ghi_chu", ()),
    ]
    assert form.column("ty_le").type is ColumnType.PERCENT
    assert [(g.title, g.open) for g in form.groups] == [("Xã, phường", True), ("Doanh nghiệp", False)]


def test_deadlines_have_level_day_words_and_sender(communes):
    told = [(d.level, d.due, d.words, d.sender) for d in communes.campaign.deadlines]
    assert told == [
        (
            "grassroots",
            dt.date(2025, 10, 20),
            "chậm nhất ngày 20 tháng 10 năm 2025",
            "Đảng ủy các xã, phường",
        ),
        ("district", dt.date(2025, 10, 31), "đến hết ngày 31/10/2025", "Các đảng ủy trực thuộc Tỉnh ủy"),
        ("province", dt.date(2025, 11, 30), "xong trong tháng 11/2025", "Ban Tổ chức Tỉnh ủy"),
    ]


def test_periods_follow_from_the_words_before_each_day(quarters):
    c = quarters.campaign
    assert c.periods == ("2022-Q1", "2022-H1", "2022-M9", "2022")
    assert [(d.level, d.period, d.due) for d in c.deadlines] == [
        ("grassroots", "2022-Q1", dt.date(2022, 3, 15)),
        ("grassroots", "2022-H1", dt.date(2022, 6, 10)),
        ("grassroots", "2022-M9", dt.date(2022, 9, 10)),
        ("grassroots", "2022", dt.date(2022, 11, 30)),
        ("milestone", "2022", dt.date(2022, 12, 31)),
    ]


def test_figures_asked_for_in_prose_are_drafted(communes, quarters):
    names = {(f.section, f.name) for f in communes.campaign.figures}
    assert ("P2.1.b", "so_hoc_sinh_duoc_ket_nap") in names
    assert ("P1.2", "ty_le_doanh_nghiep_co_to_chuc_dang") in names
    assert ("II.2", "so_mo_hinh") in {(f.section, f.name) for f in quarters.campaign.figures}


def test_recipients_are_listed_without_their_marks(communes):
    assert communes.campaign.recipients == (
        "Ban Tổ chức Trung ương (để báo cáo)",
        "Đảng ủy các xã, phường",
        "Lưu Văn phòng Tỉnh ủy",
    )


def test_every_part_says_what_it_rests_on(communes):
    by_path = {part.path: part for part in communes.parts}
    assert "PHÁT TRIỂN ĐẢNG VIÊN" in by_path["outline.P2"].words
    assert by_path["deadlines.2"].doubts == ("day_vague",)
    assert by_path["deadlines.2"].doubtful and not by_path["deadlines.0"].doubtful


@pytest.mark.parametrize(
    "text", ["", "KẾ HOẠCH", "Không có gì ở đây.\n\n1. Một\n\n- hai", COMMUNES, QUARTERS]
)
def test_a_draft_is_always_a_campaign(text):
    campaign = read_plan(text=text).campaign
    assert campaign_from_dict(campaign_to_dict(campaign)) == campaign


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda p: p.stem)
def test_real_plans_are_read_as_the_shipped_campaigns_have_them(path):
    name = {"01-KH-BCD": "01-KH-BCD*", "BT-70-KL-TW": "ben-tre*"}.get(path.stem, f"{path.stem}-*")
    texts = sorted(REAL.glob(f"{name}.txt"))
    if not texts:
        pytest.skip("the texts of the five plans are not here")
    text = texts[0].read_text("utf-8")
    draft = read_plan(text=text)
    shipped = campaign_from_dict(yaml.safe_load(path.read_text("utf-8")))
    compared = compare_plan(draft.campaign, shipped, text)
    assert compared.outline.missed == compared.outline.extra == ()
    assert compared.columns.missed == compared.deadlines.missed == ()
