"""A campaign as the rows of its editor, and back.

Trees become lists of rows with a depth, texts of several values become lines. What the editor does not show
(rules, entries of a later version of the format) is taken over from the campaign that was opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

HEAD = ("id", "number", "issuer", "province", "date", "title", "as_of", "threshold", "before_day")
LINES = ("recipients", "periods", "notes")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "outline": ("id", "numeral", "title", "required", "aliases"),
    "columns": ("key", "title", "type", "unit", "aliases"),
    "groups": ("key", "title", "open", "aliases"),
    "figures": ("section", "name", "title", "unit", "patterns", "same_as"),
    "deadlines": ("level", "sender", "due", "period", "words", "reading"),
}
"""What the editor shows of each kind of row; anything else an item has stays as it was."""

_LIST_FIELDS = ("aliases", "patterns")
_NULLABLE = frozenset({"number", "date", "as_of", "due", "period", "unit", "same_as"})
_DEFAULTS: Mapping[str, Any] = {"required": True, "open": True, "type": "count", "before_day": "included"}


def rows_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the editor shows: ``head``, ``lines``, and rows for outline, forms, figures and deadlines."""
    return {
        "head": {name: _text(data.get(name, _DEFAULTS.get(name))) for name in HEAD},
        "lines": {name: "\n".join(data.get(name, ())) for name in LINES},
        "outline": _flat("outline", data.get("outline", ())),
        "forms": [
            {
                "was": form["id"],
                "id": form["id"],
                "title": form["title"],
                "columns": _flat("columns", form.get("columns", ())),
                "groups": _listed("groups", form.get("groups", ())),
            }
            for form in data.get("forms", ())
        ],
        "figures": _listed("figures", data.get("figures", ())),
        "deadlines": _listed("deadlines", data.get("deadlines", ())),
    }


def data_of(rows: Mapping[str, Any], opened: Mapping[str, Any]) -> dict[str, Any]:
    """The campaign's plain data after editing; the format's own check comes after this.

    Args:
        rows: As ``rows_of`` gave them, changed by a person.
        opened: The campaign as it was opened, for what the editor does not show.
    """
    data = dict(opened)
    for name, text in dict(rows.get("head", {})).items():
        if name in HEAD:
            _set(data, name, _typed(name, text))
    for name, text in dict(rows.get("lines", {})).items():
        if name in LINES:
            _set(data, name, _lines(text))
    data["outline"] = _tree("outline", rows.get("outline", []), opened.get("outline", ()))
    forms = {str(form["id"]): form for form in opened.get("forms", ())}
    data["forms"] = [_form(form, forms.get(str(form.get("was")), {})) for form in rows.get("forms", [])]
    for kind in ("figures", "deadlines"):
        data[kind] = _entries(kind, rows.get(kind, []), opened.get(kind, ()))
    for name in ("forms", "figures", "deadlines"):
        if not data[name] and name not in opened:
            del data[name]
    return data


def _form(row: Mapping[str, Any], opened: Mapping[str, Any]) -> Row:
    form = {**opened, "id": str(row.get("id", "")).strip(), "title": str(row.get("title", "")).strip()}
    form["columns"] = _tree("columns", row.get("columns", []), opened.get("columns", ()))
    form["groups"] = _entries("groups", row.get("groups", []), opened.get("groups", ()))
    if not form["groups"] and "groups" not in opened:
        del form["groups"]
    return form


def _listed(kind: str, items: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [_shown(kind, item, str(place)) for place, item in enumerate(items)]


def _flat(kind: str, items: Sequence[Mapping[str, Any]], depth: int = 0, above: str = "") -> list[Row]:
    found: list[Row] = []
    for place, item in enumerate(items):
        was = f"{above}{place}"
        found.append({"depth": depth, **_shown(kind, item, was)})
        found += _flat(kind, item.get("children", ()), depth + 1, f"{was}.")
    return found


def _shown(kind: str, item: Mapping[str, Any], was: str) -> Row:
    row: Row = {"was": was}
    for name in FIELDS[kind]:
        value = item.get(name, _DEFAULTS.get(name))
        row[name] = "\n".join(value or ()) if name in _LIST_FIELDS else "" if value is None else value
    return row


def _tree(kind: str, rows: Sequence[Mapping[str, Any]], opened: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Nest rows by their depth; a row deeper than the one above allows goes as deep as it may."""
    before = _by_place(opened)
    roots: list[Row] = []
    stack: list[Row] = []
    for row in rows:
        depth = min(int(row.get("depth") or 0), len(stack))
        item = _entry(kind, row, before.get(str(row.get("was")), {}))
        item.pop("children", None)
        del stack[depth:]
        (stack[-1].setdefault("children", []) if stack else roots).append(item)
        stack.append(item)
    return roots


def _entries(kind: str, rows: Sequence[Mapping[str, Any]], opened: Sequence[Mapping[str, Any]]) -> list[Row]:
    before = _by_place(opened)
    return [_entry(kind, row, before.get(str(row.get("was")), {})) for row in rows]


def _entry(kind: str, row: Mapping[str, Any], opened: Mapping[str, Any]) -> Row:
    item = dict(opened)
    for name in FIELDS[kind]:
        if name in row:
            _set(item, name, _lines(row[name]) if name in _LIST_FIELDS else _typed(name, row[name]))
    return item


def _set(item: Row, name: str, value: Any) -> None:
    """Put a value in its place; one that says nothing is left out, as a file would leave it out."""
    silent = value is None or value == [] or (value == "" and name not in ("id", "title", "key"))
    if (silent and name not in ("number", "date", "due")) or (name in _DEFAULTS and value == _DEFAULTS[name]):
        item.pop(name, None)
    else:
        item[name] = value


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    text = str(value if value is not None else "").strip()
    if name in _NULLABLE:
        return text or None
    if name == "threshold":
        try:
            return float(text.replace(",", ".")) if text else None
        except ValueError:
            return text
    return text


def _lines(text: Any) -> list[str]:
    lines = text if isinstance(text, list) else str(text or "").splitlines()
    return [line.strip() for line in lines if str(line).strip()]


def _by_place(items: Sequence[Mapping[str, Any]], above: str = "") -> dict[str, Mapping[str, Any]]:
    """Items by where they stood when the editor was opened ("1.0" is the first child of the second)."""
    found: dict[str, Mapping[str, Any]] = {}
    for place, item in enumerate(items):
        found[f"{above}{place}"] = item
        found |= _by_place(item.get("children", ()), f"{above}{place}.")
    return found


def place_of(data: Mapping[str, Any], entry: str) -> tuple[str, int] | None:
    """The list and the row of the editor that a faulty entry stands in, None for one of the head.

    >>> place_of({"outline": [{"children": [{}]}, {}]}, "outline[1].title")
    ('outline', 2)
    """
    found = re.match(r"(outline|figures|deadlines|forms)\[(\d+)\](.*)", entry)
    if not found:
        return None
    kind, place, rest = found[1], int(found[2]), found[3]
    if kind == "forms":
        inner = re.match(r"\.(columns|groups)", rest)
        return f"forms-{place}-{inner[1]}" if inner else f"forms-{place}", 0
    if kind != "outline":
        return kind, place
    places = [place, *(int(n) for n in re.findall(r"children\[(\d+)\]", rest))]
    wanted = ".".join(map(str, places))
    order = list(_by_place(data.get("outline", ())))
    return kind, order.index(wanted) if wanted in order else 0


def _text(value: Any) -> str:
    return "" if value is None else str(value)
