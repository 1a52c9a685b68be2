"""Who issued a plan, its number, day and title, and the day that its figures describe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extraction.dates import parse_date
from extraction.document_number import parse_document_number
from extraction.headings import clean
from extraction.letterhead import read_document
from extraction.model import Finding
from extraction.plans.blocks import Block
from extraction.plans.dates import bare
from extraction.plans.parts import PlanParts
from extraction.provinces import province_in
from extraction.text import fold, nfc
from ocr.model import Page

UNKNOWN = "(chưa rõ)"
"""What a draft shows where the plan does not tell, because a campaign needs an issuer and a province."""

_SYMBOL = re.compile(r"(?<![\w-])(\d{1,4})\s?-\s?KH\s?/\s?([A-ZĐƯ]{2,8}(?:-[A-ZĐ]{1,8})?)")
_ATTACHED = re.compile(
    r"kèm theo\s+(?:Kế hoạch|KH)\s+(?:số\s+)?(?P<number>[\w\s/Đ-]{3,24}?),?\s+ngày\s+(?P<date>[\w/. ]{6,26}?)"
    r"\s+của\s+(?P<issuer>[^)]{4,90})",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"(?:tinh|so lieu|moc|thoi diem)(?: [a-z]+){0,3}? (?:den|tu ngay [\d/]+ den)(?: het)?(?: ngay)? "
    r"(?P<date>\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?\d{4}|\d{1,2} thang \d{1,2} nam \d{4})"
)
_PROMULGATES = re.compile(
    r"(?P<who>Ban (?:Thường vụ|Chấp hành|Chỉ đạo)(?:(?!Ban (?:Thường vụ|Chấp hành|Chỉ đạo))[^.;:]){0,80}?)"
    r"\s+(?:ban hành|xây dựng|triển khai)\s+(?:[Kk]ế hoạch|[Nn]ội dung)"
)


@dataclass(frozen=True)
class Told:
    """One fact of the head with the block or finding that tells it; ``value`` None where nothing does."""

    value: str | dt.date | None
    page: int | None = None
    block: Block | None = None
    finding: Finding | None = None
    confidence: float = 0.0
    words: str = ""


@dataclass(frozen=True)
class PlanHead:
    number: Told
    issuer: Told
    province: Told
    date: Told
    title: Told
    as_of: Told

    @property
    def year(self) -> int | None:
        """The year that the plan is about: named in its title, else that of its day."""
        named = re.search(r"\bnăm (20\d\d)\b", str(self.title.value or ""))
        if named:
            return int(named[1])
        for told in (self.date, self.as_of):
            if isinstance(told.value, dt.date):
                return told.value.year
        return None


def read_head(parts: PlanParts, pages: Sequence[Page]) -> PlanHead:
    """Read a plan's head from its letterhead, and from what its attachments say of it.

    "(kèm theo Kế hoạch số 205-KH/TU ngày 07/6/2023 của ...)" repeats number, day and issuer in print where
    the letterhead's are written by hand.
    """
    findings = {f.path: f for f in read_document(pages)} if pages else {}
    attached = _attached(parts.blocks)
    return PlanHead(
        number=_number(parts, findings.get("document.number"), attached),
        issuer=_issuer(parts, findings.get("document.issuer"), attached),
        province=_province(parts, findings),
        date=_date(parts, findings.get("document.date"), attached),
        title=_title(parts),
        as_of=_as_of(parts),
    )


Attached = tuple[Block, re.Match[str]] | None


def _attached(blocks: Sequence[Block]) -> Attached:
    """Where an attachment says whose it is; a bracket that its block does not close goes on in the next."""
    for block, below in zip_longest(blocks, blocks[1:]):
        text = block.text
        if below is not None and text.count("(") > text.count(")"):
            text = f"{text} {below.text}"
        if found := _ATTACHED.search(text):
            return block, found
    return None


def _number(parts: PlanParts, finding: Finding | None, attached: Attached) -> Told:
    if attached:
        parsed = parse_document_number(f"Số {attached[1]['number']}").value
        if parsed:
            return Told(parsed, attached[0].page, attached[0], confidence=0.97 * attached[0].confidence)
    if finding is not None and isinstance(finding.value, str):
        return Told(finding.value, finding.page, finding=finding, confidence=0.9, words=finding.raw)
    for block in parts.head:
        if found := _SYMBOL.search(block.text):
            return Told(f"{found[1]}-KH/{found[2]}", block.page, block, confidence=0.95)
    return Told(None)


def _issuer(parts: PlanParts, finding: Finding | None, attached: Attached) -> Told:
    if attached:
        named = clean(attached[1]["issuer"])
        return Told(named, attached[0].page, attached[0], confidence=0.9 * attached[0].confidence)
    signed = next((b for b in parts.end if re.match(r"^t\s?/?\s?m\b", fold(b.text))), None)
    if finding is not None and isinstance(finding.value, str):
        body = "Ban Thường vụ " if signed is not None and "thuong vu" in fold(signed.text) else ""
        name = finding.value if fold(finding.value).startswith("ban ") else f"{body}{finding.value}"
        return Told(name, finding.page, finding=finding, confidence=0.85, words=finding.raw)
    for block in parts.body[:6]:
        if found := list(_PROMULGATES.finditer(block.text)):
            return Told(clean(found[-1]["who"].split(", tỉnh ")[0]), block.page, block, confidence=0.7)
    if signed is not None:
        return Told(
            clean(re.sub(r"^\S+\s", "", signed.text)).capitalize(), signed.page, signed, confidence=0.5
        )
    return Told(None)


def _province(parts: PlanParts, findings: dict[str, Finding]) -> Told:
    place = findings.get("document.place")
    if place is not None and isinstance(place.value, str) and (name := province_in(place.value)):
        return Told(name, place.page, finding=place, confidence=0.9, words=place.raw)
    for block in (*parts.head, *parts.title, *parts.body, *parts.recipients):
        if name := province_in(block.text):
            return Told(name, block.page, block, confidence=0.8)
    return Told(None)


def _date(parts: PlanParts, finding: Finding | None, attached: Attached) -> Told:
    if attached:
        parsed = parse_date(f"ngày {attached[1]['date']}")
        if parsed.value:
            return Told(parsed.value, attached[0].page, attached[0], confidence=0.97 * attached[0].confidence)
    if finding is not None and isinstance(finding.value, str):
        value = dt.date.fromisoformat(finding.value)
        return Told(value, finding.page, finding=finding, confidence=0.9, words=finding.raw)
    for block in parts.head:
        parsed = parse_date(block.text)
        if parsed.value and "ngay" in fold(block.text):
            return Told(parsed.value, block.page, block, confidence=0.9)
    return Told(None)


def _title(parts: PlanParts) -> Told:
    if not parts.title:
        return Told(None)
    text = clean(" ".join(b.text for b in parts.title))
    text = text[:1].upper() + text[1:]
    lowest = min(b.confidence for b in parts.title)
    return Told(text, parts.title[0].page, parts.title[0], confidence=0.97 * lowest)


def _as_of(parts: PlanParts) -> Told:
    """The day up to which figures count; named for a form or an outline item rather than in passing."""
    for block in (*(b for annex in parts.annexes for b in (annex.title, *annex.blocks)), *parts.body):
        found = _AS_OF.search(bare(nfc(block.text)))
        if not found:
            continue
        parsed = parse_date(f"ngày {found['date']}")
        if parsed.value:
            return Told(parsed.value, block.page, block, confidence=0.9 * block.confidence)
    return Told(None)
