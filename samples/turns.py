"""Whether pages of every kind are set upright: ``python -m samples.turns``.

Pages of running text, with a form, with a signature block alone, with a single line, and with nothing but an
incoming stamp go through a scanner in all four directions and are read; printed is how many came out upright,
and of how many the reader says that it does not know.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections.abc import Iterator, Sequence

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ocr import OcrSettings, SourceFile, read_page
from samples import marks
from samples.content import compose
from samples.files import render, turned
from samples.flowables import SignatureBlock, lay_ink
from samples.layout import lay_out, register_fonts
from samples.model import Report
from samples.scan import PROFILES, Machine, Picture, scan_page
from service.reading import ocr_settings
from service.settings import load_settings

TURNS = (0, 90, 180, 270)
LINE = "Trên đây là báo cáo của Ban Thường vụ, kính trình Tỉnh ủy xem xét, chỉ đạo."


def pages_of_kinds(seed: int, dpi: int) -> Iterator[tuple[str, Picture]]:
    """One page of each kind, upright, as drawn."""
    rng = random.Random(f"{seed}/turns")
    report = compose("205", "r001", rng)
    pages = render(lay_out(report, rng).pdf, dpi)
    yield "text", pages[0]
    if report.table:
        yield "form", pages[report.table.pages[0] - 1]
    for name in ("signature block", "one line", "stamp alone"):
        yield name, render(_nearly_empty(name, report, rng), dpi)[0]


def _nearly_empty(name: str, report: Report, rng: random.Random) -> bytes:
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    if name == "signature block":
        block = SignatureBlock(report.head, report.style, rng)
        block.wrap(A4[0] - 130, A4[1])
        block.drawOn(canvas, 85, A4[1] - 260)
    elif name == "one line":
        canvas.setFont("Tinos", 14)
        canvas.drawString(100, A4[1] - 90, LINE)
    else:
        stamp = marks.incoming_stamp("VĂN PHÒNG TỈNH ỦY", "1203", "5/7/23", rng)
        lay_ink(canvas, stamp, 40, A4[1] - 260)
    canvas.save()
    return out.getvalue()


def stood_turned(picture: Picture, profile: str, rng: random.Random, settings: OcrSettings) -> int | None:
    """By how many degrees a scan of the picture was found to stand turned; None where that is not known."""
    scan = scan_page(picture, Machine.draw(PROFILES[profile], rng), rng)
    out, dpi = io.BytesIO(), PROFILES[profile].dpi
    Image.fromarray(scan).save(out, "PNG", dpi=(dpi, dpi))
    page = read_page(SourceFile("page.png", out.getvalue()), 1, settings).page
    return None if page.turn_unknown else page.turned_degrees


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.turns", description=__doc__)
    parser.add_argument("--seed", type=int, default=41, help="9001 and up to judge")
    parser.add_argument("--profiles", nargs="+", default=["office200", "poor150"], choices=sorted(PROFILES))
    chosen = parser.parse_args(arguments)
    settings, rng = ocr_settings(load_settings(workers=1)), random.Random(f"{chosen.seed}/scans")
    for profile in chosen.profiles:
        for name, upright in pages_of_kinds(chosen.seed, PROFILES[profile].dpi):
            found = [stood_turned(turned(upright, turn), profile, rng, settings) for turn in TURNS]
            right = sum(one == turn for one, turn in zip(found, TURNS, strict=True))
            unknown = found.count(None)
            sys.stdout.write(
                f"{profile:10}{name:17}{right} of {len(TURNS)} upright, {unknown} not known  {found}\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
