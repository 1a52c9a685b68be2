"""A campaign's blank forms, a file for each unit that is to report, with the unit's name on them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy.orm import Session

from extraction.form_code import plain
from service.blanks.sheet import BlankSheet
from service.campaign_versions import current_version
from service.campaigns import get_campaign
from service.errors import BadRequest, NotFound
from service.expected import expected_ids
from service.units import UnitData, all_units

MOST_AT_ONCE = 500
"""Units whose forms one download holds, some 30 seconds of work; the command writes any number."""


class BlankKind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"


def expected_units(session: Session, campaign_id: str) -> tuple[UnitData, ...]:
    """The units that a campaign expects to report, by id; none while it has no list."""
    expected = expected_ids(session, campaign_id) or frozenset()
    return tuple(unit for unit in all_units(session) if unit.id in expected)


def sheets_for(session: Session, campaign_id: str, unit_id: str = "") -> tuple[BlankSheet, ...]:
    """The forms of a campaign for one unit, or for anybody ("").

    Raises:
        CampaignUnknown, NotFound: There is no such campaign or unit, or the plan asks for no form.
    """
    campaign = get_campaign(session, campaign_id)
    if not campaign.forms:
        raise NotFound(what=f"form of {campaign_id}")
    units = {unit.id: unit for unit in all_units(session)} if unit_id else {}
    if unit_id and unit_id not in units:
        raise NotFound(what=f"unit {unit_id}")
    unit = units.get(unit_id)
    above = units.get(unit.parent or "") if unit else None
    version = current_version(session, campaign_id)
    return tuple(
        BlankSheet(campaign, form, version, unit_id, unit.name if unit else "", above.name if above else "")
        for form in campaign.forms
    )


def write_blank(sheets: tuple[BlankSheet, ...], kind: BlankKind) -> bytes:
    """One unit's forms as a file."""
    from service.blanks.docx import write_docx
    from service.blanks.pdf import write_pdf

    return write_pdf(sheets) if kind is BlankKind.PDF else write_docx(sheets)


def blank_files(
    session: Session, campaign_id: str, unit_ids: tuple[str, ...], kinds: tuple[BlankKind, ...]
) -> Iterator[tuple[str, bytes]]:
    """The forms of several units, file by file, each with its name."""
    for unit_id in unit_ids:
        sheets = sheets_for(session, campaign_id, unit_id)
        for kind in kinds:
            yield blank_name(campaign_id, unit_id, kind), write_blank(sheets, kind)


def blank_archive(session: Session, campaign_id: str, kind: BlankKind) -> bytes:
    """A ZIP with the forms of all units that a campaign expects.

    Raises:
        NotFound: The campaign is unknown, asks for no form or has no list of units.
        BadRequest: The list is too long for a download.
    """
    sheets_for(session, campaign_id)
    units = tuple(unit.id for unit in expected_units(session, campaign_id))
    if not units:
        raise NotFound(what=f"list of units of {campaign_id}")
    if len(units) > MOST_AT_ONCE:
        raise BadRequest(reason=f"{len(units)} units > {MOST_AT_ONCE}: tonghop form {campaign_id}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in blank_files(session, campaign_id, units, (kind,)):
            packed.writestr(name, data)
    return out.getvalue()


def blank_name(campaign_id: str, unit_id: str, kind: str) -> str:
    """A file name of plain letters.

    >>> blank_name("01-KH/BCĐ", "mo-duc", "pdf")
    'bieu-mau-01-kh-bcd-mo-duc.pdf'
    """
    words = re.sub(r"[^a-z0-9]+", "-", plain(f"{campaign_id} {unit_id}").lower()).strip("-")
    return f"bieu-mau-{words}.{kind}"
