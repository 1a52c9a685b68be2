from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extraction.open_tables.rows import divide, levels_of

HEIGHT, PITCH, AIR = 20.0, 28.0, 10.0


def laid_out(counts: list[int], *, at_top: bool) -> tuple[list[float], list[float]]:
    """Lines of rows with so many each, and the heights of the rows' figures."""
    lines: list[float] = []
    anchors: list[float] = []
    y = 100.0
    for count in counts:
        own = [y + PITCH * i for i in range(count)]
        anchors.append(own[0] if at_top else (own[0] + own[-1]) / 2)
        lines += own
        y = own[-1] + PITCH + AIR
    return lines, anchors


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.booleans())
def test_every_line_goes_to_the_row_that_it_was_set_in(counts: list[int], at_top: bool) -> None:
    lines, anchors = laid_out(counts, at_top=at_top)
    rows = divide(lines, anchors, HEIGHT)
    assert [len(row.lines) for row in rows] == counts
    assert [row.anchor for row in rows] == anchors
    assert [i for row in rows for i in row.lines] == list(range(len(lines)))


def test_a_name_of_a_group_without_figures_is_a_row() -> None:
    lines, anchors = laid_out([1, 2, 1, 1], at_top=False)
    rows = divide(lines, [anchors[0], anchors[1], anchors[3]], HEIGHT)
    assert [row.anchor for row in rows] == [anchors[0], anchors[1], None, anchors[3]]


def test_rows_without_notes_have_none() -> None:
    _, anchors = laid_out([1] * 5, at_top=False)
    notes = [anchors[2] - PITCH / 2, anchors[2] + PITCH / 2]
    rows = divide(notes, anchors, HEIGHT, labelled=False)
    assert [row.lines for row in rows] == [(), (), (0, 1), (), ()]


def test_heights_that_are_near_are_one() -> None:
    assert levels_of([10, 130, 14, 128, 126], 12) == [12, 128]
    assert levels_of([], 12) == []
