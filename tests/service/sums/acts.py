"""What can happen to an office between two looks at its sums, each by the function that does it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from extraction.model import Extraction, Field, FieldStatus
from samples.office import CAMPAIGN, FORM
from service import submissions
from service.access.matrix import Role
from service.access.person import Person
from service.campaign_versions import save_campaign
from service.errors import ServiceError
from service.expected import Rule, draw_list, set_expected
from service.placing import choose_place, return_report, take_back_return
from service.records import CampaignRecord, FieldRecord, SubmissionRecord, UnitRecord
from service.results import keep
from service.reviews import Decision, Verdict, settle, undo
from service.revisions import keep_apart, link_revision
from service.unit_changes import add_unit, edit_unit, end_unit, rename_unit
from service.units import UnitData, data_of

NOW = dt.datetime(2023, 12, 1, tzinfo=dt.UTC)
PERSON = Person(1, "an", "Nguyễn Thị An", Role.ADMIN, must_change_password=False)


@dataclass
class World:
    """A session, chance, and how many things happened, for new names."""

    session: Session
    chance: random.Random
    periods: tuple[str, ...]
    steps: int = field(default=0)

    def report(self, *where: object) -> SubmissionRecord | None:
        """Any report of the campaign, deleted ones too."""
        query = select(SubmissionRecord).where(SubmissionRecord.campaign_id == CAMPAIGN)
        found = self.session.scalars(query.where(*where).order_by(SubmissionRecord.id)).all()  # type: ignore[arg-type]
        return self.chance.choice(found) if found else None

    def number(self) -> FieldRecord | None:
        """Any number of any report."""
        report = self.report(SubmissionRecord.deleted_at.is_(None))
        if report is None:
            return None
        query = select(FieldRecord).where(
            FieldRecord.submission_id == report.id,
            FieldRecord.path.like("table.%") | FieldRecord.path.like("figure.%"),
            FieldRecord.path.not_like("%.label"),
            FieldRecord.path.not_like("%.stt"),
        )
        found = self.session.scalars(query.order_by(FieldRecord.id)).all()
        return self.chance.choice(found) if found else None

    def unit(self, level: str = "") -> str:
        query = select(UnitRecord.id).order_by(UnitRecord.id)
        return self.chance.choice(
            self.session.scalars(query.where(UnitRecord.level == level) if level else query).all()
        )


Act = Callable[[World], None]


def correct(world: World) -> None:
    row = world.number()
    if row is not None:
        decision = Decision(Verdict.CORRECT, str(world.chance.randrange(500)))
        settle(world.session, row.id, decision, version=row.version, person=PERSON, now=NOW)


def confirm(world: World) -> None:
    row = world.number()
    if row is not None:
        verdict = world.chance.choice(
            (Verdict.CONFIRM, Verdict.ILLEGIBLE, Verdict.NOT_ON_PAPER, Verdict.SKIP)
        )
        settle(world.session, row.id, Decision(verdict), version=row.version, person=PERSON, now=NOW)


def take_back(world: World) -> None:
    undo(world.session, person=PERSON, now=NOW)


def doubt(world: World) -> None:
    """A check sends a field to review."""
    row = world.number()
    if row is not None and row.verdict is None:
        row.status = "review"


def read_anew(world: World) -> None:
    """The report is read again: numbers differ, one is gone, and its letterhead is what it was."""
    report = world.report(SubmissionRecord.deleted_at.is_(None))
    if report is None:
        return
    rows = world.session.scalars(select(FieldRecord).where(FieldRecord.submission_id == report.id)).all()
    fields = []
    for row in rows:
        value = row.value
        if isinstance(value, int) and not isinstance(value, bool) and world.chance.random() < 0.3:
            value = world.chance.randrange(500)
        status = FieldStatus(row.machine_status) if row.machine_status else FieldStatus.ACCEPTED
        if world.chance.random() > 0.05:
            fields.append(Field(row.path, value, str(value), 0.99, status, page=row.page))
    found = Extraction(campaign=CAMPAIGN, fields=tuple(fields), pages=2)
    keep(world.session, report.id, report.revision, [], found, now=NOW)


def fail(world: World) -> None:
    """A report is being read again, or could not be."""
    report = world.report()
    if report is not None:
        report.state = world.chance.choice(("reading", "failed", "read"))


def delete(world: World) -> None:
    report = world.report(SubmissionRecord.deleted_at.is_(None))
    if report is not None:
        submissions.delete_submission(world.session, report.id, person=PERSON, now=NOW)


def restore(world: World) -> None:
    report = world.report(SubmissionRecord.deleted_at.is_not(None))
    if report is not None:
        submissions.restore_submission(world.session, report.id, person=PERSON, now=NOW)


def refuse(world: World) -> None:
    report = world.report(SubmissionRecord.deleted_at.is_(None))
    if report is not None:
        return_report(world.session, report.id, reason="Thiếu dấu", person=PERSON, now=NOW)


def accept(world: World) -> None:
    report = world.report(SubmissionRecord.returned_at.is_not(None))
    if report is not None:
        take_back_return(world.session, report.id)


def put_under(world: World) -> None:
    report = world.report(SubmissionRecord.deleted_at.is_(None))
    if report is not None:
        period = world.chance.choice(world.periods)
        choose_place(world.session, report.id, unit_id=world.unit(), period=period, person=PERSON, now=NOW)


def put_nowhere(world: World) -> None:
    report = world.report()
    if report is not None:
        report.unit_id, report.unit_status = None, "review"


def forget_period(world: World) -> None:
    report = world.report()
    if report is not None:
        report.period, report.period_status = None, "review"


def take_for_another_plan(world: World) -> None:
    report = world.report()
    if report is not None:
        report.campaign_id = "205-KH/TU"


def bring_back(world: World) -> None:
    found = select(SubmissionRecord).where(SubmissionRecord.campaign_id != CAMPAIGN)
    report = world.session.scalars(found.order_by(SubmissionRecord.id).limit(1)).first()
    if report is not None:
        report.campaign_id = CAMPAIGN


def take_apart(world: World) -> None:
    report = world.report(SubmissionRecord.revision_of.is_not(None))
    if report is not None:
        keep_apart(world.session, report.id, other=report.revision_of or 0)


def join(world: World) -> None:
    report = world.report(SubmissionRecord.deleted_at.is_(None))
    if report is not None:
        link_revision(world.session, report)


def receive(world: World) -> None:
    """Another report of any unit, of one line."""
    unit = world.unit()
    report = SubmissionRecord(
        name="moi.pdf", state="read", campaign_id=CAMPAIGN, unit_id=unit, unit_status="accepted",
        period=world.chance.choice(world.periods), period_status="accepted", received_at=NOW,
    )  # fmt: skip
    world.session.add(report)
    world.session.flush()
    for position, (key, value) in enumerate((("label", "Tổ hợp tác"), ("so_dang_vien", 7))):
        world.session.add(
            FieldRecord(
                submission_id=report.id, path=f"table.{FORM}.1.{key}", position=position, value=value,
                raw=str(value), confidence=0.99, machine_status="accepted", doubts=[], candidates=[],
                status="accepted", page=1,
            )
        )  # fmt: skip


def lose_a_field(world: World) -> None:
    row = world.number()
    if row is not None and row.verdict is None:
        world.session.delete(row)


def rename(world: World) -> None:
    rename_unit(
        world.session, world.unit(), f"Đảng ủy tên {world.steps}", day=NOW.date(), person=None, now=NOW
    )


def move(world: World) -> None:
    row = world.session.get_one(UnitRecord, world.unit("xa"))
    edit_unit(world.session, replace(data_of(row), parent=world.unit("huyen")), person=None, now=NOW)


def add(world: World) -> None:
    unit = UnitData(f"moi-{world.steps}", f"Đảng ủy xã mới {world.steps}", "xa", world.unit("huyen"))
    add_unit(world.session, unit, person=None, now=NOW)


def end(world: World) -> None:
    end_unit(world.session, world.unit("xa"), last_day=NOW.date(), person=None, now=NOW)


def leave_out(world: World) -> None:
    period = world.chance.choice(world.periods)
    set_expected(world.session, CAMPAIGN, world.unit(), level=None, period=period)


def expect(world: World) -> None:
    period = world.chance.choice(world.periods)
    set_expected(world.session, CAMPAIGN, world.unit(), level="grassroots", period=period)


def draw(world: World) -> None:
    draw_list(world.session, CAMPAIGN, (Rule("xa", world.unit("huyen")),))


def edit_campaign(world: World) -> None:
    data = dict(world.session.get_one(CampaignRecord, CAMPAIGN).data)
    form = dict(data["forms"][0])
    groups = [dict(group) for group in form["groups"]]
    groups[0]["title"] = f"Nhóm {world.steps}"
    form["groups"] = groups[: 1 + world.steps % len(groups)] if len(groups) > 2 else groups
    data["forms"] = [form, *data["forms"][1:]]
    save_campaign(world.session, data, person=None, now=NOW, campaign_id=CAMPAIGN)


ACTS: tuple[Act, ...] = (
    correct, confirm, take_back, doubt, read_anew, fail, delete, restore, refuse, accept, put_under,
    put_nowhere, forget_period, take_for_another_plan, bring_back, take_apart, join, receive, lose_a_field,
    rename, move, add, end, leave_out, expect, draw, edit_campaign,
)  # fmt: skip


def happen(world: World, act: Act) -> None:
    """Let one thing happen; what the service refuses changes nothing."""
    world.steps += 1
    try:
        with world.session.begin_nested():
            act(world)
    except ServiceError:
        return
