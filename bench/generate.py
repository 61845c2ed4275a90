"""A seeded spending file: the same lines for the same seed, clean or as messy as real ones."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

HEADER = (
    "Payment Date",
    "Body Name",
    "Directorate",
    "Service Area",
    "Supplier Name",
    "Description",
    "Capital/Revenue",
    "Net Amount",
)
_NAMED = (
    "Waste collection", "Street cleansing", "Economic development", "Adult social care", "Library service", "Licensing",
    "Council tax collection", "CCTV",
)  # fmt: skip
LABELS = (*_NAMED, *(f"Service {n:03d}" for n in range(109 - len(_NAMED))))
"""The bodies' words for their services."""


def write_map(path: Path, codes: Sequence[str]) -> None:
    """Write a map file that spreads the labels over the categories with these codes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(label, codes[number % len(codes)]) for number, label in enumerate(LABELS)]
        csv.writer(file).writerows([("label", "category"), *rows])


def write(path: Path, lines: int, *, agencies: int = 40, first: int = 0, messy: bool = False, seed: int = 1) -> None:
    """Write a CSV of `lines` spending lines: 40 bodies, numbered from `first` on, 109 labels, 20,000 suppliers, a
    financial year of dates."""
    dice = random.Random(seed)
    labels = LABELS
    suppliers = [f"Supplier {n:05d} Limited" for n in range(20_000)]
    descriptions = [f"Invoice text number {n:05d} as typed in by the body" for n in range(5_000)]
    days = [f"{day:02d}/{month:02d}/{2024 if month >= 4 else 2025}" for month in range(1, 13) for day in range(1, 29)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for _ in range(lines):
            pence = int(dice.lognormvariate(11, 1.6))
            amount = f"{pence // 100}.{pence % 100:02d}"
            if messy and dice.random() < 0.2:
                amount = dice.choice(
                    (f"£{pence // 100:,}.{pence % 100:02d}", f"({amount})", f"{amount}-", f" {amount} ")
                )
            label = dice.randrange(len(labels))
            writer.writerow(
                (
                    dice.choice(days), f"Body {first + dice.randrange(agencies):02d}", f"Directorate {label % 9}",
                    labels[label], dice.choice(suppliers),
                    dice.choice(descriptions), "Capital" if dice.random() < 0.15 else "Revenue", amount,
                )
            )  # fmt: skip
