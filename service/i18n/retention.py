"""Words of the page on scans whose time is over."""

WORDS: dict[str, tuple[str, str]] = {
    "retention.title": ("Thời hạn lưu bản quét", "How long scans are kept"),
    "retention.lead": (
        "Hết hạn thì xóa được tệp gốc, ảnh trang và chữ đọc trên trang. Số liệu, phần sửa và tổng hợp ở lại.",
        "When their time is over, originals, page pictures and page words may be erased. Figures, "
        "corrections and totals stay.",
    ),
    "retention.due": ("Đến hạn hôm nay", "Due today"),
    "retention.rule": (
        "Bản quét giữ {n} năm sau thời hạn cuối của đợt, trừ đợt có thời hạn riêng "
        "(TONGHOP_KEEP_SCANS_YEARS).",
        "Scans are kept for {n} years after a campaign's last deadline, unless the campaign has its own rule "
        "(TONGHOP_KEEP_SCANS_YEARS).",
    ),
    "retention.no_rule": (
        "Bản quét giữ mãi, trừ đợt có thời hạn riêng (TONGHOP_KEEP_SCANS_YEARS đang là 0).",
        "Scans are kept for ever, unless a campaign has its own rule (TONGHOP_KEEP_SCANS_YEARS is 0).",
    ),
    "retention.nothing": ("Chưa có gì đến hạn.", "Nothing is due."),
    "retention.campaign": ("Đợt báo cáo", "Campaign"),
    "retention.closed": ("Thời hạn cuối", "Last deadline"),
    "retention.years": ("Giữ (năm)", "Years"),
    "retention.reports": ("Báo cáo", "Reports"),
    "retention.files": ("Tệp", "Files"),
    "retention.sure": (
        "Bản quét của {n} báo cáo sẽ bị xóa hẳn. Không lấy lại được.",
        "The scans of {n} reports will be erased for good. They cannot be brought back.",
    ),
    "retention.type": ("Gõ {n} để xác nhận", "Type {n} to confirm"),
    "retention.erase": ("Xóa bản quét của {n} báo cáo", "Erase the scans of {n} reports"),
    "retention.not_confirmed": (
        "Chưa xóa gì: số đã gõ khác số báo cáo đến hạn ({n}).",
        "Nothing was erased: what was typed is not the number of reports that are due ({n}).",
    ),
    "retention.done": (
        "Đã xóa bản quét của {n} báo cáo, có ghi nhật ký.",
        "The scans of {n} reports were erased; the audit tells.",
    ),
    "retention.records": ("Đã xóa", "Erased so far"),
    "retention.records_n": ("{n} báo cáo đã bị xóa bản quét.", "{n} reports have lost their scans."),
    "retention.all_records": ("Xem trong nhật ký", "See the audit"),
    "retention.no_records": ("Chưa xóa bản quét nào.", "No scan was erased yet."),
    "retention.by": ("Người xóa", "By"),
    "retention.report": ("Báo cáo", "Report"),
    "retention.why": ("Theo hạn", "By the rule"),
}
