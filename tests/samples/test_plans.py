"""A made-up plan set as PDF is read as its text is."""

import sys
from pathlib import Path

import pytest

from extraction.plan import read_plan
from extraction.plans.compare import Comparison, Share, compare_plan
from extraction.plans.parts import cut_plan
from extraction.plans.text import text_blocks
from samples.plan_docx import plan_docx
from samples.plans import head_of, plan_pdf, read_file, summary

sys.path.insert(0, str(Path(__file__).parents[1] / "extraction"))
from tests.extraction.plans.plan_texts import COMMUNES


def test_a_pdf_gives_the_outline_form_and_deadlines_of_its_text():
    told = read_plan(text=COMMUNES).campaign
    seen = read_file(plan_pdf(COMMUNES, told), "kh-58.pdf")
    compared = compare_plan(seen.campaign, told)
    assert compared.outline.missed == compared.columns.missed == compared.deadlines.missed == ()
    assert (seen.campaign.number, seen.campaign.issuer) == (told.number, told.issuer)
    place = next(part for part in seen.parts if part.path == "outline.P2")
    assert place.page and place.bbox and place.bbox[0] < place.bbox[2]


@pytest.mark.parametrize("dashes", [False, True])
def test_a_word_file_gives_the_outline_form_and_deadlines_of_its_text(dashes):
    told = read_plan(text=COMMUNES).campaign
    parts = cut_plan(text_blocks(COMMUNES))
    typed = plan_docx(head_of(told, parts), parts, dashes=dashes)
    seen = read_file(typed, "kh-58.docx")
    compared = compare_plan(seen.campaign, told)
    assert compared.outline.missed == compared.columns.missed == compared.deadlines.missed == ()
    assert (seen.campaign.number, seen.campaign.issuer) == (told.number, told.issuer)


def test_the_table_says_what_is_found_in_all_and_whether_an_aim_is_missed():
    full, short = Share(12, 12), Share(9, 10, ("01/9",))
    lines = summary({"docx": [Comparison(full, Share(0, 0), short)]})
    assert lines == ["all docx: outline 12/12 = 100.0 % (aim 98), deadlines 9/10 = 90.0 % (aim 95, MISSED)"]
