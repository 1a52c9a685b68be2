"""The outline that a plan asks for: from the attached đề cương, or from the plan's own sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.campaign import OutlineItem
from extraction.headings import clean
from extraction.lettering import in_capitals
from extraction.plans.parts import PlanParts
from extraction.plans.tree import Node, blocks_to_tree
from extraction.text import fold, nfc

LONG_TITLE_WORDS = 60
"""A section of a plan that is one long paragraph gives the sentence that it begins with as its title."""

LEAST_TITLE_WORDS = 8

LONG_BRACKET_WORDS = 10
"""Words in brackets at a title's end that explain rather than name."""

_OPTIONAL = re.compile(r"\(\s*neu co\s*\)")
_EXPLAINED = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*$")

# How a section's title says that reports answer it, best first; and that they do not.
_ASKED = (
    "de cuong",
    "noi dung bao cao",
    "noi dung so ket",
    "noi dung tong ket",
    "noi dung danh gia",
    "noi dung kiem tra",
    "noi dung",
    "nhiem vu",
)
_NOT_ASKED = ("muc dich", "yeu cau", "to chuc thuc hien", "thoi gian", "phuong phap", "hinh thuc", "tien do")


@dataclass(frozen=True)
class OutlineFound:
    """The outline with the node that each item comes from, by id; ``own`` where the plan has no đề cương."""

    items: tuple[OutlineItem, ...]
    nodes: dict[str, Node]
    own: bool = False
    doubts: tuple[str, ...] = ()


def find_outline(parts: PlanParts, sections: Sequence[Node]) -> OutlineFound:
    """Find the outline of the reports that a plan asks for.

    Args:
        parts: The plan.
        sections: The tree of the plan's body.

    Returns:
        The attached outline's whole tree; without one, the items of that section of the plan whose title
        says that it holds what is to be reported. No item at all where neither is there.
    """
    attached = [annex for annex in parts.annexes if annex.is_outline]
    if attached:
        nodes = [node for annex in attached for node in blocks_to_tree(annex.blocks)[1]]
        if nodes:
            return _found(nodes, parts, own=False)
    section = _asking_section(sections)
    if section is None:
        return OutlineFound((), {}, own=True, doubts=("outline_not_found",))
    children = section.children or [section]
    found = _found(children, parts, own=True)
    others = [s for s in sections if s is not section and _asks(s) is not None]
    return OutlineFound(
        found.items, found.nodes, own=True, doubts=("outline_section_unsure",) if others else ()
    )


def item_title(node: Node, *, own: bool) -> str:
    """The title of an item: without numeral, explaining brackets and closing marks.

    A run-in title ends at its colon; a long paragraph of the plan's own ends after its first clause.
    """
    text = " ".join([node.words, *(block.text for block in node.title_blocks)]).strip()
    head, colon, rest = text.partition(": ")
    if colon and rest.strip() and len(head.split()) > 1:
        text = head
    bracket = _EXPLAINED.search(text)
    if bracket and not _OPTIONAL.search(fold_brackets(bracket[0])):
        inside = bracket[0].strip(" ()")
        if len(inside.split()) > LONG_BRACKET_WORDS or fold(inside).startswith(("neu", "thuc hien", "co ")):
            text = text[: bracket.start()]
    if own and len(text.split()) > LONG_TITLE_WORDS:
        text = _first_clause(text)
    return _with_closing_quote(clean(text))


def _with_closing_quote(title: str) -> str:
    """A title that ends with a quotation lost its last mark with the punctuation."""
    if title.count('"') % 2:
        return f'{title}"'
    return f"{title}”" if title.count("“") > title.count("”") else title


def small_letters(title: str, running: str) -> str:
    """A title in capitals as it would stand in running text.

    Names keep their capitals where two or more of its words stand together in ``running``, the plan's own
    text in small letters; symbols such as 14-CT/TU keep theirs.
    """
    words = title.split()
    small = [w if re.search(r"[\d/]", w) else w.lower() for w in words]
    lower = running.lower()
    at = 0
    while at < len(words):
        for end in range(len(words), at + 1, -1):
            place = lower.find(" ".join(words[at:end]).lower())
            if place >= 0:
                piece = running[place : place + len(" ".join(words[at:end]))].split()
                small[at:end] = piece if len(piece) == end - at else small[at:end]
                at = end - 1
                break
        at += 1
    return small[0][:1].upper() + " ".join(small)[1:] if small else title


def fold_brackets(text: str) -> str:
    """Folded, but with its brackets, which tell "(nếu có)" from "nếu có"."""
    return "".join(c if c in "()" else fold(c) or " " for c in nfc(text))


def _found(nodes: Sequence[Node], parts: PlanParts, *, own: bool) -> OutlineFound:
    by_id: dict[str, Node] = {}
    running = "\n".join(b.text for b in parts.blocks if not in_capitals(b.text))

    def item(node: Node) -> OutlineItem:
        identity = node.id
        while identity in by_id:
            identity += "x"
        by_id[identity] = node
        title = item_title(node, own=own)
        title = small_letters(title, running) if in_capitals(title) else title
        whole = " ".join([node.words, *(block.text for block in node.title_blocks)])
        return OutlineItem(
            identity,
            title or node.numeral or identity,
            required=not _OPTIONAL.search(fold_brackets(whole)),
            children=tuple(item(child) for child in node.children),
            numeral=node.numeral,
        )

    return OutlineFound(tuple(item(node) for node in nodes), by_id, own)


def _asking_section(sections: Sequence[Node]) -> Node | None:
    ranked = [(rank, i) for i, node in enumerate(sections) if (rank := _asks(node)) is not None]
    return sections[min(ranked)[1]] if ranked else None


def _asks(section: Node) -> int | None:
    """How well a section's title says that reports answer it: 0 best; None not at all."""
    folded = fold(section.words)
    found = next((i for i, words in enumerate(_ASKED) if words in folded), None)
    if found is None or folded.startswith(_NOT_ASKED):
        return None
    return found


def _first_clause(text: str) -> str:
    """The text up to the first stop that leaves enough words to know it by."""
    for stop in re.finditer(r"[.;](?=\s)", text):
        if len(text[: stop.start()].split()) >= LEAST_TITLE_WORDS:
            return text[: stop.start()]
    return " ".join(text.split()[:LONG_TITLE_WORDS])
