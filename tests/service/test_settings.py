"""Settings refuse what is unsafe, naming it."""

from __future__ import annotations

import pytest

from service.errors import UnsafeSetting
from service.settings import load_settings


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"host": "0.0.0.0"}, "public_url"),
        ({"public_url": "https://a.example"}, "secure_cookies"),
        ({"port": 99999}, "port"),
        ({"max_file_mib": 50, "max_request_mib": 10}, "max_file_mib"),
        ({"database_url": "mysql://x"}, "database_url"),
    ],
)
def test_unsafe_setting_is_refused_and_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(UnsafeSetting, match=told):
        load_settings(**given)


def test_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHOP_PROT", "80")
    with pytest.raises(UnsafeSetting, match="TONGHOP_PROT"):
        load_settings()
