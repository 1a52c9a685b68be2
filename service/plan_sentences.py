"""What is doubtful in a plan, and what its file can have wrong, in words; part of ``sentences.SENTENCES``."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

_LOOK = ("Hãy đối chiếu với kế hoạch.", "Compare it with the plan.")
_OWNER = ("Hãy hỏi nơi ban hành kế hoạch.", "Ask the plan's owner.")

PLANS: Mapping[str, Sentence] = {
    "service.campaign_file_refused": Sentence(
        "Tệp đợt báo cáo có chỗ sai",
        "Mistake in the campaign file",
        "“{file}”, dòng {line}, mục {entry}: cần {expected}, thấy {found}. Chưa có gì thay đổi.",
        "“{file}”, line {line}, entry {entry}: expected {expected}, found {found}. Nothing was changed.",
        "Hãy sửa chỗ đó rồi thử lại.",
        "Correct that place and try again.",
    ),
    "service.campaign_stale": Sentence(
        "Đợt báo cáo vừa được người khác lưu",
        "Saved by somebody else",
        "Đợt “{campaign}” đã có phiên bản {version}, do {who} lưu, sau khi bạn mở nó ra sửa.",
        "“{campaign}” has version {version} by {who}, saved after you opened it.",
        "Hãy mở lại trang sửa để xem bản mới.",
        "Open the editor again to see the newer version.",
    ),
    "service.campaign_in_use": Sentence(
        "Mã đợt đang được dùng",
        "The campaign's id is in use",
        "Không đổi được mã “{campaign}” thành “{id}”.",
        "The id “{campaign}” cannot become “{id}”.",
        "Hãy giữ mã cũ, hoặc nhập thành một đợt mới.",
        "Keep the id, or import it as a campaign of its own.",
    ),
    "plan.not_found": Sentence(
        "Không thấy trong kế hoạch",
        "Not found in the plan",
        "Không thấy trong kế hoạch.",
        "Not found in the plan.",
        "Hãy tự điền.",
        "Fill it in.",
    ),
    "plan.read_badly": Sentence(
        "Chữ đọc không rõ", "Read badly", "Chữ ở đây đọc không rõ.", "The words here were read badly.", *_LOOK
    ),
    "plan.numeral_put_right": Sentence(
        "Số mục được sửa theo thứ tự",
        "Numeral put right by its sequence",
        "Số mục đọc được không theo thứ tự nên đã sửa theo các mục bên cạnh.",
        "The numeral as read did not fit, and was put right by its neighbours.",
        *_LOOK,
    ),
    "plan.numeral_out_of_sequence": Sentence(
        "Số mục không theo thứ tự",
        "Numeral out of sequence",
        "Số mục không theo thứ tự; có thể kế hoạch đánh số nhầm hoặc thiếu mục.",
        "The numeral is out of sequence: the plan miscounts, or an item is missing.",
        *_LOOK,
    ),
    "plan.column_without_title": Sentence(
        "Cột không có tên",
        "Column without a title",
        "Biểu có cột không đọc được tên.",
        "A column's heading could not be read.",
        *_LOOK,
    ),
    "plan.outline_not_found": Sentence(
        "Không thấy đề cương",
        "No outline found",
        "Không thấy đề cương kèm theo, cũng không có phần nào của kế hoạch nêu nội dung báo cáo.",
        "No outline is attached, and no section of the plan says what to report.",
        *_OWNER,
    ),
    "plan.outline_section_unsure": Sentence(
        "Có nhiều phần có thể là đề cương",
        "More than one section may be the outline",
        "Kế hoạch không kèm đề cương và có nhiều phần có thể là nội dung báo cáo; đã chọn phần hợp nhất.",
        "No outline is attached and several sections may be it; the likeliest was taken.",
        *_LOOK,
    ),
    "plan.sender_not_named": Sentence(
        "Không rõ ai phải gửi",
        "Sender not named",
        "Câu có hạn này không nói rõ cấp nào phải gửi báo cáo.",
        "The sentence does not say whose report is due.",
        *_LOOK,
    ),
    "plan.day_vague": Sentence(
        "Hạn không có ngày cụ thể",
        "A vague day",
        "Hạn “{words}” được hiểu là {day} ({reading}).",
        "“{words}” is read as {day} ({reading}).",
        *_OWNER,
    ),
    "plan.day_not_named": Sentence(
        "Hạn không xác định được ngày",
        "No day named",
        "Hạn “{words}” của {sender} không xác định được ngày nào.",
        "“{words}” ({sender}) names no day.",
        *_OWNER,
    ),
    "plan.no_deadline": Sentence(
        "Kế hoạch không nêu hạn báo cáo",
        "No deadline",
        "Kế hoạch không nêu hạn báo cáo; không đơn vị nào có thể bị coi là chậm.",
        "The plan names no deadline; nobody can be late.",
        *_OWNER,
    ),
    "plan.as_of_when_due": Sentence(
        "Số liệu chưa chốt đã đến hạn",
        "Due before the figures are complete",
        "Số liệu tính đến {as_of} nhưng {sender} phải gửi báo cáo theo hạn {due}.",
        "Figures are as of {as_of}, but {sender} must report by {due}.",
        *_OWNER,
    ),
    "plan.lower_after_upper": Sentence(
        "Cấp dưới đến hạn sau cấp trên",
        "Lower level due after the upper",
        "{lower} đến hạn {lower_due}, sau {upper} ({upper_due}) là nơi tổng hợp báo cáo đó.",
        "{lower} is due on {lower_due}, after {upper} ({upper_due}), who compiles its report.",
        *_OWNER,
    ),
    "plan.due_before_period_ends": Sentence(
        "Đến hạn trước khi hết kỳ",
        "Due before the period ends",
        "{sender} đến hạn {due} nhưng kỳ báo cáo đến {end} mới hết, số liệu chưa thể trọn kỳ.",
        "{sender} is due on {due}, but the period ends on {end}.",
        *_OWNER,
    ),
    "plan.bands_overlap": Sentence(
        "Các khoảng số chồng lên nhau",
        "Bands overlap",
        "Các khoảng {bands} có số chung; số ở ranh giới có thể bị đếm hai lần.",
        "The bands {bands} share numbers, which may be counted twice.",
        *_OWNER,
    ),
    "plan.form_not_attached": Sentence(
        "Không có biểu mẫu kèm theo",
        "No form attached",
        "Kế hoạch ghi có biểu mẫu kèm theo nhưng không thấy biểu nào.",
        "The plan says that a form is attached; none is there.",
        *_OWNER,
    ),
    "plan.outline_not_attached": Sentence(
        "Không có đề cương kèm theo",
        "No outline attached",
        "Kế hoạch ghi có đề cương kèm theo nhưng không thấy.",
        "The plan says that an outline is attached; it is not there.",
        *_OWNER,
    ),
    "plan.same_headings": Sentence(
        "Nhiều mục trùng tên",
        "Headings of one name",
        "Các mục {items} cùng tên “{title}”; chỉ phân biệt được theo thứ tự.",
        "Items {items} are all called “{title}”; only their order tells them apart.",
        *_OWNER,
    ),
    "plan.years_unclear": Sentence(
        "Không rõ từng năm hay cộng dồn",
        "Each year, or all together",
        "Số liệu “từ năm {years}” không nói rõ là từng năm hay cộng dồn.",
        "Figures “{years}” may be for each year or for all together.",
        *_OWNER,
    ),
}
