"""Hostile sheets, campaign files, letter templates and mails: refused in words, or harmless."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service import foreign
from service.campaign_yaml import take_campaign
from service.errors import CampaignFileRefused, SheetUnreadable, TemplateRefused
from service.foreign import ForeignFault
from service.intake.mail_parts import read_mail
from service.letter_making import check_template, fill
from service.sheet_reading import LONGEST_CELL, read_rows
from service.workers import RemoteProblem
from tests.service.hostile import others

SHEETS, CAMPAIGNS, TEMPLATES, MAILS = (
    others.sheets(), others.campaigns(), others.templates(), others.mails(),
)  # fmt: skip
HARMLESS_SHEETS = {
    "formulas.xlsx", "bomb-within-limits.xlsx", "giant-cell.xlsx", "all-columns.xlsx", "row-beyond-all.xlsx",
    "nul.csv", "empty.csv", "external-entity.xlsx", "date-beyond-all.xlsx", "rest.xlsx", "no-sheet.xlsx",
    "laughs-in-strings.xlsx",
}  # fmt: skip
FACTS = {"unit": "Xã An Phú"}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "SECONDS", 10.0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", SHEETS)
def test_sheet_is_refused_or_read_as_text(name: str) -> None:
    try:
        rows = read_rows(name, SHEETS[name])
    except SheetUnreadable as error:
        assert error.facts["file"] == name and error.facts["fault"]
        return
    assert name in HARMLESS_SHEETS
    texts = [value for row in rows for value in row.values]
    assert all(len(text) <= LONGEST_CELL for text in texts)
    assert not any("root:" in text or "http" in text for text in texts)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_campaign_file_is_refused_with_its_line(name: str) -> None:
    with pytest.raises(CampaignFileRefused) as caught:
        take_campaign(CAMPAIGNS[name], name)
    assert caught.value.facts["line"] >= 1 and caught.value.facts["file"] == name


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", TEMPLATES)
def test_template_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(TemplateRefused) as caught:
        check_template(TEMPLATES[name], FACTS, ())
    assert caught.value.facts["fault"]


def test_a_good_template_is_filled_after_all_that() -> None:
    assert fill(TEMPLATES["macros"], FACTS)[:2] == b"PK"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", MAILS)
def test_mail_comes_apart_into_text_and_files(name: str) -> None:
    try:
        mail = read_mail(1, MAILS[name])
    except (ForeignFault, RemoteProblem):  # it is told on the administration page
        assert name in ("deep", "many-parts", "endless-folding", "mail-in-mail", "addresses")
        return
    told: list[Any] = [mail.message_id, mail.sender, mail.subject, *(one.name for one in mail.attachments)]
    json.dumps(told, ensure_ascii=False).encode("utf-8")  # a database takes no half letters
