"""Issuer and place: names that the letterhead gives and the rest of the document repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz

from extraction.document_evidence import OTHER_READER_WEIGHT, READER_WEIGHTS, readers_of
from extraction.lettering import share_of_capitals
from extraction.model import Finding
from extraction.page_order import is_motto
from extraction.segments import Segment, rows_of, trimmed
from extraction.text import fold, fold_keep_marks, fold_tone_placement, nfc
from ocr.model import BoundingBox, Look, LookKind, Page, Reading

BODIES = (
    "tinh uy",
    "thanh uy",
    "huyen uy",
    "thi uy",
    "quan uy",
    "dang uy",
    "dang bo",
    "chi bo",
    "chi uy",
    "ban chap hanh",
    "ban thuong vu",
    "ban chi dao",
    "ban to chuc",
    "ban tuyen giao",
    "ban dan van",
    "ban noi chinh",
    "ban can su",
    "ban quan ly",
    "uy ban nhan dan",
    "uy ban kiem tra",
    "uy ban mat tran",
    "uy ban mttq",
    "ubnd",
    "hoi dong nhan dan",
    "van phong",
    "dang doan",
    "so ",
    "phong ",
    "lien doan",
    "lien minh",
    "doan thanh nien",
    "doan tncs",
    "hoi ",
    "truong ",
    "cong ty",
    "cong an",
    "bo chi huy",
    "ban ",
    "trung uong",
)
"""How names of issuing bodies begin, folded; a line that begins so opens a new name."""

ROW_BELOW_HEIGHTS = 1.2
"""Height of the row below a lone line in which another one is looked for, over that line's height."""

LOST_END_MM = 4.0
"""A line this far off the others' axis has lost a word; whole ones are off by 1 to 2 mm."""

LOOK_MARGIN_MM = 2.0
"""Room around lines that are looked at again."""

SURE_BODY_LETTERS = 7
"""Letters of a body's name from which it is known amid noise ("dang uy"; "so " is not)."""

CAPITALS_OF_NAMES = 0.7
"""Share of capitals from which a line of the letterhead names a body."""

MENTION_WEIGHT = 0.5
"""What each further occurrence of a spelling in the document counts against a reader's vote of 1."""


@dataclass(frozen=True)
class IssuerLines:
    """The lines of names at the top left: all of them, and the issuer's own, which come last."""

    all: tuple[Segment, ...]
    own: tuple[Segment, ...]

    def looks(self, page: Page) -> tuple[Look, ...]:
        """What to look at again: each own line, with the end that it lost, and the row below a lone line.

        All lines are centred on one axis, so what one lacks on one side lies opposite. A superior alone
        means that nobody saw the issuer's line between it and the number.
        """
        axis = max(self.all, key=lambda line: line.box.width).box.centre[0]
        boxes = [_mirrored(line.box, axis, page) for line in self.own]
        if len(self.all) == 1:
            above = self.own[0].box
            height = ROW_BELOW_HEIGHTS * above.height
            boxes.append(BoundingBox(above.left, above.bottom, above.right, above.bottom + height))
        grown = [box.grown(page.px(LOOK_MARGIN_MM)) for box in boxes]
        return tuple(Look(page.number, box, LookKind.TEXT) for box in grown)


def _mirrored(box: BoundingBox, axis: float, page: Page) -> BoundingBox:
    if abs(box.centre[0] - axis) < page.px(LOST_END_MM):
        return box
    half = max(axis - box.left, box.right - axis)
    return BoundingBox(axis - half, box.top, axis + half, box.bottom)


def find_issuer(left: Sequence[Segment]) -> IssuerLines | None:
    """Find the issuer's name without the superior above it.

    The last line that begins like the name of a body opens the issuer's name, and what follows down to
    the star, the rule or the number belongs to it; names break over lines. Bold type, where known, says
    the same: the superior is set plain, the issuer bold.

    Args:
        left: The letterhead's left column, top to bottom.
    """
    lines = _name_lines(left)
    if not lines:
        return None
    return IssuerLines(tuple(lines), tuple(lines[_issuer_start(lines) :]))


def issuer_finding(
    issuer: IssuerLines | None, pages: Sequence[Page], readings: Sequence[Reading] = ()
) -> Finding:
    """The issuer's name, each line in the spelling that most readers and the text agree on.

    Args:
        issuer: From ``find_issuer``.
        pages: The whole document, where the name occurs again.
        readings: What was seen at ``issuer.looks``, or nothing.
    """
    if issuer is None:
        return Finding("document.issuer", "issuer", None, found=False)
    corpus = corpus_of(pages)
    own = issuer.own
    again = [*readings, *[None] * len(own)]
    voted = [_voted_line(line, reading, corpus) for line, reading in zip(own, again, strict=False)]
    begun = max(i for i, (text, _) in enumerate(voted) if i == 0 or _opens_unread(own[i], text))
    own, voted = own[begun:], voted[begun:]
    below = _read_below(readings[len(issuer.own) :])
    voted = [below] if below else voted
    value = nfc(" ".join(text for text, _ in voted))
    start = len(issuer.all) - len(own)
    words = sum(len(line.words) for line in own)
    signals = {
        "ocr": sum(line.confidence * len(line.words) for line in own) / words,
        "ocr_min": min(line.lowest for line in own),
        "body_name": 1.0 if _begins_body(own[0].text) else 0.0,
        "mentioned": _mentioned(value, pages),
        "spelt_so": 1.0 if fold_keep_marks(value) in corpus else 0.0,
        "capitals": share_of_capitals(value),
        "bold_agrees": _bold_agrees(issuer.all, start),
        "readers_agree": min(share for _, share in voted),
        "looked": 1.0 if readings else 0.0,
        "lines": float(len(own)),
        "unread": 1.0 if below else 0.0,
    }
    raw = "\n".join(line.text for line in issuer.all)
    box = BoundingBox.around(line.box for line in own)
    candidates = tuple(dict.fromkeys((value, nfc(" ".join(trimmed(line.text) for line in own)))))
    return Finding(
        "document.issuer", "issuer", value, raw, own[0].page, box, candidates, MappingProxyType(signals)
    )


def _opens_unread(line: Segment, voted: str) -> bool:
    """Whether a line opens a body's name though the page alone did not show it."""
    return _begins_body(voted) and not _begins_body(line.text)


def _read_below(readings: Sequence[Reading]) -> tuple[str, float] | None:
    """The issuer's line that only a closer look saw, with the share of readers that did; None for no such."""
    texts = [_from_body(trimmed(text)) for reading in readings for _, text in readers_of(reading)]
    names = [text for text in texts if text and share_of_capitals(text) >= CAPITALS_OF_NAMES]
    if not names:
        return None
    best = max(names, key=lambda text: sum(fold(text) == fold(other) for other in texts))
    return best, sum(text == best for text in texts) / len(texts)


def _from_body(text: str) -> str:
    """A line from the first name of a body on, "" for none: before it stand feet of the line above."""
    words = text.split()
    rests = (" ".join(words[start:]) for start in range(len(words)))
    sure = tuple(name for name in BODIES if len(name) >= SURE_BODY_LETTERS)
    return next((with_known_words(rest) for rest in rests if fold(rest).startswith(sure)), "")


def corpus_of(pages: Sequence[Page]) -> str:
    """All words of a document, lower case, marks kept, for asking whether a spelling occurs in it."""
    return f" {fold_keep_marks(' '.join(page.text for page in pages))} "


def vote_spelling(written: Mapping[str, str], corpus: str) -> tuple[str, float]:
    """The spelling that most readers saw, and the share of them that did.

    Args:
        written: What was read, by reader; "page" among them.
        corpus: From ``corpus_of``: a spelling that occurs in it beyond the page's own line counts more.
    """
    votes: dict[str, float] = {}
    counts: dict[str, int] = {}
    first: dict[str, str] = {}
    for reader, text in written.items():
        key = fold_keep_marks(text)
        first.setdefault(key, text)
        votes[key] = votes.get(key, 0.0) + READER_WEIGHTS.get(reader, OTHER_READER_WEIGHT)
        counts[key] = counts.get(key, 0) + 1
    for key in votes:
        own = 1 if key == fold_keep_marks(written.get("page", "")) else 0
        votes[key] += min(1.5, MENTION_WEIGHT * (corpus.count(f" {key} ") - own))
    best = max(votes, key=lambda key: votes[key])
    return first[best], counts[best] / len(written)


def with_known_words(text: str) -> str:
    """A name in capitals with the words for bodies and regions put right where only marks are wrong.

    >>> with_known_words("ỦY BAN NHÂN DẪN TÍNH QUẢNG NGÃI")
    'ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI'
    >>> with_known_words("ĐẢNG ỦY XÃ TỊNH GIANG")
    'ĐẢNG ỦY XÃ TỊNH GIANG'
    """
    words = text.split()
    for length in (4, 3, 2, 1):
        for start in range(len(words) - length + 1):
            group = " ".join(words[start : start + length])
            known = _KNOWN_WORDS.get(fold(group))
            opens = start == 0 or length > 1 or " ".join(words[:start]) in _BEFORE_A_REGION
            if known and opens and fold_tone_placement(group) != fold_tone_placement(known):
                words[start : start + length] = known.split()
    return " ".join(words)


_KNOWN_WORDS = {
    fold(name): name
    for name in (
        "TỈNH ỦY",
        "THÀNH ỦY",
        "HUYỆN ỦY",
        "THỊ ỦY",
        "ĐẢNG ỦY",
        "ĐẢNG ỦY XÃ",
        "ĐẢNG BỘ",
        "ỦY BAN NHÂN DÂN",
        "HỘI ĐỒNG NHÂN DÂN",
        "BAN CHẤP HÀNH",
        "BAN CHỈ ĐẠO",
        "BAN TỔ CHỨC",
        "BAN THƯỜNG VỤ",
        "TỈNH",
        "HUYỆN",
        "THỊ XÃ",
        "THỊ TRẤN",
        "THÀNH PHỐ",
        "PHƯỜNG",
    )
}


_BEFORE_A_REGION = frozenset(
    (
        "ĐẢNG ỦY",
        "ĐẢNG BỘ",
        "ỦY BAN NHÂN DÂN",
        "HỘI ĐỒNG NHÂN DÂN",
        "BAN CHẤP HÀNH",
        "BAN CHỈ ĐẠO",
        "BAN TỔ CHỨC",
    )
)
"""Bodies whose name goes on with the kind of their region; others, with a name ("HUYỆN ỦY TỊNH BIÊN")."""


def _voted_line(line: Segment, again: Reading | None, corpus: str) -> tuple[str, float]:
    written = {"page": with_known_words(trimmed(line.text).rstrip("."))}
    for name, text in readers_of(again):
        whole = fold(line.text) in fold(text)  # with the end that the page's reading lost
        if share_of_capitals(text) > 0.6 and (
            whole or abs(len(text) - len(line.text)) <= 0.3 * len(line.text)
        ):
            written[name] = with_known_words(trimmed(text).rstrip("."))
    return vote_spelling(written, corpus)


def _name_lines(left: Sequence[Segment]) -> list[Segment]:
    """The lines of names at the top left: in capitals, above star and number."""
    lines: list[Segment] = []
    for segment in rows_of(left):
        text = trimmed(segment.text)
        letters = sum(c.isalpha() for c in text)
        if _ends_names(segment.text, bool(lines)):
            break
        if letters < 4 or share_of_capitals(text) < CAPITALS_OF_NAMES or is_motto(text):
            continue
        lines.append(segment)
    return lines


def _ends_names(text: str, begun: bool) -> bool:
    folded = fold(text)
    if folded.startswith("so ") and any(c.isdigit() for c in folded):
        return True
    if re.match(r"^\W*[Ss]ố\b", text) and share_of_capitals(text.split()[0]) < 1.0:
        return True
    return begun and (text.strip() in ("*", "***", "x", "%") or folded.startswith("v v "))


def _issuer_start(lines: Sequence[Segment]) -> int:
    """The line where the issuer's name begins: the last that opens a body's name, by bold type if told."""
    opens = [i for i, line in enumerate(lines) if i == 0 or _begins_body(line.text)]
    bold = [line.bold for line in lines]
    told = [b for b in bold if b is not None]
    if len(told) == len(lines) and max(told) - min(told) > 0.3:
        middle = (max(told) + min(told)) / 2
        first = next((i for i in range(len(lines)) if all(b > middle for b in told[i:])), None)
        if first is not None and first in opens:
            return first
    return opens[-1]


def _begins_body(text: str) -> bool:
    folded = fold(trimmed(text)) + " "
    return any(folded.startswith(name) or _nearly(folded, name) for name in BODIES)


def _nearly(folded: str, name: str) -> bool:
    lengths = range(len(name) - 1, len(name) + 2)  # a letter may be lost or read twice
    return len(name) >= 7 and max(fuzz.ratio(folded[:n], name) for n in lengths) >= 86


def _bold_agrees(lines: Sequence[Segment], start: int) -> float:
    above = [line.bold for line in lines[:start] if line.bold is not None]
    own = [line.bold for line in lines[start:] if line.bold is not None]
    if not own:
        return 0.5
    if not above:
        return 1.0 if min(own) > 0.5 else 0.5
    return 1.0 if min(own) > max(above) else 0.0


def _mentioned(name: str, pages: Sequence[Page]) -> float:
    """How well the text repeats a name (0..1), tone marks aside."""
    wanted = fold(name)
    best = 0.0
    for page in pages:
        body = [line.text for line in page.lines if share_of_capitals(line.text) < 0.6]
        best = max(best, fuzz.partial_ratio(wanted, fold(" ".join(body))) / 100 if body else 0.0)
    return best
