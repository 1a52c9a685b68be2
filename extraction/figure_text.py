"""A section's running text as tokens, and the places in it where a number may stand.

Lines are joined, so a sentence may run over lines and pages. Words become folded tokens; numbers keep
their own form. Dates, codes ("14-CT/TU"), years, durations ("05 năm"), bands ("3-5") and list numbers
are tokens but no candidates: they answer no figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extraction.model import Section
from extraction.number_words import NUMBER_WORDS, parse_number_words
from extraction.text import fold, fold_keep_marks
from extraction.values import ParsedNumber, parse_count, parse_percent
from ocr.model import BoundingBox, Word

COMMA, BRACKET, SEMICOLON, FULL_STOP = 0.1, 0.1, 0.5, 0.8
"""What it costs a phrase to reach over a punctuation mark, in words of full weight."""

_NUMBER = re.compile(
    r"^[(\[“\"':+~]*(?P<number>\d[\d.,]*\d|\d|[lIO|]\d[\d.,]*|\d[\d.,]*[lIO|])(?P<blot>[\u02c6^`'°*|~]?)"
    r"(?P<percent>%|0/0|o/o)?"
    r"(?P<after>[)\]”\"'.,;:!?]*)$"
)
_CLIPPED = re.compile(r"^[(\[“\"':+~]*\d{1,3}(?:\.\d{3})*[.,]$")
_BAND = re.compile(r"^[(\[]*0?(\d{1,2})[-–—]0?(\d{1,2})[)\]:;,.]*$")
_STRETCH = re.compile(r"^[(\[“\"']*(?P<low>[1-9][\d.]*)[-–](?P<high>[1-9][\d.]*\d)(?P<percent>%?)[)\].,;:]*$")
_DASHES = frozenset({"-", "–", "—"})
_FROM = frozenset({"tu", "khoang"})
_LIST_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|\(\d{1,2}\))$")
_PERCENT_ALONE = re.compile(r"^[%][)\].,;:]*$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_BEFORE_YEAR = frozenset({"nam", "ky", "doan", "quy", "khoa", "dau", "cuoi", "den", "tu"})
_BEFORE_ORDINAL = frozenset(
    {"ngay", "thang", "quy", "khoa", "phan", "muc", "dieu", "khoan", "chuong", "thu", "ky", "bieu"}
)
_DOCUMENT_KINDS = frozenset(
    {
        "thi",
        "hoach",
        "quyet",
        "dinh",
        "dan",
        "luan",
        "trinh",
        "cao",
        "thu",
        "tu",
        "van",
        "dieu",
        "luc",
        "kh",
        "ct",
        "nq",
    }
)
_TIME_UNITS = frozenset({"nam", "thang", "ngay", "gio", "tuoi", "tuan", "quy", "phut"})
_SPELT = frozenset({"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"})
_NOT_AFTER_ONE = frozenset({"so", "phan", "cach", "trong", "vai", "it", "mat", "bo"})
_BEFORE_THE_YEAR = frozenset(
    {"trong", "dau", "cuoi", "hang", "moi", "nhieu", "giua", "qua", "tung", "tong", "ket", "cac", "nhung"}
)
_NONE = frozenset({"khong", "chua"})
_BOUND_WORDS = frozenset({"tren", "duoi", "nhat", "thieu", "qua", "hon", "du"})
_BOUND_REACH = 6  # words between a number and its "trở lên"
BROKEN_GAP = 0.6
"""Widest gap inside a broken number, in heights of its digits; a space between words is about as wide."""

LONGEST_SENTENCE = 80
"""Words on each side of a number after which its sentence is cut: lists without full stops run on."""

_BULLETS = frozenset({"-", "–", "+", "*", "•"})

_LONGEST_SPELT = 6  # words: "một trăm hai mươi lăm" has five


@dataclass(frozen=True, slots=True)
class Token:
    """A word for comparison. ``folded`` is "" where nothing is left; ``stop`` is the mark after it."""

    folded: str
    word: Word
    page: int
    starts_line: bool
    stop: float = 0.0
    number: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a number stands: the tokens from ``first`` to before ``end``.

    ``spelt`` is a number in words, ``none`` a "không có" that says nought. ``bound`` 0..1 says how
    much like a condition it reads ("từ 03 đảng viên trở lên"), ``mended`` marks a number that the reader
    had broken or blotted, ``ranged`` a stretch of numbers ("120 - 150"), which stands for its upper end.
    """

    first: int
    end: int
    raw: str
    parsed: ParsedNumber
    percent: bool
    words: tuple[Word, ...]
    page: int
    spelt: bool = False
    none: bool = False
    bound: float = 0.0
    mended: bool = False
    ranged: bool = False

    @property
    def box(self) -> BoundingBox:
        return BoundingBox.around(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        return min(word.confidence for word in self.words)


@dataclass(frozen=True)
class RunningText:
    """A section's tokens and the candidates among them, both in reading order."""

    tokens: tuple[Token, ...]
    candidates: tuple[Candidate, ...]


def running_text(section: Section) -> RunningText:
    """Take a section's body apart into tokens and number candidates."""
    tokens = _tokens(section)
    candidates: list[Candidate] = []
    at = 0
    while at < len(tokens):
        found = (
            _number_at(tokens, at) or _range_at(tokens, at) or _spelt_at(tokens, at) or _none_at(tokens, at)
        )
        if found is None:
            at += 1
            continue
        if not found.spelt and not found.none:
            _mark_number(tokens, found)
        if not _answers_nothing(tokens, found):
            candidates.append(replace(found, bound=_boundness(tokens, found)))
        at = found.end
    return RunningText(tuple(tokens), _with_ranges(tokens, candidates))


def sentence_around(text: RunningText, candidate: Candidate) -> str:
    """The sentence or list item in which a number stands, as written."""
    first = candidate.first
    while first and candidate.first - first < LONGEST_SENTENCE and not _begins(text.tokens, first):
        first -= 1
    last = candidate.end - 1
    while last + 1 < len(text.tokens) and last - candidate.end < LONGEST_SENTENCE:
        if _begins(text.tokens, last + 1):
            break
        last += 1
    words = [token.word for token in text.tokens[first : last + 1]]
    return " ".join(w.text for i, w in enumerate(words) if not i or w is not words[i - 1])


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """Whether a sentence or list item begins at a token."""
    token, before = tokens[place], tokens[place - 1]
    if before.word is token.word:
        return False
    ended = any(t.word is before.word and t.stop >= FULL_STOP for t in tokens[max(0, place - 4) : place])
    return ended or (token.starts_line and token.word.text in _BULLETS)


def _mark_number(tokens: list[Token], found: Candidate) -> None:
    """Let the first token of a number stand for all of it, as plain digits."""
    digits = re.sub(r"\D", "", found.raw).lstrip("0") or "0"
    first, last = tokens[found.first], tokens[found.end - 1]
    tokens[found.first] = replace(first, folded=digits, number=True, stop=last.stop)
    for place in range(found.first + 1, found.end):
        tokens[place] = replace(tokens[place], folded="", stop=0.0)


def _tokens(section: Section) -> list[Token]:
    tokens: list[Token] = []
    for page, line in section.body:
        starts = True
        for word in line.words:
            pieces = [f"{b[1]}-{b[2]}"] if (b := _BAND.match(word.text)) else fold(word.text).split()
            for i, piece in enumerate(pieces or [""]):
                last = i >= len(pieces) - 1
                tokens.append(Token(piece, word, page, starts, _stop(word.text) if last else 0.0))
                starts = False
    return _with_bands(tokens)


def _with_bands(tokens: list[Token]) -> list[Token]:
    """Bands written apart, "3 - 5" or "từ 3 đến 5", as one token like "3-5"."""
    joined: list[Token] = []
    for token in tokens:
        link = joined[-1] if joined else None
        if (
            len(joined) > 1
            and link is not None
            and link.folded in {"", "den", "-"}
            and (link.folded == "den" or link.word.text in {"-", "–", "—"})
            and joined[-2].folded.isdigit()
            and token.folded.isdigit()
            and len(token.folded) <= 2
            and int(joined[-2].folded) < int(token.folded)
            and (link.folded != "den" or (len(joined) > 2 and joined[-3].folded == "tu"))
        ):
            low = joined[-2]
            joined[-2:] = [replace(low, folded=f"{int(low.folded)}-{int(token.folded)}", stop=token.stop)]
        else:
            joined.append(token)
    return joined


def _stop(text: str) -> float:
    last = text[-1:]
    if text.endswith(("...", "…")):
        return 0.0
    return {",": COMMA, ")": BRACKET, ";": SEMICOLON, ".": FULL_STOP, "!": FULL_STOP, "?": FULL_STOP}.get(
        last, 0.0
    )


def _number_at(tokens: Sequence[Token], at: int) -> Candidate | None:
    token = tokens[at]
    shown = _NUMBER.match(token.word.text)
    if not shown or "-" in token.folded:
        return None
    raw, end = shown["number"], _after_word(tokens, at)
    words = [token.word]
    percent = bool(shown["percent"])
    mended = bool(shown["blot"])
    if rest := _continuation(token.word, tokens[end].word) if end < len(tokens) else None:
        raw, percent, mended = (
            token.word.text.lstrip("([“\"':+~") + rest["number"],
            bool(rest["percent"]),
            True,
        )
        words.append(tokens[end].word)
        end = _after_word(tokens, end)
    if not percent and end < len(tokens) and _PERCENT_ALONE.match(tokens[end].word.text):
        percent = True
        words.append(tokens[end].word)
        end += 1
    if not percent and [t.folded for t in tokens[end : end + 2]] == ["phan", "tram"]:
        percent, end = True, end + 2
    parsed = parse_percent(raw) if percent else parse_count(raw)
    shown_raw = f"{raw}%" if percent else raw
    return Candidate(at, end, shown_raw, parsed, percent, tuple(words), token.page, mended=mended)


def _range_at(tokens: Sequence[Token], at: int) -> Candidate | None:
    """Two numbers in one word, "120-150"; bands such as "3-5" and stretches of years count nothing."""
    token = tokens[at]
    shown = _STRETCH.match(token.word.text)
    if not shown or "-" in token.folded or (_YEAR.match(shown["low"]) and _YEAR.match(shown["high"])):
        return None
    low, high = parse_count(shown["low"]), parse_count(shown["high"])
    if low.value is None or high.value is None or not low.value < high.value:
        return None
    percent = bool(shown["percent"])
    parsed = parse_percent(shown["high"]) if percent else high
    raw = f"{shown['low']}-{shown['high']}{'%' if percent else ''}"
    return Candidate(
        at, _after_word(tokens, at), raw, parsed, percent, (token.word,), token.page, ranged=True
    )


def _with_ranges(tokens: Sequence[Token], candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Two numbers joined by a dash or "từ ... đến ..." as one candidate, which says a stretch."""
    joined: list[Candidate] = []
    for high in candidates:
        low = joined[-1] if joined else None
        if low is not None and _is_stretch(tokens, low, high):
            raw, words = f"{low.raw} - {high.raw}", (*low.words, *high.words)
            joined[-1] = replace(high, first=low.first, raw=raw, words=words, ranged=True)
        else:
            joined.append(high)
    return tuple(joined)


def _is_stretch(tokens: Sequence[Token], low: Candidate, high: Candidate) -> bool:
    between = tokens[low.end : high.first]
    numbers = [c.parsed.value for c in (low, high) if not c.spelt and not c.none and not c.ranged]
    if len(between) != 1 or len(numbers) < 2 or tokens[low.end - 1].stop or low.page != high.page:
        return False
    before = tokens[low.first - 1].folded if low.first else ""
    linked = between[0].word.text in _DASHES or (between[0].folded == "den" and before in _FROM)
    return linked and None not in numbers and numbers[0] < numbers[1]  # type: ignore[operator]


def _after_word(tokens: Sequence[Token], at: int) -> int:
    """The place after all pieces of a word; "6,41" folds into two."""
    end = at + 1
    while end < len(tokens) and tokens[end].word is tokens[at].word:
        end += 1
    return end


def _continuation(first: Word, second: Word) -> re.Match[str] | None:
    """The rest of a number that the reader broke after its dot or comma: "5." "286", "6," "41%"."""
    rest = _NUMBER.match(second.text)
    gap = second.box.left - first.box.right
    if not rest or not _CLIPPED.match(first.text) or not 0 <= gap < BROKEN_GAP * first.box.height:
        return None
    digits = rest["number"]
    if first.text.endswith("."):
        return rest if re.fullmatch(r"\d{3}(?:\.\d{3})*", digits) else None
    shares = rest["percent"] and re.fullmatch(r"\d{1,2}", digits)
    return rest if shares else None


def _boundness(tokens: Sequence[Token], found: Candidate) -> float:
    """A condition instead of a figure: "từ 03 ... trở lên", "ít nhất một", "trên 50"."""
    before = tokens[found.first - 1].folded if found.first else ""
    near = [t.folded for t in tokens[found.end : found.end + _BOUND_REACH]]
    if any(pair in {("tro", "len"), ("tro", "xuong")} for pair in pairwise(near)):
        return 1.0
    return 0.5 if before in _BOUND_WORDS else 0.0


def _answers_nothing(tokens: Sequence[Token], found: Candidate) -> bool:
    """Numbers of documents, years, ordinals, durations and list items."""
    before = tokens[found.first - 1].folded if found.first else ""
    before_that = tokens[found.first - 2].folded if found.first > 1 else ""
    after = tokens[found.end].folded if found.end < len(tokens) else ""
    token = tokens[found.first]
    if found.percent or found.spelt or found.none:
        return False
    if token.starts_line and _LIST_NUMBER.match(token.word.text) and found.end < len(tokens):
        return True
    if _YEAR.match(found.raw) and before in _BEFORE_YEAR:
        return True
    if before == "so" and before_that in _DOCUMENT_KINDS:
        return True
    if (before_that, before) in {
        ("ke", "hoach"),
        ("chi", "thi"),
        ("nghi", "quyet"),
        ("huong", "dan"),
        ("quy", "dinh"),
    }:
        return True
    if before in _BEFORE_ORDINAL and not token.word.text.startswith("("):
        return True
    if after in _TIME_UNITS and not tokens[found.end - 1].stop:
        return True
    return _LIST_NUMBER.match(token.word.text) is not None and token.word.text.startswith("(")


def _spelt_at(tokens: Sequence[Token], at: int) -> Candidate | None:
    """A number in words, which must begin with a marked number word: "sau" is "after" more often than six."""
    if tokens[at].folded not in NUMBER_WORDS or fold_keep_marks(tokens[at].word.text) not in _SPELT:
        return None
    if _is_no_count(tokens, at):
        return None
    for end in range(min(at + _LONGEST_SPELT, len(tokens)), at, -1):
        words = tokens[at:end]
        if any(t.folded not in NUMBER_WORDS or (t.stop and t is not words[-1]) for t in words):
            continue
        value = parse_number_words(" ".join(t.word.text for t in words))
        after = tokens[end].folded if end < len(tokens) and not words[-1].stop else ""
        if value is None or not after or after in _NOT_AFTER_ONE or after in _TIME_UNITS or after.isdigit():
            return None
        raw = " ".join(t.word.text.strip("(),.;:") for t in words)
        parsed = parse_count(str(value))
        return Candidate(
            at, end, raw, parsed, False, tuple(t.word for t in words), tokens[at].page, spelt=True
        )
    return None


def _is_no_count(tokens: Sequence[Token], at: int) -> bool:
    """Words that repeat digits, "03 (ba)", ordinals, "thứ ba", and the year of "trong năm"."""
    before = tokens[at - 1] if at else None
    if before is None:
        return False
    if tokens[at].folded == "nam" and before.folded in _BEFORE_THE_YEAR:
        return True
    return before.number or before.folded in _BEFORE_ORDINAL | {"lan"}


def _none_at(tokens: Sequence[Token], at: int) -> Candidate | None:
    if tokens[at].folded not in _NONE or tokens[at].stop or at + 1 >= len(tokens):
        return None
    end = at + 2 if tokens[at + 1].folded == "co" else at + 1
    words = tuple(t.word for t in tokens[at:end])
    raw = " ".join(word.text for word in words)
    return Candidate(at, end, raw, parse_count("không"), False, words, tokens[at].page, none=True)
