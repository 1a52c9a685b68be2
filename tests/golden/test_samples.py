"""The bundled samples, read whole by the real readers, against their truth.

Floors stand per sample, so that a bad page cannot hide in a mean. The samples are neither tuned nor judged
on; a floor is a little under what was measured when it was set, and only ever goes up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from samples.reading import CachingReader, load_truths, read_report
from samples.scoring import Score, score
from samples.summary import summarise
from service.settings import load_settings

REPORTS = Path(__file__).parent.parent.parent / "samples" / "reports"


@dataclass(frozen=True)
class Floor:
    """Least share of cells and headings right and of fields accepted; most fields accepted and wrong."""

    cells: float
    headings: float
    accepted: float
    escaped: int


FLOORS = {
    "r002": Floor(cells=1.0, headings=1.0, accepted=0.9, escaped=0),  # office scan
    "r004": Floor(cells=0.97, headings=0.95, accepted=0.8, escaped=1),  # fax, handwritten number and day
    "r005": Floor(cells=0.97, headings=0.95, accepted=0.8, escaped=1),  # three photos of one report
    "r006": Floor(cells=1.0, headings=1.0, accepted=0.9, escaped=0),  # straight from the computer
    "r007": Floor(cells=1.0, headings=0.95, accepted=0.7, escaped=1),  # a page upside down, a wrong sum
}


@pytest.fixture(scope="module")
def reader() -> Iterator[CachingReader]:
    reader = CachingReader(load_settings(workers=2), None)
    yield reader
    reader.close()


@cache
def truths() -> dict[str, dict[str, object]]:
    return {truth["id"]: truth for truth in load_truths(REPORTS)}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_sample_reads_as_well_as_it_did(name: str, reader: CachingReader) -> None:
    truth, floor = truths()[name], FLOORS[name]
    read: Score = score(truth, read_report(reader, truth, REPORTS))
    summary = summarise([read])
    wrong = [j.path for j in read.judgements if j.status == "accepted" and not j.right]
    assert summary.cells is not None and summary.cells >= floor.cells
    assert summary.headings is not None and summary.headings >= floor.headings
    assert summary.accepted_share is not None and summary.accepted_share >= floor.accepted, summary
    assert len(wrong) <= floor.escaped, wrong
