from __future__ import annotations

import pytest

from samples import marks
from samples.turns import pages_of_kinds

pytestmark = pytest.mark.skipif(
    not (marks.FONT_FOLDER / "Tinos-Regular.ttf").exists(), reason="Debian's fonts-croscore is not installed"
)


def test_every_kind_of_page_is_drawn_upright() -> None:
    kinds = dict(pages_of_kinds(41, 50))
    assert {"text", "signature block", "one line", "stamp alone"} <= set(kinds)
    ink = {name: int((picture.min(axis=2) < 200).sum()) for name, picture in kinds.items()}
    assert all(ink.values())
    assert ink["one line"] < ink["signature block"] < ink["text"]
    top = kinds["one line"].min(axis=2)[: kinds["one line"].shape[0] // 2]
    assert (top < 200).sum() == ink["one line"]
