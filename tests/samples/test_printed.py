from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from samples.printed import printed_lines


def test_gaps_and_printed_lines_end_a_line_and_slanting_print_is_none() -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(60, 800, "left column")
    canvas.drawString(400, 800, "right column")
    canvas.drawString(60, 700, "cell one")
    canvas.drawString(112, 700, "cell two")
    canvas.line(107, 690, 107, 715)
    canvas.translate(300, 400)
    canvas.rotate(50)
    canvas.drawString(0, 0, "DRAFT")
    canvas.save()
    assert printed_lines(out.getvalue()) == [["left column", "right column", "cell one", "cell two"]]
