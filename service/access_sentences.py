"""Sentences about logging in, upload links and scans that are no longer kept."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

ACCESS: Mapping[str, Sentence] = {
    "service.not_logged_in": Sentence(
        "Chưa đăng nhập",
        "Not logged in",
        "Bạn chưa đăng nhập hoặc phiên đã hết hạn.",
        "You are not logged in, or your session has ended.",
        "Hãy đăng nhập.",
        "Log in.",
    ),
    "service.login_failed": Sentence(
        "Không đăng nhập được",
        "Login failed",
        "Tên đăng nhập hoặc mật khẩu không đúng.",
        "The name or the password is wrong.",
        "Hãy thử lại, hoặc nhờ quản trị viên đặt lại mật khẩu.",
        "Try again, or ask the administrator to reset the password.",
    ),
    "service.login_throttled": Sentence(
        "Thử quá nhiều lần",
        "Too many attempts",
        "Đã thử đăng nhập sai quá nhiều lần; chờ {seconds} giây.",
        "Too many failed attempts; wait {seconds} seconds.",
        "Hãy chờ rồi thử lại.",
        "Wait, then try again.",
    ),
    "service.code_needed": Sentence(
        "Cần mã xác thực",
        "Code needed",
        "Mật khẩu đúng; tài khoản này còn cần mã của ứng dụng xác thực.",
        "The password is right; this account also needs the code of its authenticator.",
        "Hãy nhập mã sáu chữ số đang hiện trong ứng dụng, hoặc một mã dự phòng.",
        "Enter the six digits that the app shows, or a recovery code.",
    ),
    "service.code_wrong": Sentence(
        "Mã không đúng",
        "Wrong code",
        "Mã xác thực không đúng, đã dùng rồi hoặc đã hết hạn.",
        "The code is wrong, was used before, or is over.",
        "Hãy chờ mã tiếp theo rồi thử lại; xem giờ của điện thoại có đúng không.",
        "Wait for the next code and try again; see whether the phone's clock is right.",
    ),
    "service.outside_login_failed": Sentence(
        "Không đăng nhập được qua hệ thống cơ quan",
        "Login through the office's service failed",
        "Hệ thống đăng nhập của cơ quan không cho vào ({why}).",
        "The office's login service let nobody through ({why}).",
        "Hãy thử lại; nếu vẫn vậy, nhờ quản trị viên cấp quyền.",
        "Try again; if that fails, ask the administrator for a role.",
    ),
    "service.link_unknown": Sentence(
        "Liên kết không còn dùng được",
        "The link is not valid",
        "Liên kết nộp báo cáo này không đúng, đã hết hạn hoặc đã bị thu hồi.",
        "This upload link is wrong, over, or was taken back.",
        "Hãy xin cơ quan yêu cầu báo cáo một liên kết mới.",
        "Ask the office that wants the report for a new one.",
    ),
    "service.scan_erased": Sentence(
        "Bản quét đã hết hạn lưu",
        "The scan is no longer kept",
        "Bản quét “{file}” đã được xoá vì hết thời hạn lưu; số liệu vẫn còn.",
        "The scan “{file}” was erased at the end of the time that it is kept; its figures stay.",
        "Nếu cần xem lại, tìm bản giấy trong lưu trữ.",
        "If it is needed, look for the paper in the archive.",
    ),
}
