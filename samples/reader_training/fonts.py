"""The fonts of training: whatever of these families the machine has installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

FONT_ROOTS = (Path("/usr/share/fonts"),)
# Families of offices and their free doubles, with how often each is drawn; Debian's packages are named in
# docs/how-to/train-the-cell-reader.md. Display, symbol and foreign cuts are left out by these names.
FAMILIES = {
    "Tinos": 6, "LiberationSerif": 4, "texgyretermes": 4, "FreeSerif": 2, "Arimo": 4, "LiberationSans-": 2,
    "Carlito": 3, "Caladea": 2, "texgyreheros-": 1, "texgyreadventor": 1, "texgyrebonum": 1,
    "texgyrepagella": 1, "texgyreschola": 1, "DejaVuSans": 1, "DejaVuSerif": 1, "NotoSans-": 1,
    "NotoSerif-": 1, "Roboto-": 1, "OpenSans-": 1, "Lato-": 1, "LinLibertine": 1, "Cousine": 1,
    "LiberationMono": 1, "FreeSans": 1, "GFSArtemisia": 1,
}  # fmt: skip
PEN_FAMILIES = ("dkg", "breip", "Humor")
LEFT_OUT = ("Black", "Thin", "Hairline", "Light", "Condensed", "Mono-", "Symbol", "Display", "Narrow")


@dataclass(frozen=True)
class FontFile:
    """A font, how often it is drawn, and what it can write."""

    path: Path
    weight: float
    signs: frozenset[str]

    def writes(self, text: str) -> bool:
        return set(text) <= self.signs


def installed(roots: Sequence[Path], families: Sequence[str]) -> list[Path]:
    """Font files whose name begins with one of the families, in a fixed order."""
    found = {p.name: p for root in roots for p in root.rglob("*.[to]tf")}
    return [
        found[name]
        for name in sorted(found)
        if name.startswith(tuple(families)) and not any(cut in name for cut in LEFT_OUT)
    ]


def load(roots: Sequence[Path], families: dict[str, float]) -> list[FontFile]:
    """The installed fonts; a family's weight is shared among its files."""
    fonts = []
    for family, weight in families.items():
        paths = installed(roots, [family])
        fonts += [FontFile(path, weight / len(paths), signs_of(path)) for path in paths]
    return fonts


def signs_of(path: Path) -> frozenset[str]:
    """The characters that a font has."""
    with TTFont(path, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap())
