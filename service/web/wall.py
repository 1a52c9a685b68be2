"""The digit wall: doubtful figures that the machine read alike, many on one screen, settled in one act."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, String, cast, func, select, tuple_
from sqlalchemy.orm import Session

from extraction.campaign import ColumnType
from extraction.values import parse_count
from service import campaigns, reviews
from service.access.person import Person
from service.errors import FieldLent, NothingToUndo, StaleField
from service.records import CampaignRecord, CheckRecord, CorrectionRecord, FieldRecord, SubmissionRecord
from service.reviewing import items
from service.reviewing.queue import FIGURE, ORDER, Reviewer, for_whom, waiting
from service.reviews import Decision, Verdict
from service.typed import value_typed
from service.views import FieldView, FieldViews
from service.web import formats
from service.web.reasons import rivals_of

MIXED = "*"
"""The group of all readings that too few cells share."""
LEAST_TOGETHER = 3
"""Fewer cells than this are no series in which an odd one would stand out."""
SHOWN = 24
"""As many crops as fit on a screen of 1366x768, so that nothing is confirmed below its edge."""
WINDOW = 3000
"""Cells of the queue that are put together; more groups than these make nobody ever sees on one day."""
DASHES = frozenset({"-", "–", "—"})
NUMBER = re.compile(r"-?\d+(\.\d+)?")

_VALUE = func.coalesce(cast(FieldRecord.value, String), "null")


@dataclass(frozen=True, slots=True)
class Group:
    """Cells with one reading: "7", "-", "" for blank, or ``MIXED``."""

    reading: str
    count: int


@dataclass(frozen=True)
class Tile:
    """One cell on the wall.

    ``contrary`` is another reading with which a failed sum would hold: such a cell starts out postponed,
    because it should be seen beside its column.
    """

    field: FieldView
    report: str
    text: str
    rivals: tuple[str, ...]
    contrary: str | None = None


@dataclass(frozen=True)
class Wall:
    """What the page draws: the groups, the one that is open, its first cells, and those behind them."""

    groups: tuple[Group, ...]
    reading: str | None
    tiles: tuple[Tile, ...] = ()
    following: tuple[int, ...] = ()

    @property
    def left(self) -> int:
        return sum(group.count for group in self.groups)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said about one cell; ``version`` is that of the cell as it was shown."""

    field_id: int
    version: int
    text: str
    later: bool = False


@dataclass(frozen=True)
class Outcome:
    """What an act did; ``fields`` in the order in which they were settled, for taking it back."""

    confirmed: int = 0
    corrected: int = 0
    skipped: int = 0
    stale: int = 0
    fields: tuple[int, ...] = ()


def build_wall(
    session: Session, reviewer: Reviewer, *, campaign_id: str | None = None, reading: str | None = None
) -> Wall:
    """The wall of one reading; where nothing has that reading any more, of the largest group.

    What another browser has before it is left out.
    """
    window = _window(session, campaign_id, reviewer)
    pairs = _pairs(session, window)
    counts = {key: sum(count for _, count in found) for key, found in pairs.items()}
    large = {key: count for key, count in counts.items() if count >= LEAST_TOGETHER}
    groups = [Group(key, count) for key, count in sorted(large.items(), key=lambda kc: (-kc[1], kc[0]))]
    alone = [key for key in counts if key not in large]
    if alone:
        groups.append(Group(MIXED, sum(counts[key] for key in alone)))
    if not groups:
        return Wall((), None)
    chosen = next((g.reading for g in groups if g.reading == reading), groups[0].reading)
    keys = sorted(alone, key=lambda key: (len(key), key))[: 2 * SHOWN] if chosen == MIXED else [chosen]
    wanted = [pair for key in keys for pair, _ in pairs[key]]
    rows = _rows(session, window, wanted)
    tiles = _tiles(session, rows[:SHOWN])
    return Wall(tuple(groups), chosen, tiles, tuple(row.id for row in rows[SHOWN:]))


def settle_all(session: Session, answers: Sequence[Answer], *, person: Person, now: dt.datetime) -> Outcome:
    """Settle every cell of a wall: as it was read, as typed, or for later.

    All typed texts are looked at before anything is saved. A cell that somebody else has settled since is
    left alone and counted.

    Raises:
        ValueNotUnderstood: A typed text is no figure; nothing was saved.
    """
    decisions = [(answer, _decision(session, answer)) for answer in answers]
    done: dict[Verdict, int] = {}
    fields, stale = [], 0
    for answer, decision in decisions:
        try:
            reviews.settle(session, answer.field_id, decision, version=answer.version, person=person, now=now)
        except (StaleField, FieldLent):
            stale += 1
            continue
        done[decision.verdict] = done.get(decision.verdict, 0) + 1
        fields.append(answer.field_id)
    return Outcome(
        confirmed=done.get(Verdict.CONFIRM, 0),
        corrected=done.get(Verdict.CORRECT, 0),
        skipped=done.get(Verdict.SKIP, 0),
        stale=stale,
        fields=tuple(fields),
    )


def undo_all(session: Session, fields: Sequence[int], *, person: Person, now: dt.datetime) -> int:
    """Take back a whole act, if it is still this person's last and nobody built upon it. How many cells.

    Raises:
        NothingToUndo: Something else was done since; nothing was taken back.
    """
    undone = select(CorrectionRecord.undoes).where(CorrectionRecord.undoes.is_not(None))
    last = session.scalars(
        select(CorrectionRecord)
        .where(
            CorrectionRecord.user_id == person.id,
            CorrectionRecord.undoes.is_(None),
            CorrectionRecord.id.not_in(undone),
        )
        .order_by(CorrectionRecord.id.desc())
        .limit(len(fields))
    ).all()
    if not fields or [act.field_id for act in last] != list(reversed(fields)):
        raise NothingToUndo()
    others = select(CorrectionRecord.id).where(
        CorrectionRecord.field_id.in_(fields),
        CorrectionRecord.id > last[-1].id,
        CorrectionRecord.user_id != person.id,
    )
    if session.scalar(others.limit(1)) is not None:
        raise NothingToUndo()
    for _ in fields:
        reviews.undo(session, person=person, now=now)
    return len(fields)


def text_of(field: Any) -> str:
    """A figure as a person would type it from the paper: a dash stays a dash."""
    if field.value == 0 and str(field.raw).strip() in DASHES:
        return "-"
    return formats.typed(field.value, "number", field.unit)


def reading_of(value: str, raw: str) -> str | None:
    """The group of a stored figure (JSON text) and its raw reading; None for what is no figure."""
    if value == "null":
        return "" if not raw.strip() else None
    if not NUMBER.fullmatch(value):
        return None
    number = Decimal(value)
    return "-" if number == 0 and raw.strip() in DASHES else formats.number(number)


def other_figures(candidates: Sequence[str], value: Any) -> tuple[str, ...]:
    """Readings that are another figure: "01" is none beside 1, and neither is "1 ñ"."""
    figures = ((text, parse_count(text).value) for text in rivals_of(candidates))
    return tuple(text for text, figure in figures if figure is not None and figure != value)


def _decision(session: Session, answer: Answer) -> Decision:
    if answer.later:
        return Decision(Verdict.SKIP, reason="later")
    item = items.get_item(session, answer.field_id)
    text = answer.text.strip()
    if text == text_of(item.field):
        return Decision(Verdict.CONFIRM)
    campaign = campaigns.get_campaign(session, item.submission.campaign_id or "")
    value_typed(item.field.path, text, campaign, item.field.unit)
    return Decision(Verdict.CORRECT, text=text)


def _window(session: Session, campaign_id: str | None, reviewer: Reviewer) -> Select[int]:
    """The first cells of the queue that a wall can show: figures of tables with a place on the paper that
    nobody has put off, that stand alone with nobody else, and that several people need not enter blindly.
    """
    ids = session.scalars(select(CampaignRecord.id)).all()
    forms = (form for one in ids for form in campaigns.get_campaign(session, one).forms)
    words = {leaf.key for form in forms for leaf, _ in form.leaves if leaf.type is ColumnType.TEXT}
    return (
        select(FieldRecord.id)
        .where(
            *waiting(campaign_id=campaign_id),
            *for_whom(reviewer),
            FieldRecord.skips == 0,
            FieldRecord.rank <= FIGURE,
            FieldRecord.status == "review",
            FieldRecord.task == "",
            FieldRecord.page.is_not(None),
            FieldRecord.path.startswith("table."),
            *(
                ~FieldRecord.path.endswith(f".{key}", autoescape=True)
                for key in ("label", "stt", *sorted(words))
            ),
        )
        .order_by(*ORDER)
        .limit(WINDOW)
    )


def _pairs(session: Session, window: Select[int]) -> dict[str, list[tuple[tuple[str, str], int]]]:
    """Reading -> the stored values and raw texts that are this reading, with how many cells have each."""
    query = (
        select(_VALUE, FieldRecord.raw, func.count())
        .where(FieldRecord.id.in_(window))
        .group_by(_VALUE, FieldRecord.raw)
    )
    found: dict[str, list[tuple[tuple[str, str], int]]] = {}
    for value, raw, count in session.execute(query):
        key = reading_of(value, raw)
        if key is not None:
            found.setdefault(key, []).append(((value, raw), count))
    return found


def _rows(session: Session, window: Select[int], wanted: Sequence[tuple[str, str]]) -> Sequence[FieldRecord]:
    """The cells of a group in the order of reports, those of this screen and of the one behind it."""
    return session.scalars(
        select(FieldRecord)
        .where(FieldRecord.id.in_(window), tuple_(_VALUE, FieldRecord.raw).in_(wanted))
        .order_by(FieldRecord.submission_id, FieldRecord.position, FieldRecord.id)
        .limit(2 * SHOWN)
    ).all()


def _tiles(session: Session, rows: Sequence[FieldRecord]) -> tuple[Tile, ...]:
    reports = {row.submission_id for row in rows}
    names = {key: session.get_one(SubmissionRecord, key) for key in reports}
    views = {key: FieldViews(session, submission) for key, submission in names.items()}
    failing = session.scalars(
        select(CheckRecord).where(CheckRecord.submission_id.in_(reports), ~CheckRecord.ok)
    )
    mends = {(check.submission_id, path): text for check in failing for path, text in check.repair}
    tiles = []
    for row in rows:
        view = views[row.submission_id].of(row)
        text = text_of(view)
        contrary = mends.get((row.submission_id, row.path))
        rivals = other_figures(view.candidates, view.machine_value)[:1]
        tiles.append(
            Tile(view, names[row.submission_id].name, text, rivals, contrary if contrary != text else None)
        )
    return tuple(tiles)
