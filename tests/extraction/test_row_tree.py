from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.row_tree import Level, grow
from extraction.rows import BodyRow, FormRow, arrange_rows, row_sums
from tests.extraction.table_builders import FORM, make_row

G, M, T = Level.GROUP, Level.MEMBER, Level.TOTAL


def row(stt: str, label: str, *counts: str) -> BodyRow:
    keys = ("so_luong", "so_lao_dong", "so_dang_vien")
    return make_row(stt, label, **dict(zip(keys, counts, strict=True)))


def arranged(*rows: BodyRow) -> tuple[FormRow, ...]:
    return arrange_rows(rows, FORM)


@pytest.mark.parametrize("label", ["Cộng nhóm 1", "Cộng mục I", "Cộng", "Cộng HTX rau và hoa"])
def test_a_row_below_the_members_tells_the_figures_of_a_blank_group(label: str) -> None:
    rows = arranged(
        row("1", "Hợp tác xã", "", "", ""),
        row("-", "HTX A", "7", "20", "3"),
        row("-", "HTX B", "5", "31", "-"),
        row("", label, "12", "51", "3"),
        row("2", "Tổ hợp tác", "2", "9", "1"),
    )
    if label.startswith("Cộng HTX"):  # a name that nobody knows
        assert rows[3].level is M
        return
    assert row_sums(rows) == {3: (1, 2)}
    assert (rows[3].level, rows[3].parent, rows[0].tellers) == (T, 0, (3,))


def test_groups_may_have_no_row_but_their_sums() -> None:
    rows = arranged(
        row("1", "HTX A", "7", "20", "3"),
        row("2", "HTX B", "5", "31", "-"),
        row("", "Cộng hợp tác xã", "12", "51", "3"),
        row("1", "THT C", "1", "4", "2"),
        row("2", "THT D", "2", "5", "-"),
        row("", "Cộng tổ hợp tác", "3", "9", "2"),
        row("", "Tổng cộng", "15", "60", "5"),
    )
    assert row_sums(rows) == {2: (0, 1), 5: (3, 4), 6: (2, 5)}
    assert [r.group.key for r in rows[:6] if r.group] == ["hop-tac-xa"] * 3 + ["to-hop-tac"] * 3


def test_a_group_that_tells_nothing_is_told_by_its_members() -> None:
    rows = arranged(
        row("I", "Hợp tác xã", "", "", ""),
        row("1", "HTX A", "7", "20", "3"),
        row("2", "HTX B", "5", "31", "-"),
        row("II", "Tổ hợp tác", "", "", ""),
        row("1", "THT C", "1", "4", "2"),
        row("", "Tổng cộng", "13", "55", "5"),
    )
    assert row_sums(rows) == {5: (1, 2, 4)}


def test_figures_tell_a_group_from_a_member_where_its_number_is_misread() -> None:
    rows = arranged(
        row("1", "Hợp tác xã", "2", "51", "3"),
        row("1", "Ông Lộc", "1", "20", "3"),
        row("2", "Bà Hoa", "1", "31", "-"),
        row("3", "Mô hình trồng keo", "2", "12", "2"),
        row("1", "Ông Hải", "1", "4", "2"),
        row("2", "Ông Phong", "2", "8", "-"),
    )
    assert [r.level for r in rows] == [G, M, M, G, M, M]


def test_a_sum_without_a_label_is_known_by_its_figures() -> None:
    rows = arranged(
        row("1", "Hợp tác xã", "12", "51", "3"),
        row("2", "Tổ hợp tác", "3", "9", "2"),
        row("", "", "15", "60", "5"),
    )
    assert row_sums(rows) == {2: (0, 1)}


def test_a_speck_in_a_blank_head_is_no_figure() -> None:
    keys = ("so_luong", "so_lao_dong", "to_chuc_dang", "so_dang_vien", "to_chuc_doan_the", "so_hoi_vien")
    blank, told = dict.fromkeys(keys, ""), dict.fromkeys(keys, "4")
    rows = arranged(
        make_row("1", "Hợp tác xã", **{**blank, "so_dang_vien": "-"}),
        make_row("-", "HTX A", **told),
        make_row("", "Cộng (1)", **told),
    )
    assert rows[0].tellers == (2,)


@given(st.lists(st.tuples(st.sampled_from(list(Level)), st.booleans()), max_size=12), st.data())
def test_every_row_has_one_place_and_no_sum_counts_a_row_twice(
    shown: list[tuple[Level, bool]], data: st.DataObject
) -> None:
    levels = [level for level, _ in shown]
    totals = [i for i, level in enumerate(levels) if level is T]
    whole = frozenset(data.draw(st.sets(st.sampled_from(totals)))) if totals else frozenset()
    tree = grow(levels, whole, [blank for _, blank in shown])
    for start in range(len(levels)):
        seen, at = set(), start
        while (parent := tree.parents[at]) is not None:
            assert parent not in seen
            seen.add(at := parent)
    for total, parts in tree.sums.items():
        assert total not in parts
        assert len(set(parts)) == len(parts)
