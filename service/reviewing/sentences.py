"""Errors of several people at one queue, in words; part of ``sentences.SENTENCES``."""

from __future__ import annotations

from collections.abc import Mapping

from service.sentence import Sentence

REVIEWING: Mapping[str, Sentence] = {
    "service.field_lent": Sentence(
        "Đang có người xem",
        "Somebody else is at it",
        "Trường này đang được {who} xem, nên chưa lưu được.",
        "{who} has this field before them, so it was not saved.",
        "Hãy soát trường khác; trường này tự trở lại sau ít phút nếu người kia để yên.",
        "Take another field; this one comes back by itself after some minutes.",
    ),
    "service.entered_already": Sentence(
        "Bạn đã nhập trường này",
        "You entered this field already",
        "Trường này phải do hai người nhập riêng, và bạn là một trong hai người đó.",
        "Two people enter this field on their own, and you are one of them.",
        "Hãy để người khác nhập.",
        "Leave it to somebody else.",
    ),
}
