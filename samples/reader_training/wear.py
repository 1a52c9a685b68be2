"""Wears sheets of cells as scanners, faxes and telephones do, and cleans them as pages are cleaned."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cell_ink import InkShape, look_into
from ocr.cleanup import despeckle, even_background
from ocr.marks import without_coloured_ink
from ocr.model import BoundingBox, PageImage, Transform
from samples import scan
from samples.reader_training.sheets import Picture, Sheet
from samples.scan import Machine, Profile

# How often each kind of wear is drawn, and the resolutions it is drawn at.
KINDS = {"scan": 0.52, "fax": 0.22, "photo": 0.14, "plain": 0.12}
SCAN_DPI = (150, 150, 150, 200, 200, 300, 170, 240)
PHOTO_DPI = (150, 180, 210, 210, 240)
FAX_DPI = 204.0
FAX_LINES = (196, 196, 98)  # an inch
BOX_SLIP_MM = 0.35  # how far the reader's grid lies from the cell, each side


@dataclass(frozen=True, eq=False)
class WornCell:
    """A cell's crop as the readers get it."""

    crop: PageImage
    label: str
    by_hand: bool


def draw_kind(rng: random.Random) -> tuple[str, float]:
    """A kind of wear and the resolution of its sheet."""
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    dpi = {"fax": FAX_DPI, "photo": float(rng.choice(PHOTO_DPI))}.get(kind, float(rng.choice(SCAN_DPI)))
    return kind, dpi


def worn_cells(sheet: Sheet, kind: str, rng: random.Random) -> Iterator[WornCell]:
    """The sheet's cells after wear and clean-up, cut as number cells are; those without writing are out."""
    worn = _wear(sheet.picture, sheet.dpi, kind, rng)
    height, width = worn.shape[:2]
    image = PageImage(worn, sheet.dpi, Transform.whole_page(width, height))
    grey = PageImage(without_coloured_ink(image), image.dpi, image.to_file)
    clean = even_background(despeckle(grey))
    for box, label, by_hand in zip(sheet.boxes, sheet.labels, sheet.by_hand, strict=True):
        slips = [rng.uniform(-BOX_SLIP_MM, BOX_SLIP_MM) / 25.4 * sheet.dpi for _ in range(4)]
        seen = BoundingBox(
            max(0.0, box.left + slips[0]),
            max(0.0, box.top + slips[1]),
            box.right + slips[2],
            box.bottom + slips[3],
        )
        ink = look_into(clean, seen)
        if ink.shape is InkShape.WRITING and ink.crop is not None and ink.lines == 1:
            yield WornCell(ink.crop, label, by_hand)


def _wear(picture: Picture, dpi: float, kind: str, rng: random.Random) -> Picture:
    profile = _profile(dpi, kind, rng)
    machine = Machine.draw(profile, rng)
    if rng.random() < 0.3:
        picture = _inked(picture, rng)
    if kind == "plain":
        return picture
    if kind == "fax":
        return _faxed(picture, machine, rng)
    bent = (
        _through_lens(picture, rng)
        if kind == "photo"
        else _askew(scan.on_paper(picture, machine), profile.skew, rng)
    )
    if kind == "photo":
        bent = scan.on_paper(bent, machine)
        bent = scan.uneven(bent, rng, rng.uniform(0.1, 0.4))
        bent = scan.shadowed(bent, rng)
    elif profile.tint > 15:
        bent = scan.uneven(bent, rng, rng.uniform(0.0, 0.22))
    out = cv2.GaussianBlur(bent, (0, 0), machine.blur).astype(np.uint8)
    out = scan.with_noise(scan.dirty(out, machine, rng), machine.noise, rng)
    if machine.grey:
        out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB).astype(np.uint8)
    return _level(_compressed(out, machine.quality), kind, rng)


def _profile(dpi: float, kind: str, rng: random.Random) -> Profile:
    """Settings over a wider range than any one kind of the generated reports has."""
    poor = kind == "scan" and (dpi <= 170 or rng.random() < 0.2)
    whole = round(dpi)
    if poor:
        return Profile(whole, 2.6, (0.4, 1.15), (3, 14), (0.42, 0.85), (28, 60), tint=45, dirt=25, grey=0.5)
    if kind == "fax":
        return Profile(whole, 1.4, (0.4, 1.0), (4, 18), (0.85, 1.0), (0, 0), dirt=40)
    return Profile(whole, 1.8, (0.3, 1.0), (0, 7), (0.65, 1.0), (50, 90), tint=20, dirt=12, grey=0.4)


def _inked(picture: Picture, rng: random.Random) -> Picture:
    """Thinner or thicker strokes: a worn ribbon, too much toner."""
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 0.9)).astype(np.float32)
    gain, middle = rng.uniform(1.3, 2.6), rng.uniform(70.0, 200.0)
    return np.clip((soft - middle) * gain + middle, 0, 255).astype(np.uint8)


def _askew(picture: Picture, most: float, rng: random.Random) -> Picture:
    return scan.skewed(picture, rng.uniform(-most, most) * 0.15)


def _through_lens(picture: Picture, rng: random.Random) -> Picture:
    """Bent by a lens held askew and straightened again, less exactly."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = corners + np.array(
        [[rng.uniform(-0.03, 0.03) * width, rng.uniform(-0.03, 0.03) * height] for _ in range(4)]
    )
    slip = np.array([[rng.uniform(-2, 2), rng.uniform(-2, 2)] for _ in range(4)])
    bent = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, there.astype(np.float32)), (width, height),
        flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    back = cv2.getPerspectiveTransform(there.astype(np.float32), (corners + slip).astype(np.float32))
    return cv2.warpPerspective(
        bent, back, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0, 255.0, 255.0)
    ).astype(np.uint8)


def _faxed(picture: Picture, machine: Machine, rng: random.Random) -> Picture:
    """Black or white at 204 by 98 or 196 an inch, set level again as pages are."""
    lines = rng.choice(FAX_LINES)
    degrees = rng.uniform(-machine.profile.skew, machine.profile.skew)
    bits = scan.fax_page(scan.skewed(picture, degrees), _unskewed(machine), rng, lines)
    square = cv2.resize(bits, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_CUBIC)
    colour = cv2.cvtColor(square, cv2.COLOR_GRAY2RGB).astype(np.uint8)
    return _turned_back(colour, degrees, rng)


def _unskewed(machine: Machine) -> Machine:
    profile = machine.profile
    level = Profile(
        profile.dpi, 0.0, profile.blur, profile.noise, profile.contrast, profile.quality, dirt=profile.dirt
    )
    return Machine(
        level,
        machine.blur,
        machine.noise,
        machine.contrast,
        0,
        machine.paper,
        False,
        False,
        None,
        machine.desk,
    )


def _level(picture: Picture, kind: str, rng: random.Random) -> Picture:
    """Half of the scans have been turned once more, to be level: that softens them."""
    return (
        _turned_back(picture, rng.uniform(-0.3, 0.3), rng)
        if kind == "scan" and rng.random() < 0.7
        else picture
    )


def _turned_back(picture: Picture, degrees: float, rng: random.Random) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees + rng.uniform(-0.05, 0.05), 1.0)
    method = rng.choice([cv2.INTER_CUBIC, cv2.INTER_LINEAR])
    return cv2.warpAffine(
        picture, matrix, (width, height), flags=method, borderValue=(255.0, 255.0, 255.0)
    ).astype(np.uint8)


def _compressed(picture: NDArray[np.uint8], quality: int) -> Picture:
    """Through JPEG."""
    _, data = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB).astype(np.uint8)
