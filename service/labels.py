"""What a field is called on the screen: its path in the campaign's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extraction.campaign import Campaign, ColumnType

_DOCUMENT = {
    "issuer": ("Cơ quan ban hành", "Issuer"),
    "number": ("Số, ký hiệu", "Document number"),
    "date": ("Ngày ban hành", "Date"),
    "place": ("Địa danh", "Place"),
    "kind": ("Loại văn bản", "Kind of document"),
    "superior": ("Cơ quan cấp trên", "Superior"),
    "subject": ("Trích yếu", "Subject"),
    "answers": ("Văn bản được trả lời", "Plan that it answers"),
    "authority": ("Ký thay mặt", "Signed on behalf of"),
    "recipients": ("Nơi nhận", "Recipients"),
    "signatory_name": ("Người ký", "Signatory"),
    "signatory_role": ("Chức vụ người ký", "Signatory's office"),
    "signed": ("Có chữ ký", "Signed"),
    "sealed": ("Có đóng dấu", "Sealed"),
    "digital_signature": ("Chữ ký số", "Digital signature"),
}
_OUTLINE = {
    "present": ("Có mục này", "Section present"),
    "heading": ("Tiêu đề mục", "Heading"),
    "text": ("Nội dung mục", "Section text"),
}
_ROW = {"label": ("Tên dòng", "Row label"), "stt": ("Số TT", "Row number")}
SHORT_TITLE_CHARACTERS = 70


@dataclass(frozen=True)
class Label:
    """``section`` is the part of the report ("document", "I", "bieu-1"); ``group`` its name for people."""

    vi: str
    en: str
    section: str
    group: str
    kind: str


def label_of(path: str, campaign: Campaign | None, row_labels: Mapping[str, str]) -> Label:
    """The name of a field; a path that the campaign does not know is its own name.

    Args:
        path: The field's path.
        campaign: Whose outline and columns give the words.
        row_labels: Labels of table rows by "table.<form>.<n>".
    """
    kind, _, rest = path.partition(".")
    if kind == "document":
        vi, en = _DOCUMENT.get(rest, (rest, rest))
        return Label(vi, en, "document", "Thể thức văn bản", kind)
    if kind == "outline":
        item, _, part = rest.rpartition(".")
        vi, en = _OUTLINE.get(part, (part, part))
        title = _outline_titles(campaign).get(item, item)
        return Label(f"{vi} · {item} {title}", f"{en} · {item} {title}", item, title, kind)
    if kind == "figure":
        section, _, name = rest.rpartition(".")
        figures = {(f.section, f.name): f.title for f in campaign.figures} if campaign else {}
        title = figures.get((section, name), name)
        return Label(title, title, section, _outline_titles(campaign).get(section, section), kind)
    if kind == "table" and rest.count(".") >= 2:
        return _cell_label(rest, campaign, row_labels)
    return Label(path, path, kind, kind, kind)


def _cell_label(rest: str, campaign: Campaign | None, row_labels: Mapping[str, str]) -> Label:
    form_id, row, key = rest.rsplit(".", 2)
    columns, title = {}, form_id
    for form in campaign.forms if campaign else ():
        if form.id == form_id:
            title = form.title
            columns = {
                leaf.key: " – ".join((*above, leaf.title))
                for leaf, above in form.leaves
                if leaf.type not in (ColumnType.ORDINAL, ColumnType.LABEL)
            }
    vi, en = _ROW.get(key, (columns.get(key, key), columns.get(key, key)))
    row_label = row_labels.get(f"table.{form_id}.{row}", "")
    end = f" · {row}. {row_label}" if row_label else f" · {row}"
    return Label(vi + end, en + end, form_id, title, "table")


def _outline_titles(campaign: Campaign | None) -> dict[str, str]:
    return {item.id: _short(item.title) for item, _ in campaign.items} if campaign else {}


def _short(title: str) -> str:
    return title if len(title) <= SHORT_TITLE_CHARACTERS else title[: SHORT_TITLE_CHARACTERS - 1] + "…"
