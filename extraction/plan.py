"""A plan -> a draft campaign, each part with its evidence: the plan is the schema of the reports.

blocks = text_blocks(text) or page_blocks(pages)       plan_text.py, plan_blocks.py
parts = cut_plan(blocks)                               plan_parts.py: title, body, recipients, annexes
sections = blocks_to_tree(parts.body)                  plan_tree.py
head = read_head(parts, pages)                         plan_head.py: issuer, number, day, title, as-of day
outline = find_outline(parts, sections)                plan_outline.py
forms = find_forms(parts)                              plan_form.py
deadlines = find_deadlines(sections)                   plan_deadlines.py
figures = find_figures(outline.nodes)                  plan_figures.py
questions = plan_questions(campaign, parts.text)       plan_questions.py
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.campaign import Campaign, Form, OutlineItem
from extraction.headings import clean
from extraction.plans.blocks import Block, page_blocks
from extraction.plans.deadlines import DeadlineFound, find_deadlines
from extraction.plans.figures import FigureFound, find_figures
from extraction.plans.form import FormFound, find_forms, slug
from extraction.plans.head import UNKNOWN, PlanHead, Told, read_head
from extraction.plans.outline import OutlineFound, find_outline
from extraction.plans.parts import PlanParts, cut_plan
from extraction.plans.questions import PlanQuestion, period_end, plan_questions
from extraction.plans.text import text_blocks
from extraction.plans.tree import blocks_to_tree
from ocr.model import BoundingBox, LookAgain, Page

READ_BADLY = 0.8
"""Words read with less mean confidence leave a part in doubt whatever was made of them."""

DOUBTFUL = 0.7
"""Parts below this confidence are shown as doubtful."""

WORDS_SHOWN = 240


@dataclass(frozen=True)
class PlanPart:
    """One part of the draft with what it rests on.

    ``path`` names the entry of the campaign ("outline.II.2", "forms.bieu-1", "deadlines.0", "number");
    ``bbox`` is in fractions of the page as the reader sees it, None for a text file or a part not found;
    ``doubts`` are codes with a sentence each in the service.
    """

    path: str
    words: str
    page: int | None
    bbox: tuple[float, float, float, float] | None
    confidence: float
    doubts: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBTFUL or bool(self.doubts)


@dataclass(frozen=True)
class PlanDraft:
    """A draft campaign, what each part rests on, and the questions to the plan's owner."""

    campaign: Campaign
    parts: tuple[PlanPart, ...]
    questions: tuple[PlanQuestion, ...]
    text: str


def read_plan(
    pages: Sequence[Page] = (), *, text: str = "", look_again: LookAgain | None = None
) -> PlanDraft:
    """Read a plan into a draft campaign.

    Args:
        pages: The plan's pages as read from a scan or a PDF.
        text: Instead of pages, the plan as plain text.
        look_again: A closer look at the cells of forms; without it their page reading counts.

    Returns:
        A draft that the campaign format accepts: where the plan tells no issuer or province it says so, and
        where it has no outline one item stands for the whole report. A person confirms every part.
    """
    blocks = page_blocks(pages) if pages else text_blocks(text)
    parts = cut_plan(blocks)
    _, sections = blocks_to_tree(parts.body)
    head = read_head(parts, pages)
    outline = find_outline(parts, sections)
    places = {page.number: page for page in pages}
    forms = find_forms(parts, places, look_again)
    deadlines = find_deadlines(sections, year=head.year)
    figures = find_figures(outline.nodes)
    campaign = _campaign(head, outline, forms, deadlines, figures, parts)
    told = [
        *_head_parts(head, places),
        *_outline_parts(outline, places),
        *_form_parts(forms, places),
        *_listed_parts("deadlines", deadlines, places),
        *_listed_parts("figures", figures, places),
    ]
    return PlanDraft(campaign, tuple(told), plan_questions(campaign, parts.text), parts.text)


def _campaign(
    head: PlanHead,
    outline: OutlineFound,
    forms: Sequence[FormFound],
    deadlines: Sequence[DeadlineFound],
    figures: Sequence[FigureFound],
    parts: PlanParts,
) -> Campaign:
    title = str(head.title.value or UNKNOWN)
    number = head.number.value
    recipients = [clean(block.text.lstrip("-–+* ")) for block in parts.recipients]
    return Campaign(
        id=str(number) if number else f"KH-{slug(title)[:32].replace('_', '-')}",
        number=str(number) if number else None,
        issuer=str(head.issuer.value or UNKNOWN),
        province=str(head.province.value or UNKNOWN),
        date=head.date.value if isinstance(head.date.value, dt.date) else None,
        title=title,
        as_of=head.as_of.value if isinstance(head.as_of.value, dt.date) else None,
        outline=outline.items or (OutlineItem("BC", "Nội dung báo cáo"),),
        forms=_with_own_ids(forms),
        figures=tuple(found.figure for found in figures),
        deadlines=tuple(found.deadline for found in deadlines),
        recipients=tuple(r for r in recipients if any(c.isalpha() for c in r)),
        periods=tuple(sorted({d.deadline.period for d in deadlines if d.deadline.period}, key=_by_end)),
    )


def _by_end(period: str) -> tuple[dt.date, bool]:
    """Periods of one year in the order in which they end; the year itself comes last."""
    end = period_end(period)
    return end or dt.date.max, len(period) == 4


def _with_own_ids(forms: Sequence[FormFound]) -> tuple[Form, ...]:
    kept: list[Form] = []
    taken: set[str] = set()
    for found in forms:
        form = found.form
        while form.id in taken:
            form = replace(form, id=f"{form.id}x")
        taken.add(form.id)
        kept.append(form)
    return tuple(kept)


def _head_parts(head: PlanHead, places: Mapping[int, Page]) -> Iterator[PlanPart]:
    for name in ("number", "issuer", "province", "date", "title", "as_of"):
        told: Told = getattr(head, name)
        if told.value is None:
            if name != "as_of":
                yield PlanPart(name, "", None, None, 0.0, ("not_found",))
            continue
        box = told.finding.box if told.finding else told.block.box if told.block else None
        words = told.words or (told.block.text if told.block else "")
        doubts = tuple(told.finding.doubts) if told.finding else ()
        yield _part(name, words, told.page, box, told.confidence, doubts, places)


def _outline_parts(outline: OutlineFound, places: Mapping[int, Page]) -> Iterator[PlanPart]:
    if not outline.items:
        yield PlanPart("outline.BC", "", None, None, 0.0, outline.doubts)
    for identity, node in outline.nodes.items():
        blocks = [node.block, *node.title_blocks]
        boxes = [b.box for b in blocks if b.box is not None and b.page == node.block.page]
        sure = min(b.confidence for b in blocks) * (0.9 if outline.own else 1.0)
        doubts = (*node.doubts, *(outline.doubts if outline.own else ()))
        words = " ".join(b.text for b in blocks)
        box = BoundingBox.around(boxes) if boxes else None
        yield _part(f"outline.{identity}", words, node.block.page, box, sure, doubts, places)


def _form_parts(forms: Sequence[FormFound], places: Mapping[int, Page]) -> Iterator[PlanPart]:
    for found, form in zip(forms, _with_own_ids(forms), strict=True):
        table = found.table
        yield _part(
            f"forms.{form.id}", table.text, table.page, table.box, table.confidence, found.doubts, places
        )


def _listed_parts(
    name: str, found: Sequence[DeadlineFound] | Sequence[FigureFound], places: Mapping[int, Page]
) -> Iterator[PlanPart]:
    listed: list[DeadlineFound | FigureFound] = [*found]
    for i, each in enumerate(listed):
        doubts = each.doubts if isinstance(each, DeadlineFound) else ()
        block: Block = each.block
        yield _part(f"{name}.{i}", block.text, block.page, block.box, each.confidence, doubts, places)


def _part(
    path: str,
    words: str,
    page: int | None,
    box: BoundingBox | None,
    confidence: float,
    doubts: tuple[str, ...],
    places: Mapping[int, Page],
) -> PlanPart:
    place = places.get(page) if page is not None else None
    if confidence < READ_BADLY and place is not None and not doubts and path.startswith(("outline", "forms")):
        doubts = ("read_badly",)
    bbox = place.in_file(box) if place is not None and box is not None else None
    return PlanPart(
        path, words[:WORDS_SHOWN], page if place else None, bbox, round(min(1.0, confidence), 3), doubts
    )
