"""Who does something, and from where: what a database session carries for the audit."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

ACTOR = "tonghop_actor"
SHOWN_DIGITS = 12
"""Of a session's hash; enough to tell two apart, and useless for logging in."""


@dataclass(frozen=True)
class Actor:
    """``via`` is ``session:...``, ``key:...``, ``link:...``, ``command`` or ``machine``; never a secret."""

    user_id: int | None = None
    name: str = ""
    via: str = "machine"
    address: str = ""


MACHINE = Actor()


def command_line() -> Actor:
    """Who runs a command of ours, by the account of this machine."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = ""
    return Actor(name=name, via="command")
