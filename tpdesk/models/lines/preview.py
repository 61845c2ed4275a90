"""What an edit of lines would change, in words: before it is done, and as the name of the step when it is.

Money that an edit would count under something else, since a label's map holds for one label of one
body: told before it is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from tpdesk.domain.codes import FLOWS
from tpdesk.domain.facts import Shares
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import Condition, FrequencyRow, LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models import cube
from tpdesk.models.label_map import maps_in_force
from tpdesk.models.lines.totals import flows_words, frequency_of, shares_words
from tpdesk.models.lines.values import Typed, columns_of, understand
from tpdesk.models.lines.where import LineMaps, Where, read_maps, where_of
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds

MOVES: Final = frozenset({"label", "agency", "own_category"})
"""Fields on which it depends what a line counts under."""

_NAMED: Final = 3
_NEW: Final = -1
"""In place of the number of a label that may still have to be made."""


def moved_words(connection: sqlite3.Connection, changing: Where, typed: Sequence[Typed], maps: LineMaps) -> list[str]:
    """Return a sentence for money that would lose its category, and one for money that would get another,
    though no category is typed."""
    given = {item.field: item for item in typed}
    if not MOVES & set(given) or ("own_category" in given and given["own_category"].value is not None):
        return []
    lost: dict[Shares, list[int]] = {}
    other: dict[tuple[Shares, Shares], list[int]] = {}
    sums = connection.execute(
        "SELECT place, agency, label, category, coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), "
        f"coalesce(sum(amount_pence) FILTER (WHERE flow = 2), 0), count(*) FROM spend WHERE {changing.sql} GROUP BY "
        "1, 2, 3, 4",
        changing.values,
    ).fetchall()
    lines = sum(row[-1] for row in sums)
    for place, agency, label, own, spent, income, _ in sums:
        if own and "own_category" not in given:
            continue
        before = maps.under(place, agency, label, own)
        after = _after(connection, place, agency, label, given)
        if not before or before == after:
            continue
        found = other.setdefault((before, after), [0, 0]) if after else lost.setdefault(before, [0, 0])
        found[0] += spent
        found[1] += income
    money = pounds if lines == 1 else short_pounds
    told = []
    if lost:
        named = _among([shares_words(connection, shares) for shares in lost])
        sum_of = flows_words(
            sum(spent for spent, _ in lost.values()), sum(income for _, income in lost.values()), money
        )
        told.append(
            f"{sum_of} becomes unmapped, that counted under {named}: map it, or the count shows it without a category."
        )
    if other:
        (before, after), _ = max(other.items(), key=lambda item: abs(item[1][0]) + abs(item[1][1]))
        sum_of = flows_words(
            sum(spent for spent, _ in other.values()), sum(income for _, income in other.values()), money
        )
        example = "" if len(other) == 1 else ", for example"
        told.append(
            f"{sum_of} counts under another category{example}: {shares_words(connection, after)}, not "
            f"{shares_words(connection, before)}."
        )
    return told


def _after(
    connection: sqlite3.Connection, place: int, agency: int, label: int | None, given: dict[str, Typed]
) -> Shares:
    if "agency" in given and isinstance(given["agency"].value, int):
        agency = given["agency"].value
    if "label" in given:
        text = given["label"].shown
        label, texts = (_NEW, {_NEW: text}) if text else (0, {})
    else:
        row = connection.execute("SELECT text FROM label WHERE id = ?", (label,)).fetchone()
        texts = {label: row[0]} if label is not None and row else {}
    return maps_in_force(connection, place, [(agency, label or 0)], texts).get((agency, label or 0), ())


def _among(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


Selection: TypeAlias = LineFilter | Sequence[int]
"""The lines meant: all that a filter keeps, or those of these numbers."""

Sets: TypeAlias = Mapping[str, tuple[str, tuple[object, ...]]]
"""Column of `spend` -> (SQL of its new value, the values in it)."""

_BY_DATE: Final = "date / 10000 - (date / 100 % 100 < 4)"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the lines before and after."""

    field: str
    heading: str
    before: str
    """The values it had, the ones with the most money first; their number where they are many."""

    after: str

    @property
    def words(self) -> str:
        """Return the change in words: `category from Unmapped to 09.5 Education not definable by level`."""
        return f"{self.heading.lower()} from {self.before} to {self.after}"


@dataclass(frozen=True, slots=True)
class EditPreview:
    """What an edit changes: lines that say so already are not among them."""

    chosen: int
    """Lines that were meant."""

    lines: int
    """Lines that change."""

    expenditure_pence: int
    """What of them is spent, before."""

    income_pence: int
    """What of them comes in, before: the two are never added up."""

    changes: tuple[FieldChange, ...]
    warnings: tuple[str, ...]
    """What the user should know before it is done."""

    @property
    def words(self) -> str:
        """Return the edit in words: `412 lines, £1.2m expenditure, £3,000 income, category from Unmapped to 09.5
        Education not definable by level`."""
        sums = flows_words(self.expenditure_pence, self.income_pence, pounds if self.lines == 1 else short_pounds)
        return ", ".join([counted(self.lines, "line"), sums, *(change.words for change in self.changes)])


def as_filter(selection: Selection) -> LineFilter:
    """Return the lines meant as a filter."""
    return selection if isinstance(selection, LineFilter) else LineFilter((Condition("line", "is", tuple(selection)),))


def preview(connection: sqlite3.Connection, selection: Selection, changes: Mapping[str, str]) -> EditPreview:
    """Return what an edit would change; nothing is written. `changes` is field -> what is typed;
    an empty text clears it. Raises UsageProblem."""
    typed = understand(connection, changes)
    where = where_of(connection, as_filter(selection))
    chosen = int(connection.execute(f"SELECT count(*) FROM spend WHERE {where.sql}", where.values).fetchone()[0])
    return preview_of(connection, where, chosen, typed, sets_of(connection, typed, make=False))


def sets_of(connection: sqlite3.Connection, typed: list[Typed], *, make: bool) -> Sets:
    """Return column -> (SQL of its new value, the values in it)."""
    given = {item.field: item for item in typed}
    if {"transfer_to", "transfer_from"} <= set(given):
        raise UsageProblem(
            "A line is paid on to an organisation or comes from one, not both: give transfer_to or transfer_from."
        )
    sets: dict[str, tuple[str, tuple[object, ...]]] = {}
    for item in typed:
        for column, value in columns_of(connection, item, make=make).items():
            sets[column] = ("?", (value,))
    if "flow" in given and not {"transfer_to", "transfer_from"} & set(given):
        to, back = (
            ("transfer_from", "transfer_to")
            if given["flow"].value == FLOWS["income"]
            else ("transfer_to", "transfer_from")
        )
        sets[to], sets[back] = (f"coalesce({to}, {back})", ()), ("NULL", ())
    for field, flow in (("transfer_to", 1), ("transfer_from", 2)):
        if field in given and given[field].value is None:
            sets["outsider"] = (f"CASE WHEN flow = {flow} THEN NULL ELSE outsider END", ())
    if "date" in given and given["date"].value is not None and "year" not in given:
        day = given["date"].value
        sets["year"] = (f"CASE WHEN year = {_BY_DATE} THEN {_BY_DATE.replace('date', '?')} ELSE year END", (day, day))
    return sets


def differ(sets: Sets) -> Where:
    return Where(
        " OR ".join(f"{column} IS NOT {sql if sql == '?' else f'({sql})'}" for column, (sql, _) in sets.items()),
        tuple(value for _, values in sets.values() for value in values),
        False,
    )


def preview_of(
    connection: sqlite3.Connection,
    where: Where,
    chosen: int,
    typed: list[Typed],
    sets: Sets,
) -> EditPreview:
    changed = differ(sets)
    changing = Where(f"({where.sql}) AND ({changed.sql})", (*where.values, *changed.values), False)
    lines, spent, income = connection.execute(
        "SELECT count(*), coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), coalesce(sum(amount_pence) FILTER "
        f"(WHERE flow = 2), 0) FROM spend WHERE {changing.sql}",
        changing.values,
    ).fetchone()
    _refuse_flow(connection, changing, typed)
    _refuse_too_much(connection, changing, lines, typed)
    # Reading the maps costs more than the rest of one line's edit.
    maps = read_maps(connection) if any(item.field in MOVES for item in typed) else LineMaps({})
    changes = []
    for item in typed:
        # A category changes what the line counts under, whatever said so before.
        asked = "category" if item.field == "own_category" else item.field
        found = frequency_of(connection, asked, changing, maps, most=_NAMED)
        many = found.values > _NAMED
        before = f"{found.values:,} different" if many else " or ".join(_shown(row, asked) for row in found.rows)
        after = item.shown or ("what its label's map says" if asked == "category" else _none(asked))
        changes.append(
            FieldChange(
                item.field,
                LINE_FIELDS[asked].heading,
                before or _none(asked),
                pounds(int(item.value or 0)) if asked == "amount" else after,
            )
        )
    warnings = [*moved_words(connection, changing, typed, maps), *_warnings(connection, changing, typed, sets)]
    return EditPreview(chosen, lines, spent, income, tuple(changes), tuple(warnings))


def _shown(row: FrequencyRow, field: str) -> str:
    if row.value is None:
        return _none(field)
    return row.text


def _none(field: str) -> str:
    return "Unmapped" if field == "category" else "(none)"


def _refuse_flow(connection: sqlite3.Connection, changing: Where, typed: list[Typed]) -> None:
    given = {item.field: item.value for item in typed}
    for field, flow, other in (("transfer_to", 1, "income"), ("transfer_from", 2, "expenditure")):
        if given.get(field) is None:
            continue
        test, values = ("? <> ?", (given["flow"], flow)) if "flow" in given else (f"flow <> {flow}", ())
        wrong = connection.execute(
            f"SELECT count(*) FROM spend WHERE {changing.sql} AND {test}", (*changing.values, *values)
        ).fetchone()[0]
        if wrong:
            verb = "is" if wrong == 1 else "are"
            raise UsageProblem(
                f"{counted(wrong, 'line')} of these {verb} {other}, which cannot have {field}. Nothing was changed."
            )


def _refuse_too_much(connection: sqlite3.Connection, changing: Where, lines: int, typed: list[Typed]) -> None:
    """Raise InputProblem where lines would all get an amount with which the desk holds more than it can add up."""
    for item in typed:
        if item.field == "amount" and isinstance(item.value, int):
            held = connection.execute(f"SELECT {cube.SIZE} FROM spend WHERE {changing.sql}", changing.values).fetchone()
            cube.must_fit(connection, lines * abs(item.value) - held[0])


def _warnings(
    connection: sqlite3.Connection,
    changing: Where,
    typed: list[Typed],
    sets: Sets,
) -> list[str]:
    found = [f"{LINE_FIELDS[item.field].heading}: {item.warning}" for item in typed if item.warning]
    given = {item.field: item.value for item in typed}
    if "date" in given and "year" in sets and "year" not in given:
        sql, values = sets["year"]
        moved = connection.execute(
            f"SELECT count(*) FROM spend WHERE {changing.sql} AND year IS NOT ({sql})", (*changing.values, *values)
        ).fetchone()[0]
        if moved:
            found.append(f"The financial year follows the date in {counted(moved, 'line')}.")
    if "year" in given:
        day = given.get("date", "date")
        outside = (
            connection.execute(
                f"SELECT count(*) FROM spend WHERE {changing.sql} AND date IS NOT NULL AND ? <> {_BY_DATE}",
                (*changing.values, given["year"]),
            ).fetchone()[0]
            if day == "date"
            else 0
        )
        if outside:
            found.append(f"{counted(outside, 'line')} {'is' if outside == 1 else 'are'} dated outside that year.")
    return found
