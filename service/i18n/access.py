"""Words of accounts: one's own, people, upload links, the second factor."""

WORDS: dict[str, tuple[str, str]] = {
    "account.title": ("Tài khoản của tôi", "My account"),
    "links.title": ("Liên kết nộp", "Upload links"),
    "people.title": ("Người dùng", "People"),
}
