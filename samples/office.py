"""A whole office as rows of the database: units, periods, reports with every trouble, and the truth.

No scan is made. ``make_office`` draws, from a seed, who sends what; ``office_rows.py`` writes it into a
database, and ``office_truth.py`` says what tracking and compiling must come to.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from service.campaigns import builtin_campaigns

CAMPAIGN = "TH-01/KH"
PROVINCE = "tinh"
PERIODS = ("2023-Q1", "2023-Q2", "2023-Q3")
FORM = "bieu-1"
GROUPS = (("kinh-te-hop-tac", "Kinh tế hợp tác"), ("hop-tac-xa", "HTX"), ("to-hop-tac", "Tổ hợp tác"))
"""Key of a group of the form and how the units of this office write it."""

COLUMNS = ("so_luong", "so_lao_dong", "to_chuc_dang", "so_dang_vien", "to_chuc_doan_the", "so_hoi_vien")
TEXT_FIGURE = "II.2.so_dang_vien"
LARGEST = 60  # of a commune's number
COMMUNES_PER_DISTRICT = 15

Key = tuple[str, str]
"""A group and a column of the form."""

TROUBLES = (
    ("on_time", 52), ("late", 14), ("missing", 8), ("contested", 3), ("revised", 5), ("split", 5),
    ("returned", 3), ("unsure", 3), ("doubtful", 4), ("unreadable_cell", 3),
)  # fmt: skip
"""What can happen to a unit's report and how often in a hundred; a district never goes missing."""


@dataclass(frozen=True)
class OfficeUnit:
    id: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True)
class Sent:
    """One report that came in: its numbers as its paper says them, and how it stands in the database.

    ``doubtful`` cells wait for a person though the machine read them right; ``unread`` ones hold no number;
    ``corrected`` ones were read wrong by the machine and set right by a person; ``by_members`` groups have
    an empty row and a row for each half below it.
    """

    unit: str
    period: str
    received: dt.datetime
    numbers: dict[Key, int]
    text_figure: int
    doubtful: frozenset[Key] = frozenset()
    unread: frozenset[Key] = frozenset()
    corrected: frozenset[Key] = frozenset()
    by_members: frozenset[str] = frozenset()
    is_sure: bool = True
    returned: bool = False
    shares_file: bool = False
    corrects: int | None = None  # index of the report that it corrects
    corrected_by: int | None = None


@dataclass
class Office:
    """Units, the reports in the order they came, what happened to whom, and the deadlines."""

    units: tuple[OfficeUnit, ...]
    periods: tuple[str, ...]
    campaign: dict[str, Any]
    due: dict[tuple[str, str], dt.date]  # level, period
    sent: list[Sent] = field(default_factory=list)
    trouble: dict[tuple[str, str], str] = field(default_factory=dict)  # unit, period


def make_office(seed: int, units: int = 200, periods: int = 3) -> Office:
    """An office of about so many reporting units below one province; the same seed gives the same office."""
    rng = random.Random(seed)
    chosen = PERIODS[:periods]
    due = {
        (level, period): dt.date(2023, 3 * (index + 1), day)
        for index, period in enumerate(chosen)
        for level, day in (("grassroots", 10), ("district", 20))
    }
    office = Office(_units(units), chosen, _campaign(chosen, due), due)
    below: dict[str, list[OfficeUnit]] = {}
    for unit in office.units:
        below.setdefault(unit.parent or "", []).append(unit)
    for period in chosen:
        for district in below[PROVINCE]:
            known: dict[Key, int] = dict.fromkeys(all_keys(), 0)
            for commune in below.get(district.id, ()):
                for key, value in _commune_sends(office, rng, commune, period).items():
                    known[key] += value
            _district_sends(office, rng, district, period, known)
    return office


def _units(count: int) -> tuple[OfficeUnit, ...]:
    districts = max(1, round(count / (COMMUNES_PER_DISTRICT + 1)))
    units = [OfficeUnit(PROVINCE, "Tỉnh ủy Bình Sơn", "tinh", None)]
    units += [OfficeUnit(f"h{d:03}", f"Huyện ủy số {d:03}", "huyen", PROVINCE) for d in range(districts)]
    units += [
        OfficeUnit(f"x{c:05}", f"Đảng ủy xã số {c:05}", "xa", f"h{c % districts:03}")
        for c in range(count - districts)
    ]
    return tuple(units)


def _campaign(periods: tuple[str, ...], due: dict[tuple[str, str], dt.date]) -> dict[str, Any]:
    """The plan with the form, asked for once a quarter."""
    plan = next(data for data in builtin_campaigns() if data["id"] == "205-KH/TU")
    deadlines = [
        {
            "level": level,
            "sender": "Cấp ủy cơ sở" if level == "grassroots" else "Huyện ủy",
            "due": due[level, period].isoformat(),
            "period": period,
            "words": f"chậm nhất ngày {due[level, period]:%d/%m/%Y}",
        }
        for period in periods
        for level in ("grassroots", "district")
    ]
    changed = {"id": CAMPAIGN, "number": CAMPAIGN, "periods": list(periods), "deadlines": deadlines}
    return {**plan, **changed, "notes": []}


def all_keys() -> list[Key]:
    """Every place of the form."""
    return [(group, column) for group, _ in GROUPS for column in COLUMNS]


def _commune_sends(office: Office, rng: random.Random, unit: OfficeUnit, period: str) -> dict[Key, int]:
    """Send a commune's report or none; the numbers that its district knows of."""
    numbers = {key: rng.randrange(LARGEST) for key in all_keys()}
    names, weights = zip(*TROUBLES, strict=True)
    trouble = rng.choices(names, weights)[0]
    office.trouble[unit.id, period] = trouble
    if trouble == "missing":
        return numbers
    due = office.due["grassroots", period]
    late = rng.randrange(1, 9) if trouble == "late" else -rng.randrange(0, 6)
    report = Sent(
        unit=unit.id,
        period=period,
        received=_moment(due, late, rng),
        numbers=numbers,
        text_figure=_text_figure(numbers) + (7 if rng.random() < 0.05 else 0),
        doubtful=frozenset(rng.sample(all_keys(), 2)) if trouble == "doubtful" else frozenset(),
        unread=frozenset(rng.sample(all_keys(), 1)) if trouble == "unreadable_cell" else frozenset(),
        corrected=frozenset(rng.sample(all_keys(), 1)) if rng.random() < 0.2 else frozenset(),
        by_members=frozenset({GROUPS[1][0]}) if rng.random() < 0.1 else frozenset(),
        is_sure=trouble != "unsure",
        returned=trouble == "returned",
        shares_file=trouble == "split" and bool(office.sent),
    )
    office.sent.append(report)
    if trouble == "contested":
        other = {**numbers, all_keys()[0]: numbers[all_keys()[0]] + 5}
        office.sent.append(Sent(unit.id, period, _moment(due, 1, rng), other, _text_figure(other)))
    elif trouble == "revised":
        _correct(office, rng, due)
    return numbers


def _correct(office: Office, rng: random.Random, due: dt.date) -> None:
    """A corrected report of the unit that sent the last one; it comes after its district's."""
    first = len(office.sent) - 1
    old = office.sent[first]
    key = rng.choice(all_keys())
    numbers = {**old.numbers, key: old.numbers[key] + rng.choice((-1, 1, 3)) * (old.numbers[key] > 0)}
    received = _moment(due, 20, rng)
    office.sent[first] = Sent(**{**old.__dict__, "corrected_by": first + 1})
    office.sent.append(Sent(old.unit, old.period, received, numbers, _text_figure(numbers), corrects=first))


def _district_sends(
    office: Office, rng: random.Random, unit: OfficeUnit, period: str, known: dict[Key, int]
) -> None:
    """A district's report: the sum of what its communes told it, sometimes with a slip of its own."""
    numbers = dict(known)
    trouble = rng.choices(("on_time", "late", "contradictory"), (60, 20, 20))[0]
    office.trouble[unit.id, period] = trouble
    if trouble == "contradictory":
        numbers[rng.choice(all_keys())] += rng.choice((-2, 4, 10))
    late = rng.randrange(1, 4) if trouble == "late" else -rng.randrange(0, 5)
    received = _moment(office.due["district", period], late, rng)
    office.sent.append(Sent(unit.id, period, received, numbers, _text_figure(numbers)))


def _text_figure(numbers: dict[Key, int]) -> int:
    return sum(numbers[group, "so_dang_vien"] for group, _ in GROUPS)


def _moment(due: dt.date, days: int, rng: random.Random) -> dt.datetime:
    """A moment within office hours, in UTC; the office is seven hours ahead."""
    day = due + dt.timedelta(days=days)
    return dt.datetime(day.year, day.month, day.day, rng.randrange(1, 9), rng.randrange(60), tzinfo=dt.UTC)
