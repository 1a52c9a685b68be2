from extraction.plans.text import text_blocks


def texts(text):
    return [block.text for block in text_blocks(text)]


def test_wrapped_lines_are_joined_and_numbered_ones_begin_anew():
    assert texts("I. Tình hình\n1. Đặc điểm của địa phương,\nđơn vị\n2. Số liệu\n- một\n- hai") == [
        "I. Tình hình",
        "1. Đặc điểm của địa phương, đơn vị",
        "2. Số liệu",
        "- một",
        "- hai",
    ]


def test_a_paragraph_torn_by_a_page_break_is_joined():
    assert texts("việc thông báo trước nội\n\ndung sinh hoạt") == ["việc thông báo trước nội dung sinh hoạt"]
    assert len(texts("Hết câu.\n\nđoạn sau")) == 2


def test_marks_of_markdown_are_taken_off():
    (heading, body) = text_blocks("#### **I. Mục đích**\n\nCần *nêu rõ* **ba** việc")
    assert (heading.text, heading.strong) == ("I. Mục đích", True)
    assert (body.text, body.strong) == ("Cần nêu rõ ba việc", False)


def test_a_table_of_tabs_has_merged_headings():
    (block,) = text_blocks("TT\tTên\tTổng số\t\n\t\tNam\tNữ\n1\tXã\t\t")
    table = block.grid
    assert table is not None and (table.rows, table.columns) == (3, 4)
    assert (table.at(0, 2).column_span, table.at(0, 0).row_span) == (2, 2)
    assert [table.at(1, c).text for c in (2, 3)] == ["Nam", "Nữ"]


def test_a_table_between_bars_is_one_too():
    (block,) = text_blocks("| TT | Tên | Số |\n|---|---|---|\n| 1 | Xã | |")
    assert block.grid is not None and block.grid.at(1, 1).text == "Xã"
