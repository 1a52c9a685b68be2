"""Which campaign a report answers: by the plan it cites, by the words of its title, by its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from extraction.campaign import Campaign
from extraction.dates import parse_date
from extraction.document_number import parse_document_number
from extraction.form_code import first_form_code, named_by
from extraction.headings import find_headings
from extraction.likeness import FILLERS, Wordings, tokens
from extraction.page_order import in_reading_order
from extraction.text import fold, nfc
from ocr.model import Page

CITED = 0.62
"""What the plan's own number weighs: hardly any two plans share number and issuer."""

CITED_DATE = 0.08
"""What the plan's date beside its number adds; a report may leave it out."""

TITLE = 0.18
"""What the title's words weigh; plans of one series share most of them."""

HEADINGS = 0.2
"""What the headings weigh: "Đặc điểm tình hình" opens reports on every plan."""

OPENING_SHARE = 0.6
"""The part of the first page where the title and the words "Thực hiện Kế hoạch số ..." stand."""

_CITATION = re.compile(r"\d[\d\s]{0,5}[a-zđ]?\s*[-–—/]\s*[A-Za-zĐđ]{2,4}\s*[/–—-]\s*[\wĐđ]{1,8}")


def find_campaign(pages: Sequence[Page], campaigns: Sequence[Campaign]) -> tuple[tuple[Campaign, float], ...]:
    """Rank the campaigns that a report may answer.

    The plan's number, found anywhere on the first pages and read tolerantly, decides where it is there;
    the title's rarer words and the overlap of the headings with the outline tell otherwise, and confirm.
    The code on a form that we printed is certain, and leaves the other campaigns nothing.

    Args:
        pages: The submission's pages in file order.
        campaigns: Those to choose from.

    Returns:
        All of them with a score 0..1, best first; equal scores keep the given order.
    """
    order = in_reading_order(pages).pages
    if not order or not campaigns:
        return tuple((campaign, 0.0) for campaign in campaigns)
    code = first_form_code(order)
    coded = named_by(code.campaign, [campaign.id for campaign in campaigns]) if code else None
    if coded is not None:
        certain = [(campaign, float(campaign.id == coded)) for campaign in campaigns]
        return tuple(sorted(certain, key=lambda pair: -pair[1]))
    opening = " ".join(nfc(page.text) for page in order[:2])
    title = _opening_words(order[0])
    headings = [heading.text for heading in find_headings(pages)]
    scored = [
        (campaign, round(_score(campaign, campaigns, opening, title, headings), 4)) for campaign in campaigns
    ]
    return tuple(sorted(scored, key=lambda pair: -pair[1]))


def _score(
    campaign: Campaign, campaigns: Sequence[Campaign], opening: str, title: str, headings: Sequence[str]
) -> float:
    cited, dated = _cited(campaign, opening)
    words = _title_overlap(campaign, campaigns, title)
    outline = _outline_overlap(campaign, headings)
    score = CITED * cited + CITED_DATE * dated + TITLE * words + HEADINGS * outline
    if not _known_as(campaign):
        # A plan whose text shows no number at all can only be known by its words.
        score = (CITED + CITED_DATE) * min(words, 0.4 + outline) + TITLE * words + HEADINGS * outline
    return min(1.0, score)


def _known_as(campaign: Campaign) -> str:
    """The number by which reports cite a plan: its own, else that of the paper that its title carries out."""
    for text in (campaign.number, campaign.title):
        number = parse_document_number(text or "").value
        if number:
            return number
    return ""


def _cited(campaign: Campaign, text: str) -> tuple[float, float]:
    """How surely the plan's number is cited, and whether its date stands beside it."""
    wanted = _bare(_known_as(campaign))
    if not wanted:
        return 0.0, 0.0
    best, dated = 0.0, 0.0
    for found in _CITATION.finditer(text):
        likeness = _number_likeness(_bare(found[0]), wanted)
        if likeness > best:
            best = likeness
            after = text[found.end() : found.end() + 40]
            dated = 1.0 if campaign.date and parse_date(after).value == campaign.date else 0.0
    return best, dated


def _number_likeness(seen: str, wanted: str) -> float:
    """1 for equal; a citation with one letter off counts less, one with a digit off much less."""
    if seen == wanted:
        return 1.0
    digits = [re.match(r"\d*", text)[0] for text in (seen, wanted)]  # type: ignore[index]
    rest = [text[len(d) :] for text, d in zip((seen, wanted), digits, strict=True)]
    same_rest = fuzz.ratio(*rest) / 100
    if digits[0] == digits[1]:
        return 0.85 if same_rest >= 0.66 else 0.0
    same_length = len(digits[0]) == len(digits[1]) and len(digits[0]) > 1
    one_off = same_length and sum(a != b for a, b in zip(*digits, strict=True)) == 1
    return 0.35 if one_off and same_rest == 1.0 else 0.0


def _bare(number: str) -> str:
    return re.sub(r"^0+", "", re.sub(r"[^\w]", "", fold(number).replace(" ", "")))


def _title_overlap(campaign: Campaign, campaigns: Sequence[Campaign], title: str) -> float:
    """The share of the plan's title words that stand in the report's opening, rare ones counting more."""
    words = [word for word in dict.fromkeys(tokens(campaign.title)) if word not in FILLERS]
    if not words:
        return 0.0
    there = set(tokens(title))
    others = [set(tokens(other.title)) for other in campaigns if other is not campaign]
    weights = {word: 1.0 / (1 + sum(word in other for other in others)) for word in words}
    return sum(weights[w] for w in words if w in there) / sum(weights.values())


def _outline_overlap(campaign: Campaign, headings: Sequence[str]) -> float:
    """The mean over the outline's items of how well the best heading answers each."""
    items = [item for item, _ in campaign.items]
    if not items or not headings:
        return 0.0
    wordings = Wordings(items)
    best = [max(wordings.likeness(h, column) for h in headings) for column in range(len(items))]
    return sum(max(0.0, score - 0.4) / 0.6 for score in best) / len(items)


def _opening_words(page: Page) -> str:
    return " ".join(line.text for line in page.lines if line.box.top < page.height * OPENING_SHARE)
