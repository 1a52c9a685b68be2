"""From the cells of a data row to findings: value, signals, doubts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from extraction.campaign import Column, ColumnType, Form
from extraction.check_marks import UNSURE_HEADING
from extraction.form_cells import LABEL, ORDINAL, is_handwritten
from extraction.lettering import is_syllable
from extraction.model import ColumnMatch, Finding
from extraction.row_labels import SUM_TITLES
from extraction.row_tree import Level
from extraction.rows import BodyRow, CellText, FormRow, ordinal
from extraction.spelling import with_known_start
from extraction.text import fold
from extraction.values import Blank, ParsedNumber, blank_kind, parse_count, parse_percent
from ocr.model import Ink, Mark, MarkKind, Reading

SURE_COLUMN_SCORE = 0.6
SURE_COLUMN_MARGIN = 0.06
"""Below these a column's heading may mean another column, and all its cells are asked about."""

SURE_BLANK = 0.75
"""Certainty of a blank cell below which a person looks whether something stands there after all."""

SURE_NOTE = 0.6
"""Confidence of a note without a single word below which it is taken for specks on a blank cell."""

MARK_OVER = 0.15
"""Share of a cell that a mark must cover to matter."""

MOST_CANDIDATES = 6


def row_findings(
    form: Form,
    number: int,
    form_row: FormRow,
    matches: Sequence[ColumnMatch],
    marks: Sequence[Mark],
) -> list[Finding]:
    """All findings of one data row; ``number`` counts from 1."""
    row, findings = form_row.row, []
    by_key = {_key(m.column): m for m in matches if m.column}
    base = f"table.{form.id}.{number}"
    level = {"group": float(form_row.level is Level.GROUP), "total": float(form_row.level is Level.TOTAL)}
    if row.stt is not None:
        findings.append(_stt_finding(f"{base}.{ORDINAL}", row))
    if row.label is not None:
        findings.append(_label_finding(f"{base}.{LABEL}", form, row.label, by_key.get(LABEL)))
    for key, cell in row.cells.items():
        match = by_key[key]
        column = match.column
        if column is None:
            continue
        if column.type is ColumnType.TEXT:
            findings.append(_text_finding(f"{base}.{key}", "note", cell, match))
        else:
            findings.append(_figure_finding(f"{base}.{key}", column, cell, match, marks, level))
    return findings


def _key(column: Column | None) -> str:
    if column is None:
        return ""
    if column.type is ColumnType.ORDINAL:
        return ORDINAL
    return LABEL if column.type is ColumnType.LABEL else column.key


def _figure_finding(
    path: str,
    column: Column,
    cell: CellText,
    match: ColumnMatch,
    marks: Sequence[Mark],
    level: dict[str, float],
) -> Finding:
    parsed = _parse(cell.text, column)
    signals = {**_reader_signals(cell), **_column_signals(match), **level}
    if is_unsure(match):
        signals[UNSURE_HEADING] = 1.0
    signals["format"] = float(parsed.format_ok)
    signals["page_agrees"] = float(bool(cell.page_text) and _same_value(cell.page_text, parsed, column))
    doubts = _reader_doubts(cell)
    if not parsed.format_ok:
        doubts.append("format")
    doubts.extend(_mark_doubts(cell, marks))
    value = parsed.value
    if cell.merged:
        doubts.append("merged")
    return Finding(
        path=path,
        kind="cell",
        value=value,
        raw=cell.text,
        page=cell.page,
        box=cell.box,
        candidates=_candidates(cell),
        signals=MappingProxyType(signals),
        doubts=tuple(dict.fromkeys(doubts)),
        unit=parsed.unit or column.unit,
    )


def _parse(text: str, column: Column) -> ParsedNumber:
    return parse_percent(text) if column.type is ColumnType.PERCENT else parse_count(text)


def _same_value(text: str, parsed: ParsedNumber, column: Column) -> bool:
    other = _parse(text, column)
    return other.value == parsed.value and other.format_ok


def value_of(text: str, column: Column) -> Decimal | None:
    """What a reading of this column's cell would be worth; None where it is no well-formed number."""
    parsed = _parse(text, column)
    return parsed.value if parsed.format_ok else None


def _label_finding(path: str, form: Form, cell: CellText, match: ColumnMatch | None) -> Finding:
    finding = _text_finding(path, "label", cell, match)
    known = (*(title for group in form.groups for title in group.wordings), *SUM_TITLES)
    return replace(finding, value=with_known_start(cell.text, known) or None)


def _text_finding(path: str, kind: str, cell: CellText, match: ColumnMatch | None) -> Finding:
    signals = {**_reader_signals(cell), **(_column_signals(match) if match else {})}
    signals["length"] = float(len(cell.text))
    doubts = ["handwritten"] if is_handwritten(cell) else []
    if kind == "note" and match and is_unsure(match):
        signals[UNSURE_HEADING] = 1.0
    if cell.tall:
        doubts.append("merged")
    noise = kind == "note" and _is_noise(cell)
    if noise:
        doubts.append("perhaps_not_blank")
    elif kind == "note":
        doubts.extend(_note_doubts(cell))
    return Finding(
        path=path,
        kind=kind,
        value=None if noise else cell.text or None,
        raw=cell.text,
        page=cell.page,
        box=cell.box,
        candidates=_candidates(cell),
        signals=MappingProxyType(signals),
        doubts=tuple(doubts),
    )


def _note_doubts(cell: CellText) -> list[str]:
    """A note whose readers saw other letters, or that is no words, is asked about; marks may differ."""
    if not cell.text or cell.certain or cell.reading is None:
        return []
    letters = {fold(text) for _, text in cell.reading.readers}
    doubts = ["readers_differ"] if len(letters) > 1 else []
    return doubts if any(is_syllable(w) for w in cell.text.split() if len(w) > 1) else [*doubts, "format"]


def _is_noise(cell: CellText) -> bool:
    """Say whether what was read in a note is specks: no word, no figure, and no two readers agreed."""
    if not cell.text or cell.certain or cell.reading is None or cell.reading.agreed:
        return False
    words = cell.text.split()
    written = any(len(w) > 1 and is_syllable(w) for w in words) or any(c.isdigit() for c in cell.text)
    return not written and cell.confidence < SURE_NOTE


def _stt_finding(path: str, row: BodyRow) -> Finding:
    assert row.stt is not None
    text = ordinal(row.stt)
    return Finding(
        path=path,
        kind="stt",
        value=text or None,
        raw=row.stt.text,
        page=row.stt.page,
        box=row.stt.box,
        candidates=_candidates(row.stt),
        signals=MappingProxyType(_reader_signals(row.stt)),
    )


def _reader_signals(cell: CellText) -> dict[str, float]:
    """Who read it and how surely. Blank cells and dashes are told by their ink, with its certainty."""
    if cell.certain:
        return {"layer": 1.0, "agree": 1.0, "unanimous": 1.0, "ocr": 1.0, "second": 1.0, "first": 1.0}
    reading = cell.reading
    if reading is None:
        return {"ocr": cell.confidence, "agree": 0.0}
    if reading.ink in (Ink.BLANK, Ink.DASH):
        by_ink = float(reading.confidence >= SURE_BLANK)
        shape = {"blank": float(reading.ink is Ink.BLANK), "dash": float(reading.ink is Ink.DASH)}
        told = dict.fromkeys(("agree", "unanimous", "first", "second"), by_ink)
        return {"ocr": reading.confidence, **told, **shape}
    first, second = (*_telling_scores(reading), 0.0, 0.0)[:2]
    return {
        "ocr": reading.confidence,
        "agree": float(reading.agreed),
        "unanimous": float(reading.agreed and all(text == reading.text for _, text in reading.readers)),
        "first": first,
        "second": second,
    }


def _telling_scores(reading: Reading) -> list[float]:
    """How sure the readers are: those that agree, where two outvote a third, else all."""
    scores = dict(reading.scores)
    outvoted = [name for name, text in reading.readers if text != reading.text] if reading.agreed else []
    return [score for name, score in scores.items() if name not in outvoted]


def _column_signals(match: ColumnMatch) -> dict[str, float]:
    return {"column": match.score, "margin": min(1.0, match.margin)}


def _reader_doubts(cell: CellText) -> list[str]:
    reading = cell.reading
    if cell.certain:
        return []
    if reading is None:
        return ["one_reader"]
    if reading.ink is Ink.HANDWRITTEN:
        return ["handwritten"]
    if reading.ink is Ink.BLANK:
        seen = any(c.isdigit() for c in cell.page_text)
        return ["perhaps_not_blank"] if reading.confidence < SURE_BLANK or seen else []
    if reading.ink is Ink.DASH:
        return []
    if not reading.text:
        return ["unreadable"]
    if len(reading.readers) < 2 or reading.agreed or blank_kind(reading.text) is Blank.ELLIPSIS:
        return []
    return ["readers_differ"]


def is_unsure(match: ColumnMatch) -> bool:
    """Whether a column's heading may mean another column than the one it was taken for."""
    return match.score < SURE_COLUMN_SCORE or match.margin < SURE_COLUMN_MARGIN


def _mark_doubts(cell: CellText, marks: Sequence[Mark]) -> list[str]:
    """A pen over a cell may be its content or strike it out, and it was taken off before reading."""
    over = [m for m in marks if cell.box.overlap(m.box) >= MARK_OVER or m.box.overlap(cell.box) >= 0.5]
    if any(m.kind is MarkKind.HANDWRITING for m in over):
        return ["handwritten"]
    if over and not cell.text:
        return ["perhaps_not_blank"]
    return []


def _candidates(cell: CellText) -> tuple[str, ...]:
    readings = cell.reading.candidates if cell.reading else ()
    page = (cell.page_text,) if cell.page_text and cell.reading else ()
    return tuple(dict.fromkeys((cell.text, *readings, *page)))[:MOST_CANDIDATES]
