"""Scores -> calibrated probability -> status. The only place where a status is decided.

Every finder leaves signals where they arise. Here a logistic model per kind of finding, fitted on
generated reports whose truth is known (``make calibrate``), turns them into the probability that the
value is right. Doubts and failed checks send a field to a person whatever its probability.

Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999; Niculescu-Mizil and Caruana,
ICML 2005.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extraction.calibration_data import THRESHOLD, WEIGHTS
from extraction.model import Check, Field, FieldStatus, Finding
from ocr.model import Page

DEFAULT_THRESHOLD = THRESHOLD
"""Least probability of an accepted field where no campaign says otherwise; it follows from a target for
escaped errors (``samples.calibrate``)."""

PASSAGES = frozenset({"text", "stt"})
PASSAGE_THRESHOLD = 0.85
"""Least share of right words of a section's text, and of an ordinal: they are read by people, never compiled,
so a misread letter does no harm, and asking about each would bury the questions that matter."""

UNKNOWN_KIND = (0.0, MappingProxyType[str, float]({}))
"""A kind without a model is even odds: never accepted by itself."""

NEAR_ONE = 0.001
"""Keeps the logarithm of a signal's distance from 1 finite; finer than any reader's own confidence."""

COMPUTED = frozenset({"digital_signature"})
"""Kinds that are computed from the file's bytes, not read: right unless a doubt says otherwise."""

CEILING = 0.9999
"""No machine reading is given more than this."""


def features(signals: Mapping[str, float], doubts: Sequence[str]) -> dict[str, float]:
    """What the models see of a finding.

    Each signal stands as it is and, marked ``^``, as the order of magnitude of its distance from 1: the
    step from 0.99 to 0.999 tells as much as that from 0.9 to 0.99. Doubts count as one signal.
    """
    out = {"doubts": float(min(2, len(doubts)))}
    for name, value in signals.items():
        out[name] = value
        if 0.0 <= value <= 1.0:
            out[name + "^"] = -math.log10(1.0 - value + NEAR_ONE) / 3.0
    return out


def probability(kind: str, signals: Mapping[str, float], doubts: Sequence[str] = ()) -> float:
    """The calibrated probability, 0..1, that a finding of this kind with these signals is right."""
    if kind in COMPUTED:
        return CEILING
    bias, weights = WEIGHTS.get(kind, UNKNOWN_KIND)
    seen = features(signals, doubts)
    z = bias + sum(weight * seen.get(name, 0.0) for name, weight in weights.items())
    return min(CEILING, 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z)))))


def settle(
    findings: Sequence[Finding],
    checks: Sequence[Check],
    pages: Sequence[Page],
    *,
    threshold: float | None = None,
) -> tuple[Field, ...]:
    """Give every finding its confidence and status.

    Accepted means: probability at or over the threshold, no doubt, and no failed check. What was looked
    for and not found is ``missing``, which is a question to the reviewer, never a silent no.

    Args:
        findings: One per field; paths are unique.
        checks: All checks of the submission; the paths of a failed one are doubted.
        pages: To turn boxes into fractions of the file's page.
        threshold: The campaign's; ``DEFAULT_THRESHOLD`` if None.
    """
    least = DEFAULT_THRESHOLD if threshold is None else threshold
    failed = {path for check in checks if not check.ok for path in check.paths}
    by_number = {page.number: page for page in pages}
    return tuple(_settled(finding, finding.path in failed, by_number, least) for finding in findings)


def _settled(finding: Finding, check_fails: bool, pages: Mapping[int, Page], threshold: float) -> Field:
    confidence = probability(finding.kind, finding.signals, finding.doubts)
    doubts = finding.doubts
    if check_fails and "check_fails" not in doubts:
        doubts = (*doubts, "check_fails")
    if finding.kind in PASSAGES:
        threshold, confidence = PASSAGE_THRESHOLD, finding.signals.get("ocr", confidence)
    if not finding.found:
        status = FieldStatus.MISSING
    elif doubts or confidence < threshold:
        status = FieldStatus.REVIEW
    else:
        status = FieldStatus.ACCEPTED
    page = pages.get(finding.page) if finding.page is not None else None
    return Field(
        path=finding.path,
        value=finding.value,
        raw=finding.raw,
        confidence=round(confidence, 4),
        status=status,
        page=finding.page,
        bbox=page.in_file(finding.box) if page and finding.box else None,
        candidates=finding.candidates,
        doubts=doubts,
        unit=finding.unit,
        sentence=finding.sentence,
    )
