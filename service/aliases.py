"""Names learned from corrections: proposed by what a person settles, in effect when a person accepts them.

A name in effect changes how all later reports are read, most of which nobody looks at. So one reviewer's
slip must not spread by itself: what is learned waits on the campaign's page, with the report it came from,
until somebody who may edit campaigns accepts it, and can be taken back there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extraction.campaign import Campaign
from extraction.naming import is_new_name
from extraction.relations import SUM_OF_GROUPS, SUM_OF_MEMBERS
from extraction.text import fold, nfc
from service.access.person import Person
from service.alias_merge import ACCEPTED
from service.alias_record import AliasRecord
from service.campaigns import get_campaign
from service.errors import BadRequest, NotFound
from service.records import CheckRecord, FieldRecord, ProblemRecord, SubmissionRecord, UnitRecord
from service.views import display_name, value_of

PROPOSED, REFUSED, TAKEN_BACK = "proposed", "refused", "taken_back"
LONGEST_NAME = 300
"""Letters of a name; longer wordings are sentences, which no other report repeats."""

LEAST_CELLS = 2
"""Cells of a doubtful column to be confirmed, and none corrected, before its heading is a name of it."""

NEXT = {
    "accept": ({PROPOSED, REFUSED, TAKEN_BACK}, ACCEPTED),
    "refuse": ({PROPOSED}, REFUSED),
    "take_back": ({ACCEPTED}, TAKEN_BACK),
}
"""What a person may do: from which states, and to which."""


@dataclass(frozen=True)
class LearnedName:
    """A name as the campaign's page shows it."""

    id: int
    kind: str
    target: str
    target_title: str
    text: str
    state: str
    submission_id: int | None
    submission_name: str
    proposed_by: str
    proposed_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None


def learn_from_field(session: Session, row: FieldRecord, *, person: Person, now: dt.datetime) -> None:
    """Propose what a settled field teaches: a heading's, a column's or a group's other name."""
    submission = session.get_one(SubmissionRecord, row.submission_id)
    if submission.campaign_id is None or row.status not in ("corrected", "confirmed"):
        return
    campaign = get_campaign(session, submission.campaign_id)
    parts = row.path.split(".")
    found: tuple[str, str, str] | None = None
    if parts[0] == "outline" and parts[-1] == "heading":
        found = _heading(campaign, ".".join(parts[1:-1]), value_of(row))
    elif parts[0] == "table" and parts[-1] == "label":
        found = _group(session, campaign, row)
    elif parts[0] == "table":
        found = _column(session, campaign, row)
    if found is not None:
        _propose(session, submission, found, row.path, person, now)


def learn_from_place(
    session: Session, submission: SubmissionRecord, unit: UnitRecord, *, person: Person, now: dt.datetime
) -> None:
    """Propose the letterhead of a report as a name of the unit that a person chose for it."""
    issuer = session.scalar(
        select(FieldRecord).where(
            FieldRecord.submission_id == submission.id, FieldRecord.path == "document.issuer"
        )
    )
    written = value_of(issuer) if issuer else None
    known = (unit.name, unit.short_name, *unit.abbreviations, *(f["name"] for f in unit.former_names))
    if submission.campaign_id and isinstance(written, str) and is_new_name(written, filter(None, known)):
        _propose(session, submission, ("issuer", unit.id, written), "document.issuer", person, now)


def forget(session: Session, row: FieldRecord) -> None:
    """Withdraw proposals that came from a field whose settling was taken back; decided ones stay."""
    for alias in session.scalars(select(AliasRecord).where(AliasRecord.state == PROPOSED)):
        if alias.evidence.get("field") == row.path and alias.evidence.get("submission") == row.submission_id:
            session.delete(alias)


def decide(session: Session, alias_id: int, act: str, *, person: Person, now: dt.datetime) -> str:
    """Accept, refuse or take back a name; the campaign that it belongs to.

    Raises:
        NotFound: There is no such name.
        BadRequest: The act does not fit its state.
    """
    row = session.get(AliasRecord, alias_id)
    if row is None:
        raise NotFound(what=f"name {alias_id}")
    before, after = NEXT.get(act, (set(), ""))
    if row.state not in before:
        raise BadRequest(reason=f"{act} a name that is {row.state}")
    row.state, row.decided_by, row.decided_at = after, person.id, now
    return row.campaign_id


def names_of(session: Session, campaign_id: str) -> tuple[LearnedName, ...]:
    """All names learned for a campaign, those that wait first, then the newest."""
    campaign = get_campaign(session, campaign_id)
    rows = session.scalars(
        select(AliasRecord)
        .where(AliasRecord.campaign_id == campaign_id)
        .order_by((AliasRecord.state == PROPOSED).desc(), AliasRecord.id.desc())
    ).all()
    return tuple(_shown(session, row, _title(session, campaign, row)) for row in rows)


def waiting(session: Session, campaign_id: str) -> int:
    """How many names wait for a person's decision."""
    query = select(func.count()).select_from(AliasRecord)
    return (
        session.scalar(query.where(AliasRecord.campaign_id == campaign_id, AliasRecord.state == PROPOSED))
        or 0
    )


def unit_named(session: Session, campaign_id: str, issuer: str) -> str | None:
    """The unit that a letterhead means by an accepted name of the campaign."""
    return session.scalar(
        select(AliasRecord.target).where(
            AliasRecord.campaign_id == campaign_id,
            AliasRecord.kind == "issuer",
            AliasRecord.state == ACCEPTED,
            AliasRecord.folded == fold(issuer)[:400],
        )
    )


def _heading(campaign: Campaign, item_id: str, written: object) -> tuple[str, str, str] | None:
    items = {item.id: item for item, _ in campaign.items}
    if not isinstance(written, str) or item_id not in items:
        return None
    mine = items[item_id]
    others = [fold(w) for item in items.values() if item is not mine for w in item.wordings]
    if fold(written) in others or not is_new_name(written, mine.wordings):
        return None
    return "heading", item_id, written


def _group(session: Session, campaign: Campaign, row: FieldRecord) -> tuple[str, str, str] | None:
    """The label of a row that its sums show to be a group's own."""
    _, form_id, number, _ = row.path.split(".")
    written = value_of(row)
    cell = f"table.{form_id}.{number}."
    keys = {
        check.name.rpartition(".")[2]
        for check in session.scalars(
            select(CheckRecord).where(
                CheckRecord.submission_id == row.submission_id,
                CheckRecord.code.in_((SUM_OF_MEMBERS, SUM_OF_GROUPS)),
            )
        )
        if check.paths[0].startswith(cell)
    }
    for group in campaign.form(form_id).groups:
        if group.key in keys and isinstance(written, str):
            new = is_new_name(written, group.wordings)
            return ("row", f"{form_id}.{group.key}", written) if new else None
    return None


def _column(session: Session, campaign: Campaign, row: FieldRecord) -> tuple[str, str, str] | None:
    """The heading of a doubtful column, once enough of its cells were confirmed and none corrected."""
    _, form_id, _, key = row.path.split(".")
    if "column_doubtful" not in row.doubts:
        return None
    settled = session.scalars(
        select(FieldRecord.status).where(
            FieldRecord.submission_id == row.submission_id,
            FieldRecord.path.like(f"table.{form_id}.%.{key}"),
            FieldRecord.verdict.is_not(None),
        )
    ).all()
    if len(settled) < LEAST_CELLS or set(settled) != {"confirmed"}:
        return None
    column = campaign.form(form_id).column(key)
    for problem in session.scalars(
        select(ProblemRecord).where(
            ProblemRecord.submission_id == row.submission_id, ProblemRecord.code == "column_understood"
        )
    ):
        heading = str(problem.facts.get("heading", ""))
        if (problem.facts.get("form"), problem.facts.get("key")) == (form_id, key):
            new = is_new_name(heading, column.wordings)
            return ("column", f"{form_id}.{key}", heading) if new else None
    return None


def _propose(
    session: Session,
    submission: SubmissionRecord,
    found: tuple[str, str, str],
    path: str,
    person: Person,
    now: dt.datetime,
) -> None:
    kind, target, written = found
    text = " ".join(nfc(written).split())
    folded = fold(text)
    if not folded or len(text) > LONGEST_NAME:
        return
    known = select(AliasRecord.id).where(
        AliasRecord.campaign_id == submission.campaign_id,
        AliasRecord.kind == kind,
        AliasRecord.target == target,
        AliasRecord.folded == folded,
    )
    if session.scalar(known) is not None:
        return
    session.add(
        AliasRecord(
            campaign_id=submission.campaign_id,
            kind=kind,
            target=target,
            text=text,
            folded=folded,
            state=PROPOSED,
            evidence={"submission": submission.id, "field": path},
            proposed_by=person.id,
            proposed_at=now,
        )
    )
    session.flush()


def _title(session: Session, campaign: Campaign, row: AliasRecord) -> str:
    """What a name is another name of, in the plan's own words."""
    if row.kind == "issuer":
        unit = session.get(UnitRecord, row.target)
        return unit.name if unit else row.target
    return dict(_titles(campaign, row.kind)).get(row.target, row.target)


def _titles(campaign: Campaign, kind: str) -> Iterable[tuple[str, str]]:
    if kind == "heading":
        yield from ((item.id, f"{item.id} {item.title}") for item, _ in campaign.items)
    for form in campaign.forms:
        if kind == "column":
            yield from ((f"{form.id}.{leaf.key}", leaf.title) for leaf, _ in form.leaves)
        elif kind == "row":
            yield from ((f"{form.id}.{group.key}", group.title) for group in form.groups)


def _shown(session: Session, row: AliasRecord, title: str) -> LearnedName:
    source = row.evidence.get("submission")
    submission = session.get(SubmissionRecord, source) if source is not None else None
    return LearnedName(
        id=row.id,
        kind=row.kind,
        target=row.target,
        target_title=title,
        text=row.text,
        state=row.state,
        submission_id=submission.id if submission and submission.deleted_at is None else None,
        submission_name=submission.name if submission else "",
        proposed_by=display_name(session, row.proposed_by) or "–",
        proposed_at=row.proposed_at,
        decided_by=display_name(session, row.decided_by) or "",
        decided_at=row.decided_at,
    )
