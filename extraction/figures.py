"""Numbers in running text: which printed number answers which figure of the plan.

Within a section every figure is compared with every number, and all pairs are chosen together, so that
one printed number answers one figure only: "kết nạp 02 đảng viên mới" is the number of new members, and
never their total, as long as both are asked for. What a section lacks is looked for in its neighbours,
whose heading may have been missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

import numpy as np

from extraction.campaign import Figure
from extraction.figure_phrases import Fit, PhrasedFigure, fit, phrase_figures
from extraction.figure_text import Candidate, RunningText, running_text, sentence_around
from extraction.figure_years import yearly_numbers
from extraction.model import Finding, Section
from extraction.solvers import best_pairs
from extraction.values import Reason, parse_count, parse_percent
from ocr.model import BoundingBox, Look, LookAgain, LookKind, Reading

CUTOFF = 0.66
"""Least score of a pair in the figure's own section."""

NEIGHBOUR_CUTOFF = 0.85
"""Least score in a neighbouring section, where only a whole phrase counts."""

NEIGHBOUR_SUBSTANCE = 0.6
"""Least substance of a phrase there: "{n} đảng viên" alone stands in every section."""

LEAST_TOGETHER, SHARE_TOGETHER = 2, 0.4
"""How many figures, and what share of a section's, show that its text stands under another heading."""

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

ORDER_BONUS = 0.05
"""What a pair gains whose number stands where the plan's order has the figure; a tie-breaker only."""

CERTAIN = 1.0
"""Words of a text layer carry this confidence and need no second look."""

LOOK_ROUND = 0.3
"""White round a number for a second look, in heights of its digits: less than a space, more than a hair.
Without it closer looks take the outer strokes for borders of a cell: 8 of 176 numbers agreed, with it 167."""

CLOSER = 0.4
"""Share of that white where a mark clings to the number."""

_CLINGING = "()[].,;:!?“”\"'"
_WIDTHS = {**dict.fromkeys(".,;:'!", 0.5), **dict.fromkeys("()[]-", 0.67), "%": 1.67}


@dataclass(frozen=True)
class _Answer:
    """A figure and the number chosen for it."""

    figure: Figure
    text: RunningText
    candidate: Candidate
    fit: Fit
    margin: float
    neighbour: bool = False
    year: int | None = None

    @property
    def path(self) -> str:
        return _path(self.figure, self.year)


def read_figures(
    sections: Sequence[Section], figures: Sequence[Figure], look_again: LookAgain | None = None
) -> tuple[Finding, ...]:
    """Find every number that the outline asks for in running text.

    Args:
        sections: The answered outline items with their text, in reading order.
        figures: What the plan asks for; a figure's section need not be among ``sections``.
        look_again: A second, closer look at the numbers chosen; it is asked once, for all of them that
            were read from pixels.

    Returns:
        One finding per figure, in the plan's order; ``found`` is False where no number fits. Where a report
        tells a figure year by year and the plan asks for it, one per year of the plan follows. ``raw`` keeps
        the number as written, ``box`` is that of its words, ``sentence`` the one it stands in.
        Signals: ``score`` of the phrase, ``margin`` over the next best choice, ``substance`` of the phrase,
        ``ocr`` of its weakest word, ``format`` (1 where the number is well formed), ``neighbour`` (1 where it
        stood in another section), ``spelt`` (1 where it is written in words), ``agree`` (the share of closer
        readers that read the same; 1 in a text layer, where nothing had to be read). A number that no closer
        reader confirms bears the doubt ``readers_differ``, one that is not well formed ``low_confidence``, a
        stretch of numbers ("120 - 150"), whose upper end is the value, ``number_range``.
    """
    texts = {section.item.id: running_text(section) for section in sections}
    series = _series(texts, figures)
    answers = _own_sections(texts, figures, series)
    answers |= _neighbour_sections(texts, figures, answers)
    answers |= series
    looks = _second_looks(list(answers.values()), look_again)
    told = {figure for figure in figures for year in figure.years if _path(figure, year) in series}
    return tuple(
        _finding(figure, year, answers.get(_path(figure, year)), looks)
        for figure in figures
        for year in (None, *(figure.years if figure in told else ()))
    )


def _path(figure: Figure, year: int | None = None) -> str:
    path = f"figure.{figure.section}.{figure.name}"
    return path if year is None else f"{path}.{year}"


def _series(texts: Mapping[str, RunningText], figures: Sequence[Figure]) -> dict[str, _Answer]:
    """Figures that their section tells year by year."""
    answers: dict[str, _Answer] = {}
    for section in dict.fromkeys(figure.section for figure in figures if figure.years):
        if section in texts:
            asked = phrase_figures([figure for figure in figures if figure.section == section])
            for one in yearly_numbers(asked, texts[section]):
                answer = _Answer(
                    one.figure.figure, texts[section], one.candidate, one.fit, one.fit.score, year=one.year
                )
                answers[answer.path] = answer
    return answers


def _own_sections(
    texts: Mapping[str, RunningText], figures: Sequence[Figure], series: Mapping[str, _Answer]
) -> dict[str, _Answer]:
    answers: dict[str, _Answer] = {}
    for section in dict.fromkeys(figure.section for figure in figures):
        if section in texts:
            asked = phrase_figures([figure for figure in figures if figure.section == section])
            yearly = {a.candidate.first for a in series.values() if a.text is texts[section]}
            free = [c for c in texts[section].candidates if c.first not in yearly]
            answers |= {answer.path: answer for answer in _choose(asked, texts[section], free)}
    return answers


def _neighbour_sections(
    texts: Mapping[str, RunningText],
    figures: Sequence[Figure],
    answers: Mapping[str, _Answer],
) -> dict[str, _Answer]:
    """Look for what is missing in the sections above, below and beside, at a higher price.

    A section whose heading was missed has its text in the section before it; where several of its figures
    are there together, they need not pay more.
    """
    found: dict[str, _Answer] = {}
    for section in dict.fromkeys(figure.section for figure in figures):
        asked = phrase_figures([figure for figure in figures if figure.section == section])
        for near in _neighbours(section, texts):
            missing = [p for p in asked if _path(p.figure) not in answers and _path(p.figure) not in found]
            used = [a for a in (*answers.values(), *found.values()) if a.text is texts[near]]
            taken = {answer.candidate.first for answer in used}
            free = [c for c in texts[near].candidates if c.first not in taken]
            chosen = _choose(missing, texts[near], free, neighbour=True)
            if section not in texts:
                together = _choose(missing, texts[near], free)
                if len(together) >= max(LEAST_TOGETHER, SHARE_TOGETHER * len(asked)):
                    chosen = [replace(answer, neighbour=True) for answer in together]
            found |= {answer.path: answer for answer in chosen}
    return found


def _neighbours(section: str, texts: Mapping[str, RunningText]) -> list[str]:
    """Sections that may hold what belongs to this one: beside it by number, above and below it."""
    family = [s for s in texts if s.startswith(f"{section}.") or section.startswith(f"{s}.")]
    before = [s for s in texts if _place_in_plan(s) < _place_in_plan(section)]
    after = [s for s in texts if _place_in_plan(s) > _place_in_plan(section)]
    beside = [max(before, key=_place_in_plan)] if before else []
    if section in texts and after:
        beside.append(min(after, key=_place_in_plan))
    return list(dict.fromkeys((*beside, *family)))


def _place_in_plan(section: str) -> tuple[int, ...]:
    """An outline id as numbers, so that "II.2" stands before "II.10" and "P1" after "MD"."""
    return tuple(_as_number(part) for part in section.split("."))


def _as_number(part: str) -> int:
    digits = "".join(c for c in part if c.isdigit())
    if digits:
        return int(digits)
    values = [_ROMAN[c] for c in part if c in _ROMAN]
    if len(values) != len(part) or part == "MD":
        return 0
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _choose(
    asked: Sequence[PhrasedFigure],
    text: RunningText,
    candidates: Sequence[Candidate],
    *,
    neighbour: bool = False,
) -> list[_Answer]:
    """Share the numbers out among the figures so that the total gain is highest."""
    if not asked or not candidates:
        return []
    fits = [[fit(phrased, text, candidate) for candidate in candidates] for phrased in asked]
    gains = np.array(
        [
            [_gain(f, row, column, (len(asked), len(candidates)), neighbour) for column, f in enumerate(line)]
            for row, line in enumerate(fits)
        ]
    )
    rows, columns = best_pairs(gains)
    pairs = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if gains[r, c] > 0}
    return [
        _Answer(
            asked[row].figure,
            text,
            candidates[column],
            fits[row][column],
            _margin(gains, pairs, row, candidates),
            neighbour,
        )
        for row, column in pairs.items()
    ]


def _gain(found: Fit, row: int, column: int, shape: tuple[int, int], neighbour: bool) -> float:
    least = NEIGHBOUR_CUTOFF if neighbour else CUTOFF
    if found.score < least or (neighbour and found.substance < NEIGHBOUR_SUBSTANCE):
        return 0.0
    places = [i / max(1, n - 1) for i, n in zip((row, column), shape, strict=True)]
    return found.gain + ORDER_BONUS * (1 - abs(places[0] - places[1]))


def _margin(
    gains: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    pairs: Mapping[int, int],
    row: int,
    candidates: Sequence[Candidate],
) -> float:
    """What would be lost by giving the figure another number, or the number to another figure."""
    column = pairs[row]
    held = {c: r for r, c in pairs.items()}
    own = gains[row, column]
    rivals = [0.0]
    for other in range(len(candidates)):
        if candidates[other].parsed.value != candidates[column].parsed.value:
            holder = held.get(other)
            exchange = 0.0 if holder is None else gains[holder, column] - gains[holder, other]
            rivals.append(gains[row, other] + min(0.0, exchange) if gains[row, other] > 0 else 0.0)
    rivals += [gains[r, column] for r in range(gains.shape[0]) if r not in pairs]
    return float(min(1.0, max(0.0, own - max(rivals))))


def _second_looks(answers: Sequence[_Answer], look_again: LookAgain | None) -> dict[str, Reading]:
    """Look at the chosen numbers again, all in one call; numbers in words have no second reader."""
    doubtful = [
        a
        for a in answers
        if a.candidate.confidence < CERTAIN
        and not (a.candidate.spelt or a.candidate.none or a.candidate.ranged)
    ]
    if look_again is None or not doubtful:
        return {}
    looks = [Look(a.candidate.page, _box_to_look_at(a.candidate), LookKind.NUMBER) for a in doubtful]
    return {a.path: r for a, r in zip(doubtful, look_again(looks), strict=True)}


def _box_to_look_at(candidate: Candidate) -> BoundingBox:
    """The number without the marks that cling to it ("15;" was read as "153"), with white round it."""
    box = candidate.box
    first, last = candidate.words[0].text, candidate.words[-1].text
    before, after = first[: len(first) - len(first.lstrip(_CLINGING))], last[len(last.rstrip(_CLINGING)) :]
    whole = "".join(word.text for word in candidate.words)
    unit = box.width / _print_width(whole)
    around = LOOK_ROUND * box.height
    return BoundingBox(
        box.left + unit * _print_width(before) - around * (CLOSER if before else 1),
        box.top - around,
        box.right - unit * _print_width(after) + around * (CLOSER if after else 1),
        box.bottom + around,
    )


def _print_width(text: str) -> float:
    """Roughly how wide characters print in a Times-like face, in digits."""
    return sum(_WIDTHS.get(c, 1.0) for c in text)


def _finding(
    figure: Figure, year: int | None, answer: _Answer | None, looks: Mapping[str, Reading]
) -> Finding:
    path = _path(figure, year)
    if answer is None:
        return Finding(path, "figure", None, unit=figure.unit, found=False)
    candidate = answer.candidate
    signals = {
        "score": round(answer.fit.score, 4),
        "margin": round(answer.margin, 4),
        "substance": round(answer.fit.substance, 4),
        "ocr": candidate.confidence,
        "format": 1.0 if _well_formed(candidate, figure) else 0.0,
        "neighbour": 1.0 if answer.neighbour else 0.0,
        "spelt": 1.0 if candidate.spelt or candidate.none else 0.0,
        "agree": 1.0 if candidate.confidence >= CERTAIN else 0.0,
    }
    doubts = [] if signals["format"] else ["low_confidence"]
    if candidate.ranged:
        doubts.append("number_range")
    value, raw, readings = candidate.parsed.value, candidate.raw, [candidate.raw]
    if look := looks.get(path):
        seen = [(_value(text, candidate.percent), text) for _, text in look.readers or (("", look.text),)]
        signals["agree"] = sum(other == value for other, _ in seen) / len(seen)
        if signals["agree"] == 0:
            doubts.append("readers_differ")
            if len(seen) > 1 and len({other for other, _ in seen}) == 1 and seen[0][0] is not None:
                value, raw = seen[0]  # two closer looks outvote the page; a person decides
        readings += [text.strip(_CLINGING + " ") for _, text in seen]
    return Finding(
        path,
        "figure",
        value,
        raw=raw,
        page=candidate.page,
        box=candidate.box,
        candidates=tuple(dict.fromkeys(r for r in (raw, *readings) if r)),
        signals=MappingProxyType(signals),
        doubts=tuple(doubts),
        unit=figure.unit,
        sentence=sentence_around(answer.text, candidate),
    )


def _well_formed(candidate: Candidate, figure: Figure) -> bool:
    """A share over 100 is well formed: plans ask how far a target was passed."""
    parsed = candidate.parsed
    fine = parsed.format_ok or (figure.unit == "%" and parsed.reason == Reason.OVER_HUNDRED)
    return fine and not candidate.mended


def _value(text: str, percent: bool) -> Decimal | None:
    text = text.strip(" .,;:()[]")
    return (parse_percent(text) if percent else parse_count(text)).value
