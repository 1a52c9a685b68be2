"""Words of placing a report: its unit and period, its revisions, its pages."""

WORDS: dict[str, tuple[str, str]] = {
    "placing.title": ("Thuộc về", "Belongs to"),
    "placing.ask_unit": ("Báo cáo này của đơn vị nào?", "Whose report is this?"),
    "placing.ask_period": ("Báo cáo này cho kỳ nào?", "Which period is this report on?"),
    "placing.which_period": ("Kỳ:", "Period:"),
    "placing.other_unit": ("Đơn vị (mã)", "Unit (id)"),
    "placing.choose": ("Chọn", "Choose"),
    "placing.change": ("Sửa đơn vị, kỳ, ngày; trả lại", "Change unit, period, days; return"),
    "placing.by_person": ("người chọn", "chosen by a person"),
    "placing.unplaced": ("Chưa rõ đơn vị hoặc kỳ", "Unit or period unknown"),
    "placing.returned": ("Đã trả lại đơn vị lúc {at}. Lý do: {reason}", "Returned at {at}. Reason: {reason}"),
    "placing.take_back": ("Bỏ trả lại", "Take back"),
    "placing.return": ("Trả lại đơn vị", "Return to the unit"),
    "placing.return_reason": ("Lý do trả lại", "Reason for returning"),
    "placing.superseded": (
        "Báo cáo này đã được thay bằng bản mới hơn và không còn được tính:",
        "A newer revision counts in place of this report:",
    ),
    "placing.revision": ("Bản này thay cho", "This report corrects"),
    "placing.differences": ("Khác nhau", "Differences"),
    "placing.differences_of": (
        "Báo cáo số {old} và bản thay số {new}: {n} chỗ khác.",
        "Report {old} and its revision {new}: {n} differences.",
    ),
    "placing.same": ("Hai bản giống nhau.", "Both say the same."),
    "placing.field": ("Trường", "Field"),
    "placing.apart": ("Không phải bản thay, đây là báo cáo khác", "No revision: this is another report"),
    "placing.chain": ("{n} bản", "{n} revisions"),
}
