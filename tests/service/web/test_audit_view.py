"""Entries of the audit in words."""

from __future__ import annotations

import datetime as dt

import pytest

from service.auditing.reading import AuditEntry, Change
from service.web.audit_view import entry_rows, shown

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def row(*changes: Change) -> AuditEntry:
    return AuditEntry(1, AT, "hoa", "session:1", "", "fields.changed", "fields:7", 3, changes, "", "")


def test_a_known_value_has_a_name_in_words_and_an_unknown_one_has_none() -> None:
    (told,) = entry_rows([row(Change("settled_value", None, 17), Change("shared", 0, 1))], "vi")
    assert told.what == "Sửa số liệu"
    assert [(c.label, c.before, c.after) for c in told.changes] == [
        ("giá trị người soát", "–", "17"),
        ("", "0", "1"),
    ]


def test_a_change_of_which_nobody_wants_to_know_says_nothing() -> None:
    rows = entry_rows([row(Change("task", "sample", "")), row(Change("status", "review", "confirmed"))], "vi")
    assert [one.says_something for one in rows] == [False, True]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("review", "Chờ soát"),
        ("2026-03-01T03:00:00+00:00", "1/3/2026 10:00"),
        ("205-KH/TU", "205-KH/TU"),
        ([], "–"),
        (False, "không"),
    ],
)
def test_values_are_shown_as_people_write_them(value: object, told: str) -> None:
    assert shown(value, "vi").casefold() == told.casefold()
