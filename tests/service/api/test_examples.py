"""The examples of the API's description: requests fit their schemas, answers have the shape of real ones.

``TONGHOP_TEST_RECORD=1`` writes the answers anew from what the service says.
"""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema
import pytest

from samples.office import CAMPAIGN, PERIODS, make_office
from samples.office_rows import write_office
from service.web.api_examples import EXAMPLES, examples
from tests.service.conftest import NOW, Client
from tests.service.standin import scan

API = "/api/v1"
MOST_ITEMS, LONGEST = 2, 300
OFFICE = {"campaign": CAMPAIGN, "period": PERIODS[0]}
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/me", {}),
    ("/waiting", {}),
    ("/submissions", {}),
    ("/submissions/{submission_id}", {}),
    ("/submissions/{submission_id}/fields", {}),
    ("/submissions/{submission_id}/progress", {}),
    ("/submissions/{submission_id}/place", {}),
    ("/submissions/{submission_id}/headings", {}),
    ("/fields/{field_id}", {}),
    ("/fields/{field_id}/history", {}),
    ("/review/next", {}),
    ("/campaigns", {}),
    ("/campaigns/versions", {"id": CAMPAIGN}),
    ("/campaigns/names", {"id": CAMPAIGN}),
    ("/quality", {"id": CAMPAIGN}),
    ("/units", {"limit": 2}),
    ("/units/{unit_id}", {}),
    ("/expected", {"campaign": CAMPAIGN}),
    ("/tracking", OFFICE),
    ("/tracking/coverage", OFFICE),
    ("/compiled", OFFICE),
    ("/links", {}),
    ("/tray", {}),
    ("/plans", {}),
    ("/users", {}),
    ("/tokens", {}),
    ("/webhooks", {}),
)


@pytest.fixture
def told(client: Client, app: Any) -> dict[str, Any]:
    """What a small office answers to each of ``ASKED``, long lists and texts cut."""
    with app.state.database.write() as session:
        write_office(session, make_office(72, units=12, periods=1), now=NOW)
    sent = client.upload(("bao-cao.pdf", scan(2, "", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6"))).json()
    report = sent["accepted"][0]["submission_id"]
    client.read_to_end(report)
    client.post(f"{API}/tokens", json={"label": "phần mềm văn thư", "scopes": ["view"]}).raise_for_status()
    client.post(f"{API}/links", json={"campaign": CAMPAIGN, "unit": "x00001"}).raise_for_status()
    field = next(
        f for f in client.get(f"{API}/submissions/{report}/fields").json() if f["status"] == "review"
    )
    body = {"verdict": "confirm", "version": field["version"]}
    client.post(f"{API}/fields/{field['id']}/settle", json=body).raise_for_status()
    parts = {"submission_id": report, "field_id": field["id"], "unit_id": "x00001"}
    found = {}
    for path, asked in ASKED:
        answer = client.get(API + path.format(**parts), params=asked)
        assert answer.status_code == 200, (path, answer.text)
        found[f"GET {API}{path}"] = cut(answer.json())
    return found


def cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: cut(one) for key, one in list(value.items())}
    if isinstance(value, list):
        return [cut(one) for one in value[:MOST_ITEMS]]
    return value[:LONGEST] if isinstance(value, str) else value


def shape(value: Any) -> Any:
    """Names and nesting of an answer; mappings by id or code keep only that they are mappings."""
    if isinstance(value, dict):
        names = {key: shape(one) for key, one in value.items()}
        return names if all(key.isidentifier() for key in names) else "mapping"
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "value"


def test_answers_have_the_shape_that_the_description_shows(told: dict[str, Any]) -> None:
    if os.environ.get("TONGHOP_TEST_RECORD"):
        kept = json.loads(EXAMPLES.read_text("utf-8")) | {"answers": told}
        EXAMPLES.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.skip("recorded")
    known = examples()["answers"]
    assert set(known) == set(told)
    assert {name: shape(value) for name, value in known.items()} == {n: shape(v) for n, v in told.items()}


def test_every_request_with_a_body_has_an_example_that_fits_its_schema(client: Client) -> None:
    schema = client.get(f"{API}/openapi.json").json()
    bodies = {
        f"{method.upper()} {path}": operation["requestBody"]["content"]["application/json"]
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert [name for name, body in bodies.items() if "example" not in body] == []
    assert set(examples()["requests"]) == set(bodies)
    for body in bodies.values():
        checked = body["schema"] | {"components": schema["components"]}
        jsonschema.validate(body["example"], checked)
