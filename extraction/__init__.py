"""Words -> fields. Geometry and text only; never sees an image."""

from extraction.campaign import Campaign
from extraction.model import Check, Extraction, Field, FieldStatus, Finding, Problem
from extraction.pipeline import extract_submission, gather_findings

__all__ = [
    "Campaign",
    "Check",
    "Extraction",
    "Field",
    "FieldStatus",
    "Finding",
    "Problem",
    "extract_submission",
    "gather_findings",
]
