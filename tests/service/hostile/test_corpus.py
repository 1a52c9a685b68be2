"""Some 130 kinds of hostile file: each ends in a state with a name, by the API and by the command, and
neither a server nor what it starts takes more memory than it is allowed.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.access.people import reset_password
from service.app import create_app
from service.jobs import steps
from service.reading import Reader
from service.settings import Settings
from service.uploads import clean_name
from tests.service.conftest import PASSWORD, Client, log_in
from tests.service.hostile.ends import BURDENS, READ, SLOW, ends_of, files

pytestmark = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
MEMORY_MIB = 2048
LIMITS = {
    "workers": 2,
    "page_seconds": 10,
    "max_file_mib": 1,
    "max_request_mib": 8,
    "max_unpacked_mib": 8,
    "max_pages": 20,
    "max_page_megapixels": 20,
    "worker_memory_mib": MEMORY_MIB,
}
SERVER_GROWTH_MIB = 400
"""The server passes on some 30 MB of uploads and writes rows; a bomb that went off in it would take more."""

FILES = dict(files())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("hostile"), **LIMITS)
    reader = Reader(settings)
    app = create_app(settings, reader=reader)
    with pytest.MonkeyPatch.context() as patch, Client(app, base_url="http://testserver") as client:
        patch.setattr(steps, "most_tries", lambda _code: 1)  # a second and a third try end like the first
        with app.state.database.write() as session:
            password = reset_password(session, "admin")
        log_in(client, "admin", password)
        client.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}).raise_for_status()
        yield client
    reader.close()


@pytest.fixture(scope="module")
def uploaded(client: Client, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What each upload was answered, all before the first is looked at: they are read side by side."""
    before = memory_mib()
    asked = {
        item.callspec.params["name"]
        for item in request.session.items
        if "[" in item.name and item.path == request.path
    }
    answers = {
        name: client.upload((name, FILES[name])).json() for name in FILES if name in {*asked, "names.zip"}
    }
    answers["growth"] = memory_mib() - before
    return answers


def memory_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1024**2


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", FILES)
def test_upload_ends_in_a_named_state(client: Client, uploaded: dict[str, Any], name: str) -> None:
    answer = uploaded[name]
    found = set()
    if "accepted" not in answer:
        found.add(answer["code"])
        assert answer["status"] < 500 and answer["remedy"] and answer["remedy_en"]
    for one in answer.get("rejected", ()):
        found.add(one["problem"]["code"])
    for one in answer.get("accepted", ()):
        detail = client.read_to_end(one["submission_id"])
        assert detail["row"]["state"] in ("read", "failed")
        assert all(page["state"] in ("read", "failed") for page in detail["page_rows"])
        codes = {page["error"]["code"] for page in detail["page_rows"] if page["error"]}
        codes |= {problem["code"] for problem in detail["problems"] if problem["code"].startswith("ocr.")}
        found |= codes or {READ}
    assert found and found <= ends_of(name) | {SLOW}  # on a busy machine any page may take too long


def test_the_server_did_not_grow(uploaded: dict[str, Any]) -> None:
    assert uploaded["growth"] < SERVER_GROWTH_MIB


def test_names_from_an_archive_are_bare(client: Client, uploaded: dict[str, Any]) -> None:
    names = [one["name"] for one in uploaded["names.zip"]["accepted"]]
    assert len(names) > 8
    for name in names:
        assert name == clean_name(name) and not {"/", "\\", "\x00", "\u202e"} & set(name)
        assert len(name) <= 200


def test_what_people_see_of_names_is_text(client: Client, uploaded: dict[str, Any]) -> None:
    page = client.get("/submissions", headers={"accept": "text/html"}).text
    assert "<script>.tif" not in page


@pytest.mark.timeout(900)
def test_command_names_each_and_goes_on(tmp_path: Path) -> None:
    """Those that are refused, and one that is read; what is slow is slow in the same reader."""
    chosen = {name: data for name, data in FILES.items() if not {READ, *BURDENS} & ends_of(name)}
    chosen["javascript.pdf"] = FILES["javascript.pdf"]
    for name, data in chosen.items():
        (tmp_path / name).write_bytes(data)
    environment = {f"TONGHOP_{name.upper()}": str(value) for name, value in LIMITS.items()}
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "read", *map(str, sorted(tmp_path.iterdir())), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
        timeout=600,
    )
    assert done.returncode == 3, done.stderr[-2000:]
    read = {json.loads(line)["file"] for line in done.stdout.splitlines()}
    named = {line.split(": ")[1] for line in done.stderr.splitlines() if line.startswith("tonghop: ")}
    inside = {"link.zip": "link.tif", "device.zip": "zero.tif", "nested.zip": "next.zip"}
    for name in chosen:
        assert name in read | named or inside.get(name) in named, name
    assert "Traceback" not in done.stderr and "service.internal" not in done.stderr
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < MEMORY_MIB
