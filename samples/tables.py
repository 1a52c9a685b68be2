"""Draws the statistics form: merged headings, a row of column numbers, cells."""

from __future__ import annotations

import random
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Table

from samples.flowables import NotedTable
from samples.model import FormTable, OtherTable

SHARES = {"stt": 0.6, "label": 2.6, "ghi_chu": 1.2, "other": 1.0}


RULINGS = ("all", "rows", "header", "box", "none")


def cell_style(size: float, alignment: int, *, bold: bool = False) -> ParagraphStyle:
    face = "Tinos-Bold" if bold else "Tinos"
    return ParagraphStyle("cell", fontName=face, fontSize=size, leading=size * 1.15, alignment=alignment)


def text(value: str) -> str:
    return escape(value).replace("\n", "<br/>")


def header(table: FormTable, size: float) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    """The heading rows and the spans that merge them."""
    depth = max(len(p) for p in table.paths.values())
    paths = [table.paths[c] for c in table.columns]
    rows: list[list[Any]] = [["" for _ in paths] for _ in range(depth)]
    spans: list[tuple[Any, ...]] = []
    style = cell_style(size, TA_CENTER, bold=True)
    for level in range(depth):
        at = 0
        while at < len(paths):
            end = at
            lowest = len(paths[at]) == level + 1
            while (
                not lowest and end + 1 < len(paths) and paths[end + 1][: level + 1] == paths[at][: level + 1]
            ):
                if len(paths[end + 1]) == level + 1:
                    break
                end += 1
            if level < len(paths[at]):
                rows[level][at] = Paragraph(text(paths[at][level]), style)
                bottom = depth - 1 if lowest else level
                if (end, bottom) != (at, level):
                    spans.append(("SPAN", (at, level), (end, bottom)))
            at = end + 1
    if table.number_row:
        italic = ParagraphStyle("n", fontName="Tinos-Italic", fontSize=size - 1, alignment=TA_CENTER)
        rows.append([Paragraph(str(i), italic) for i in range(1, len(table.columns) + 1)])
    return rows, spans


def borders(ruling: str, header: int, line: float) -> list[tuple[Any, ...]]:
    """The borders that are drawn, ``line`` points thick, under a heading of so many rows."""
    whole, last = ((0, 0), (-1, -1)), (-1, header - 1)
    return {
        "all": [("GRID", *whole, line, black)],
        "rows": [("LINEABOVE", *whole, line, black), ("LINEBELOW", (0, -1), (-1, -1), line, black)],
        "header": [("GRID", (0, 0), last, line, black)],
        "box": [("BOX", *whole, line, black), ("LINEBELOW", (0, header - 1), last, line, black)],
        "none": [],
    }[ruling]


def other_table(table: OtherTable, width: float) -> Table:
    """A small ruled table of the given width."""
    size = 10.5
    styles = [cell_style(size, TA_CENTER, bold=True), cell_style(size, TA_CENTER)]
    data = [[Paragraph(text(t), styles[min(i, 1)]) for t in row] for i, row in enumerate(table.rows)]
    grid = Table(data, [width / len(table.rows[0])] * len(table.rows[0]))
    grid.setStyle([("GRID", (0, 0), (-1, -1), 0.6, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return grid


def form_table(table: FormTable, rng: random.Random, width: float) -> NotedTable:
    """The form as a reportlab table of the given width in points."""
    size = rng.uniform(11, 13) if table.landscape else rng.uniform(9.2, 11)
    head, spans = header(table, size)
    align = rng.choice([TA_CENTER, TA_CENTER, TA_RIGHT])
    bold_groups = rng.random() < 0.8
    data = list(head)
    for row in table.rows:
        bold = bold_groups and row.level <= 1
        cells: list[Any] = []
        for column in table.columns:
            if column == "stt":
                cells.append(Paragraph(text(row.stt), cell_style(size, TA_CENTER, bold=bold)))
            elif column == "label":
                cells.append(Paragraph(text(row.written_label), cell_style(size, TA_LEFT, bold=bold)))
            elif column == "other":
                shown = str(rng.randint(2009, 2022)) if row.level == 2 else ""
                cells.append(Paragraph(shown, cell_style(size, TA_CENTER)))
            else:
                side = TA_LEFT if column == "ghi_chu" else align
                cells.append(Paragraph(text(row.raw[column]), cell_style(size, side, bold=bold)))
        data.append(cells)
    shares = [SHARES.get(c, 1.0 if table.landscape else 0.85) for c in table.columns]
    widths = [width * s / sum(shares) for s in shares]
    padding = rng.uniform(1.0, 3.5)
    line = rng.uniform(0.4, 0.9)
    grid = NotedTable(data, widths, repeatRows=len(head) if table.repeat_header else 0)
    grid.setStyle(
        [
            *borders(table.ruling, len(head), line),
            ("VALIGN", (0, 0), (-1, len(head) - 1), "MIDDLE"),
            ("VALIGN", (0, len(head)), (-1, -1), rng.choice(["MIDDLE", "TOP", "MIDDLE"])),
            ("TOPPADDING", (0, 0), (-1, -1), padding),
            ("BOTTOMPADDING", (0, 0), (-1, -1), padding + 1),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            *spans,
        ]
    )
    return grid
