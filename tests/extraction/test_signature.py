import pytest

from extraction.signatory import end_block_findings
from extraction.signature import find_end_block
from ocr.model import Ink, Mark, MarkKind, Reading
from tests.extraction.paper import body, centred, end_block, page_of, seal, strokes


def found(page, readings=None):
    block = find_end_block([page])
    return {f.kind: f for f in end_block_findings(block, [page], readings or {})}


def test_role_and_name_are_picked_by_place_and_form():
    fields = found(page_of(end_block()))
    assert fields["signatory_name"].value == "Huỳnh Anh Khánh"
    assert fields["signatory_role"].value == "PHÓ BÍ THƯ"
    assert fields["signatory_role"].raw == "T/M ĐẢNG ỦY\nPHÓ BÍ THƯ"


def test_a_chain_of_authority_ends_in_the_signer_s_own_role():
    axis = 610
    lines = [
        centred(700, "TM. ỦY BAN NHÂN DÂN", middle=axis),
        centred(724, "KT. CHỦ TỊCH", middle=axis),
        centred(748, "PHÓ CHỦ TỊCH", middle=axis),
        centred(860, "Trần Phước Hiền", middle=axis),
    ]
    fields = found(page_of(lines))
    assert fields["signatory_role"].value == "PHÓ CHỦ TỊCH"
    assert fields["signatory_name"].value == "Trần Phước Hiền"


def test_an_office_before_which_one_reader_saw_a_word_more_is_doubted():
    """The others may have lost it under the seal."""
    again = Reading("BÍ THƯ", Ink.PRINTED, 0.9, (("tesseract", "BÍ THƯ"), ("aster", "PHÓ BÍ THƯ")))
    role = found(page_of(end_block(role="BÍ THƯ")), {"role": again})["signatory_role"]
    assert (role.value, role.doubts) == ("BÍ THƯ", ("readers_differ",))


def test_a_name_that_no_reader_saw_whole_is_doubted():
    again = Reading("", Ink.PRINTED, 0.9, (("tesseract", "Trần Thị Í Nhung"), ("aster", "Trần Thị Ì Nhung")))
    name = found(page_of(end_block(name="Trần Thị ĩ Nhung")), {"name": again})["signatory_name"]
    assert (name.value, name.doubts) == ("Trần Thị Nhung", ("readers_differ",))


def test_a_role_left_out_is_not_invented():
    role = found(page_of(end_block(role="")))["signatory_role"]
    assert (role.found, role.value) == (False, None)


def test_a_name_alone_is_found_beside_the_recipients():
    fields = found(page_of(end_block(authority="", role="")))
    assert fields["signatory_name"].value == "Huỳnh Anh Khánh"


def test_a_role_under_the_seal_is_read_by_the_closer_look():
    page = page_of(end_block(role=""))
    block = find_end_block([page])
    assert set(block.looks()) == {"role", "name", "seal", "strokes"}
    again = Reading("BÍ THƯ", Ink.PRINTED, 0.9, (("aster", "BÍ THƯ"),))
    role = found(page, {"role": again})["signatory_role"]
    assert role.value == "BÍ THƯ" and role.signals["ocr"] == 0.0


def test_seal_and_signature_must_lie_on_the_block():
    near = found(page_of(end_block(), marks=[seal(520, 830), strokes(600, 850)]))
    assert (near["sealed"].value, near["signed"].value) == (True, True)
    far = found(page_of(end_block(), marks=[seal(120, 80)]))
    assert (far["sealed"].value, far["signed"].value) == (False, False)


def test_a_closer_look_sees_rings_and_strokes_that_are_no_marks():
    page = page_of(end_block())
    seen, nothing = Reading("", Ink.HANDWRITTEN, 0.8), Reading("", Ink.BLANK, 0.0)
    fields = found(page, {"seal": seen, "strokes": nothing})
    assert (fields["sealed"].value, fields["signed"].value) == (True, False)
    fields = found(page, {"seal": nothing, "strokes": seen})
    assert (fields["sealed"].value, fields["signed"].value) == (False, True)
    assert fields["signed"].signals["looked"] == 0.8 and fields["signed"].box is not None


def test_a_signature_is_looked_for_where_nothing_is_printed():
    block = find_end_block([page_of(end_block())])
    place = block.signing_place
    assert place.top == block.role.box.bottom and place.bottom == block.name.box.top
    no_name = find_end_block([page_of(end_block(name=""))])
    assert no_name.signing_place.height > 50
    alone = find_end_block([page_of(end_block(authority="", role=""))])
    assert alone.signing_place.bottom == alone.name.box.top


@pytest.mark.parametrize("text", ["Trên đây là báo cáo của Đảng ủy xã", "BAN TỔ CHỨC"])
def test_running_text_is_no_end_block(text):
    assert find_end_block([page_of(body([text]))]) is None


def test_without_an_end_block_absence_is_missing_not_no():
    fields = found(page_of(body(["Trên đây là báo cáo của Đảng ủy xã về công tác năm nay."])))
    assert [(fields[k].found, fields[k].value) for k in ("signed", "sealed")] == [(False, None)] * 2


def test_blue_ink_between_office_and_name_is_a_signature_whatever_it_was_taken_for():
    block = find_end_block([page_of(end_block())])
    ink = Mark(MarkKind.STAMP, block.box, 0.9, "blue")
    signed = found(page_of(end_block(), marks=[ink]))["signed"]
    assert signed.value is True and signed.signals["other_kind"] == 1.0
    red = found(page_of(end_block(), marks=[Mark(MarkKind.STAMP, block.box, 0.9, "red")]))["signed"]
    assert red.value is False and red.signals["marked_if_absent"] == 1.0


def test_a_name_of_which_a_syllable_was_read_is_looked_for_on_its_row():
    axis = 610
    lines = [centred(800, "T/M ĐẢNG ỦY", middle=axis), centred(824, "BÍ THƯ", middle=axis)]
    page = page_of([*lines, centred(930, "Đạt", middle=axis + 40)])
    block = find_end_block([page])
    look = block.looks()["name"]
    assert block.name is None and look.box.left < axis - 40 < axis + 40 < look.box.right
    again = Reading("Từ Ngọc Đạt", Ink.PRINTED, 0.9, (("aster", "Từ Ngọc Đạt"),))
    name = found(page, {"name": again})["signatory_name"]
    assert (name.found, name.value, name.raw) == (True, "Từ Ngọc Đạt", "")


def test_a_name_is_put_together_from_the_syllables_that_most_readers_saw():
    readers = (("tesseract", "Trịnh Thị Tấu Vân"), ("aster", "Tịnh Thị Thu Vân"))
    again = Reading("Trịnh Thị Tấu Vân", Ink.PRINTED, 0.4, readers)
    page = page_of(end_block(name="Trịnh Thị Thu Vân"))
    assert found(page, {"name": again})["signatory_name"].value == "Trịnh Thị Thu Vân"


def test_an_office_left_in_scraps_is_a_guess_with_little_behind_it():
    again = Reading("", Ink.PRINTED, 0.0, (("tesseract", "1uU"), ("aster", ".BTTHƯ ,N")))
    role = found(page_of(end_block(role="")), {"role": again})["signatory_role"]
    assert role.value == "BÍ THƯ" and role.signals["likeness"] <= 0.5
