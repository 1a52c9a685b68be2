"""The command ``tonghop retention``: what the rule would erase, and erasing it."""

from __future__ import annotations

import datetime as dt

import typer

app = typer.Typer(help="Scans whose time is over.", no_args_is_help=True)


@app.command("plan")
def show_plan() -> None:
    """Print what ``run`` would erase today; nothing is changed."""
    from service import retention
    from service.commands.opened import open_database
    from service.office_time import office_day
    from service.settings import load_settings

    settings = load_settings()
    with open_database(settings).read() as session:
        today = office_day(dt.datetime.now(dt.UTC))
        due = retention.plan(session, years=settings.keep_scans_years, today=today)
    for one in due:
        told = f"{len(one.submission_ids)} reports\t{one.files} files\t{one.size_bytes / 1024**2:.1f} MiB"
        print(f"{one.campaign_id}\t{one.closed:%Y-%m-%d} + {one.years}\t{told}")
    print(f"{sum(len(one.submission_ids) for one in due)} reports would lose their scans")


@app.command("run")
def erase() -> None:
    """Erase the scans whose time is over; fields and totals stay. The audit keeps a record of each report."""
    from service import retention
    from service.commands.opened import open_database
    from service.office_time import office_day
    from service.settings import load_settings
    from service.storage import make_storage

    settings, now = load_settings(), dt.datetime.now(dt.UTC)
    storage = make_storage(settings)
    done = retention.run(
        open_database(settings), storage, years=settings.keep_scans_years, today=office_day(now), now=now
    )
    print(f"{done.reports} reports, {done.files} files erased, {done.kept_elsewhere} kept for other reports")
