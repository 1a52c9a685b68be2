"""A scripted reviewer who knows what stands on the paper, and settles fields with the keyboard alone."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extraction.text import fold
from samples.rows import align
from samples.scoring import CELL_KEYS, Report, pair_figures
from service.web import formats

PATIENCE_MS = 90_000
GUARD_MS = 150  # the desk takes no key sooner than 120 ms after its crop was painted, the wall than 350
WALL_GUARD_MS = 400
ABSENT = None
Answers = dict[str, str | None]


def answers_of(truth: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]) -> Answers:
    """What stands on the paper for each predicted field, as a person types it; None for what is not there.

    Fields that the truth says nothing of (texts of sections) are left out.
    """
    report = Report({"fields": fields})
    answers: Answers = {}
    for key in report.document:
        if key in truth["document"]:
            answers[f"document.{key}"] = _typed(truth["document"][key], "date" if key == "date" else "words")
    for item in truth["outline"]:
        answers[f"outline.{item['id']}.present"] = "có" if item["present"] else "không"
        answers[f"outline.{item['id']}.heading"] = item["written"] if item["present"] else ABSENT
    for table in truth["tables"]:
        rows = report.tables.get(table["form"], {})
        numbers = sorted(rows)
        pairs = align(table["rows"], [rows[n] for n in numbers])
        for i, row in enumerate(table["rows"]):
            if i not in pairs:
                continue
            path = f"table.{table['form']}.{numbers[pairs[i]]}"
            answers[f"{path}.label"] = row["written_label"]
            for key in CELL_KEYS:
                answers[f"{path}.{key}"] = _typed(row["values"].get(key), "number") or ""
    left = {section: dict(found) for section, found in report.figures.items()}
    for i, (slug, _) in pair_figures(truth["figures"], left).items():
        figure = truth["figures"][i]
        answers[f"figure.{figure['section']}.{slug}"] = _typed(figure["value"], "number")
    for section, found in left.items():
        answers.update({f"figure.{section}.{slug}": ABSENT for slug in found})
    return answers


def _typed(value: Any, kind: formats.EntryKind) -> str | None:
    return None if value is None else formats.typed(value, kind)


def same(shown: str, answer: str | None) -> bool:
    """Whether a text on the screen says what stands on the paper; a dash and nought are both nil."""
    if answer is None:
        return False
    nil = {"", "-", "0"}
    return fold(shown) == fold(answer) or (shown.strip() in nil and answer.strip() in nil)


@dataclass
class Tally:
    """Keys pressed for each settled field; one of an act that settles many counts its share."""

    keys: list[float] = field(default_factory=list)

    def told(self, way: str) -> str:
        """One line for the results."""
        if not self.keys:
            return f"{way}: nothing to settle"
        once = sum(1 for k in self.keys if k <= 1) / len(self.keys)
        mean, median = statistics.mean(self.keys), statistics.median(self.keys)
        return (
            f"{way}: {len(self.keys)} fields, {sum(self.keys):.0f} keys, {mean:.2f} a field, "
            f"median {median:.2f}, {100 * once:.0f} % with one key or less"
        )


class Reviewer:
    """Works through the three ways in a page that is signed in. ``answers`` are by the field's id."""

    def __init__(self, page: Any, answers: Mapping[int, str | None]) -> None:
        self.page, self.answers, self.pressed = page, answers, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += key.count("+") + 1 if len(key) > 1 else 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def desk(self, most: int) -> Tally:
        """Next doubtful field: Enter, one key for another reading, or typing."""
        tally = Tally()
        self.page.goto("/review")
        while len(tally.keys) < most and self.page.locator("[data-desk-form]").count():
            self._until_looked(GUARD_MS)
            shown = self.page.evaluate(
                """() => {
                  const all = [...document.querySelectorAll("[data-candidate]")];
                  const entry = document.querySelector("[name=text]");
                  return {
                    id: Number(document.querySelector(".desk-card").dataset.field),
                    text: entry.value,
                    missing: Boolean(entry.dataset.missing),
                    choices: all.map((button) => [button.dataset.take || "", button.dataset.candidate]),
                  };
                }"""
            )
            self.pressed = 0
            self._answer(shown)
            tally.keys.append(self.pressed)
            self.page.wait_for_function(
                """(id) => Number(document.querySelector(".desk-card")?.dataset.field) !== id""",
                arg=shown["id"],
                timeout=PATIENCE_MS,
            )
        return tally

    def _answer(self, shown: Mapping[str, Any]) -> None:
        known = shown["id"] in self.answers
        answer = self.answers.get(shown["id"])
        taking = next((key for key, text in shown["choices"] if key and same(text, answer)), None)
        if known and answer is None:
            self.press("F9")
        elif not shown["missing"] and (not known or same(shown["text"], answer)):
            self.press("Enter")
        elif taking:
            self.press(taking if taking.isdigit() else f"Key{taking}")
        elif not known:
            self.press("F9")
        else:
            if answer:
                self.type(answer)
            else:
                self.press("Delete")
            self.press("Enter")

    def _until_looked(self, least_ms: int) -> None:
        self.page.wait_for_function(
            """(least) => {
              const seen = document.querySelector("[data-desk], [data-wall]").state?.seen;
              return seen && performance.now() - seen > least;
            }""",
            arg=least_ms,
            timeout=PATIENCE_MS,
        )

    def wall(self, most: int) -> Tally:
        """The digit wall: walk to the odd ones out, type, and Enter confirms all."""
        tally = Tally()
        self.page.goto("/review/wall")
        while len(tally.keys) < most and self.page.locator("[data-tile]").count():
            self._until_looked(WALL_GUARD_MS)
            tiles = self.page.evaluate(
                """() => [...document.querySelectorAll("[data-tile]")].map((tile) => ({
                  id: Number(tile.querySelector("[name=field]").value),
                  text: tile.querySelector("[name=text]").value,
                  later: tile.querySelector("[name=later]").checked,
                }))"""
            )
            self.pressed = 0
            settled = 0
            at = 0
            for place, tile in enumerate(tiles):
                wrong = tile["id"] in self.answers and not same(tile["text"], self.answers[tile["id"]])
                settled += not tile["later"]
                if tile["later"] or not wrong:
                    continue
                while at < place:
                    self.press("ArrowRight")
                    at += 1
                text = self.answers[tile["id"]]
                if text:
                    self.type(text)
                else:
                    self.press("Delete")
                self.press("Enter")
                at += 1
                if at == len(tiles):
                    at = 0
            first = tiles[0]["id"]
            self.press("Enter")
            tally.keys += [self.pressed / max(1, settled)] * settled
            self.page.wait_for_function(
                """(id) => Number(document.querySelector("[name=field]")?.value) !== id""",
                arg=first,
                timeout=PATIENCE_MS,
            )
        return tally

    def grid(self, most: int) -> Tally:
        """The table grid: a space confirms, one key takes another reading, typing is saved."""
        tally = Tally()
        self.page.goto("/review/grid")
        while len(tally.keys) < most and self.page.locator("[data-grid]").count():
            while len(tally.keys) < most and self._cell(tally):
                pass
            self.page.wait_for_function(
                """() => !document.querySelector(".cell-saving")""", timeout=PATIENCE_MS
            )
            before = self.page.url
            submission = before.rsplit("/", 1)[1].split("?")[0]
            self.page.goto(f"/review/grid?after={submission}")
            if self.page.url == before:
                break
        return tally

    def _cell(self, tally: Tally) -> bool:
        self.page.wait_for_function(
            """(least) => document.querySelector("[data-grid]").grid?.active.seenFor(least)""",
            arg=GUARD_MS,
            timeout=PATIENCE_MS,
        )
        shown = self.page.evaluate(
            """() => {
              const cell = document.activeElement.closest("[data-cell]");
              const waits = cell && ["review", "missing"].includes(cell.dataset.status);
              if (!waits || cell.dataset.pending !== undefined) return null;
              return {
                id: Number(cell.dataset.cell),
                text: document.activeElement.value,
                figure: document.activeElement.matches("input"),
                missing: cell.dataset.status === "missing",
                choices: [...document.querySelectorAll("[data-choice]")].map((b) => b.dataset.choice),
              };
            }"""
        )
        if shown is None:
            return False
        self.pressed = 0
        known = shown["id"] in self.answers
        answer = self.answers.get(shown["id"])
        place = next((n for n, text in enumerate(shown["choices"]) if same(text, answer)), None)
        if not known or (same(shown["text"], answer) and not shown["missing"]):
            self.press("Space")
        elif answer is None or (shown["missing"] and not answer):
            self.press("F9")
        elif place is not None and shown["figure"] and place < 5:
            self.press(f"Key{'ASDFG'[place]}")
        elif place is not None and not shown["figure"] and place < 9:
            self.press(str(place + 1))
        else:
            if answer:
                self.type(answer)
            else:
                self.press("Delete")
            self.press("Control+Enter")
        tally.keys.append(self.pressed)
        return True
