"""What can be wrong with the pages of a report, in words; part of ``sentences.SENTENCES``."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

_ARRANGE = (
    "Mở “Sắp xếp trang” để bỏ ra, chuyển hoặc tách trang.",
    "Open “Arrange pages” to set it aside, move it or split it off.",
)

PAGES_OF_REPORT: Mapping[str, Sentence] = {
    "page_repeated": Sentence(
        "Trang quét hai lần",
        "Page scanned twice",
        "Trang này giống trang {first}.",
        "This page is the same as page {first}.",
        *_ARRANGE,
    ),
    "page_stray": Sentence(
        "Trang lạc",
        "Stray page",
        "Trang này mang số {number}, nhưng trang {other} khác cũng mang số đó; có thể của báo cáo khác.",
        "This page bears the number {number}, which page {other} bears too; it may belong to another report.",
        *_ARRANGE,
    ),
    "pages_missing": Sentence(
        "Thiếu trang",
        "Pages missing",
        "Không có trang đánh số {numbers}.",
        "No page bears the number {numbers}.",
        "Xin đơn vị trang còn thiếu, rồi ghép vào báo cáo này.",
        "Ask the unit for what is missing, then join it to this report.",
    ),
    "page_blank": Sentence(
        "Trang trắng", "Blank page", "Trang này không có chữ nào.", "Nothing stands on this page.", *_ARRANGE
    ),
    "page_turn_unknown": Sentence(
        "Không rõ chiều trang",
        "Way up not known",
        "Trang này có quá ít chữ để biết nằm chiều nào, nên để nguyên như trong tệp.",
        "This page bears too little print to tell which way up it stands, and was left as it lies.",
        "Nếu trang nằm ngược, mở “Sắp xếp trang” để xoay.",
        "If it lies the wrong way, open “Arrange pages” to turn it.",
    ),
    "duplicate_pages": Sentence(
        "Trùng hình ảnh",
        "Same pages",
        "Các trang giống hệt báo cáo số {submission}.",
        "Its pages are those of report {submission}.",
        "Nếu là một báo cáo gửi hai lần, xóa một bản.",
        "If it was sent twice, delete one of the two.",
    ),
}
