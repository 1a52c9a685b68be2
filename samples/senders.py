"""Who sends a report: its name, number code, place, signatory and seal."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from samples.wording import upper

BLOC_SHARE = 0.12
BOARD = "Ban Chỉ đạo về xây dựng tổ chức đảng, đoàn thể trong các đơn vị kinh tế tư nhân"
COMMITTEE = {"huyện": "Huyện ủy", "thị xã": "Thị ủy", "thành phố": "Thành ủy"}
DISTRICT_CODE = {"huyện": "HU", "thị xã": "TU", "thành phố": "TU"}


@dataclass(frozen=True)
class Sender:
    """A committee that reports, as its letterhead, sentences and seal name it."""

    parent: str
    issuer: str
    code: str
    place: str
    subject: str
    region: str
    places: tuple[str, ...]
    authority: str
    roles: tuple[str | None, ...]
    seal_lines: tuple[str, ...]
    recipients: tuple[str, ...]


def person(people: dict[str, list[str]], rng: random.Random) -> str:
    """A made-up full name."""
    kind = "men" if rng.random() < 0.65 else "women"
    return " ".join(
        (
            rng.choice(people["surnames"]),
            rng.choice(people[f"{kind}_middle"]),
            rng.choice(people[kind]),
        )
    )


def choose_sender(data: dict[str, Any], province: str, level: str, rng: random.Random) -> Sender:
    """A sender of a level: "commune", "district", "board" (a steering board) or "office"."""
    where = data["provinces"][province]
    if level == "office":
        return office(where, rng)
    if level == "district" and rng.random() < BLOC_SHARE:
        return bloc(where, rng)
    name = rng.choice(sorted(where["districts"]))
    district = where["districts"][name]
    communes = tuple(district["communes"])
    committee = COMMITTEE[district["kind"]]
    if level == "commune":
        return commune(rng.choice(communes), f"{committee} {name}", rng)
    region = f"{district['kind']} {name}"
    common = {"place": name, "region": region, "places": communes}
    if level == "board":
        return Sender(
            parent=upper(f"{committee} {name}"),
            issuer=upper(BOARD),
            code="BCĐ",
            subject=f"Ban Chỉ đạo {region}",
            authority="T/M BAN CHỈ ĐẠO",
            roles=("TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC"),
            seal_lines=("BAN CHẤP HÀNH", "ĐẢNG BỘ", upper(name)),
            recipients=("Ban Tổ chức Tỉnh ủy,", "Thường trực cấp ủy,", "Thành viên Ban Chỉ đạo,", "Lưu BTC."),
            **common,
        )
    return Sender(
        parent=upper(f"Tỉnh ủy {where['name']}"),
        issuer=upper(f"{committee} {name}"),
        code=DISTRICT_CODE[district["kind"]],
        subject=f"Ban Thường vụ {committee} {name}",
        authority="T/M BAN THƯỜNG VỤ",
        roles=("BÍ THƯ", "PHÓ BÍ THƯ", "PHÓ BÍ THƯ", "PHÓ BÍ THƯ THƯỜNG TRỰC", None),
        seal_lines=("BAN CHẤP HÀNH", f"ĐẢNG BỘ {upper(district['kind'])}", upper(name)),
        recipients=("Ban Thường vụ Tỉnh ủy (b/c),", "Ban Tổ chức Tỉnh ủy,", "Các đồng chí UVBTV,", "Lưu VT."),
        **common,
    )


def commune(name: str, district: str, rng: random.Random) -> Sender:
    places = ("Đông", "Tây", "Thượng", "Hạ", "An Hòa", "Phước Lộc", "số 1", "số 2", "thôn 3", "Tân Mỹ")
    return Sender(
        parent=upper(district),
        issuer=upper(f"Đảng ủy xã {name}"),
        code="ĐU",
        place=name,
        subject=f"Đảng ủy xã {name}",
        region=f"xã {name}",
        places=places,
        authority=rng.choice(["T/M ĐẢNG ỦY", "T/M ĐẢNG ỦY", "T/M BAN CHẤP HÀNH", "T/M BAN THƯỜNG VỤ"]),
        roles=("BÍ THƯ", "PHÓ BÍ THƯ", "PHÓ BÍ THƯ TT"),
        seal_lines=("BAN CHẤP HÀNH", "ĐẢNG BỘ XÃ", upper(name)),
        recipients=(f"Ban Tổ chức {district.split()[0]} ủy,", "Các chi bộ trực thuộc,", "Lưu Đảng ủy."),
    )


def bloc(where: dict[str, Any], rng: random.Random) -> Sender:
    places = tuple(c for d in where["districts"].values() for c in d["communes"])
    return Sender(
        parent=upper(f"Tỉnh ủy {where['name']}"),
        issuer=upper(f"Đảng ủy {where['bloc']}"),
        code="ĐUK",
        place=where["name"],
        subject="Ban Thường vụ Đảng ủy Khối",
        region="Khối",
        places=tuple(rng.sample(places, 8)),
        authority="T/M BAN THƯỜNG VỤ",
        roles=("BÍ THƯ", "PHÓ BÍ THƯ"),
        seal_lines=("BAN CHẤP HÀNH", "ĐẢNG BỘ KHỐI", upper(where["name"])),
        recipients=("Ban Tổ chức Tỉnh ủy,", "Các chi, đảng bộ trực thuộc,", "Lưu VPĐUK."),
    )


def office(where: dict[str, Any], rng: random.Random) -> Sender:
    name = rng.choice(where["offices"])
    return Sender(
        parent=upper(f"Đảng ủy {where['bloc']} tỉnh {where['name']}"),
        issuer=upper(f"Đảng ủy {name}"),
        code="ĐU",
        place=where["name"],
        subject=f"Đảng ủy {name}",
        region=name,
        places=(),
        authority="T/M ĐẢNG ỦY",
        roles=("BÍ THƯ", "PHÓ BÍ THƯ"),
        seal_lines=("ĐẢNG ỦY", *split_name(upper(name))),
        recipients=("Ban Thường vụ Đảng ủy Khối,", "Các chi bộ,", "Lưu VP."),
    )


def split_name(name: str) -> tuple[str, ...]:
    words = name.split()
    half = (len(words) + 1) // 2
    return (" ".join(words[:half]), " ".join(words[half:])) if len(words) > 2 else (name,)
