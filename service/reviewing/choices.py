"""What an office chooses for the review of a campaign: what two people enter, how much is looked at again.

Kept in the campaign's own settings, which a new version of its plan leaves alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import BadRequest, CampaignUnknown
from service.records import CampaignRecord

SETTING = "review"
KINDS = (
    "cell",
    "figure",
    "label",
    "heading",
    "present",
    "issuer",
    "number",
    "date",
    "signatory_name",
    "other",
)
"""Kinds of fields that are told apart, as ``make calibrate`` tells them."""
_DOCUMENT = frozenset({"issuer", "number", "date", "signatory_name"})


@dataclass(frozen=True, slots=True)
class ReviewChoices:
    """Shares are 0..1; ``seed`` makes both lots repeatable.

    ``twice`` are the kinds whose every field two people enter; of the other kinds ``twice_share`` by lot.
    ``sample_share`` of the accepted fields is looked at by a person all the same.
    """

    twice: tuple[str, ...] = ()
    twice_share: float = 0.0
    sample_share: float = 0.0
    seed: int = 1


def kind_of(path: str) -> str:
    """The kind of a field by its path.

    >>> kind_of("table.bieu-1.3.so_luong"), kind_of("table.bieu-1.3.label"), kind_of("document.date")
    ('cell', 'label', 'date')
    """
    head, _, rest = path.partition(".")
    last = rest.rpartition(".")[2]
    if head == "table":
        return "cell" if last not in ("label", "stt") else "label" if last == "label" else "other"
    if head == "outline":
        return last if last in ("heading", "present") else "other"
    if head == "document" and rest in _DOCUMENT:
        return rest
    return "figure" if head == "figure" else "other"


def lot(seed: int, what: str, submission_id: int, path: str) -> float:
    """A number 0..1 that is as good as chance and the same for ever, so that any draw can be repeated."""
    digest = hashlib.sha256(f"{seed}:{what}:{submission_id}:{path}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def choices_of(session: Session, campaign_id: str | None) -> ReviewChoices:
    """What was chosen for a campaign; nothing is entered twice or sampled where nobody chose."""
    # Without the campaign's own data, which are large and not looked at here.
    settings = session.scalar(select(CampaignRecord.settings).where(CampaignRecord.id == campaign_id))
    kept = settings.get(SETTING) if settings else None
    if not kept:
        return ReviewChoices()
    return ReviewChoices(**{**kept, "twice": tuple(kept["twice"])})


def choose(session: Session, campaign_id: str, choices: ReviewChoices) -> None:
    """Keep what was chosen; it holds for fields that are settled or read from now on.

    Raises:
        BadRequest: A kind that does not exist, or a share outside 0..1.
        CampaignUnknown: There is no such campaign.
    """
    unknown = sorted(set(choices.twice) - set(KINDS))
    if unknown:
        raise BadRequest(reason=f"unknown kind: {unknown[0]}")
    if not all(0 <= share <= 1 for share in (choices.twice_share, choices.sample_share)):
        raise BadRequest(reason="a share lies between 0 and 1")
    record = session.get(CampaignRecord, campaign_id)
    if record is None:
        raise CampaignUnknown(campaign=campaign_id)
    record.settings = {**record.settings, SETTING: {**asdict(choices), "twice": list(choices.twice)}}


def is_entered_twice(choices: ReviewChoices, submission_id: int, path: str) -> bool:
    """Whether two people enter this field, neither seeing what the other wrote."""
    if kind_of(path) in choices.twice:
        return True
    return choices.twice_share > 0 and lot(choices.seed, "twice", submission_id, path) < choices.twice_share
