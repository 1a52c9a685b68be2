import datetime as dt

import pytest

from extraction.confidence import settle
from extraction.digital_signature import signing_day, with_digital_signatures
from extraction.model import FieldStatus, Finding
from extraction.pipeline import extract_submission
from ocr.model import PdfSignature
from tests.extraction.paper import HEIGHT, WIDTH, end_block, page_of

ICT = dt.timezone(dt.timedelta(hours=7))
STAMP = dt.datetime(2025, 1, 8, 20, 0, tzinfo=dt.UTC)
GOOD = PdfSignature("S1", "Nguyễn An", intact=True, genuine=True, whole_file=True, stamped_at=STAMP, page=1)
PATH = "document.digital_signature"


def of(signatures, findings=(), pages=()):
    return {f.path: f for f in with_digital_signatures(findings, signatures, pages)}


@pytest.mark.parametrize(
    ("signature", "value", "doubts"),
    [
        (GOOD, "valid", ()),
        (PdfSignature("S1", intact=True, genuine=True, altered=True), "invalid", ("signature_broken",)),
        (PdfSignature("S1", intact=False, genuine=True), "invalid", ("signature_broken",)),
        (PdfSignature("S1", problem="not parsed"), "invalid", ("signature_unchecked",)),
        (
            PdfSignature("S1", intact=True, genuine=True, trusted=False),
            "valid",
            ("signature_untrusted",),
        ),
    ],
)
def test_each_state_has_its_value_and_doubt(signature, value, doubts):
    found = of([signature])[PATH]
    assert (found.value, found.doubts) == (value, doubts)


def test_one_broken_signature_spoils_the_document():
    broken = PdfSignature("S2", "Kẻ sửa", intact=False, genuine=True)
    found = of([broken, GOOD])[PATH]
    assert found.value == "invalid" and found.raw == "Kẻ sửa; Nguyễn An"


def test_no_signature_is_known_for_certain_and_a_doubt_asks_a_person():
    fields = settle([of([])[PATH], of([PdfSignature("S")])[PATH]], (), [])
    assert [(f.value, f.status) for f in fields] == [
        ("none", FieldStatus.ACCEPTED),
        ("invalid", FieldStatus.REVIEW),
    ]


def test_the_day_is_that_of_viet_nam():
    assert signing_day(GOOD) == dt.date(2025, 1, 9)
    # Signing programs call local time UTC: what the signer's clock showed counts.
    claimed = PdfSignature("S", claimed_at=dt.datetime(2021, 12, 27, 19, 38, tzinfo=dt.UTC))
    assert signing_day(claimed) == dt.date(2021, 12, 27)
    assert signing_day(PdfSignature("S")) is None


def test_the_first_signing_is_a_candidate_of_the_date_and_evidence():
    later = PdfSignature(
        "S2", "Nơi công bố", intact=True, genuine=True, claimed_at=dt.datetime(2025, 1, 12, tzinfo=ICT)
    )
    read = Finding("document.date", "date", "2025-01-08", candidates=("2025-01-08",))
    date = of([later, GOOD], [read])["document.date"]
    assert date.value == "2025-01-08" and date.candidates == ("2025-01-08", "2025-01-09")
    assert date.signals["signing_agrees"] == 0.0
    same = of([GOOD], [Finding("document.date", "date", "2025-01-09")])["document.date"]
    assert same.signals["signing_agrees"] == 1.0 and same.candidates == ("2025-01-09",)


def test_a_broken_signature_says_nothing_about_the_date():
    read = Finding("document.date", "date", "2025-01-08")
    assert of([PdfSignature("S", stamped_at=STAMP)], [read])["document.date"] is read


def fraction(left, top, right, bottom):
    return left / WIDTH, top / HEIGHT, right / WIDTH, bottom / HEIGHT


def signed_at(box):
    page = page_of(end_block())
    unsigned = Finding("document.signed", "signed", False)
    drawn = PdfSignature("S", "Nguyễn An", intact=True, genuine=True, page=1, box=box)
    return of([drawn], [unsigned], [page])["document.signed"]


def test_a_signature_drawn_over_the_signatory_says_signed():
    name = next(line for line in end_block() if "Khánh" in line.text)
    over = (name.box.left, name.box.top - 80, name.box.right, name.box.top)
    assert signed_at(fraction(*over)).value is True


def test_a_publisher_s_label_at_the_top_does_not():
    assert signed_at(fraction(500, 5, 780, 60)).value is False


def test_a_submission_carries_its_signatures_and_none_where_nobody_looked():
    page = page_of(end_block())
    with_field = extract_submission([page], [], signatures=[GOOD])
    assert with_field.signatures == (GOOD,)
    field = next(f for f in with_field.fields if f.path == PATH)
    assert (field.value, field.status) == ("valid", FieldStatus.ACCEPTED)
    assert all(f.path != PATH for f in extract_submission([page], []).fields)
