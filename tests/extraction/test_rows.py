from __future__ import annotations

import pytest

from extraction.row_labels import Sum, named_group, sum_of
from extraction.row_tree import Level
from extraction.rows import BodyRow, arrange_rows, ordinal
from tests.extraction.table_builders import FORM, make_cell, make_row


def levels_of(*rows: BodyRow) -> list[Level]:
    return [r.level for r in arrange_rows(rows, FORM)]


G, M, T = Level.GROUP, Level.MEMBER, Level.TOTAL


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("KT hợp tác", "kinh-te-hop-tac"),
        ("HTX", "hop-tac-xa"),
        ("Hợp tác xã (HTX)", "hop-tac-xa"),
        ("Các mô hình kinh tế hợp tác", "kinh-te-hop-tac"),
        ("Kinh tẽ bợp tác", "kinh-te-hop-tac"),
        ("Tốhợptác", "to-hop-tac"),
        ("HTX vận tải số 6", None),
        ("Tổ hợp tác nuôi tôm Tây", None),
        ("Trang trại ông Nguyễn Văn Lộc", None),
    ],
)
def test_a_group_is_known_by_its_name_and_a_member_is_not_taken_for_one(label: str, key: str | None) -> None:
    group = named_group(label, FORM)
    assert (group.key if group else None) == key


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("TỔNG CỘNG", Sum.WHOLE),
        ("Tổng số chung", Sum.WHOLE),
        ("Tổng cộng (1+2+3)", Sum.WHOLE),
        ("Tổng I + II + III", Sum.WHOLE),
        ("Toàn huyện", Sum.WHOLE),
        ("Cộng", Sum.SOME),
        ("Cộng (2)", Sum.PART),
        ("Cộng nhóm 1", Sum.PART),
        ("Cộng mục II:", Sum.PART),
        ("Tổng số HTX", Sum.NONE),
        ("Tổng số hợp tác xã", Sum.PART),
        ("Tiểu cộng", Sum.PART),
        ("Tổng công ty Lâm nghiệp", Sum.NONE),
        ("Công ty cổ phần", Sum.NONE),
        ("Cộng đồng nuôi tôm", Sum.NONE),
        ("Hợp tác xã", Sum.NONE),
    ],
)
def test_a_label_says_what_its_row_is_the_sum_of(label: str, kind: Sum) -> None:
    assert sum_of(label, FORM) is kind


@pytest.mark.parametrize(
    ("numbers", "levels"),
    [
        (("1", "1.1", "2", "2.1", "2.2", "3", "3.1", "4", "4.1"), (G, M, G, M, M, G, M, G, M)),
        (("I", "-", "II", "-", "-", "III", "-", "IV", "-"), (G, M, G, M, M, G, M, G, M)),
        (("1", "1", "2", "1", "2", "3", "1", "4", "1"), (G, M, G, M, M, G, M, G, M)),
        (("1", "3", "2", "a", "b", "3", "a", "4", "3"), (G, M, G, M, M, G, M, G, M)),
    ],
)
def test_a_group_that_the_form_does_not_name_is_told_by_its_number(
    numbers: tuple[str, ...], levels: tuple[Level, ...]
) -> None:
    labels = (
        "Kinh tế hợp tác", "Liên kết trồng keo", "Hợp tác xã", "HTX vận tải", "HTX rau", "Tổ hợp tác",
        "THT nuôi tôm", "Kinh tế trang trại", "Trang trại ông Lộc",
    )  # fmt: skip
    rows = [make_row(stt, label) for stt, label in zip(numbers, labels, strict=True)]
    assert levels_of(*rows) == list(levels)


def test_members_stand_under_their_group_and_groups_under_the_total() -> None:
    rows = [make_row("1", "Hợp tác xã"), make_row("", "HTX A"), make_row("", "TỔNG CỘNG")]
    group, member, total = arrange_rows(rows, FORM)
    assert (group.parent, member.parent, total.parent) == (2, 0, None)
    assert member.group is not None
    assert member.group.key == "hop-tac-xa"


@pytest.mark.parametrize(
    ("text", "candidates", "expected"),
    [("1.", (), "1"), ("(2)", (), "2"), ("lI", (), "II"), ("–", (), "-"), ("111.111", ("1.1",), "1.1")],
)
def test_an_ordinal_is_read_from_the_likeliest_number(
    text: str, candidates: tuple[str, ...], expected: str
) -> None:
    assert ordinal(make_cell(text, candidates=candidates)) == expected
