"""A text as a QR code: the only module that knows segno."""

from __future__ import annotations

import io

import segno

RIM = 4  # modules of white around a code, as ISO/IEC 18004 asks
LEVEL = "m"
"""Error correction: 15 % of the code may be spoilt; a higher level makes each module smaller."""

_PNG_SCALE = 10  # pixels of a module


def code_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code's modules with their rim, row by row, True for black."""
    code = segno.make_qr(text, error=LEVEL, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=RIM))


def code_png(text: str) -> bytes:
    """The code with its rim as a PNG."""
    out = io.BytesIO()
    segno.make_qr(text, error=LEVEL, boost_error=False).save(out, kind="png", scale=_PNG_SCALE, border=RIM)
    return out.getvalue()
