"""Words -> fields. Geometry and text only; never sees an image."""

from extraction.campaign import Campaign
from extraction.campaign_format import campaign_from_dict
from extraction.errors import AmbiguousOutlineError, CampaignError, ExtractionError
from extraction.model import Check, Extraction, Field, FieldStatus, Finding, Problem
from extraction.pipeline import extract_submission, gather_findings

__all__ = [
    "AmbiguousOutlineError",
    "Campaign",
    "CampaignError",
    "Check",
    "Extraction",
    "ExtractionError",
    "Field",
    "FieldStatus",
    "Finding",
    "Problem",
    "campaign_from_dict",
    "extract_submission",
    "gather_findings",
]
