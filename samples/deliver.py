"""Sends a laid-out report as its sender would: scanned, faxed, photographed or straight from the computer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from samples.files import (
    SheetImage,
    fax_header,
    render,
    stored_for_rotation,
    turned,
    write_image_pdf,
    write_photo,
    write_tiff,
)
from samples.layout import Laid
from samples.scan import PROFILES, Machine, Picture, fax_page, photo_page, scan_page
from samples.textlayer import LayerWord, as_tcvn3, misread, small_capitals, words_of
from samples.truth import Delivery
from samples.worn import worn

SHUFFLE_SHARE = 0.07  # of reports with a page lost, repeated or out of order, each
LIGHT_NOISE = 0.5  # grey levels
LIGHT_QUALITY = 38  # JPEG, at 200 dpi
BAD_OCR_SHARE = 0.3  # of scanned PDFs that carry a text layer of a bad OCR program
ROTATE_ENTRY_SHARE = 0.2  # of landscape pages that are stored turned and set upright by /Rotate


def deliver(
    laid: Laid, profile: str, folder: Path, name: str, rng: random.Random, *, light: bool = False
) -> Delivery:
    """Write the report's files under ``folder`` as ``name`` with a fitting ending, and say what was done.

    ``light`` keeps noise and JPEG quality low, so that the files are small.
    """
    if profile == "born" or laid.old:
        path = folder / f"{name}.pdf"
        path.write_bytes(laid.pdf)
        count = laid.report.page_count
        form, layer = ("pdf-legacy-text", "TCVN3") if laid.old else ("pdf-text", None)
        return Delivery(
            profile, form, [path.name], layer, order=list(range(1, count + 1)), rotation=[0] * count
        )
    machine = Machine.draw(PROFILES[profile], rng)
    if light:
        machine.noise = min(machine.noise, LIGHT_NOISE)
        machine.quality = min(machine.quality, round(LIGHT_QUALITY * 200 / machine.profile.dpi))
    pages = render(laid.pdf, machine.profile.dpi)
    delivery = Delivery(profile, "", order=list(range(1, len(pages) + 1)))
    mix_pages(laid, delivery, rng)
    delivery.rotation = [0] * len(delivery.order)
    sources = worn([pages[i - 1] for i in delivery.order], profile, rng)
    writers: dict[str, Callable[..., None]] = {"fax": send_fax, "photo": send_photos}
    writers.get(profile, send_pdf)(laid, sources, machine, delivery, folder, name, rng)
    return delivery


def mix_pages(laid: Laid, delivery: Delivery, rng: random.Random) -> None:
    """Lose, repeat or swap an inner page; the first, the signed and the form's pages always come through."""
    report, count = laid.report, len(delivery.order)
    form_pages = set(report.table.pages) if report.table else set()
    inner = [p for p in range(2, count) if p not in form_pages and p + 1 not in form_pages]
    if not inner:
        return
    page = rng.choice(inner)
    luck = rng.random()
    if luck < SHUFFLE_SHARE:
        delivery.order.remove(page)
        delivery.defects.append({"type": "page_lost", "source_page": page})
    elif luck < 2 * SHUFFLE_SHARE:
        delivery.order.insert(page, page)
        delivery.defects.append({"type": "page_repeated", "source_page": page, "page": page + 1})
    elif luck < 3 * SHUFFLE_SHARE and len(inner) > 1:
        other = rng.choice([p for p in inner if p != page])
        i, j = page - 1, other - 1
        delivery.order[i], delivery.order[j] = delivery.order[j], delivery.order[i]
        delivery.defects.append({"type": "pages_out_of_order", "order": list(delivery.order)})


def turns(pages: list[Picture], profile: str, rng: random.Random) -> list[int]:
    """How far each page is turned clockwise: landscape pages on a feeder, and careless stacks."""
    out = []
    for picture in pages:
        wide = picture.shape[1] > picture.shape[0]
        if profile == "rotated" and rng.random() < 0.6:
            out.append(rng.choice([90, 180, 270]))
        elif wide and profile != "photo" and rng.random() < 0.55:
            out.append(rng.choice([90, 270]))
        else:
            out.append(0)
    return out


def note_turns(delivery: Delivery) -> None:
    for number, clockwise in enumerate(delivery.rotation, 1):
        if clockwise:
            delivery.defects.append({"type": "page_rotated", "page": number, "clockwise": clockwise})


def hidden_layer(
    laid: Laid, profile: str, delivery: Delivery, rng: random.Random
) -> Callable[[int], list[LayerWord]]:
    """What the text layer says on a source page, if the file has one."""
    if profile == "legacy":
        delivery.format, delivery.text_layer = "pdf-legacy-text", "TCVN3"
        words = words_of(laid.pdf)
        return lambda page: [
            LayerWord(as_tcvn3(small_capitals(w.text)), w.left, w.top, w.right, w.bottom)
            for w in words[page - 1]
        ]
    if rng.random() < BAD_OCR_SHARE:
        delivery.format, delivery.text_layer = "pdf-bad-ocr", "bad-ocr"
        words, badness = words_of(laid.pdf), rng.uniform(0.2, 0.5)
        return lambda page: [replace(w, text=misread(w.text, rng, badness)) for w in words[page - 1]]
    delivery.format = "pdf-image"
    return lambda _: []


def send_pdf(
    laid: Laid,
    pages: list[Picture],
    machine: Machine,
    delivery: Delivery,
    folder: Path,
    name: str,
    rng: random.Random,
) -> None:
    layer = hidden_layer(laid, delivery.profile, delivery, rng)
    delivery.rotation = turns(pages, delivery.profile, rng)
    sheets = []
    for i, (source, picture) in enumerate(zip(delivery.order, pages, strict=True)):
        clockwise, rotate, words = delivery.rotation[i], 0, layer(source)
        if clockwise and delivery.profile != "rotated" and rng.random() < ROTATE_ENTRY_SHARE:
            delivery.rotation[i] = 0
            picture, rotate = stored_for_rotation(picture, rng)
            words = []
        elif clockwise:
            picture, words = turned(picture, clockwise), []
        scanned = scan_page(picture, machine, rng)
        sheets.append(SheetImage(scanned, machine.profile.dpi, words, rotate, machine.quality))
    note_turns(delivery)
    path = folder / f"{name}.pdf"
    write_image_pdf(path, sheets)
    delivery.files = [path.name]


def send_fax(
    laid: Laid,
    pages: list[Picture],
    machine: Machine,
    delivery: Delivery,
    folder: Path,
    name: str,
    rng: random.Random,
) -> None:
    lines_per_inch = rng.choice([196, 196, 98])
    day = laid.report.head.date
    clock = rng.randint(8 * 60, 16 * 60)
    sheets = []
    for number, picture in enumerate(pages, 1):
        if picture.shape[1] > picture.shape[0]:  # a fax machine takes sheets upright only
            delivery.rotation[number - 1] = rng.choice([90, 270])
            picture = turned(picture, delivery.rotation[number - 1])
        clock += rng.randint(0, 1)
        clock_text = f"{clock // 60:02d}:{clock % 60:02d}"
        sheet = f"TRANG {number:02d}/{len(pages):02d}"
        stamp = f"{day:%d/%m/%Y} {clock_text}   0255 000000   VAN THU   {sheet}"
        delivery.headers.append(stamp)
        sheets.append(fax_page(fax_header(picture, stamp), machine, rng, lines_per_inch))
    note_turns(delivery)
    path = folder / f"{name}.tif"
    write_tiff(path, sheets, lines_per_inch)
    delivery.format, delivery.files = "tiff", [path.name]


def send_photos(
    _laid: Laid,
    pages: list[Picture],
    machine: Machine,
    delivery: Delivery,
    folder: Path,
    name: str,
    rng: random.Random,
) -> None:
    sideways = rng.random() < 0.5
    delivery.exif_orientation = 6 if sideways else None
    for number, picture in enumerate(pages, 1):
        path = folder / f"{name}-p{number}.jpg"
        write_photo(path, photo_page(picture, machine, rng), machine.quality, sideways=sideways)
        delivery.files.append(path.name)
    delivery.format = "jpg"
