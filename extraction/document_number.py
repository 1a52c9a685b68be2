"""Document numbers: Party "205-KH/TU", State "30/BC-UBND", and the mixtures that people write.

The number itself may be left out (a draft) or written by hand. OCR loses the stroke of "Đ" and puts
spaces round marks; kinds and issuers are therefore compared with the abbreviations in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from extraction.text import nfc

# Guidance 36-HD/VPTW (2018) and Decree 30/2020/NĐ-CP, appendix III; the plans use some of both.
KINDS = (
    ("NQ", "nghị quyết"),
    ("CT", "chỉ thị"),
    ("QĐ", "quyết định"),
    ("QĐi", "quy định"),
    ("QyĐ", "quy định"),
    ("QC", "quy chế"),
    ("KL", "kết luận"),
    ("KH", "kế hoạch"),
    ("CTr", "chương trình"),
    ("CTHĐ", "chương trình hành động"),
    ("ĐA", "đề án"),
    ("PA", "phương án"),
    ("DA", "dự án"),
    ("BC", "báo cáo"),
    ("TB", "thông báo"),
    ("HD", "hướng dẫn"),
    ("TTr", "tờ trình"),
    ("CV", "công văn"),
    ("BB", "biên bản"),
    ("GM", "giấy mời"),
    ("HĐ", "hợp đồng"),
)
_KIND_BY_UPPER = {kind.upper(): kind for kind, _ in KINDS}
_CENTRAL = "TW BTCTW VPTW UBKTTW BTGTW BDVTW CP TTg BNV"
_PROVINCE = "TU BTCTU BTGTU BTGDVTU BDVTU BNCTU UBKTTU VPTU"
_DISTRICT = "HU ThU TXU ThTU QU VPHU BTCHU UBKT BTC BTG BDV BTV VP"
_COMMITTEES = "ĐU ĐUK ĐUKCQ ĐUKDN VPĐU CB CU BCĐ BCSĐ ĐĐ"
_STATE_AND_MASS = "UBND HĐND MTTQ UBMTTQ SNV STC LMHTX LĐLĐ ĐTN HND HPN HCCB"
ISSUERS = frozenset(" ".join((_CENTRAL, _PROVINCE, _DISTRICT, _COMMITTEES, _STATE_AND_MASS)).split())
_ISSUER_BY_UPPER = {issuer.upper(): issuer for issuer in ISSUERS}
_MARK = r"\s*[-\u2010-\u2015\u2212]\s*"
_WORD = r"[A-Za-zĐđƯưƠơÂâÊêÔôĂă]"
_SHAPES = re.compile(
    rf"""(?:S[ốôóoồổỗơ06ÔỐÓO]\s*[:.]?\s*)?
    (?P<number>[0-9OoQlI|\[\]]{{0,5}}?)(?P<letter>[a-zđ]?)
    (?P<first>{_MARK}|\s*/\s*)
    (?P<kind>{_WORD}{{2,4}})
    (?P<second>{_MARK}|\s*/\s*)
    (?P<issuer>{_WORD}{{1,8}}(?:\s{_WORD}{{1,3}}(?![^\W_]))?(?:[-–]{_WORD}{{1,8}})?)""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = re.compile(r"\b[Ss][ốôóoồổỗơ06ÔỐÓOẽẻé]\W*?(?P<rest>(?:[^\W_]|[\[\]|]).{0,8})$")
_DIGITS = str.maketrans(
    {"[": "1", "]": "1", "O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "i": "1", "|": "1"}
)


class NumberStyle(StrEnum):
    PARTY = "party"  # 205-KH/TU
    STATE = "state"  # 30/BC-UBND
    MIXED = "mixed"  # 30-BC-UBND, 30/BC/UBND


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number taken apart; ``number`` is as written ("05", None where it was left out).

    Reasons: ``no_number_found``, ``number_missing``, ``kind_unknown``, ``issuer_unknown``, ``letters``,
    ``mixed_style``.
    """

    number: str | None
    kind: str = ""
    issuer: str = ""
    style: NumberStyle = NumberStyle.PARTY
    format_ok: bool = True
    reason: str = ""
    mixed: str = ""  # the two marks as written, where the style is mixed

    @property
    def value(self) -> str | None:
        """The number in its plain form, None where the digits or the rest are missing."""
        return format_document_number(self) if self.number and self.kind else None


def parse_document_number(text: str) -> DocumentNumber:
    """Find the document number in a line such as "Số 117 - KH/TU" and normalise its abbreviations.

    >>> parse_document_number("Số 117 - KH/TU").value, parse_document_number("Số: 30/BC-UBND").style.value
    ('117-KH/TU', 'state')
    """
    best = DocumentNumber(None, format_ok=False, reason="no_number_found")
    for found in _SHAPES.finditer(nfc(text)):
        read = _read(found)
        if read.format_ok:
            return read
        if not best.kind or (best.number is None and read.number is not None):
            best = read
    return best


def format_document_number(number: DocumentNumber) -> str:
    """Write a document number in its style, without "Số" and without spaces."""
    marks = {"party": "-/", "state": "/-"}.get(number.style, number.mixed or "--")
    return f"{number.number or ''}{marks[0]}{number.kind}{marks[1]}{number.issuer}"


def _read(found: re.Match[str]) -> DocumentNumber:
    digits = found["number"].translate(_DIGITS)
    letters = digits != found["number"]
    before = _BEFORE.search(found.string[: found.start("number")]) if digits else None
    if before:  # "Số: 7 3 -BC": digits set apart are one number; "Số: 4Ú 7-BC": a half is no number
        more = before["rest"].translate(_DIGITS).replace(" ", "")
        digits, letters = (more + digits, True) if more.isdigit() else ("", True)
    kind = _known(found["kind"], _KIND_BY_UPPER)
    issuer = _issuer(found["issuer"])
    marks = ("/" if "/" in found["first"] else "-") + ("/" if "/" in found["second"] else "-")
    style = {"-/": NumberStyle.PARTY, "/-": NumberStyle.STATE}.get(marks, NumberStyle.MIXED)
    reason = ""
    if not digits:
        reason = "number_missing"
    elif kind is None:
        reason = "kind_unknown"
    elif letters:
        reason = "letters"
    elif style is NumberStyle.MIXED:
        reason = "mixed_style"
    elif issuer not in ISSUERS and "-" not in issuer:
        reason = "issuer_unknown"
    return DocumentNumber(
        digits + found["letter"] if digits else None,
        kind or found["kind"],
        issuer,
        style,
        not reason,
        reason,
        marks if style is NumberStyle.MIXED else "",
    )


def _known(word: str, known: dict[str, str]) -> str | None:
    """The abbreviation that was meant; case and the stroke of "Đ" do not matter where only one fits."""
    upper = word.upper()
    if upper in known:
        return known[upper]
    bare = upper.replace("Đ", "D")
    fitting = {form for key, form in known.items() if key.replace("Đ", "D") == bare}
    return fitting.pop() if len(fitting) == 1 else None


def _issuer(written: str) -> str:
    parts = re.split(r"[-–]", written)
    joined = [_known(part.replace(" ", ""), _ISSUER_BY_UPPER) for part in parts]
    if joined[0] is None and " " in parts[0]:  # "TU BÁO": the next word does not belong to the issuer
        joined[0] = _known(parts[0].split()[0], _ISSUER_BY_UPPER) or parts[0].split()[0]
    return "-".join(known or part.replace(" ", "") for known, part in zip(joined, parts, strict=True))
