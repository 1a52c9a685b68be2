"""Which unit sent a report: by its letterhead, the committee above it, number, place and file name.

Names in letterheads are long and share most of their words ("ĐẢNG ỦY XÃ ..."), so a name is compared in
two parts: the words that say what kind of body it is and the words that are its own. A report of 2023 comes
from a unit as it was called and as it existed then.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from extraction.text import fold, fold_keep_marks

KINDS = (
    ("district", ("huyen uy", "thi uy", "thanh uy", "quan uy", "huyen", "thi xa", "thanh pho", "quan")),
    ("commune", ("dang uy xa", "dang uy phuong", "dang uy thi tran", "xa", "phuong", "thi tran", "dac khu")),
    ("province", ("tinh uy", "tinh")),
    ("bloc", ("dang uy khoi",)),
    ("branch", ("chi bo", "dang bo")),
    ("", ("dang uy",)),
)
"""How names begin, folded, by the kind of body they mean; the longest beginning that fits decides.

"Đảng ủy" alone may be that of a commune, a bloc, an enterprise: it says nothing of the kind."""

BLURRED_KIND = 78.0
"""Likeness (0..100) of a beginning that was misread, as "huyn uy" for "huyen uy"."""

CLEAR_KIND = 96.0
"""Below this a misread beginning is set off from the unit's own name, but not held to mean its kind."""

BLURRED_WORD = 45.0
"""Likeness of each of its words: "dang uy mo" is no "dang uy xa"."""

FRAME = (
    "ban chap hanh dang bo",
    "ban chap hanh",
    "ban thuong vu",
    "ban chi dao",
    "uy ban nhan dan",
    "ubnd",
    "bch",
    "btv",
    "bcd",
)
"""What stands before a unit's own name when one of its bodies writes."""

OWN_WEIGHT = 0.8
"""The share of a name's likeness that its own words give; the rest is the kind of body."""

UNKNOWN_KIND = 0.97
"""Where one of two names does not say its kind, only their own words are compared, worth a little less."""

MARKS_WEIGHT = 0.4
"""What letters with their tone marks count against bare letters: OCR loses marks before letters."""

SUPPORT_WEIGHT = 0.25
"""The share of the score that parent, place, number and file name have; half of it where they say nothing."""

WITHOUT_ISSUER = 0.7
"""What place and file name alone are worth: clerks name files as they like."""

NOT_EXPECTED = 0.12
"""Taken from a unit that owes no report of the campaign."""

NOT_THEN = 0.25
"""Taken from a unit that did not exist on the report's date."""

SURE = 0.78
"""Least score of a unit that needs no person: nine letters of ten read, or four of five and its place."""

LEAD = 0.045
"""How far the next unit must lie behind: two names that differ in one of seven letters do not."""

WORTH_ASKING = 0.45
"""Candidates below this are not shown to a person."""

CANDIDATES = 8
"""How many units a person is offered at most."""

_NUMBER_KINDS = {"hu": "district", "tu": "district", "thu": "district", "du": "commune", "xu": "commune"}
_CODE = re.compile(r"[-/–]\s*([A-Za-zĐđ]{2,10})\s*$")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as matching knows it; days are inclusive, ``former`` pairs a name with its last day."""

    id: str
    name: str
    short_name: str = ""
    abbreviations: tuple[str, ...] = ()
    former: tuple[tuple[str, dt.date | None], ...] = ()
    parent: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Clues:
    """What a report says about its sender, each "" where it says nothing.

    ``above`` are the names over the issuer's own in the letterhead; ``files`` the names of its files.
    """

    issuer: str = ""
    above: str = ""
    number: str = ""
    place: str = ""
    files: tuple[str, ...] = ()
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit that may have sent the report; ``evidence`` names what speaks for it (+) and against it (-)."""

    unit: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    own: str
    marked: str
    whole: str


@dataclass(frozen=True)
class UnitIndex:
    """All units, with their names taken apart once: matching a report against 11,000 takes milliseconds."""

    units: tuple[KnownUnit, ...]
    names: tuple[tuple[_Name, int, dt.date | None], ...] = field(repr=False)
    owns: tuple[str, ...] = field(repr=False)
    by_id: dict[str, KnownUnit] = field(repr=False)


def index_units(units: Sequence[KnownUnit]) -> UnitIndex:
    """Take the names of all units apart, former names and abbreviations with them."""
    names: list[tuple[_Name, int, dt.date | None]] = []
    for place, unit in enumerate(units):
        now = (unit.name, *((unit.short_name,) if unit.short_name else ()), *unit.abbreviations)
        names += [(_taken_apart(name), place, None) for name in dict.fromkeys(now)]
        names += [(_taken_apart(name), place, until) for name, until in unit.former]
    owns = tuple(name.own or name.whole for name, _, _ in names)
    return UnitIndex(tuple(units), tuple(names), owns, {unit.id: unit for unit in units})


def match_unit(
    clues: Clues, index: UnitIndex, *, expected: Collection[str] | None = None
) -> tuple[UnitMatch, ...]:
    """Rank the units that may have sent a report.

    Args:
        clues: From its letterhead and file names.
        index: All units, those that are no more as well.
        expected: Ids of those that owe a report of the campaign, None where there is no such list.

    Returns:
        At most ``CANDIDATES`` units worth asking about, best first; equal scores by id.
    """
    found = _by_name(clues.issuer, index, clues.date)
    if not found:
        found = {place: WITHOUT_ISSUER * score for place, score in _by_name(clues.place, index, None).items()}
        for name in clues.files:
            for place, score in _by_file(name, index).items():
                found[place] = max(found.get(place, 0.0), WITHOUT_ISSUER * score)
    ranked = [_weighed(index, place, score, clues, expected) for place, score in found.items()]
    ranked = [match for match in ranked if match.score >= WORTH_ASKING]
    return tuple(sorted(ranked, key=lambda match: (-match.score, match.unit))[:CANDIDATES])


def surely(ranked: Sequence[UnitMatch]) -> str | None:
    """The unit that needs no person to say so, None where one has to be asked."""
    if not ranked or ranked[0].score < SURE:
        return None
    lead = ranked[0].score - ranked[1].score if len(ranked) > 1 else 1.0
    return ranked[0].unit if lead >= LEAD else None


def _taken_apart(name: str) -> _Name:
    whole, marked = fold(name), fold_keep_marks(name)
    for frame in FRAME:
        if whole.startswith(frame + " "):
            words = len(frame.split())
            whole, marked = " ".join(whole.split()[words:]), " ".join(marked.split()[words:])
    kind, begins = "", ""
    for group, beginnings in KINDS:
        for beginning in beginnings:
            if (whole + " ").startswith(beginning + " ") and len(beginning) > len(begins):
                kind, begins = group, beginning
    rest = len(begins.split())
    if not kind:
        kind, rest = max((kind, rest), _nearly_kind(whole), key=lambda pair: pair[1])
    own = " ".join(whole.split()[rest:])
    return _Name(kind, own, " ".join(marked.split()[rest:]), whole)


def _nearly_kind(whole: str) -> tuple[str, int]:
    """The kind that a misread beginning means, and its length: "huyn uy mo duc" is a district's."""
    words = whole.split()
    best, found = BLURRED_KIND, ("", 0)
    for group, beginnings in KINDS:
        for beginning in beginnings:
            wanted = beginning.split()
            if len(wanted) < 2 or len(words) <= len(wanted):
                continue
            pairs = zip(words, wanted, strict=False)
            alike = fuzz.ratio(" ".join(words[: len(wanted)]), beginning) + len(wanted)
            if alike > best and all(fuzz.ratio(*pair) >= BLURRED_WORD for pair in pairs):
                best, found = alike, (group if alike >= CLEAR_KIND else "", len(wanted))
    return found


def _by_name(text: str, index: UnitIndex, date: dt.date | None) -> dict[int, float]:
    """How like each unit's best name the text is; only those with a like name of their own."""
    if len(fold(text)) < 3:
        return {}
    wanted = _taken_apart(text)
    query = wanted.own or wanted.whole
    found: dict[int, float] = {}
    for _, _, row in process.extract(query, index.owns, scorer=fuzz.ratio, score_cutoff=55, limit=60):
        name, place, until = index.names[row]
        if until is not None and date is not None and date > until:
            continue
        found[place] = max(found.get(place, 0.0), _likeness(wanted, name))
    return found


def _likeness(wanted: _Name, name: _Name) -> float:
    """0..1; without words of their own the whole names are compared, and kinds that differ count against."""
    if not (wanted.own and name.own):
        return fuzz.ratio(wanted.whole, name.whole) / 100
    bare = fuzz.ratio(wanted.own, name.own) / 100
    marked = fuzz.ratio(wanted.marked, name.marked) / 100
    own = (1 - MARKS_WEIGHT) * bare + MARKS_WEIGHT * marked
    if not (wanted.kind and name.kind):
        return UNKNOWN_KIND * own
    return OWN_WEIGHT * own + (1 - OWN_WEIGHT) * float(wanted.kind == name.kind)


def _by_file(name: str, index: UnitIndex) -> dict[int, float]:
    """Units whose own name stands word for word in a file's name, folded or run together."""
    text = " ".join(re.split(r"[\W_]+", fold(re.sub(r"\.\w{1,4}$", "", name))))
    bare = text.replace(" ", "")
    found: dict[int, float] = {}
    for own, (_, place, _until) in zip(index.owns, index.names, strict=True):
        if len(own) < 4:
            continue
        if f" {own} " in f" {text} ":
            found[place] = 1.0
        elif len(own) >= 6 and own.replace(" ", "") in bare:
            found[place] = max(found.get(place, 0.0), 0.9)
    return found


def _weighed(
    index: UnitIndex, place: int, likeness: float, clues: Clues, expected: Collection[str] | None
) -> UnitMatch:
    unit = index.units[place]
    told = _support(index, unit, clues)
    support = sum(weight for _, weight in told)
    bounded = max(-1.0, min(1.0, support))
    score = (1 - SUPPORT_WEIGHT) * likeness + SUPPORT_WEIGHT * (0.5 + 0.5 * bounded)
    evidence = [f"{'+' if weight > 0 else '-'}{what}" for what, weight in told]
    if clues.date and not _existed(unit, clues.date):
        score -= NOT_THEN
        evidence.append("-validity")
    if expected is not None and unit.id not in expected:
        score -= NOT_EXPECTED
        evidence.append("-expected")
    return UnitMatch(unit.id, round(max(0.0, min(1.0, score)), 4), tuple(evidence))


def _support(index: UnitIndex, unit: KnownUnit, clues: Clues) -> list[tuple[str, float]]:
    told: list[tuple[str, float]] = []
    own = _taken_apart(unit.name)
    parent = index.by_id.get(unit.parent or "")
    if clues.above and parent is not None:
        alike = _likeness(_taken_apart(clues.above), _taken_apart(parent.name))
        told.append(("parent", 0.6 if alike >= 0.8 else -0.6 if alike < 0.6 else 0.0))
    if clues.place:
        alike = fuzz.ratio(fold(clues.place), own.own or own.whole) / 100
        told.append(("place", 0.6 * max(0.0, (alike - 0.7) / 0.3)))
    code = _CODE.search(clues.number)
    if code:
        mark = fold(code[1]).replace(" ", "")
        known = {fold(a).replace(" ", "") for a in unit.abbreviations}
        kind = _NUMBER_KINDS.get(mark)
        if mark in known:
            told.append(("number", 0.4))
        elif kind and own.kind and kind != own.kind and own.kind != "bloc":
            told.append(("number", -0.3))
    if clues.files and own.own:
        text = " ".join(fold(name.replace("-", " ").replace("_", " ")) for name in clues.files)
        if f" {own.own} " in f" {text} ":
            told.append(("file", 0.4))
    return [pair for pair in told if pair[1]]


def _existed(unit: KnownUnit, day: dt.date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= day) and (
        unit.valid_to is None or day <= unit.valid_to
    )
