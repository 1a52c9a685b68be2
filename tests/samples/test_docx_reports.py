"""A report that comes as a Word document gives the fields that were typed into it."""

from __future__ import annotations

import random

import pytest

import extraction
from ocr.model import SourceFile
from ocr.pipeline import read_pages
from ocr.settings import OcrSettings
from samples.content import compose
from samples.layout import lay_out
from samples.scoring import score
from samples.truth import Delivery, truth_of
from service import mapping
from service.campaigns import builtin_campaigns
from tests.docx_files import report_docx

NO_TESSERACT = OcrSettings(tesseract="there is no such program")
LEFT_OUT = ("document.signed", "document.sealed")  # nobody signs a Word file


@pytest.mark.parametrize("campaign", ["205", "34", "117", "01", "bt"])
def test_all_fields_of_a_typed_report_come_out_right(campaign):
    rng = random.Random(f"a Word document for {campaign}")
    report = compose(campaign, "r001", rng)
    file = SourceFile("a.docx", report_docx(report))
    pages = [reading.page for reading in read_pages([file], NO_TESSERACT)]
    known = [extraction.campaign_from_dict(data) for data in builtin_campaigns()]
    found = extraction.extract_submission(pages, known)
    lay_out(report, rng)  # fills in the pages that the truth tells
    truth = truth_of(
        report, Delivery("born", "docx", ["a.docx"], order=list(range(1, 99)), rotation=[0] * 98), [[]] * 98
    )
    judged = [
        j
        for j in score(truth, mapping.submission_json(["a.docx"], found)).judgements
        if j.path not in LEFT_OUT
    ]
    wrong = [j.path for j in judged if not j.right]
    assert len(judged) > 15
    assert wrong == []
    assert [j.path for j in judged if j.status == "accepted" and not j.right] == []
