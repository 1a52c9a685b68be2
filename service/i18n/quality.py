"""Words of the page of quality, of entering twice, and of the board of headings."""

WORDS: dict[str, tuple[str, str]] = {
    "quality.title": ("Chất lượng số liệu", "Quality of the figures"),
    "quality.lead": (
        "Máy tự nhận phần lớn các trường. Ở đây đo xem trong số đó còn lọt bao nhiêu lỗi, bằng cách cho "
        "người xem lại một phần chọn ngẫu nhiên.",
        "Most fields are accepted unseen. Here is measured how many errors slip through, by letting people "
        "look at some of them, drawn by lot.",
    ),
    "quality.escaped": ("Lỗi lọt đo được", "Measured escaped errors"),
    "quality.none": (
        "Chưa có trường nào được chọn để xem lại. Đặt tỉ lệ bên dưới, rồi bấm “Chọn ngẫu nhiên”.",
        "No field has been drawn yet. Set a share below, then press “Draw by lot”.",
    ),
    "quality.nothing_looked": (
        "Chưa ai xem trường nào trong số đã chọn.",
        "Nobody has looked at a drawn field yet.",
    ),
    "quality.interval": (
        "khoảng tin cậy 95 %: {low} đến {high} %",
        "95 % interval: {low} to {high} %",
    ),
    "quality.looked_of": ("đã xem {looked} trong {drawn} trường", "{looked} of {drawn} looked at"),
    "quality.kind": ("Loại trường", "Kind of field"),
    "quality.drawn": ("Đã chọn", "Drawn"),
    "quality.looked": ("Đã xem", "Looked at"),
    "quality.wrong": ("Sai", "Wrong"),
    "quality.unclear": ("Không rõ", "Unclear"),
    "quality.rate": ("Tỉ lệ lọt", "Escaped"),
    "quality.between": ("Từ … đến (95 %)", "Between (95 %)"),
    "quality.all": ("Tất cả", "All"),
    "quality.kind_cell": ("Số trong biểu", "Figures in tables"),
    "quality.kind_figure": ("Số trong lời văn", "Figures in the text"),
    "quality.kind_label": ("Tên dòng", "Row labels"),
    "quality.kind_heading": ("Tiêu đề mục", "Headings"),
    "quality.kind_present": ("Có hay không có mục", "Sections present"),
    "quality.kind_issuer": ("Cơ quan ban hành", "Issuer"),
    "quality.kind_number": ("Số, ký hiệu", "Document number"),
    "quality.kind_date": ("Ngày ban hành", "Date"),
    "quality.kind_signatory_name": ("Người ký", "Signatory"),
    "quality.kind_other": ("Trường khác", "Other fields"),
    "quality.go": ("Xem các trường đã chọn", "Look at the drawn fields"),
    "quality.threshold": ("Ngưỡng máy tự nhận", "Threshold of acceptance"),
    "quality.in_force": ("Đang dùng: {value} %", "In force: {value} %"),
    "quality.needed": (
        "Cần xem thêm {n} trường nữa thì mới đủ để đề nghị ngưỡng.",
        "{n} more fields must be looked at before a threshold can be proposed.",
    ),
    "quality.keeps": (
        "Ngưỡng đang dùng đã hợp với kết quả đo; không có đề nghị.",
        "The threshold in force fits what was measured; there is no proposal.",
    ),
    "quality.proposal": (
        "Đề nghị {value} %: ước lượng lọt {escaped} % (mục tiêu {target} %), số trường máy tự nhận "
        "{change} %. Dựa trên {looked} trường đã xem.",
        "Proposed: {value} %, with an estimated {escaped} % escaped (target {target} %) and {change} % "
        "accepted fields. It rests on {looked} fields.",
    ),
    "quality.take": ("Dùng ngưỡng này", "Put it into force"),
    "quality.take_note": (
        "Chỉ có hiệu lực với báo cáo đọc từ lúc đó; đợt có thêm một phiên bản ghi rõ ai đổi, lúc nào.",
        "It holds for reports read from then on; the campaign gets a version that tells who and when.",
    ),
    "quality.taken": ("Đã đổi ngưỡng. Đợt có phiên bản {n}.", "Threshold changed; version {n}."),
    "quality.changes": ("Các lần đổi ngưỡng", "Changes of the threshold"),
    "quality.change": (
        "{when}, {who}: từ {before} % sang {after} %",
        "{when}, {who}: {before} % to {after} %",
    ),
    "quality.choices": ("Xem lại và nhập hai lần", "Random checks and double entry"),
    "quality.share": ("Tỉ lệ trường máy đã nhận cần người xem lại", "Share of accepted fields to look at"),
    "quality.share_note": (
        "phần trăm; 1 nghĩa là cứ 100 trường xem lại 1",
        "per cent; 1 means one field in a hundred",
    ),
    "quality.seed": ("Số gốc của lần chọn", "Seed of the lot"),
    "quality.seed_note": (
        "cùng số gốc thì chọn đúng các trường ấy, để ai cũng kiểm lại được",
        "the same seed draws the same fields, so that anybody can check it",
    ),
    "quality.twice": ("Hai người nhập riêng, không xem của nhau", "Entered by two people on their own"),
    "quality.twice_share": (
        "Và thêm tỉ lệ này trong các trường chờ soát khác",
        "And this share of the others",
    ),
    "quality.twice_note": (
        "Khác nhau thì người thứ ba quyết định. Hiện có {n} người được soát xét.",
        "Where they differ a third person decides. {n} people may review at present.",
    ),
    "quality.save": ("Lưu", "Save"),
    "quality.saved": ("Đã lưu.", "Saved."),
    "quality.draw": ("Chọn ngẫu nhiên trong báo cáo đã đọc", "Draw by lot from reports already read"),
    "quality.drew": ("Đã chọn thêm {n} trường.", "{n} more fields drawn."),
    "quality.link": ("Chất lượng", "Quality"),
    "headings.title": ("Gán đề mục", "Assign headings"),
    "headings.lead": (
        "Chọn đề mục của báo cáo bên trái, Enter, chọn mục của đề cương bên phải, Enter.",
        "Pick a heading of the report on the left, Enter, pick an item of the outline on the right, Enter.",
    ),
    "headings.found": ("Đề mục tìm thấy trong báo cáo ({n})", "Headings found in the report ({n})"),
    "headings.outline": ("Đề cương của kế hoạch", "The plan's outline"),
    "headings.none": ("Không tìm thấy đề mục nào.", "No heading was found."),
    "headings.answers": ("đã gán cho {item}", "answers {item}"),
    "headings.assign": ("Gán vào mục đã chọn", "Assign to the item"),
    "headings.absent": ("Báo cáo không có mục này", "The report does not have this item"),
    "headings.pick_first": ("Hãy chọn một đề mục trước.", "Pick a heading first."),
    "headings.stale": (
        "Người khác vừa sửa đề mục của báo cáo này. Đây là bản mới; hãy xem lại rồi gán.",
        "Somebody else has just changed a heading of this report. This is how it stands now.",
    ),
    "headings.assigned": ("Đã gán vào mục {item}.", "Assigned to {item}."),
    "headings.absent_said": (
        "Đã ghi: báo cáo không có mục {item}.",
        "Noted: the report does not have {item}.",
    ),
    "headings.undone": ("Đã hoàn tác.", "Taken back."),
    "headings.key_walk": ("đi trong danh sách", "walk through the list"),
    "headings.key_next": ("từ đề mục sang đề cương; ở đề cương là gán", "to the outline; there, assign"),
    "headings.key_absent": ("báo cáo không có mục đang chọn", "the report does not have the chosen item"),
    "headings.key_back": ("trở lại danh sách đề mục", "back to the headings"),
    "headings.key_undo": ("hoàn tác việc vừa làm", "take back the last act"),
}
