"""Small files that nobody can read, made on the spot: what the real reader meets in a batch."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw

from tests.ocr.conftest import zip_of


def encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("mat-khau", strength=128))
    canvas.drawString(72, 700, "Kinh gui")
    canvas.save()
    return out.getvalue()


def good_scan(text: str = "SO 12", form: str = "TIFF") -> bytes:
    """A sheet with a word on it, small enough to be read in a second."""
    sheet = Image.new("L", (620, 420), 255)
    ImageDraw.Draw(sheet).text((60, 60), text, fill=0, font_size=48)
    out = io.BytesIO()
    sheet.save(out, form, dpi=(100, 100))
    return out.getvalue()


def truncated_jpeg() -> bytes:
    whole = good_scan(form="JPEG")
    return whole[: len(whole) // 2]


def png_bomb() -> bytes:
    """A few bytes that claim a picture of ten thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def hostile(limit_mib: int) -> dict[str, tuple[bytes, str]]:
    """By name: the bytes, and the code that says what is wrong with them."""
    return {
        "mật khẩu.pdf": (encrypted_pdf(), "ocr.encrypted"),
        "cụt.jpg": (truncated_jpeg(), "ocr.truncated"),
        "rỗng.pdf": (b"", "ocr.empty"),
        "giả dạng.pdf": (b"GIF89a" + b"docx" * 50, "ocr.unsupported"),
        "hỏng.docx": (b"PK\x03\x04" + b"docx" * 50, "ocr.damaged"),
        "hỏng.pdf": (b"%PDF-1.4\nnothing of a PDF follows\n%%EOF\n", "ocr.damaged"),
        "lớn.pdf": (b"%PDF-1.4\n" + b"x" * (limit_mib * 1024 * 1024), "service.file_too_large"),
        "bom.zip": (zip_of({"x.pdf": b"0" * (8 * limit_mib * 1024 * 1024)}), "ocr.too_large"),
        "bom.png": (png_bomb(), "ocr.too_large"),
    }
