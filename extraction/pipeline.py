"""From the pages of one submission to the fields that its campaign asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from extraction.campaign import Campaign
from extraction.check_marks import with_checks
from extraction.checks import run_checks
from extraction.confidence import settle
from extraction.coverage import outline_findings
from extraction.digital_signature import with_digital_signatures
from extraction.figures import read_figures
from extraction.forms import read_form
from extraction.headings import find_headings, match_headings
from extraction.letterhead import read_document
from extraction.model import Check, Extraction, Finding, PageRecord, Problem
from extraction.placing import find_campaign
from extraction.relations import FormRows
from extraction.report_pages import page_faults
from extraction.text import fold
from ocr.model import LookAgain, Page, PdfSignature

CAMPAIGN_CUTOFF = 0.3
CAMPAIGN_LEAD = 0.1
"""Least score of a campaign found from the text, and least lead over the next; else a person says which plan
is answered. Papers score under 0.2 on plans that they do not answer; a garbled plan number left 0.34."""


@dataclass(frozen=True)
class Gathered:
    """Everything found for a campaign's fields, before anybody says how sure we are.

    ``rows`` are the data rows of each form that was found, by the form's id.
    """

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: FormRows = field(default_factory=lambda: MappingProxyType({}))


def extract_submission(
    pages: Sequence[Page],
    campaigns: Sequence[Campaign],
    *,
    campaign_id: str | None = None,
    look_again: LookAgain | None = None,
    signatures: Sequence[PdfSignature] | None = None,
    received: dt.date | None = None,
    earlier: Mapping[str, Decimal] | None = None,
) -> Extraction:
    """Read one submission: which plan it answers, its fields, its checks.

    Args:
        pages: All pages of the submission in file order; unreadable ones carry their problems.
        campaigns: Those that the report may answer.
        campaign_id: Taken as given where a person said it; else found from the text.
        look_again: A closer look at boxes of these pages; without it only the page reading counts,
            and number cells are never accepted on it alone.
        signatures: The digital signatures of the submission's files, checked; None where nobody looked,
            and then there is no ``document.digital_signature``.
        received: The day on which the submission came in; no report is dated later.
        earlier: The sender's figures of the period before, by path (``figure.…``, ``total.<form>.<column>``).

    Returns:
        The fields with confidence and status. Where no campaign can be told, only the document's own
        fields, and the problem ``campaign_unknown``.

    Raises:
        KeyError: ``campaign_id`` is not among ``campaigns``.
    """
    campaign = _chosen(pages, campaigns, campaign_id)
    gathered = gather_findings(pages, campaign, look_again, received=received, earlier=earlier)
    if signatures is not None:
        signed = with_digital_signatures(gathered.findings, signatures, pages)
        gathered = replace(gathered, findings=signed)
    return Extraction(
        campaign=campaign.id if campaign else None,
        fields=settle(
            gathered.findings, gathered.checks, pages, threshold=campaign.threshold if campaign else None
        ),
        checks=gathered.checks,
        problems=(*_page_problems(pages), *page_faults(pages), *gathered.problems),
        pages=len(pages),
        signatures=tuple(signatures or ()),
        page_records=tuple(PageRecord.of(page) for page in pages),
    )


def gather_findings(
    pages: Sequence[Page],
    campaign: Campaign | None,
    look_again: LookAgain | None = None,
    *,
    received: dt.date | None = None,
    earlier: Mapping[str, Decimal] | None = None,
) -> Gathered:
    """Find all that the campaign asks for. Pure finding: confidence and status come later."""
    document = read_document(pages, look_again)
    if campaign is None:
        first = next((page.number for page in pages if not page.blank), 1)  # where a plan is cited
        unknown = Problem(
            "campaign_unknown",
            f"page {first} cites no plan that is known here; choose the report's campaign",
            page=first,
        )
        return Gathered(document, problems=(unknown,))
    document = tuple(_doubt_the_asker(finding, campaign) for finding in document)
    matches = match_headings(find_headings(pages), campaign.outline)
    sections, outline = outline_findings(matches, campaign, pages)
    figures = read_figures(sections, campaign.figures, look_again)
    forms = [read_form(pages, form, look_again) for form in campaign.forms]
    cells = (finding for form in forms for finding in form.findings)
    findings = (*document, *outline, *figures, *cells)
    rows = {form.id: reading.rows for form, reading in zip(campaign.forms, forms, strict=True)}
    checks = run_checks(campaign, findings, rows, received=received, earlier=earlier)
    return Gathered(
        findings=with_checks(findings, checks),
        checks=checks,
        problems=tuple(problem for form in forms for problem in form.problems),
        rows=rows,
    )


def _chosen(pages: Sequence[Page], campaigns: Sequence[Campaign], campaign_id: str | None) -> Campaign | None:
    if campaign_id is not None:
        by_id = {campaign.id: campaign for campaign in campaigns}
        return by_id[campaign_id]
    ranked = find_campaign(pages, campaigns)
    if not ranked or ranked[0][1] < CAMPAIGN_CUTOFF:
        return None
    lead = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 1.0
    return ranked[0][0] if lead >= CAMPAIGN_LEAD else None


def _doubt_the_asker(finding: Finding, campaign: Campaign) -> Finding:
    """Doubt an issuer that is the committee whose plan is answered: its name stands over the issuer's own."""
    if finding.path != "document.issuer" or not isinstance(finding.value, str):
        return finding
    asker = set(fold(f"{campaign.issuer} {campaign.province}").split())
    if not set(fold(finding.value).split()) <= asker:
        return finding
    return replace(finding, doubts=(*finding.doubts, "issuer_is_asker"))


def _page_problems(pages: Sequence[Page]) -> tuple[Problem, ...]:
    return tuple(Problem(p.code, p.message, page.number) for page in pages for p in page.problems)
