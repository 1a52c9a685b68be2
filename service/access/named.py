"""Which action each route names; one that names none is refused before the service starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Mount

from service.access.matrix import Action

_NAME = "named_action"
_Check = TypeVar("_Check", bound=Callable[..., Any])


def names_action(check: _Check, action: Action) -> _Check:
    """Mark a dependency as the one that checks this action."""
    setattr(check, _NAME, action)
    return check


def actions_of(route: RouteContext) -> frozenset[Action]:
    """The actions that a route's dependencies check; all of them must be allowed."""
    dependant: Dependant | None = getattr(route, "dependant", None)
    return frozenset(_named(dependant)) if dependant else frozenset()


def named_routes(routes: Iterable[BaseRoute]) -> tuple[tuple[RouteContext, frozenset[Action]], ...]:
    """Every route with its actions; folders of static files, which strangers may read, are none.

    Raises:
        RuntimeError: A route names no action. That is a fault in this program, so it does not start.
    """
    found = tuple(
        (route, actions_of(route))
        for route in iter_route_contexts(tuple(routes))
        if not isinstance(route.original_route, Mount)
    )
    nameless = [str(route.path) for route, actions in found if not actions]
    if nameless:
        raise RuntimeError(f"routes that name no action (service.dependencies.needs): {', '.join(nameless)}")
    return found


def _named(dependant: Dependant) -> Iterator[Action]:
    for below in dependant.dependencies:
        action = getattr(below.call, _NAME, None)
        if action is not None:
            yield action
        yield from _named(below)
