"""A campaign as the rows of its editor, and back.

Trees become lists of rows with a depth, texts of several values become lines. What the editor does not show
(rules, entries of a later version of the format) is taken over from the campaign that was opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

TREES = {"outline": "id", "columns": "key"}
HEAD = ("id", "number", "issuer", "province", "date", "title", "as_of", "threshold", "before_day")
LINES = ("recipients", "periods", "notes")
_LIST_FIELDS = ("aliases", "patterns")
_NULLABLE = frozenset({"number", "date", "as_of", "due", "period", "unit", "same_as"})
_DEFAULTS: Mapping[str, Any] = {"required": True, "open": True, "type": "count", "before_day": "included"}


def rows_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the editor shows: ``head``, ``lines``, and rows for outline, forms, figures and deadlines."""
    return {
        "head": {name: _text(data.get(name, _DEFAULTS.get(name))) for name in HEAD},
        "lines": {name: "\n".join(data.get(name, ())) for name in LINES},
        "outline": _flat(data.get("outline", ())),
        "forms": [
            {
                "id": form["id"],
                "title": form["title"],
                "columns": _flat(form.get("columns", ())),
                "groups": [_shown(group) for group in form.get("groups", ())],
            }
            for form in data.get("forms", ())
        ],
        "figures": [_shown(figure) for figure in data.get("figures", ())],
        "deadlines": [_shown(deadline) for deadline in data.get("deadlines", ())],
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
    data["outline"] = _tree(rows.get("outline", []), _by(opened.get("outline", ()), "id"), "id")
    forms = {form["id"]: form for form in opened.get("forms", ())}
    data["forms"] = [_form(form, forms.get(str(form.get("id")), {})) for form in rows.get("forms", [])]
    figures = {(f["section"], f["name"]): f for f in opened.get("figures", ())}
    data["figures"] = [
        _entry(row, figures.get((row.get("section"), row.get("name")), {})) for row in rows.get("figures", [])
    ]
    data["deadlines"] = [_entry(row, {}) for row in rows.get("deadlines", [])]
    for name in ("forms", "figures", "deadlines"):
        if not data[name] and name not in opened:
            del data[name]
    return data


def _form(row: Mapping[str, Any], opened: Mapping[str, Any]) -> Row:
    form = {**opened, "id": str(row.get("id", "")).strip(), "title": str(row.get("title", "")).strip()}
    form["columns"] = _tree(row.get("columns", []), _by(opened.get("columns", ()), "key"), "key")
    groups = {group["key"]: group for group in opened.get("groups", ())}
    form["groups"] = [_entry(group, groups.get(group.get("key"), {})) for group in row.get("groups", [])]
    if not form["groups"] and "groups" not in opened:
        del form["groups"]
    return form


def _flat(items: Sequence[Mapping[str, Any]], depth: int = 0) -> list[Row]:
    found: list[Row] = []
    for item in items:
        found.append({"depth": depth, **_shown({k: v for k, v in item.items() if k != "children"})})
        found += _flat(item.get("children", ()), depth + 1)
    return found


def _shown(item: Mapping[str, Any]) -> Row:
    return {key: "\n".join(value) if key in _LIST_FIELDS else value for key, value in item.items()}


def _tree(rows: Sequence[Mapping[str, Any]], opened: Mapping[str, Mapping[str, Any]], key: str) -> list[Row]:
    """Nest rows by their depth; a row deeper than the one above allows goes as deep as it may."""
    roots: list[Row] = []
    stack: list[Row] = []
    for row in rows:
        depth = min(int(row.get("depth") or 0), len(stack))
        before = opened.get(str(row.get(key) or ""), {}) if row.get(key) else {}
        item = _entry({k: v for k, v in row.items() if k != "depth"}, {**before, "children": None})
        item.pop("children", None)
        del stack[depth:]
        if stack:
            stack[-1].setdefault("children", []).append(item)
        else:
            roots.append(item)
        stack.append(item)
    return roots


def _entry(row: Mapping[str, Any], opened: Mapping[str, Any]) -> Row:
    item = dict(opened)
    for name, value in row.items():
        _set(item, name, _lines(value) if name in _LIST_FIELDS else _typed(name, value))
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


def _by(items: Sequence[Mapping[str, Any]], key: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for item in items:
        if item.get(key):
            found[str(item[key])] = item
        found |= _by(item.get("children", ()), key)
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)
