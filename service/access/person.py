"""Who is asking: a person in a browser, or a program with a person's key."""

from __future__ import annotations

from dataclasses import dataclass

from service.access.matrix import SESSION_ONLY, Action, Role, may


@dataclass(frozen=True)
class Person:
    """Who is asking. ``session_id`` is None for a program with a key, which needs no CSRF token.

    ``scopes`` are the actions that a key is good for, None for a login. ``unit_ids`` are the units that a
    reporting unit's account sees (its own and those below), None for the office's people, who see all.
    ``seen`` is false when it is time to remember that the login or key is in use.
    """

    id: int
    name: str
    display_name: str
    role: Role
    must_change_password: bool
    csrf_token: str = ""
    session_id: str | None = None
    unit_ids: frozenset[str] | None = None
    scopes: frozenset[Action] | None = None
    token_id: int | None = None
    seen: bool = True

    def may(self, action: Action | str) -> bool:
        """Whether the role, and the key where one is used, allow this."""
        if not may(self.role, action):
            return False
        if self.scopes is None:
            return True
        return action not in SESSION_ONLY and (action == Action.ME or action in self.scopes)


def sender_of(person: Person) -> str | None:
    """The unit that sends what this account uploads: its own where no unit stands below it, else unknown."""
    units = person.unit_ids
    return next(iter(units)) if units is not None and len(units) == 1 else None
