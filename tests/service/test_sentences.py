"""Everything that reading can say about a report is said in whole sentences of one language."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.plausibility import AFTER_RECEIPT, BEFORE_AS_OF, BEFORE_PLAN, NEAR_EARLIER
from extraction.relations import ARITHMETIC, PART_OVER_WHOLE, SUM_OF_GROUPS, SUM_OF_MEMBERS
from service.errors import problem_for
from service.records import ProblemRecord
from service.saying import say_check
from service.sentences import SENTENCES
from service.views import PageRow, problem_view

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "ocr").rglob("*.py"), *(ROOT / "extraction").rglob("*.py")]
CODE = re.compile(r"[a-z_]{4,}")
ENGLISH_FACTS = {"detail", "reason", "message", "what", "action", "looks_like", "expected_en"}
SUM = {"column": "Số lượng", "row": "Hợp tác xã", "whole": "1100", "parts": "1112"}


def texts(node: ast.AST) -> Iterator[str]:
    """String literals of an expression, those of subscripts (names of signals) left out."""
    if isinstance(node, ast.Subscript):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from texts(child)


def doubts_of(tree: ast.AST) -> Iterator[str]:
    """What is written as a doubt: appended to ``doubts``, assigned to it, or returned by ``*_doubts``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if getattr(node.func.value, "id", "") == "doubts" and node.func.attr in ("append", "extend"):
                yield from (text for arg in node.args for text in texts(arg))
        elif isinstance(node, ast.keyword) and node.arg == "doubts":
            yield from texts(node.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "id", "") == "doubts" for target in targets) and node.value:
                yield from texts(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("_doubts"):
            returns = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
            yield from (text for value in returns for text in texts(value))


def check_codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Check":
            for keyword in node.keywords:
                if keyword.arg == "code":
                    yield from texts(keyword.value)


def test_every_doubt_written_in_the_source_has_a_sentence() -> None:
    found = {text for path in SOURCES for text in doubts_of(ast.parse(path.read_text("utf-8")))}
    found = {text for text in found if CODE.fullmatch(text)}
    assert {"readers_differ", "handwritten", "merged", "sum_fails", "check_fails"} <= found
    assert {text for text in found if text not in SENTENCES and f"plan.{text}" not in SENTENCES} == set()


def test_every_check_has_a_sentence_for_holding_and_one_for_failing() -> None:
    found = {text for path in SOURCES for text in check_codes(ast.parse(path.read_text("utf-8")))}
    found |= ARITHMETIC | {AFTER_RECEIPT, BEFORE_AS_OF, BEFORE_PLAN, NEAR_EARLIER}
    assert found - set(SENTENCES) == set()
    assert {f"{code}_fails" for code in found} - set(SENTENCES) == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_vietnamese_sentence_quotes_no_english_text(code: str) -> None:
    entry = SENTENCES[code]
    quoted = {name for _, name, _, _ in string.Formatter().parse(entry.vi + entry.remedy_vi) if name}
    assert quoted & ENGLISH_FACTS == set()


@pytest.mark.parametrize(
    ("code", "facts", "vi", "en"),
    [
        (
            SUM_OF_MEMBERS,
            {**SUM, "verdict": "paper"},
            "Cột “Số lượng”, dòng “Hợp tác xã”: ghi 1.100, các dòng con cộng lại được 1.112; cột không cộng "
            "đúng, lệch 12. Không cách đọc nào làm phép tính đúng: có thể chính bản giấy tính sai.",
            "the paper itself may not add up",
        ),
        (SUM_OF_GROUPS, {**SUM, "verdict": "misread"}, "lệch 12. Có lẽ máy đọc sai", "Probably a misreading"),
        (SUM_OF_MEMBERS, {**SUM, "verdict": "several"}, "Có vài cách đọc", "Several other readings"),
        (PART_OVER_WHOLE, {"part": "9", "whole": "7"}, "Phần là 9 mà toàn bộ chỉ 7: vượt 2.", "2 too many"),
        (
            "percent_equals",
            {"figure": "Tỷ lệ", "percent": "12.5", "part": "1200", "whole": "8000", "computed": "15.00"},
            "ghi 12,5%, nhưng 1.200 trên 8.000 là 15%",
            "are 15%",
        ),
        (
            AFTER_RECEIPT,
            {"date": "2023-07-12", "received": "2023-07-01"},
            "ghi ngày 12/7/2023, sau ngày nhận 1/7/2023",
            "after its receipt",
        ),
        (NEAR_EARLIER, {"now": "90", "before": "40"}, "chênh 50", "50 apart"),
        ("figure_equals_form", {"text": "84", "form": "8"}, "lệch 76", "differ by 76"),
    ],
)
def test_failing_check_says_both_figures_the_difference_and_the_verdict(
    code: str, facts: dict[str, str], vi: str, en: str
) -> None:
    assert vi in say_check(code, False, facts, "vi")
    assert en in say_check(code, False, facts, "en")


def test_check_that_holds_does_not_speak_of_a_difference() -> None:
    said = say_check(SUM_OF_MEMBERS, True, {**SUM, "parts": "1100"}, "vi")
    assert "1.100" in said and "lệch" not in said and "…" not in said


def page(code: str | None) -> PageRow:
    error = problem_for(code, {"page": 3, "reason": "KeyError: x"}) if code else None
    return PageRow(3, "báo cáo.pdf", 3, "failed" if code else "read", 1, 10, 10, error)


@pytest.mark.parametrize(
    ("problem", "failed", "vi"),
    [
        (
            ProblemRecord(code="page_unreadable", message="not read", page=3, facts={}),
            "ocr.engine_crashed",
            "Trang 3 không đọc được. Bộ nhận dạng chữ dừng đột ngột khi đọc trang 3.",
        ),
        (
            ProblemRecord(code="page_unreadable", message="KeyError: x", page=3, facts={}),
            "service.internal",
            "Trang 3 không đọc được. Chương trình gặp lỗi, không phải lỗi của bản quét; "
            "không có dữ liệu nào bị mất.",
        ),
        (
            ProblemRecord(code="ocr.page_damaged", message="Page 3 is damaged (x).", page=3, facts={}),
            None,
            "Trang 3 của “báo cáo.pdf” bị hỏng.",
        ),
        (
            ProblemRecord(code="column_missing", message="no column", page=3, facts={"column": "Ghi chú"}),
            None,
            "Biểu thiếu cột “Ghi chú” mà kế hoạch yêu cầu.",
        ),
    ],
)
def test_problem_is_said_with_its_reason_in_the_same_language(
    problem: ProblemRecord, failed: str | None, vi: str
) -> None:
    view = problem_view(problem, {3: page(failed)})
    assert view.sentence_vi == vi
    assert problem.message not in view.sentence_en
