"""A plan's file -> a draft campaign as plain data, by the reading processes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, Literal

from ocr.model import Page
from ocr.settings import OcrSettings
from service import mapping, messages
from service.campaign_yaml import write_campaign
from service.errors import ReaderDied
from service.reading import Reader, ReadPage, StoredFile, clean_images, unreadable_page
from service.tries import most_tries
from service.workers import Parts, RemoteProblem

TEXT_SUFFIXES = frozenset({".txt", ".md"})
DOUBT_WORDS = 90  # of the evidence, in a comment beside the entry

Draft = dict[str, Any]
"""``campaign`` as its file has it; ``parts`` with path, words, page, bbox, confidence, doubts; ``questions``
with code and facts; ``text``."""


def read_plan_file(
    reader: Reader,
    file: StoredFile,
    *,
    on_page: Callable[[int, ReadPage], None] = lambda _number, _page: None,
    on_count: Callable[[int], None] = lambda _: None,
) -> Draft:
    """Read a plan; a page that cannot be read is left out, and the draft says what is missing.

    Args:
        reader: The reading processes.
        file: Scan, PDF, DOCX or, by its ending, plain text in UTF-8.
        on_page: Called with each page that was read, for its picture.
        on_count: Called with the number of pages, 0 for plain text.

    Raises:
        RemoteProblem: The file cannot be opened at all.
    """
    if PurePath(file.name).suffix.lower() in TEXT_SUFFIXES:
        on_count(0)
        return reader.plan([], file.path.read_text("utf-8", errors="replace").removeprefix("\ufeff"))
    count = reader.count_pages(file)
    on_count(count)
    pages: list[tuple[Page, Path | None]] = []
    with TemporaryDirectory(prefix="tonghop-plan-") as folder:
        for number in range(1, count + 1):
            read = _read_page(reader, file, number)
            if isinstance(read, Page):
                pages.append((read, None))
                continue
            on_page(number, read)
            clean = Path(folder) / f"{number}.png"
            clean.write_bytes(read.clean_png)
            pages.append((read.page, clean))
        return reader.plan(pages, "")


def _read_page(reader: Reader, file: StoredFile, number: int) -> ReadPage | Page:
    for attempt in itertools.count(1):
        try:
            return reader.read_page(file, number, number=number, file_index=0)
        except RemoteProblem as error:
            return unreadable_page(number, 0, number, error.code, error.text)
        except ReaderDied as error:
            if attempt >= most_tries(error.code):
                return unreadable_page(number, 0, number, error.code, str(error))
    raise AssertionError("the loop above always returns")


def plan_task(request: Parts) -> Parts:
    """In a reading process: pages or text -> the draft as plain data."""
    from extraction.campaign_format import campaign_to_dict
    from extraction.plan import read_plan
    from ocr.cells import make_look_again

    head = request.head
    pages = [mapping.unpack_page(blob) for blob in request.blobs]
    look_again = make_look_again(clean_images(pages, head["images"]), OcrSettings(**head["ocr"]))
    draft = read_plan(pages, text=str(head["text"]), look_again=look_again if pages else None)
    return Parts(
        {
            "draft": {
                "campaign": campaign_to_dict(draft.campaign),
                "parts": [
                    {
                        "path": part.path,
                        "words": part.words,
                        "page": part.page,
                        "bbox": list(part.bbox) if part.bbox else None,
                        "confidence": part.confidence,
                        "doubts": list(part.doubts),
                        "doubtful": part.doubtful,
                    }
                    for part in draft.parts
                ],
                "questions": [{"code": q.code, "facts": dict(q.facts)} for q in draft.questions],
                "text": draft.text,
            }
        }
    )


def draft_yaml(draft: Mapping[str, Any], language: Literal["vi", "en"] = "vi") -> str:
    """The draft as a campaign file, its doubtful parts and the questions to the plan's owner as comments."""
    campaign = draft["campaign"]
    places = _places(campaign)
    comments: dict[str, str] = {}
    lost = []
    for part in draft["parts"]:
        if not part["doubts"] and not part["doubtful"]:
            continue
        said = doubts_said(campaign, part, language)
        page = f"trang {part['page']}, " if part["page"] else ""
        remark = " ".join(["?", *said, f"({page}{part['confidence']:.2f}) “{part['words'][:DOUBT_WORDS]}”"])
        place = places.get(part["path"])
        if place is None:
            lost.append(f"{part['path']}: {' '.join(said)}")
        else:
            comments[place] = re.sub(r"\s+", " ", remark)
    questions = [messages.sentence(q["code"], language, q["facts"]) for q in draft["questions"]]
    comments[""] = "\n".join([*(f"? {line}" for line in lost), *(f"?? {line}" for line in questions)])
    return write_campaign(campaign, comments)


def doubts_said(
    campaign: Mapping[str, Any], part: Mapping[str, Any], language: Literal["vi", "en"]
) -> list[str]:
    """Why a part of the draft is doubtful, in sentences; a deadline's own words are quoted."""
    kind, _, place = str(part["path"]).partition(".")
    deadlines = campaign.get("deadlines", [])
    facts = {}
    if kind == "deadlines" and place.isdigit() and int(place) < len(deadlines):
        deadline = deadlines[int(place)]
        facts = {**deadline, "day": deadline.get("due"), "reading": deadline.get("reading", "")}
    return [messages.sentence(f"plan.{doubt}", language, facts) for doubt in part["doubts"]]


def _places(campaign: Mapping[str, Any]) -> dict[str, str]:
    """Where in the file a part of the draft stands: "outline.II.2" is "outline[1].children[1]"."""
    found = {key: key for key in campaign}

    def walk(items: list[dict[str, Any]], path: str) -> None:
        for i, item in enumerate(items):
            found[f"outline.{item['id']}"] = f"{path}[{i}]"
            walk(item.get("children", []), f"{path}[{i}].children")

    walk(campaign.get("outline", []), "outline")
    for i, form in enumerate(campaign.get("forms", [])):
        found[f"forms.{form['id']}"] = f"forms[{i}]"
    for name in ("deadlines", "figures"):
        for i in range(len(campaign.get(name, []))):
            found[f"{name}.{i}"] = f"{name}[{i}]"
    return found
