"""The page of learned names: it shows what waits, and its buttons decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from service.alias_record import AliasRecord
from tests.service.conftest import Client

PLAN = "205-KH/TU"
NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)


def learn(app: Any) -> int:
    with app.state.database.write() as session:
        row = AliasRecord(
            campaign_id=PLAN, kind="heading", target="V", text="Mong muốn <của đơn vị>", folded="mong muon",
            state="proposed", evidence={}, proposed_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def test_a_name_is_accepted_and_taken_back_on_its_page(client: Client, app: Any) -> None:
    name = learn(app)
    assert "Cách gọi học được (1 chờ)" in client.get("/campaigns/view", params={"id": PLAN}).text
    page = client.get("/campaigns/names", params={"id": PLAN})
    assert "Mong muốn &lt;của đơn vị&gt;" in page.text
    form = {"csrf_token": client.headers["X-CSRF-Token"], "act": "accept"}
    page = client.post(f"/campaigns/names/{name}", data=form)
    assert page.status_code == 200 and "Rút lại" in page.text
    page = client.post(f"/campaigns/names/{name}", data={**form, "act": "take_back"})
    assert "Đã rút lại" in page.text
    assert client.post(f"/campaigns/names/{name}", data={**form, "act": "refuse"}).status_code == 400


def test_a_reviewer_sees_names_but_decides_none(app: Any, as_role: Callable[[str], Client]) -> None:
    name = learn(app)
    reviewer = as_role("reviewer")
    page = reviewer.get("/campaigns/names", params={"id": PLAN})
    assert page.status_code == 200 and "Chấp nhận" not in page.text
    form = {"csrf_token": reviewer.headers["X-CSRF-Token"], "act": "accept"}
    assert reviewer.post(f"/campaigns/names/{name}", data=form).status_code == 403
