"""What a page's content streams draw: hidden text taken out, and what PDF/A forbids found."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Name, Operator

DEEPEST = 6  # forms within forms; deeper ones are not looked into
_SHOWS_TEXT = {Operator("Tj"), Operator("TJ"), Operator("'"), Operator('"')}
_CMYK = {Operator("k"), Operator("K")}
_SAVE, _RESTORE, _MODE, _FONT = (Operator(name) for name in ("q", "Q", "Tr", "Tf"))
_HIDDEN_MODE = 3


@dataclass
class Drawn:
    """What the content of a page uses."""

    fonts: set[str] = field(default_factory=set)
    cmyk: bool = False


def strip_hidden_text(pdf: pikepdf.Pdf, page: pikepdf.Page, *, everything: bool) -> None:
    """Take out the text that a page does not show; ``everything`` where an image covers all its text."""
    content = _without_text(page, everything)
    if content is not None:
        page.obj[Name.Contents] = compressed(pdf, content)
    for form in _forms(page.obj.get("/Resources"), 0, set()):
        content = _without_text(form, everything)
        if content is not None and isinstance(form, pikepdf.Stream):
            form.write(zlib.compress(content), filter=Name.FlateDecode)


def compressed(pdf: pikepdf.Pdf, data: bytes) -> pikepdf.Stream:
    """A stream that lies compressed in memory, too."""
    stream = pikepdf.Stream(pdf, b"")
    stream.write(zlib.compress(data), filter=Name.FlateDecode)
    return stream


def what_is_drawn(content: pikepdf.Page | pikepdf.Object) -> Drawn:
    """The fonts in which a content stream shows text to be seen, and whether it sets CMYK colours."""
    drawn = Drawn()
    for instruction, state in _states(content):
        if instruction.operator in _SHOWS_TEXT and state.mode != _HIDDEN_MODE:
            drawn.fonts.add(state.font)
        drawn.cmyk |= instruction.operator in _CMYK
    return drawn


@dataclass(frozen=True)
class _State:
    """The part of the graphics state that matters here; "" before a font is selected."""

    mode: int = 0
    font: str = ""


def _states(content: pikepdf.Page | pikepdf.Object) -> Iterator[tuple[Any, _State]]:
    """Each instruction with the state in which it is carried out."""
    state, stack = _State(), []
    for instruction in pikepdf.parse_content_stream(content):
        operator = instruction.operator
        if operator == _SAVE:
            stack.append(state)
        elif operator == _RESTORE and stack:
            state = stack.pop()
        elif operator == _MODE:
            state = replace(state, mode=int(instruction.operands[0]))
        elif operator == _FONT:
            state = replace(state, font=str(instruction.operands[0]))
        yield instruction, state


def _without_text(content: pikepdf.Page | pikepdf.Object, everything: bool) -> bytes | None:
    """The stream without hidden text; None where it has none, so that it stays byte for byte."""
    kept, dropped = [], False
    for instruction, state in _states(content):
        if instruction.operator in _SHOWS_TEXT and (everything or state.mode == _HIDDEN_MODE):
            dropped = True
        else:
            kept.append(instruction)
    return pikepdf.unparse_content_stream(kept) if dropped else None


def _forms(
    resources: pikepdf.Object | None, depth: int, seen: set[tuple[int, int]]
) -> Iterator[pikepdf.Object]:
    if resources is None or depth > DEEPEST:
        return
    for item in resources.get("/XObject", pikepdf.Dictionary()).values():
        if item.get("/Subtype") != Name.Form or item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield item
        yield from _forms(item.get("/Resources"), depth + 1, seen)
