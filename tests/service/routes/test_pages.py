"""The pages over a real service; reading itself is a stand-in."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from service.access import people
from service.access.matrix import Role
from service.app import create_app
from service.i18n import CATALOGUE
from service.reading import Reader
from service.records import LeaseRecord
from service.settings import Settings
from tests.service import standin
from tests.service.conftest import PASSWORD, Client, log_in
from tests.service.standin import scan

PAGES = ("/", "/upload", "/submissions", "/review", "/campaigns", "/campaigns/view?id=205-KH/TU", "/export")
PARTIAL = {"HX-Request": "true"}
NUMBERS = itertools.count(1)
TABLE = ("", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One service for all tests here, since each of them brings reports of its own."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("house"), workers=1, page_seconds=20)
    app = create_app(settings, reader=Reader(settings, tasks=standin.TASKS))
    with Client(app, base_url="http://testserver") as browser:
        with app.state.database.write() as session:
            password = people.reset_password(session, "admin")
        log_in(browser, "admin", password)
        browser.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}).raise_for_status()
        yield browser


@pytest.fixture
def client(house: Client) -> Iterator[Client]:
    """The browser of an administrator, its language and token as they were."""
    token = house.headers["X-CSRF-Token"]
    yield house
    house.headers["X-CSRF-Token"] = token
    if "tonghop_language" in house.cookies:
        house.cookies.delete("tonghop_language")


@pytest.fixture
def report(client: Client) -> int:
    """A read report with three doubtful fields and a sum that fails."""
    name = f"bao-cao-{next(NUMBERS)}"
    accepted = client.upload((f"{name}.pdf", scan(2, name, *TABLE))).json()["accepted"]
    client.read_to_end(accepted[0]["submission_id"])
    return int(accepted[0]["submission_id"])


def english(client: Client) -> str:
    return "; ".join([*(f"{c.name}={c.value}" for c in client.cookies.jar), "tonghop_language=en"])


def stranger_of(client: Client) -> Client:
    """A browser that nobody is signed in with."""
    return Client(client.app, base_url="http://testserver")


def field_at(client: Client, report: int, path: str) -> dict[str, Any]:
    fields = client.get(f"/api/v1/submissions/{report}/fields").json()
    return next(f for f in fields if f["path"] == path)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_drawn_in_both_languages(client: Client, report: int, address: str) -> None:
    vietnamese = client.get(address)
    assert vietnamese.status_code == 200 and '<html lang="vi"' in vietnamese.text
    assert '<html lang="en"' in client.get(address, headers={"Cookie": english(client)}).text


@pytest.mark.parametrize("address", ["", "/pages/1", "/pages/2"])
def test_a_report_and_its_pages_are_drawn(client: Client, report: int, address: str) -> None:
    assert client.get(f"/submissions/{report}{address}").status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_inline_script_or_style(client: Client, report: int, address: str) -> None:
    html = client.get(address).text
    assert re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", html) is None
    assert re.search(r"""(src|href)=["'](https?:)?//""", html) is None


def test_a_stranger_is_led_to_sign_in_and_back(client: Client) -> None:
    stranger = stranger_of(client)
    answer = stranger.get("/review?submission=3", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/review%3Fsubmission%3D3")
    partial = stranger.get("/home/waiting", headers=PARTIAL)
    assert partial.status_code == 401 and partial.headers["hx-redirect"].startswith("/login")


def test_a_wrong_password_says_so_without_telling_which(client: Client) -> None:
    stranger = stranger_of(client)
    answer = stranger.post("/login", data={"name": "admin", "password": "sai"})
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text and 'value="admin"' in answer.text


def test_a_page_that_is_not_there_says_so_in_words(client: Client) -> None:
    answer = client.get("/submissions/12345")
    assert answer.status_code == 404
    assert CATALOGUE["error.home"][0] in answer.text


def test_a_form_from_elsewhere_is_refused(client: Client, report: int) -> None:
    del client.headers["X-CSRF-Token"]
    assert client.post(f"/submissions/{report}/delete", data={}).status_code == 403
    assert client.get(f"/submissions/{report}").status_code == 200


def test_a_refused_file_is_drawn_with_its_reason_and_the_rest_is_taken(client: Client) -> None:
    files = [
        ("files", ("tot.pdf", scan(1, "tot"))),
        ("files", ("hong.pdf", b"?")),
        ("files", ("rong.pdf", b"")),
    ]
    answer = client.post("/upload", files=files, headers=PARTIAL)
    assert answer.status_code == 200
    assert answer.text.count("<li") == 2 and "hong.pdf" in answer.text and "rong.pdf" in answer.text
    assert "tot.pdf" in client.get("/upload/progress").text


def test_the_same_file_again_is_led_to_the_first(client: Client) -> None:
    client.post("/upload", files=[("files", ("a.pdf", scan(1, "a", "lần đầu")))], headers=PARTIAL)
    again = client.post("/upload", files=[("files", ("b.pdf", scan(1, "a", "lần đầu")))], headers=PARTIAL)
    assert re.search(r'href="/submissions/\d+"', again.text)


def test_an_upload_without_script_comes_back_to_the_list(client: Client) -> None:
    answer = client.post(
        "/upload", files=[("files", ("a.pdf", scan(1, "không có kịch bản")))], follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/upload")


def test_the_desk_corrects_and_goes_to_the_next_field(client: Client, report: int) -> None:
    field = field_at(client, report, "table.bieu-1.2.so_luong")
    form = {"version": field["version"], "text": "6", "submission": report}
    answer = client.post(f"/review/{field['id']}", data=form, headers=PARTIAL)
    assert answer.status_code == 200 and f'data-field="{field["id"]}"' not in answer.text
    after = field_at(client, report, "table.bieu-1.2.so_luong")
    assert (after["value"], after["status"]) == (6, "corrected")


def test_the_desk_draws_ahead_only_what_the_page_does_not_hold(client: Client, report: int) -> None:
    page = client.get(f"/review?submission={report}").text
    ahead = re.findall(r'data-ahead="(\d+)"', page)
    first, *drawn = re.findall(r'<article class="card desk-card" data-field="(\d+)"', page)
    assert ahead == drawn and len(ahead) == 2
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    form = {
        "verdict": "not_on_paper",
        "version": version.group(1),
        "submission": report,
        "following": ahead[0],
        "held": ahead[1],
    }
    answer = client.post(f"/review/{first}", data=form, headers=PARTIAL)
    assert f'data-goes-on data-field="{ahead[0]}"' in answer.text
    assert f'<template data-ahead="{ahead[1]}" data-version="1"></template>' in answer.text
    assert f'data-field="{ahead[1]}"' not in answer.text


def test_a_page_that_is_left_late_gives_back_nothing_of_its_successor(client: Client, report: int) -> None:
    pages = [client.get(f"/review?submission={report}").text for _ in range(2)]
    before, now = (re.search(r'data-scope="([^"]+)"', page) for page in pages)
    assert before and now and before.group(1) != now.group(1)
    assert client.post("/review/give-back", data={"scope": before.group(1)}).status_code == 204
    with client.app.state.database.read() as session:
        lent = session.scalars(select(LeaseRecord.scope).where(LeaseRecord.scope == now.group(1))).all()
    assert len(lent) == 3  # the field on the desk and the two drawn ahead


def test_the_desk_refuses_words_where_a_figure_belongs_and_keeps_what_was_typed(
    client: Client, report: int
) -> None:
    field = field_at(client, report, "table.bieu-1.2.so_luong")
    form = {"version": field["version"], "text": "ba bốn năm chữ", "submission": report}
    answer = client.post(f"/review/{field['id']}", data=form, headers=PARTIAL)
    assert answer.status_code == 422
    assert 'value="ba bốn năm chữ"' in answer.text
    assert field_at(client, report, "table.bieu-1.2.so_luong")["status"] == "review"


def test_a_stale_field_is_not_overwritten_and_both_values_are_shown(client: Client, report: int) -> None:
    field = field_at(client, report, "table.bieu-1.2.so_luong")
    first = {"version": field["version"], "text": "6", "submission": report}
    client.post(f"/review/{field['id']}", data=first, headers=PARTIAL)
    late = client.post(f"/review/{field['id']}", data=first | {"text": "77"}, headers=PARTIAL)
    assert late.status_code == 409
    assert 'value="77"' in late.text and "6" in late.text
    assert field_at(client, report, "table.bieu-1.2.so_luong")["value"] == 6


def test_a_field_drawn_before_its_sum_was_mended_is_saved_on_the_desk(client: Client, report: int) -> None:
    part, other = "table.bieu-1.2.so_luong", "table.bieu-1.3.so_luong"
    for text in ("6", "7"):  # the sum holds, then it fails: the other part is asked about
        form = {"version": field_at(client, report, part)["version"], "text": text, "submission": report}
        client.post(f"/review/{field_at(client, report, part)['id']}", data=form, headers=PARTIAL)
    drawn = field_at(client, report, other)
    assert drawn["status"] == "review"
    form = {"version": field_at(client, report, part)["version"], "text": "6", "submission": report}
    client.post(f"/review/{field_at(client, report, part)['id']}", data=form, headers=PARTIAL)
    assert field_at(client, report, other)["status"] == "accepted", "no longer asked about"
    form = {"version": drawn["version"], "text": str(drawn["value"]), "submission": report}
    assert client.post(f"/review/{drawn['id']}", data=form, headers=PARTIAL).status_code == 200
    assert field_at(client, report, other)["status"] == "confirmed"


def test_a_field_that_was_not_found_is_never_settled_by_an_empty_enter(client: Client, report: int) -> None:
    field = field_at(client, report, "figure.I.so_tccsd")
    form = {"version": field["version"], "text": "", "submission": report}
    answer = client.post(f"/review/{field['id']}", data=form, headers=PARTIAL)
    assert answer.status_code == 422
    assert field_at(client, report, "figure.I.so_tccsd")["status"] == "missing"


def test_undo_on_the_desk_brings_the_field_back(client: Client, report: int) -> None:
    field = field_at(client, report, "table.bieu-1.2.so_luong")
    form = {"version": field["version"], "text": "6", "submission": report}
    client.post(f"/review/{field['id']}", data=form, headers=PARTIAL)
    answer = client.post("/review/undo", data={"submission": report}, headers=PARTIAL)
    assert f'data-field="{field["id"]}"' in answer.text
    assert field_at(client, report, "table.bieu-1.2.so_luong")["status"] == "review"


def test_a_deleted_report_can_be_brought_back(client: Client, report: int) -> None:
    answer = client.post(f"/submissions/{report}/delete")
    assert f"/submissions/{report}/restore" in answer.text
    assert f'href="/submissions/{report}"' not in client.get("/submissions").text
    client.post(f"/submissions/{report}/restore")
    assert f'href="/submissions/{report}"' in client.get("/submissions").text


def test_filters_stand_in_the_address(client: Client, report: int) -> None:
    assert f'href="/submissions/{report}"' in client.get("/submissions?q=binh+hiep&state=review").text
    assert f'href="/submissions/{report}"' not in client.get("/submissions?state=done").text
    assert CATALOGUE["list.none_found"][0] in client.get("/submissions?q=khongcogi").text


def test_the_menu_shows_what_a_role_may_do(client: Client) -> None:
    with client.app.state.database.write() as session:
        now = dt.datetime.now(dt.UTC)
        password = people.add_user(session, "van-thu", "Văn thư", Role.CLERK, now=now)[1]
    clerk = stranger_of(client)
    log_in(clerk, "van-thu", password)
    assert clerk.get("/", follow_redirects=False).headers["location"] == "/account/password"
    form = {"old": password, "new": PASSWORD, "again": PASSWORD}
    menu = clerk.post("/account/password", data=form).text.split("</nav>")[0]
    assert 'href="/upload"' in menu and 'href="/review"' not in menu


def test_preferences_are_kept_and_lead_back(client: Client) -> None:
    answer = client.post("/preferences", data={"lang": "en", "back": "/export"}, follow_redirects=False)
    assert answer.headers["location"] == "/export"
    assert "tonghop_language=en" in answer.headers["set-cookie"]


def test_the_files_of_a_page_are_kept_by_the_browser_and_so_are_the_modules_that_they_import(
    client: Client,
) -> None:
    page = client.get("/upload").text
    wanted = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert any(address.endswith("upload.js") for address in wanted)
    seen = set()
    while wanted:
        address = wanted.pop()
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"], address
        if address.endswith(".js"):
            beside = re.findall(r'^import .* from "\./([^"]+)"', answer.text, re.MULTILINE)
            wanted += {f"{address.rpartition('/')[0]}/{name}" for name in beside} - seen
    assert any(address.endswith("sending.js") for address in seen)


def test_a_page_of_before_an_upgrade_gets_the_files_of_now_for_once(client: Client) -> None:
    answer = client.get("/static/v-0.0.1-abc/app.js")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-cache"
    assert client.get("/static/v-0.0.1-abc/../../records.py").status_code == 404
