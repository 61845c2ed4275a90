"""What places report to a national report: the act of writing a place's summary, and all places of this desk, of other
desks and of summaries read together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from tpdesk.calc.count import count
from tpdesk.calc.national import aggregate
from tpdesk.calc.report import without_made_up
from tpdesk.calc.trust import confidence
from tpdesk.domain.case import DO_NOTHING, PREFERRED
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.frozen import Version
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.place_summary import (
    PUBLISHED,
    PlaceSummary,
    SummaryBarrier,
    SummarySaving,
    hash_of,
    read_summary,
    write_summary,
)
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.basis import Basis
from tpdesk.domain.results.case import ReportedCase
from tpdesk.domain.results.national import National
from tpdesk.errors import UsageProblem
from tpdesk.models.area import base_areas, nesting
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.file_writing import write_text
from tpdesk.models.place import Place, list_places
from tpdesk.models.records import store
from tpdesk.models.year import default_year
from tpdesk.services.cases import cases_of
from tpdesk.services.dives.boards import small_from
from tpdesk.services.examples import is_made_up, made_up_dives
from tpdesk.services.figures import facts_of, place_for, year_start
from tpdesk.services.files import read_json, result_file
from tpdesk.services.versions import frozen_facts, read_frozen_of
from tpdesk.text import and_words, folded
from tpdesk.units import year_text

_QUALIFIERS: Final = (
    "about", "around", "approximately", "over", "more than", "at least", "nearly", "almost", "under", "up to",
)  # fmt: skip
_QUALIFIED: Final = re.compile(rf"\b({'|'.join(_QUALIFIERS)})\s*$|^({'|'.join(_QUALIFIERS)})\b", re.IGNORECASE)
_TOTAL: Final = re.compile(r"^(high-level count|spend in the place|public (spending|money)|total)\b", re.IGNORECASE)
"""How a published figure is titled that is of all money of a place."""

_AMOUNT: Final = re.compile(r",?\s*£[\d.,]+\s*(m|bn|k)?\b.*$")


def summarise_place(
    desk: Desk, place: str | None, year: str | None, *, version: str = "", illustrative: bool = False
) -> PlaceSummary:
    """Return what a place reports: its count of a year as the desk has it, or as it stands in a frozen count.
    Raises UsageProblem, InputProblem."""
    if version:
        frozen = read_frozen_of(desk, version, place, year)
        where = place_for(desk, frozen.version.place)
        return _summarise(desk, where, frozen_facts(frozen), frozen.version, illustrative=illustrative)
    where = place_for(desk, place)
    start = year_start(year) if year is not None else default_year(desk.connection, where)
    return _summarise(desk, where, facts_of(desk, where, start), None, illustrative=illustrative)


def write_place_summary(summary: PlaceSummary, target: Path, *, replace_it: bool = False) -> str:
    """Write a summary as a JSON file and return its hash. Raises Locked, UsageProblem."""
    with result_file(target, replace=replace_it):
        write_text(target, write_summary(summary).decode("utf-8") + "\n")
    return hash_of(summary)


def read_national(
    desk: Desk,
    year: str | None,
    *,
    desks: Sequence[Path] = (),
    files: Sequence[Path] = (),
    expected: int | None = None,
    version: str = "",
    illustrative: bool = False,
) -> National:
    """Return what all places report: those of this desk, of other desk files, which are only read, and of summaries.

    Without a year, each place reports the latest it has money in. `version` is a frozen count: its place reports that.
    Raises UsageProblem, InputProblem, DeskFileProblem.
    """
    start = year_start(year) if year is not None else None
    told, silent = _of_desk(desk, start, version, illustrative=illustrative)
    for path in desks:
        if path.resolve() == desk.path.resolve():
            raise UsageProblem(f"{path} is the desk itself: its places are in the report anyway.")
        with open_desk(path, read_only=True) as other:
            more, quiet = _of_desk(other, start, "", illustrative=illustrative)
        told, silent = told + more, silent + quiet
    told += [read_summary(read_json(file), file.name) for file in files]
    reporting = {folded(one.place) for one in told}
    names = dict.fromkeys(name for name in silent if folded(name) not in reporting)
    return aggregate(told, expected=expected, silent=tuple(names))


def _of_desk(desk: Desk, year: int | None, version: str, *, illustrative: bool) -> tuple[list[PlaceSummary], list[str]]:
    """Return (what the places of a desk report, the names of those that report nothing)."""
    frozen = read_frozen_of(desk, version) if version else None
    told, silent = list[PlaceSummary](), list[str]()
    for place in list_places(desk.connection):
        if frozen is not None and folded(frozen.version.place) == folded(place.name):
            one: PlaceSummary | None = _summarise(
                desk, place, frozen_facts(frozen), frozen.version, illustrative=illustrative
            )
        elif (year in place.years) if year is not None else place.years:
            start = year if year is not None else place.years[0]
            one = _summarise(desk, place, facts_of(desk, place, start), None, illustrative=illustrative)
        else:
            one = _published(desk, place, year)
        if one is None:
            silent.append(place.name)
        else:
            told.append(replace(one, told_by=desk.path.name))
    return told, silent


def _summarise(
    desk: Desk, place: Place, everything: YearFacts, version: Version | None, *, illustrative: bool
) -> PlaceSummary:
    facts = everything if illustrative else without_made_up(everything)
    counted = count(facts)
    basis = counted.basis
    savings, hidden = _savings(desk, place, illustrative=illustrative)
    grades = [(str(row.grade) if row.grade else "not graded", row.amount_pence) for row in confidence(facts)]
    return PlaceSummary(
        place.name, _areas(desk, place, facts.year), basis.year, _basis_words(basis), counted.after_transfers_pence,
        gross_pence=counted.gross_pence, people=basis.people, people_source=basis.people_source,
        bodies_counted=counted.bodies_counted, bodies_expected=counted.bodies_expected,
        missing=tuple(one.agency for one in counted.missing_returns), unmapped_pence=counted.unmapped_pence,
        grades=tuple(grades), version=version.name if version else "", version_hash=version.hash if version else "",
        savings=savings, savings_hidden=hidden,
        barriers=tuple(_barriers(desk, place, illustrative=illustrative)),
    )  # fmt: skip


def _areas(desk: Desk, place: Place, year: int) -> tuple[str, ...]:
    return tuple(sorted(base_areas(place.codes, nesting(desk.connection, year))))


def _basis_words(basis: Basis) -> str:
    """Return which money a place counts, in the same words for the same money."""
    apart = [
        words
        for words, names in (("whole of wider organisations", basis.counted_whole), ("some left out", basis.left_out))
        if names
    ]
    first = ["first count from published figures"] if basis.first_count else []
    parts = [basis.taken_out, and_words(basis.statuses), basis.cost_words, basis.whose, *apart, *first]
    return ", ".join(part for part in parts if part)


# -- what was published of a place


def _published(desk: Desk, place: Place, year: int | None) -> PlaceSummary | None:
    """Return what was published of a place as its total; None where nothing was, or it is of another year."""
    for fact in store.list_of_place(desk.connection, KINDS["published"], place.id):
        title, amount = str(fact.values["title"]), fact.values["amount"]
        if fact.values["place"] and isinstance(amount, int) and not fact.values["body"] and _TOTAL.match(title):
            said = str(fact.values["year"])
            if year is None or not said or said == year_text(year):
                return _of_published(desk, place, fact, amount, said)
    return None


def _of_published(desk: Desk, place: Place, fact: Record, amount: int, said: str) -> PlaceSummary:
    title, base = str(fact.values["title"]), str(fact.values["base"])
    found = _QUALIFIED.search(title) or _QUALIFIED.search(base)
    start = None
    with suppress(UsageProblem):
        start = year_start(said)
    return PlaceSummary(
        place.name, _areas(desk, place, start) if start is not None else (), year_text(start) if start else said,
        f"published: {_AMOUNT.sub('', base) or 'base not said'}", amount,
        qualifier=found[0].strip().lower() if found else "", way=PUBLISHED, source=str(fact.values["source"]),
    )  # fmt: skip


# -- savings and barriers


def _savings(desk: Desk, place: Place, *, illustrative: bool) -> tuple[tuple[SummarySaving, ...], int]:
    """Return (what the cases come to, how many tell of so few people that nothing of them leaves the place)."""
    horizons = {one.title: str(one.values["horizon"])
                for one in store.list_of_place(desk.connection, KINDS["opportunity"], place.id)}  # fmt: skip
    themes = {one.title: str(one.values["dive"] or "")
              for one in store.list_of_place(desk.connection, KINDS["case"], place.id)}  # fmt: skip
    threshold, marks = small_from(desk), dict[tuple[str, Fraction], str]()
    told, hidden = list[SummarySaving](), 0
    for case in _chosen(cases_of(desk, place.id, illustrative=illustrative)):
        if case.result is None:
            continue
        if any(0 < one.population < threshold for one in case.case.benefits):
            hidden += 1
            continue
        told.append(_saving(case, themes.get(case.case.title, ""), horizons, marks))
    return tuple(told), hidden


def _chosen(cases: Sequence[ReportedCase]) -> list[ReportedCase]:
    """Return the cases that may count: of the options of one question those that are preferred, where one is."""
    decided = {folded(one.case.options_of) for one in cases if one.case.option == PREFERRED} - {""}
    return [
        one for one in cases
        if one.case.option == PREFERRED
        or (one.case.option != DO_NOTHING and folded(one.case.options_of) not in decided)
    ]  # fmt: skip


def _saving(
    case: ReportedCase, theme: str, horizons: dict[str, str], marks: dict[tuple[str, Fraction], str]
) -> SummarySaving:
    assert case.result is not None
    grades = [grade for benefit in case.case.benefits for grade in benefit.grades if grade]
    found = [horizons[title] for title in case.opportunities if horizons.get(title)]
    people = [(folded(one.title), one.population) for one in case.case.benefits]
    if case.case.options_of:
        # Options of one question are never added: together the largest counts.
        people.append((f"options of {folded(case.case.options_of)}", Fraction(0)))
    pv = case.result.pv
    return SummarySaving(
        case.case.title, theme, year_text(case.case.price_base), max(grades, default=None),
        pv["fiscal"], pv["cashable"], pv["costs"],
        tuple(marks.setdefault(one, str(len(marks) + 1)) for one in people), found[0] if found else "",
    )  # fmt: skip


def _barriers(desk: Desk, place: Place, *, illustrative: bool) -> Iterator[SummaryBarrier]:
    made_up = made_up_dives(desk, place.id)
    for one in store.list_of_place(desk.connection, KINDS["barrier"], place.id):
        said = one.values
        if illustrative or not is_made_up(one, made_up):
            yield SummaryBarrier(
                one.title, str(said["level"]), str(said["kind"]), str(said["state"]), str(said["ask"] or ""),
                str(said["owner"] or ""),
            )  # fmt: skip
