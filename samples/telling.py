"""Tells what a section has to say: its sentences, and the figures in them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from samples.figures import make_up, sentence
from samples.model import Paragraph, Section, Style
from samples.wording import count_text

MISMATCHED = ("so_lao_dong", "so_dang_vien", "so_hoi_vien")  # told wrongly in the text where a report slips


def figure_paragraphs(
    item: dict[str, Any],
    section: str,
    level: str,
    style: Style,
    words: dict[str, str],
    rng: random.Random,
) -> list[Paragraph]:
    known: dict[str, float] = {}
    out = []
    for group in item.get("figures", []):
        if group.get("source") == "form" or group.get("when", level) != level:
            continue
        known = make_up(group["values"], rng, known)
        out.append(
            sentence(
                rng.choice(group["text"]), known, section, words, thousands=style.thousands, pad=style.pad
            )
        )
    return out


def form_paragraphs(
    words: Mapping[str, Any],
    totals: dict[str, dict[str, int]],
    style: Style,
    names: dict[str, str],
    rng: random.Random,
) -> list[Paragraph]:
    """The form's totals told in sentences, as the outline asks."""
    texts, groups = words["text"], words["groups"]
    kinds_named = {g["key"]: g["label"].lower() for g in groups}
    values: dict[str, float] = {k: t["so_luong"] for k, t in totals.items()}
    values["tong_so_loai_hinh"] = sum(values.values())
    totalled = {
        "so_lao_dong": "so_lao_dong",
        "so_to_chuc_dang": "to_chuc_dang",
        "so_dang_vien": "so_dang_vien",
        "so_to_chuc_doan_the": "to_chuc_doan_the",
        "so_hoi_vien": "so_hoi_vien",
    }
    for slug, column in totalled.items():
        values[slug] = sum(t[column] for t in totals.values())
    if values["so_lao_dong"]:
        values["ty_le_dang_vien"] = round(100 * values["so_dang_vien"] / values["so_lao_dong"], 2)
        values["ket_nap_moi"] = rng.randint(1, 9)
    kinds = ", ".join("{" + k + "} " + kinds_named[k] for k in totals)
    out = []
    for variants in texts:
        template = rng.choice(variants).replace("{cac_loai}", kinds)
        if template and ("{ty_le_dang_vien}" not in template or "ty_le_dang_vien" in values):
            out.append(sentence(template, values, "II.2", names, thousands=style.thousands, pad=style.pad))
    return out


def write_bodies(
    plan: dict[str, Any],
    sections: list[tuple[Section, dict[str, Any]]],
    figures: dict[str, list[Paragraph]],
    words: dict[str, str],
    rng: random.Random,
) -> None:
    """Give every leaf section its sentences; figures come first or in between."""
    for section, item in sections:
        said = [p for id_ in section.ids or (item.get("id", ""),) for p in figures.get(id_, [])]
        pool = list(item.get("body") or [])
        if not item.get("children") and not section.part:
            pool = pool or list(plan.get("filler", []))
            rng.shuffle(pool)
            pool = pool[: rng.randint(1, 3 if plan.get("filler") else 4)]
        text = [Paragraph(capital(s.format_map(words))) for s in pool]
        at = rng.randint(0, min(1, len(text)))
        section.body = [*text[:at], *said, *text[at:]]
        short = not item.get("children") and not section.plain and section.depth >= 1
        section.run_in = bool(section.body) and short and len(section.written) < 60 and rng.random() < 0.08


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def alone(number: str) -> re.Pattern[str]:
    """The number where it is not part of a longer one."""
    return re.compile(rf"(?<![\d.,]){re.escape(number)}(?!\d|[.,]\d|%)")


def mismatch(paragraphs: list[Paragraph], style: Style, rng: random.Random) -> list[dict[str, Any]]:
    """Let the text tell another number than the table; the defect, or nothing where no figure will do."""
    choices = [
        (p, f)
        for p in paragraphs
        for f in p.figures
        if f.slug in MISMATCHED
        and f.value > 9
        and len(re.findall(rf"(?<![\d.]){f.raw}(?![\d.,%])", p.text)) == 1
    ]
    if not choices:
        return []
    paragraph, figure = rng.choice(choices)
    told = int(figure.value) + rng.choice([-2, 2, 3, 7])
    fresh = count_text(told, thousands=style.thousands, pad=style.pad)
    paragraph.text = alone(figure.raw).sub(fresh, paragraph.text)
    for each in paragraph.figures:
        each.sentence = paragraph.text
    defect = {
        "type": "text_table_mismatch",
        "section": figure.section,
        "slug": figure.slug,
        "text": told,
        "table": figure.value,
    }
    figure.value, figure.raw = told, fresh
    return [defect]
