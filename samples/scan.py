"""What scanners, fax machines and telephones do to a page.

Pictures are RGB, uint8. Every profile of the project is one row of ``PROFILES``; the ranges are drawn anew
for each report (the machine) and, where it says so, for each page (the sheet).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
PAPER = (255, 255, 255)


@dataclass(frozen=True)
class Profile:
    """One kind of scan. Pairs are the least and the most."""

    dpi: int
    skew: float  # degrees, either way
    blur: tuple[float, float]  # sigma in pixels
    noise: tuple[float, float]  # standard deviation in grey levels
    contrast: tuple[float, float]  # 1 leaves the ink black
    quality: tuple[int, int]  # JPEG
    tint: int = 0  # how far the paper may be from white
    dirt: int = 0  # specks a page
    holes: float = 0.0  # share of reports with punched holes
    grey: float = 0.0  # share of reports without colour
    streaks: float = 0.0  # share of reports with a line down the page


PROFILES = {
    "clean300": Profile(300, 0.35, (0.3, 0.6), (0.5, 2.5), (0.95, 1.0), (78, 88), tint=6, grey=0.2),
    "office200": Profile(200, 1.4, (0.35, 0.75), (2, 5), (0.85, 0.98), (58, 78), 18, 12, 0.1, 0.2, 0.15),
    "poor150": Profile(150, 2.6, (0.55, 1.0), (6, 12), (0.5, 0.75), (34, 52), 45, 45, 0.4, 0.4, 0.4),
    "rotated": Profile(200, 1.6, (0.35, 0.7), (2, 5), (0.85, 0.98), (60, 78), tint=18, dirt=10, grey=0.2),
    "stamped": Profile(200, 1.8, (0.35, 0.7), (2, 6), (0.8, 0.98), (60, 80), tint=24, dirt=16, holes=0.2),
    "legacy": Profile(200, 0.6, (0.3, 0.6), (1, 4), (0.88, 1.0), (62, 80), tint=12, dirt=6, grey=0.2),
    "photo": Profile(210, 0.0, (0.5, 1.1), (2, 6), (0.8, 0.95), (66, 82), tint=14),
    "copied": Profile(200, 1.2, (0.35, 0.7), (2, 6), (0.85, 0.98), (55, 75), tint=12, dirt=20, grey=1.0),
    "aged": Profile(200, 1.5, (0.4, 0.8), (3, 7), (0.7, 0.9), (55, 75), tint=14, dirt=14),
    "fax": Profile(204, 1.2, (0.5, 0.9), (6, 16), (0.9, 1.0), (0, 0), dirt=60, streaks=0.4),
}
DESKS = ((96, 74, 54), (70, 72, 76), (128, 108, 84), (52, 60, 66))


@dataclass
class Machine:
    """The settings of one device for one report."""

    profile: Profile
    blur: float
    noise: float
    contrast: float
    quality: int
    paper: tuple[int, int, int]
    grey: bool
    holes: bool
    streak: float | None  # where across the page, 0..1
    desk: tuple[int, int, int]  # what lies under a photographed sheet

    @staticmethod
    def draw(profile: Profile, rng: random.Random) -> Machine:
        base = 255 - rng.randint(0, profile.tint)
        lower = max(2, profile.tint // 3)
        r, g, b = (max(150, base - rng.randint(0, lower)) for _ in range(3))
        paper = (r, g, b)
        return Machine(
            profile,
            rng.uniform(*profile.blur),
            rng.uniform(*profile.noise),
            rng.uniform(*profile.contrast),
            rng.randint(*profile.quality),
            paper,
            rng.random() < profile.grey,
            rng.random() < profile.holes,
            rng.uniform(0.1, 0.9) if rng.random() < profile.streaks else None,
            rng.choice(DESKS),
        )


def generator(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(64))


def skewed(picture: Picture, degrees: float, shift: tuple[float, float] = (0, 0)) -> Picture:
    """The sheet lying askew on the glass; what lies outside it is a little darker."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += np.array(shift)
    return cv2.warpAffine(  # type: ignore[return-value]
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(226, 226, 226)
    )


def on_paper(picture: Picture, machine: Machine) -> Picture:
    """Weaker ink on tinted paper."""
    flat = picture.astype(np.float32) / 255
    flat = 1 - (1 - flat) * machine.contrast
    result: Picture = np.clip(flat * np.array(machine.paper, np.float32), 0, 255).astype(np.uint8)
    return result


def uneven(picture: Picture, rng: random.Random, depth: float) -> Picture:
    """Light that falls off across the page."""
    height, width = picture.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:height:32, 0:width:32].astype(np.float32)
    slope = (np.cos(angle) * x / width + np.sin(angle) * y / height).astype(np.float32)
    slope -= slope.min()
    slope /= max(float(slope.max()), 1e-6)
    shade = cv2.resize(1 - depth * slope, (width, height))[..., None]
    result: Picture = np.clip(picture * shade, 0, 255).astype(np.uint8)
    return result


def with_noise(picture: Picture, sigma: float, rng: random.Random) -> Picture:
    grain = generator(rng).normal(0, sigma, picture.shape[:2]).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.6) * 1.6
    result: Picture = np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)
    return result


def dirty(picture: Picture, machine: Machine, rng: random.Random) -> Picture:
    """Specks, punched holes, a line from a dirty glass."""
    height, width = picture.shape[:2]
    out = picture.copy()
    unit = machine.profile.dpi / 100
    for _ in range(rng.randint(machine.profile.dirt // 3, machine.profile.dirt)):
        at = (rng.randrange(width), rng.randrange(height))
        shade = rng.randint(20, 170)
        cv2.circle(
            out, at, max(1, round(rng.uniform(0.2, 0.9) * unit)), (shade, shade, shade), -1, cv2.LINE_AA
        )
    if machine.holes:
        for y in (0.36, 0.64):
            at = (round(width * 0.03), round(height * (y + rng.uniform(-0.005, 0.005))))
            cv2.circle(out, at, round(unit * 11), (40, 38, 38), -1, cv2.LINE_AA)
    if machine.streak is not None:
        x = round(width * machine.streak)
        shade = rng.randint(90, 190)
        cv2.line(
            out, (x, 0), (x + rng.randint(-1, 1), height), (shade, shade, shade), max(1, round(unit * 0.4))
        )
    return out


def scan_page(picture: Picture, machine: Machine, rng: random.Random) -> Picture:
    """A rendered page as a scanner with these settings gives it back."""
    profile = machine.profile
    out = on_paper(picture, machine)
    degrees = rng.uniform(-profile.skew, profile.skew)
    shift = (rng.uniform(-1, 1) * profile.dpi / 25, rng.uniform(-1, 1) * profile.dpi / 25)
    if profile.dpi == 300:
        shift = (shift[0] / 3, shift[1] / 3)
    out = skewed(out, degrees, shift)
    out = cv2.GaussianBlur(out, (0, 0), machine.blur)  # type: ignore[assignment]
    if profile.tint > 15:
        out = uneven(out, rng, rng.uniform(0.0, 0.1 if profile.tint < 40 else 0.22))
    out = dirty(out, machine, rng)
    out = with_noise(out, machine.noise, rng)
    if machine.grey:
        out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)  # type: ignore[assignment]
    return out


def fax_page(picture: Picture, machine: Machine, rng: random.Random, lines_per_inch: int) -> Picture:
    """One bit per pixel at 204 by ``lines_per_inch`` dots; bool-like, 0 or 255, shape (height, width)."""
    out = skewed(picture, rng.uniform(-machine.profile.skew, machine.profile.skew))
    out = cv2.GaussianBlur(out, (0, 0), machine.blur)  # type: ignore[assignment]
    out = with_noise(dirty(out, machine, rng), machine.noise, rng)
    grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)
    height = round(grey.shape[0] * lines_per_inch / machine.profile.dpi)
    grey = cv2.resize(grey, (grey.shape[1], height), interpolation=cv2.INTER_AREA)
    return np.where(grey > rng.randint(140, 175), 255, 0).astype(np.uint8)


def photo_page(picture: Picture, machine: Machine, rng: random.Random) -> Picture:
    """The sheet on a desk, taken with a telephone held not quite straight; part of it in shadow."""
    height, width = picture.shape[:2]
    margin_x, margin_y = round(width * rng.uniform(0.04, 0.09)), round(height * rng.uniform(0.03, 0.07))
    size = (width + 2 * margin_x, height + 2 * margin_y)
    lean = 0.035
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    there = corners + np.array([margin_x, margin_y], np.float32)
    for corner in there:
        corner += (rng.uniform(-lean, lean) * width, rng.uniform(-lean, lean) * height * 0.7)
    matrix = cv2.getPerspectiveTransform(corners, there)
    sheet = cv2.warpPerspective(on_paper(picture, machine), matrix, size, flags=cv2.INTER_CUBIC)
    inside = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size)
    desk = np.empty_like(sheet)
    desk[:] = machine.desk
    grain = generator(rng).normal(0, 9, (size[1], size[0] // 24 + 1)).astype(np.float32)
    wood = cv2.GaussianBlur(cv2.resize(grain, size), (0, 0), 3)
    desk = np.clip(desk + wood[..., None], 0, 255).astype(np.uint8)
    alpha = cv2.GaussianBlur(inside, (0, 0), 1.2).astype(np.float32)[..., None] / 255
    out: Picture = (sheet * alpha + desk * (1 - alpha)).astype(np.uint8)
    out = uneven(out, rng, rng.uniform(0.15, 0.38))
    out = shadowed(out, rng)
    out = cv2.GaussianBlur(out, (0, 0), machine.blur)  # type: ignore[assignment]
    return with_noise(out, machine.noise, rng)


def shadowed(picture: Picture, rng: random.Random) -> Picture:
    """The shadow of a hand or a head over one corner."""
    height, width = picture.shape[:2]
    mask = np.zeros((height // 8, width // 8), np.float32)
    x, y = rng.choice([0, width // 8]), rng.choice([0, height // 8])
    axes = (round(width / 8 * rng.uniform(0.3, 0.8)), round(height / 8 * rng.uniform(0.2, 0.5)))
    cv2.ellipse(mask, (x, y), axes, rng.uniform(0, 90), 0, 360, 1.0, -1)
    soft = cv2.resize(cv2.GaussianBlur(mask, (0, 0), rng.uniform(8, 22)), (width, height))
    shade = 1 - rng.uniform(0.12, 0.35) * soft[..., None]
    result: Picture = np.clip(picture * shade, 0, 255).astype(np.uint8)
    return result
