"""What packages say of their licences, as SPDX expressions; and which may be shipped."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNKNOWN = "NOASSERTION"
MAY_SHIP = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-2.1-only",
        "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
"""Libraries under the LGPL are used as they come, apart and replaceable; AGPL and GPL are not among these."""

_WRITTEN = (  # what people write, folded -> SPDX; the first that the text begins with counts
    ("apache license 2.0", "Apache-2.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache software license", "Apache-2.0"),
    ("3-clause bsd", "BSD-3-Clause"),
    ("bsd license", "BSD-3-Clause"),
    ("bsd-3-clause, apache-2.0", "BSD-3-Clause AND Apache-2.0"),
    ("isc license", "ISC"),
    ("mit license", "MIT"),
    ("mozilla public license 2.0", "MPL-2.0"),
    ("psfl", "PSF-2.0"),
    ("python software foundation license", "PSF-2.0"),
    ("gnu lesser general public license v3", "LGPL-3.0-only"),
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_WORDS = frozenset({"AND", "OR", "WITH"})


def expression(said: str, classifiers: Sequence[str] = ()) -> str:
    """The SPDX expression of what a package says; ``UNKNOWN`` where it says nothing that is known here.

    >>> expression("MIT License"), expression("", ["License :: OSI Approved :: BSD License"])
    ('MIT', 'BSD-3-Clause')
    >>> expression("mine")
    'NOASSERTION'
    """
    texts = [said.strip().split("\n")[0], *(one.rpartition(" :: ")[2] for one in classifiers)]
    for text in texts:
        if names_of(text) and names_of(text) <= MAY_SHIP:
            return text
        folded = text.casefold()
        for start, name in _WRITTEN:
            if folded.startswith(start):
                return name
    return texts[0] if _is_spdx(texts[0]) else UNKNOWN


def names_of(text: str) -> frozenset[str]:
    """The licences that an expression names."""
    return frozenset(_NAME.findall(text)) - _WORDS


def may_ship(text: str) -> bool:
    """Say whether a choice in an expression leaves licences that may be shipped, each of them.

    >>> may_ship("Apache-2.0 OR GPL-3.0-only"), may_ship("MIT AND AGPL-3.0-only"), may_ship("NOASSERTION")
    (True, False, False)
    """
    choices = [names_of(choice) for choice in text.replace("(", "").replace(")", "").split(" OR ")]
    return any(choice and choice <= MAY_SHIP for choice in choices)


def _is_spdx(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", text)) and any(
        letter.isdigit() for letter in text
    )
