"""What is found in every real file beside this checkout: date, label and supplier, the warning of what is missing,
or why it is no spending.

`python -m bench.files [--each] [FOLDER]` prints a line a folder, or a line a sheet.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.models.intake.reading import SHARED
from tpdesk.errors import DeskError
from tpdesk.models.intake.lines import Line, Settings, Tally
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import parse_rows
from tpdesk.models.intake.source import Source, open_source

NO_DATE: Final = ("date=COLUMN", "whose date is lost", "whose date cannot be read", "dated by a period code")
SAID: Final = {"date": NO_DATE, "label": ("label=COLUMN",), "supplier": ("supplier=COLUMN",)}
"""Field that every file should have -> how a warning says that its lines have none."""

KINDS: Final = (".csv", ".xlsx", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one sheet."""

    path: Path
    sheet: str | None
    lines: int
    has: frozenset[str]
    """Which of date, label and supplier a line has."""

    said: frozenset[str]
    """Which of them a warning says to be missing."""

    refusal: str
    """Why it is not taken in as spending; empty where it is."""

    warnings: str

    @property
    def unsaid(self) -> frozenset[str]:
        """Which of them are missing without a word."""
        return frozenset() if self.refusal else frozenset(SAID) - self.has - self.said


def found_in(source: Source, sheet: str | None) -> Found:
    """Read one sheet of an open file from end to end."""
    layout = recognise(source, sheet)
    refusal = layout.refusal or layout.reason
    if refusal:
        return Found(source.path, sheet, 0, frozenset(), frozenset(), refusal, "")
    tally = Tally()
    has: set[str] = set()
    for line in parse_rows(source, layout, Settings(), tally):
        if isinstance(line, Line):
            has.update(field for field in SAID if getattr(line, field))
    warnings = " ".join((*layout.warnings, *tally.warnings))
    said = frozenset(field for field, words in SAID.items() if any(word in warnings for word in words))
    # Without a single line the rejected rows say what is wrong with them.
    refusal = "" if tally.rows_imported else f"every row is rejected: {dict(tally.rejections)}"
    return Found(source.path, sheet, tally.rows_imported, frozenset(has), said, refusal, warnings)


def found_under(folder: Path) -> Iterator[Found]:
    """Read every sheet of every table under a folder."""
    for path in sorted(file for file in folder.rglob("*") if file.suffix.casefold() in KINDS):
        try:
            with open_source(path) as source:
                for sheet in source.sheets:
                    yield found_in(source, sheet)
        except DeskError as error:
            yield Found(path, None, 0, frozenset(), frozenset(), str(error), "")


def table(folder: Path) -> list[str]:
    """Return a line for each folder of tables."""
    folders: dict[Path, Counter[str]] = defaultdict(Counter)
    for found in found_under(folder):
        told = ["refused"] if found.refusal else ["read", *found.has]
        folders[found.path.parent].update(["sheets", *told, *(["warned"] if found.said else [])])
        folders[found.path.parent].update(["unsaid"] if found.unsaid else [])
    heads = ("sheets", "refused", "read", "date", "label", "supplier", "warned", "unsaid")
    lines = [f"{'folder':36}" + "".join(f"{head:>10}" for head in heads)]
    for parent, counts in folders.items():
        lines.append(f"{parent.relative_to(folder)!s:36}" + "".join(f"{counts[head]:>10}" for head in heads))
    return lines


def main() -> None:
    """Print the table."""
    folder = Path(next((word for word in sys.argv[1:] if word != "--each"), str(SHARED)))
    if not folder.is_dir():
        print(f"There are no real files at {folder}.")
    elif "--each" in sys.argv:
        for found in found_under(folder):
            told = found.refusal or f"{found.lines} lines: {', '.join(sorted(found.has))}"
            missing = f"; warned of {', '.join(sorted(found.said))}" if found.said else ""
            print(f"{found.path.relative_to(folder)} {found.sheet or ''}: {told[:200]}{missing}")
    else:
        print("\n".join(table(folder)))


if __name__ == "__main__":
    main()
