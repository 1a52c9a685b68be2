"""What can be wrong with units and their sheets, in words; part of ``sentences.SENTENCES``."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

_MEND = ("Hãy sửa ô đó rồi nhập lại.", "Correct that cell and import again.")
_DAYS = ("Viết ngày như 30/6/2025.", "Write a day as 30/6/2025.")

UNITS: Mapping[str, Sentence] = {
    "service.sheet_unreadable": Sentence(
        "Không mở được bảng tính",
        "Spreadsheet unreadable",
        "Không đọc được “{file}” như một bảng tính XLSX hay CSV: {fault}.",
        "“{file}” cannot be read as an XLSX or CSV spreadsheet: {fault}.",
        "Hãy lưu lại thành XLSX, hoặc CSV mã UTF-8.",
        "Save it as XLSX, or as CSV in UTF-8.",
    ),
    "service.unit_sheet_refused": Sentence(
        "Bảng đơn vị có chỗ sai",
        "Mistakes in the sheet of units",
        "“{file}” có {count} chỗ sai; chưa có gì thay đổi. {first}",
        "“{file}” has {count} mistakes; nothing was changed. {first_en}",
        "Hãy sửa các ô đã nêu rồi nhập lại.",
        "Correct the cells named and import again.",
    ),
    "service.unit_refused": Sentence(
        "Không lưu được đơn vị",
        "Unit not saved",
        "Đơn vị “{unit}” chưa được lưu. {why}",
        "Unit “{unit}” was not saved. {why_en}",
    ),
    "service.starter_missing": Sentence(
        "Không có cây đơn vị mẫu",
        "No first tree",
        "Không tìm thấy dữ liệu hành chính của “{package}”.",
        "The administrative data of “{package}” was not found.",
        "Cài bằng: pip install --no-deps vietnamadminunits; tên tỉnh viết như trước 7/2025.",
        "Install it with: pip install --no-deps vietnamadminunits; name the province as before July 2025.",
    ),
    "unit_sheet.no_header": Sentence(
        "Thiếu dòng tiêu đề",
        "No heading row",
        "Dòng {line}: không thấy dòng tiêu đề có các cột {value}.",
        "Line {line}: no heading row with the columns {value}.",
        "Hãy xuất danh sách hiện có để lấy mẫu.",
        "Export the present list as a pattern.",
    ),
    "unit_sheet.no_name": Sentence(
        "Thiếu tên",
        "No name",
        "Ô {cell}: đơn vị chưa có tên (mới).",
        "Cell {cell}: the unit has no (new) name.",
        *_MEND,
    ),
    "unit_sheet.unknown_level": Sentence(
        "Cấp không rõ",
        "Unknown level",
        "Ô {cell}: không có cấp “{value}”.",
        "Cell {cell}: there is no level “{value}”.",
        "Dùng mã cấp: tinh, huyen, xa, co-so, thanh-vien.",
        "Use a level's id: tinh, huyen, xa, co-so, thanh-vien.",
    ),
    "unit_sheet.unknown_parent": Sentence(
        "Không có cấp trên",
        "Unknown parent",
        "Ô {cell}: không có đơn vị cấp trên mã “{value}”.",
        "Cell {cell}: there is no parent unit with the id “{value}”.",
        *_MEND,
    ),
    "unit_sheet.unknown_successor": Sentence(
        "Không có đơn vị nhận",
        "Unknown successor",
        "Ô {cell}: không có đơn vị mã “{value}” để nhập vào.",
        "Cell {cell}: there is no unit with the id “{value}” to merge into.",
        *_MEND,
    ),
    "unit_sheet.same_id": Sentence(
        "Trùng mã",
        "Id used twice",
        "Ô {cell}: mã “{value}” đã có rồi.",
        "Cell {cell}: the id “{value}” is there already.",
        "Cho mỗi đơn vị một mã riêng.",
        "Give each unit an id of its own.",
    ),
    "unit_sheet.bad_id": Sentence(
        "Mã không hợp lệ",
        "Id not allowed",
        "Ô {cell}: mã “{value}” chỉ được có chữ thường không dấu, chữ số và gạch nối.",
        "Cell {cell}: the id “{value}” may only have small letters without marks, digits and hyphens.",
        *_MEND,
    ),
    "unit_sheet.bad_date": Sentence(
        "Ngày không đọc được",
        "Not a day",
        "Ô {cell}: “{value}” không phải là ngày.",
        "Cell {cell}: “{value}” is no day.",
        *_DAYS,
    ),
    "unit_sheet.ends_before_start": Sentence(
        "Hết hiệu lực trước khi có",
        "Ends before it begins",
        "Ô {cell}: ngày cuối đứng trước ngày đầu ({value}).",
        "Cell {cell}: the last day is before the first ({value}).",
        *_MEND,
    ),
    "unit_sheet.circle": Sentence(
        "Cấp trên quay vòng",
        "Parents in a circle",
        "Ô {cell}: đi lên theo cấp trên “{value}” thì quay lại chính đơn vị này.",
        "Cell {cell}: going up from the parent “{value}” leads back to this unit.",
        *_MEND,
    ),
}
