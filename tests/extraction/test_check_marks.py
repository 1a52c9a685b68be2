from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType

import pytest

from extraction.campaign import Campaign, Figure
from extraction.check_marks import UNRULED, UNSURE_HEADING, with_checks
from extraction.checks import run_checks
from extraction.model import Finding
from extraction.rows import arrange_rows
from tests.extraction.table_builders import FORM, make_row

LABELS = (("1", "Hợp tác xã"), ("1.1", "HTX A"), ("1.2", "HTX B"), ("", "Tổng cộng"))
ROWS = arrange_rows([make_row(stt, label) for stt, label in LABELS], FORM)
FIGURE = Figure("II", "count", "Số loại hình", ("{n} loại hình",), same_as="bieu-1.so_luong")
CAMPAIGN = Campaign("1", None, "Tỉnh ủy", "Quảng Ngãi", None, "", (), (FORM,), (FIGURE,))


def figure(row: int, raw: str, column: str = "so_luong", *signals: str) -> Finding:
    told = MappingProxyType({"ocr": 0.9, "agree": 1.0, **dict.fromkeys(signals, 1.0)})
    value = Decimal(0) if raw == "-" else Decimal(raw)
    return Finding(f"table.bieu-1.{row}.{column}", "cell", value, raw, 1, None, (raw,), told)


def words(row: int, key: str, raw: str, *signals: str) -> Finding:
    told = MappingProxyType(dict.fromkeys(signals, 1.0))
    return Finding(f"table.bieu-1.{row}.{key}", key, raw, raw, 1, None, (raw,), told)


def text_tells(raw: str) -> Finding:
    return Finding("figure.II.count", "figure", Decimal(raw), raw, 1, None, (raw,))


def marked(*findings: Finding) -> dict[str, Finding]:
    checks = run_checks(CAMPAIGN, findings, {"bieu-1": ROWS})
    return {f.path.removeprefix("table.bieu-1."): f for f in with_checks(findings, checks)}


def doubtful(found: dict[str, Finding]) -> list[str]:
    return [path for path, f in found.items() if "column_doubtful" in f.doubts]


def test_sums_that_hold_are_evidence() -> None:
    found = marked(figure(1, "12"), figure(2, "7"), figure(3, "5"), figure(4, "12"))
    assert all(f.signals["sum_holds"] == 1.0 and not f.doubts for f in found.values())


def test_failed_sums_doubt_every_figure_in_them() -> None:
    found = marked(figure(1, "4"), figure(2, "1"), figure(3, "1"))
    assert all("sum_fails" in f.doubts for f in found.values())


@pytest.mark.parametrize(("told", "doubted"), [("5", False), ("3", False), ("131", True), ("1", True)])
def test_a_column_is_doubted_whole_where_the_text_tells_another_magnitude(told: str, doubted: bool) -> None:
    """All its own sums hold: it may be the column beside. Two or three more or less are a slip."""
    text = text_tells(told)
    cells = [figure(1, "4"), figure(2, "1"), figure(3, "3"), figure(4, "4")]
    others = [figure(n, "9", column="so_lao_dong") for n in (2, 3)]
    assert doubtful(marked(text, *cells, *others)) == [f"{n}.so_luong" for n in (1, 2, 3, 4) if doubted]


def unruled(*columns: tuple[str, Sequence[str]]) -> list[Finding]:
    """Figures of the first rows that only white paper parts, column by column."""
    return [figure(n, raw, key, UNRULED) for key, told in columns for n, raw in enumerate(told, 1)]


def test_cells_without_borders_need_sums_that_vouch_for_their_place() -> None:
    good = ("so_luong", ("12", "7", "5", "12")), ("so_lao_dong", ("40", "31", "9", "40"))
    assert doubtful(marked(*unruled(*good))) == []
    assert doubtful(marked(*unruled(("so_luong", ("12", "7"))))) == ["1.so_luong", "2.so_luong"]
    bad = "so_dang_vien", ("4", "3", "2", "4")
    found = marked(*unruled(*good, bad))
    assert doubtful(found) == ["2.so_dang_vien", "3.so_dang_vien"]
    assert all("sum_fails" in found[f"{n}.so_dang_vien"].doubts for n in (1, 2, 3))


def test_a_lone_figure_that_fits_does_not_vouch_for_its_row() -> None:
    """Two members make the group in one column, while the others show that a row is not one."""
    columns = [("so_luong", ("2", "1", "1", "2"))]
    columns += [(key, ("9", "4", "1", "8")) for key in ("so_lao_dong", "so_dang_vien")]
    assert "3.so_luong" in doubtful(marked(*unruled(*columns)))


def test_labels_stand_where_the_figures_of_their_rows_do() -> None:
    cells = unruled(("so_luong", ("12", "7", "5", "12")))
    labels = [words(n, "label", label, UNRULED) for n, (_, label) in enumerate(LABELS, 1)]
    ordinals = [words(n, "stt", stt, UNRULED) for n, (stt, _) in enumerate(LABELS, 1)]
    assert doubtful(marked(*cells, *labels, *ordinals)) == []
    assert doubtful(marked(*cells, *labels)) == [f"{n}.label" for n in (1, 2, 3, 4)]
    assert doubtful(marked(*labels, *ordinals)) == [
        f"{n}.{k}" for k in ("label", "stt") for n in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(("told", "doubted"), [("12", False), ("13", True), ("40", True)])
def test_the_text_tells_which_column_stands_under_an_unsure_heading(told: str, doubted: bool) -> None:
    cells = [figure(n, raw, "so_luong", UNSURE_HEADING) for n, raw in enumerate(("12", "7", "5", "12"), 1)]
    others = [figure(n, raw, "so_lao_dong") for n, raw in enumerate(("40", "31", "9", "40"), 1)]
    assert bool(doubtful(marked(text_tells(told), *cells, *others))) == doubted
