"""Word documents written element by element, and generated reports as their senders would type them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from samples.model import FormTable, Report

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
GRID = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>
<w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style>
"""
A4, A4_WIDE = (11906, 16838), (16838, 11906)


def part(name: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {_NAMES}>{content}</w:{name}>'


def docx_of(
    body: str, *, styles: str = STYLES, numbering: str = "", parts: dict[str, str] | None = None
) -> bytes:
    """A package; ``parts`` are headers and footers by the id that the body refers to them by."""
    parts = parts or {}
    out = BytesIO()
    relations = "".join(f'<Relationship Id="{name}" Type="any" Target="{name}.xml"/>' for name in parts)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        package.writestr("word/styles.xml", part("styles", styles))
        package.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        if numbering:
            package.writestr("word/numbering.xml", part("numbering", numbering))
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def p(
    text: str, *, bold: bool = False, italic: bool = False, align: str = "", more: str = "", size: int = 0
) -> str:
    look = (
        ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
        + (f'<w:sz w:val="{size}"/>' if size else "")
    )
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{more}{jc}</w:pPr>{run(text, look)}</w:p>"


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def cell(content: str, *, width: int = 0, span: int = 1, merge: str = "") -> str:
    entries = (
        (f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else "")
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + ({"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge])
    )
    return f"<w:tc><w:tcPr>{entries}</w:tcPr>{content or '<w:p/>'}</w:tc>"


def table(rows: Sequence[str], widths: Sequence[int], entries: str = GRID) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{entries}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def section(size: tuple[int, int] = A4, more: str = "") -> str:
    margins = '<w:pgMar w:left="1700" w:right="1000" w:top="1100" w:bottom="1100"/>'
    return f'<w:sectPr>{more}<w:pgSz w:w="{size[0]}" w:h="{size[1]}"/>{margins}</w:sectPr>'


def report_docx(report: Report) -> bytes:
    """A made-up report as a clerk types it: letterhead and signature in tables without lines."""
    head, style = report.head, report.style
    number = "....." if head.number is None else f"{head.number:02d}"
    date = f"{head.place}, ngày {head.date.day:02d} tháng {head.date.month:02d} năm {head.date.year}"
    left = (
        p(head.parent, align="center")
        + p(head.issuer, bold=True, align="center")
        + p("*", align="center")
        + p(style.number_pattern.format(n=number, c=head.code), align="center")
    )
    right = (
        p("ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, align="center") + p("") + p(date, italic=True, align="center")
    )
    body = table([cell(left, width=4200) + cell(right, width=5000)], [4200, 5000], entries="")
    body += p("BÁO CÁO", bold=True, align="center", size=32)
    body += "".join(p(line, bold=True, align="center") for line in head.subject)
    body += p("-----", align="center") + p(report.opening)
    for one in report.sections:
        middle = "center" if one.part or one.plain else ""
        if one.part:
            body += p(one.printed_numeral, bold=True, align=middle)
        numeral = "" if one.part else f"{one.printed_numeral} "
        body += p(f"{numeral}{one.written}".strip(), bold=True, align=middle)
        body += "".join(p(paragraph.text) for paragraph in one.body)
    body += p(report.closing)
    sign = "".join(
        p(line, bold=True, align="center")
        for line in (head.authority, head.role, "", "", head.name)
        if line is not None
    )
    recipients = p("Nơi nhận:", bold=True, italic=True) + "".join(
        p(f"- {name},", size=22) for name in head.recipients
    )
    body += table([cell(recipients, width=4600) + cell(sign, width=4600)], [4600, 4600], entries="")
    if report.table is None:
        return docx_of(body + section())
    body += f"<w:p><w:pPr>{section()}</w:pPr></w:p>" + form_of(report.table)
    return docx_of(body + section(A4_WIDE if report.table.landscape else A4))


def form_of(form: FormTable) -> str:
    title = p(form.title, bold=True, align="center") + p(form.subtitle, bold=True, align="center")
    paths = [form.paths[column] for column in form.columns]
    depth = max(len(path) for path in paths)
    width = (13500 if form.landscape else 9000) // len(paths)
    rows = [_head_row(paths, level, depth, width) for level in range(depth)]
    if form.number_row:
        rows.append(
            "".join(cell(p(str(n), align="center", size=20), width=width) for n in range(1, len(paths) + 1))
        )
    for row in form.rows:
        texts = [
            {"stt": row.stt, "label": row.written_label}.get(column, row.raw.get(column, ""))
            for column in form.columns
        ]
        strong = row.level == 0
        rows.append("".join(cell(p(text, bold=strong, size=20), width=width) for text in texts))
    return title + table(rows, [width] * len(paths))


def _head_row(paths: Sequence[tuple[str, ...]], level: int, depth: int, width: int) -> str:
    cells, at = "", 0
    while at < len(paths):
        path = paths[at]
        if level >= len(path):
            cells += cell("", width=width, merge="continue")
            at += 1
            continue
        span = 1
        while (
            at + span < len(paths)
            and level + 1 < len(path)
            and paths[at + span][: level + 1] == path[: level + 1]
        ):
            span += 1
        merge = "restart" if level == len(path) - 1 and len(path) < depth else ""
        cells += cell(
            p(path[level], bold=True, align="center", size=20), width=width * span, span=span, merge=merge
        )
        at += span
    return cells
