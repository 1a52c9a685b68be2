"""Pieces of a page that reportlab has not: the letterhead, the signature block, text that tells its page."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table

from samples import marks
from samples.model import Head, Style

POINTS_PER_PIXEL = 72 / 300  # marks are drawn at 300 dpi


def lay_ink(canvas: Canvas, image: Image.Image, x: float, y: float, scale: float = 1.0) -> None:
    """Put a mark with its lower left corner at (x, y), in points, so that print below shows through."""
    width, height = image.width * POINTS_PER_PIXEL * scale, image.height * POINTS_PER_PIXEL * scale
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    canvas.drawImage(ImageReader(image), x, y, width, height, mask="auto")
    canvas.restoreState()


class NotedParagraph(Paragraph):  # type: ignore[misc]
    """A paragraph that tells on which page it begins."""

    on_page: Callable[[int], None] | None = None

    def split(self, available_width: float, available_height: float) -> list[Any]:
        parts: list[Any] = super().split(available_width, available_height)
        if parts:
            parts[0].on_page = self.on_page
        return parts

    def draw(self) -> None:
        if self.on_page:
            self.on_page(self.canv.getPageNumber())
        super().draw()


class NotedTable(Table):  # type: ignore[misc]
    """A table that tells each page on which a part of it stands."""

    on_page: Callable[[int], None] | None = None

    def split(self, available_width: float, available_height: float) -> list[Any]:
        parts: list[Any] = super().split(available_width, available_height)
        for part in parts:
            part.on_page = self.on_page
        return parts

    def draw(self) -> None:
        if self.on_page:
            self.on_page(self.canv.getPageNumber())
        super().draw()


def centred(size: float, *, bold: bool = False, italic: bool = False, leading: float = 1.2) -> ParagraphStyle:
    face = "Tinos" + ("-Bold" if bold else "") + ("-Italic" if italic else "")
    return ParagraphStyle("c", fontName=face, fontSize=size, leading=size * leading, alignment=TA_CENTER)


class Letterhead(Flowable):  # type: ignore[misc]
    """Superior, issuer and number on the left; the Party's name, place and date on the right."""

    def __init__(self, head: Head, style: Style, rng: random.Random) -> None:
        super().__init__()
        self.head, self.style, self.rng = head, style, rng
        size = style.font_size
        self.left = [
            Paragraph(escape(head.parent), centred(size - 0.5)),
            Paragraph(escape(head.issuer), centred(size - 0.5, bold=True)),
            Paragraph("*", centred(size, leading=0.9)),
        ]

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        self.column = available_width * 0.43
        self.heights = [p.wrap(self.column, 1000)[1] for p in self.left]
        self.height = sum(self.heights) + self.style.font_size * 2.4
        return self.width, self.height

    def draw(self) -> None:
        canvas, size = self.canv, self.style.font_size
        y = self.height
        for paragraph, height in zip(self.left, self.heights, strict=True):
            y -= height
            paragraph.drawOn(canvas, 0, y)
        self.draw_number(canvas, self.column / 2, y - size * 1.25)
        right = self.width * 0.74
        canvas.setFont("Tinos-Bold", size + 1)
        canvas.drawCentredString(right, self.height - size, "ĐẢNG CỘNG SẢN VIỆT NAM")
        length = canvas.stringWidth("ĐẢNG CỘNG SẢN VIỆT NAM", "Tinos-Bold", size + 1)
        under = 2.5 if self.rng.random() < 0.5 else 6
        length *= 1 if under < 3 else 0.92
        canvas.setLineWidth(0.8)
        canvas.line(
            right - length / 2, self.height - size - under, right + length / 2, self.height - size - under
        )
        self.draw_date(canvas, right, self.height - size * self.rng.uniform(2.7, 3.4))

    def draw_number(self, canvas: Canvas, x: float, y: float) -> None:
        head, size = self.head, self.style.font_size
        if head.number is not None and not head.handwritten:
            number = f"{head.number:02d}"
            text = self.style.number_pattern.format(n=number, c=head.code)
            canvas.setFont("Tinos", size)
            canvas.drawCentredString(x, y, text)
            return
        before, after = self.style.number_pattern.format(n="\n", c=head.code).split("\n")
        self.with_gap(
            canvas, x, y, before, after, "" if head.number is None else str(head.number), "Tinos", 34
        )

    def draw_date(self, canvas: Canvas, x: float, y: float) -> None:
        head = self.head
        month = (
            f"{head.date.month:02d}"
            if head.date.month < 3 or self.rng.random() < 0.3
            else str(head.date.month)
        )
        before, after = f"{head.place}, ngày ", f" tháng {month} năm {head.date.year}"
        day = f"{head.date.day:02d}" if self.rng.random() < 0.85 else str(head.date.day)
        size = self.style.font_size
        if head.handwritten:
            self.with_gap(canvas, x, y, before, after, day, "Tinos-Italic", 22)
        else:
            canvas.setFont("Tinos-Italic", size)
            canvas.drawCentredString(x, y, before + day + after)

    def with_gap(
        self, canvas: Canvas, x: float, y: float, before: str, after: str, pen: str, face: str, gap: float
    ) -> None:
        """Print with a gap that is filled in by hand, or left empty."""
        size = self.style.font_size
        start, end = (canvas.stringWidth(t, face, size) for t in (before, after))
        left = x - (start + gap + end) / 2
        canvas.setFont(face, size)
        canvas.drawString(left, y, before)
        canvas.drawString(left + start + gap, y, after)
        if pen:
            image = marks.handwriting(pen, self.rng, self.rng.randint(58, 80))
            width = image.width * POINTS_PER_PIXEL
            lay_ink(canvas, image, left + start + (gap - width) / 2, y - self.rng.uniform(4, 7))


class SignatureBlock(Flowable):  # type: ignore[misc]
    """Recipients on the left, authority, role, signature, seal and name on the right; never broken."""

    def __init__(self, head: Head, style: Style, rng: random.Random) -> None:
        super().__init__()
        self.head, self.style, self.rng = head, style, rng
        self.gap = rng.uniform(54, 84)

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        self.height = self.style.font_size * 3.9 + self.gap + 12
        return self.width, self.height

    def draw(self) -> None:
        canvas, head, rng, size = self.canv, self.head, self.rng, self.style.font_size
        canvas.setFont("Tinos-BoldItalic" if rng.random() < 0.6 else "Tinos", size - 1.5)
        canvas.drawString(0, self.height - size, "Nơi nhận:")
        canvas.setFont("Tinos", size - 2.5)
        for i, line in enumerate(head.recipients):
            canvas.drawString(0, self.height - size - (i + 1) * size, f"- {line}")
        middle = self.width * 0.72
        y = self.height - size
        canvas.setFont("Tinos", size) if rng.random() < 0.5 else canvas.setFont("Tinos-Bold", size)
        canvas.drawCentredString(middle, y, head.authority)
        canvas.setFont("Tinos-Bold", size)
        if head.role:
            y -= size * 1.25
            canvas.drawCentredString(middle, y, head.role)
        name_y = y - self.gap - size
        canvas.drawCentredString(middle, name_y, head.name)
        if head.sealed:
            image = marks.seal(head.seal_lines, rng, rng.randint(400, 450))
            side = image.width * POINTS_PER_PIXEL
            lay_ink(canvas, image, middle - side * rng.uniform(0.55, 0.95), name_y + rng.uniform(-14, 10))
        if head.signed:
            image = marks.signature(rng)
            side = image.width * POINTS_PER_PIXEL
            lay_ink(canvas, image, middle - side * rng.uniform(0.2, 0.55), name_y + rng.uniform(4, 20), 0.95)
