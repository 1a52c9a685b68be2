"""The commands ``tonghop plan ...``: a plan read into a draft campaign."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from extraction.campaign import Campaign

app = typer.Typer(help="Plans read into draft campaigns.", no_args_is_help=True)

WRONG_USE, NONE_READ = 2, 4

FileArgument = Annotated[Path, typer.Argument(help="A plan: scan, PDF, DOCX or plain text.")]


@app.command("read")
def read_plan(file: FileArgument) -> None:
    """Print the draft campaign of a plan as YAML; what is doubtful stands in comments."""
    from service.plan_reading import draft_yaml

    print(draft_yaml(_draft(file)), end="")


@app.command("compare")
def compare(
    file: FileArgument,
    campaign: Annotated[str, typer.Argument(help="A built-in campaign's id, or a campaign file.")],
) -> None:
    """Print how much of a campaign a plan's reading finds: outline items, form columns, dated deadlines."""
    from extraction.campaign_format import campaign_from_dict
    from extraction.plans.compare import compare_plan

    shipped = _campaign(campaign)
    draft = _draft(file)
    found = compare_plan(campaign_from_dict(draft["campaign"]), shipped, draft["text"])
    for name, share in (
        ("outline", found.outline),
        ("columns", found.columns),
        ("deadlines", found.deadlines),
    ):
        print(f"{name:<10} {share.found}/{share.of}", *(f"missed: {m}" for m in share.missed), sep="\t")
        for extra in share.extra:
            print(f"{'':<10} extra: {extra}")


def _draft(file: Path) -> dict[str, Any]:
    from service.plan_reading import read_plan_file
    from service.reading import Reader, StoredFile
    from service.settings import load_settings
    from service.uploads import clean_name
    from service.workers import RemoteProblem

    if not file.is_file():
        print(f"tonghop: {file}: there is no such file", file=sys.stderr)
        raise typer.Exit(WRONG_USE)
    reader = Reader(load_settings())
    try:
        return read_plan_file(reader, StoredFile(clean_name(file.name), file.resolve()))
    except RemoteProblem as error:
        print(f"tonghop: {file}: {error.text}", file=sys.stderr)
        raise typer.Exit(NONE_READ) from None
    finally:
        reader.close()


def _campaign(named: str) -> Campaign:
    from extraction.campaign_format import campaign_from_dict
    from service.campaign_yaml import take_campaign
    from service.campaigns import builtin_campaigns
    from service.errors import CampaignUnknown

    if Path(named).is_file():
        return campaign_from_dict(take_campaign(Path(named).read_bytes(), Path(named).name))
    for data in builtin_campaigns():
        if data["id"] == named:
            return campaign_from_dict(data)
    raise CampaignUnknown(campaign=named)
