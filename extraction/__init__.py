"""Words -> fields. Geometry and text only; never sees an image.

A name's module is loaded when the name is first used: a server that wants a dataclass need not hold the
libraries that reading needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "AmbiguousOutlineError": "extraction.errors",
    "Campaign": "extraction.campaign",
    "CampaignError": "extraction.errors",
    "Check": "extraction.model",
    "Extraction": "extraction.model",
    "ExtractionError": "extraction.errors",
    "Field": "extraction.model",
    "FieldStatus": "extraction.model",
    "Finding": "extraction.model",
    "Problem": "extraction.model",
    "campaign_from_dict": "extraction.campaign_format",
    "extract_submission": "extraction.pipeline",
    "gather_findings": "extraction.pipeline",
}


def __getattr__(name: str) -> Any:
    """The value of a public name, loaded now and kept."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
