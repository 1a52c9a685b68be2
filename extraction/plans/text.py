"""A plan's text file -> blocks: Markdown's marks understood, paragraphs joined, tables by tabs or bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.lettering import in_capitals
from extraction.model import Cell, Table
from extraction.numbering import read_numeral
from extraction.paragraphs import is_kind, is_recipients
from extraction.plans.blocks import BULLET, LETTERED, Block, is_annex_title, torn
from extraction.text import nfc
from ocr.model import BoundingBox, Word

LEAST_TABS = 2
"""A line with so many tabs is a row of a table; running text has none."""

_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)")
_HASHES = re.compile(r"^\s*#{1,6}\s+")
_RULE = re.compile(r"^[\s\-_=*–—.]*$")
_UNDERLINE = re.compile(r"^:?-{2,}:?$")  # below the header of a Markdown table
_NOWHERE = BoundingBox(0, 0, 0, 0)


def text_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text file; Markdown's marks are understood and taken off.

    A blank line, a bullet, a numeral and a heading begin a new block; a line that goes on in lower case after
    a blank line was torn by a page break and is joined again. Rows with tabs, or between bars, are a table.
    """
    found: list[Block] = []
    rows: list[list[str]] = []
    apart, bold = True, False
    for raw in text.replace("\u000c", "\n").splitlines():
        if (cells := _table_row(raw)) is not None:
            rows += [] if all(_UNDERLINE.match(cell) for cell in cells) else [cells]
            continue
        if rows:
            found.append(_text_table(rows))
            rows, apart = [], True
        if _RULE.match(raw):
            apart = True
            continue
        begun_bold, bold = bold, bold ^ (raw.count("**") % 2 == 1)
        block = _text_line(raw, bold=begun_bold)
        if found and found[-1].grid is None and _goes_on(found[-1], block, apart):
            found[-1] = replace(
                found[-1], text=f"{found[-1].text} {block.text}", strong=found[-1].strong and block.strong
            )
        else:
            found.append(block)
        apart = False
    if rows:
        found.append(_text_table(rows))
    return tuple(found)


def _text_line(raw: str, *, bold: bool) -> Block:
    stripped = raw.strip()
    hashes = bool(_HASHES.match(stripped))
    whole = stripped.startswith("**") and stripped.rstrip("* ").count("**") == 1
    bullet = BULLET.match(stripped) if not stripped.startswith("**") else None
    words = _HASHES.sub("", stripped)[bullet.end() if bullet else 0 :]
    text = nfc(_EMPHASIS.sub("", words))
    inner = BULLET.match(text)
    if bullet:
        text = f"- {text[inner.end() :] if inner else text}"
    return Block(text, strong=hashes or bold or whole, centred=False)


def _goes_on(above: Block, block: Block, apart: bool) -> bool:
    if block.bullet or is_kind(block.text) or is_kind(above.text) or is_recipients(block.text):
        return False
    if LETTERED.match(block.text):
        return False
    if read_numeral(block.text) is not None and not block.text[:1].islower():
        return False
    if apart:
        return torn(above, block) and not above.strong
    if is_recipients(above.text) or is_annex_title(block):
        return False
    return above.strong == block.strong or in_capitals(above.text) == in_capitals(block.text)


def _table_row(raw: str) -> list[str] | None:
    if raw.count("\t") >= LEAST_TABS:
        return [nfc(_EMPHASIS.sub("", cell)) for cell in raw.split("\t")]
    line = raw.strip()
    if line.startswith("|") and line.count("|") > LEAST_TABS:
        return [nfc(_EMPHASIS.sub("", cell)) for cell in line.strip("|").split("|")]
    return None


def _text_table(rows: Sequence[Sequence[str]]) -> Block:
    """A table of a text file. An empty place in the header's rows belongs to the heading left of it, where
    something stands below it, else to the heading above.
    """
    width = max(len(row) for row in rows)
    filled = [[*row, *([""] * (width - len(row)))] for row in rows]
    header = _header_rows(filled)
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for row, values in enumerate(filled):
        for column, value in enumerate(values):
            if (row, column) in taken:
                continue
            across, down = 1, 1
            if row < header and value:
                while (
                    column + across < width
                    and not filled[row][column + across]
                    and any(filled[r][column + across] for r in range(row + 1, header))
                ):
                    across += 1
                while row + down < header and not any(
                    filled[row + down][c] for c in range(column, column + across)
                ):
                    down += 1
            taken |= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
            words = (Word(value, _NOWHERE, 1.0),) if value else ()
            cells.append(Cell(row, column, down, across, _NOWHERE, words))
    table = Table(1, _NOWHERE, len(filled), width, tuple(cells))
    return Block("\n".join("\t".join(row) for row in filled), grid=table)


def _header_rows(rows: Sequence[Sequence[str]]) -> int:
    """The first row, and those below it that fill places which it leaves empty."""
    header = 1
    while header < len(rows):
        empty = {c for c in range(len(rows[0])) if not any(row[c] for row in rows[:header])}
        if rows[header][0] or not any(rows[header][c] for c in empty):
            break
        header += 1
    return header
