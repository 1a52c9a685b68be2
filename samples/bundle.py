"""Makes the reports that come with the program: ``python -m samples.bundle``.

They are for trying the program out and for tests, so they are small; nothing is tuned or judged on them.
"""

from __future__ import annotations

from pathlib import Path

from samples.generate import Order, make_all

FOLDER = Path(__file__).parent / "reports"
ORDERS = tuple(
    Order(index, seed, campaign, profile, name="*", light=True)
    for index, (campaign, profile, seed) in enumerate(
        (
            ("205", "clean300", 7008),
            ("205", "office200", 7012),
            ("205", "stamped", 7005),
            ("205", "fax", 7003),
            ("205", "photo", 7000),
            ("205", "born", 7006),
            ("205", "rotated", 7006),
            ("34", "fax", 7001),
        ),
        1,
    )
)


def main() -> int:
    make_all(ORDERS, FOLDER)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
