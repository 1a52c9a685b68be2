"""What in a page of somebody else's PDF keeps it from being PDF/A-2b.

A page with such a fault is drawn as a picture instead of carried over. This is no validator: it looks for the
faults that office programs and scanners make. Source: ISO 19005-2:2011, 6.2 (graphics), 6.2.11 (fonts).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Name

from service.pdfa.streams import DEEPEST, what_is_drawn

_DEVICE_CMYK = Name.DeviceCMYK
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SIMPLE_FONTS = (Name.Type1, Name.TrueType, Name.MMType1)
_FORBIDDEN_FILTERS = (Name.LZWDecode, Name.Crypt)
_STATES_FORBIDDEN = ("/TR", "/HTP")


def faults_of(page: pikepdf.Page) -> list[str]:
    """In English, for the record; empty where the page can be carried over."""
    found = list(dict.fromkeys(_of_content(page, page.obj.get("/Resources"), 0, set())))
    group = page.obj.get("/Group")
    if group is not None and group.get("/CS") == _DEVICE_CMYK:
        found.append("a CMYK page group")
    return found


def mend(page: pikepdf.Page) -> None:
    """Take off what PDF/A forbids and nobody misses: notes, actions, thumbnails, hints for viewers."""
    for key in ("/Annots", "/AA", "/Thumb", "/PieceInfo", "/Trans", "/Dur", "/B", "/StructParents", "/Tabs"):
        if key in page.obj:
            del page.obj[key]
    resources = page.obj.get("/Resources")
    for item in _xobjects(resources):
        for key in ("/Interpolate", "/Alternates", "/OPI", "/Metadata"):
            if key in item:
                del item[key]
    for font in _items(resources, "/Font"):
        for bare in (font, *font.get("/DescendantFonts", ())):
            descriptor = bare.get("/FontDescriptor")
            if descriptor is not None and "/CIDSet" in descriptor:
                del descriptor["/CIDSet"]  # optional, and wrong in many subsets


def _of_content(content: Any, resources: Any, depth: int, seen: set[tuple[int, int]]) -> Iterator[str]:
    drawn = what_is_drawn(content)
    if drawn.cmyk:
        yield "CMYK colours"
    fonts = resources.get("/Font", pikepdf.Dictionary()) if resources is not None else pikepdf.Dictionary()
    for name in drawn.fonts:
        if name not in fonts or not _is_embedded(fonts[name]):
            yield f"a font that is not embedded ({name})"
    for space in _items(resources, "/ColorSpace"):
        yield from _of_space(space)
    for state in _items(resources, "/ExtGState"):
        if any(key in state for key in _STATES_FORBIDDEN) or _names_other_than(state.get("/TR2"), "/Default"):
            yield "a transfer function"
    for item in _xobjects(resources):
        if item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield from _of_xobject(item, depth, seen)


def _of_xobject(item: Any, depth: int, seen: set[tuple[int, int]]) -> Iterator[str]:
    kind = item.get("/Subtype")
    if "/OC" in item:
        yield "a layer that may be hidden"
    if kind == Name.PS or "/PS" in item or "/Ref" in item:
        yield "PostScript or a reference to another file"
    elif kind == Name.Image:
        if any(one in _FORBIDDEN_FILTERS for one in _filters(item)):
            yield "a forbidden compression"
        yield from _of_space(item.get("/ColorSpace"))
        if "/SMask" in item:
            yield from _of_xobject(item["/SMask"], depth, seen)
    elif kind == Name.Form:
        if depth >= DEEPEST:
            yield "forms nested too deeply"
            return
        yield from _of_content(item, item.get("/Resources"), depth + 1, seen)


def _of_space(space: Any) -> Iterator[str]:
    if space is None:
        return
    names = [space] if isinstance(space, Name) else [part for part in space if isinstance(part, Name)]
    bases = [] if isinstance(space, Name) else [p for p in space if isinstance(p, pikepdf.Array)]
    if _DEVICE_CMYK in names:
        yield "CMYK colours"
    for base in bases:
        yield from _of_space(base)


def _is_embedded(font: Any) -> bool:
    kind = font.get("/Subtype")
    if kind == Name.Type3:
        return True
    bare = font["/DescendantFonts"][0] if kind == Name.Type0 else font
    if kind != Name.Type0 and kind not in _SIMPLE_FONTS:
        return False
    descriptor = bare.get("/FontDescriptor")
    return descriptor is not None and any(key in descriptor for key in _FONT_FILES)


def _filters(item: Any) -> list[Any]:
    value = item.get("/Filter")
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _names_other_than(value: Any, allowed: str) -> bool:
    return value is not None and str(value) != allowed


def _items(resources: Any, kind: str) -> list[Any]:
    return list(resources.get(kind, pikepdf.Dictionary()).values()) if resources is not None else []


def _xobjects(resources: Any) -> list[Any]:
    return _items(resources, "/XObject")
