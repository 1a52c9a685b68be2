"""The files of ``docs/deploy``: read by the programs that they are for, as far as these are here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml
from fastapi.routing import APIRoute
from typer.main import get_command

from service.cli import app
from service.routes import health
from service.settings import Settings

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]


def settings_named(text: str) -> set[str]:
    lines = (line.strip().removeprefix("Environment=") for line in text.splitlines())
    return {
        line.partition("=")[0].removeprefix("TONGHOP_").lower()
        for line in lines
        if line.startswith("TONGHOP_")
    }


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_no_fault_in_a_unit(unit: Path, tmp_path: Path) -> None:
    """With a program that is there in the place of ours, which is installed on the office's machine only."""
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text("utf-8").replace("/opt/tonghop/.venv/bin/tonghop", "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if unit.name in line]
    assert ours == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_unit_starts_a_command_that_there_is_and_stops_it_gently(unit: Path) -> None:
    text = unit.read_text("utf-8")
    told = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    assert told["ExecStart"].split()[1] in COMMANDS
    assert int(told["TimeoutStopSec"]) > Settings.model_fields["drain_seconds"].default
    assert settings_named(text) <= set(Settings.model_fields)


def test_settings_file_names_settings_and_passes_with_values_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (DEPLOY / "tonghop.env").read_text("utf-8")
    assert settings_named(text) <= set(Settings.model_fields)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            monkeypatch.setenv(*line.split("=", 1))
    settings = Settings()
    assert settings.database.startswith("postgresql+psycopg://") and settings.secure_cookies


def test_compose_file_starts_commands_that_there_are() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = found["services"]
    assert set(services) == {"database", "serve", "worker"}
    for name in ("serve", "worker"):
        one = services[name]
        assert one["command"][:2] == ["tonghop", name] and one["command"][1] in COMMANDS
        assert (
            one["env_file"] == "tonghop.env"
            and one["depends_on"]["database"]["condition"] == "service_healthy"
        )
        assert {key.removeprefix("TONGHOP_").lower() for key in one.get("environment", {})} <= set(
            Settings.model_fields
        )
    mounted = {volume.partition(":")[0] for one in services.values() for volume in one.get("volumes", ())}
    assert mounted == set(found["volumes"])


NAMED = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}
WORDS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
DURATION = {"type": "string", "pattern": r"^(\d+(us|ms|s|m|h))+$"}
SERVICE = {
    "type": "object",
    "required": ["image"],
    "additionalProperties": False,
    "properties": {
        "image": {"type": "string", "pattern": r"^[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9._-]+)?$"},
        "command": WORDS,
        "env_file": {"type": "string"},
        "environment": NAMED,
        "expose": WORDS,
        "volumes": {"type": "array", "items": {"type": "string", "pattern": r"^[a-z]+:/[^:]+$"}},
        "tmpfs": {"type": "array", "items": {"type": "string", "pattern": r"^/[^:]+(:[a-z0-9=,]+)?$"}},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "stop_grace_period": DURATION,
        "deploy": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"replicas": {"type": "integer", "minimum": 1}},
        },
        "healthcheck": {
            "type": "object",
            "required": ["test"],
            "additionalProperties": False,
            "properties": {
                "test": {"type": "array", "prefixItems": [{"enum": ["CMD", "CMD-SHELL"]}], "minItems": 2},
                "interval": DURATION,
                "start_period": DURATION,
            },
        },
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["condition"],
                "properties": {"condition": {"enum": ["service_started", "service_healthy"]}},
            },
        },
    },
}
COMPOSE = {
    "type": "object",
    "required": ["services"],
    "additionalProperties": False,
    "properties": {
        "services": {"type": "object", "additionalProperties": SERVICE},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
    },
}
"""Of the Compose Specification what our file uses; another key is a slip or has to be added here."""


def test_compose_file_has_the_form_of_the_specification() -> None:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    faults = [
        f"{e.json_path}: {e.message}" for e in jsonschema.Draft202012Validator(COMPOSE).iter_errors(found)
    ]
    assert faults == []
    for name, one in found["services"].items():
        assert set(one.get("depends_on", {})) <= set(found["services"]) - {name}
        if one.get("healthcheck", {}).get("test", [""])[0] == "CMD" and "-c" in one["healthcheck"]["test"]:
            compile(one["healthcheck"]["test"][-1], f"healthcheck of {name}", "exec")
        if "env_file" in one:
            assert (DEPLOY / one["env_file"]).is_file()


def test_what_compose_and_units_ask_of_a_healthy_server_is_answered() -> None:
    asked = re.findall(r"127\.0\.0\.1:(\d+)(/[a-z]+)", (DEPLOY / "compose.yaml").read_text("utf-8"))
    paths = {route.path for route in health.router.routes if isinstance(route, APIRoute)}
    assert asked and all(path in paths and int(port) == Settings().port for port, path in asked)


def test_data_folder_of_the_settings_file_is_the_one_that_is_mounted_and_granted() -> None:
    text = (DEPLOY / "tonghop.env").read_text("utf-8")
    folder = next(
        line.partition("=")[2] for line in text.splitlines() if line.startswith("TONGHOP_DATA_DIR=")
    )
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    for name in ("serve", "worker"):
        places = [*services[name].get("volumes", ()), *services[name].get("tmpfs", ())]
        assert any(folder in place.split(":") for place in places)
    for unit in UNITS:
        state = re.search(r"^StateDirectory=(\S+)$", unit.read_text("utf-8"), re.MULTILINE)
        assert state is not None and folder == f"/var/lib/{state[1]}"


@pytest.mark.skipif(
    shutil.which("docker") is None
    or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode != 0,
    reason="there is no docker compose",
)
def test_compose_reads_its_file() -> None:
    command = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    assert subprocess.run(command, check=False).returncode == 0
