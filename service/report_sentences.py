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
    "heading_elsewhere": Sentence(
        "Mục đứng ở chỗ khác",
        "Heading out of place",
        "Có đề mục mang đúng tên này ở chỗ khác; có thể các trang bị xếp lẫn.",
        "A heading with this very title stands elsewhere; pages may be out of order.",
    ),
    "heading_extent_unsure": Sentence(
        "Chưa rõ đề mục kết thúc ở đâu",
        "Unsure where the heading ends",
        "Đề mục có thể bị nối với đề mục sau hoặc mất chữ giữa dòng.",
        "The heading may have been joined with the next one, or words within it were lost.",
    ),
    "heading_rivals": Sentence(
        "Có đề mục khác gần giống",
        "Another heading is as likely",
        "Đề mục này chỉ hơi giống mục của đề cương; có thể đề mục khác mới đúng, hoặc mục này bị bỏ trống.",
        "This heading is only somewhat like the item; another may answer it, or it is left out.",
    ),
    "heading_word_odd": Sentence(
        "Có chữ lạ trong đề mục",
        "Odd word in the heading",
        "Đề mục có chữ không gặp ở chỗ nào khác và chỉ sai một chữ cái so với đề cương.",
        "The heading has a word that stands nowhere else, one letter away from a word of the outline.",
    ),
    "heading_number_skipped": Sentence(
        "Số thứ tự nhảy cách",
        "A number is skipped",
        "Số của các đề mục trước và sau để trống một số; có thể đề mục này chưa đọc được.",
        "The numbers of the headings before and after leave one out; this heading may not have been read.",
    ),
    "issuer_is_asker": Sentence(
        "Trùng cơ quan ban hành kế hoạch",
        "Same as the plan's issuer",
        "Đây là cơ quan ban hành kế hoạch; có thể tên đơn vị báo cáo ở dòng dưới chưa đọc được.",
        "This committee issued the plan; the reporting unit's name below it may have been missed.",
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
    "signature_broken": Sentence(
        "Chữ ký số không hợp lệ",
        "Digital signature invalid",
        "Tệp bị sửa sau khi ký số, hoặc chữ ký số là giả.",
        "The file was changed after it was signed digitally, or a signature is forged.",
    ),
    "signature_unchecked": Sentence(
        "Chữ ký số không kiểm tra được",
        "Digital signature unchecked",
        "Có chữ ký số nhưng không kiểm tra được.",
        "There is a digital signature that could not be checked.",
    ),
    "signature_untrusted": Sentence(
        "Người ký số chưa được tin cậy",
        "Digital signer not trusted",
        "Chứng thư của người ký số không thuộc nơi nào được tin cậy.",
        "The certificate of a digital signer leads to no trusted root.",
    ),
    "number_range": Sentence(
        "Ghi một khoảng số",
        "A stretch of numbers",
        "Báo cáo ghi một khoảng số; máy lấy số lớn hơn.",
        "The report gives a stretch of numbers; the higher one was taken.",
    ),
    "check_fails": Sentence(
        "Không khớp phép kiểm tra",
        "A check fails",
        "Số liệu không khớp một phép kiểm tra.",
        "The figures do not satisfy a check.",
    ),
    "sum_fails": Sentence(
        "Số liệu không khớp nhau",
        "Figures disagree",
        "Số này không khớp với các số liên quan.",
        "This figure disagrees with those that belong to it.",
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
        "Cột “{column}”, dòng “{row}”: ghi {whole}, các dòng con cộng lại đúng bằng đó.",
        "Column “{column}”, row “{row}”: {whole} is written, and its members add up to it.",
    ),
    "sum_of_members_fails": Sentence(
        "Tổng của nhóm không khớp",
        "Sum of a group is off",
        "Cột “{column}”, dòng “{row}”: ghi {whole}, các dòng con cộng lại được {parts}; "
        "cột không cộng đúng, lệch {difference}.",
        "Column “{column}”, row “{row}”: {whole} is written, its members add up to {parts}; "
        "the column is off by {difference}.",
    ),
    "sum_of_groups": Sentence(
        "Tổng cộng",
        "Grand total",
        "Cột “{column}”, dòng “{row}”: ghi {whole}, các nhóm cộng lại đúng bằng đó.",
        "Column “{column}”, row “{row}”: {whole} is written, and the groups add up to it.",
    ),
    "sum_of_groups_fails": Sentence(
        "Tổng cộng không khớp",
        "Grand total is off",
        "Cột “{column}”, dòng “{row}”: ghi {whole}, các nhóm cộng lại được {parts}; "
        "cột không cộng đúng, lệch {difference}.",
        "Column “{column}”, row “{row}”: {whole} is written, the groups add up to {parts}; "
        "the column is off by {difference}.",
    ),
    "part_over_whole": Sentence(
        "Phần và toàn bộ",
        "Part and whole",
        "Phần là {part}, không vượt toàn bộ là {whole}.",
        "The part, {part}, is not over the whole, {whole}.",
    ),
    "part_over_whole_fails": Sentence(
        "Phần lớn hơn toàn bộ",
        "Part over the whole",
        "Phần là {part} mà toàn bộ chỉ {whole}: vượt {difference}.",
        "The part is {part}, the whole only {whole}: {difference} too many.",
    ),
    "figure_equals_form": Sentence(
        "Lời văn và biểu",
        "Text and form",
        "Trong lời văn ghi {text}, trong biểu cũng vậy.",
        "The text says {text}, and so does the form.",
    ),
    "figure_equals_form_fails": Sentence(
        "Lời văn khác biểu",
        "Text and form differ",
        "Trong lời văn ghi {text}, cộng trong biểu được {form}: lệch {difference}.",
        "The text says {text}, the form adds up to {form}: they differ by {difference}.",
    ),
    "figures_add_up": Sentence(
        "Các số cộng lại",
        "Figures add up",
        "“{figure}”: ghi {whole}, các số thành phần cộng lại đúng bằng đó.",
        "“{figure}”: {whole} is written, and its parts add up to it.",
    ),
    "figures_add_up_fails": Sentence(
        "Các số cộng lại không khớp",
        "Figures do not add up",
        "“{figure}”: ghi {whole}, các số thành phần cộng lại được {parts}, lệch {difference}.",
        "“{figure}”: {whole} is written, its parts add up to {parts}: off by {difference}.",
    ),
    "years_add_up": Sentence(
        "Các năm cộng lại",
        "Years add up",
        "“{figure}”: ghi {whole}, các năm cộng lại đúng bằng đó.",
        "“{figure}”: {whole} is written, and the years add up to it.",
    ),
    "years_add_up_fails": Sentence(
        "Các năm cộng lại không khớp",
        "Years do not add up",
        "“{figure}”: ghi {whole}, các năm cộng lại được {parts}, lệch {difference}.",
        "“{figure}”: {whole} is written, the years add up to {parts}: off by {difference}.",
    ),
    "shares_make_whole": Sentence(
        "Các tỷ lệ đủ 100%",
        "Shares make 100%",
        "Các tỷ lệ cộng lại đủ 100%.",
        "The shares add up to 100%.",
    ),
    "shares_make_whole_fails": Sentence(
        "Các tỷ lệ không đủ 100%",
        "Shares do not make 100%",
        "Các tỷ lệ cộng lại được {parts}%, lệch {difference} so với 100%.",
        "The shares add up to {parts}%: {difference} from 100%.",
    ),
    "percent_equals": Sentence(
        "Tỷ lệ khớp",
        "Percentage fits",
        "“{figure}”: ghi {percent}%, khớp với {part} trên {whole}.",
        "“{figure}”: {percent}% is written, as {part} of {whole} make.",
    ),
    "percent_equals_fails": Sentence(
        "Tỷ lệ không khớp",
        "Percentage is off",
        "“{figure}”: ghi {percent}%, nhưng {part} trên {whole} là {computed}%.",
        "“{figure}”: {percent}% is written, but {part} of {whole} are {computed}%.",
    ),
    "date_after_receipt": Sentence(
        "Ngày báo cáo và ngày nhận",
        "Date and receipt",
        "Báo cáo ghi ngày {date}, không sau ngày nhận {received}.",
        "The report is dated {date}, not after its receipt on {received}.",
    ),
    "date_after_receipt_fails": Sentence(
        "Ngày báo cáo sau ngày nhận",
        "Dated after receipt",
        "Báo cáo ghi ngày {date}, sau ngày nhận {received}.",
        "The report is dated {date}, after its receipt on {received}.",
    ),
    "date_before_as_of": Sentence(
        "Ngày báo cáo và mốc số liệu",
        "Date and as-of day",
        "Báo cáo ghi ngày {date}, không trước mốc số liệu {earliest}.",
        "The report is dated {date}, not before its as-of day, {earliest}.",
    ),
    "date_before_as_of_fails": Sentence(
        "Ngày báo cáo trước mốc số liệu",
        "Dated before the as-of day",
        "Báo cáo ghi ngày {date}, trước mốc số liệu {earliest}.",
        "The report is dated {date}, before the as-of day, {earliest}.",
    ),
    "date_before_plan": Sentence(
        "Ngày báo cáo và kế hoạch",
        "Date and plan",
        "Báo cáo ghi ngày {date}, không trước ngày ban hành kế hoạch {earliest}.",
        "The report is dated {date}, not before the plan of {earliest}.",
    ),
    "date_before_plan_fails": Sentence(
        "Ngày báo cáo trước kế hoạch",
        "Dated before the plan",
        "Báo cáo ghi ngày {date}, trước ngày ban hành kế hoạch {earliest}.",
        "The report is dated {date}, before the plan of {earliest}.",
    ),
    "near_last_period": Sentence(
        "So với kỳ trước",
        "Against the last period",
        "Kỳ này {now}, kỳ trước {before}: không chênh nhiều.",
        "Now {now}, last period {before}: no great change.",
    ),
    "near_last_period_fails": Sentence(
        "Khác nhiều so với kỳ trước",
        "Far from the last period",
        "Kỳ này {now}, kỳ trước {before}: chênh {difference}, hãy xem có đúng không.",
        "Now {now}, last period {before}: {difference} apart; see whether that is so.",
    ),
    "verdict_misread": Sentence(
        "Có lẽ máy đọc sai",
        "Probably misread",
        "Có lẽ máy đọc sai: một cách đọc khác làm các phép tính đều đúng.",
        "Probably a misreading: another reading makes all sums right.",
    ),
    "verdict_several": Sentence(
        "Vài cách đọc",
        "Several readings",
        "Có vài cách đọc cùng làm các phép tính đúng.",
        "Several other readings would make the sums right.",
    ),
    "verdict_paper": Sentence(
        "Có thể do bản giấy",
        "Perhaps the paper",
        "Không cách đọc nào làm phép tính đúng: có thể chính bản giấy tính sai.",
        "No reading makes the sum right: the paper itself may not add up.",
    ),
    "verdict_rows": Sentence(
        "Có lẽ hiểu sai dòng",
        "Rows perhaps misunderstood",
        "Nhiều cột cùng không khớp: có lẽ máy hiểu sai dòng nào thuộc nhóm nào.",
        "Several columns are off: which row belongs to which group was probably misunderstood.",
    ),
    "form_missing": Sentence(
        "Thiếu biểu",
        "Form missing",
        "Không tìm thấy biểu “{form}” mà kế hoạch yêu cầu.",
        "The form “{form}” that the plan asks for was not found.",
        "Hãy xem báo cáo có kèm biểu không; nếu không, xin nơi gửi.",
        "See whether the report has it; if not, ask the sender.",
    ),
    "form_empty": Sentence(
        "Biểu trống",
        "Empty form",
        "Có biểu “{form}” nhưng không thấy dòng số liệu nào.",
        "The form “{form}” is there, without any row of figures.",
        "Hãy xem lại bản quét.",
        "Look at the scan.",
    ),
    "column_understood": Sentence(
        "Đầu cột chưa rõ",
        "Column heading not clear",
        "Cột ghi “{heading}” được hiểu là “{column}”.",
        "The column headed “{heading}” was taken for “{column}”.",
        "Hãy xem có đúng cột không.",
        "See whether it is that column.",
    ),
    "column_missing": Sentence(
        "Thiếu cột",
        "Column missing",
        "Biểu thiếu cột “{column}” mà kế hoạch yêu cầu.",
        "The form lacks the column “{column}” that the plan asks for.",
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
        "Mục {key} của đợt báo cáo không đúng định dạng.",
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
        "Trang {page} không dẫn kế hoạch nào có ở đây; chưa rõ báo cáo này trả lời kế hoạch nào.",
        "Page {page} cites no plan that is known here, so which one this report answers is not known.",
        "Hãy chọn đợt báo cáo rồi cho đọc lại.",
        "Choose its campaign and have it read again.",
    ),
}
