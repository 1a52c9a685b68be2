"""Adds up judgements into the figures that matter, with what chance could do to them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samples.scoring import Judgement, Score

BIN_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
Z_95 = 1.959964  # normal quantile of a two-sided interval of 95 %


@dataclass(frozen=True)
class Summary:
    """Shares 0..1, None where there is nothing to count."""

    reports: int
    cells: float | None
    figures_in_cells: float | None
    labels: float | None
    rows: float | None
    outline_f1: float | None
    headings: float | None
    document: float | None
    figures: float | None
    campaign: float | None
    true_fields: int
    accepted: int
    escaped: int
    accepted_share: float | None
    missed_share: float | None
    review_precision: float | None

    @property
    def escaped_rate(self) -> float | None:
        return share(self.escaped, self.accepted)

    @property
    def escaped_interval(self) -> tuple[float, float]:
        return wilson(self.escaped, self.accepted)


def share(hits: int, total: int) -> float | None:
    return hits / total if total else None


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    Source: Wilson, J. Am. Stat. Assoc. 22 (1927), 209-212.

    >>> [round(v, 3) for v in wilson(0, 100)]
    [0.0, 0.037]
    """
    if not total:
        return 0.0, 1.0
    p, z2 = hits / total, Z_95**2
    middle = (p + z2 / (2 * total)) / (1 + z2 / total)
    half = Z_95 * math.sqrt(p * (1 - p) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def summarise(scores: Sequence[Score]) -> Summary:
    judgements = [j for s in scores for j in s.judgements]
    true = [j for j in judgements if j.true_field]
    accepted = [j for j in judgements if j.status == "accepted"]
    reviewed = [j for j in judgements if j.status == "review"]
    missed = sum(1 for j in true if not j.right and j.status in (None, "missing"))

    def right(measure: str) -> float | None:
        chosen = [j.right for j in judgements if j.measure == measure]
        return share(sum(chosen), len(chosen))

    def counted(name: str) -> tuple[int, int]:
        pairs = [s.counts.get(name, (0, 0)) for s in scores]
        return sum(p[0] for p in pairs), sum(p[1] for p in pairs)

    both, said, there = (counted(f"outline {n}")[0] for n in ("both", "said", "true"))
    return Summary(
        reports=len(scores),
        cells=right("cell"),
        figures_in_cells=share(*counted("cells, figures")),
        labels=right("label"),
        rows=share(*counted("row recall")),
        outline_f1=share(2 * both, said + there),
        headings=right("heading"),
        document=share(*counted("document")),
        figures=right("figure"),
        campaign=share(*counted("campaign")),
        true_fields=len(true),
        accepted=len(accepted),
        escaped=sum(not j.right for j in accepted),
        accepted_share=share(sum(j.status == "accepted" for j in true), len(true)),
        missed_share=share(missed, len(true)),
        review_precision=share(sum(not j.right for j in reviewed), len(reviewed)),
    )


def calibration(judgements: Sequence[Judgement]) -> list[tuple[float, float, int, float, float]]:
    """Per band of confidence: its edges, how many fields, their mean confidence, the share that is right."""
    out = []
    for low, high in itertools.pairwise(BIN_EDGES):
        band = [
            j
            for j in judgements
            if j.confidence is not None
            and j.status in ("accepted", "review")
            and low <= j.confidence
            and (j.confidence < high or high == BIN_EDGES[-1])
        ]
        if band:
            mean = sum(j.confidence or 0.0 for j in band) / len(band)
            out.append((low, high, len(band), mean, sum(j.right for j in band) / len(band)))
    return out


COLUMNS = (
    ("cells", "cells"), ("figures", "figures_in_cells"), ("labels", "labels"), ("rows", "rows"),
    ("outl.F1", "outline_f1"), ("heading", "headings"), ("docum.", "document"), ("in text", "figures"),
    ("accept.", "accepted_share"), ("missed", "missed_share"),
)  # fmt: skip


def table(groups: Mapping[str, Summary]) -> str:
    """The groups as a table of plain text, one line each."""
    head = f"{'':22}{'n':>4} " + "".join(f"{name:>8}" for name, _ in COLUMNS)
    lines = [head + "   escaped (95 %)"]
    for name, summary in groups.items():
        shares = [getattr(summary, attribute) for _, attribute in COLUMNS]
        cells = "".join("       -" if v is None else f"{100 * v:8.1f}" for v in shares)
        low, high = summary.escaped_interval
        rate = summary.escaped_rate
        told = "-" if rate is None else f"{100 * rate:.2f} %"
        escaped = f"{told:>8} {summary.escaped}/{summary.accepted} ({100 * low:.2f} to {100 * high:.2f})"
        lines.append(f"{name:22}{summary.reports:>4} {cells} {escaped}")
    return "\n".join(lines)


def calibration_table(judgements: Sequence[Judgement]) -> str:
    lines = ["confidence        n    mean   right"]
    for low, high, n, mean, right in calibration(judgements):
        lines.append(f"{low:.2f} to {high:.2f} {n:6d}  {mean:.4f}  {right:.4f}")
    return "\n".join(lines)
