"""Requests that schemathesis makes up from our own OpenAPI: none may end in a server error.

Each operation gets a few requests, most of them lawful; the database is thrown away with the service, so
nothing is spared. Ids of things that are there are mixed in, or hardly a request would reach any code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from service.access.people import reset_password
from service.app import create_app
from service.reading import Reader
from service.settings import Settings
from tests.service import standin
from tests.service.conftest import PASSWORD, Client, log_in
from tests.service.standin import scan

pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # schemathesis does
EXAMPLES = 40
"""Of each operation: about a hundred operations in a minute."""
EXAMPLES_OF_STRANGERS = 10
SERVER_ERROR = 500
LEFT_OUT = ("/api/v1/progress/stream", "/api/v1/session")
"""A stream that lasts as long as reading, and the login that all other requests need."""
TAKEN = frozenset({"method", "url", "params", "headers", "json", "data", "content", "files"})
KNOWN = {
    "submission_id": 1,
    "number": 1,
    "field_id": 1,
    "position": 0,
    "webhook_id": 1,
    "plan_id": 1,
    "user_id": 1,
}
"""What is there, for half of the requests."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("fuzz")
    own = Settings(
        data_dir=folder,
        workers=1,
        page_seconds=20,
        webhook_hosts="127.0.0.1",
        max_file_mib=1,
        max_request_mib=4,
    )
    reader = Reader(own, tasks=standin.TASKS)
    app = create_app(own, reader=reader)
    with Client(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        with app.state.database.write() as session:
            password = reset_password(session, "admin")
        log_in(client, "admin", password)
        client.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}).raise_for_status()
        sent = client.upload(("bc.pdf", scan(2, "", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6")))
        client.read_to_end(sent.json()["accepted"][0]["submission_id"])
        client.post("/api/v1/webhooks", json={"url": "http://127.0.0.1:9/x", "events": ["read"]})
        yield client
    reader.close()


def _cases(operation: Any) -> st.SearchStrategy[Any]:
    """Lawful requests, and unlawful ones where an operation takes anything that could be wrong."""
    lawful = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not list(operation.iter_parameters()) and not operation.body:
        return lawful
    return st.one_of(lawful, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def _plain(headers: Any) -> dict[str, str]:
    """The made-up headers that HTTP can carry."""
    made = {str(name): str(value) for name, value in (headers or {}).items()}
    return {name: value for name, value in made.items() if value.isascii() and value.isprintable()}


def _operations() -> list[Any]:
    from fastapi import FastAPI

    from service.app import _API

    app = FastAPI(openapi_url="/api/v1/openapi.json")
    for module in _API:
        app.include_router(module.router, prefix="/api/v1")
    schema = schemathesis.openapi.from_dict(app.openapi())
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    return [one for one in found if not one.path.startswith(LEFT_OUT)]


OPERATIONS = _operations()


@pytest.mark.parametrize("operation", OPERATIONS, ids=[f"{o.method.upper()} {o.path}" for o in OPERATIONS])
def test_no_request_ends_in_a_server_error(client: Client, operation: Any) -> None:
    for answer in _asked(client, operation, EXAMPLES):
        assert answer.status_code < SERVER_ERROR, _told(answer)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[f"{o.method.upper()} {o.path}" for o in OPERATIONS])
def test_no_request_of_a_stranger_is_granted_or_ends_in_a_server_error(
    client: Client, operation: Any
) -> None:
    stranger = Client(client.app, base_url="http://testserver", raise_server_exceptions=False)
    for answer in _asked(stranger, operation, EXAMPLES_OF_STRANGERS):
        assert not answer.is_success and answer.status_code < SERVER_ERROR, _told(answer)


def _asked(client: Client, operation: Any, examples: int) -> list[Any]:
    """The answers to so many requests of an operation, every second one about something that is there."""
    token = client.headers.get("X-CSRF-Token", "")
    answers: list[Any] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_cases(operation))
    def ask(case: Any) -> None:
        if len(answers) % 2 == 0:
            case.path_parameters = {
                name: KNOWN.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        request = case.as_transport_kwargs(base_url="http://testserver")
        request["headers"] = {"X-CSRF-Token": token, **_plain(request.pop("headers", None))}
        if isinstance(request.get("data"), bytes | str):
            request["content"] = request.pop("data")
        answers.append(client.request(**{name: one for name, one in request.items() if name in TAKEN}))

    ask()
    return answers


def _told(answer: Any) -> str:
    return f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:300]}"
