"""Proposes how a sheet is to be read: header, columns, unit, order of dates, year; or says why it holds no spending."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from tpdesk.domain.advice import Advice, message
from tpdesk.errors import UsageProblem
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.columns import by_headings, by_looks, column_named, mapped_columns
from tpdesk.models.intake.fallbacks import Order, columns_by_cells, missing_fields, order_of
from tpdesk.models.intake.fields import BY_ROW, FIELDS, Cell
from tpdesk.models.intake.headers import LOOK_AT, Header, find_header, heading_text, telling_fields
from tpdesk.models.intake.layout import Layout, Overrides, numbers_in
from tpdesk.models.intake.looks import LOOK_AT as LOOKED_AT
from tpdesk.models.intake.looks import Look, decimal_of, look_at, unit_of
from tpdesk.models.intake.memo import Dates
from tpdesk.models.intake.profile import Earlier, Find, Profile, columns_as_before, profile_matches, words_of_change
from tpdesk.models.intake.records import evenly
from tpdesk.models.intake.refusals import name_lost, nil_return, not_data, refusal_of
from tpdesk.models.intake.source import Source
from tpdesk.models.intake.turned import NamedPeriod, months_of, period_of, turned_days
from tpdesk.text import counted, folded
from tpdesk.units import parse_year, year_text

__all__ = ["Layout", "Overrides", "recognise"]

SAMPLE: Final = 2000
"""Rows that are looked at before a layout is proposed."""

_YEAR_HEADING = re.compile(r"(?:FY\s*)?((?:19|20)\d{2})\s*[-/–]\s*(\d{2}|\d{4})(?:\s.*)?\Z", re.IGNORECASE)
_NOTES = re.compile(r"note|meta|read|cover|content|info|about|guid|intro|front", re.IGNORECASE)

Numbered = list[tuple[int, list[Cell]]]


def recognise(
    source: Source,
    sheet: str | None,
    *,
    overrides: Overrides | None = None,
    profile: Profile | None = None,
    known_agencies: Sequence[str] = (),
    asked: bool = False,
    earlier: Find | None = None,
) -> Layout:
    """Return how `sheet` is to be read. `asked` says that the user named this sheet, so that a hidden one counts too.

    `known_agencies` are names of bodies: a column of nothing else is one of agencies. What the user overrode wins over
    the profile (where its headers match), that over how an `earlier` sheet with the same headings was read, and that
    over what is recognised. Raises UsageProblem where a column is named that is not there.
    """
    overrides = overrides or Overrides()
    header_row = overrides.header_row
    if header_row is None and profile is not None:
        header_row = profile.header_row
    rows = _sample(source, sheet, header_row or 0)
    filled = [(number, cells) for number, cells in rows if any(cell not in (None, "") for cell in cells)]
    if not filled:
        return _no_data(sheet, "the sheet is empty")
    if sheet in source.hidden and not asked:
        return _no_data(sheet, "the sheet is hidden; name it to take it in all the same")
    header = find_header(rows, header_row)
    named = _named_row(rows, header, overrides, profile) if header_row is None else None
    if named is not None:
        header = find_header(rows, named)
    if (
        overrides.header_row is None
        and profile is not None
        and header_row
        and not profile_matches(profile, header.names)
    ):
        header = find_header(rows)
    if overrides.header_row and header.row is None:
        raise UsageProblem(
            f"There is no row {overrides.header_row} to be a header: the sheet ends before it, or the row is empty."
        )
    headers = _numbered_headers(header)
    below = [(number, cells) for number, cells in filled if header.row is None or number > header.row]
    width = max((_width(cells) for _, cells in below), default=len(headers))
    looked_at = _spread(source, sheet, [cells for _, cells in below], is_head=len(rows) >= SAMPLE)
    looks = look_at(looked_at, max(width, len(headers)))
    width = len(looks)
    padded = headers + ("",) * (width - len(headers))
    wanted = {field: name for field, name in overrides.columns.items() if name}
    left_out = {field for field, name in overrides.columns.items() if not name}
    if overrides.agency_column is not None:
        wanted["agency"] = overrides.agency_column
    mapped = mapped_columns(wanted, padded, width)
    matched = profile is not None and (
        profile_matches(profile, headers) or (profile.header_row == 0 and header.row is None)
    )
    given = dict(mapped)
    if profile is not None and matched:
        for field, name in profile.columns.items():
            if not name and field not in wanted:
                left_out.add(field)
            elif field not in given:
                given[field] = column_named(name, padded, width)
    layout = _propose(
        source,
        sheet,
        header,
        padded,
        looks,
        len(looked_at),
        filled,
        below,
        overrides,
        profile if matched else None,
        mapped,
        given,
        left_out,
        known_agencies,
        earlier(headers) if earlier is not None else None,
    )
    return (
        replace(layout, columns={field: n for field, n in layout.columns.items() if field not in left_out})
        if left_out
        else layout
    )


def _named_row(rows: Numbered, header: Header, overrides: Overrides, profile: Profile | None) -> int | None:
    """Return the row that bears every column name the user or the profile gave, where the header found does not:
    that is the header then."""
    wanted = {
        folded(name)
        for name in (*overrides.columns.values(), overrides.agency_column or "")
        if name and not name.startswith("#")
    }

    def bears(names: Sequence[str]) -> bool:
        return (
            wanted <= {folded(name) for name in names}
            if wanted
            else profile is not None and profile_matches(profile, names)
        )

    if (not wanted and profile is None) or bears(header.names):
        return None
    return next((number for number, cells in rows[:LOOK_AT] if bears([heading_text(cell) for cell in cells])), None)


def _propose(
    source: Source,
    sheet: str | None,
    header: Header,
    headers: tuple[str, ...],
    looks: list[Look],
    looked_at: int,
    filled: Numbered,
    below: Numbered,
    overrides: Overrides,
    profile: Profile | None,
    mapped: dict[str, int],
    given: dict[str, int],
    left_out: Collection[str],
    known_agencies: Sequence[str],
    earlier: Earlier | None,
) -> Layout:
    """Put the layout together from what was found."""
    warnings = list(source.warnings)
    years = _year_columns(headers, looks)
    period = period_of(source.path.stem, sheet)
    refusal: str | None = None
    numbered = numbers_in([cells for _, cells in below], looks)
    naming = {n for n, numbers in numbered.items() if numbers.is_naming}
    found = by_headings(headers, looks, given, naming) if any(headers) else by_looks(looks, looked_at, given, naming)
    if earlier is not None:
        before = columns_as_before(earlier, looks, {*given, *left_out}, {*years.values(), *naming})
        recognised, found = found, by_headings(headers, looks, {**before, **given}, naming)
        warnings += words_of_change(earlier, headers, before, recognised.columns)
    columns, rivals = found.columns, found.rivals
    warnings += found.warnings
    if years and "amount" not in given and (len(years) > 1 or "amount" not in columns):
        columns.pop("amount", None)
        wanted = overrides.year if overrides.year is not None else (next(iter(years)) if len(years) == 1 else None)
        if wanted in years:
            found = by_headings(headers, looks, {**given, "amount": years[wanted]})
            columns, rivals = found.columns, ()
        else:
            listed = ", ".join(year_text(year) for year in years)
            said = f"; there is none for {year_text(overrides.year)}" if overrides.year is not None else ""
            refusal = message(f"the years stand side by side as columns ({listed}){said}: ", Advice("year-or-amounts"))
    for year, column in years.items():
        if columns.get("amount") == column:
            period = NamedPeriod(year, f"the heading '{headers[column]}'")
    if any(headers) and "amount" in columns:
        warnings += columns_by_cells(headers, looks, columns, {*given, *left_out})
    if "amount" in columns:
        warnings += missing_fields(columns, left_out)
    if "agency" not in columns:
        _known_bodies(columns, looks, known_agencies)
    above = [
        (number, cells) for number, cells in filled if header.row is not None and number <= header.row - header.rows
    ]
    lost = name_lost(headers, looks, numbered)
    if lost and "amount" in given:
        warnings.append(lost)
    elif lost:
        refusal = lost
    if not mapped:
        nil = nil_return(filled, below)
        reason = nil or ("" if refusal else not_data(headers, header, columns, filled, below))
        if reason:
            return _no_data(sheet, reason, headers, is_nil=bool(nil))
    titles = (*(cell_text(cell) for _, cells in above for cell in cells), sheet or "", source.path.stem)
    refusal = refusal or refusal_of(
        headers, columns, rivals, looks, looked_at, header, numbered, titles, insisted="amount" in given
    )
    amount = columns.get("amount")
    unit = unit_of(headers[amount] if amount is not None else "", above, _notes(source, sheet), source.path.stem)
    unit_name, unit_evidence = unit
    if overrides.unit is not None:
        unit_name, unit_evidence = overrides.unit, "as you said"
    elif profile is not None and profile.unit is not None:
        unit_name, unit_evidence = profile.unit, f"the profile '{profile.name}'"
    order = _order(source, sheet, columns.get("date"), below, overrides, profile)
    first_row = (header.row + 1) if header.row is not None else 1
    turned, evidence = overrides.turned, order.evidence
    if overrides.date_order == BY_ROW:
        turned = _turned(source, sheet, columns.get("date"), first_row, order.name)
        evidence += (
            f"; {counted(len(turned), 'day')} turned round, as you said"
            if turned
            else "; there is no date to turn round"
        )
    elif order.warning:
        warnings.append(order.warning)
    if header.row is None:
        how = (
            "the header stands among the rows"
            if any(headers)
            else "there is no header; columns are recognised by what their cells look like"
        )
        warnings.append(how)
    return Layout(
        sheet=sheet,
        header_row=header.row,
        header_rows=header.rows,
        headers=headers,
        columns={field: columns[field] for field in sorted(columns, key=FIELDS.index)},
        unit=unit_name,
        unit_evidence=unit_evidence,
        date_order=order.name,
        date_evidence=evidence,
        year=period.year if period else None,
        year_evidence=period.words if period else "",
        first_row=first_row,
        warnings=tuple(warnings),
        refusal=refusal,
        mapped=frozenset(mapped),
        turned=turned,
        decimal=decimal_of(cells[amount] if amount is not None and amount < len(cells) else None for _, cells in below),
        numbers={column: numbers for column, numbers in numbered.items() if column != amount},
        telling=telling_fields(headers, looks, columns),
    )


def _sample(source: Source, sheet: str | None, header_row: int) -> Numbered:
    """Return the first rows of the sheet and, where the header is said to stand far down, those from there on."""
    first = min(header_row, LOOK_AT)
    rows: Numbered = []
    for number, cells in source.rows(sheet):
        if number <= first or number >= header_row:
            rows.append((number, cells))
        if number >= header_row + SAMPLE:
            break
    return rows


def _spread(source: Source, sheet: str | None, below: list[list[Cell]], *, is_head: bool) -> list[Sequence[Cell]]:
    """Return the rows by which columns are judged: of those at the head of the sheet, and, where there are
    more, of all the others."""
    beyond = source.spread(sheet) if is_head else ()
    more = evenly(beyond, LOOKED_AT // 2)
    return [*evenly(below, LOOKED_AT - len(more)), *more]


def _no_data(sheet: str | None, reason: str, headers: tuple[str, ...] = (), *, is_nil: bool = False) -> Layout:
    return Layout(
        sheet,
        None,
        0,
        headers,
        {},
        "pounds",
        "nothing says otherwise",
        "dmy",
        "no dates",
        None,
        "",
        1,
        is_data=False,
        reason=reason,
        is_nil=is_nil,
    )


def _numbered_headers(header: Header) -> tuple[str, ...]:
    """Return the headings without the empty ones at the end."""
    names = list(header.names)
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _width(cells: list[Cell]) -> int:
    """Return the number of cells up to the last filled one."""
    n = len(cells)
    while n and cells[n - 1] in (None, ""):
        n -= 1
    return n


def _year_columns(headers: Sequence[str], looks: Sequence[Look]) -> dict[int, int]:
    """Return start year to column, of the columns of numbers that are headed by a financial year."""
    found: dict[int, int] = {}
    for n, heading in enumerate(headers):
        match = _YEAR_HEADING.match(heading)
        if match and looks[n].amounts >= 0.8:
            try:
                found.setdefault(parse_year(f"{match[1]}-{match[2]}"), n)
            except ValueError:
                continue
    return found


def _known_bodies(columns: dict[str, int], looks: Sequence[Look], known_agencies: Sequence[str]) -> None:
    """Take a column that holds nothing but names of known bodies as that of agencies."""
    names = {folded(name) for name in known_agencies}
    for n, look in enumerate(looks):
        if names and n not in columns.values() and look.texts and {folded(text) for text in look.texts} <= names:
            columns["agency"] = n
            return


def _notes(source: Source, sheet: str | None) -> Iterator[tuple[str, str]]:
    """Yield name and text of what the first rows of the workbook's sheets of notes say."""
    for other in source.sheets:
        if other is not None and other != sheet and _NOTES.search(other):
            for _, cells in islice(source.rows(other), LOOK_AT):
                for cell in cells:
                    if isinstance(cell, str) and cell:
                        yield other, cell


def _order(
    source: Source,
    sheet: str | None,
    column: int | None,
    below: Numbered,
    overrides: Overrides,
    profile: Profile | None,
) -> Order:
    """Return the order of the dates; where the sample leaves it open, the rest of the sheet is asked."""
    if overrides.date_order not in (None, BY_ROW):
        return Order(str(overrides.date_order), "as you said", None)
    if profile is not None and profile.date_order is not None:
        return Order(profile.date_order, f"the profile '{profile.name}'", None)
    if column is None:
        return Order("dmy", "no dates", None)

    def dates(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, Cell]]:
        return ((number, cells[column]) for number, cells in rows if column < len(cells))

    named = months_of(source.path.stem, sheet)
    order = order_of(dates(iter(below)), named)
    if order.warning and below[-1][0] >= SAMPLE:
        order = order_of(chain(dates(iter(below)), dates(islice(source.rows(sheet), SAMPLE, None))), named)
    return order


def _turned(source: Source, sheet: str | None, column: int | None, first_row: int, order: str) -> frozenset[int]:
    """Return the days, as read, whose dates are to be turned round; the whole sheet is read for it."""
    if column is None:
        return frozenset()
    dates = Dates(order)
    read = (
        dates.read(cells[column]).iso
        for number, cells in source.rows(sheet)
        if number >= first_row and column < len(cells)
    )
    lines = Counter(int(iso.replace("-", "")) for iso in read if iso is not None)
    return frozenset(turned_days(lines, dates.clear, months_of(source.path.stem, sheet)))
