"""Persons' names: recognised by their form, and their tone marks put right by names that are in use.

A seal's rings, a signature and worn print cost a name its marks long before its letters, and a name has no
sentence around it to tell which were meant. What names are in use does: "Đương Thị Tháng" is nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extraction.lettering import is_syllable
from extraction.text import fold, fold_tone_placement, nfc

# After Lê Trung Hoa, "Họ và tên người Việt Nam" (2005): the commonest surnames, and some of minorities.
_SURNAME_LIST = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trương Mai Lâm Trịnh Đào
Phùng Hà Tô Lương Cao Châu Tạ Thái Quách Vương La Tăng Triệu Lưu Kiều Chu Tống Quan Nghiêm Thân Thạch Từ Ông
Bạch Giang Khổng Doãn Văn Tôn Lục Mạc Hứa Diệp Âu Đàm Kim Sơn Danh Đồng Tiêu Nông Hoa Cù Đường Ninh Viên Phí
Phó Mạch Ma Lò Lường Quàng Cầm Bế Vi Vy Sầm Hầu Giàng Vàng Thào Bríu Pơloong Alăng Zơrâm Trà Ung Biện Bành
Tiết Thiều Khương Khuất Lại Lã Lữ Nhữ Ngụy Tưởng Xa Hàn Cung Đậu Đới Cấn Chử Dư Giáp Khúc Lỗ Lộ Mẫn Mông Ngọ
Nhan Nhâm Phù Sái Thẩm Trang Trầm Trì Uông Vưu Vòng Yên
"""
SURNAMES = frozenset(_SURNAME_LIST.split())
"""Vietnamese surnames; a name under a seal is told from other words by its first syllable."""


COMMON_SURNAMES = 60
"""Surnames from the commonest down that stand second too, as a mother's name."""

AFTER_SURNAME = ("Văn", "Thị")
"""What stands second in a name far oftener than first: a syllable before it is a surname, however misread."""

_MIDDLE_LIST = """
Văn Thị Đức Quang Minh Hữu Xuân Công Thanh Ngọc Tấn Hoài Đình Thu Kim Mỹ Hồng Bá Duy Gia Hoàng Huy Khắc
Mạnh Nhật Phú Phước Quốc Quý Sỹ Thái Thành Thế Thiên Tiến Trọng Trung Trường Tuấn Tùng Viết Việt Vĩnh Anh
Bảo Bích Cẩm Diễm Diệu Hải Hạnh Huệ Hương Khánh Lệ Mai Nguyệt Như Phương Quỳnh Thảo Thúy Thùy Thủy Tố Trúc
Tuyết Chí Đăng Đại Đắc Hiếu Hùng Kiên Long Nam Nghĩa Nguyên Phi Song Thiện Thuận Tường Ái Hiền Thục Uyển
Kiều Ánh Ngân Phúc Vũ Tất Danh
"""
_GIVEN_LIST = """
An Anh Ánh Ân Bắc Bách Bảo Bằng Bích Bình Bông Bửu Cảnh Cẩm Châu Chi Chiến Chinh Chính Chung Chương Công
Cúc Cường Danh Dân Diễm Diễn Diệp Diệu Doanh Dung Duy Duyên Dũng Dương Đài Đại Đạo Đạt Đăng Điền Điệp Định
Đoan Đồng Đông Đức Giang Hà Hải Hạnh Hào Hảo Hân Hậu Hằng Hiên Hiến Hiền Hiển Hiếu Hiệp Hiệu Hoa Hoan Hoài
Hoàn Hoàng Hòa Hoạt Hồng Hợi Hợp Huấn Huân Huệ Hùng Hưng Huy Huyền Hường Hương Hữu Hướng Kha Khải Khang
Khanh Khánh Khoa Khôi Khuê Khuyên Kiên Kiều Kiệt Kim Kỳ Lai Lan Lành Lâm Lân Lệ Liên Liễu Linh Loan Long
Lộc Lợi Luân Luận Luyến Lục Lương Lượng Lý Mai Mận Mạnh Mẫn Minh Mỹ My Nam Nga Ngà Ngân Nghị Nghĩa Ngoan
Ngọc Nguyên Nguyện Nguyệt Nhã Nhàn Nhân Nhất Nhật Nhi Nhiên Nhung Nhuận Như Ninh Oanh Pha Phát Phi Phong
Phú Phúc Phụng Phương Phước Phượng Quân Quang Quế Quốc Quyên Quyền Quyết Quỳnh Quý Sáng Sang Sinh Son Sơn
Sương Tài Tâm Tân Tấn Thạch Thái Thanh Thành Thao Thảo Thạo Thắm Thắng Thăng Thân Thế Thi Thiện Thìn Thịnh
Thoa Thơ Thơm Thông Thu Thuần Thuận Thuật Thục Thùy Thủy Thúy Thư Thường Thức Thương Tiến Tiên Tiếp Tình
Tính Toàn Toán Tố Trà Trang Trâm Trân Tri Trí Triết Triều Triển Trinh Trọng Trúc Trung Truyền Trực Trường
Tú Tuân Tuấn Tuệ Tùng Tuyên Tuyến Tuyền Tuyết Tường Tươi Tý Út Uyên Vân Vi Viên Việt Vinh Vĩnh Vũ Vui
Vương Vượng Vy Xuân Xuyến Ý Yên Yến Ẩn Bảy Bé Bền Bưởi Chín Chúc Chuẩn Chức Cơ Cừ Dần Dậu Hai Hội Kính Kỷ
Lãm Lập Lễ Liêm Lĩnh Lịch Lực Mão Mùi Mười Năm Nghiêm Nghiệp Ngọ Nhạn Nhâm Niên Phòng Quảng Quới Sáu Sắc
Sửu Sỹ Tá Tám Tạo Tặng Tập Tế Thạnh Thêm Thiêm Thiệu Thọ Thới Thụ Thụy Tích Tiệp Tín Tịnh Tĩnh Toại Trạch
Trãi Trị Tuất Tự Tỵ Văn Vấn Vệ Viễn Vịnh Võ Vọng Xinh
"""


def _by_letters(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Names by their letters without marks, commonest first."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        found[fold(name)] = (*found.get(fold(name), ()), name)
    return found


_SURNAMES = _by_letters(_SURNAME_LIST.split())
_MIDDLE = _by_letters([*_MIDDLE_LIST.split(), *_SURNAME_LIST.split()[:COMMON_SURNAMES]])
_GIVEN = _by_letters(_GIVEN_LIST.split())
_EDGE = re.compile(r"^[^\w]+|[^\w.]+$")
_PEN_STROKE = re.compile(r"(?<=\w)[/\\|:;!](?=\w)")  # a stroke of the signature between two syllables
VOWELS = "aeiouy"
LONE_LETTERS = ("Ý", "Y")
"""Syllables of names that are one letter; others are strokes."""


@dataclass(frozen=True, slots=True)
class NameReading:
    """A person's name: as put right, and how much it looks like one (0..1).

    ``dropped`` says that something else stood beside or in it: a syllable may be lost there. ``syllables``
    are pairs, as put right and as written, with blanks where something stood that is none.
    """

    text: str
    form: float
    surname: float
    changed: bool
    dropped: bool = False
    syllables: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> bool:
        """Nothing within it was unreadable."""
        return all(meant for meant, _ in self.syllables)


@lru_cache(maxsize=4096)
def read_name(text: str) -> NameReading | None:
    """Recognise a person's name: two to five syllables, each with a capital, a surname first.

    Syllables whose tone marks OCR lost or changed are put right by the names that are in use.
    Words before a surname are left out if they are none, and the reading says so.

    >>> read_name("XI Đỗ Văn Trung").text
    'Đỗ Văn Trung'
    >>> read_name("““Trướng Thị Thu Tuyết").text
    'Trương Thị Thu Tuyết'
    >>> read_name("Lê ê Thanh Tài").text
    'Lê Thanh Tài'
    >>> read_name("- Lưu Văn phòng Huyện ủy") is None
    True
    """
    every = [_EDGE.sub("", w).strip(".,") for w in _PEN_STROKE.sub(" ", nfc(text)).split()]
    words = [part for w in every if any(c.isalpha() for c in w) for part in _run_together(_cased(w))]
    words = [w for w in words if len(w) > 1 or fold(w) in VOWELS]
    if not 2 <= len(words) <= 5 or any(any(c.isdigit() for c in w) for w in words):
        return None
    capitalised = sum(_is_name_word(w) for w in words) / len(words)
    syllables = sum(is_syllable(w) for w in words) / len(words)
    if capitalised < 0.75 or syllables < 0.5:
        return None
    begun = _from_surname(words)
    inner = [w if _is_name_word(w) and (len(w) > 1 or w in LONE_LETTERS) else "" for w in begun[1:-1]]
    kept = [begun[0], *inner, begun[-1]]
    surname, known = _surname(kept[0])
    middle = [_in_use(word, _MIDDLE) if word else "" for word in inner]
    meant = [surname, *middle, _in_use(kept[-1], _GIVEN)]
    name = " ".join(syllable for syllable in meant if syllable)
    dropped = begun != words[-len(begun) :] or len(begun) < len(words) or "" in kept
    dropped = dropped or any(c.isalnum() for w in every for c in w if not any(x.isalpha() for x in w))
    return NameReading(
        name,
        round(capitalised * syllables, 3),
        known,
        meant != kept,
        dropped,
        tuple(zip(meant, kept, strict=True)),
    )


def _from_surname(words: list[str]) -> list[str]:
    """The words from the first surname on where none opens the line: before it stand pieces of the seal.

    What stands before "Thị" is one however it was read, and one to which a stroke was read as a letter is
    whole without it ("NTrần").
    """
    if _surname(words[0])[1] > 0:
        return words
    if words[1] in AFTER_SURNAME and _is_name_word(words[0]) and is_syllable(words[0]):
        return words
    for start, word in enumerate(words[:-1]):
        if start and word in SURNAMES:
            return words[start:]
        whole = next((word[at:] for at in (1, 2) if word[at:] in SURNAMES), "")
        if whole and not is_syllable(word):
            return [whole, *words[start + 1 :]]
        if start and words[start + 1] in AFTER_SURNAME and _is_name_word(word):
            return words[start:]
    return words


def _cased(word: str) -> str:
    """A syllable in which one small letter was read as a capital ("ĐìnH"), as names are set."""
    stray = sum(c.isupper() for c in word[1:])
    single = word[:1].isupper() and stray == 1 and len(word) > 2 and is_syllable(word)
    return word[0] + word[1:].lower() if single else word


def _run_together(word: str) -> list[str]:
    """A word, or the two syllables of a name that lost the space between them ("ThịNgọc")."""
    for at in range(2, len(word) - 1):
        first, second = word[:at], word[at:]
        joint = first[-1].islower() and second[0].isupper() and second[1:].islower()
        if joint and is_syllable(first) and is_syllable(second):
            return [first, second]
    return [word]


def _is_name_word(word: str) -> bool:
    """A capital and then small letters, as names are set; "Ý" and "H'Hen" are names too."""
    if len(word) == 1:
        return word.isupper() and fold(word) in VOWELS
    parts = re.split(r"['’-]", word)
    return word[0].isupper() and all(p[1:].islower() or len(p) < 2 for p in parts)


def _surname(word: str) -> tuple[str, float]:
    """The surname meant; 1 if it is written as known, 0.7 if put right, 0 if unknown.

    A rare one with the letters of a common one ("Lường") may be that one with its marks misread: 0.4.
    """
    if word in SURNAMES:
        return word, 1.0 if _SURNAMES[fold(word)][0] == word else 0.4
    if word[:1].islower():
        return word, 0.0
    meant = _SURNAMES.get(fold(word), ())
    if len(meant) == 1:
        return meant[0], 0.7
    return _in_use(word, _SURNAMES), 0.4 if meant else 0.0


def _in_use(word: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """The name in use that has the word's letters and most of its marks; the word where there is none.

    >>> _in_use("Tháng", _GIVEN), _in_use("Vấn", _MIDDLE), _in_use("Thuý", _GIVEN)
    ('Thắng', 'Văn', 'Thuý')
    """
    same = names.get(fold(word), ())
    written = fold_tone_placement(word)
    if not same or written in map(fold_tone_placement, same):
        return word
    return min(same, key=lambda name: _marks_apart(written, fold_tone_placement(name)))


def _marks_apart(one: str, other: str) -> int:
    """How many marks two words of the same letters do not share; the bar of "đ" is one."""
    first, second = _marks(one), _marks(other)
    return len(first ^ second)


def _marks(word: str) -> set[tuple[int, str]]:
    letters = -1
    found: set[tuple[int, str]] = set()
    for character in unicodedata.normalize("NFD", word):
        if unicodedata.combining(character):
            found.add((letters, character))
            continue
        letters += 1
        if character in "đĐ":
            found.add((letters, "\u0335"))
    return found
