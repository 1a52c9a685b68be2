"""The real server on a free port with an empty data folder, and a real browser in front of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HTMX = ROOT / "service" / "static" / "vendor" / "htmx.min.js"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SAMPLES = ROOT / "samples" / "reports"
CAMPAIGN = "205-KH/TU"  # has the statistics form
LEASE_SECONDS = "30"  # a test waits for one to end; shorter, it would end while a busy machine opens a page
START_SECONDS = 120
PATIENCE_MS = 90_000
"""How long a page may take on a machine that does other work beside; on a quiet one nothing comes near it."""
READING_MS = 900_000  # three short reports on cores that are busy with other work
SERIOUS = ("serious", "critical")
SCREEN = {"width": 1366, "height": 768}
PASSWORD = "mật khẩu thử nghiệm"
ONE_TIME_PASSWORD = re.compile(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = None
    if CHROMIUM is None:
        missing = "no chromium on PATH"
    elif shutil.which("tesseract") is None:
        missing = "no tesseract on PATH"
    elif not HTMX.is_file():
        missing = "no htmx in service/static/vendor: run make setup"
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.timeout(1800))
        if missing:
            item.add_marker(pytest.mark.skip(reason=missing))


@dataclass
class Server:
    """A running server: its address, and what it printed so far."""

    url: str
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def printed(self) -> str:
        return "".join(self.lines)

    def one_time_password(self) -> str:
        """What was printed at the start; the thread that reads along may be behind the server."""
        ends = time.monotonic() + START_SECONDS
        while not (found := ONE_TIME_PASSWORD.search(self.printed)):
            assert time.monotonic() < ends, f"no one-time password in: {self.printed}"
            time.sleep(0.1)
        return found.group()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running_server(folder: Path, **settings: str) -> Iterator[Server]:
    """The real server on a free port with its data in the folder; settings are those of TONGHOP_*."""
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TONGHOP_")}
    environment = kept | {
        "TONGHOP_DATA_DIR": str(folder),
        "TONGHOP_PORT": str(port),
        "OMP_THREAD_LIMIT": "1",
        "PYTHONUNBUFFERED": "1",
        **{f"TONGHOP_{name.upper()}": value for name, value in settings.items()},
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "from service.cli import main; main()", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Server(f"http://127.0.0.1:{port}", process)
    assert process.stdout is not None
    stream = process.stdout
    reader = threading.Thread(target=lambda: running.lines.extend(stream), daemon=True)
    reader.start()
    try:
        ends = time.monotonic() + START_SECONDS
        while not answers(running.url):
            assert process.poll() is None, running.printed
            assert time.monotonic() < ends, running.printed
            time.sleep(0.2)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(5)
        stream.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("data"), lease_seconds=LEASE_SECONDS) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-first-run",
        "--disable-dev-shm-usage",
    ]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


@dataclass
class Visit:
    """A browser window, the addresses it asked for, and the errors it complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def open_visit(browser: Any, url: str, state: Any = None, size: dict[str, int] | None = None) -> Visit:
    context = browser.new_context(
        base_url=url, viewport=size or SCREEN, locale="vi-VN", accept_downloads=True, storage_state=state
    )
    context.set_default_timeout(PATIENCE_MS)
    visit = Visit(context.new_page())
    context.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on(
        "console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None
    )
    return visit


def sign_in(page: Any, password: str = PASSWORD) -> None:
    """Sign the administrator in on the page."""
    page.goto("/login")
    page.get_by_label("Tên đăng nhập").fill("admin")
    page.get_by_label("Mật khẩu").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Xin chào')")


def looked_at(page: Any, least_ms: int = 200) -> None:
    """Wait until the desk or the wall has shown its crops for so long: it takes no key sooner than a person
    can have looked (``LEAST_LOOK_MS`` of desk.js and wall.js)."""
    page.wait_for_function(
        """(least) => {
          const state = document.querySelector("[data-desk], [data-wall]")?.state;
          return state?.seen && performance.now() - state.seen > least;
        }""",
        arg=least_ms,
    )


def sign_in_first_time(visit: Visit, server: Server) -> None:
    """Log in with the printed one-time password and choose an own one."""
    page = visit.page
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill("admin")
    page.get_by_label("Mật khẩu").fill(server.one_time_password())
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/password")
    page.get_by_label("Mật khẩu hiện tại").fill(server.one_time_password())
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Xin chào')")


@pytest.fixture(scope="session")
def signed_in(server: Server, browser: Any) -> Iterator[Visit]:
    visit = open_visit(browser, server.url)
    sign_in_first_time(visit, server)
    yield visit
    visit.page.context.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A service of its own in which every page has something to show; reading is a stand-in.

    It runs in this process, where one job engine has room: it has to end before the next module begins.
    """
    from tests.browser.house import furnished

    with furnished(tmp_path_factory.mktemp("house")) as house:
        yield house


def three_short_reports() -> list[Path]:
    """The shortest one-file reports that answer the plan with the form, shortest first."""
    truths = [json.loads(path.read_text("utf-8")) for path in sorted(SAMPLES.glob("*.json"))]
    fitting = [t for t in truths if t["campaign"] == CAMPAIGN and len(t["files"]) == 1]
    fitting.sort(key=lambda t: (t["pages"], t["files"]))
    return [SAMPLES / t["files"][0] for t in fitting[:3]]


@pytest.fixture(scope="session")
def read_reports(signed_in: Visit) -> list[int]:
    """Three reports, sent by the browser and read to the end; their ids, newest first."""
    reports = three_short_reports()
    if len(reports) < 3:
        pytest.skip("samples/reports holds fewer than three fitting reports")
    page = signed_in.page
    page.goto("/upload")
    page.locator("#files").set_input_files(reports)
    for report in reports:
        page.get_by_role("link", name=report.name).wait_for()
    assert page.locator("[data-submission]").count() == 3
    # Nobody reloads: the page follows the reading by itself.
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-submission]")]
            .every((report) => report.dataset.state !== "reading")""",
        timeout=READING_MS,
    )
    states = page.locator("[data-submission]")
    told = {e.get_attribute("data-submission"): e.get_attribute("data-state") for e in states.all()}
    assert "failed" not in told.values(), told
    return [int(number) for number in told if number]


@pytest.fixture
def serious_faults() -> Callable[[Any], list[str]]:
    """Run axe-core over a page: each serious or critical fault with the elements that have it."""
    if not AXE.is_file():
        pytest.skip("no axe-core in node_modules: run make test, which fetches it")

    def look(page: Any) -> list[str]:
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("async () => (await axe.run(document)).violations")
        return [
            f"{fault['id']}: {[node['html'][:120] for node in fault['nodes'][:3]]}"
            for fault in found
            if fault["impact"] in SERIOUS
        ]

    return look
