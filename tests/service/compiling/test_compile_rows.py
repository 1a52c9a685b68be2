"""Rows of a report under the groups of the form."""

from __future__ import annotations

import pytest

from extraction.campaign import Column, Form, RowGroup
from service.compiling.rows import group_of

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
