"""Which role may do what: the one table, and the only place that says so.

Every route names its action (``dependencies.needs``); the service does not start with a route that names
none, and a test tries every route as every role.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is at this office; ``UNIT`` is a reporting unit, which sees its own subtree only."""

    ADMIN = "admin"
    HEAD = "head"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    CLERK = "clerk"
    UNIT = "unit"


class Action(StrEnum):
    """What can be done. A route names exactly the action that it is there for."""

    OPEN = "open"  # what a stranger sees: the login page, whether the service lives
    LINK = "link"  # what the bearer of an upload link may do; the link itself is the proof
    ME = "me"  # ask who one is; even before the first password is changed
    ENTER = "enter"  # log out, change the first password
    ACCOUNT = "account"  # own logins and second factor
    KEYS = "keys"  # own keys for programs
    VIEW = "view"  # reports: list, fields, page images, originals
    UPLOAD = "upload"  # bring reports in
    ARRANGE = "arrange"  # say where a report belongs, its days and pages; have it read again
    DELETE = "delete"  # delete a report and take that back
    REVIEW = "review"  # settle fields, send a report back
    EXPORT = "export"  # take fields of reports out
    FOLLOW = "follow"  # campaigns, units, and who has reported
    COMPILE = "compile"  # totals of all units, letters
    CAMPAIGNS = "campaigns"  # change campaigns, deadlines, cuts, letter templates
    UNITS = "units"  # change the tree of units
    LINKS = "links"  # hand out upload links and take them back
    USERS = "users"  # people, their roles, keys and logins
    AUDIT = "audit"  # read what everybody did
    OPERATE = "operate"  # the state of the service, retention


_STAFF = frozenset(Role) - {Role.UNIT}
_INTAKE = frozenset({Role.ADMIN, Role.ANALYST, Role.REVIEWER, Role.CLERK})
_ADMIN = frozenset({Role.ADMIN})

STRANGERS: frozenset[Action] = frozenset({Action.OPEN, Action.LINK})
"""What needs no account."""

SESSION_ONLY: frozenset[Action] = frozenset({Action.ENTER, Action.ACCOUNT, Action.KEYS, Action.USERS})
"""What a program's key never opens, whatever its scopes: a stolen key must not make itself at home."""

BEFORE_PASSWORD: frozenset[Action] = frozenset({Action.ME, Action.ENTER})
"""What a one-time password opens before it is changed."""

MATRIX: Mapping[Action, frozenset[Role]] = {
    Action.OPEN: frozenset(Role),
    Action.LINK: frozenset(Role),
    Action.ME: frozenset(Role),
    Action.ENTER: frozenset(Role),
    Action.ACCOUNT: frozenset(Role),
    Action.KEYS: _STAFF,
    Action.VIEW: frozenset(Role),
    Action.UPLOAD: _INTAKE | {Role.UNIT},
    Action.ARRANGE: _INTAKE,
    Action.DELETE: _INTAKE - {Role.REVIEWER},
    Action.REVIEW: _INTAKE - {Role.CLERK},
    Action.EXPORT: frozenset(Role) - {Role.CLERK},
    Action.FOLLOW: _STAFF,
    Action.COMPILE: _STAFF - {Role.CLERK},
    Action.CAMPAIGNS: frozenset({Role.ADMIN, Role.ANALYST}),
    Action.UNITS: frozenset({Role.ADMIN, Role.ANALYST}),
    Action.LINKS: frozenset({Role.ADMIN, Role.ANALYST, Role.CLERK}),
    Action.USERS: _ADMIN,
    Action.AUDIT: _ADMIN,
    Action.OPERATE: _ADMIN,
}


def may(role: Role, action: Action | str) -> bool:
    """Whether a role may do this; an unknown action is an error, not a no."""
    return role in MATRIX[Action(action)]
