"""The chain: each entry's hash covers all of it and the hash of the entry before.

Who changes, removes or slips in an entry would have to redo every later hash; who did that, or cut entries
off the end, is found out by a head that was noted elsewhere (``tonghop backup`` keeps one).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records import AuditHeadRecord, AuditRecord

START = "0" * 64
"""Before the first entry."""
HASHED = (
    "number", "at", "user_id", "user_name", "via", "address", "kind", "subject", "submission_id",
    "before", "after", "reason", "previous_hash",
)  # fmt: skip
AT_A_TIME = 1000
HEAD_ROW = 1


@dataclass(frozen=True)
class Head:
    """The last link: how many entries there are, and the last one's hash."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """The inverse of ``str``.

        Raises:
            ValueError: The text is no head.
        """
        number, _, digest = text.strip().partition(":")
        if len(digest) != len(START):
            raise ValueError(f"{text!r} is no head of an audit (NUMBER:HASH)")
        return cls(int(number), digest)


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold."""

    number: int
    why: str


def hash_of(entry: AuditRecord) -> str:
    """SHA-256 over all of an entry but its own hash."""
    told = {name: getattr(entry, name) for name in HASHED}
    told["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def lock_head(session: Session) -> AuditHeadRecord:
    """The head, held by this transaction: who adds next waits, so that no two entries follow the same one.

    On SQLite a writing transaction holds the whole database already.
    """
    query = select(AuditHeadRecord).where(AuditHeadRecord.id == HEAD_ROW).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def head_of(session: Session) -> Head:
    row = session.get_one(AuditHeadRecord, HEAD_ROW)
    return Head(row.number, row.hash)


def verify(session: Session, *, noted: Head | None = None) -> tuple[Head, Fault | None]:
    """Follow the chain from its start; the first fault, None where all of it holds.

    Args:
        session: One state of the database throughout.
        noted: A head that was noted earlier; the entry of that number must still have that hash.
    """
    previous, number, kept = START, 0, head_of(session)
    for entry in entries(session):
        number += 1
        if entry.number != number:
            return kept, Fault(number, f"entry {number} is missing")
        if entry.previous_hash != previous:
            return kept, Fault(number, "does not follow the entry before it")
        if hash_of(entry) != entry.hash:
            return kept, Fault(number, "was changed after it was written")
        previous = entry.hash
        if noted is not None and noted.number == number and noted.hash != entry.hash:
            return kept, Fault(number, "is not the entry that was noted under this number")
    if (kept.number, kept.hash) != (number, previous):
        return kept, Fault(number + 1, f"the last entry is {number}, the head says {kept.number}")
    if noted is not None and noted.number > number:
        return kept, Fault(number + 1, f"the last entry is {number}, noted were {noted.number}")
    return kept, None


def entries(session: Session) -> Iterator[AuditRecord]:
    """Every entry from the first, a few hundred in memory at a time."""
    last = 0
    while True:
        query = select(AuditRecord).where(AuditRecord.number > last).order_by(AuditRecord.number)
        found = session.scalars(query.limit(AT_A_TIME)).all()
        yield from found
        if len(found) < AT_A_TIME:
            return
        last = found[-1].number
        session.expunge_all()
