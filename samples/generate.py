"""Makes up reports with truth: ``python -m samples.generate --out DIR --seed N --count K``.

The same seed gives the same truth, byte for byte, and the same pixels.
"""

from __future__ import annotations

import argparse
import copy
import datetime as dt
import json
import random
import re
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from samples.content import CAMPAIGNS, compose
from samples.deliver import deliver
from samples.layout import lay_out
from samples.printed import printed_lines
from samples.table_kinds import KINDS_SHARE, apply_kinds, draw_kinds
from samples.tables import RULINGS
from samples.truth import truth_of

PROFILE_ORDER = (
    "clean300", "office200", "stamped", "poor150", "fax", "photo", "rotated", "born", "legacy", "office200",
)  # fmt: skip
UNSEEN_PROFILES = ("copied", "aged")
"""Kinds of scan that only judging seeds have: nothing is ever tuned or calibrated on them."""

PROFILES = tuple(sorted({*PROFILE_ORDER, *UNSEEN_PROFILES}))
JUDGING_SEED = 9001  # seeds from here on are for judging, those below 100 for tuning (samples/README.md)
OLD_FONTS_SHARE = 0.4  # of legacy reports that are text in .VnTime; the others are scans over such a layer
CAMPAIGN_SHARES = {"205": 0.6, "34": 0.16, "117": 0.1, "01": 0.08, "bt": 0.06}


@dataclass(frozen=True)
class Order:
    """One report to be made."""

    index: int
    seed: int
    campaign: str
    profile: str
    name: str = ""  # the files' name without ending; the id where empty, from the issuer where "*"
    ruling: str = ""  # which borders the form's table has; drawn where empty
    all_kinds: bool = False  # whatever people do to the form's table is drawn for every report
    light: bool = False  # little noise and small files, for the reports that come with the program

    @property
    def id(self) -> str:
        return f"r{self.index:03d}"


def make(order: Order, folder: Path) -> Path:
    """Write one report and its truth; returns the path of the truth."""
    rng = random.Random(f"{order.seed}/{order.index}/{order.campaign}/{order.profile}")
    report = compose(order.campaign, order.id, rng)
    by_itself = random.Random(f"{order.seed}/{order.index}/table kinds")
    if not order.light and by_itself.random() < (1.0 if order.all_kinds else KINDS_SHARE):
        apply_kinds(report, draw_kinds(by_itself), by_itself)
    if report.table is not None and order.ruling:
        report.table.ruling = order.ruling
    if order.profile == "stamped" or (order.profile in ("office200", "poor150") and rng.random() < 0.15):
        came_in = report.head.date + dt.timedelta(days=rng.randint(1, 5))
        office = rng.choice(["BAN TỔ CHỨC TỈNH ỦY", "VĂN PHÒNG TỈNH ỦY", "CÔNG VĂN ĐẾN"])
        number = str(rng.randint(101, 2400))
        report.stamp = {"org": office, "number": number, "date": came_in.isoformat(), "page": 1}
        report.style.margin_notes = report.style.margin_notes or rng.random() < 0.6
    old = order.profile == "legacy" and rng.random() < OLD_FONTS_SHARE
    before, unlaid = rng.getstate(), copy.deepcopy(report)
    laid = lay_out(report, rng, old=old)
    printed = laid.pdf
    if old:  # a PDF in old fonts copies as TCVN3: the same pages in a Unicode font tell what they show
        again = random.Random()
        again.setstate(before)
        printed = lay_out(unlaid, again).pdf
    name = file_name(report.head.issuer) if order.name == "*" else order.name or order.id
    delivery = deliver(laid, order.profile, folder, name, rng, light=order.light)
    path = folder / f"{order.id}.json"
    text = json.dumps(truth_of(report, delivery, printed_lines(printed)), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def file_name(issuer: str) -> str:
    """A name that a clerk would give the file: "bao-cao-xa-an-hai"."""
    short = re.sub(r"^(đảng|huyện|thị|thành) (ủy|uỷ)( xã)?", lambda m: m[0].split()[0] if not m[3] else "xã",
                   issuer.lower())  # fmt: skip
    bare = unicodedata.normalize("NFD", short.replace("đ", "d"))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return "bao-cao-" + re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def orders(
    seed: int, count: int, campaign: str | None = None, profile: str | None = None, first: int = 1
) -> list[Order]:
    """What to make: profiles in turn, campaigns by their shares, unless one is asked for."""
    rng = random.Random(f"{seed}/orders")
    profiles = PROFILE_ORDER + (UNSEEN_PROFILES if seed >= JUDGING_SEED else ())
    shares = list(CAMPAIGN_SHARES.values())
    out = []
    for i in range(count):
        chosen = rng.choices(list(CAMPAIGN_SHARES), shares)[0]
        kind = profiles[i % len(profiles)]
        out.append(Order(first + i, seed, campaign or chosen, profile or kind))
    return out


def make_all(wanted: Sequence[Order], folder: Path, jobs: int = 1) -> list[Path]:
    """Make all reports, ``jobs`` at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    if jobs <= 1:
        return [make(order, folder) for order in wanted]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(make, wanted, [folder] * len(wanted)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the reports and their truth")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--campaign", choices=CAMPAIGNS, help="only this plan")
    parser.add_argument("--profile", choices=PROFILES, help="only this kind of scan")
    parser.add_argument("--ruling", choices=RULINGS, default="", help="the borders of the form's table")
    parser.add_argument("--all-kinds", action="store_true", help="unusual tables in every report")
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args(arguments)
    wanted = [
        replace(order, ruling=chosen.ruling, all_kinds=chosen.all_kinds)
        for order in orders(chosen.seed, chosen.count, chosen.campaign, chosen.profile)
    ]
    make_all(wanted, chosen.out, chosen.jobs)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
