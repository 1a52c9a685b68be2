from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.compare import as_number, cell_right, document_number, folded, heading_right, role
from samples.rows import align
from samples.scoring import Score, score, stem
from samples.summary import summarise, wilson


def row(label: str, *, so_luong: int) -> dict[str, Any]:
    return {
        "level": 1,
        "stt": "",
        "label": label,
        "written_label": label,
        "values": {"so_luong": so_luong},
        "raw": {"so_luong": str(so_luong)},
    }


def make_truth() -> dict[str, Any]:
    document = dict.fromkeys(("issuer", "number", "place", "kind", "signatory_name", "signatory_role"))
    return {
        "id": "r001",
        "files": ["r001.pdf"],
        "campaign": "205-KH/TU",
        "document": {
            **document,
            "number": "253-BC/ĐU",
            "date": "2023-06-22",
            "signed": True,
            "sealed": False,
        },
        "outline": [{"id": "II.2", "present": True, "written": "Kết quả"}],
        "tables": [
            {
                "form": "bieu-1",
                "columns": [{"key": "so_luong"}],
                "rows": [row("Hợp tác xã", so_luong=7), row("Tổ hợp tác", so_luong=12)],
            }
        ],
        "figures": [{"section": "II.2", "slug": "hop_tac_xa", "name": "Số hợp tác xã", "value": 7}],
    }


def field(path: str, value: Any, status: str = "accepted") -> dict[str, Any]:
    return {"path": path, "value": value, "status": status, "confidence": 0.99}


def judged(*fields: dict[str, Any]) -> Score:
    return score(make_truth(), {"file": "r001.pdf", "campaign": "205-KH/TU", "fields": list(fields)})


def test_nothing_predicted_is_nothing_accepted_and_all_missed() -> None:
    summary = summarise([score(make_truth(), None)])
    assert summary.accepted == 0
    assert summary.missed_share == 1.0


def test_an_accepted_wrong_cell_escapes_and_a_reviewed_one_does_not() -> None:
    cells = ("table.bieu-1.1.label", "Hợp tác xã"), ("table.bieu-1.1.so_luong", 8)
    assert summarise([judged(*(field(p, v) for p, v in cells))]).escaped == 1
    assert summarise([judged(*(field(p, v, "review") for p, v in cells))]).escaped == 0


def test_a_lost_row_does_not_shift_the_others() -> None:
    found = judged(field("table.bieu-1.1.label", "Tổ hợp tác"), field("table.bieu-1.1.so_luong", 12))
    cells = [j.right for j in found.judgements if j.measure == "cell"]
    assert cells == [False, True]
    assert found.counts["row recall"] == (1, 2)


def test_a_figure_of_another_name_counts_when_the_name_is_near() -> None:
    found = judged(field("figure.II.2.so_hop_tac_xa", 7))
    assert [j.right for j in found.judgements if j.measure == "figure"] == [True]


def test_a_made_up_figure_is_wrong_unless_its_value_stands_in_the_section() -> None:
    assert not [j for j in judged(field("figure.II.2.la", 7)).judgements if not j.true_field]
    assert [j.right for j in judged(field("figure.II.2.la", 9)).judgements if not j.true_field] == [False]


def test_values_are_read_the_vietnamese_way() -> None:
    assert as_number("1.234") == 1234
    assert as_number("12,5%") == 12.5
    assert as_number("không") == 0
    assert as_number("abc") is None
    assert as_number(True) is None


def test_a_dash_may_be_nought_or_nothing_but_a_printed_nought_may_not_be_nothing() -> None:
    assert cell_right("so_luong", 0, "-", None)
    assert not cell_right("so_luong", 0, "0", None)
    assert cell_right("so_luong", None, "", None)
    assert not cell_right("so_luong", None, "", 0)


def test_spelling_of_tones_counts_but_not_their_place() -> None:
    assert folded("HUYỆN UỶ") == folded("Huyện ủy")
    assert folded("Hà") != folded("Hạ")
    assert heading_right("Kiến nghị, đề xuất", "V. KIẾN NGHỊ, ĐỀ XUẤT")
    assert document_number("Số: 05 - BC/HU") == document_number("5-BC/HU")
    assert role("T/M BAN THƯỜNG VỤ PHÓ BÍ THƯ", "T/M BAN THƯỜNG VỤ") == "phó bí thư"


@given(st.lists(st.sampled_from(["Hợp tác xã", "Tổ hợp tác", "HTX điện", "Trang trại"]), max_size=6))
def test_rows_align_in_order_and_no_row_twice(labels: list[str]) -> None:
    truths = [row(label, so_luong=i) for i, label in enumerate(labels)]
    predicted = [{"label": {"value": label}} for label in labels[1:]]
    pairs = align(truths, predicted)
    assert list(pairs.values()) == sorted(set(pairs.values()), reverse=True)
    assert len(pairs) == len(predicted)


@pytest.mark.parametrize("hits, total", [(0, 50), (1, 200), (50, 50)])
def test_the_interval_holds_the_share(hits: int, total: int) -> None:
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total <= high + 1e-9 <= 1 + 1e-9


def test_a_file_of_several_photos_is_one_report() -> None:
    assert stem("folder/bao-cao-xa-pho-nhon-p2.jpg") == "bao-cao-xa-pho-nhon"


def test_a_number_filled_in_by_pen_is_counted_apart_from_printed_ones():
    truth = make_truth()
    truth["document"]["number_handwritten"] = True
    counts = score(truth, None).counts
    assert "document.number" not in counts and counts["document.number, by hand"] == (0, 1)
    assert counts["document"][1] == 7
