"""Sentences on running the service: what is away for a while, what stops a start, stopped reading."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

_BY_ITSELF = (
    "Không mất gì; hệ thống tự làm tiếp. Hãy thử lại sau ít phút, nếu vẫn vậy thì báo quản trị viên.",
    "Nothing is lost and the service goes on by itself. Try again in a few minutes; if it stays so, tell the "
    "administrator.",
)

OPERATIONS: Mapping[str, Sentence] = {
    "service.store_unreachable": Sentence(
        "Kho tệp chưa trả lời",
        "Store unreachable",
        "Kho lưu bản quét hiện không trả lời.",
        "The store of the scans does not answer.",
        *_BY_ITSELF,
    ),
    "service.database_unreachable": Sentence(
        "Cơ sở dữ liệu chưa trả lời",
        "Database unreachable",
        "Cơ sở dữ liệu hiện không trả lời hoặc đang khởi động lại.",
        "The database does not answer, or is being restarted.",
        *_BY_ITSELF,
    ),
    "service.disk_full": Sentence(
        "Hết chỗ trên đĩa",
        "Disk full",
        "Đĩa của máy chủ đã đầy nên chưa nhận thêm được.",
        "The disk of the server is full, so nothing more can be kept.",
        "Những gì đã nhận vẫn còn. Quản trị viên cần dọn chỗ trên đĩa; sau đó hệ thống tự làm tiếp.",
        "What was taken in is kept. The administrator has to make room; then the service goes on by itself.",
    ),
    "service.stopped": Sentence(
        "Đã dừng đọc",
        "Reading stopped",
        "Có người đã cho dừng đọc báo cáo này.",
        "Somebody stopped the reading of this report.",
        "Bấm “Đọc lại từ đầu” khi muốn đọc; những gì người dùng đã sửa vẫn còn.",
        "Choose “Read again” to have it read; what people settled is kept.",
    ),
    "service.unsafe_setting": Sentence(
        "Thiết lập không an toàn",
        "Unsafe setting",
        "Thiết lập {setting} không dùng được.",
        "Setting {setting} cannot be used: {reason}.",
        "Xem docs/reference/settings.md.",
        "See docs/reference/settings.md.",
    ),
    "service.port_taken": Sentence(
        "Cổng không dùng được",
        "Port taken",
        "Không mở được {host}, cổng {port}: có lẽ chương trình khác đang dùng.",
        "Port {port} of {host} cannot be opened ({reason}).",
        "Hãy chọn cổng khác: tonghop serve --port SỐ.",
        "Choose another: tonghop serve --port NUMBER.",
    ),
}
