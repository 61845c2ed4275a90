"""What a file would be if it were taken in: how it is recognised, its first rows as they would be read,
and a trial of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from tpdesk.domain.advice import reject_message
from tpdesk.models.agency import AgencyRecord, find_agency, list_agencies
from tpdesk.models.batch import files_taken, same_file
from tpdesk.models.connection import temporary_tables
from tpdesk.models.desk import open_desk
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.lines import Line, Reject, Settings, Tally
from tpdesk.models.intake.profile import Profile
from tpdesk.models.intake.rows import RowReader
from tpdesk.models.intake.source import Source, open_source, refuse_own_file
from tpdesk.models.intake.words import heading_scores
from tpdesk.models.profile_store import find_profile, list_profiles
from tpdesk.services.batches import corrections_of
from tpdesk.services.imports import Progress, import_each
from tpdesk.services.sheets import FileOutcome, ImportRequest, chosen_sheets, layout_of, refusal_words, settings_of
from tpdesk.text import folded
from tpdesk.units import pounds

HEAD: Final = 40
"""Rows that are shown of a sheet."""

TOP: Final = 15
"""Rows among which the header can be chosen."""


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column of a sheet."""

    heading: str
    """Its header, or `#n` where it has none or shares it: as an import's columns name it."""

    field: str | None
    """What it is read as; None where it is not read."""

    evidence: str
    """Why, in words; empty where it is not read."""


@dataclass(frozen=True, slots=True)
class RowShown:
    """One of the first rows."""

    number: int
    """The file's row number, from 1."""

    cells: tuple[str, ...]
    """Column by column: amounts and dates as they would be read, the rest as it stands."""

    problem: str
    """Why the row would be rejected, in words; empty where it would be taken in."""


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """How one sheet (of a CSV file: the file) would be read."""

    layout: Layout
    """What was recognised or said."""

    columns: tuple[ColumnShown, ...]
    """Every column, in the file's order."""

    rows: tuple[RowShown, ...]
    """The first rows below the header; where the sheet holds no table, its first rows as they stand."""

    top: tuple[tuple[int, str], ...]
    """(row number, its texts with bars between) of the sheet's first filled rows, from which a header can be chosen."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a file is, without taking it in."""

    path: Path
    """Where it is."""

    kind: str
    """`csv`, `xlsx`, `xls`, `xlsb` or `ods`, by content."""

    encoding: str | None
    """The encoding of a text file."""

    delimiter: str | None
    """The delimiter of a text file."""

    sheet_names: tuple[str, ...]
    """All sheets of a workbook; empty for a text file."""

    sheets: tuple[SheetPreview, ...]
    """Those that would be looked at."""

    profile: str | None
    """The saved profile by which it is read."""

    before: str
    """The batch by which this very file was taken in before, in words; empty where it was not."""

    corrects: bool
    """Whether it is an export of rejected rows, corrected."""

    warnings: tuple[str, ...]
    """What is odd about the file itself."""

    @property
    def first(self) -> SheetPreview | None:
        """The first sheet that would be taken in, else the first of all."""
        return next((sheet for sheet in self.sheets if sheet.layout.is_data and not sheet.layout.refusal), None) or (
            self.sheets[0] if self.sheets else None
        )

    @property
    def refusal(self) -> str:
        """Why nothing of it can be taken in as it is read now, in words; empty where something can."""
        if any(sheet.layout.is_data and not sheet.layout.refusal for sheet in self.sheets):
            return ""
        return refusal_words([sheet.layout for sheet in self.sheets])

    @property
    def is_nil(self) -> bool:
        """Whether it says itself that there was nothing to report."""
        return bool(self.sheets) and all(sheet.layout.is_nil for sheet in self.sheets)

    @property
    def names_bodies(self) -> bool:
        """Whether a column names the body of each row."""
        return self.first is not None and "agency" in self.first.layout.columns


@dataclass(frozen=True, slots=True)
class DeskKnown:
    """What the desk knows that a file may be about."""

    agencies: tuple[AgencyRecord, ...]
    """All bodies, those of the place first."""

    profiles: tuple[str, ...]
    """The names of the saved layouts."""

    taken: frozenset[tuple[str, int]] = frozenset()
    """(name, bytes) of the files that brought lines to it."""


def desk_known(desk_path: Path, place: str | None) -> DeskKnown:
    """Return the desk's bodies and saved layouts. Raises what opening the desk raises."""
    with open_desk(desk_path, read_only=True) as desk:
        agencies = sorted(list_agencies(desk.connection), key=lambda agency: place not in agency.places)
        profiles = tuple(name for name, _, _ in list_profiles(desk.connection))
        return DeskKnown(tuple(agencies), profiles, files_taken(desk.connection))


def preview_file(desk_path: Path, path: Path, request: ImportRequest) -> FilePreview:
    """Read the head of a file as the request says. Raises InputProblem (also for what tpdesk wrote itself),
    UsageProblem, and what opening the desk raises."""
    with open_desk(desk_path, read_only=True) as desk:
        connection = desk.connection
        agency = find_agency(connection, request.agency).id if request.agency else None
        profile = find_profile(connection, request.profile) if request.profile else None
        known = [record.name for record in list_agencies(connection)]
        encoding = request.encoding or (profile.encoding if profile else None)
        delimiter = request.delimiter or (profile.delimiter if profile else None)
        with open_source(path, encoding=encoding, delimiter=delimiter) as source:
            refuse_own_file(source)
            before = same_file(connection, source.sha256)
            corrects = bool(corrections_of(connection, source))
            sheets, used = [], profile
            for sheet in chosen_sheets(source, request):
                layout, found = layout_of(desk, source, sheet, request, agency, profile, None, known)
                used = used or found
                sheets.append(_sheet(source, layout, settings_of(request, found, None), found))
            return FilePreview(
                path,
                source.kind,
                source.encoding,
                source.delimiter,
                tuple(name for name in source.sheets if name is not None),
                tuple(sheets),
                used.name if used is not None else None,
                f"batch {before.id}, {before.file}, on {before.made_at[:10]}" if before is not None else "",
                corrects,
                source.warnings,
            )


def try_file(desk_path: Path, path: Path, request: ImportRequest, progress: Progress | None = None) -> FileOutcome:
    """Return what taking the file in would come to, without changing anything. `progress` may raise Cancelled."""
    with open_desk(desk_path, read_only=True) as desk, temporary_tables(desk.connection):
        return import_each(desk, [(path, replace(request, dry_run=True))], progress)[0]


def likely_agency(path: Path, agencies: Sequence[AgencyRecord]) -> tuple[str, str] | None:
    """Return (agency, why) of the one that the names of file and folder name; None where none or several do.

    Of several, one whose whole name stands there is meant, then one whose words hold those of all others: of East
    Suffolk and Suffolk, a file called East Suffolk is the former's.
    """
    for where, text in (("file", path.stem), ("folder", path.parent.name)):
        hits = [agency for agency in agencies if _is_named(agency, _telling(text))]
        whole = _longest([agency.name for agency in hits if _plain(agency.name) in _plain(text)])
        found = hits[0].name if len(hits) == 1 else whole or _widest(hits)
        if found:
            return found, f"by the name of the {where}"
    return None


def named_first(path: Path, agencies: Sequence[AgencyRecord]) -> list[AgencyRecord]:
    """Return all agencies, those with most words of their name in the file's name first."""
    said = _telling(path.stem)

    def strange(agency: AgencyRecord) -> tuple[int, int]:
        words = _telling(agency.name)
        return -len(words & said), len(words - said)

    return sorted(agencies, key=strange)


def _plain(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', folded(text)))} "


def _longest(names: Sequence[str]) -> str:
    """Return the one name that is longer than all others; empty where there is none."""
    most = max(map(len, names), default=0)
    longest = [name for name in names if len(name) == most]
    return longest[0] if len(longest) == 1 else ""


def _widest(agencies: Sequence[AgencyRecord]) -> str:
    """Return the one name whose telling words hold those of every other, and more; empty where there is none."""
    words = {agency.name: _telling(agency.name) for agency in agencies}
    found = [
        name for name, its in words.items() if its and all(its > rest for other, rest in words.items() if other != name)
    ]
    return found[0] if len(found) == 1 else ""


_PLAIN_WORDS: Final = (
    "the and council borough city county district authority metropolitan royal nhs trust foundation combined unitary "
    "london police fire rescue service services commissioner crime spend spending expenditure payments over csv"
)
_PLAIN: Final = frozenset(_PLAIN_WORDS.split())


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z]{3,}", folded(text)) if word not in _PLAIN)


def _is_named(agency: AgencyRecord, said: frozenset[str]) -> bool:
    return any(words and words <= said for words in map(_telling, (agency.name, *agency.aliases)))


def _sheet(source: Source, layout: Layout, settings: Settings, profile: Profile | None) -> SheetPreview:
    rows = list(islice(_from(source, layout), HEAD))
    width = max([len(layout.headers), *(len(cells) for _, cells in rows), *(n + 1 for n in layout.columns.values())])
    fields = {index: field for field, index in layout.columns.items()}
    columns = tuple(_column(layout, n, fields.get(n), profile) for n in range(_filled(rows, width, layout)))
    reader = RowReader(layout, settings, Tally()) if layout.is_data and "amount" in layout.columns else None
    shown = tuple(_row(reader, layout, number, cells, len(columns)) for number, cells in rows)
    top = [
        (number, " | ".join(filter(None, map(cell_text, cells))))
        for number, cells in islice(source.rows(layout.sheet), TOP)
    ]
    return SheetPreview(
        layout, columns, tuple(row for row in shown if any(row.cells)), tuple(line for line in top if line[1])
    )


def _from(source: Source, layout: Layout) -> Iterable[tuple[int, list[Cell]]]:
    return ((number, cells) for number, cells in source.rows(layout.sheet) if number >= layout.first_row)


def _filled(rows: Sequence[tuple[int, list[Cell]]], width: int, layout: Layout) -> int:
    """Return the number of columns up to the last that holds or is called anything:
    files may end in hundreds of commas."""
    for n in range(width, 0, -1):
        named = n <= len(layout.headers) and layout.headers[n - 1]
        if named or any(n <= len(cells) and cells[n - 1] not in (None, "") for _, cells in rows):
            return n
    return 0


def _column(layout: Layout, index: int, field: str | None, profile: Profile | None) -> ColumnShown:
    heading = layout.name_of(index)
    if field is None:
        return ColumnShown(heading, None, "")
    if field in layout.mapped:
        why = "as you said"
    elif profile is not None and field in profile.columns:
        why = f"the profile '{profile.name}'"
    elif index < len(layout.headers) and heading_scores(layout.headers[index], True).get(field, 0) >= 35:
        why = "by its heading"
    else:
        why = "by what its cells look like"
    return ColumnShown(heading, field, why)


def _row(reader: RowReader | None, layout: Layout, number: int, cells: list[Cell], width: int) -> RowShown:
    texts = [cell_text(cell) for cell in cells[:width]] + [""] * (width - len(cells))
    if reader is None:
        return RowShown(number, tuple(texts), "")
    found = reader.read(number, cells)
    if isinstance(found, Reject):
        return RowShown(number, tuple(texts), reject_message(found.rule, found.message))
    if isinstance(found, Line):
        texts[layout.columns["amount"]] = pounds(found.amount_pence)
        if "date" in layout.columns and layout.columns["date"] < width and found.date is not None:
            texts[layout.columns["date"]] = found.date
    return RowShown(number, tuple(texts), "")
