"""Which badge a report and a status get: one word and one tone, the worst part deciding."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

Badge: TypeAlias = Literal["failed", "reading", "problem", "review", "done"]
BADGES: tuple[Badge, ...] = ("reading", "review", "problem", "failed", "done")

_TONES = {
    "failed": "bad",
    "fails": "bad",
    "problem": "bad",
    "illegible": "bad",
    "reading": "info",
    "received": "info",
    "review": "doubt",
    "missing": "absent",
    "optional": "absent",
    "done": "good",
    "holds": "good",
    "present": "good",
    "confirmed": "good",
    "corrected": "good",
}


class HasParts(Protocol):
    """What the badge looks at in a row of the list of submissions."""

    @property
    def state(self) -> str: ...
    @property
    def pages_failed(self) -> int: ...
    @property
    def problems(self) -> int: ...
    @property
    def failed_checks(self) -> int: ...
    @property
    def doubtful(self) -> int: ...


def badge_of(row: HasParts) -> Badge:
    """The state of a report for people; fields that wait are said first, since they can be settled."""
    if row.state == "failed":
        return "failed"
    if row.state in ("received", "reading"):
        return "reading"
    if row.pages_failed:
        return "problem"
    if row.doubtful:
        return "review"
    return "problem" if row.failed_checks or row.problems else "done"


def tone(state: str) -> str:
    """The colour class of a badge; "" is the neutral one."""
    return _TONES.get(state, "plain")
