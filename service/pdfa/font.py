"""The font of the invisible text: a subset of Tinos, which has every Vietnamese letter, with fontTools."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from service.errors import FontMissing

FONT_FILES = (
    Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"),
    Path("/usr/share/fonts/croscore/Tinos-Regular.ttf"),
    Path("/usr/share/fonts/google-croscore/Tinos-Regular.ttf"),
)
"""Where Debian, Ubuntu and Fedora put fonts-croscore, which set-up installs."""

UNKNOWN = "?"  # stands for a letter that the font lacks
_EM = 1000  # PDF's units of glyph widths
_SYMBOLIC = 4  # font flag: its codes are its own
_STEM_V = 80  # nobody measures the stems of invisible text


@dataclass(frozen=True)
class TextFont:
    """A font inside a PDF. Codes are glyph numbers of two bytes; lengths are in ems."""

    object: pikepdf.Object
    glyphs: Mapping[str, int]
    widths: Mapping[int, float]
    ascent: float
    descent: float

    def encode(self, text: str) -> bytes:
        return b"".join(code.to_bytes(2, "big") for code in self._codes(text))

    def width(self, text: str) -> float:
        return sum(self.widths[code] for code in self._codes(text))

    def _codes(self, text: str) -> list[int]:
        letters = unicodedata.normalize("NFC", text)
        return [self.glyphs.get(c, self.glyphs[UNKNOWN]) for c in letters]


def embed_font(pdf: pikepdf.Pdf, letters: Iterable[str]) -> TextFont:
    """Embed the font with the glyphs of these letters.

    Raises:
        FontMissing: fonts-croscore is not installed.
    """
    face = _subset({*letters, UNKNOWN, " "})
    scale = _EM / face["head"].unitsPerEm
    glyphs = {chr(code): face.getGlyphID(name) for code, name in face.getBestCmap().items()}
    advances = {face.getGlyphID(name): width * scale for name, (width, _) in face["hmtx"].metrics.items()}
    ascent, descent = face["hhea"].ascent * scale, face["hhea"].descent * scale
    font = pdf.make_indirect(_dictionary(pdf, face, glyphs, advances, ascent, descent))
    widths = {code: width / _EM for code, width in advances.items()}
    return TextFont(font, glyphs, widths, ascent / _EM, descent / _EM)


def _subset(letters: set[str]) -> TTFont:
    path = next((path for path in FONT_FILES if path.is_file()), None)
    if path is None:
        raise FontMissing(font="Tinos")
    face = TTFont(path)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in letters])
    cutter.subset(face)
    return face


def _dictionary(
    pdf: pikepdf.Pdf,
    face: TTFont,
    glyphs: Mapping[str, int],
    advances: Mapping[int, float],
    ascent: float,
    descent: float,
) -> pikepdf.Dictionary:
    """A composite font (ISO 32000-1, 9.7) whose codes are glyph numbers."""
    program = io.BytesIO()
    face.save(program)
    name = Name("/TGHOPA+Tinos")
    head, scale = face["head"], _EM / face["head"].unitsPerEm
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array([round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        ItalicAngle=0,
        Ascent=round(ascent),
        Descent=round(descent),
        CapHeight=round(face["OS/2"].sCapHeight * scale),
        StemV=_STEM_V,
        FontFile2=pdf.make_stream(program.getvalue(), Length1=len(program.getvalue())),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=_EM,
        W=Array([0, Array([round(advances[code]) for code in range(len(advances))])]),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(_to_unicode(glyphs)),
    )


def _to_unicode(glyphs: Mapping[str, int]) -> bytes:
    """The table from codes to letters, at most 100 entries a section as the format demands."""
    pairs = sorted((code, letter) for letter, code in glyphs.items())
    sections = []
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines = [f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for code, letter in part]
        sections.append("\n".join([f"{len(part)} beginbfchar", *lines, "endbfchar"]))
    body = "\n".join(sections)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
