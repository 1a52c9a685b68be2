"""Writes a report: who sends it, what its sections say, which of the plan's wishes it forgets."""

from __future__ import annotations

import datetime as dt
import random
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from samples import form
from samples.model import FormTable, Head, Paragraph, Report, Style
from samples.sections import Chosen, choose_sections, number_sections
from samples.senders import Sender, choose_sender, person
from samples.telling import capital, figure_paragraphs, form_paragraphs, mismatch, write_bodies
from samples.wording import new_tone_placement

CAMPAIGNS = ("205", "34", "117", "01", "bt")
LATE_SHARE = 0.25
FORM_MISSING_SHARE = 0.06
WRONG_SUM_SHARE = 0.12
MISMATCH_SHARE = 0.12


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
    table, more = tell(plan, sections, level, sender, style, words, rng)
    defects += more
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
        sections=[s for s, _ in sections],
        expected=expected_items(plan["outline"]),
        table=table,
        defects=defects,
    )
    if style.draft:
        report.defects.append({"type": "draft_watermark"})
    if style.new_tones:
        respell(report)
    return report


def tell(
    plan: dict[str, Any],
    sections: Chosen,
    level: str,
    sender: Sender,
    style: Style,
    words: dict[str, str],
    rng: random.Random,
) -> tuple[FormTable | None, list[dict[str, Any]]]:
    """Write the sections' texts and fill in the form; what is wrong with them."""
    figures: dict[str, list[Paragraph]] = {}
    for _, item in sections:
        for part in item.get("parts", [item]):
            key = part.get("id", "")
            figures[key] = figure_paragraphs(part, key, level, style, words, rng)
    table: FormTable | None = None
    defects: list[dict[str, Any]] = []
    if plan["form"]:
        table, totals, defects = form.fill_form(
            load("form"),
            style,
            level,
            rng,
            lambda: rng.choice(sender.places),
            lambda: person(load("places")["people"], rng),
        )
        if "II.2" in figures:
            figures["II.2"] = form_paragraphs(load("form"), totals, style, words, rng)
        if rng.random() < FORM_MISSING_SHARE:
            table, defects = None, [{"type": "form_missing", "form": "bieu-1"}]
    write_bodies(plan, sections, figures, words, rng)
    number_sections([s for s, _ in sections], style, rng)
    if table and rng.random() < WRONG_SUM_SHARE:
        defects += form.spoil_sum(table, form.CellWriter(style, rng), rng)
    if table and rng.random() < MISMATCH_SHARE:
        defects += mismatch([p for s, _ in sections if "II.2" in s.ids for p in s.body], style, rng)
    return table, defects


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
