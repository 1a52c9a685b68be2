from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.arithmetic import PAPER_COST, Choice, Explanation, Verdict, explain, holds
from extraction.relations import SHARES_MAKE_WHOLE, Demand, Relation


def equal(name: str, whole: str, *parts: str) -> Relation:
    return Relation(name, "figures_add_up", Demand.EQUAL, (whole,), parts)


def readings(**texts: str) -> dict[str, tuple[Choice, ...]]:
    """ "12 17" is taken as 12 and may be 17, at 1 for each place further down."""
    return {
        path: tuple(Choice(t, Decimal(t), float(rank)) for rank, t in enumerate(text.split()))
        for path, text in texts.items()
    }


def test_a_repair_must_satisfy_all_relations_that_it_touches() -> None:
    """Reading b as 3 or a as 9 would mend the first sum; only b = 3 leaves the second true."""
    relations = (equal("s1", "a", "b", "c"), equal("s2", "d", "a", "e"))
    told = readings(a="8 9", b="4 3", c="5", d="10", e="2")
    assert explain(relations, told) == {"s1": Explanation(Verdict.MISREAD, (("b", "3"),))}


def test_one_misread_figure_in_two_sums_is_one_change() -> None:
    relations = (equal("s1", "a", "b", "c"), equal("s2", "d", "a", "e"))
    told = readings(a="3 8", b="3", c="5", d="10", e="2")
    assert explain(relations, told) == dict.fromkeys(
        ("s1", "s2"), Explanation(Verdict.MISREAD, (("a", "8"),))
    )


def test_readings_dearer_than_a_slip_of_the_paper_are_not_proposed() -> None:
    told = {
        "a": (Choice("8", Decimal(8), 0.0), Choice("9", Decimal(9), PAPER_COST + 1)),
        **readings(b="4", c="5"),
    }
    assert explain((equal("s", "a", "b", "c"),), told) == {"s": Explanation(Verdict.PAPER)}


def test_two_repairs_alike_are_left_to_a_person() -> None:
    told = readings(a="8 9", b="4 3", c="5")
    assert explain((equal("s", "a", "b", "c"),), told) == {"s": Explanation(Verdict.SEVERAL)}


def test_a_slip_of_the_paper_and_a_misreading_are_told_apart() -> None:
    relations = (equal("s1", "a", "b"), equal("s2", "c", "d"))
    told = readings(a="5", b="6", c="7", d="1 7")
    assert explain(relations, told) == {
        "s1": Explanation(Verdict.PAPER),
        "s2": Explanation(Verdict.MISREAD, (("d", "7"),)),
    }


PERCENT = Relation("p", "percent_equals", Demand.PERCENT, ("whole",), ("part",), "percent")


@pytest.mark.parametrize(
    ("percent", "right"), [("12.5", True), ("12.50", True), ("12.4", False), ("13", True), ("14", False)]
)
def test_a_percentage_may_be_rounded_or_cut_at_its_last_digit(percent: str, right: bool) -> None:
    values = {"percent": Decimal(percent), "part": Decimal(125), "whole": Decimal(1000)}
    assert holds(PERCENT, values) is right


def test_any_side_of_a_percentage_can_be_the_misread_one() -> None:
    for path, text in (("percent", "72.5 12.5"), ("part", "128 125"), ("whole", "1100 1000")):
        told = {**readings(percent="12.5", part="125", whole="1000"), **readings(**{path: text})}
        right = text.split()[1]
        assert explain((PERCENT,), told) == {"p": Explanation(Verdict.MISREAD, ((path, right),))}


def test_shares_may_miss_a_hundred_by_their_rounding() -> None:
    relation = Relation("h", SHARES_MAKE_WHOLE, Demand.EQUAL, (), ("a", "b", "c"), given=Decimal(100))
    thirds = dict.fromkeys(("a", "b", "c"), Decimal("33.3"))
    assert holds(relation, thirds)
    assert not holds(relation, {**thirds, "c": Decimal("33.0")})


@given(
    st.lists(st.integers(0, 99_999), min_size=2, max_size=12),
    st.data(),
)
def test_a_single_misread_figure_is_always_found(figures: list[int], data: st.DataObject) -> None:
    paths = [f"p{i}" for i in range(len(figures))]
    relation = equal("s", "whole", *paths)
    told = readings(whole=str(sum(figures)), **{p: str(v) for p, v in zip(paths, figures, strict=True)})
    at = data.draw(st.sampled_from(paths))
    wrong = data.draw(st.integers(0, 99_999).filter(lambda v: Decimal(v) != told[at][0].value))
    told[at] = (Choice(str(wrong), Decimal(wrong), 0.0), Choice(told[at][0].text, told[at][0].value, 1.0))
    assert explain((relation,), told)["s"].repair == ((at, told[at][1].text),)
