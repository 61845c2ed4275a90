"""What the tests of reading share: files written as bytes, and a reading of them from end to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from tpdesk.models.intake.layout import Layout, Overrides
from tpdesk.models.intake.recognise import recognise
from tpdesk.models.intake.rows import Line, Reject, RowReader, Settings, Tally
from tpdesk.models.intake.source import Source, open_source
from tpdesk.models.intake.turned import months_of, turned_warning

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
"""Real files, kept beside the checkout where there are any."""


@dataclass
class Reading:
    """All that reading a sheet gave."""

    layout: Layout
    lines: list[Line]
    rejects: list[Reject]
    tally: Tally
    encoding: str | None
    delimiter: str | None

    @property
    def pence(self) -> list[int]:
        return [line.amount_pence for line in self.lines]

    @property
    def rules(self) -> list[tuple[int, str]]:
        return [(reject.row, reject.rule) for reject in self.rejects]


def written(folder: Path, content: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(
    path: Path, sheet: str | None = None, *, overrides: Overrides | None = None, settings: Settings | None = None,
    known_agencies: Sequence[str] = (), encoding: str | None = None, delimiter: str | None = None,
) -> Reading:  # fmt: skip
    """Read one sheet of a file from end to end."""
    with open_source(path, encoding=encoding, delimiter=delimiter) as source:
        return read_from(source, sheet, overrides=overrides, settings=settings, known_agencies=known_agencies)


def read_from(
    source: Source,
    sheet: str | None,
    *,
    overrides: Overrides | None = None,
    settings: Settings | None = None,
    known_agencies: Sequence[str] = (),
) -> Reading:
    """Read one sheet of an open file from end to end, and hold the accounting of its rows to its rule."""
    layout = recognise(source, sheet, overrides=overrides, known_agencies=known_agencies)
    assert layout.is_data, layout.reason
    assert layout.refusal is None, layout.refusal
    tally = Tally()
    settings = settings or Settings()
    reader = RowReader(layout, settings, tally)
    rows = ((row, cells) for row, cells in source.rows(layout.sheet) if row >= layout.first_row)
    found = [reader.read(row, cells, row in source.torn) for row, cells in rows]
    lines = [item for item in found if isinstance(item, Line)]
    rejects = [item for item in found if isinstance(item, Reject)]
    reader.finish(source, turned=turned_in(lines, reader, months_of(source.path.stem, layout.sheet)))
    assert tally.rows_read == tally.rows_blank + tally.rows_imported + tally.rows_rejected
    assert (tally.rows_imported, tally.rows_rejected) == (len(lines), len(rejects))
    assert tally.sum_pence == sum(line.amount_pence for line in lines)
    return Reading(layout, lines, rejects, tally, source.encoding, source.delimiter)


def turned_in(lines: Sequence[Line], reader: RowReader, named: Collection[int]) -> str | None:
    """Return what is said of dates that were turned round."""
    count, pence = Counter[int](), Counter[int]()
    for line in lines:
        if line.date:
            day = int(line.date.replace("-", ""))
            count[day] += 1
            pence[day] += line.amount_pence
    return turned_warning(count, lambda _: pence, reader.dates.clear, named, by_date=reader.settings.year is None)


def proposed(path: Path, sheet: str | None = None, overrides: Overrides | None = None) -> Layout:
    """Return the layout that is proposed for a sheet."""
    with open_source(path) as source:
        return recognise(source, sheet, overrides=overrides)
