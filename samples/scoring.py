"""Scores predictions against truth: what is right, what was accepted and wrong, what was missed.

``judge`` turns one report into judgements, one for each true field and each made-up one; every figure that
we print is a count over judgements. The rules of comparison stand in ``compare``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from samples.compare import (
    COUNT_KEYS,
    NOTE_KEY,
    as_number,
    bare,
    cell_right,
    document_right,
    heading_right,
    label_right,
    same_number,
)
from samples.rows import align

DOCUMENT_KEYS = (
    "issuer", "number", "date", "place", "kind", "signatory_name", "signatory_role", "signed", "sealed",
)  # fmt: skip
BY_HAND = ("number", "date")
"""Filled in by pen where the truth says so: always asked about, and counted apart from what is printed."""

CELL_KEYS = (*COUNT_KEYS, NOTE_KEY)
SLUG_LIKENESS = 70
PATH = re.compile(r"(document|outline|table|figure)\.(?:(.+)\.)?([^.]+)")

Field = Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """One field of a report: a true one, found or not, or a made-up one.

    ``measure`` groups fields ("cell", "label", "present", "heading", "document", "figure", "extra");
    ``status`` is None where nothing was predicted.
    """

    measure: str
    path: str
    right: bool
    true_field: bool
    status: str | None
    confidence: float | None


@dataclass(frozen=True)
class Score:
    """One report's judgements, and counts that are no fields: pairs of hits and total by name.

    ``blanks`` are the paths of blank cells that were left blank: right, but no true fields, so that they
    count in no share; the calibration learns from them.
    """

    judgements: tuple[Judgement, ...]
    counts: Mapping[str, tuple[int, int]]
    blanks: frozenset[str] = frozenset()


class Report:
    """The predicted fields of a report, sorted by where they belong."""

    def __init__(self, prediction: Mapping[str, Any] | None) -> None:
        self.document: dict[str, Field] = {}
        self.outline: dict[str, dict[str, Field]] = defaultdict(dict)
        self.tables: dict[str, dict[int, dict[str, Field]]] = defaultdict(lambda: defaultdict(dict))
        self.figures: dict[str, dict[str, Field]] = defaultdict(dict)
        for field in (prediction or {}).get("fields", ()):
            self.add({"status": "accepted", "value": None, "confidence": None, **field})

    def add(self, field: Field) -> None:
        match = PATH.fullmatch(field["path"])
        if not match:
            return
        kind, middle, last = match[1], match[2] or "", match[3]
        if kind == "document" and not middle:
            self.document[last] = field
        elif kind == "outline" and last in ("present", "heading"):
            self.outline[middle][last] = field
        elif kind == "figure":
            self.figures[middle][last] = field
        elif kind == "table":
            form, _, number = middle.rpartition(".")
            if number.isdigit():
                self.tables[form][int(number)][last] = field


def value_of(field: Field | None) -> Any:
    """What was read; a field given as missing has no value."""
    return None if field is None or field["status"] == "missing" else field["value"]


class Judge:
    """Collects the judgements of one report."""

    def __init__(self, truth: Mapping[str, Any], prediction: Mapping[str, Any] | None) -> None:
        self.truth, self.report = truth, Report(prediction)
        self.judgements: list[Judgement] = []
        self.counts: dict[str, tuple[int, int]] = {}
        self.blanks: set[str] = set()
        self.count("report found", prediction is not None, 1)
        self.count("campaign", bool(prediction) and prediction.get("campaign") == truth["campaign"], 1)  # type: ignore[union-attr]

    def count(self, name: str, hits: int, total: int) -> None:
        before = self.counts.get(name, (0, 0))
        self.counts[name] = (before[0] + int(hits), before[1] + total)

    def note(
        self, measure: str, path: str, field: Field | None, right: bool, true_field: bool = True
    ) -> None:
        status = field["status"] if field else None
        confidence = field["confidence"] if field else None
        self.judgements.append(Judgement(measure, path, right, true_field, status, confidence))

    def made_up(self, path: str, field: Field | None, value: Any) -> None:
        if field is not None and value not in (None, ""):
            self.note("extra", path, field, False, true_field=False)

    def document(self) -> None:
        truth = self.truth["document"]
        for key in DOCUMENT_KEYS:
            field, path = self.report.document.get(key), f"document.{key}"
            right = document_right(key, truth, value_of(field))
            if key in BY_HAND and truth.get("number_handwritten"):
                self.count(f"{path}, by hand", right, 1)
            else:
                self.count("document", right, 1)
                self.count(path, right, 1)
            if truth[key] is not None:
                self.note("document", path, field, right)
            elif field is not None:
                self.made_up(path, field, field["value"])

    def outline(self) -> None:
        for item in self.truth["outline"]:
            path = f"outline.{item['id']}"
            fields = self.report.outline.get(item["id"], {})
            present, heading = fields.get("present"), fields.get("heading")
            said = value_of(present) is True
            self.count("outline both", said and item["present"], 1)
            self.count("outline said", said, 1)
            self.count("outline true", item["present"], 1)
            self.note("present", f"{path}.present", present, said == item["present"])
            if item["present"]:
                right = heading is not None and heading_right(item["written"], heading["value"])
                self.note("heading", f"{path}.heading", heading, right)
            elif heading is not None:
                self.made_up(f"{path}.heading", heading, heading["value"])

    def tables(self) -> None:
        predicted = dict(self.report.tables)
        for table in self.truth["tables"]:
            rows = predicted.pop(table["form"], {})
            self.table(table, [(n, rows[n]) for n in sorted(rows)])
        for form, rows in predicted.items():
            for number, row in rows.items():
                for key, field in row.items():
                    self.made_up(f"table.{form}.{number}.{key}", field, field["value"])

    def table(self, table: Mapping[str, Any], rows: Sequence[tuple[int, Mapping[str, Field]]]) -> None:
        pairs = align(table["rows"], [fields for _, fields in rows])
        printed = [c["key"] for c in table["columns"] if c["key"] in CELL_KEYS]
        self.count("table found", len(pairs) >= max(1, len(table["rows"]) // 2), 1)
        self.count("row recall", len(pairs), len(table["rows"]))
        self.count("row precision", len(pairs), max(len(rows), len(pairs)))
        form = table["form"]
        for i, truth in enumerate(table["rows"]):
            number, fields = rows[pairs[i]] if i in pairs else (0, {})
            self.row(f"table.{form}.{number}", truth, fields, printed)
        for j, (number, fields) in enumerate(rows):
            if j not in pairs.values():
                for key in (*CELL_KEYS, "label"):
                    if key in fields:
                        self.made_up(f"table.{form}.{number}.{key}", fields[key], fields[key]["value"])

    def row(
        self, path: str, truth: Mapping[str, Any], fields: Mapping[str, Field], printed: Sequence[str]
    ) -> None:
        for key in printed:
            wanted, raw = truth["values"].get(key), truth["raw"].get(key, "")
            field = fields.get(key)
            right = bool(fields) and cell_right(key, wanted, raw, value_of(field))
            if wanted in (None, ""):
                self.count("blank cells left blank", right, 1)
                self.made_up(f"{path}.{key}", field, value_of(field))
                if right:
                    self.blanks.add(f"{path}.{key}")
                continue
            self.count("cells, notes" if key == NOTE_KEY else "cells, figures", right, 1)
            self.note("cell", f"{path}.{key}", field, right)
        for key in CELL_KEYS:
            if key not in printed and key in fields:
                self.made_up(f"{path}.{key}", fields[key], fields[key]["value"])
        label = fields.get("label")
        right = label is not None and label_right(truth["written_label"], label["value"])
        self.note("label", f"{path}.label", label, right)

    def figures(self) -> None:
        left = {section: dict(fields) for section, fields in self.report.figures.items()}
        wanted = self.truth["figures"]
        found = pair_figures(wanted, left)
        for i, figure in enumerate(wanted):
            slug, field = found.get(i, (figure["slug"], None))
            value = value_of(field)
            right = value is not None and same_number(figure["value"], value)
            self.note("figure", f"figure.{figure['section']}.{slug}", field, right)
        told: dict[str, set[float]] = defaultdict(set)
        for figure in wanted:
            told[figure["section"]].add(float(figure["value"]))
        for section, fields in left.items():
            for slug, field in fields.items():
                value = value_of(field)
                if value is not None and as_number(value) not in told[section]:
                    self.note("extra", f"figure.{section}.{slug}", field, False, true_field=False)


def pair_figures(
    wanted: Sequence[Mapping[str, Any]], left: dict[str, dict[str, Field]]
) -> dict[int, tuple[str, Field]]:
    """Pair true figures with predicted ones of their section, by name, then by likeness.

    What is paired is taken out of ``left``.
    """
    found: dict[int, tuple[str, Field]] = {}
    for i, figure in enumerate(wanted):
        here = left.get(figure["section"], {})
        if figure["slug"] in here:
            found[i] = (figure["slug"], here.pop(figure["slug"]))
    options = []
    for i, figure in enumerate(wanted):
        if i in found:
            continue
        names = (figure["slug"].replace("_", " "), bare(figure["name"]))
        for slug in left.get(figure["section"], {}):
            score = max(fuzz.token_sort_ratio(name, slug.replace("_", " ")) for name in names)
            if score >= SLUG_LIKENESS:
                options.append((-score, i, slug))
    for _, i, slug in sorted(options):
        here = left[wanted[i]["section"]]
        if i not in found and slug in here:
            found[i] = (slug, here.pop(slug))
    return found


def score(truth: Mapping[str, Any], prediction: Mapping[str, Any] | None) -> Score:
    """Judge one report; ``prediction`` is None where nothing was predicted."""
    judge = Judge(truth, prediction)
    judge.document()
    judge.outline()
    judge.tables()
    judge.figures()
    return Score(tuple(judge.judgements), judge.counts, frozenset(judge.blanks))


def stem(name: str) -> str:
    """A file's name without folder, ending and page number."""
    base = re.split(r"[\\/]", name)[-1]
    return re.sub(r"-p\d+$", "", re.sub(r"(?i)\.(pdf|tiff?|jpe?g|png|json)$", "", base))


def score_all(
    truths: Iterable[Mapping[str, Any]], predictions: Iterable[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], Score]]:
    """Pair reports with predictions by file name and judge each."""
    by_stem: dict[str, Mapping[str, Any]] = {}
    for prediction in predictions:
        by_stem.setdefault(stem(str(prediction.get("file", ""))), prediction)
    out = []
    for truth in truths:
        names = [stem(n) for n in (truth["id"], *truth["files"])]
        found = [by_stem[n] for n in names if n in by_stem]
        out.append((truth, score(truth, found[0] if found else None)))
    return out
