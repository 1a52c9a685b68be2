import pytest

from extraction.signatory import end_block_findings
from extraction.signature import find_end_block
from ocr.model import Ink, Mark, MarkKind, Reading
from tests.extraction.paper import body, centred, end_block, page_of, seal, strokes


def found(page, readings=()):
    block = find_end_block([page])
    return {f.kind: f for f in end_block_findings(block, [page], readings)}


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


def test_a_role_left_out_is_not_invented():
    role = found(page_of(end_block(role="")))["signatory_role"]
    assert (role.found, role.value) == (False, None)


def test_a_name_alone_is_found_beside_the_recipients():
    fields = found(page_of(end_block(authority="", role="")))
    assert fields["signatory_name"].value == "Huỳnh Anh Khánh"


def test_a_role_under_the_seal_is_read_by_the_closer_look():
    page = page_of(end_block(role=""))
    block = find_end_block([page])
    assert len(block.looks()) == 2
    again = [Reading("BÍ THƯ", Ink.PRINTED, 0.9, (("aster", "BÍ THƯ"),)), Reading("", Ink.BLANK, 0.0)]
    role = found(page, again)["signatory_role"]
    assert role.value == "BÍ THƯ" and role.signals["ocr"] == 0.0


def test_seal_and_signature_must_lie_on_the_block():
    near = found(page_of(end_block(), marks=[seal(520, 830), strokes(600, 850)]))
    assert (near["sealed"].value, near["signed"].value) == (True, True)
    far = found(page_of(end_block(), marks=[seal(120, 80)]))
    assert (far["sealed"].value, far["signed"].value) == (False, False)


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
