"""Every route, tried as every role and as a stranger: the table says who gets in, and nobody else does."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.routing import RouteContext

from service.access.matrix import MATRIX, SESSION_ONLY, STRANGERS, Action, Role, may
from service.access.named import named_routes
from service.dependencies import needs, require
from tests.service.conftest import Client

UNIT = "mo-duc"
FILLING = {"form": "xlsx", "role": "clerk", "disabled": "true", "name": "x", "unit_id": "x", "kind": "pdf"}
"""What stands in an address for its parameters; every other one is a number that nothing has."""
NUMBER = "999999"


def address(route: RouteContext) -> str:
    def fill(part: re.Match[str]) -> str:
        return FILLING.get(part.group(1), NUMBER)

    return re.sub(r"{(\w+)(?::\w+)?}", fill, str(route.path))


def tries(app: FastAPI) -> Iterator[tuple[str, str, frozenset[Action]]]:
    for route, actions in named_routes(app.routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, address(route), actions


def answer(client: Client, method: str, url: str) -> tuple[int, str]:
    """Status and code; our own pages lead to the login instead of saying 401."""
    body: dict[str, Any] = {} if method in ("GET", "DELETE") else {"json": {}}
    got = client.request(method, url, follow_redirects=False, **body)
    if got.headers.get("location", "").startswith("/login?next="):
        return 401, "service.not_logged_in"
    json = got.headers.get("content-type", "").startswith("application/problem+json")
    code = got.json()["code"] if json else next(iter(re.findall(r"service\.\w+", got.text)), "")
    return got.status_code, code


@pytest.fixture
def untouched(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The real checks before endpoints that do nothing, so that no try changes anything for the next."""

    def nothing(**_facts: Any) -> Response:
        return Response(status_code=204)

    async def nothing_later(**_facts: Any) -> Response:
        return Response(status_code=204)

    for route, _ in named_routes(app.routes):
        dependant: Any = route.dependant  # type: ignore[attr-defined]
        later = inspect.iscoroutinefunction(dependant.call)
        monkeypatch.setattr(dependant, "call", nothing_later if later else nothing)
    return app


def test_there_is_a_row_for_every_action_and_a_role_for_every_row() -> None:
    assert set(MATRIX) == set(Action)
    assert all(MATRIX.values())


@pytest.mark.parametrize("role", list(Role))
def test_every_route_lets_exactly_the_roles_in_that_its_action_names(
    app: FastAPI, as_role: Callable[[str], Client], role: Role, request: pytest.FixtureRequest
) -> None:
    person = as_role(role.value)
    untouched: FastAPI = request.getfixturevalue("untouched")
    wrong = []
    for method, url, actions in tries(untouched):
        if actions & {Action.LINK}:
            continue  # the link is the proof, not the role: test_links
        status, code = answer(person, method, url)
        refused = status == 403 and code == "service.forbidden"
        if (status in (401, 403) and not refused) or refused is all(may(role, action) for action in actions):
            wrong.append((method, url, status, code))
    assert wrong == []


def test_stranger_gets_in_only_where_a_route_is_open_on_purpose(client: Client, untouched: FastAPI) -> None:
    nobody = Client(untouched, base_url="http://testserver")
    wrong = []
    for method, url, actions in tries(untouched):
        if actions & {Action.LINK}:
            continue
        status, code = answer(nobody, method, url)
        if (status == 401) is bool(actions & STRANGERS):
            wrong.append((method, url, status, code))
    assert wrong == []


def test_route_without_an_action_keeps_the_service_from_starting(app: FastAPI) -> None:
    @app.get("/api/v1/forgotten")
    def forgotten() -> None: ...

    with pytest.raises(RuntimeError, match="/api/v1/forgotten"):
        named_routes(app.routes)


def test_misspelt_action_is_refused_when_the_route_is_made() -> None:
    with pytest.raises(ValueError, match="viwe"):
        needs("viwe")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="strangers"):
        require(Action.OPEN)


def test_key_of_a_program_opens_no_door_that_needs_a_login(client: Client, app: FastAPI) -> None:
    token = client.post("/api/v1/tokens", json={"label": "máy quét"}).json()["token"]
    program = Client(app, headers={"Authorization": f"Bearer {token}"})
    for method, url, actions in tries(app):
        if actions & SESSION_ONLY:
            assert answer(program, method, url) == (403, "service.forbidden"), (method, url)


def test_table_in_the_documentation_is_the_table_in_force() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/http.md").read_text("utf-8")
    rows = page.split("| --- | --- | --- |\n")[-1]
    told = dict(re.findall(r"^\| (\w+) \| [^|]+ \| ([\w, ]+) \|$", rows, re.M))
    assert told == {action: ", ".join(r for r in Role if r in MATRIX[action]) for action in Action}
