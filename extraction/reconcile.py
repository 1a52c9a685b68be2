"""Figures in the text against totals of the form: the same number should be the same twice."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType

from extraction.campaign import Campaign
from extraction.model import Check, Finding


def compare_figures_with_forms(
    figures: Sequence[Finding], cells: Sequence[Finding], campaign: Campaign
) -> tuple[Check, ...]:
    """Check every figure that the campaign says must equal a form's total (``Figure.same_as``).

    A total is what the form's group rows add up to. The check names the figure and the group cells, so
    that a person who settles it sees both sides; where either side is missing there is nothing to check.

    Args:
        figures: Findings of running text, path ``figure.<section>.<name>``.
        cells: Findings of the forms, path ``table.<form>.<n>.<column>``; those of group rows carry the
            signal ``group`` = 1.
        campaign: Says which figure equals which total.
    """
    found = {finding.path: finding for finding in figures if isinstance(finding.value, Decimal)}
    checks = []
    for figure in campaign.figures:
        finding = found.get(f"figure.{figure.section}.{figure.name}")
        if finding is None or figure.same_as is None:
            continue
        form, column = figure.same_as.rsplit(".", 1)
        parts = [
            cell
            for cell in cells
            if cell.path.startswith(f"table.{form}.")
            and cell.path.endswith(f".{column}")
            and cell.signals.get("group") == 1.0
        ]
        if not parts:
            continue
        total = sum((part.value for part in parts if isinstance(part.value, Decimal)), Decimal(0))
        checks.append(
            Check(
                name=f"text:{figure.section}.{figure.name}={figure.same_as}",
                ok=finding.value == total,
                code="figure_equals_form",
                paths=(finding.path, *(part.path for part in parts)),
                facts=MappingProxyType({"text": str(finding.value), "form": str(total)}),
            )
        )
    return tuple(checks)
