from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from service.auditing.what import NOT_AUDITED
from service.i18n import CATALOGUE, LANGUAGES, language_of, translate
from service.records import Base
from service.settings import Settings

SERVICE = Path(__file__).parents[3] / "service"
TEMPLATES = sorted((SERVICE / "templates").glob("*.html"))
WHOLE_KEY = re.compile(r"""\bt\("([a-z_.]+)"\s*[,)]|\bt\('([a-z_.]+)'\s*[,)]""")
BEGUN_KEY = re.compile(r"""\bt\(["']([a-z_.]+)["']\s*~""")
SPOKEN_IN_CODE = re.compile(r"""(?:\.words|translate)\(\s*f?"([a-z_.]+)""")
VIETNAMESE_LETTER = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_both_languages_say_the_same_with_the_same_facts(key: str) -> None:
    vi, en = CATALOGUE[key]
    assert vi.strip() and en.strip()
    assert placeholders(vi) == placeholders(en)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_every_word_of_a_template_is_in_the_catalogue(template: Path) -> None:
    text = template.read_text("utf-8")
    keys = {a or b for a, b in WHOLE_KEY.findall(text)}
    begun = set(BEGUN_KEY.findall(text))
    assert keys - set(CATALOGUE) == set()
    assert {start for start in begun if not any(key.startswith(start) for key in CATALOGUE)} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    assert VIETNAMESE_LETTER.findall(template.read_text("utf-8")) == []


def test_every_word_that_the_code_asks_for_is_in_the_catalogue() -> None:
    code = [*(SERVICE / "routes").glob("pages*.py"), *(SERVICE / "web").glob("*.py")]
    asked = {key for path in code for key in SPOKEN_IN_CODE.findall(path.read_text("utf-8"))}
    assert asked
    assert {key for key in asked if not any(k.startswith(key) for k in CATALOGUE)} == set()


def test_translate_fills_in_facts_and_refuses_an_unknown_key() -> None:
    assert translate("common.page_n", "en", n=2) == "Page 2"
    with pytest.raises(KeyError):
        translate("no.such_key", "vi")


def test_an_unknown_language_is_vietnamese() -> None:
    assert [language_of(x) for x in ("en", "vi", "fr", None, "")] == ["en", "vi", "vi", "vi", "vi"]
    assert set(LANGUAGES) == {"vi", "en"}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_said_in_both_languages_and_its_help_is_the_english(name: str) -> None:
    assert CATALOGUE[f"setting.{name}"][1] == Settings.model_fields[name].description


def test_every_audited_table_has_a_name_in_words() -> None:
    told = set(Base.metadata.tables) - NOT_AUDITED
    assert {table for table in told if f"audit.of_{table}" not in CATALOGUE} == set()
