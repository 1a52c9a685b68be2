"""What can be said about a report: doubts of fields, checks, problems; part of ``sentences.py``."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

DOUBTS: Mapping[str, Sentence] = {
    "one_reader": Sentence(
        "Chỉ một bộ đọc",
        "One reader only",
        "Chỉ một bộ đọc thấy giá trị này.",
        "Only one reader saw this value.",
    ),
    "perhaps_not_blank": Sentence(
        "Có thể không trống",
        "Perhaps not blank",
        "Ô có vẻ trống nhưng có vết mực.",
        "The cell looks blank, yet there is some ink.",
    ),
    "unreadable": Sentence(
        "Không đọc được",
        "Unreadable",
        "Có chữ nhưng máy không đọc được.",
        "Something stands there that the machine cannot read.",
    ),
    "format": Sentence(
        "Sai dạng",
        "Odd format",
        "Chữ đọc được không đúng dạng của ô này.",
        "What was read does not have this field's form.",
    ),
    "merged": Sentence(
        "Ô gộp",
        "Merged cell",
        "Ô trên giấy gộp nhiều dòng hoặc cột.",
        "The cell on paper spans several rows or columns.",
    ),
    "column_doubtful": Sentence(
        "Chưa chắc cột",
        "Column uncertain",
        "Chưa chắc ô này thuộc cột nào.",
        "It is not certain which column this is.",
    ),
    "mark_over": Sentence(
        "Có dấu đè lên", "Mark over it", "Có con dấu hoặc nét bút đè lên.", "A seal or a stroke lies over it."
    ),
    "handwritten": Sentence("Viết tay", "Handwritten", "Viết tay.", "Written by hand."),
    "readers_differ": Sentence(
        "Hai bộ đọc khác nhau",
        "Readers differ",
        "Hai bộ đọc cho kết quả khác nhau.",
        "Two readers saw different things.",
    ),
    "check_fails": Sentence(
        "Không khớp phép kiểm tra",
        "A check fails",
        "Số liệu không khớp một phép kiểm tra.",
        "The figures do not satisfy a check.",
    ),
    "sum_fails": Sentence(
        "Cột không cộng đúng", "Sum does not add up", "Cột không cộng đúng.", "The column does not add up."
    ),
    "low_confidence": Sentence(
        "Chưa chắc chắn",
        "Not sure",
        "Máy chưa chắc chắn về giá trị này.",
        "The machine is not sure of this value.",
    ),
    "missing": Sentence(
        "Không tìm thấy", "Not found", "Không tìm thấy trên bản quét.", "Not found on the scan."
    ),
    "no_digits": Sentence("Không thấy chữ số", "No digits", "Không thấy chữ số nào.", "No digits were seen."),
}

CHECKS: Mapping[str, Sentence] = {
    "sum_of_members": Sentence(
        "Tổng của nhóm",
        "Sum of a group",
        "Cột “{column}”, dòng “{row}”: ghi {whole}, cộng các dòng con được {parts}.",
        "Column “{column}”, row “{row}”: {whole} is written, its members add up to {parts}.",
    ),
    "sum_of_groups": Sentence(
        "Tổng cộng",
        "Grand total",
        "Cột “{column}”, dòng “{row}”: ghi {whole}, cộng các nhóm được {parts}.",
        "Column “{column}”, row “{row}”: {whole} is written, the groups add up to {parts}.",
    ),
    "part_over_whole": Sentence(
        "Phần và toàn bộ",
        "Part and whole",
        "Phần là {part}, toàn bộ là {whole}.",
        "The part is {part}, the whole {whole}.",
    ),
    "figure_equals_form": Sentence(
        "Lời văn và biểu",
        "Text and form",
        "Trong lời văn ghi {text}, trong biểu là {form}.",
        "The text says {text}, the form {form}.",
    ),
    "form_missing": Sentence(
        "Thiếu biểu",
        "Form missing",
        "Không tìm thấy biểu số liệu mà kế hoạch yêu cầu.",
        "A form that the plan asks for was not found.",
        "Hãy xem báo cáo có kèm biểu không; nếu không, xin nơi gửi.",
        "See whether the report has it; if not, ask the sender.",
    ),
    "form_empty": Sentence(
        "Biểu trống",
        "Empty form",
        "Có biểu nhưng không có dòng số liệu nào.",
        "The form is there, without any row of figures.",
        "Hãy xem lại bản quét.",
        "Look at the scan.",
    ),
    "column_missing": Sentence(
        "Thiếu cột",
        "Column missing",
        "Biểu thiếu cột mà kế hoạch yêu cầu: {message}",
        "The form lacks a column: {message}",
        "Hãy xem lại bản quét.",
        "Look at the scan.",
    ),
    "extraction.failed": Sentence(
        "Không bóc tách được",
        "Extraction failed",
        "Không bóc tách được số liệu của báo cáo.",
        "The report's fields could not be extracted.",
        "Hãy cho đọc lại; nếu vẫn vậy, báo cho quản trị viên.",
        "Have it read again; if that fails, tell the administrator.",
    ),
    "extraction.campaign_invalid": Sentence(
        "Đợt báo cáo sai định dạng",
        "Campaign invalid",
        "Mục {key} của đợt báo cáo không đúng: cần {expected}.",
        "Entry {key} of the campaign is wrong: {expected} belongs there.",
        "Hãy sửa mục đó.",
        "Correct the entry.",
    ),
    "extraction.outline_ambiguous": Sentence(
        "Đề cương trùng tên",
        "Ambiguous outline",
        "Hai mục {first} và {second} của đề cương cùng tên “{title}”.",
        "Outline items {first} and {second} are both called “{title}”.",
        "Hãy đặt tên khác cho một mục.",
        "Give one of them another title.",
    ),
    "campaign_unknown": Sentence(
        "Chưa rõ đợt báo cáo",
        "Campaign unknown",
        "Chưa nhận ra báo cáo này trả lời kế hoạch nào.",
        "No plan that this report answers was recognised.",
        "Hãy chọn đợt báo cáo rồi cho đọc lại.",
        "Choose its campaign and have it read again.",
    ),
}
