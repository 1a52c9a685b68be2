"""``make fuzz``: bend files out of shape for some time and tell what no parser foresaw.

Findings are written to ``.fuzz/``; a case is told again by ``--only TARGET --first NUMBER --count 1``.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import sys
import time
from pathlib import Path

from tests.fuzz.targets import TARGETS, Finding, case, make_pool, seeds_of, tried

FOLDER = Path(".fuzz")


def main() -> int:
    """The exit code: 1 where there were findings."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=300.0, help="For all parsers together.")
    asked.add_argument("--only", choices=sorted(TARGETS), help="One parser.")
    asked.add_argument("--first", type=int, default=0, help="Number of the first case.")
    asked.add_argument("--count", type=int, default=10**9, help="Most cases of each parser.")
    given = asked.parse_args()
    names = [given.only] if given.only else list(TARGETS)
    findings: list[Finding] = []
    pool = make_pool()
    try:
        for name in names:
            seeds_of(name)
            began, seconds = time.monotonic(), given.seconds / len(names)
            found: list[Finding] = []
            done = 0
            for number in itertools.islice(itertools.count(given.first), given.count):
                if time.monotonic() - began > seconds:
                    break
                finding = tried(pool, name, case(name, number))
                done += 1
                if finding is not None:
                    found.append(finding)
                    _keep(finding, number)
            sys.stdout.write(f"{name:<10} {done:>7} cases, {len(found)} not foreseen\n")
            sys.stdout.flush()
            findings += found
    finally:
        pool.close()
    return 1 if findings else 0


def _keep(finding: Finding, number: int) -> None:
    FOLDER.mkdir(exist_ok=True)
    name = f"{finding.target}-{hashlib.sha256(finding.data).hexdigest()[:12]}"
    (FOLDER / name).write_bytes(finding.data)
    sys.stderr.write(f"  case {number}: {finding.said[:300]}\n  {FOLDER / name}\n")


if __name__ == "__main__":
    sys.exit(main())
