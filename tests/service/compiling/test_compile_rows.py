"""Rows of a report under the groups of the form."""

from __future__ import annotations

import pytest

from extraction.campaign import Column, Form, RowGroup
from service.compiling.model import Cell
from service.compiling.rows import form_answers, group_of

FORM = Form(
    "bieu-1",
    "Biểu",
    (Column("so_luong", "Số lượng"),),
    (RowGroup("htx", "Hợp tác xã", ("HTX",)), RowGroup("tht", "Tổ hợp tác")),
)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Hợp tác xã", "htx"),
        ("HỢP TÁC XÃ (HTX)", "htx"),
        ("Tổ hợp tác (THT)", "tht"),
        ("Hợp tác xã rau An Hòa", None),
    ],
)
def test_label_names_its_group_and_a_member_names_none(label: str, key: str | None) -> None:
    found = group_of(FORM, label)
    assert (found.key if found else None) == key


def test_a_group_summed_up_below_its_members_is_counted_once() -> None:
    rows = [("Hợp tác xã", None), ("HTX A", 7), ("HTX B", 5), ("Cộng nhóm 1", 12), ("Tổng cộng", 12)]
    cells = [
        {"label": Cell(label, "accepted", 1, n), "so_luong": Cell(count, "accepted", 1, 10 + n)}
        for n, (label, count) in enumerate(rows)
    ]
    answers = form_answers(FORM, cells, lambda label: group_of(FORM, label))
    assert {key: cell.value for key, cell in answers.items()} == {"htx.so_luong": 12}
