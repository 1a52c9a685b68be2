"""The table grid: a whole form beside its scan. Its cells are saved through the JSON API."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from extraction.campaign import Campaign
from service import submissions
from service.access.matrix import Action
from service.dependencies import SessionDep, WriteSessionDep, needs
from service.reviewing import leases
from service.routes.desk import DeskDep
from service.routes.pages_submissions import campaign_of
from service.views import FieldView
from service.web import formats
from service.web.grid import view_grid
from service.web.queues import next_with_doubtful_cells
from service.web.reasons import figures_of, reasons_of, rivals_of
from service.web.render import ScreenDep, cell_style

SHORTCUTS = (
    (("Space", "Ctrl Enter"), "confirm"),
    (("A S D F G", "1–9"), "take"),
    (("Enter", "Tab", "↑ ↓ ← →"), "move"),
    (("Ctrl ↓", "Ctrl ↑"), "next"),
    (("F2",), "edit"),
    (("Alt 1–9",), "choose"),
    (("F7",), "repair"),
    (("F8",), "illegible"),
    (("F9",), "not_on_paper"),
    (("Esc",), "restore"),
    (("Ctrl Z",), "undo"),
)

router = APIRouter(dependencies=[needs(Action.REVIEW)])


@router.get("/review/grid")
def any_grid(
    screen: ScreenDep, session: SessionDep, desk: DeskDep, campaign: str = "", after: int | None = None
) -> Response:
    """Lead to the report whose table waits next."""
    found = next_with_doubtful_cells(session, desk.reviewer, campaign_id=campaign or None, after=after)
    if found is None:
        return screen.show("grid_empty.html", section="review", row=None, left=screen.doubtful)
    return RedirectResponse(f"/review/grid/{found}", status_code=303)


@router.get("/review/grid/{submission_id}")
def grid(
    screen: ScreenDep,
    session: WriteSessionDep,
    desk: DeskDep,
    submission_id: int,
    form: str = "",
    field: int = 0,
) -> Response:
    detail = submissions.get_submission(session, submission_id)
    failing = frozenset(path for check in detail.checks if not check.ok for path in check.paths)
    campaign = campaign_of(session, detail.row.campaign_id)
    view = view_grid(detail.fields, detail.checks, campaign, form, cell_style(screen.language, failing))
    if view is None:
        return screen.show("grid_empty.html", section="review", row=detail.row, left=detail.row.doubtful)
    leases.take(session, view.cells, desk.reviewer, scope=desk.scope, seconds=desk.seconds)
    lent = leases.lent_to_others(session, view.cells, desk.reviewer)
    return screen.show(
        "grid.html",
        desk=desk,
        lent=lent,
        lent_by=sorted({one.who for one in lent.values()}),
        section="review",
        row=detail.row,
        view=view,
        here_field=field,
        page_sizes={page.number: (page.width, page.height) for page in detail.page_rows},
        reasons=lambda f: reasons_of(f, screen.language, failing=f.path in failing),
        rivals=lambda f: _readings(f, campaign),
        shortcuts=SHORTCUTS,
    )


def _readings(field: FieldView, campaign: Campaign | None) -> tuple[str, ...]:
    is_figure = formats.entry_kind(field, campaign) == "number"
    return figures_of(field.candidates) if is_figure else rivals_of(field.candidates)
