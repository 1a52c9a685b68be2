"""Blocks of a plan -> its parts: title, body, recipients, and what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.lettering import in_capitals
from extraction.paragraphs import is_kind, is_recipients
from extraction.plans.blocks import Block, is_annex_title
from extraction.text import fold

TITLE_MOST_BLOCKS = 4
"""A title is set in up to four lines; a scan may leave each a block of its own."""

_PREAMBLE = ("thuc hien", "can cu", "de ", "nham", "tren co so", "thi hanh", "sau khi", "tiep tuc thuc hien")
_SIGNED = re.compile(r"^\W*(t\s?/?\s?m|tm|k\s?/?\s?t|kt|t\s?/?\s?l|tl|truong ban|bi thu|pho bi thu)\b")


@dataclass(frozen=True)
class Annex:
    """Something attached: its title as printed and the blocks below it."""

    title: Block
    blocks: tuple[Block, ...]

    @property
    def is_outline(self) -> bool:
        return fold(self.title.text).startswith("de cuong")


@dataclass(frozen=True)
class PlanParts:
    """A plan cut into its parts; ``head`` is what stands above the kind of document (text files only)."""

    head: tuple[Block, ...] = ()
    title: tuple[Block, ...] = ()
    body: tuple[Block, ...] = ()
    recipients: tuple[Block, ...] = ()
    end: tuple[Block, ...] = ()
    annexes: tuple[Annex, ...] = field(default=())

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in reading order."""
        attached = [b for annex in self.annexes for b in (annex.title, *annex.blocks)]
        return (*self.head, *self.title, *self.body, *self.recipients, *self.end, *attached)

    @property
    def text(self) -> str:
        """All words, a line for each block."""
        return "\n".join(block.text for block in self.blocks)


def cut_plan(blocks: Sequence[Block]) -> PlanParts:
    """Cut a plan's blocks at its kind, its recipients and the titles of what is attached.

    A plan without a line "KẾ HOẠCH" begins with its first block; one without recipients runs to the first
    annex, or to its end.
    """
    kind = next((i for i, block in enumerate(blocks) if is_kind(block.text)), None)
    head = tuple(blocks[:kind]) if kind is not None else ()
    rest = list(blocks[kind + 1 :] if kind is not None else blocks)
    title: list[Block] = []
    while rest and len(title) < TITLE_MOST_BLOCKS and _carries_title(title, rest[0]):
        title.append(rest.pop(0))
    starts = [i for i, block in enumerate(rest) if is_annex_title(block)]
    closing = next((i for i, block in enumerate(rest) if is_recipients(block.text)), None)
    # Nothing is attached before the recipients, unless the plan has none.
    starts = [i for i in starts if closing is None or i > closing]
    first = starts[0] if starts else len(rest)
    end = first if closing is None else closing
    recipients, signed = _end_block(rest[end + 1 : first] if closing is not None else [])
    annexes = tuple(
        Annex(rest[a], tuple(rest[a + 1 : b])) for a, b in zip(starts, [*starts, len(rest)][1:], strict=True)
    )
    return PlanParts(head, tuple(title), tuple(rest[:end]), recipients, signed, annexes)


def _carries_title(title: Sequence[Block], block: Block) -> bool:
    if block.grid is not None or block.bullet or is_annex_title(block):
        return False
    if not title:
        return True
    preamble = fold(block.text).startswith(_PREAMBLE) and not block.centred
    return not preamble and (block.centred or (title[-1].strong and block.strong)) and len(block.text) < 300


def _end_block(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The recipients, a block each, and the signature below or beside them."""
    recipients: list[Block] = []
    signed: list[Block] = []
    for block in blocks:
        if block.bullet and not signed:
            recipients.append(block)
        elif signed or _SIGNED.match(fold(block.text)) or in_capitals(block.text) or recipients:
            signed.append(block)
        elif block.text.strip():
            recipients.append(block)
    return tuple(recipients), tuple(signed)
