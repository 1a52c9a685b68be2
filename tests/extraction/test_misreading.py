import pytest

from extraction.misreading import is_likely_misread


@pytest.mark.parametrize(
    ("read", "meant"), [("1.284", "1254"), ("03", "8"), ("12", "112"), ("112", "12"), ("5", "15")]
)
def test_one_slip_of_the_eye_is_likely(read, meant):
    assert is_likely_misread(read, meant)
    assert is_likely_misread(meant, read)


@pytest.mark.parametrize(
    ("read", "meant"), [("12", "12"), ("12", "21"), ("38", "83"), ("12", "13"), ("1", "111"), ("", "5")]
)
def test_other_differences_are_not(read, meant):
    assert not is_likely_misread(read, meant)
