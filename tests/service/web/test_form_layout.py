from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extraction.campaign import Column, ColumnType, Form, RowGroup
from service.web.form_layout import CellStyle, blank_form, header_rows, lay_out

FORM = Form(
    "bieu-1",
    "Biểu số 1",
    (
        Column("stt", "Số TT", ColumnType.ORDINAL),
        Column("label", "Loại hình", ColumnType.LABEL),
        Column(
            "", "Tổng số", children=(Column("so_luong", "Số lượng"), Column("so_lao_dong", "Số lao động"))
        ),
        Column("ghi_chu", "Ghi chú", ColumnType.TEXT),
    ),
    (RowGroup("htx", "Hợp tác xã"),),
)
STYLE = CellStyle(
    text=lambda f: "" if f.value is None else str(f.value),
    note=lambda f, fails: f"{f.status} {fails}",
    failing=frozenset({"table.bieu-1.1.so_luong"}),
)


@dataclass
class Field:
    path: str
    value: Any
    status: str = "accepted"


def fields(*given: tuple[str, Any, str]) -> dict[str, Field]:
    return {
        f"table.bieu-1.{path}": Field(f"table.bieu-1.{path}", value, status) for path, value, status in given
    }


def test_the_header_is_merged_as_on_paper() -> None:
    top, below = header_rows(FORM)
    assert [(h.title, h.columns, h.rows) for h in top] == [
        ("Số TT", 1, 2),
        ("Loại hình", 1, 2),
        ("Tổng số", 2, 1),
        ("Ghi chú", 1, 2),
    ]
    assert [h.title for h in below] == ["Số lượng", "Số lao động"]


@given(
    st.recursive(st.just(()), lambda kids: st.lists(kids, min_size=1, max_size=3).map(tuple), max_leaves=8)
)
def test_every_header_place_is_covered_exactly_once(shape: tuple[Any, ...]) -> None:
    def column(kids: tuple[Any, ...], name: str) -> Column:
        return Column(name, name, children=tuple(column(k, f"{name}{i}") for i, k in enumerate(kids)))

    form = Form("f", "F", (column(shape, "a"), Column("z", "Z")))
    rows = header_rows(form)
    covered = sum(h.columns * h.rows for row in rows for h in row)
    assert covered == len(rows) * len(form.leaves)


def test_rows_come_in_reading_order_and_groups_are_known() -> None:
    table = lay_out(
        FORM, fields(("10.label", "HTX Một", "accepted"), ("2.label", "HỢP TÁC XÃ", "accepted")), STYLE
    )
    assert [(row.group, row.cells[1].text) for row in table.rows] == [
        (True, "HỢP TÁC XÃ"),
        (False, "HTX Một"),
    ]


def test_a_cell_shows_its_status_and_a_failing_check() -> None:
    table = lay_out(FORM, fields(("1.so_luong", 71, "review"), ("1.so_lao_dong", None, "missing")), STYLE)
    quantity, workers = table.rows[0].cells[2:4]
    assert (quantity.text, quantity.look) == ("71", "cell-review cell-fails")
    assert (workers.text, workers.look) == ("", "cell-missing")


def test_a_form_without_figures_has_no_rows_and_the_blank_form_has_its_groups() -> None:
    assert lay_out(FORM, {}, STYLE).rows == ()
    assert [c.text for c in blank_form(FORM).rows[0].cells] == ["1", "Hợp tác xã", "", "", ""]
