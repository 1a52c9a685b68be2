"""Makes up the figures of a section from their description and writes them into sentences."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from samples.model import Figure, Paragraph
from samples.wording import count_text, percent_text


def make_up(spec: Mapping[str, Any], rng: random.Random, known: Mapping[str, float]) -> dict[str, float]:
    """Values for every name of ``spec``.

    A description is ``[low, high]`` (a count), ``part WHOLE LOW HIGH`` (a share of another count), ``minus
    WHOLE PARTS...``, ``percent LOW HIGH``, ``ratio PART WHOLE`` (in per cent) or ``rest PERCENTS...``.
    """
    values = dict(known)
    for name, how in spec.items():
        if isinstance(how, list):
            values[name] = rng.randint(*how)
            continue
        kind, *words = how.split()
        if kind == "part":
            values[name] = round(values[words[0]] * rng.uniform(float(words[1]), float(words[2])))
        elif kind == "minus":
            values[name] = values[words[0]] - sum(values[w] for w in words[1:])
        elif kind == "percent":
            values[name] = round(rng.uniform(float(words[0]), float(words[1])), rng.choice([0, 1, 1, 2]))
        elif kind == "ratio":
            values[name] = round(100 * values[words[0]] / values[words[1]], rng.choice([1, 2, 2]))
        elif kind == "rest":
            values[name] = round(100 - sum(values[w] for w in words), 2)
        else:
            raise ValueError(f"unknown way to make up a figure: {how}")
    return values


def is_percent(slug: str) -> bool:
    return slug.startswith("ty_le")


def write(value: float, slug: str, *, thousands: str, pad: bool) -> str:
    """A figure as it stands in a sentence."""
    return percent_text(value) if is_percent(slug) else count_text(int(value), thousands=thousands, pad=pad)


def sentence(
    template: str,
    values: Mapping[str, float],
    section: str,
    words: Mapping[str, str],
    *,
    thousands: str,
    pad: bool,
) -> Paragraph:
    """Fill a template with figures and other words; the paragraph lists the figures that it shows."""
    slugs = [s for s in values if "{" + s + "}" in template]
    raw = {s: write(values[s], s, thousands=thousands, pad=pad) for s in slugs}
    text = template.format_map({**words, **raw})
    text = text[:1].upper() + text[1:]
    figures = [Figure(section, s, values[s], "%" if is_percent(s) else "", raw[s], text) for s in slugs]
    return Paragraph(text, sorted(figures, key=lambda f: template.index("{" + f.slug + "}")))
