"""Figures that a plan asks for in prose: "tổng số ...", "tỷ lệ ...", "bao nhiêu ...", "....hợp tác xã"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extraction.campaign import Figure
from extraction.plans.blocks import Block
from extraction.plans.form import slug
from extraction.plans.tree import Node
from extraction.text import nfc

MOST_WORDS, LEAST_WORDS = 14, 1
"""How many words name what is counted; a longer phrase is a sentence about it."""

UNIT_WORDS = 3

_END = r"(?=\s*(?:[,;:.()]|\btrong đó\b|\bvà tỷ lệ\b|\bnêu rõ\b|$))"
_WHAT = r"(?P<what>[^\W\d_][^,;:.()]*?)"
_SHARE = re.compile(rf"\btỷ lệ(?:\s*%| phần trăm| bình quân)*\s+{_WHAT}{_END}", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<!một )(?<!hệ )(?<!đa )\b(?:tổng số(?: lượng)?|số lượng|số)\s+"
    rf"(?!lượng\b|liệu|hóa|hoá|hiệu|nội dung){_WHAT}{_END}",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(rf"\bbao nhiêu\s+{_WHAT}{_END}", re.IGNORECASE)
_GAP = re.compile(rf"[(:;,]\s?(?:\.{{3,}}|…+|_{{3,}})\s*{_WHAT}{_END}")
_SYMBOL_BEFORE = re.compile(
    r"\b(chỉ thị|kế hoạch|nghị quyết|quy định|hướng dẫn|kết luận|quyết định|thông báo|văn bản|biểu|mẫu"
    r"|phụ lục)\s$",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bsố lượng,? (?:và )?tỷ lệ\s+(?P<what>[^,;:.()]+)", re.IGNORECASE)


@dataclass(frozen=True)
class FigureFound:
    figure: Figure
    block: Block
    confidence: float


def find_figures(nodes: Mapping[str, Node]) -> tuple[FigureFound, ...]:
    """Find the figures asked for below each item of the outline.

    A draft for a person: what is counted is taken as written, the phrases to look for are made from it.

    Args:
        nodes: The outline's nodes by the ids of their items.
    """
    found: dict[tuple[str, str], FigureFound] = {}
    for section, node in nodes.items():
        for block in (node.block, *node.body):
            for figure, sure in _in_text(section, nfc(block.text)):
                key = (section, figure.name)
                if key not in found:
                    found[key] = FigureFound(figure, block, round(sure * block.confidence, 3))
    return tuple(found.values())


def _in_text(section: str, text: str) -> Iterator[tuple[Figure, float]]:
    taken: list[tuple[int, int]] = []

    def free(match: re.Match[str]) -> bool:
        start, end = match.span("what")
        if any(a < end and start < b for a, b in taken) or _SYMBOL_BEFORE.search(text[: match.start()]):
            return False
        taken.append((start, end))
        return LEAST_WORDS <= len(match["what"].split()) <= MOST_WORDS

    for m in _BOTH.finditer(text):
        if free(m):
            yield _count(section, m["what"]), 0.75
            yield _share(section, m["what"]), 0.75
    for m in _SHARE.finditer(text):
        if free(m):
            yield _share(section, m["what"]), 0.75
    gaps = _GAP if len(_GAP.findall(text)) > 1 else None  # one alone is an ellipsis
    for pattern, sure in ((_COUNT, 0.75), (_HOW_MANY, 0.7), (gaps, 0.65)):
        for m in () if pattern is None else pattern.finditer(text):
            if free(m):
                yield _count(section, m["what"]), sure


def _count(section: str, what: str) -> Figure:
    words = what.strip()
    return Figure(
        section=section,
        name=slug(f"Số {words}"),
        title=f"Số {words}",
        patterns=(f"{{n}} {words}", f"số {words} {{n}}"),
        unit=" ".join(words.split()[:UNIT_WORDS]).lower(),
    )


def _share(section: str, what: str) -> Figure:
    words = what.strip()
    return Figure(
        section=section,
        name=slug(f"Tỷ lệ {words}"),
        title=f"Tỷ lệ {words}",
        patterns=(f"tỷ lệ {words} {{n}}%", f"{{n}}% {words}"),
        unit="%",
    )
