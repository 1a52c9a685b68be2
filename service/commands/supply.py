"""The commands ``tonghop sbom`` and ``tonghop advisories``: what is installed, what is wrong with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

UNSOUND = 5


def sbom(
    out: Annotated[
        Path | None, typer.Argument(help="File to write (CycloneDX JSON); else it is printed.")
    ] = None,
    licences: Annotated[
        bool, typer.Option("--licences", help="A line for each part with its licence instead.")
    ] = False,
) -> None:
    """List what the program consists of; exit code 5 where a shipped part's licence is none for that."""
    import json

    from service.supply.bom import cyclonedx
    from service.supply.components import components, our_version
    from service.supply.licences import may_ship

    parts = components()
    if licences:
        text = "".join(f"{one.kind}\t{one.name}\t{one.version}\t{one.licence}\n" for one in parts)
    else:
        found = cyclonedx(parts, version=our_version(), now=dt.datetime.now(dt.UTC))
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, "utf-8")
    wrong = [one for one in parts if one.is_shipped and not may_ship(one.licence)]
    for one in wrong:
        typer.echo(f"tonghop: {one.name} {one.version} may not be shipped: {one.licence}", err=True)
    if wrong:
        raise typer.Exit(UNSOUND)


def advisories(
    source: Annotated[
        Path, typer.Argument(help="Advisories of PyPI as osv.dev gives them: a ZIP or a folder.", exists=True)
    ],
) -> None:
    """Compare what is installed with advisories on this machine; exit code 5 where one concerns us."""
    from service.supply.advisories import matching, read_advisories
    from service.supply.components import components

    found = matching(components(), read_advisories(source))
    for one in found:
        print(f"{one.name} {one.version}\t{one.id}\tfixed in: {one.fixed or '–'}\t{one.summary}")
    print(f"{len(found)} advisories concern what is installed")
    if found:
        raise typer.Exit(UNSOUND)
