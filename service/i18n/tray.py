"""Words of the tray: what came by itself."""

WORDS: dict[str, tuple[str, str]] = {
    "tray.title": ("Khay chờ nạp", "Tray"),
    "tray.lead": (
        "Tệp từ máy quét và hộp thư tự về đây. Xem qua, bỏ tờ không phải báo cáo, rồi nạp.",
        "Files from the scanner and the mailbox come here. Look through them, then take them in.",
    ),
    "tray.states": ("Trong khay", "In the tray"),
    "tray.waiting": ("Đang chờ", "Waiting"),
    "tray.taken": ("Đã nạp", "Taken in"),
    "tray.set_aside": ("Đã để riêng", "Set aside"),
    "tray.first_page": ("Trang đầu của {name}", "First page of {name}"),
    "tray.choose": ("Chọn {name}", "Choose {name}"),
    "tray.by_mail": ("Thư của {sender}", "Mail of {sender}"),
    "tray.see_report": ("Xem báo cáo", "See the report"),
    "tray.same": ("Báo cáo này đã có", "This report is already here"),
    "tray.together": ("Các tệp đã chọn là một báo cáo", "The chosen files are one report"),
    "tray.take": ("Nạp các tệp đã chọn", "Take the chosen in"),
    "tray.set_aside_these": ("Để riêng", "Set aside"),
    "tray.bring_back": ("Đưa lại vào khay", "Back into the tray"),
    "tray.took": ("Đã nạp {n} báo cáo. Máy đang đọc.", "{n} reports taken in. They are being read."),
    "tray.some_refused": (
        "Đã nạp {n} báo cáo; {refused} tệp không nạp được, lý do ghi dưới tệp.",
        "{n} reports taken in; {refused} files were refused, the reason stands below each.",
    ),
    "tray.put_aside": ("Đã để riêng {n} tệp.", "{n} files set aside."),
    "tray.none_waiting": ("Khay đang trống", "The tray is empty"),
    "tray.none_taken": ("Chưa nạp tệp nào từ khay", "Nothing was taken from the tray yet"),
    "tray.none_set_aside": ("Không có tệp nào để riêng", "Nothing is set aside"),
    "tray.none_text": ("Chưa có gì ở đây.", "Nothing here yet."),
    "tray.none_yet": (
        "Tệp mới trong thư mục của máy quét hay hộp thư sẽ hiện ở đây sau ít giây.",
        "New files in the scanner's folder or the mailbox appear here after some seconds.",
    ),
    "tray.off": ("Chưa nối máy quét hay hộp thư", "No scanner and no mailbox yet"),
    "tray.off_text": (
        "Quản trị viên đặt TONGHOP_WATCH_FOLDER (thư mục máy quét ghi vào) hoặc TONGHOP_MAIL_HOST (hộp thư). "
        "Trong lúc đó hãy nạp tệp bằng tay.",
        "Administrators set TONGHOP_WATCH_FOLDER (the scanner's folder) or TONGHOP_MAIL_HOST (a mailbox). "
        "Until then upload files by hand.",
    ),
    "tray.where": ("Nhận từ", "Where from"),
    "tray.folder": ("Thư mục máy quét", "Scanner's folder"),
    "tray.mailbox": ("Hộp thư", "Mailbox"),
    "tray.looked": ("Xem lần cuối", "Last look"),
    "tray.waits": ("Khay chờ nạp: {n} tệp", "Tray: {n} files"),
    "home.tray": ("tệp trong khay chờ nạp", "files in the tray"),
    "home.tray_note": ("Từ máy quét và hộp thư", "From the scanner and the mailbox"),
    "submission.by_folder": ("từ thư mục máy quét ({origin})", "from the scanner's folder ({origin})"),
    "submission.by_mail": ("từ thư của {sender} ngày {sent}", "from a mail of {sender} of {sent}"),
}
