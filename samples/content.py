"""Writes a report: who sends it, what its sections say, which of the plan's wishes it forgets."""

from __future__ import annotations

import datetime as dt
import random
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from samples import form
from samples.figures import make_up, sentence
from samples.model import Figure, Head, Paragraph, Report, Section, Style
from samples.sections import choose_sections, number_sections
from samples.senders import Sender, choose_sender, person
from samples.wording import new_tone_placement

CAMPAIGNS = ("205", "34", "117", "01", "bt")
LATE_SHARE = 0.25


@lru_cache
def load(name: str) -> dict[str, Any]:
    """One of the package's data files."""
    text = resources.files("samples").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def choose_style(rng: random.Random, *, has_parts: bool) -> Style:
    """A sender's habits; none of them depends on how the pages are scanned later."""
    top = rng.choice(["R.", "R.", "R-", "R-", "R/", "R." if has_parts else "Phần R."])
    middle = rng.choice(["1.", "1.", "1.", "1-", "1)", "1/"])
    low = rng.choice(["P1.", "P1.", "a)", "a.", "P1"])
    return Style(
        new_tones=rng.random() < 0.35,
        numerals=(top, middle, low),
        bullet=rng.choice(["-", "-", "+", "–", ""]),
        upper_headings=rng.random() < 0.6,
        thousands=rng.choice([".", ".", ""]),
        pad=rng.random() < 0.55,
        nought=rng.choice(["-", "0", "", "không", "mixed", "-"]),
        font_size=rng.choice([13, 13.5, 14, 14]),
        leading=rng.uniform(1.18, 1.42),
        number_pattern=rng.choice(["Số {n}-BC/{c}", "Số: {n}-BC/{c}", "Số {n} - BC/{c}", "Số: {n} -BC/{c}"]),
        ruled_title=rng.random() < 0.5,
        margin_notes=rng.random() < 0.15,
        draft=rng.random() < 0.02,
    )


def choose_date(level: dict[str, Any], rng: random.Random) -> tuple[dt.date, dt.date | None]:
    first, deadline, last = level["first"], level["deadline"], level["last"]
    if deadline and rng.random() < LATE_SHARE:
        first = deadline + dt.timedelta(days=1)
    elif deadline:
        last = deadline
    return first + dt.timedelta(days=rng.randint(0, (last - first).days)), deadline


def make_head(
    plan: dict[str, Any], sender: Sender, level: dict[str, Any], rng: random.Random
) -> tuple[Head, list[dict[str, Any]]]:
    date, deadline = choose_date(level, rng)
    head = Head(
        parent=sender.parent,
        issuer=sender.issuer,
        code=sender.code,
        number=rng.randint(12, 689),
        date=date,
        place=sender.place,
        subject=list(rng.choice(plan["subjects"])),
        authority=sender.authority,
        role=rng.choice(sender.roles),
        name=person(load("places")["people"], rng),
        handwritten=rng.random() < 0.2,
        deadline=deadline,
        seal_lines=sender.seal_lines,
        recipients=sender.recipients,
    )
    defects: list[dict[str, Any]] = []
    if deadline and date > deadline:
        defects.append({"type": "late", "deadline": deadline.isoformat(), "date": date.isoformat()})
    for share, kind in ((0.05, "signature_missing"), (0.08, "seal_missing"), (0.05, "number_missing")):
        if rng.random() < share:
            defects.append({"type": kind})
            head.signed &= kind != "signature_missing"
            head.sealed &= kind != "seal_missing"
            if kind == "number_missing":
                head.number, head.handwritten = None, False
    return head, defects


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
    totals: dict[str, dict[str, int]], style: Style, words: dict[str, str], rng: random.Random
) -> list[Paragraph]:
    """The form's totals told in sentences, as the outline asks."""
    texts, groups = load("form")["text"], load("form")["groups"]
    names = {g["key"]: g["label"].lower() for g in groups}
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
    kinds = ", ".join("{" + k + "} " + names[k] for k in totals)
    out = []
    for variants in texts:
        template = rng.choice(variants).replace("{cac_loai}", kinds)
        if template and ("{ty_le_dang_vien}" not in template or "ty_le_dang_vien" in values):
            out.append(sentence(template, values, "II.2", words, thousands=style.thousands, pad=style.pad))
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


def mismatch(figures: list[Figure], style: Style, rng: random.Random) -> dict[str, Any] | None:
    """Let the text tell another number than the table."""
    choices = [f for f in figures if f.slug in ("so_lao_dong", "so_dang_vien", "so_hoi_vien") and f.value > 9]
    if not choices:
        return None
    figure = rng.choice(choices)
    told = int(figure.value) + rng.choice([-2, 2, 3, 7])
    fresh = sentence("{v}", {"v": told}, "", {}, thousands=style.thousands, pad=style.pad).figures[0].raw
    defect = {
        "type": "text_table_mismatch",
        "section": figure.section,
        "slug": figure.slug,
        "text": told,
        "table": figure.value,
    }
    figure.sentence = figure.sentence.replace(figure.raw, fresh, 1)
    figure.value, figure.raw = told, fresh
    return defect


def compose(campaign: str, report_id: str, rng: random.Random) -> Report:
    """Write one report in answer to a plan ("205", "34", "117", "01" or "bt")."""
    plan = load(f"plan-{campaign}")
    levels = plan["levels"]
    level = rng.choices(list(levels), [v["weight"] for v in levels.values()])[0]
    sender = choose_sender(load("places"), plan["province"], level, rng)
    style = choose_style(rng, has_parts=any(i.get("part") for i in plan["outline"]))
    head, defects = make_head(plan, sender, levels[level], rng)
    words = {"noi": sender.region, "noi_o": "ở " + sender.region, "don_vi": "Đảng bộ " + sender.region}
    words["chu_the"] = sender.subject
    sections, more = choose_sections(plan, style, rng)
    defects += more
    figures: dict[str, list[Paragraph]] = {}
    for _, item in sections:
        for part in item.get("parts", [item]):
            key = part.get("id", "")
            figures[key] = figure_paragraphs(part, key, level, style, words, rng)
    table = None
    if plan["form"]:
        places = list(sender.places)
        table, totals, wrong = form.fill_form(
            load("form"),
            style,
            level,
            rng,
            lambda: rng.choice(places),
            lambda: person(load("places")["people"], rng),
        )
        if "II.2" in figures:
            figures["II.2"] = form_paragraphs(totals, style, words, rng)
        if rng.random() < 0.06:
            table, wrong = None, [{"type": "form_missing", "form": "bieu-1"}]
        defects += wrong
    write_bodies(plan, sections, figures, words, rng)
    ordered = [s for s, _ in sections]
    number_sections(ordered, style, rng)
    if table and rng.random() < 0.12:
        wrong_sum = form.spoil_sum(table, form.CellWriter(style, rng), rng)
        defects += [wrong_sum] if wrong_sum else []
    if table and rng.random() < 0.12:
        paragraphs = [p for s in ordered if "II.2" in s.ids for p in s.body]
        wrong_text = mismatch([f for p in paragraphs for f in p.figures], style, rng)
        defects += [wrong_text] if wrong_text else []
        for p in paragraphs:
            if p.figures:
                p.text = next((f.sentence for f in p.figures if f.sentence != p.text), p.text)
                for f in p.figures:
                    f.sentence = p.text
    report = Report(
        id=report_id,
        campaign=plan["campaign"],
        key=plan["key"],
        seed_plan=plan["seed_plan"],
        level={"commune": "commune", "office": "commune"}.get(level, "district"),
        head=head,
        style=style,
        opening=rng.choice(plan["opening"]).format_map(words) + rng.choice([":", ":", ".", ""]),
        closing=capital(rng.choice(plan["closing"]).format_map(words)),
        sections=ordered,
        expected=expected_items(plan["outline"]),
        table=table,
        defects=defects,
    )
    if style.draft:
        report.defects.append({"type": "draft_watermark"})
    if style.new_tones:
        respell(report)
    return report


def expected_items(outline: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    """All items that the plan asks for, in its order: id, the plan's wording, whether it is optional."""
    out = []
    for item in outline:
        if item.get("asked", True):
            out.append((item["id"], item["expected"], bool(item.get("optional"))))
        out += expected_items(item.get("children", []))
    return out


def respell(report: Report) -> None:
    """Write the whole report with new tone placement (uỷ, hoà)."""
    new = new_tone_placement
    head = report.head
    head.parent, head.issuer, head.place = new(head.parent), new(head.issuer), new(head.place)
    head.authority, head.name = new(head.authority), new(head.name)
    head.subject = [new(s) for s in head.subject]
    head.recipients = tuple(new(r) for r in head.recipients)
    report.opening, report.closing = new(report.opening), new(report.closing)
    for section in report.sections:
        section.written = new(section.written)
        for paragraph in section.body:
            paragraph.text = new(paragraph.text)
            for figure in paragraph.figures:
                figure.sentence = new(figure.sentence)
    for row in report.table.rows if report.table else ():
        row.written_label = new(row.written_label)
        if isinstance(note := row.raw.get("ghi_chu"), str) and note:
            row.raw["ghi_chu"] = row.values["ghi_chu"] = new(note)
