"""The audit's chain: whole under concurrency, on both databases, and every tampering is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from service.access.matrix import Role
from service.access.people import add_user
from service.auditing.actor import ACTOR, Actor
from service.auditing.chain import START, Head, head_of, verify
from service.auditing.recorder import note
from service.database import Database
from service.records import AuditRecord
from tests.service.conftest import NOW

WRITERS, EACH = 6, 15


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'a.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    made = Database(url)
    made.migrate()
    yield made
    made.close()


def entries(database: Database) -> list[AuditRecord]:
    with database.read() as session:
        return list(session.scalars(select(AuditRecord).order_by(AuditRecord.number)))


def test_writers_at_the_same_time_make_one_whole_chain(database: Database) -> None:
    def write(writer: int) -> None:
        mine = database.bound(**{ACTOR: Actor(writer, f"người {writer}", "key:1", "10.0.0.1")})
        for at in range(EACH):
            with mine.write() as session:
                note(session, "probe", f"{writer}.{at}")
                note(session, "probe", f"{writer}.{at} again")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with database.read() as session:
        head, fault = verify(session)
    assert (head.number, fault) == (WRITERS * EACH * 2, None)


def test_what_is_rolled_back_is_not_told_and_leaves_no_gap(database: Database) -> None:
    with pytest.raises(RuntimeError, match="no"), database.write() as session:
        note(session, "probe", "lost")
        add_user(session, "lan", "Lan", Role.CLERK, now=NOW)
        raise RuntimeError("no")
    with database.write() as session:
        note(session, "probe", "kept")
    assert [(e.number, e.subject, e.previous_hash) for e in entries(database)] == [(1, "kept", START)]


def test_database_itself_refuses_to_change_or_remove_an_entry(database: Database) -> None:
    with database.write() as session:
        note(session, "probe", "x")
    for act in ("UPDATE audit_entries SET reason = 'y'", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError, match="only ever added"), database.write() as session:
            session.execute(text(act))
    assert len(entries(database)) == 1


def without_triggers(database: Database, statement: str) -> None:
    """What somebody with the database's own password could do."""
    with database.write() as session:
        if session.connection().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER audit_entries_no_update"))
            session.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("tampering", "number", "why"),
    [
        ("UPDATE audit_entries SET reason = 'khác' WHERE number = 3", 3, "was changed"),
        ("UPDATE audit_entries SET user_id = 7 WHERE number = 1", 1, "was changed"),
        ("DELETE FROM audit_entries WHERE number = 4", 4, "missing"),
        ("DELETE FROM audit_entries WHERE number = 5", 5, "last entry is 4"),
        ("UPDATE audit_entries SET previous_hash = hash WHERE number = 2", 2, "does not follow"),
    ],
)
def test_first_broken_entry_is_named(database: Database, tampering: str, number: int, why: str) -> None:
    for at in range(1, 6):
        with database.write() as session:
            note(session, "probe", str(at))
    without_triggers(database, tampering)
    with database.read() as session:
        _, fault = verify(session)
    assert fault is not None
    assert (fault.number, why in fault.why) == (number, True)


def test_head_noted_elsewhere_finds_a_chain_that_was_cut_and_made_anew(database: Database) -> None:
    for at in range(3):
        with database.write() as session:
            note(session, "probe", str(at))
    with database.read() as session:
        noted = head_of(session)
        assert Head.parse(str(noted)) == noted
    without_triggers(database, "DELETE FROM audit_entries")
    with database.write() as session:
        session.execute(text("UPDATE audit_head SET number = 0, hash = :start"), {"start": START})
    with database.write() as session:
        note(session, "probe", "another story")
    with database.read() as session:
        assert verify(session)[1] is None
        _, fault = verify(session, noted=noted)
    assert fault is not None
    assert "noted" in fault.why


def test_secrets_of_an_account_never_reach_the_audit(database: Database) -> None:
    with database.write() as session:
        _, password = add_user(session, "lan", "Lan", Role.CLERK, now=NOW)
    told = "".join(e.before + e.after for e in entries(database))
    assert '"role": "clerk"' in told
    assert password not in told
    assert "argon2" not in told


def test_same_entries_have_the_same_hashes_in_both_databases(database: Database) -> None:
    with database.write() as session:
        note(session, "probe", "x", reason="vì sao", facts=[1, 2.5, None, "đ"])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditRecord)) == 1
        assert verify(session)[1] is None


def test_malformed_head_is_refused() -> None:
    parse: Callable[[str], Head] = Head.parse
    with pytest.raises(ValueError, match="NUMBER:HASH"):
        parse("12:abc")
