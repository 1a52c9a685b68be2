from dataclasses import replace

from extraction.model import PageRecord
from extraction.pipeline import extract_submission
from ocr.model import PageSource
from service.mapping import extraction_from_json, submission_json
from tests.extraction.paper import end_block, page_of


def test_a_submission_says_where_each_page_s_words_come_from():
    typed = replace(page_of(end_block()), source=PageSource.TEXT_LAYER, reason="typed text in Unicode")
    scan = replace(page_of(end_block(), number=2), reason="a scan", turned_degrees=90, file_page=2)
    found = extract_submission([typed, scan], [])
    assert found.page_records == (
        PageRecord(1, 0, 1, "text_layer", "typed text in Unicode"),
        PageRecord(2, 0, 2, "pixels", "a scan", 90),
    )
    assert extraction_from_json(submission_json(["a.pdf"], found)).page_records == found.page_records
