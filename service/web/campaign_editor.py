"""What the page of the campaign editor shows beside the rows: choices, evidence, the place of a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from service.campaign_rows import FIELDS, data_of, place_of, rows_of
from service.i18n import Language
from service.plan_drafts import PlanView
from service.plan_reading import doubts_said

CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": ("ordinal", "label", "count", "percent", "text"),
    "level": ("grassroots", "district", "province", "member", "milestone"),
    "before_day": ("included", "excluded"),
}
MORE: Mapping[str, tuple[str, ...]] = {
    "outline": ("aliases",),
    "columns": ("aliases", "unit"),
    "groups": ("aliases",),
    "figures": ("patterns", "same_as"),
    "deadlines": ("reading",),
}
"""Fields that stand folded away below the others of their row."""

NEW_FORM: Mapping[str, Any] = {
    "id": "bieu-1",
    "title": "",
    "columns": [
        {"key": "stt", "title": "Số TT", "type": "ordinal", "depth": 0},
        {"key": "label", "title": "", "type": "label", "depth": 0},
    ],
    "groups": [],
}
"""What a form that a person adds begins with."""

HEAD_PARTS = ("number", "issuer", "province", "date", "title", "as_of")


def editor_context(
    data: Mapping[str, Any], language: Language, plan: PlanView | None = None, rows: Any = None
) -> dict[str, Any]:
    """The names that the editor's template uses; ``rows`` are a person's own where saving was refused."""
    parts = {part["path"]: part for part in (plan.draft or {}).get("parts", ())} if plan else {}

    def evidence(path: str) -> dict[str, Any] | None:
        part = parts.get(path)
        if part is None or plan is None:
            return None
        crop = None
        if part["page"] and part["bbox"]:
            box = dict(zip(("x0", "y0", "x1", "y1"), part["bbox"], strict=True))
            crop = f"/plans/{plan.id}/crop?{urlencode({'page': part['page'], **box})}"
        return {**part, "said": doubts_said((plan.draft or {})["campaign"], part, language), "crop": crop}

    shown = rows or rows_of(data)
    paths = {
        "outline": [f"outline.{row.get('id')}" for row in shown["outline"]],
        "forms": [f"forms.{form.get('id')}" for form in shown["forms"]],
        "deadlines": [f"deadlines.{row.get('was')}" for row in shown["deadlines"]],
        "figures": [f"figures.{row.get('was')}" for row in shown["figures"]],
    }
    evidences = {
        kind: {i: told for i, path in enumerate(listed) if (told := evidence(path)) is not None}
        for kind, listed in paths.items()
    }
    head = {name: told for name in HEAD_PARTS if (told := evidence(name)) is not None}
    return {
        "rows": shown,
        "plan": plan,
        "choices": CHOICES,
        "shown": {kind: [n for n in names if n not in MORE[kind]] for kind, names in FIELDS.items()},
        "more": MORE,
        "new_form": NEW_FORM,
        "evidences": evidences,
        "head_evidence": head,
    }


def anchor_of(rows: Mapping[str, Any], opened: Mapping[str, Any], entry: str) -> str:
    """The id of the element on the page where a mistake stands, "" where it is not one row's."""
    place = place_of(data_of(rows, opened), entry)
    if place is None:
        return (
            f"head-{entry}" if entry.replace("_", "").isalpha() and entry not in ("outline", "forms") else ""
        )
    kind, row = place
    return kind if kind.startswith("forms") and "-" not in kind[6:] else f"{kind}-{row}"
