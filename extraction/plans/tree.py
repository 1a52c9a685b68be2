"""Numbered blocks -> a tree: what a plan's own sections and its attached outline both are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extraction.headings import clean, settle_numerals
from extraction.lettering import in_capitals, is_syllable, share_of_capitals
from extraction.numbering import Numbered, Numeral, NumeralKind, read_numeral, roman
from extraction.plans.blocks import Block
from extraction.text import fold

LETTER_MOST_WORDS = 30
"""A lettered paragraph up to this long names an item; a longer one is running text."""

PLAIN_MOST_WORDS = 8
"""A heading without a number ("MỞ ĐẦU") is short, in capitals and by itself."""

_RANK = {
    NumeralKind.PART: 0,
    NumeralKind.ROMAN: 1,
    NumeralKind.ARABIC: 2,
    NumeralKind.DOTTED: 3,
    NumeralKind.LETTER: 6,
}


@dataclass
class Node:
    """A numbered block, the blocks below it that have no number, and the nodes under it.

    ``id`` is the path as the plan numbers it; ``words`` the block's text without its numeral; ``doubts`` say
    what in the numbering does not fit. Built up by ``blocks_to_tree`` and not changed afterwards.
    """

    id: str
    numeral: str
    kind: NumeralKind | None
    ordinal: int
    words: str
    block: Block
    body: list[Block] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    title_blocks: list[Block] = field(default_factory=list)
    doubts: tuple[str, ...] = ()

    def walk(self, above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, tuple[Node, ...]]]:
        """This node and all below it, each with those over it from the top."""
        yield self, above
        for child in self.children:
            yield from child.walk((*above, self))

    @property
    def rank(self) -> int:
        if self.kind is None:
            return 0
        return _RANK[self.kind] + (self.numeral.count(".") - 1 if self.kind is NumeralKind.DOTTED else 0)


def blocks_to_tree(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Node, ...]]:
    """Build the tree of a numbered text.

    A numeral is believed where it is printed clearly, or where it is misread and goes on with the sequence;
    words in small letters behind a numeral are running text ("1. điểm a ..." torn by a line end).

    Returns:
        The blocks before the first numbered one, and the nodes of the outermost level.
    """
    numbered = [None if block.bullet or block.grid else _numeral(block) for block in blocks]
    chosen = settle_numerals([(n, share_of_capitals(b.text)) for n, b in zip(numbered, blocks, strict=True)])
    opening: list[Block] = []
    roots: list[Node] = []
    stack: list[Node] = []
    last: dict[NumeralKind, int] = {}
    for block, found, numeral in zip(blocks, numbered, chosen, strict=True):
        if found is not None and numeral is not None and _fits(numeral, last, block, found):
            node = _node(block, found, numeral)
            _forget(last, numeral)
        elif _is_plain_heading(block, stack):
            node = Node(plain_id(block.text), "", None, 0, clean(block.text), block)
        else:
            if stack:
                _add_text(stack[-1], block)
            else:
                opening.append(block)
            continue
        while stack and stack[-1].rank >= node.rank:
            stack.pop()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    _count_on(roots, None)
    return tuple(opening), tuple(roots)


def plain_id(text: str) -> str:
    """The id of a heading without a number: the first letters of its words ("MỞ ĐẦU" -> "MD")."""
    return "".join(word[0] for word in fold(text).split())[:6].upper()


def _numeral(block: Block) -> Numbered | None:
    found = read_numeral(block.text)
    if found is None:
        return None
    rest = block.text[found.start :]
    first = next((c for c in rest if c.isalnum()), "")
    part = found.readings[0].kind is NumeralKind.PART
    if not first:
        return found if part else None
    return None if first.islower() or (block.text[:1] in "(¹²³⁴") else found


def _fits(numeral: Numeral, last: dict[NumeralKind, int], block: Block, found: Numbered) -> bool:
    if numeral.kind is NumeralKind.LETTER:
        words = len(block.text[found.start :].split())
        return (
            numeral.sure and words <= LETTER_MOST_WORDS and numeral.ordinal == last.get(numeral.kind, 0) + 1
        )
    return numeral.sure or numeral.ordinal == last.get(numeral.kind, 0) + 1


def _forget(last: dict[NumeralKind, int], numeral: Numeral) -> None:
    """Deeper numerals begin anew below this one."""
    kinds = list(NumeralKind)
    for deeper in kinds[kinds.index(numeral.kind) + 1 :]:
        last.pop(deeper, None)
    last[numeral.kind] = numeral.ordinal


def _node(block: Block, found: Numbered, numeral: Numeral) -> Node:
    return Node("", numeral.text, numeral.kind, numeral.ordinal, clean(block.text[found.start :]), block)


def _count_on(nodes: Sequence[Node], over: Node | None) -> None:
    """Put right numerals that the sequence shows to be misread, and write the ids.

    A stroke is lost easily, so "II" behind "II" and before "IV", or at the end, is a misread "III". Other
    numerals out of sequence stay as they are: the plan itself may count wrongly.
    """
    last: dict[NumeralKind, int] = {}
    for place, node in enumerate(nodes):
        if node.kind is not None:
            before = last.get(node.kind, 0)
            after = next((n.ordinal for n in nodes[place + 1 :] if n.kind is node.kind), None)
            repeated = node.ordinal <= before and after in (None, before + 2)
            skipped = node.ordinal > before + 1 and after == before + 2
            if (repeated or skipped) and node.kind in (NumeralKind.ROMAN, NumeralKind.ARABIC):
                node.ordinal = before + 1
                node.numeral = roman(before + 1) if node.kind is NumeralKind.ROMAN else str(before + 1)
                node.doubts = ("numeral_put_right",)
            elif node.ordinal != before + 1:
                node.doubts = ("numeral_out_of_sequence",)
            last[node.kind] = node.ordinal
            node.id = _own_id(node, over)
        _count_on(node.children, node)


def _own_id(node: Node, over: Node | None) -> str:
    own = node.numeral
    if node.kind is NumeralKind.PART:
        own = f"P{node.ordinal}"
    elif node.kind is NumeralKind.DOTTED and over is not None and own.startswith(f"{over.numeral}."):
        own = own[len(over.numeral) + 1 :]
    return f"{over.id}.{own}" if over is not None else own


def _is_plain_heading(block: Block, stack: Sequence[Node]) -> bool:
    """A short title in capitals that carries on no Part is a section by itself."""
    words = block.text.split()
    if block.bullet or block.grid or not in_capitals(block.text) or not 1 < len(words) <= PLAIN_MOST_WORDS:
        return False
    if not all(is_syllable(word) for word in words):  # a note in the margin, a rule of symbols
        return False
    part = stack[-1] if stack and stack[-1].kind is NumeralKind.PART else None
    titled = part is not None and (part.words or part.title_blocks)
    return part is None or (bool(titled) and bool(part.children))


def _add_text(node: Node, block: Block) -> None:
    """The title of a Part stands below its numeral; all else is the node's text."""
    lone = node.kind is NumeralKind.PART and not node.words and not node.body and not node.children
    if lone and (in_capitals(block.text) or block.centred or not node.title_blocks):
        node.title_blocks.append(block)
    else:
        node.body.append(block)
