"""Where a pack's figures come from: publisher, title and edition, dates of publication and access, licence, address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.packs.frame import Frame, when
from tpdesk.calc.workbook.describe import NOT_APPLICABLE, Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.domain.citations import NOT_STATED, Citation, cite
from tpdesk.domain.results.basis import SourceFile, agencies_of, by_publication
from tpdesk.text import counted, opening

_LICENCE: Final = "Contains public sector information licensed under the Open Government Licence v3.0."


def sources(
    frame: Frame, files: Sequence[SourceFile], known: Sequence[Citation], methods: Sequence[tuple[str, str]]
) -> Sheet:
    """Return where the figures come from: who published what, in which edition, when, on which terms and where.

    `known` are the publications that are known; `methods` are those that the figures are worked out by, as a source
    names them, each with what it gives.
    """
    columns = (
        Column("source", "Source", ColumnKind.TEXT, 40),
        Column("gives", "What it gives", ColumnKind.TEXT, 40),
        Column("publisher", "Publisher", ColumnKind.TEXT, 28),
        Column("published", "Published", ColumnKind.TEXT, 14),
        Column("accessed", "Accessed", ColumnKind.TEXT, 14),
        Column("licence", "Licence", ColumnKind.TEXT, 14),
        Column("address", "Where to read it", ColumnKind.TEXT, 34),
        Column("made", "Taken in", ColumnKind.TEXT, 18),
        Column("lines", "Lines", ColumnKind.COUNT),
    )
    rows = (
        *(_file(source) for source in files if not source.published_in),
        *_publications(_given(frame, files, methods), known),
    )
    return Sheet(
        "sources",
        "Sources",
        f"{opening(len(rows), 'source')}: {frame.where}",
        "Where do the figures come from, and on what terms?",
        (
            (
                f"{_LICENCE} It covers files that their organisations publish under it; ask the organisation "
                "before passing on a file that it does not publish."
            ),
            "What nobody wrote down of a source is not stated. A publication was accessed on the day when its figures "
            "came into tpdesk, a file when it was taken in.",
        ),
        Table("Sources", "Sources", columns, rows),
    )


_NAMED: Final = 3
"""Organisations that are named as publishers of one file before they are only counted: what it gives names them all."""


def _file(source: SourceFile) -> tuple[Value, ...]:
    agencies = ", ".join(map(said, source.agencies))
    gives = f"spend of {agencies}" if agencies else "spend"
    publisher = agencies if len(source.agencies) <= _NAMED else f"{len(source.agencies)} organisations"
    return (
        said(source.file), gives, said(publisher, otherwise=NOT_STATED), NOT_STATED, "when taken in", NOT_STATED,
        NOT_STATED, when(source.made_at), source.lines,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Given:
    """What a source as it is written gives to the pack."""

    source: str
    gives: str
    made: str = "[z]"
    lines: int | None = None


def _given(frame: Frame, files: Sequence[SourceFile], methods: Sequence[tuple[str, str]]) -> Iterator[_Given]:
    """Yield what published figures, people and methods come from; of an apportioned figure its driver by itself."""
    for publication, figures in by_publication(files).items():
        spend, *drivers = filter(None, map(str.strip, publication.split(";")))
        names = ", ".join(map(said, agencies_of(figures)))
        words = f"spend of {names}: {counted(len(figures), 'published figure')}"
        yield _Given(spend, words, when(figures[0].made_at), sum(figure.lines for figure in figures))
        yield from (_Given(driver, f"the driver by which the spend of {names} is shared") for driver in drivers)
    yield from _population(frame)
    yield from (_Given(source, gives) for source, gives in methods)


def _population(frame: Frame) -> Iterator[_Given]:
    """Yield where people and households come from; those that were set together have one text for both."""
    basis = frame.basis
    people = f"people, {basis.people_when}" if basis.people else ""
    households = f"households, {basis.households_when}" if basis.households else ""
    together = bool(people and households) and basis.people_source == basis.households_source
    if together:
        both = ", both sources together" if ";" in basis.people_source else ""
        people, households = f"{people}, and {households}{both}", ""
    if people:
        yield _Given(basis.people_source or "Source of the population not recorded", people)
    if households:
        yield _Given(basis.households_source or "Source of the households not recorded", households)


def _publications(given: Iterable[_Given], known: Sequence[Citation]) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each publication, with all that it gives."""
    found: dict[Citation, list[_Given]] = {}
    for one in given:
        for citation in cite((one.source,), known):
            found.setdefault(citation, []).append(one)
    for citation, gives in found.items():
        lines = [one.lines for one in gives if one.lines is not None]
        made = [one.made for one in gives if one.made != NOT_APPLICABLE]
        yield (
            said(citation.name),
            "; ".join(dict.fromkeys(said(one.gives) for one in gives)),
            *(said(text, otherwise=NOT_STATED) for text in (citation.publisher, citation.published, citation.accessed,
                                                            citation.licence)),
            SheetCell(citation.link, address=citation.address) if citation.address else NOT_STATED,
            min(made, default=NOT_APPLICABLE), sum(lines) if lines else NOT_APPLICABLE,
        )  # fmt: skip
