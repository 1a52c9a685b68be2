"""Everything that extraction raises.

ExtractionError                extraction.failed
├── CampaignError              extraction.campaign_invalid    a campaign file breaks its format
└── AmbiguousOutlineError      extraction.outline_ambiguous   two items cannot be told apart

A doubt about one report is never an error: it is a ``Problem`` or a doubt of a field, and the report goes on.
"""

from __future__ import annotations


class ExtractionError(Exception):
    """Reading fields from words cannot go on; each ``code`` has a Vietnamese sentence in the service."""

    code = "extraction.failed"


class CampaignError(ExtractionError):
    """A campaign in dictionary form breaks the format.

    ``key`` is the path to the entry ("outline[2].children[0].id"), ``expected`` what belongs there.
    """

    code = "extraction.campaign_invalid"

    def __init__(self, key: str, expected: str, found: object = None) -> None:
        self.key = key
        self.expected = expected
        self.found = found
        shown = "nothing" if found is None else repr(found)
        if len(shown) > 60:
            shown = shown[:57] + "..."
        super().__init__(f"campaign key '{key}': expected {expected}, found {shown}; correct the entry")


class AmbiguousOutlineError(ExtractionError):
    """Two neighbouring outline items have the same folded title, so no heading can choose between them."""

    code = "extraction.outline_ambiguous"

    def __init__(self, first: str, second: str, title: str) -> None:
        self.first = first
        self.second = second
        self.title = title
        super().__init__(
            f"outline items '{first}' and '{second}' are both called '{title}'; "
            "give one of them a title of its own"
        )
