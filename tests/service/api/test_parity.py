"""What a page does a program can do too: each form of the pages has its peer in the JSON API."""

from __future__ import annotations

from fastapi.routing import APIRoute

from service.app import _API
from service.routes import pages

PEERS = {
    "/account/keys": "POST /tokens",
    "/account/keys/{token_id}/revoke": "DELETE /tokens/{token_id}",
    "/account/logins/end": "DELETE /me/sessions/{login_id}",
    "/account/password": "POST /me/password",
    "/administration/mails/{mail_id}/done": "POST /tray/mails/{mail_id}/done",
    "/administration/retention": "POST /retention",
    "/administration/webhooks": "POST /webhooks",
    "/administration/webhooks/{webhook_id}/remove": "DELETE /webhooks/{webhook_id}",
    "/campaigns/edit": "PUT /campaigns/detail",
    "/campaigns/import": "POST /campaigns/file",
    "/campaigns/names/{name_id}": "POST /campaigns/names/{name_id}",
    "/campaigns/quality/choices": "PUT /quality/choices",
    "/campaigns/quality/draw": "POST /quality/draw",
    "/campaigns/quality/threshold": "POST /quality/threshold",
    "/campaigns/reread": "POST /campaigns/read-again",
    "/compiled/cuts": "POST /compiled/cuts",
    "/letters/template": "POST /letters/template",
    "/links": "POST /links",
    "/links/{link_id}/revoke": "DELETE /links/{link_id}",
    "/login": "POST /session",
    "/login/code": "POST /session",
    "/logout": "DELETE /session",
    "/people": "POST /users",
    "/people/{user_id}/disabled/{disabled}": "POST /users/{user_id}/disabled/{disabled}",
    "/people/{user_id}/reset": "POST /users/{name}/reset-password",
    "/people/{user_id}/role": "POST /users/{user_id}/role/{role}",
    "/people/{user_id}/sign-out": "POST /users/{user_id}/sign-out",
    "/plans": "POST /plans",
    "/plans/{plan_id}": "POST /plans/{plan_id}/confirm",
    "/plans/{plan_id}/discard": "DELETE /plans/{plan_id}",
    "/review/give-back": "POST /review/give-back",
    "/review/headings/{submission_id}": "POST /submissions/{submission_id}/headings",
    "/review/headings/{submission_id}/undo": "POST /review/undo",
    "/review/keep": "POST /review/next",
    "/review/undo": "POST /review/undo",
    "/review/wall": "POST /fields/{field_id}/settle",
    "/review/wall/undo": "POST /review/undo",
    "/review/{field_id}": "POST /fields/{field_id}/settle",
    "/samples": "POST /samples",
    "/send/{token}": "POST /submissions",
    "/submissions/{submission_id}/apart": "POST /submissions/{submission_id}/apart/{other}",
    "/submissions/{submission_id}/arrange": "PUT /submissions/{submission_id}/pages",
    "/submissions/{submission_id}/days": "PUT /submissions/{submission_id}/days",
    "/submissions/{submission_id}/delete": "DELETE /submissions/{submission_id}",
    "/submissions/{submission_id}/join": "POST /submissions/{submission_id}/join/{other}",
    "/submissions/{submission_id}/place": "PUT /submissions/{submission_id}/place",
    "/submissions/{submission_id}/read-again": "POST /submissions/{submission_id}/read-again",
    "/submissions/{submission_id}/restore": "POST /submissions/{submission_id}/restore",
    "/submissions/{submission_id}/return": "POST /submissions/{submission_id}/return",
    "/submissions/{submission_id}/split": "POST /submissions/{submission_id}/split",
    "/submissions/{submission_id}/stop": "POST /submissions/{submission_id}/stop",
    "/submissions/{submission_id}/take-back": "POST /submissions/{submission_id}/take-back",
    "/tracking/before": "PUT /expected/before",
    "/tracking/exception": "PUT /expected/{unit_id}",
    "/tracking/extension": "PUT /expected/{unit_id}/extension",
    "/tracking/units": "PUT /expected",
    "/tray": "POST /tray/take",
    "/tray/bring-back": "POST /tray/bring-back",
    "/units/import": "POST /units/import",
    "/units/import/apply": "POST /units/import",
    "/units/save": "PUT /units/{unit_id}",
    "/units/{unit_id}/end": "POST /units/{unit_id}/end",
    "/units/{unit_id}/rename": "POST /units/{unit_id}/rename",
    "/upload": "POST /submissions",
}
"""The form of a page and the operation below ``/api/v1`` that does the same."""

OF_THE_BROWSER = {
    "/preferences": "language and colours of this browser, kept in its own cookies",
    "/account/second-factor": "shows a picture for a phone, confirmed by the person who holds it",
    "/account/second-factor/confirm": "a code from that phone",
    "/account/second-factor/off": "asks for the person's password and code",
}
"""Forms that do nothing that a program could want, and why."""


def _forms() -> set[str]:
    routes = (route for module in pages._MODULES for route in module.router.routes)
    return {r.path for r in routes if isinstance(r, APIRoute) and r.methods - {"GET", "HEAD"}}


def _operations() -> set[str]:
    routes = (route for module in _API for route in module.router.routes)
    return {f"{method} {r.path}" for r in routes if isinstance(r, APIRoute) for method in r.methods}


def test_every_form_of_a_page_has_its_peer_in_the_api() -> None:
    assert _forms() - set(PEERS) - set(OF_THE_BROWSER) == set()


def test_every_peer_is_there_and_every_form_named_still_exists() -> None:
    assert set(PEERS.values()) - _operations() == set()
    assert set(PEERS) | set(OF_THE_BROWSER) == _forms()
