"""The command ``tonghop audit``: does the chain hold, and all of it as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="What everybody did.", no_args_is_help=True)
BROKEN = 6


@app.command("verify")
def verify_chain(
    head: Annotated[
        str, typer.Option(help="A head that was noted earlier (NUMBER:HASH); the chain must still hold it.")
    ] = "",
) -> None:
    """Follow the chain from its first entry; exit code 6 where it does not hold, with the entry."""
    from service.auditing.chain import Head, verify
    from service.database import Database
    from service.errors import BadRequest
    from service.settings import load_settings

    try:
        noted = Head.parse(head) if head else None
    except ValueError as error:
        raise BadRequest(reason=str(error)) from error
    database = Database(load_settings().database)
    database.migrate()
    with database.read() as session:
        found, fault = verify(session, noted=noted)
    if fault is not None:
        print(f"BAD entry {fault.number}: {fault.why}")
        raise typer.Exit(BROKEN)
    print(f"ok {found.number} entries, head {found}")


@app.command("export")
def export_audit(out: Annotated[Path, typer.Argument(help="File to write, a line of JSON each.")]) -> None:
    """Write every entry with its hash, enough to follow the chain without the database."""
    from service.auditing.reading import export
    from service.auditing.recorder import note
    from service.commands.opened import open_database
    from service.settings import load_settings

    database = open_database(load_settings())
    with database.read() as session, out.open("w", encoding="utf-8") as file:
        count = export(session, file)
    with database.write() as session:
        note(session, "export", "audit", entries=count)
    print(f"{count} entries")
