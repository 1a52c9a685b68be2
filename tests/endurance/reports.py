"""Reports that are cheap to make and to read, each another: files for the stand-in that reads, one-page PDFs
with a text layer, and the same as a scan, for which Tesseract is needed.
"""

from __future__ import annotations

import io
import random

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from samples.layout import register_fonts
from tests.service.standin import scan

HEADINGS = (
    "I. Tình hình chung",
    "II. Kết quả đạt được",
    "III. Hạn chế, khó khăn và nguyên nhân",
    "IV. Phương hướng, nhiệm vụ trong thời gian tới",
    "V. Kiến nghị, đề xuất",
)
LEFT, RIGHT, LINE = 85, 300, 17
SIZE = 0.5  # of A4's sides: a quarter of the pixels, 0.25 s of a core to read instead of 0.6

SCAN_DPI = 200  # of a page of half A4's sides; printed at 6.5 points it reads as 13 points do at 100
GROUPS = ("Kinh tế hợp tác", "Kinh tế tập thể", "Doanh nghiệp", "Hộ kinh doanh")


def small(index: int, *, seed: int = 1) -> bytes:
    """The report number ``index`` for the stand-in: up to three pages, a table whose sum holds."""
    rng = random.Random(f"{seed}/small/{index}")
    parts = [(f"{group} {index}", rng.randint(1, 900)) for group in rng.sample(GROUPS, rng.randint(2, 4))]
    rows = [(f"Tổng số {index}", sum(number for _, number in parts)), *parts]
    return scan(rng.randint(1, 3), "", "", *(f"{label}|{number}" for label, number in rows))


def long_table(index: int, *, rows: int, seed: int = 1) -> bytes:
    """A report for the stand-in with so many rows, each of them doubtful."""
    rng = random.Random(f"{seed}/long/{index}")
    return scan(1, "", "", *(f"Tổ {index}.{n}|{rng.randint(1, 900)}" for n in range(rows)))


def scanned(index: int, *, seed: int = 1) -> bytes:
    """``one_page`` as an image without a text layer."""
    with pypdfium2.PdfDocument(one_page(index, seed=seed)) as document:
        picture = document[0].render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
    out = io.BytesIO()
    picture.save(out, "TIFF", compression="tiff_lzw", dpi=(SCAN_DPI, SCAN_DPI))
    return out.getvalue()


def one_page(index: int, *, seed: int = 1) -> bytes:
    """The report number ``index`` as a PDF; the same for the same index and seed."""
    rng = random.Random(f"{seed}/{index}")
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(A4[0] * SIZE, A4[1] * SIZE), invariant=True)
    canvas.scale(SIZE, SIZE)
    height = A4[1] - 70

    def say(text: str, x: float = LEFT, *, bold: bool = False) -> None:
        canvas.setFont("Tinos-Bold" if bold else "Tinos", 13)
        canvas.drawString(x, height, text)

    say("ĐẢNG BỘ TỈNH QUẢNG NGÃI")
    say("ĐẢNG CỘNG SẢN VIỆT NAM", RIGHT, bold=True)
    height -= LINE
    say(f"ĐẢNG ỦY XÃ BÌNH {index:03d}", bold=True)
    say(f"Bình {index:03d}, ngày {rng.randint(1, 28)} tháng {rng.randint(6, 9)} năm 2023", RIGHT)
    height -= LINE
    say(f"Số {index + 1}-BC/ĐU")
    height -= 2 * LINE
    say("BÁO CÁO", 260, bold=True)
    height -= LINE
    say("kết quả thực hiện Kế hoạch số 205-KH/TU của Tỉnh ủy", 150, bold=True)
    height -= 2 * LINE
    for heading in HEADINGS:
        say(heading, bold=True)
        height -= LINE
        for _ in range(rng.randint(1, 3)):
            say(f"Toàn xã có {rng.randint(2, 90)} tổ chức với {rng.randint(100, 9000)} người lao động.")
            height -= LINE
    canvas.showPage()
    canvas.save()
    return out.getvalue()
