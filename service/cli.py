"""The command ``tonghop``: read scans without a server, serve, export, campaigns, people.

Exit codes: 0 all done, 2 wrong use or an unsafe setting, 3 some files could not be read (the rest was),
4 nothing could be read, 5 this machine lacks something that reading needs, 130 stopped by Ctrl-C or because
nobody reads the output any more.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service.commands.audit import app as audit
from service.commands.compile import compile_command
from service.commands.form import form_command
from service.commands.letters import app as letters
from service.commands.operations import add_commands
from service.commands.plans import app as plans
from service.commands.retention import app as retention
from service.commands.supply import advisories, sbom
from service.commands.units import app as units
from service.errors import ServiceError
from service.file_kinds import SUFFIXES

ALL_DONE, WRONG_USE, SOME_UNREAD, NONE_READ, NOT_INSTALLED = 0, 2, 3, 4, 5
STOPPED = 130
app = typer.Typer(
    name="tonghop",
    help="Reads scanned reports of Party committees and compiles them. See docs/reference/cli.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="Accounts of the people who use the service.", no_args_is_help=True)
app.add_typer(users, name="user")
app.add_typer(units, name="units")
app.command("compile")(compile_command)
app.command("form")(form_command)
app.add_typer(audit, name="audit")
app.add_typer(letters, name="letters")
app.add_typer(retention, name="retention")
app.add_typer(plans, name="plan")
add_commands(app)
app.command()(sbom)
app.command()(advisories)


def main() -> NoReturn:
    """Run the command; an error of ours is one line on standard error and an exit code."""
    try:
        app()
    except ServiceError as error:
        print(f"tonghop: {error}", file=sys.stderr)
        sys.exit(WRONG_USE)
    sys.exit(ALL_DONE)


@app.command()
def read(
    paths: Annotated[
        list[Path], typer.Argument(help="PDF, TIFF, JPEG, PNG, WebP, HEIC, DOCX, ZIPs and folders of these.")
    ],
    campaign: Annotated[str | None, typer.Option(help="The campaign's id; else found from the text.")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON, one report a line (the default).")] = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write a workbook to this file instead.")] = None,
    together: Annotated[bool, typer.Option("--together", help="All paths are one report.")] = False,
) -> None:
    """Read reports, with no server and no database."""
    from service.batch import read_batch

    if json and xlsx:
        _wrong_use("--json and --xlsx exclude each other")
    files = _files(paths)
    with _ends_quietly(), _bar() as bar:
        code = read_batch(files, together=together, campaign_id=campaign, xlsx=xlsx, bar=bar)
    raise typer.Exit(code)


@app.command()
def pdfa(
    paths: Annotated[list[Path], typer.Argument(help="As for read.")],
    folder: Annotated[
        Path, typer.Option("--out", help="Folder to write to.", file_okay=False, exists=True)
    ] = Path(),
    together: Annotated[bool, typer.Option("--together", help="All paths are one report.")] = False,
) -> None:
    """Write a searchable PDF/A of each report: pages as they came, the words read under them."""
    from service.batch_pdfa import archive_batch

    files = _files(paths)
    with _ends_quietly(), _bar() as bar:
        code = archive_batch(files, together=together, folder=folder, bar=bar)
    raise typer.Exit(code)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    processes: Annotated[int | None, typer.Option(help="Processes that answer requests.")] = None,
) -> None:
    """Serve the pages and the API, and read what is uploaded."""
    from service.server import run_server
    from service.settings import load_settings

    options = {"host": host, "port": port, "processes": processes}
    given = {name: value for name, value in options.items() if value is not None}
    run_server(load_settings(**given))


@app.command()
def worker() -> None:
    """Read reports from the queue of the database, without serving; any number, on any machine."""
    from service.settings import load_settings
    from service.worker import run_worker

    run_worker(load_settings())


@app.command()
def export(
    out: Annotated[
        Path, typer.Argument(help="File to write; .csv, .json, .ods by its name, else a workbook.")
    ],
    campaign: Annotated[str | None, typer.Option(help="Only this campaign.")] = None,
) -> None:
    """Write what is in the database to a spreadsheet."""
    from service import exports
    from service.auditing.recorder import note
    from service.commands.opened import open_database
    from service.settings import load_settings

    settings = load_settings()
    base, database = settings.address, open_database(settings)
    query = exports.ExportQuery(campaign)
    with database.read() as session, out.open("wb") as file:
        write = {".csv": exports.write_csv, ".json": exports.write_json, ".ods": exports.write_ods}.get(
            out.suffix.lower()
        )
        if write is not None:
            write(session, query, file, base=base)
        else:
            exports.write_xlsx(session, query, file, now=dt.datetime.now(dt.UTC), base=base)
    with database.write() as session:
        note(session, "export", out.name, asked={"campaign": campaign})


@app.command()
def look(
    file: Annotated[Path, typer.Argument(help="A scan, a photo or a PDF.")],
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = Path(),
    page: Annotated[int | None, typer.Option(min=1, help="Only this page.")] = None,
) -> None:
    """Draw what each step of reading found on the pages of a file."""
    from service.errors import ReaderDied
    from service.looking import draw_file
    from service.reading import Reader
    from service.settings import load_settings
    from service.workers import RemoteProblem

    if not file.is_file():
        _wrong_use(f"{file}: there is no such file")
    reader = Reader(load_settings())
    try:
        for picture in draw_file(reader, file, out, only=page):
            print(picture)
    except (RemoteProblem, ReaderDied) as error:
        print(f"tonghop: {file}: {error}", file=sys.stderr)
        raise typer.Exit(NONE_READ) from None
    finally:
        reader.close()


@app.command()
def campaigns() -> None:
    """List the campaigns that come with the program."""
    from service.campaigns import builtin_campaigns

    for data in builtin_campaigns():
        print(f"{data['id']}\t{data['title']}")


@users.command("list")
def list_people() -> None:
    """List the accounts."""
    from service.access import people
    from service.database import Database
    from service.settings import load_settings

    database = Database(load_settings().database)
    database.migrate()
    with database.read() as session:
        for user in people.list_users(session):
            print(f"{user.name}\t{user.role}\t{user.display_name}{'  (disabled)' if user.disabled else ''}")


@users.command("add")
def add_person(
    name: str,
    role: str,
    display_name: Annotated[str, typer.Option()] = "",
    unit: Annotated[str | None, typer.Option(help="The unit of a unit's account, by its id.")] = None,
) -> None:
    """Make an account and print its one-time password. Roles: admin head analyst reviewer clerk unit."""
    from service.access import people
    from service.access.matrix import Role
    from service.commands.opened import open_database
    from service.settings import load_settings

    if role not in list(Role):
        _wrong_use(f"no such role: {role}; roles are {', '.join(Role)}")
    with open_database(load_settings()).write() as session:
        now = dt.datetime.now(dt.UTC)
        print(people.add_user(session, name, display_name, Role(role), now=now, unit_id=unit)[1])


@users.command("reset-password")
def reset_password(name: str) -> None:
    """Print a fresh one-time password for an account; its logins end."""
    from service.access import people
    from service.commands.opened import open_database
    from service.settings import load_settings

    with open_database(load_settings()).write() as session:
        print(people.reset_password(session, name))


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            _wrong_use(f"{path}: there is no such file or folder")
        files += _scans_in(path) if path.is_dir() else [path]
    if not files:
        _wrong_use(f"no reports there ({' '.join(sorted(SUFFIXES))})")
    return files


def _scans_in(folder: Path) -> list[Path]:
    found = (
        Path(root) / name for root, _, names in os.walk(folder) for name in names if not name.startswith(".")
    )
    return sorted(path for path in found if path.suffix.lower() in SUFFIXES)


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on standard error, only where a person looks at it."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield bar


@contextmanager
def _ends_quietly() -> Iterator[None]:
    """Ctrl-C and a reader of our output that goes away end the command without a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        print("tonghop: đã dừng / stopped", file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except BrokenPipeError:
        _silence()
        raise typer.Exit(STOPPED) from None


def _silence() -> None:
    """Send standard output nowhere: Python flushes it at its end, and would complain once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _wrong_use(message: str) -> NoReturn:
    print(f"tonghop: {message}", file=sys.stderr)
    raise typer.Exit(WRONG_USE)


if __name__ == "__main__":
    main()
