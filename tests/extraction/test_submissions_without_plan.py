"""The recipe as a whole: what it says of a report that answers no plan."""

from __future__ import annotations

from dataclasses import replace

from extraction.campaign_format import campaign_from_dict
from extraction.pipeline import extract_submission
from service.campaigns import builtin_campaigns
from service.saying import say_problem
from tests.extraction.paper import body, letterhead, page_of


def test_report_that_cites_no_known_plan_names_the_page_and_reads_the_letterhead_only() -> None:
    campaigns = [campaign_from_dict(data) for data in builtin_campaigns()]
    blank = replace(page_of([]), blank=True)
    text = body(
        ["Thực hiện Kế hoạch số 999-KH/HU, ngày 01/02/2020 về thu gom rác thải, Đảng ủy báo cáo:"], top=400
    )
    found = extract_submission([blank, page_of([*letterhead(), *text], number=2)], campaigns)
    assert found.campaign is None
    (problem,) = [p for p in found.problems if p.code == "campaign_unknown"]
    assert problem.page == 2
    said = say_problem(problem.code, {"page": problem.page, **problem.facts}, None, "vi")
    assert said.startswith("Trang 2 ")
    assert {finding.path.partition(".")[0] for finding in found.fields} <= {"document"}
