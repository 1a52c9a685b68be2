from __future__ import annotations

import random

from samples.textlayer import as_tcvn3, misread


def test_tcvn3_looks_as_such_text_looks_in_latin_1() -> None:
    assert as_tcvn3("Sơn Trà, ngày 22 tháng 6") == "S¬n Trµ, ngµy 22 th\xb8ng 6"
    assert as_tcvn3("ĐẢNG ỦY") == "§¶NG ñY"


def test_a_bad_layer_loses_marks_but_not_words() -> None:
    text = "Kết quả thực hiện"
    spoilt = misread(text, random.Random(1), 0.3)
    assert spoilt != text
    assert len(spoilt.split()) == len(text.split())
