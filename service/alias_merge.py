"""Accepted names put into a campaign's data, for the processes that read reports."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.alias_record import AliasRecord

ACCEPTED = "accepted"


def accepted_names(session: Session) -> dict[str, list[AliasRecord]]:
    """The names in effect, by campaign."""
    found: dict[str, list[AliasRecord]] = {}
    query = select(AliasRecord).where(AliasRecord.state == ACCEPTED).order_by(AliasRecord.id)
    for row in session.scalars(query):
        found.setdefault(row.campaign_id, []).append(row)
    return found


def with_names(data: Mapping[str, Any], names: Sequence[AliasRecord]) -> dict[str, Any]:
    """A campaign's data with learned names among the aliases; the data given stays as it is.

    A name whose target the campaign no longer has is left out.
    """
    merged: dict[str, Any] = copy.deepcopy(dict(data))
    places: dict[tuple[str, str], dict[str, Any]] = {
        ("heading", item["id"]): item for item in _tree(merged.get("outline", ()))
    }
    for form in merged.get("forms", ()):
        places |= {("column", f"{form['id']}.{c['key']}"): c for c in _tree(form["columns"]) if c.get("key")}
        places |= {("row", f"{form['id']}.{g['key']}"): g for g in form.get("groups", ())}
    for name in names:
        place = places.get((name.kind, name.target))
        if place is not None and name.text not in place.get("aliases", ()):
            place["aliases"] = [*place.get("aliases", ()), name.text]
    return merged


def _tree(items: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield item
        yield from _tree(item.get("children", ()))
