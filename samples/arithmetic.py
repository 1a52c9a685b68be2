"""Does a failed sum say rightly who erred? ``python -m samples.arithmetic --truth DIR`` prints it.

Takes the readings of generated reports as they are and spoils them one figure at a time:

* *paper*: a group's sum is written wrong, so every reader reads the wrong figure (the reports' own
  arithmetic errors and texts that differ from the table are counted as well);
* *swapped*: the reading taken is one that another reader gave, the right one is among the others;
* *look-alike*: the reading taken has a digit mistaken or lost, one reader gave the right figure;
* *unseen*: the same, and no reader gave the right figure.

A paper's own error is right when no other reading is proposed; a misreading when exactly the right figure is.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import extraction
from extraction.campaign import Campaign
from extraction.checks import run_checks
from extraction.misreading import is_likely_misread
from extraction.model import Check, Finding
from extraction.pipeline import Gathered
from extraction.relations import ARITHMETIC, FIGURE_EQUALS_FORM, SUM_OF_GROUPS, SUM_OF_MEMBERS
from extraction.values import format_count, parse_count
from samples.reading import CachingReader, load_truths, tell
from samples.summary import wilson
from samples.training import gather_all, pages_of
from service.campaigns import builtin_campaigns
from service.settings import load_settings

SUMS = (SUM_OF_MEMBERS, SUM_OF_GROUPS)
PER_REPORT = 40  # figures spoilt in each way, so that no report with a long table outweighs the rest
SLIPS = (-10, -3, -2, -1, 1, 2, 3, 10)  # what people's sums are off by, as in samples.form
DOUBT = 0.6  # confidence of a reading on which readers differ; the median of 300 such cells

Counts = dict[str, list[int]]
Spoilt = tuple[Finding, Decimal]


def sums_of(checks: Sequence[Check]) -> list[Check]:
    return [c for c in checks if c.code in SUMS]


def summed(gathered: Gathered) -> dict[str, Finding]:
    """Cells in sums that hold, each with a figure over nought."""
    by_path = {f.path: f for f in gathered.findings}
    paths = {p for c in sums_of(gathered.checks) if c.ok for p in c.paths}
    paths -= {p for c in gathered.checks if c.code in ARITHMETIC and not c.ok for p in c.paths}
    return {p: by_path[p] for p in sorted(paths) if isinstance(v := by_path[p].value, Decimal) and v > 0}


def wholes(gathered: Gathered) -> set[str]:
    return {c.paths[0] for c in sums_of(gathered.checks) if c.code == SUM_OF_MEMBERS}


def wrong_on_paper(finding: Finding, rng: random.Random) -> Finding:
    """The paper says another figure, and whoever read the right one reads that."""
    right = finding.value
    assert isinstance(right, Decimal)
    wrong = max(Decimal(1), right + rng.choice(SLIPS))
    wrong += wrong == right
    text = format_count(wrong)
    readings = tuple(text if parse_count(c).value == right else c for c in finding.candidates)
    return replace(finding, value=wrong, raw=text, candidates=readings)


def misread(finding: Finding, wrong: str, readings: Sequence[str]) -> Finding:
    """Readers differ, and the wrong reading was taken."""
    signals = MappingProxyType({**finding.signals, "agree": 0.0, "ocr": DOUBT})
    return replace(
        finding,
        value=parse_count(wrong).value,
        raw=wrong,
        candidates=tuple(dict.fromkeys((wrong, *readings))),
        signals=signals,
    )


def swapped(finding: Finding, rng: random.Random) -> Finding | None:
    others = [
        c
        for c in finding.candidates
        if (p := parse_count(c)).format_ok and p.value not in (None, finding.value) and c
    ]
    return misread(finding, rng.choice(others), finding.candidates) if others else None


def look_alike(finding: Finding, rng: random.Random) -> str:
    """A plausible misreading of a figure."""
    text = str(finding.value)
    ways = {text[:i] + d + text[i + 1 :] for i in range(len(text)) for d in "0123456789"}
    ways |= {text[:i] + text[i + 1 :] for i in range(len(text)) if len(text) > 1}
    likely = [w for w in sorted(ways) if w and not w.startswith("0") and is_likely_misread(w, text)]
    return format_count(int(rng.choice(likely)))


def proposals(checks: Sequence[Check]) -> set[tuple[str, Decimal | None]]:
    return {(path, parse_count(text).value) for c in checks if not c.ok for path, text in c.repair}


def blamed_on_paper(checks: Sequence[Check], path: str) -> bool:
    failing = [c for c in checks if not c.ok and path in c.paths and c.code in ARITHMETIC]
    return bool(failing) and all(c.facts["verdict"] == "paper" and not c.repair for c in failing)


def spoil(campaign: Campaign, gathered: Gathered, counts: Counts, rng: random.Random) -> None:
    """Spoil the figures of a report one at a time and count how the checks explain it."""

    def checks_with(spoilt: Finding) -> tuple[Check, ...]:
        findings = [spoilt if f.path == spoilt.path else f for f in gathered.findings]
        return run_checks(campaign, findings, gathered.rows)

    cells = summed(gathered)
    group_rows = [p for p in sorted(wholes(gathered)) if p in cells]
    for path in rng.sample(group_rows, min(PER_REPORT, len(group_rows))):
        note(
            counts,
            "paper: sum of a group",
            blamed_on_paper(checks_with(wrong_on_paper(cells[path], rng)), path),
        )
    for path in rng.sample(sorted(cells), min(PER_REPORT, len(cells))):
        finding = cells[path]
        right, wrong = finding.value, look_alike(finding, rng)
        assert isinstance(right, Decimal)
        ways = {
            "misread: swapped for another reader's": swapped(finding, rng),
            "misread: look-alike, right one seen": misread(finding, wrong, finding.candidates),
            "misread: look-alike, right one unseen": misread(finding, wrong, ()),
        }
        for name, spoilt in ways.items():
            if spoilt is not None:
                proposed = proposals(checks_with(spoilt)) - proposals(gathered.checks)
                note(counts, name, proposed == {(path, right)})


def own_errors(truth: Mapping[str, Any], gathered: Gathered, counts: Counts) -> None:
    """The errors that the report has on purpose: a sum written wrong, a text that differs from its table."""
    for table in truth["tables"]:
        for error in table["arithmetic_errors"]:
            path = f"table.{table['form']}.{error['row']}.{error['column']}"
            note(counts, "paper: the report's own sum", blamed_on_paper(gathered.checks, path))
    for defect in truth["defects"]:
        if defect["type"] == "text_table_mismatch":
            path = f"figure.{defect['section']}.{defect['slug']}"
            failing = [c for c in gathered.checks if path in c.paths and c.code == FIGURE_EQUALS_FORM]
            note(counts, "paper: text differs from table", blamed_on_paper(failing, path))


def note(counts: Counts, name: str, hit: bool) -> None:
    counts[name][0] += hit
    counts[name][1] += 1


def lines_of(counts: Counts) -> Iterator[str]:
    for name in sorted(counts):
        hits, total = counts[name]
        low, high = wilson(hits, total)
        interval = f"{100 * low:.1f} to {100 * high:.1f}"
        yield f"{name:42}{hits:6} of {total:<6}{100 * hits / total:6.1f} %   {interval}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.arithmetic", description=__doc__)
    parser.add_argument("--truth", type=Path, required=True, help="folder of generated reports")
    parser.add_argument("--cache", type=Path, help="keep page readings here between runs")
    parser.add_argument("--seed", type=int, default=1, help="of the figures that are spoilt")
    chosen = parser.parse_args(arguments)
    settings = load_settings(workers=1)
    reader = CachingReader(settings, chosen.cache)
    known = {c.id: c for c in (extraction.campaign_from_dict(d) for d in builtin_campaigns())}
    counts: Counts = defaultdict(lambda: [0, 0])
    rng = random.Random(chosen.seed)
    try:
        for truth in load_truths(chosen.truth):
            campaign = known[truth["campaign"]]
            if not campaign.forms:
                continue
            gathered = gather_all(*pages_of(reader, truth, chosen.truth), campaign.id, settings)
            own_errors(truth, gathered, counts)
            spoil(campaign, gathered, counts, rng)
            tell(f"{truth['id']} {truth['profile']}")
    finally:
        reader.close()
    sys.stdout.write("\n".join(lines_of(counts)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
