"""JSON API: campaigns."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from extraction.campaign_format import campaign_to_dict
from service import campaigns
from service.dependencies import SessionDep
from service.routes.api_submissions import View, as_json

router = APIRouter(tags=["campaigns"])


@router.get("/campaigns", dependencies=View)
def list_campaigns(session: SessionDep) -> list[dict[str, Any]]:
    return [as_json(row) for row in campaigns.list_campaigns(session)]


@router.get("/campaigns/detail", dependencies=View)
def get_campaign(session: SessionDep, id: str) -> dict[str, Any]:
    """A campaign in the form of its file; the id stands in the query because it holds slashes."""
    return campaign_to_dict(campaigns.get_campaign(session, id))
