"""Deadlines of a plan: every day it names, whose report is due then, and for which period."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extraction.campaign import Deadline
from extraction.headings import clean
from extraction.plans.blocks import Block
from extraction.plans.dates import NamedDay, bare, named_days
from extraction.plans.tree import Node
from extraction.text import nfc

MEMBER, PROVINCE, DISTRICT, GRASSROOTS, MILESTONE = (
    "member",
    "province",
    "district",
    "grassroots",
    "milestone",
)

SENDER_MOST_WORDS = 28

# Who is meant, by the words that name them; the one named first counts. Districts ended on 01/7/2025, but
# their reports are still compiled.
_WHO = (
    (MEMBER, re.compile(r"thanh vien (?:cua )?(?:ban chi dao|to |doan |bcd)")),
    (
        PROVINCE,
        re.compile(
            r"\bcap tinh\b|\bban (?:to chuc|dan van|tuyen giao|noi chinh)[\w ]{0,20}tinh uy"
            r"|\b(?:van phong|uy ban kiem tra) tinh uy|\bban can su dang|\bdang doan\b|\bcac so\b"
            r"|\buy ban nhan dan tinh|\bubnd tinh|\bcap thanh pho\b"
        ),
    ),
    (
        DISTRICT,
        re.compile(
            r"\b(?:huyen|thi|quan|thanh) uy\b|\bhuyen, thi|\bcap huyen\b|\btruc thuoc tinh uy"
            r"|\bcap uy truc thuoc|\bdang uy (?:khoi|truc thuoc)|\bduoc phan cong\b|\bcap quan\b"
            r"|\bban chi dao (?:cap )?huyen"
        ),
    ),
    (
        GRASSROOTS,
        re.compile(
            r"(?<!tren )\bco so\b|\bchi bo\b|\bcap xa\b|\bdang uy (?:cac )?xa\b|\bxa, phuong|\bphuong, xa"
            r"|\bdang uy phuong|\bcac xa\b|\bchi, dang bo|\bdang bo bo phan"
        ),
    ),
)
_SENT = re.compile(r"\bbao cao\b|\bgui\b|\bnop\b")
_REVIEWED = re.compile(r"\b(?:so|tong) ket\b")
_MEETING = re.compile(r"\bhoi nghi\b|(?<!phoi )(?<!tong )(?<!to )\bhop\b(?! tac)")
_HALF_YEAR = re.compile(r"\b(?:0?6|sau) thang\b")
_NINE_MONTHS = re.compile(r"\b(?:0?9|chin) thang\b")
_QUARTER = re.compile(r"\bquy (iv|iii|ii|i)\b")
_YEAR = re.compile(r"\b(?:tong ket|bao cao|ca|01|1)(?: cuoi)? nam\b|\btong ket\b")
_FOR = re.compile(r"^(?:đối với|giao cho|giao|đề nghị|yêu cầu)\s+(?:các\s+đồng\s+chí\s+)?", re.IGNORECASE)
_VERB = re.compile(
    r"\s(?:triển khai|xây dựng|tổ chức thực hiện|tổ chức sơ kết|tổ chức tổng kết|chủ trì|căn cứ|tiến hành"
    r"|hoàn thành|gửi|báo cáo|có trách nhiệm|tham mưu|phối hợp|lãnh đạo|theo dõi|chỉ đạo|tổng hợp|đánh giá"
    r"|chịu trách nhiệm|hướng dẫn|rà soát|thực hiện|cần|phải|nghiêm túc|khẩn trương|kịp thời)\b"
)
_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])")
_LEAD = re.compile(r"\b(?:truoc|trong|vao|cham|den|het|khong)\b")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class DeadlineFound:
    """A deadline with the block whose words name it; ``confidence`` 0..1 that day and level are meant so."""

    deadline: Deadline
    block: Block
    confidence: float
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Told:
    found: DeadlineFound
    sends: bool  # the sentence speaks of a report that is sent, not of work that is done
    period: str | None


def find_deadlines(
    sections: Sequence[Node], *, year: int | None, skip: Sequence[str] = ()
) -> tuple[DeadlineFound, ...]:
    """Find the days on which a plan wants reports, and its own milestones.

    A day belongs to whom its sentence, the paragraph's heading or the headings above name, in this order of
    nearness. A sentence that speaks of no report ("hội nghị", "khảo sát") gives a milestone; so does one that
    wants the work done, where the same level sends its report by another day.

    Args:
        sections: The tree of the plan's body.
        year: The plan's own, for days written without one.
        skip: Ids of sections without deadlines.

    Returns:
        In the plan's order; milestones of one day and wording are one.
    """
    told: list[_Told] = []
    for root in sections:
        if root.id in skip:
            continue
        for node, above in root.walk():
            for block in (node.block, *node.body):
                text = node.words if block is node.block else block.text
                told += _in_block(nfc(text), block, (*above, node), year)
    periodic = any(t.sends and t.period not in (None, "year", "review") for t in told)
    settled = [_with_period(t, year) if periodic else t.found for t in told]
    return _joined(_milestones([(t, d) for t, d in zip(told, settled, strict=True)]))


def level_of(text: str) -> str | None:
    """The level that a text names first, None where it names none.

    >>> level_of("Các huyện ủy, thị ủy chỉ đạo cơ sở"), level_of("Đối với cơ sở")
    ('district', 'grassroots')
    """
    plain = bare(nfc(text))
    found = [(m.start(), level) for level, words in _WHO if (m := words.search(plain))]
    return min(found)[1] if found else None


def _in_block(text: str, block: Block, nodes: Sequence[Node], year: int | None) -> Iterator[_Told]:
    for sentence in _SENTENCE.split(text):
        days = list(named_days(sentence, year))
        before = 0
        for day in days:
            clause = bare(sentence[before : day.start]) + _LEAD.split(bare(sentence[day.start : day.end]))[0]
            yield _told(sentence, clause, day, block, text, nodes)
            before = day.end


def _told(sentence: str, clause: str, day: NamedDay, block: Block, text: str, nodes: Sequence[Node]) -> _Told:
    plain = bare(sentence)
    sends = bool(_SENT.search(plain)) and not (_MEETING.search(plain) and not re.search(r"\bgui\b", plain))
    reviewed = bool(_REVIEWED.search(plain)) and not _MEETING.search(plain)
    headings = [node.words for node in reversed(nodes)]
    own = _subject(text)
    level = (level_of(own) if own else None) or next(
        (v for h in headings if (v := level_of(_named(h)))), None
    )
    sender = (
        own if own and level_of(own) else next((_named(h) for h in headings if level_of(_named(h))), None)
    )
    doubts = ["day_not_named"] if day.day is None else []
    doubts += ["day_vague"] if day.reading else []
    if not (sends or reviewed):
        level, sender = MILESTONE, f"Mục {nodes[-1].id}"
    elif level is None:
        level, sender = DISTRICT, own or sender
        doubts.append("sender_not_named")
    deadline = Deadline(
        level=level,
        sender=_capital(clean(sender or f"Mục {nodes[-1].id}")),
        due=day.day,
        words=nfc(sentence[day.start : day.end]),
        reading=day.reading,
    )
    confidence = 0.95 - 0.25 * len(doubts) - (0.1 if level == MILESTONE else 0.0)
    return _Told(
        DeadlineFound(deadline, block, round(max(0.2, confidence) * block.confidence, 3), tuple(doubts)),
        sends,
        _period_kind(clause),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _subject(text: str) -> str:
    """Who a paragraph speaks to: what stands before its first verb, or after "Giao"."""
    words = re.sub(r"^[-+*•–\s]+", "", text)
    head, colon, _ = words.partition(":")
    if colon and len(head.split()) <= SENDER_MOST_WORDS and level_of(head):
        words = head
    given = _FOR.sub("", words)
    verb = _VERB.search(f" {given}")
    subject = given[: max(0, verb.start() - 1)] if verb else given if colon and words == head else ""
    return subject.strip(" ,") if 0 < len(subject.split()) <= SENDER_MOST_WORDS else ""


def _named(heading: str) -> str:
    """Whom a heading names: up to its colon, without "Đối với" and "Giao"."""
    head = heading.partition(":")[0]
    subject = _subject(head)
    head = subject if subject and level_of(subject) else _FOR.sub("", head)
    return " ".join(head.split()[:SENDER_MOST_WORDS])


def _period_kind(clause: str) -> str | None:
    """The period that the words before a day speak of: "half", "nine", "Q2", "year", and "review", a
    half-year's where the plan has such reports at all. The one named last counts.
    """
    found = [(m.start(), "half") for m in _HALF_YEAR.finditer(clause)]
    found += [(m.start(), "nine") for m in _NINE_MONTHS.finditer(clause)]
    found += [(m.start(), f"Q{_QUARTERS[m[1]]}") for m in _QUARTER.finditer(clause)]
    found += [(m.start(), "year") for m in _YEAR.finditer(clause)]
    found += [(m.start(), "review") for m in re.finditer(r"\bso ket\b", clause)]
    return max(found)[1] if found else None


def _with_period(told: _Told, year: int | None) -> DeadlineFound:
    """The period's id; a report due in the first quarter is about the year before."""
    found, due = told.found, told.found.deadline.due
    if told.period is None or (due is None and year is None):
        return found
    about = (
        year
        if due is None
        else due.year - 1
        if due.month <= 3 and told.period in ("year", "Q4")
        else due.year
    )
    suffix = {"half": "-H1", "review": "-H1", "nine": "-M9", "year": ""}.get(told.period, f"-{told.period}")
    return replace(found, deadline=replace(found.deadline, period=f"{about}{suffix}"))


def _milestones(told: Sequence[tuple[_Told, DeadlineFound]]) -> Iterator[DeadlineFound]:
    """Work that must be done by a day, where the level's report itself is due on another, is a milestone."""
    sending = {(d.deadline.level, d.deadline.period) for t, d in told if t.sends}
    for t, d in told:
        level = d.deadline.level
        if not t.sends and level in (GRASSROOTS, DISTRICT) and (level, d.deadline.period) in sending:
            yield replace(d, deadline=replace(d.deadline, level=MILESTONE))
        else:
            yield d


def _joined(found: Iterator[DeadlineFound]) -> tuple[DeadlineFound, ...]:
    """Deadlines in order, none twice; milestones of one day and wording together."""
    kept: dict[tuple[str, str, dt.date | None, str | None, str], DeadlineFound] = {}
    for each in found:
        d = each.deadline
        key = (d.level, "" if d.level == MILESTONE else d.sender, d.due, d.period, d.words)
        if key not in kept:
            kept[key] = each
        elif d.level == MILESTONE and d.sender not in kept[key].deadline.sender:
            first = kept[key]
            sender = f"{first.deadline.sender}, {d.sender.removeprefix('Mục ')}"
            kept[key] = replace(first, deadline=replace(first.deadline, sender=sender))
    return tuple(kept.values())
