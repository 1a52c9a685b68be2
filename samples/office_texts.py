"""What the reports of a made-up office say under each heading: in full, thinly or not at all."""

from __future__ import annotations

import random
from collections.abc import Mapping

from samples.office import Sent

HEADINGS = ("I", "II", "II.1", "II.2", "III", "III.1", "III.2", "IV", "V", "V.1", "V.2", "V.3")
"""The outline of the office's campaign."""

FULL = (
    "Cấp ủy đã tổ chức quán triệt đến các chi bộ, phân công người theo dõi từng loại hình kinh tế, kiểm tra "
    "định kỳ và báo cáo kết quả; những khó khăn còn lại được nêu ở phần sau."
)
THIN = "Không có."
_SHARES = {FULL: 80, THIN: 10, "": 10}  # of a hundred answers


def varied_texts(sent: Sent) -> Mapping[str, str]:
    """The texts of one report by heading; a heading over others has at least a short one, like a real one."""
    rng = random.Random(f"{sent.unit}/{sent.period}")
    drawn = {item: rng.choices(list(_SHARES), list(_SHARES.values()))[0] for item in HEADINGS}
    upper = {item.partition(".")[0] for item in HEADINGS if "." in item}
    return {item: text or THIN for item, text in drawn.items() if text or item in upper}
