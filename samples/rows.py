"""Which predicted row of a form answers which true row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from samples.compare import COUNT_KEYS, bare, same_number

LABEL_WEIGHT, FIGURES_WEIGHT, ORDINAL_WEIGHT = 0.75, 0.22, 0.03
SURE_LABEL, POSSIBLE_LABEL, SURE_FIGURES = 0.6, 0.35, 0.6
SHORT_LABEL_WORTH = 0.97  # the form's own label counts a little less than the one that was written

Fields = Mapping[str, Mapping[str, Any]]


def likeness(truth: Mapping[str, Any], row: Fields) -> float:
    """How well a predicted row fits a true one, 0..1; negative where they cannot be the same."""
    label = (row.get("label") or {}).get("value") or ""
    by_label = 0.0
    if label:
        written = fuzz.ratio(bare(truth["written_label"]), bare(label))
        by_label = max(written, SHORT_LABEL_WORTH * fuzz.ratio(bare(truth["label"]), bare(label))) / 100
    told = [k for k in COUNT_KEYS if truth["values"].get(k) is not None]
    same = [k for k in told if k in row and same_number(truth["values"][k], row[k]["value"])]
    by_figures = len(same) / len(told) if told else 0.0
    fits = (
        by_label >= SURE_LABEL
        or (not label and by_figures >= SURE_FIGURES)
        or (by_label >= POSSIBLE_LABEL and by_figures >= SURE_FIGURES)
    )
    if not fits:
        return -1.0
    ordinal = (row.get("stt") or {}).get("value")
    same_ordinal = bool(truth["stt"]) and ordinal is not None and bare(ordinal) == bare(truth["stt"])
    return LABEL_WEIGHT * by_label + FIGURES_WEIGHT * by_figures + ORDINAL_WEIGHT * same_ordinal


def align(truths: Sequence[Mapping[str, Any]], rows: Sequence[Fields]) -> dict[int, int]:
    """The order-keeping pairing with the highest total likeness: true row to predicted row, from 0."""
    best = [[0.0] * (len(rows) + 1) for _ in range(len(truths) + 1)]
    step = [[""] * (len(rows) + 1) for _ in range(len(truths) + 1)]
    for i, truth in enumerate(truths, 1):
        for j, row in enumerate(rows, 1):
            options = [(best[i - 1][j], "true"), (best[i][j - 1], "predicted")]
            value = likeness(truth, row)
            if value > 0:
                options.append((best[i - 1][j - 1] + value, "pair"))
            best[i][j], step[i][j] = max(options, key=lambda option: option[0])
    pairs: dict[int, int] = {}
    i, j = len(truths), len(rows)
    while i and j:
        if step[i][j] == "pair":
            i, j = i - 1, j - 1
            pairs[i] = j
        elif step[i][j] == "true":
            i -= 1
        else:
            j -= 1
    return pairs
