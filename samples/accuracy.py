"""How right the readings are: ``python -m samples.accuracy`` (``make accuracy``).

Makes reports that nobody tuned on, reads them with the code of ``tonghop read``, scores them against their
truth and prints the figures that matter, per kind of scan and per plan. With ``--truth DIR`` it scores an
existing folder of reports with truth; with ``--pred FILE`` too, it only scores.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from samples.generate import JUDGING_SEED, make_all, orders
from samples.reading import load_truths, read_folder
from samples.scoring import Score, score, score_all
from samples.summary import Summary, calibration_table, share, summarise, table

LEAST_REPORTS = 120
DOCUMENT = "document."

Scored = list[tuple[Mapping[str, Any], Score]]


def grouped(scored: Scored) -> dict[str, Summary]:
    """Summaries of all reports, of each kind of scan and of each plan."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for truth, one in scored:
        groups["all"].append(one)
        groups["profile " + truth["profile"]].append(one)
        groups["plan " + truth["campaign"]].append(one)
    return {name: summarise(groups[name]) for name in sorted(groups)}


def document_lines(scored: Scored) -> list[str]:
    """How often each field of letterhead and signature block is right."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _, one in scored:
        for name, (hits, total) in one.counts.items():
            if name.startswith(DOCUMENT):
                sums[name][0] += hits
                sums[name][1] += total
    return [f"{name:28}{100 * (share(*pair) or 0):6.1f} % of {pair[1]}" for name, pair in sums.items()]


def escaped_lines(scored: Scored, at_most: int = 60) -> list[str]:
    """The fields that were accepted and are wrong, by report."""
    wrong = [
        f"{truth['id']} {truth['profile']:10} {j.path}"
        + (f" ({j.confidence:.3f})" if j.confidence is not None else "")
        for truth, one in scored
        for j in one.judgements
        if j.status == "accepted" and not j.right
    ]
    return wrong[:at_most] + (["..."] if len(wrong) > at_most else [])


def report(scored: Scored) -> str:
    """All that is printed at the end."""
    judgements = [j for _, one in scored for j in one.judgements]
    parts = [
        "Shares in per cent. escaped: accepted and wrong / accepted, with its 95 % interval (Wilson).",
        table(grouped(scored)),
        "\nDocument fields",
        *document_lines(scored),
        "\nCalibration: fields by the confidence given",
        calibration_table(judgements),
        "\nAccepted and wrong",
        *(escaped_lines(scored) or ["none"]),
    ]
    return "\n".join(parts)


def read_and_score(folder: Path, out: Path | None, jobs: int, cache: Path | None) -> Scored:
    scored: Scored = []
    lines = []
    for truth, prediction in read_folder(load_truths(folder), folder, jobs=jobs, cache=cache):
        scored.append((truth, score(truth, prediction)))
        if prediction is not None:
            lines.append(json.dumps(prediction, ensure_ascii=False))
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / "predictions.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return scored


def load_predictions(path: Path) -> list[dict[str, Any]]:
    """Predictions as JSON lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m samples.accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=JUDGING_SEED, help="9001 and up to judge")
    parser.add_argument("--count", type=int, default=LEAST_REPORTS, help="how many reports")
    parser.add_argument("--campaign", help="only this plan (205, 34, 117, 01, bt)")
    parser.add_argument("--profile", help="only this kind of scan")
    parser.add_argument("--jobs", type=int, default=2, help="pages read at the same time")
    parser.add_argument("--out", type=Path, help="keep reports and predictions in this folder")
    parser.add_argument("--truth", type=Path, help="score this folder of reports with truth instead")
    parser.add_argument("--pred", type=Path, help="with --truth: score these predictions, read nothing")
    parser.add_argument("--cache", type=Path, help="keep page readings here between runs")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = parse(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.truth or (chosen.out or Path(temporary)) / "reports"
        if chosen.truth is None:
            wanted = orders(chosen.seed, chosen.count, chosen.campaign, chosen.profile)
            make_all(wanted, folder, chosen.jobs)
        if chosen.pred:
            scored = score_all(load_truths(folder), load_predictions(chosen.pred))
        else:
            scored = read_and_score(folder, chosen.out, chosen.jobs, chosen.cache)
    sys.stdout.write(report(scored) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
