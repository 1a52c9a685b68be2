"""The kinds of file that are read, as people and browsers name them. What a file is, its bytes decide."""

from __future__ import annotations

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".zip": "application/zip",
}
SUFFIXES = frozenset(MEDIA_TYPES)
ACCEPTED = ",".join(dict.fromkeys([*MEDIA_TYPES, *MEDIA_TYPES.values()]))
"""For the ``accept`` of a browser's file field."""
