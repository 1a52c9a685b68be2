"""What tracking and compiling must say of an office: told from who sent what, by plain sums of our own."""

from __future__ import annotations

from dataclasses import dataclass

from samples.office import PROVINCE, Key, Office, OfficeUnit, Sent, all_keys
from samples.office_rows import OFFICE_HOURS


@dataclass(frozen=True)
class UnitTruth:
    """How a unit stands, in compiling (reported, missing, contested, unsure) and in tracking.

    ``tracked`` is on_time, late, returned or overdue, seen after every deadline; ``days_late`` is of its
    newest report that stands, of the first version where it corrects one; 0 or less in time, None where no
    report stands.
    """

    standing: str
    tracked: str
    days_late: int | None


@dataclass(frozen=True)
class DifferenceTruth:
    """A district's number less those of its communes that count, and its parts: units, cause, amount."""

    stated: int
    below: int
    parts: tuple[tuple[tuple[str, ...], str, int], ...]


@dataclass(frozen=True)
class PeriodTruth:
    """``counted``: every unit's own number that counts; ``used``: what each comes to, "" the whole."""

    units: dict[str, UnitTruth]
    counted: dict[tuple[str, Key], int]
    used: dict[tuple[str, Key], int]
    differences: dict[tuple[str, Key], DifferenceTruth]


def truth_of(office: Office, period: str) -> PeriodTruth:
    """The truth of one period."""
    reports: dict[str, list[tuple[int, Sent]]] = {}
    for index, sent in enumerate(office.sent):
        if sent.period == period:
            reports.setdefault(sent.unit, []).append((index, sent))
    units = {
        unit.id: _unit_truth(office, unit, period, [s for _, s in reports.get(unit.id, [])])
        for unit in office.units
        if unit.id != PROVINCE
    }
    standing = {unit: [s for _, s in sent if _stands(s)] for unit, sent in reports.items()}
    counted = {
        (unit, key): sent[0].numbers[key]
        for unit, sent in standing.items()
        if len(sent) == 1 and sent[0].is_sure
        for key in sent[0].numbers
        if key not in sent[0].doubtful | sent[0].unread
    }
    used = dict(counted)
    differences: dict[tuple[str, Key], DifferenceTruth] = {}
    districts = [unit for unit in office.units if unit.level == "huyen"]
    for district in districts:
        communes = [unit.id for unit in office.units if unit.parent == district.id]
        for key in all_keys():
            below = sum(counted.get((c, key), 0) for c in communes)
            stated = counted[district.id, key]
            if stated != below and any((c, key) in counted for c in communes):
                parts = _parts(office, standing, counted, communes, key, stated - below)
                differences[district.id, key] = DifferenceTruth(stated, below, parts)
    for key in all_keys():
        whole = sum(used[district.id, key] for district in districts)
        used[PROVINCE, key] = used["", key] = whole
    return PeriodTruth(units, counted, used, differences)


def _stands(sent: Sent) -> bool:
    return not sent.returned and sent.corrected_by is None


def _unit_truth(office: Office, unit: OfficeUnit, period: str, sent: list[Sent]) -> UnitTruth:
    level = "district" if unit.level == "huyen" else "grassroots"
    standing = [s for s in sent if _stands(s)]
    known = "reported" if len(standing) == 1 and standing[0].is_sure else "unsure"
    name = {0: "missing", 1: known}.get(len(standing), "contested")
    if not standing:
        return UnitTruth(name, "returned" if any(s.returned for s in sent) else "overdue", None)
    first = standing[-1]
    while first.corrects is not None and not office.sent[first.corrects].returned:
        first = office.sent[first.corrects]
    arrived = (first.received + OFFICE_HOURS).date()
    days = (arrived - office.due[level, period]).days
    return UnitTruth(name, "late" if days > 0 else "on_time", days)


def _parts(
    office: Office,
    standing: dict[str, list[Sent]],
    counted: dict[tuple[str, Key], int],
    communes: list[str],
    key: Key,
    difference: int,
) -> tuple[tuple[tuple[str, ...], str, int], ...]:
    parts: list[tuple[tuple[str, ...], str, int]] = []
    silent: list[tuple[str, str]] = []
    for commune in sorted(communes):
        sent = standing.get(commune, [])
        if (commune, key) in counted:
            first = office.sent[sent[0].corrects].numbers[key] if sent[0].corrects is not None else None
            if first is not None and first != counted[commune, key]:
                parts.append(((commune,), "revised", first - counted[commune, key]))
        elif not sent:
            silent.append((commune, "missing"))
        elif len(sent) > 1:
            silent.append((commune, "contested"))
        elif key in sent[0].unread:
            silent.append((commune, "open"))
        elif sent[0].numbers[key]:
            parts.append(((commune,), "open", sent[0].numbers[key]))
    rest = difference - sum(amount for _, _, amount in parts)
    if rest > 0 and silent:
        causes = {cause for _, cause in silent}
        cause = causes.pop() if len(causes) == 1 else "unknown"
        parts.append((tuple(unit for unit, _ in silent), cause, rest))
    elif rest:
        parts.append(((), "unexplained", rest))
    return tuple(parts)
