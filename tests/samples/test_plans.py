"""A made-up plan set as PDF is read as its text is."""

import sys
from pathlib import Path

from extraction.plan import read_plan
from extraction.plans.compare import compare_plan
from samples.plans import plan_pdf, read_file

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
