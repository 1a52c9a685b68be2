"""The provinces and cities of Việt Nam, those that merged on 01/7/2025 among them: old plans name them.

Source: Nghị quyết 202/2025/QH15 (34 since then); Nghị quyết 15/2008/QH12 (63 before).
"""

from __future__ import annotations

from functools import lru_cache

from extraction.text import fold

PROVINCES = (
    "An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre",
    "Bình Dương", "Bình Định", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng",
    "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam",
    "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hồ Chí Minh", "Huế",
    "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng",
    "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ", "Phú Yên", "Quảng Bình",
    "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La", "Tây Ninh",
    "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh", "Tuyên Quang",
    "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip

_BEFORE = ("tinh", "thanh pho", "tinh uy", "thanh uy", "dang bo tinh", "tp")
_NOT_PLACES = ("tu tuong", "dao duc", "chu tich", "phong cach")  # before a name that is a person's


def province_in(text: str) -> str | None:
    """The province that a text names: after "tỉnh", "Tỉnh ủy" and the like, or at its very beginning.

    >>> province_in("TỈNH ỦY HƯNG YÊN"), province_in("tư tưởng Hồ Chí Minh")
    ('Hưng Yên', None)
    """
    folded = f" {fold(text)} "
    best: tuple[int, str] | None = None
    for name, plain in _folded():
        place = folded.find(f" {plain} ")
        if place < 0:
            continue
        before = folded[:place].strip()
        named = before == "" or before.endswith(_BEFORE)
        if named and not before.endswith(_NOT_PLACES) and (best is None or place < best[0]):
            best = place, name
    return best[1] if best else None


@lru_cache(maxsize=1)
def _folded() -> tuple[tuple[str, str], ...]:
    return tuple((name, fold(name)) for name in PROVINCES)
