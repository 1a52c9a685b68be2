"""Builds pages of words for the tests of reading text: A4 at 100 dpi, a letter 8 px wide and 16 high."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.model import BoundingBox, Line, Mark, MarkKind, Page, PageSource, Transform, Word

WIDTH, HEIGHT, DPI = 827, 1169, 100.0
LEFT, RIGHT, INDENT = 118, 768, 158
LETTER, SPACE, TALL = 8, 6, 16


def line_at(x: float, y: float, text: str, *, confidence: float = 0.96, bold: float | None = None) -> Line:
    """Words side by side from x; a text between double stars is bold, the rest plain, where any is."""
    marked = "**" in text
    words: list[Word] = []
    is_bold = False
    for token in text.split():
        if token.startswith("**"):
            is_bold, token = True, token[2:]
        ends = token.endswith("**")
        token = token.removesuffix("**")
        width = LETTER * len(token)
        likelihood = (1.0 if is_bold else 0.0) if marked else bold
        words.append(Word(token, BoundingBox(x, y, x + width, y + TALL), confidence, likelihood))
        x += width + SPACE
        if ends:
            is_bold = False
    return Line(tuple(words))


def width_of(text: str) -> float:
    tokens = text.replace("**", "").split()
    return sum(LETTER * len(t) for t in tokens) + SPACE * (len(tokens) - 1)


def centred(y: float, text: str, *, middle: float = (LEFT + RIGHT) / 2, bold: float | None = None) -> Line:
    return line_at(middle - width_of(text) / 2, y, text, bold=bold)


def wrapped(y: float, text: str, *, first: float = INDENT, left: float = LEFT) -> list[Line]:
    """A paragraph set as Word sets it: as many words on a line as fit."""
    lines: list[Line] = []
    x, start, row = first, first, []
    bold_open = False
    plain = 0.0 if "**" in text else None
    for token in text.split():
        width = LETTER * len(token.replace("**", ""))
        if row and x + width > RIGHT:
            lines.append(line_at(start, y, " ".join(row) + ("**" if bold_open else ""), bold=plain))
            y, x, start, row = y + 25, left, left, []
            if bold_open:
                token = "**" + token
        if token.startswith("**"):
            bold_open = True
        if token.endswith("**"):
            bold_open = False
        row.append(token)
        x += width + SPACE
    lines.append(line_at(start, y, " ".join(row), bold=plain))
    return lines


def body(paragraphs: Sequence[str], *, top: float = 120) -> list[Line]:
    """Paragraphs one below another; a line that begins with "^" is set in the middle."""
    lines: list[Line] = []
    y = top
    for text in paragraphs:
        new = [centred(y, text[1:])] if text.startswith("^") else wrapped(y, text)
        lines.extend(new)
        y = new[-1].box.top + 27
    return lines


def page_of(
    lines: Sequence[Line],
    *,
    number: int = 1,
    printed: int | None = None,
    marks: Sequence[Mark] = (),
    source: PageSource = PageSource.PIXELS,
) -> Page:
    head = [centred(40, str(printed), middle=WIDTH / 2)] if printed is not None else []
    return Page(
        number,
        WIDTH,
        HEIGHT,
        DPI,
        Transform.whole_page(WIDTH, HEIGHT),
        (*head, *lines),
        marks=tuple(marks),
        source=source,
        file_page=number,
    )


def letterhead(
    *,
    superior: str = "HUYỆN ỦY TRÀ BỒNG",
    issuer: Sequence[str] = ("ĐẢNG ỦY XÃ SƠN TRÀ",),
    number: str = "Số 253-BC/ĐU",
    date: str = "Sơn Trà, ngày 22 tháng 6 năm 2023",
    motto: str = "ĐẢNG CỘNG SẢN VIỆT NAM",
    kind: str = "BÁO CÁO",
) -> list[Line]:
    """A letterhead of the Party's form: two columns, then the kind."""
    left, right = 230, 590
    lines = [
        Line((*centred(80, superior, middle=left).words, *centred(80, motto, middle=right).words)),
    ]
    y = 105
    for text in issuer:
        lines.append(centred(y, text, middle=left))
        y += 25
    lines.append(centred(y, "*", middle=left))
    lines.append(
        Line((*centred(y + 25, number, middle=left).words, *centred(y + 25, date, middle=right).words))
    )
    if kind:
        lines.append(centred(y + 65, kind))
    return lines


def end_block(
    y: float = 800,
    *,
    authority: str = "T/M ĐẢNG ỦY",
    role: str = "PHÓ BÍ THƯ",
    name: str = "Huỳnh Anh Khánh",
) -> list[Line]:
    axis = 610
    lines = [line_at(LEFT, y, "Nơi nhận:")]
    lines += [centred(y, authority, middle=axis)] if authority else []
    lines += [line_at(LEFT, y + 22, "- Lưu VPĐU."), *([centred(y + 24, role, middle=axis)] if role else [])]
    lines += [centred(y + 130, name, middle=axis)] if name else []
    return lines


def seal(x: float, y: float, size: float = 120) -> Mark:
    return Mark(MarkKind.SEAL, BoundingBox(x, y, x + size, y + size), 0.9, "red")


def strokes(x: float, y: float) -> Mark:
    return Mark(MarkKind.SIGNATURE, BoundingBox(x, y, x + 120, y + 50), 0.8, "blue")
