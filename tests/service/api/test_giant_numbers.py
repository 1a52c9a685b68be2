"""A number that no database can hold names nothing; it is no fault of the program."""

from __future__ import annotations

import pytest

from tests.service.conftest import Client

GIANT = 10**25


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", f"/api/v1/tokens/{GIANT}"),
        ("GET", f"/api/v1/submissions/{GIANT}"),
        ("GET", f"/submissions/{GIANT}"),
        ("GET", f"/compiled?campaign=205-KH/TU&cut={GIANT}"),
    ],
)
def test_giant_number_is_not_found(client: Client, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 404
