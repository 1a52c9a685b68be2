"""HTTP in: the bodies that the JSON API takes. What goes out are the views themselves."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.access.matrix import Action, Role
from service.reviews import Verdict

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Reason = Annotated[str, StringConstraints(max_length=1000)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LoginIn(Body):
    name: Name
    password: Secret
    code: str = ""


class PasswordIn(Body):
    old: Secret
    new: Secret


class TokenIn(Body):
    label: Name
    scopes: list[Action] | None = None
    days: int | None = None


class UserIn(Body):
    name: Name
    display_name: str = ""
    role: Role
    unit: str | None = None


class ReadAgainIn(Body):
    campaign: str | None = None


class SettleIn(Body):
    verdict: Verdict
    version: int
    text: str | None = None
    reason: str = ""


class UndoIn(Body):
    submission: int | None = None


class CampaignIn(Body):
    campaign: dict[str, Any]
    base: int | None = None


class ChoicesIn(Body):
    twice: list[str] = []
    twice_share: float = 0.0
    sample_share: float = 0.0
    seed: int = 1


class ThresholdIn(Body):
    threshold: float


class TrayIdsIn(Body):
    """Files of the tray."""

    ids: list[int] = Field(min_length=1, max_length=200)


class TrayTakeIn(TrayIdsIn):
    """Files of the tray that become reports; ``campaign`` where it is known."""

    campaign: str | None = None
    together: bool = False


class EraseIn(Body):
    """How many reports are due, as a sign that somebody looked."""

    reports: int = Field(ge=1)


class WebhookIn(Body):
    """An address that wants to be told of these events."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    events: list[Literal["read", "reviewed", "exported"]] = Field(min_length=1, max_length=3)
