"""The national report: what places report together, as far as it may be added, in a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.packs.frame import filled, known, money_unit
from tpdesk.calc.packs.kind import PackKind, Ready
from tpdesk.calc.packs.national_axis import axis_sheets
from tpdesk.calc.packs.sheets.cover import NOT_SET, contents
from tpdesk.calc.workbook.describe import (
    NOT_AVAILABLE,
    Column,
    ColumnKind,
    Sheet,
    SheetCell,
    Table,
    Value,
    Workbook,
    said,
)
from tpdesk.domain.place_summary import PUBLISHED, PlaceSummary
from tpdesk.domain.results.national import National, TotalOfLike
from tpdesk.domain.results.publication import NOTHING_SET, Publication
from tpdesk.text import and_words, counted
from tpdesk.units import per_unit, pounds, short_pounds

NATIONAL: Final = PackKind(
    "national",
    "National report",
    "National report",
    "A national report: what places count of the public money that comes into them, added only where it is the same "
    "money of the same year in areas that do not meet.",
)

_TEXT, _COUNT, _PENCE = ColumnKind.TEXT, ColumnKind.COUNT, ColumnKind.PENCE


@dataclass(frozen=True, slots=True)
class Made:
    """By whom, from what and when a report was made."""

    year: str
    """`2024-25`, or `latest years`."""

    place: str
    """How the history names what it is of: `38 places`."""

    status: str
    made_by: str
    made_at: str
    software: str
    desk_name: str
    publication: Publication = NOTHING_SET
    """What the places of the desk say of whom to ask, when the report is issued and when the next comes."""


def describe_national(found: National, made: Made) -> Workbook:
    """Return the report as data: what it finds, every place with its basis, totals of like with like, what was not
    added and why, savings, barriers, recommendations, who did not report, what is not in it."""
    body = [sheet for sheet in _body(found) if sheet is not None]
    rest = _not_in_it(found)
    listed = (*body, *((rest,) if rest is not None else ()))
    sheets = (_front(found, made), contents("national report", listed), *listed)
    return Workbook(
        title=f"{NATIONAL.name}: {made.year}",
        subject=f"Public spending of {counted(len(found.reporting), 'place')}, {made.year}, {made.status}",
        author=said(made.made_by), made_at=made.made_at, sheets=sheets, contents="contents",
    )  # fmt: skip


def missing_sections(found: National) -> tuple[str, ...]:
    """Return the sections for which nothing has been recorded, by their headings."""
    held = (
        ("Savings by theme", found.savings), ("Barriers by kind", found.barriers), ("Recommendations", found.asks),
        ("Totals by basis", found.groups),
    )  # fmt: skip
    return tuple(title for title, records in held if not records)


def national_checks(found: National) -> tuple[tuple[str, int, int], ...]:
    """Return (what, the total, the sum of its places as the report lists them) of each total. Pence."""
    told = {one.place: one.total_pence for one in found.reporting}
    return tuple(
        (f"{group.basis}, {group.year}", group.total_pence, sum(told[place] for place in group.places))
        for group in found.groups
    )


def ready_together(found: National) -> tuple[Ready, ...]:
    """Return what to look at before the report is written: who says nothing, what is not added and why."""
    told = [Ready("look" if found.did_not_report else "ok", f"{headline(found)}.")]
    told += [Ready("look", issue.text) for issue in found.issues if issue.code != "no-people"]
    told += [Ready("look", f"{one.place} is listed and not added: {one.why}.") for one in found.not_added]
    return (*told, *(Ready("ok", f"{_group_words(group)}") for group in found.groups))


def headline(found: National) -> str:
    """Return the finding in one sentence."""
    first = found.groups[0] if found.groups else None
    if first is None or (first.number == 1 and len(found.reporting) > 1):
        told = f"{len(found.reporting)} of {counted(found.expected, 'place')} report"
        return f"{told}, and no two of them may be added together"
    where = first.places[0] if first.number == 1 else f"{first.number} of {counted(found.expected, 'place')}"
    total = f"{where}: {short_pounds(first.total_pence)} in {first.year}"
    head = f", {pounds(first.pence_per_head)} a head" if first.pence_per_head is not None else ""
    return f"{total}{head}"


def _front(found: National, made: Made) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (text, SheetCell(name, link=key)) for text, key, name in _findings(found)
    ]  # fmt: skip
    columns = (Column("finding", "What is found", _TEXT, 96), Column("see", "See", ColumnKind.LINK, 24))
    return Sheet(
        "findings", "Findings", headline(found), "What do the places report together, and what may not be added?",
        (
            NATIONAL.about,
            f"Status: {said(made.status)}. Made by {said(made.made_by)} from {said(made.desk_name)} as it stood on "
            f"{made.made_at[:10]}, with {said(made.software)}.",
            " ".join(f"{name}: {said(text, otherwise=NOT_SET)}." for name, text in made.publication.rows),
        ),
        Table("Findings", "Findings", columns, tuple(rows)),
    )  # fmt: skip


def _findings(found: National) -> Iterable[tuple[str, str, str]]:
    totals, places = ("totals", "Totals by basis"), ("places", "Places reporting")
    told = f"{len(found.reporting)} of {counted(found.expected, 'place')} report."
    yield f"{told} Nothing is added for those that do not.", *places
    for group in found.groups:
        yield _group_words(group), *totals
    if len(found.groups) > 1:
        yield "These totals are of different money or years, and are not added to each other.", *totals
    if found.one_total_pence is not None:
        yield f"One total holds all that was expected: {pounds(found.one_total_pence)}.", *totals
    if found.not_added:
        names = and_words([said(one.place) for one in found.not_added])
        yield f"Listed and not added: {names}.", "not_added", "Not comparable"
    if found.savings:
        fiscal, cash = (sum(getattr(row, name) for row in found.savings) for name in ("fiscal_pence", "cashable_pence"))
        prices = {row.prices for row in found.savings}
        if len(prices) == 1:
            yield (
                f"Business cases come to {short_pounds(fiscal)} for the public purse, of it {short_pounds(cash)} in "
                f"cash, at a cost of {short_pounds(sum(row.cost_pence for row in found.savings))} (present values, "
                f"prices of {prices.pop()}).",
                "savings", "Savings by theme",
            )  # fmt: skip
    if found.barriers:
        first = found.barriers[0]
        number = counted(len(first.places), "place")
        yield f"Most named in the way: {first.kind} ({first.level}), by {number}.", "barriers", "Barriers by kind"


def _group_words(group: TotalOfLike) -> str:
    head = f", {pounds(group.pence_per_head)} a head" if group.pence_per_head is not None else ""
    names = and_words([said(one) for one in group.places])
    bodies = f"{group.bodies_counted} of {counted(group.bodies_expected, 'organisation')} counted"
    told = f"{names}: {short_pounds(group.total_pence)}{head}, {said(group.basis)}, {said(group.year)}"
    return f"{told}; {bodies}." if group.bodies_expected else f"{told}."


def _body(found: National) -> Iterable[Sheet | None]:
    yield _places(found)
    yield _totals(found)
    yield from axis_sheets(found)
    yield _not_added(found)
    yield _savings(found)
    yield _set_aside(found)
    yield _barriers(found)
    yield _asks(found)
    yield _silent(found)


def _places(found: National) -> Sheet:
    money = money_unit(max((abs(one.total_pence) for one in found.reporting), default=0))
    columns = (
        Column("place", "Place", _TEXT, 24), Column("basis", "Basis", _TEXT, 32), Column("year", "Year", _TEXT, 9),
        Column("total", "Total", money, 11), Column("people", "People", _COUNT, 11),
        Column("head", "Per head", _PENCE, 11), Column("counted", "Organisations counted", _TEXT, 13),
        Column("missing", "Missing", _TEXT, 22), Column("version", "Version", _TEXT, 16),
        Column("from", "Told by", _TEXT, 16),
    )  # fmt: skip
    rows = [_place_row(one) for one in found.reporting]
    return Sheet(
        "places", "Places reporting", f"{len(found.reporting)} of {counted(found.expected, 'place')} report",
        "Who reports what, on which basis, of which year, with how many of its organisations?",
        ("A total is after payments between organisations that are counted; a published figure is as it was printed.",),
        Table("Places_reporting", "Places that report", columns, filled(rows, columns), filters=True),
    )  # fmt: skip


def _place_row(one: PlaceSummary) -> tuple[Value, ...]:
    head, is_published = per_unit(one.total_pence, one.people), one.way == PUBLISHED
    told = f"; {one.qualifier} (as printed)" if one.qualifier else ""
    bodies = f"{one.bodies_counted} of {one.bodies_expected}" if one.bodies_expected else NOT_AVAILABLE
    missing = NOT_AVAILABLE if is_published else said("; ".join(one.missing), otherwise="none")
    version = said(one.version, otherwise="published figure" if is_published else "not frozen")
    return (
        said(one.place), said(f"{one.basis}{told}"), said(one.year, otherwise="not said"), one.total_pence,
        known(one.people), known(head), bodies, missing, version, said(one.told_by or one.source),
    )  # fmt: skip


def _totals(found: National) -> Sheet | None:
    if not found.groups:
        return None
    money = money_unit(max((abs(one.total_pence) for one in found.reporting), default=0))
    columns = (
        Column("basis", "Basis", _TEXT, 30), Column("year", "Year", _TEXT, 9), Column("number", "Places", _TEXT, 9),
        Column("total", "Total", money, 11), Column("people", "People", _COUNT, 11),
        Column("head", "Per head", _PENCE, 11), Column("least", "Least per head", _PENCE, 11),
        Column("median", "Median per head", _PENCE, 11), Column("most", "Most per head", _PENCE, 11),
        Column("counted", "Organisations counted", _TEXT, 13), Column("places", "Which", _TEXT, 30),
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.basis), said(one.year), f"{one.number} of {one.of_expected}", one.total_pence, known(one.people),
            known(one.pence_per_head), known(one.least_pence_per_head), known(one.median_pence_per_head),
            known(one.most_pence_per_head),
            f"{one.bodies_counted} of {one.bodies_expected}" if one.bodies_expected else NOT_AVAILABLE,
            said("; ".join(one.places)),
        )
        for one in found.groups
    )  # fmt: skip
    return Sheet(
        "totals", "Totals by basis", f"{counted(len(rows), 'total')} of like with like",
        "What do places come to together that count the same money of the same year?",
        ("Per head is over the people of the places that report. No total is grossed up for those that do not.",),
        Table("Totals_by_basis", "Totals of like with like", columns, rows),
    )  # fmt: skip


def _not_added(found: National) -> Sheet | None:
    if not found.not_added:
        return None
    told = {one.place: one for one in found.reporting}
    money = money_unit(max((abs(one.total_pence) for one in found.reporting), default=0))
    columns = (
        Column("place", "Place", _TEXT, 32), Column("amount", "Its figure", money, 16),
        Column("why", "Why it is not added", _TEXT, 60),
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(one.place), told[one.place].total_pence, said(one.why)) for one in found.not_added
    )
    return Sheet(
        "not_added", "Not comparable", f"{counted(len(rows), 'place')} listed and not added",
        "Which figures may not be added, and why?",
        ("A figure printed 'about' or 'over', without a year, or of areas that another place holds stays by itself.",),
        Table("Not_comparable", "Listed and not added", columns, rows),
    )  # fmt: skip


def _savings(found: National) -> Sheet | None:
    if not found.savings:
        return None
    money = money_unit(max((abs(row.fiscal_pence) for row in found.savings), default=0))
    columns = (
        Column("theme", "Theme", _TEXT, 40), Column("grade", "Worst grade", _TEXT, 10),
        Column("prices", "Prices of", _TEXT, 10), Column("cases", "Cases", _COUNT, 8),
        Column("fiscal", "For the public purse", money, 16), Column("cash", "Of it in cash", money, 14),
        Column("cost", "Cost", money, 14), Column("by", "Reported by", _TEXT, 40),
    )  # fmt: skip
    most, themes = len(found.reporting), len({row.theme for row in found.savings})
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(row.theme), str(row.grade) if row.grade else "not said", row.prices, row.cases, row.fiscal_pence,
            row.cashable_pence, row.cost_pence,
            said(f"{len(row.places)} of {counted(most, 'place')}: {'; '.join(row.places)}"),
        )
        for row in found.savings
    )  # fmt: skip
    return Sheet(
        "savings", "Savings by theme", f"Business cases in {counted(themes, 'theme')}",
        "What do business cases come to by theme, for the purse and in cash, and how sure are they?",
        ("Present values of business cases alone; first guesses are no savings. Grades and cash stand apart.",
            *_left_out(found)),
        Table("Savings_by_theme", "Savings by theme, grade and prices", columns, rows, filters=True),
    )  # fmt: skip


def _left_out(found: National) -> tuple[str, ...]:
    """Return what is said of the cases whose figures would tell of a few people; nothing where there are none."""
    return tuple(issue.text for issue in found.issues if issue.code == "small-cohorts")


def _set_aside(found: National) -> Sheet | None:
    if not found.savings_set_aside:
        return None
    money = money_unit(max((abs(row.fiscal_pence) for row in found.savings), default=0))
    columns = (
        Column("place", "Place", _TEXT, 28), Column("case", "Case", _TEXT, 40),
        Column("fiscal", "For the public purse", money, 16), Column("larger", "Counted by the larger case", _TEXT, 40),
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(one.place), said(one.saving.title), one.saving.fiscal_pence, said(one.larger))
        for one in found.savings_set_aside
    )
    return Sheet(
        "set_aside", "Cases that overlap", f"{counted(len(rows), 'case')} for people whom another case counts",
        "Which cases are left out of the savings, since a larger one of the place counts the same people?",
        ("Two cases for one cohort in one place: the larger counts.",),
        Table("Cases_that_overlap", "Cases left out of the savings", columns, rows),
    )  # fmt: skip


def _barriers(found: National) -> Sheet | None:
    if not found.barriers:
        return None
    columns = (
        Column("kind", "Kind", _TEXT, 24), Column("level", "Who can lift it", _TEXT, 16),
        Column("places", "Places that name one", _COUNT, 12), Column("overcome", "Of them overcome", _COUNT, 12),
        Column("which", "Which places", _TEXT, 36), Column("titles", "What they name", _TEXT, 60),
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(row.kind), "the place" if row.level == "local" else "government", len(row.places), row.overcome,
            said("; ".join(row.places)), said("; ".join(row.titles)),
        )
        for row in found.barriers
    )  # fmt: skip
    first = found.barriers[0]
    return Sheet(
        "barriers", "Barriers by kind", f"Most named: {first.kind}, by {counted(len(first.places), 'place')}",
        "What is in the way, in how many places, and who can lift it?",
        ("Places that name a barrier are counted, not how many they name.",),
        Table("Barriers_by_kind", "Barriers by kind", columns, rows, filters=True),
    )  # fmt: skip


def _asks(found: National) -> Sheet | None:
    if not found.asks:
        return None
    columns = (
        Column("ask", "What is asked of government", _TEXT, 64), Column("kind", "Kind of barrier", _TEXT, 20),
        Column("number", "Places", _COUNT, 8), Column("places", "Which places", _TEXT, 32),
        Column("barriers", "What is in the way", _TEXT, 44),
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(row.ask), said(row.kind), len(row.places), said("; ".join(row.places)), said("; ".join(row.barriers)))
        for row in found.asks
    )
    return Sheet(
        "asks", "Recommendations", f"{counted(len(rows), 'recommendation')} to government",
        "What do places ask of government, and what stands behind it?",
        ("Words that are the same are one recommendation.",),
        Table("Recommendations", "Recommendations", columns, rows, filters=True),
    )  # fmt: skip


def _silent(found: National) -> Sheet | None:
    if not found.did_not_report:
        return None
    columns = (Column("place", "Place", _TEXT, 40), Column("what", "What is held of it", _TEXT, 60))
    rows: list[tuple[Value, ...]] = [(said(name), "no count and no published total") for name in found.not_reporting]
    unnamed = found.did_not_report - len(rows)
    if unnamed > 0:
        rows.append((f"{unnamed} more, not named", "expected, and not known here by name"))
    return Sheet(
        "silent", "Not reporting", f"{found.did_not_report} of {counted(found.expected, 'place')} did not report",
        "Who is expected and says nothing?", ("Nothing is added for them.",),
        Table("Not_reporting", "Places that did not report", columns, tuple(rows)),
    )  # fmt: skip


def _not_in_it(found: National) -> Sheet | None:
    missing = missing_sections(found)
    if not missing:
        return None
    columns = (Column("section", "Section", _TEXT, 34), Column("why", "Why it is not in this report", _TEXT, 60))
    hidden = " ".join(_left_out(found))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (title, hidden if hidden and title == "Savings by theme" else "Nothing has been recorded.") for title in missing
    )
    return Sheet(
        "not_in_it", "Not in this report", f"{counted(len(rows), 'section')} without records",
        "What would belong here, and has not been recorded?", ("A section without records is named here.",),
        Table("Not_in_this_report", "Sections without records", columns, rows),
    )  # fmt: skip
