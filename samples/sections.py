"""Which headings a report has, in which words and with which numbers."""

from __future__ import annotations

import random
from typing import Any

from samples.model import Section, Style
from samples.wording import ROMAN, numeral, upper, with_typo

QUOTED_SHARE = 0.4  # of headings that are copied from the plan as they stand
QUOTED_AT_MOST = 130  # letters; nobody copies a whole paragraph of the plan as a heading
TYPO_SHARE = 0.06
MISSING_SHARE = 0.025
OPTIONAL_MISSING_SHARE = 0.4
MERGED_SHARE = 0.1
EXTRA_SHARE = 0.12

Chosen = list[tuple[Section, dict[str, Any]]]


def choose_sections(
    plan: dict[str, Any], style: Style, rng: random.Random
) -> tuple[Chosen, list[dict[str, Any]]]:
    """The report's headings in order, each with its description, and what is wrong with them."""
    defects: list[dict[str, Any]] = []
    merges = [m for m in plan["merge"] if rng.random() < MERGED_SHARE]
    out: Chosen = []
    walk(plan["outline"], 0, merges, style, rng, out, defects)
    for extra in plan["extra"]:
        if rng.random() < EXTRA_SHARE:
            add_extra(out, extra, style, rng)
    if plan["key"] == "c":
        for section, _ in out:  # the items of the plan's section II become the report's own top level
            section.depth = 0
    return out, defects


def walk(
    items: list[dict[str, Any]],
    depth: int,
    merges: list[dict[str, Any]],
    style: Style,
    rng: random.Random,
    out: Chosen,
    defects: list[dict[str, Any]],
) -> None:
    skip: set[str] = set()
    by_id = {i["id"]: i for i in items}
    for item in items:
        id_ = item["id"]
        if id_ in skip:
            continue
        merged = next((m for m in merges if m["ids"][0] == id_), None)
        if merged:
            skip |= set(merged["ids"])
            parts = [by_id[i] for i in merged["ids"]]
            body = [s for p in parts for s in p.get("body", [])]
            item = {"id": id_, "written": merged["written"], "body": body, "parts": parts}
            section = Section(tuple(merged["ids"]), rng.choice(merged["written"]), depth)
            defects.append(
                {"type": "sections_merged", "ids": list(merged["ids"]), "written": section.written}
            )
        elif left_out(item, rng):
            defects += [
                {"type": "section_missing", "id": i["id"], "optional": bool(i.get("optional"))}
                for i in family(item)
                if i.get("asked", True)
            ]
            continue
        else:
            asked = item.get("asked", True)
            section = Section((id_,) if asked else (), choose_words(item, rng), depth)
            section.part, section.plain = bool(item.get("part")), bool(item.get("plain"))
        if rng.random() < TYPO_SHARE:
            meant, section.written = section.written, with_typo(section.written, rng)
            if section.written != meant and section.ids:
                defects.append(
                    {
                        "type": "heading_typo",
                        "id": section.ids[0],
                        "meant": meant,
                        "written": section.written,
                    }
                )
        if style.upper_headings and depth_on_paper(section) == 0:
            section.written = upper(section.written)
        out.append((section, item))
        if not merged:
            walk(item.get("children", []), depth + 1, merges, style, rng, out, defects)


def depth_on_paper(section: Section) -> int:
    """Parts stand above the first numbered level."""
    return section.depth - (1 if section.ids and section.ids[0].startswith("P") else 0)


def left_out(item: dict[str, Any], rng: random.Random) -> bool:
    if not item.get("asked", True) or item.get("part"):
        return False
    return rng.random() < (OPTIONAL_MISSING_SHARE if item.get("optional") else MISSING_SHARE)


def family(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [item, *(d for c in item.get("children", []) for d in family(c))]


def choose_words(item: dict[str, Any], rng: random.Random) -> str:
    quoted = item.get("expected", "")
    written: str
    if quoted and len(quoted) <= QUOTED_AT_MOST and rng.random() < QUOTED_SHARE:
        written = quoted.rstrip(":.")
    else:
        written = rng.choice(item["written"])
    return written


def add_extra(out: Chosen, extra: dict[str, Any], style: Style, rng: random.Random) -> None:
    """Put in a heading that the plan does not ask for, after all that belongs to its predecessor."""
    place = [i for i, (s, _) in enumerate(out) if s.ids and s.ids[0].split(".")[0] == extra["after"]]
    place = place or [i for i, (s, _) in enumerate(out) if extra["after"] in s.ids]
    if place:
        written = rng.choice(extra["written"])
        section = Section((), upper(written) if style.upper_headings else written, 0)
        out.insert(place[-1] + 1, (section, extra))


def number_sections(sections: list[Section], style: Style, rng: random.Random) -> None:
    """Number the headings anew, as people do when they add or drop one; now and then keep the plan's gap."""
    counters = [0] * 6
    numbers = [""] * 6
    part_style = rng.choice(["Phần thứ {w}", "Phần {r}", "PHẦN {r}", "Phần thứ {w}"])
    for section in sections:
        if section.plain:
            continue
        depth = depth_on_paper(section)
        if section.part:
            counters[0:] = [counters[0], *[0] * 5]
            parts = sum(1 for s in sections[: sections.index(section) + 1] if s.part)
            word = ("nhất", "hai", "ba")[parts - 1]
            section.numeral = part_style.format(w=word, r=ROMAN[parts - 1])
            section.printed_numeral = section.numeral
            counters = [0] * 6
            continue
        counters[depth] += 1
        for deeper in range(depth + 1, 6):
            counters[deeper] = 0
        pattern = style.numerals[min(depth, 2)]
        section.numeral, section.printed_numeral = numeral(
            pattern, counters[depth], numbers[depth - 1] if depth >= 2 else ""
        )
        numbers[depth] = section.numeral
