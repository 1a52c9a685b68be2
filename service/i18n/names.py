"""Words of the page of learned names."""

WORDS: dict[str, tuple[str, str]] = {
    "names.title": ("Cách gọi học được", "Learned names"),
    "names.lead": (
        "Khi người soát sửa một mục, cột, dòng hay đơn vị, máy ghi lại cách gọi trên báo cáo. "
        "Cách gọi chỉ có hiệu lực với các báo cáo đọc sau khi được chấp nhận, và có thể rút lại.",
        "What a reviewer settles shows how reports name headings, columns, rows and units. A name takes "
        "effect, for reports read from then on, only once it is accepted; it can be taken back.",
    ),
    "names.waiting": ("Chờ quyết định", "Waiting for a decision"),
    "names.held": ("Đang có hiệu lực", "In effect"),
    "names.past": ("Đã bỏ", "Refused or taken back"),
    "names.none": ("Không có cách gọi nào chờ quyết định.", "No name waits for a decision."),
    "names.written": ("Báo cáo ghi", "Reports write"),
    "names.means": ("Nghĩa là", "It means"),
    "names.from": ("Ai sửa, báo cáo nào", "Who settled it, in which report"),
    "names.decided": ("Quyết định", "Decision"),
    "names.act": ("Việc làm", "Act"),
    "names.kind_heading": ("Đề mục", "Heading"),
    "names.kind_column": ("Đầu cột", "Column"),
    "names.kind_row": ("Dòng nhóm", "Row"),
    "names.kind_issuer": ("Đơn vị gửi", "Sender"),
    "names.state_accepted": ("Đã chấp nhận", "Accepted"),
    "names.state_refused": ("Đã từ chối", "Refused"),
    "names.state_taken_back": ("Đã rút lại", "Taken back"),
    "names.accept": ("Chấp nhận", "Accept"),
    "names.refuse": ("Từ chối", "Refuse"),
    "names.take_back": ("Rút lại", "Take back"),
    "names.link": ("Cách gọi học được", "Learned names"),
    "names.link_waiting": ("Cách gọi học được ({n} chờ)", "Learned names ({n} waiting)"),
}
