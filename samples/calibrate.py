"""Fits the confidence of fields: ``python -m samples.calibrate`` (``make calibrate``).

Makes reports with tuning seeds (or takes a folder of them), reads them, and fits one logistic model per
kind of finding, on whether the value found is right. Writes ``extraction/calibration_data.py`` with the
threshold that the target for escaped errors asks for, prints, with reports held out by fold, how well the
probabilities keep their word, and draws it.

Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from extraction.confidence import PASSAGES, features
from samples.generate import make_all, orders
from samples.reliability import calibration_error, draw, threshold_for
from samples.training import main as dump_rows

TUNING_SETS = (
    (22, 60, None, None),
    (31, 20, "01", None),
    (32, 20, "bt", None),
    (33, 20, "117", None),
    (34, 16, None, "poor150"),
    (35, 14, None, "fax"),
)
"""Seed, reports, plan and kind of scan of what is fitted on: a mix, short reports for fields that a report
has once, and bad scans, which alone tell what goes wrong."""

TARGET_ESCAPED = 0.001  # of accepted fields, bad scans included that outnumber those of an office here
LEAST_ROWS = 30  # of a kind; fewer say nothing, and the kind keeps the model it had
STRENGTHS = (0.03, 0.1, 0.3, 1.0, 3.0)  # inverse regularisation; the one with the least log loss is taken
FOLDS = 5
LEAST_WEIGHT = 0.00005  # less is written as nought
ANCHOR_WEIGHT = 0.2  # of a made-up row, so that all fifteen weigh as much as three real ones
ROOT = Path(__file__).parent.parent
MODULE = ROOT / "extraction" / "calibration_data.py"
PICTURE = ROOT / "docs" / "images" / "reliability.png"
HEAD = '''"""Weights of the calibration, written by ``make calibrate``; do not edit by hand.

Fitted on {rows} findings of {reports} reports.
"""

from __future__ import annotations

from collections.abc import Mapping

THRESHOLD = {threshold:.4f}
"""Least probability of an accepted field: {accepted:.1f} % of these findings pass it, and with reports held
out by fold some {target:.2f} % of them are wrong."""

# kind -> (bias, weight of each feature)
WEIGHTS: Mapping[str, tuple[float, Mapping[str, float]]] = {{
'''

DRAWN = ("cell", "figure", "present", "heading")
Row = Mapping[str, Any]
Models = dict[str, tuple[float, Mapping[str, float]]]


def fit(rows: Sequence[Row]) -> tuple[float, dict[str, float], NDArray[np.float64]]:
    """Bias and weights for one kind, and the probability of each row by a model that never saw its report."""
    groups = [f"{row['folder']}/{row['report']}" for row in rows]
    right = np.array([bool(row["right"]) for row in rows])
    vectors = DictVectorizer(sparse=False)
    x = vectors.fit_transform([features(row["signals"], row["doubts"]) for row in rows])
    x, right, groups = with_anchors(x, right, groups)
    weight = np.where(np.arange(len(right)) < len(rows), 1.0, ANCHOR_WEIGHT)
    folds = min(FOLDS, len(set(groups)))
    real = len(rows)
    best: tuple[float, float, NDArray[np.float64]] | None = None
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=2000)
        out = cross_val_predict(
            model,
            x,
            right,
            groups=groups,
            cv=GroupKFold(folds),
            method="predict_proba",
            params={"sample_weight": weight},
        )
        given = np.clip(out[:real, 1], 1e-6, 1 - 1e-6)
        loss = float(-np.mean(np.where(right[:real], np.log(given), np.log(1 - given))))
        if best is None or loss < best[0]:
            best = (loss, strength, given)
    assert best is not None
    final = LogisticRegression(C=best[1], max_iter=2000).fit(x, right, sample_weight=weight)
    weights = dict(zip(vectors.get_feature_names_out(), final.coef_[0].tolist(), strict=True))
    return float(final.intercept_[0]), weights, best[2]


def with_anchors(
    x: NDArray[np.float64], right: NDArray[np.bool_], groups: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[str]]:
    """The rows with a few made-up ones: all signals at their worst and wrong, at their best and right.

    Where nearly every finding is right, the data say nothing about weak signals, and a model of the data
    alone would trust anything. The anchors say that a finding with no signal in its favour is worth nothing;
    a few hundred real rows outweigh them where they do tell. Every fold gets one of each kind.
    """
    weak = np.minimum(x.min(axis=0), 0.0)
    best = x.max(axis=0)
    extra = np.vstack([np.tile(weak, (2 * FOLDS, 1)), np.tile(best, (FOLDS, 1))])
    told = np.array([False] * (2 * FOLDS) + [True] * FOLDS)
    names = [f"anchor {i % FOLDS}" for i in range(len(told))]
    return np.vstack([x, extra]), np.concatenate([right, told]), [*groups, *names]


@dataclass(frozen=True)
class HeldOut:
    """A finding's outcome under a model that never saw its report; doubted ones are never accepted."""

    kind: str
    given: float
    right: bool
    doubted: bool
    counts: bool  # as a field of the report; a blank cell left blank does not


def outcome(kind: str, rows: Sequence[HeldOut], threshold: float) -> str:
    """A line on one kind: how much would be accepted, how much of that is wrong, and how far it is off."""
    given, right = arrays_of(rows)
    accepted = [row for row in rows if row.given >= threshold and not row.doubted]
    wrong = sum(not row.right for row in accepted)
    expected = 100 * sum(1 - row.given for row in accepted) / max(1, len(accepted))
    doubted = sum(row.doubted for row in rows) / len(rows)
    return (
        f"{kind:16}{len(rows):7}{100 * right.mean():9.2f}{100 * doubted:9.1f}"
        f"{100 * len(accepted) / len(rows):10.1f}{wrong:8}{expected:12.3f}"
        f"{100 * calibration_error(given, right):8.2f}"
    )


def arrays_of(rows: Sequence[HeldOut]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Probabilities and truths."""
    return np.array([row.given for row in rows]), np.array([row.right for row in rows], dtype=bool)


def load_rows(paths: Sequence[Path]) -> list[Row]:
    rows = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            rows += [{**json.loads(line), "folder": path.stem} for line in lines]
    return [row for row in rows if row["found"]]


def write_module(models: Models, threshold: float, share: float, rows: int, reports: int) -> None:
    head = HEAD.format(
        rows=rows,
        reports=reports,
        threshold=threshold,
        accepted=100 * share,
        target=100 * TARGET_ESCAPED,
    )
    parts = [head]
    for kind in sorted(models):
        bias, weights = models[kind]
        told = [name for name in sorted(weights) if abs(weights[name]) >= LEAST_WEIGHT]
        inside = "".join(f'            "{name}": {weights[name]:.4f},\n' for name in told)
        body = "{\n" + inside + "        }" if inside else "{}"
        parts.append(f'    "{kind}": (\n        {bias:.4f},\n        {body},\n    ),\n')
    MODULE.write_text("".join(parts) + "}\n", encoding="utf-8")


def calibrate(rows: Sequence[Row]) -> tuple[Models, list[HeldOut]]:
    """Fit every kind that has enough rows; returns the models and how each finding does held out."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row)
    models: Models = {}
    held_out: list[HeldOut] = []
    for kind, own in sorted(by_kind.items()):
        if len(own) < LEAST_ROWS or kind in PASSAGES:
            continue
        bias, weights, given = fit(own)
        models[kind] = (bias, weights)
        held_out += [
            HeldOut(
                kind, float(g), bool(r["right"]), bool(r["doubts"]), bool(r["true_field"] or not r["right"])
            )
            for g, r in zip(given, own, strict=True)
        ]
    return models, held_out


def report(held_out: Sequence[HeldOut]) -> tuple[float, float]:
    """Print a line for each kind and one for all; returns the threshold and the share accepted."""
    fields = [row for row in held_out if row.counts]
    certain = [row for row in fields if not row.doubted]
    threshold = threshold_for(*arrays_of(certain), TARGET_ESCAPED)
    sys.stdout.write(f"threshold {threshold} for {100 * TARGET_ESCAPED} % escaped\n")
    sys.stdout.write("kind               rows  right %  doubt %  accept %   wrong  expected %   ECE %\n")
    for kind in sorted({row.kind for row in fields}):
        sys.stdout.write(outcome(kind, [row for row in fields if row.kind == kind], threshold) + "\n")
    sys.stdout.write(outcome("all", fields, threshold) + "\n")
    accepted = sum(row.given >= threshold and not row.doubted for row in fields)
    return threshold, accepted / max(1, len(fields))


def draw_reliability(held_out: Sequence[HeldOut], path: Path) -> None:
    """Draw the curves of the four kinds with most findings, and of the document's fields together."""
    fields = [row for row in held_out if row.counts]
    groups: dict[str, list[HeldOut]] = defaultdict(list)
    for row in fields:
        groups[row.kind if row.kind in DRAWN else "document"].append(row)
    draw([(name, *arrays_of(groups[name])) for name in (*DRAWN, "document") if groups[name]], path)


def make_rows(
    folder: Path, seed: int, count: int, plan: str | None, profile: str | None, *, jobs: int
) -> Path:
    """Make the reports of one set, read them, and keep what was found in a file of rows."""
    reports, out = folder / f"reports-{seed}", folder / f"rows-{seed}.ndjson"
    make_all(orders(seed, count, plan, profile), reports, jobs)
    dump_rows(["--truth", str(reports), "--out", str(out)])
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.calibrate", description=__doc__)
    parser.add_argument("--rows", type=Path, nargs="*", help="rows that samples.training wrote; else made")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--dry", action="store_true", help="print only, write no weights")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        paths = chosen.rows or [make_rows(Path(temporary), *one, jobs=chosen.jobs) for one in TUNING_SETS]
        rows = load_rows(paths)
    models, held_out = calibrate(rows)
    threshold, share = report(held_out)
    if not chosen.dry:
        reports = len({(row["folder"], row["report"]) for row in rows})
        write_module(models, threshold, share, len(rows), reports)
        draw_reliability(held_out, PICTURE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
