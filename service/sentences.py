"""Every code that a person can meet: title, sentence and remedy in Vietnamese and English.

``{facts}`` are filled by ``messages.sentence``. A test finds each code that the packages raise and fails on
one that is missing here or in ``docs/reference/errors.md``.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.access_sentences import ACCESS
from service.operation_sentences import OPERATIONS
from service.page_sentences import PAGES_OF_REPORT
from service.plan_sentences import PLANS
from service.report_sentences import CHECKS, DOUBTS
from service.reviewing.sentences import REVIEWING
from service.sentence import Sentence
from service.unit_sentences import UNITS

_RESCAN = (
    "Đề nghị nơi gửi quét lại và tải lên lần nữa.",
    "Ask the sender to scan it again, then upload that.",
)
_RELOAD = ("Hãy tải lại trang rồi thử lại.", "Reload the page and try again.")
_AGAIN = (
    "Hãy cho đọc lại; nếu vẫn vậy, báo cho quản trị viên.",
    "Have it read again; if that fails, tell the administrator.",
)
_ADMIN = ("Hãy báo cho quản trị viên.", "Tell the administrator.")

_FILES: Mapping[str, Sentence] = {
    "ocr.empty": Sentence(
        "Tệp rỗng",
        "Empty file",
        "Tệp “{file}” rỗng, không có trang nào.",
        "The file “{file}” is empty.",
        *_RESCAN,
    ),
    "ocr.encrypted": Sentence(
        "Tệp có mật khẩu",
        "Password-protected file",
        "Tệp “{file}” được bảo vệ bằng mật khẩu nên không mở được.",
        "The file “{file}” is protected by a password.",
        "Hãy gỡ mật khẩu (mở tệp, in ra PDF mới) rồi tải lên lại.",
        "Remove the password (open it, print it to a new PDF) and upload that.",
    ),
    "ocr.damaged": Sentence(
        "Tệp hỏng",
        "Damaged file",
        "Tệp “{file}” bị hỏng, không mở được.",
        "The file “{file}” is damaged and cannot be opened ({detail}).",
        *_RESCAN,
    ),
    "ocr.truncated": Sentence(
        "Tệp bị cắt cụt",
        "Cut-off file",
        "Tệp “{file}” bị đứt giữa chừng, thiếu phần cuối.",
        "The file “{file}” breaks off before its end.",
        "Hãy tải lên lại; nếu vẫn vậy, xin nơi gửi bản đầy đủ.",
        "Upload it again; if that fails, ask the sender for the whole file.",
    ),
    "ocr.unsupported": Sentence(
        "Loại tệp không đọc được",
        "Kind of file not read",
        "Tệp “{file}” không phải PDF, TIFF, JPEG, PNG, WebP, HEIC, DOCX hay ZIP.",
        "The file “{file}” is not a PDF, TIFF, JPEG, PNG, WebP, HEIC, DOCX or ZIP (it is {looks_like}).",
        "Hãy lưu văn bản thành PDF rồi tải lên.",
        "Save the document as PDF and upload that.",
    ),
    "ocr.nested_archive": Sentence(
        "ZIP trong ZIP",
        "ZIP within a ZIP",
        "“{file}” là tệp ZIP nằm trong một tệp ZIP khác; chỉ lớp ngoài cùng được giải nén.",
        "“{file}” is a ZIP within a ZIP; only the outer one is unpacked.",
        "Hãy giải nén rồi tải lên các tệp bên trong.",
        "Unpack it and upload the files that are in it.",
    ),
    "ocr.too_large": Sentence(
        "Tệp quá lớn",
        "File too large",
        "Tệp “{file}” có {actual} {what_vi}, vượt giới hạn {limit}.",
        "The file “{file}” has {actual} {what}, more than the limit of {limit}.",
        "Hãy tách tệp, hoặc quét lại ở 300 dpi.",
        "Split the file, or scan it again at 300 dpi.",
    ),
    "ocr.file": Sentence(
        "Không đọc được tệp",
        "Unreadable file",
        "Không đọc được tệp “{file}”.",
        "The file “{file}” cannot be read.",
        *_RESCAN,
    ),
}

_PAGES: Mapping[str, Sentence] = {
    "ocr.page": Sentence(
        "Không đọc được trang",
        "Unreadable page",
        "Không đọc được trang {page}.",
        "Page {page} cannot be read.",
        *_RESCAN,
    ),
    "ocr.page_missing": Sentence(
        "Thiếu trang",
        "Page missing",
        "Tệp “{file}” không có trang {page}.",
        "The file “{file}” has no page {page}.",
        *_RESCAN,
    ),
    "ocr.page_damaged": Sentence(
        "Trang hỏng",
        "Damaged page",
        "Trang {page} của “{file}” bị hỏng.",
        "Page {page} of “{file}” is damaged.",
        *_RESCAN,
    ),
    "ocr.page_too_large": Sentence(
        "Trang quá lớn",
        "Page too large",
        "Trang {page} của “{file}” có quá nhiều điểm ảnh.",
        "Page {page} of “{file}” has too many pixels.",
        "Hãy quét lại ở 300 dpi.",
        "Scan it again at 300 dpi.",
    ),
    "ocr.engine_crashed": Sentence(
        "Bộ nhận dạng gặp lỗi",
        "Recogniser failed",
        "Bộ nhận dạng chữ dừng đột ngột khi đọc trang {page}.",
        "The recogniser ended with an error on page {page}.",
        *_AGAIN,
    ),
    "ocr.timeout": Sentence(
        "Quá thời gian",
        "Out of time",
        "Trang {page} đọc quá lâu nên bị dừng.",
        "Page {page} took too long and was stopped.",
        "Hãy cho đọc lại khi máy rảnh hơn.",
        "Have it read again when the machine is less busy.",
    ),
    "page_unreadable": Sentence(
        "Trang không đọc được",
        "Unreadable page",
        "Trang {page} không đọc được.",
        "Page {page} could not be read.",
        "Hãy xem trang đó và gõ số liệu, hoặc cho đọc lại.",
        "Look at that page and key its figures, or have it read again.",
    ),
    "page_blank": Sentence(
        "Trang trắng", "Blank page", "Trang {page} không có chữ.", "Page {page} is blank."
    ),
    "ocr.error": Sentence(
        "Lỗi khi đọc", "Reading failed", "Không đọc được tài liệu.", "The document cannot be read.", *_RESCAN
    ),
    "ocr.installation": Sentence(
        "Máy thiếu phần mềm",
        "Something is not installed",
        "Máy này thiếu phần mềm để đọc bản quét.",
        "Something that reading needs is not installed.",
        *_ADMIN,
    ),
    "ocr.engine_missing": Sentence(
        "Chưa cài Tesseract",
        "Tesseract missing",
        "Không tìm thấy chương trình {program}.",
        "The program {program} was not found.",
        "Hãy chạy “make setup” trên máy chủ.",
        "Run “make setup” on the server.",
    ),
    "ocr.language_missing": Sentence(
        "Thiếu dữ liệu tiếng Việt",
        "Language data missing",
        "Tesseract thiếu dữ liệu ngôn ngữ “{languages}”.",
        "Tesseract has no language data for “{languages}”.",
        "Hãy chạy “make setup” trên máy chủ.",
        "Run “make setup” on the server.",
    ),
}

_SERVICE: Mapping[str, Sentence] = {
    "service.unknown_code": Sentence(
        "Cần xem lại", "Needs a look", "Cần xem lại ({code}).", "Needs a look ({code})."
    ),
    "service.internal": Sentence(
        "Lỗi hệ thống",
        "Internal error",
        "Chương trình gặp lỗi, không phải lỗi của bản quét; không có dữ liệu nào bị mất.",
        "The program went wrong, not the scan; no data was lost.",
        "Hãy báo cho quản trị viên, rồi cho đọc lại (hoặc làm lại việc vừa rồi).",
        "Tell the administrator, then have it read again (or do again what you just did).",
    ),
    "service.bad_request": Sentence(
        "Yêu cầu không hợp lệ",
        "Bad request",
        "Yêu cầu không hợp lệ.",
        "The request is not valid: {reason}",
        *_RELOAD,
    ),
    "service.not_found": Sentence(
        "Không tìm thấy",
        "Not found",
        "Không tìm thấy mục này.",
        "There is no such {what}.",
        "Có thể mục này đã bị xóa.",
        "It may have been deleted.",
    ),
    "service.forbidden": Sentence(
        "Không có quyền",
        "Not allowed",
        "Vai trò của bạn không được làm việc này.",
        "Your role may not do this ({action}).",
        *_ADMIN,
    ),
    "service.bad_origin": Sentence(
        "Yêu cầu từ nơi lạ",
        "Unknown origin",
        "Yêu cầu không đến từ trang này nên bị từ chối.",
        "The request did not come from this site and was refused.",
        *_RELOAD,
    ),
    "service.password_change_needed": Sentence(
        "Cần đổi mật khẩu",
        "Password must be changed",
        "Mật khẩu dùng một lần phải được đổi trước.",
        "The one-time password must be changed first.",
        "Hãy đặt mật khẩu mới.",
        "Choose a new password.",
    ),
    "service.password_too_weak": Sentence(
        "Mật khẩu quá yếu",
        "Password too weak",
        "Mật khẩu cần ít nhất {least} ký tự và khác mật khẩu cũ.",
        "A password needs at least {least} characters and must differ from the old one.",
        "Hãy chọn mật khẩu dài hơn.",
        "Choose a longer one.",
    ),
    "service.name_taken": Sentence(
        "Tên đã có",
        "Name taken",
        "Tên “{name}” đã có người dùng.",
        "The name “{name}” is taken.",
        "Hãy chọn tên khác.",
        "Choose another name.",
    ),
    "service.value_not_understood": Sentence(
        "Không hiểu giá trị",
        "Value not understood",
        "“{text}” không phải là {expected}.",
        "“{text}” is not {expected_en}.",
        "Ví dụ: 1.234 hoặc 12,5% hoặc 15/6/2023.",
        "Examples: 1.234 or 12,5% or 15/6/2023.",
    ),
    "service.stale_field": Sentence(
        "Đã có người sửa",
        "Settled by somebody else",
        "Trường này vừa được {who} xử lý (“{value}”).",
        "{who} has just settled this field (“{value}”).",
        "Hãy xem giá trị mới rồi quyết định.",
        "Look at the new value, then decide.",
    ),
    "service.nothing_to_undo": Sentence(
        "Không có gì để hoàn tác",
        "Nothing to undo",
        "Bạn chưa làm gì có thể hoàn tác.",
        "There is nothing of yours to take back.",
    ),
    "service.backup_unreadable": Sentence(
        "Không đọc được bản sao lưu",
        "Backup unreadable",
        "Tệp “{file}” không phải bản sao lưu của tonghop hoặc đã hỏng: {why}.",
        "“{file}” is no backup of tonghop, or it is damaged: {why}.",
        "Hãy dùng một bản sao lưu khác; cơ sở dữ liệu vẫn như cũ.",
        "Use another backup; the database is as it was.",
    ),
    "service.target_not_empty": Sentence(
        "Cơ sở dữ liệu đang có dữ liệu",
        "Database in use",
        "Cơ sở dữ liệu {database} đã có tài khoản hoặc báo cáo.",
        "The database {database} holds accounts or reports already.",
        "Hãy chỉ định một thư mục dữ liệu hoặc cơ sở dữ liệu trống.",
        "Name an empty data folder or database.",
    ),
    "service.campaign_unknown": Sentence(
        "Không có đợt báo cáo này",
        "Unknown campaign",
        "Không có đợt báo cáo “{campaign}”.",
        "There is no campaign “{campaign}”.",
        "Hãy chọn một đợt trong danh sách.",
        "Choose one from the list.",
    ),
    "service.no_files": Sentence(
        "Chưa chọn tệp",
        "No files",
        "Chưa có tệp nào để đọc.",
        "There are no files to read.",
        "Hãy chọn ít nhất một bản quét.",
        "Choose at least one scan.",
    ),
    "service.upload_refused": Sentence(
        "Không nhận được tệp nào",
        "Nothing was taken",
        "Không tệp nào đọc được; lý do ghi ở từng tệp.",
        "None of the files could be taken; each one has its reason.",
        "Xem lý do ở từng tệp.",
        "See the reason of each file.",
    ),
    "service.template_refused": Sentence(
        "Mẫu thư chưa dùng được",
        "Template not usable",
        "Không dùng được mẫu thư: {fault}.",
        "The letter template cannot be used: {fault}.",
        "Hãy tải mẫu đang dùng về, sửa trong Word, giữ các chỗ trong ngoặc nhọn kép, rồi tải lên lại.",
        "Download the present template, change it in Word, keep what stands in double braces, upload it.",
    ),
    "service.mailbox_failed": Sentence(
        "Không đọc được hộp thư",
        "The mailbox cannot be read",
        "Máy chủ thư {host} không trả lời hoặc từ chối.",
        "The mail server {host} says: {reason}.",
        "Nhờ quản trị viên kiểm tra TONGHOP_MAIL_HOST, tên đăng nhập, tệp mật khẩu. Thư không mất.",
        "Ask the administrator to check TONGHOP_MAIL_HOST, the login and the password file. No mail is lost.",
    ),
    "service.mail_too_large": Sentence(
        "Thư quá lớn",
        "Mail too large",
        "Thư đến ngày {day} trong {folder} nặng {size_mib} MiB, giới hạn {limit_mib} MiB.",
        "The mail of {day} in {folder} has {size_mib} MiB, the limit is {limit_mib} MiB.",
        "Mở hộp thư, lưu tệp đính kèm rồi nạp tay; hoặc nâng TONGHOP_MAX_REQUEST_MIB cho thư sau.",
        "Open the mailbox, save its attachments, upload them; or raise TONGHOP_MAX_REQUEST_MIB for others.",
    ),
    "service.mail_unreadable": Sentence(
        "Không tách được thư",
        "Mail not understood",
        "Thư đến ngày {day} trong {folder} (số {uid}) hỏng, không lấy được tệp nào.",
        "The mail of {day} in {folder} (number {uid}) is malformed, no file could be taken.",
        "Mở hộp thư, lưu tệp đính kèm rồi nạp tay; nếu trông lạ thì đừng mở mà hỏi người gửi.",
        "Open the mailbox, save its attachments, upload them; if it looks odd, ask its sender instead.",
    ),
    "service.webhook_refused": Sentence(
        "Địa chỉ không được phép",
        "Address not allowed",
        "Không gửi tin tới {url}: máy đó chưa được cho phép.",
        "Nothing may be sent to {url}: that host is not named.",
        "Nhờ người cài đặt thêm tên máy vào TONGHOP_WEBHOOK_HOSTS rồi khởi động lại.",
        "Have its host added to TONGHOP_WEBHOOK_HOSTS and the service restarted.",
    ),
    "service.watch_folder_failed": Sentence(
        "Không mở được thư mục máy quét",
        "The scanner's folder cannot be opened",
        "Không đọc hoặc chuyển được tệp trong {folder}.",
        "Files in {folder} cannot be read or moved: {reason}.",
        "Nhờ quản trị viên kiểm tra thư mục và quyền ghi. Tệp vẫn nằm nguyên ở đó.",
        "Ask the administrator to check the folder and the right to write. The files are still there.",
    ),
    "service.same_bytes": Sentence(
        "Tệp đã có",
        "Already here",
        "Tệp “{file}” đã được tải lên trước đây (báo cáo số {submission}).",
        "The file “{file}” was uploaded before (submission {submission}).",
        "Hãy mở báo cáo đã có.",
        "Open the submission that is there.",
    ),
    "service.file_too_large": Sentence(
        "Tệp quá lớn",
        "File too large",
        "Tệp “{file}” lớn hơn {limit_mib} MiB.",
        "The file “{file}” is larger than {limit_mib} MiB.",
        "Hãy tách tệp, hoặc quét lại ở 300 dpi.",
        "Split the file, or scan it again at 300 dpi.",
    ),
    "service.request_too_large": Sentence(
        "Gửi quá nhiều",
        "Request too large",
        "Lần tải lên này vượt quá {limit_mib} MiB.",
        "The upload is larger than {limit_mib} MiB.",
        "Hãy chia thành nhiều lần.",
        "Upload in several parts.",
    ),
    "service.too_many_files": Sentence(
        "Quá nhiều tệp",
        "Too many files",
        "Có {files} tệp, giới hạn là {limit}.",
        "There are {files} files; the limit is {limit}.",
        "Hãy chia thành nhiều lần.",
        "Upload in several parts.",
    ),
    "service.too_many_pages": Sentence(
        "Quá nhiều trang",
        "Too many pages",
        "“{file}” có {pages} trang, giới hạn là {limit}.",
        "“{file}” has {pages} pages; the limit is {limit}.",
        "Hãy tách tệp.",
        "Split the file.",
    ),
    "service.font_missing": Sentence(
        "Thiếu phông chữ",
        "Font missing",
        "Máy chủ chưa cài phông {font} nên chưa tạo được PDF/A.",
        "The font {font} is not installed, so no PDF/A can be made.",
        "Hãy cài gói fonts-croscore (make run cài sẵn).",
        "Install the package fonts-croscore (make run does).",
    ),
    "service.reader_died": Sentence(
        "Tiến trình đọc bị dừng",
        "Reader ended",
        "Tiến trình đọc bị dừng đột ngột (hết bộ nhớ, hoặc tệp gây lỗi).",
        "The reading process ended abruptly (out of memory, or the file broke it).",
        *_AGAIN,
    ),
    "service.reader_timeout": Sentence(
        "Quá thời gian",
        "Out of time",
        "Đọc quá {seconds} giây nên bị dừng.",
        "Reading took more than {seconds} seconds and was stopped.",
        *_AGAIN,
    ),
}

SENTENCES: Mapping[str, Sentence] = {
    **_FILES,
    **_PAGES,
    **_SERVICE,
    **DOUBTS,
    **CHECKS,
    **UNITS,
    **ACCESS,
    **PLANS,
    **REVIEWING,
    **PAGES_OF_REPORT,
    **OPERATIONS,
}
