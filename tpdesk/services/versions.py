"""Frozen counts: the acts of freezing one and of removing one, and the questions what stands in one and what changed
since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tpdesk.calc.bridge import bridge
from tpdesk.calc.bridge_sides import spread, status_words
from tpdesk.calc.count import count
from tpdesk.calc.explain_step import explain_step
from tpdesk.calc.real_terms import RealTerms, real_terms
from tpdesk.calc.transfers import removals
from tpdesk.calc.wider import of_place
from tpdesk.domain.codes import VERSION_KINDS
from tpdesk.domain.facts import BatchFacts, YearFacts
from tpdesk.domain.field_types import LONGEST, NAME_MOST
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.domain.frozen import NOW, FrozenCount, Version
from tpdesk.domain.results.bridge import (
    CORRECTIONS,
    DELETED,
    FILES_OFF,
    GONE,
    MOVED,
    OF_FILES,
    RECHARGES,
    REMAPPED,
    RESUBMITTED,
    TRANSFERS,
    TYPED,
    Bridge,
    BridgeRow,
)
from tpdesk.domain.results.count import CountResult
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models import version as store
from tpdesk.models.connection import savepoint
from tpdesk.models.deflator import read_deflators
from tpdesk.models.desk import Desk
from tpdesk.models.lines.origin import LineSums
from tpdesk.models.log.history import Act, acts_between, note_act
from tpdesk.models.place import Place, find_place
from tpdesk.models.year import default_year, years_of
from tpdesk.services.figures import facts_of, place_for, year_start
from tpdesk.text import clean, folded
from tpdesk.units import pounds, year_text

ACTS: Final[Mapping[str, frozenset[str]]] = {
    TYPED: frozenset({"add", "duplicate", "undo", "redo", "merge"}),
    DELETED: frozenset({"delete", "edit", "undo", "redo"}),
    CORRECTIONS: frozenset({"edit", "split", "undo", "redo", "count agency", "merge"}),
    MOVED: frozenset({"edit", "merge agency", "undo", "redo"}),
    TRANSFERS: frozenset({"apply transfers", "take off transfers", "edit", "import", "remove batch"}),
    RECHARGES: frozenset({"edit", "import", "remove batch"}),
    REMAPPED: frozenset({"categorise", "categorise the rest", "take map off", "edit"}),
}
"""Step -> the acts in the history that can have made it; what a file brought or took is told by the file."""


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A frozen count as it is looked at."""

    version: Version
    by_agency: CountResult
    by_category: CountResult
    files: int
    """How many files its lines came from."""


def freeze(
    desk: Desk, name: str, *, place: str | None = None, year: str | None = None, kind: str = "other", note: str = ""
) -> Version:
    """Keep a place's count of a year under a name, for ever as it is now; return its head. Raises UsageProblem."""
    title, kind, note = clean(name), folded(kind), clean(note, multiline=True)
    if not title or len(title) > NAME_MOST or len(note) > LONGEST:
        raise UsageProblem(
            f"A frozen count needs a name of at most {NAME_MOST} characters, for example 'Interim, 30 September'; a "
            f"note has at most {LONGEST:,}."
        )
    if kind not in VERSION_KINDS:
        raise UsageProblem(f"A count is frozen as one of {', '.join(VERSION_KINDS)}; '{clean(kind)[:40]}' is none.")
    where = place_for(desk, place)
    start = year_start(year) if year is not None else default_year(desk.connection, where)
    with desk.writing() as connection:
        store.must_be_free(connection, title)
        frozen = _counted(store.read_now(connection, where, start))
        if not frozen.cells:
            raise UsageProblem(
                f"{where.name} has no spend lines in {year_text(start)}, so there is no count to freeze. Import a "
                "file first."
            )
        removal = removals(frozen.facts.cells)
        gross = sum(cell.pence for cell in frozen.facts.cells if cell.flow == "expenditure")
        recharges = sum(cell.pence for cell in frozen.facts.cells if cell.flow == "expenditure" and cell.internal)
        head = replace(
            frozen.version, name=title, kind=kind, note=note, basis=status_words(frozen.facts),
            hash=store.hash_of(frozen), gross_pence=gross,
            after_transfers_pence=gross - sum(removal.per_cell) - recharges,
        )  # fmt: skip
        raw = frozen.facts if frozen.facts.held is None else store.read_now(connection, where, start).facts
        number = store.write_version(
            connection, where.id, replace(frozen, version=head, facts=raw), [out for _, out in spread(frozen, removal)]
        )
        note_act(
            connection, "freeze", title,
            f"{where.name}, {year_text(start)}, {kind}: {pounds(head.after_transfers_pence)} after transfers, hash "
            f"{head.hash[:16]}",
            title=f"Freeze {title}",
        )  # fmt: skip
    return replace(head, id=number)


def list_versions(desk: Desk, place: str | None = None, year: str | None = None) -> tuple[Version, ...]:
    """Return the frozen counts of a place and year, or of all places and years, the latest first.
    Raises UsageProblem."""
    where = find_place(desk.connection, place).id if place else None
    return store.list_versions(desk.connection, where, year_start(year) if year else None)


def read_frozen(desk: Desk, name: str) -> FrozenCount:
    """Return a frozen count with what counts in its place. Raises UsageProblem, InputProblem."""
    return _counted(store.read_version(desk.connection, store.find_version(desk.connection, name)))


def show(desk: Desk, name: str, *, level: int = 2) -> VersionShown:
    """Return what a frozen count says, by organisation and by category. Raises UsageProblem, InputProblem."""
    frozen = read_frozen(desk, name)
    return VersionShown(
        frozen.version,
        count(frozen.facts),
        count(frozen.facts, by="category", level=level),
        len(frozen.batches),
    )


def remove(desk: Desk, name: str) -> Version:
    """Remove a frozen count; that it was there, and what it came to, stays in the history. Raises UsageProblem."""
    with desk.writing() as connection:
        head = store.find_version(connection, name)
        store.delete_version(connection, head.id)
        note_act(
            connection, "remove version", head.name,
            f"{head.place}, {year_text(head.year)}, {head.kind}, frozen {head.frozen_at[:10]} by {head.who}: "
            f"{pounds(head.gross_pence)} gross, {pounds(head.after_transfers_pence)} after transfers, hash "
            f"{head.hash[:16]}",
            title=f"Remove the frozen count {head.name}",
        )  # fmt: skip
    return head


def compare(
    desk: Desk, first: str, second: str | None = None, *, place: str | None = None, year: str | None = None
) -> Bridge:
    """Return how one frozen count became another, or what the desk holds now where none is named. `place` and `year`
    must be those of the first, where they are given. Raises UsageProblem, InputProblem."""
    return _with_who(desk, bridge(*_both(desk, first, second, place, year)))


def _both(
    desk: Desk, first: str, second: str | None, place: str | None, year: str | None
) -> tuple[FrozenCount, FrozenCount]:
    one = read_frozen(desk, first)
    _must_be_of(desk, one.version, place, year)
    return one, read_frozen(desk, second) if second is not None else as_it_is(desk, one.version.place, one.version.year)


def explain_one_step(desk: Desk, place: str | None, year: str | None, figure: Figure) -> Explanation:
    """Return a step from one frozen count to another, or to now, walked back to its files and who made it.
    Raises UsageProblem, InputProblem."""
    second = None if folded(figure.other_version) in ("", NOW) else figure.other_version
    one, two = _both(desk, figure.version, second, place, year)
    basis = count(two.facts).basis
    return explain_step(
        _with_who(desk, bridge(one, two)), basis, figure, store.batches_of(desk.connection, one.version.place)
    )


def as_it_is(desk: Desk, place: str, year: int) -> FrozenCount:
    """Return a place's count of a year as it is on the desk now, in the form of a frozen one. Raises UsageProblem."""
    where = find_place(desk.connection, place)
    with savepoint(desk.connection):
        found = _counted(store.read_now(desk.connection, where, year))
    return replace(found, version=replace(found.version, basis=status_words(found.facts)))


def _counted(frozen: FrozenCount) -> FrozenCount:
    return replace(frozen, facts=of_place(frozen.facts))


def _must_be_of(desk: Desk, head: Version, place: str | None, year: str | None) -> None:
    where = find_place(desk.connection, place).name if place else head.place
    start = year_start(year) if year else head.year
    if (folded(where), start) != (folded(head.place), head.year):
        raise UsageProblem(
            f"'{head.name}' is of {head.place}, {year_text(head.year)}, and not of {where}, {year_text(start)}."
        )


def _with_who(desk: Desk, found: Bridge) -> Bridge:
    """Return a comparison with who made each step, where the history of this desk tells of it."""
    if found.first.origin != found.second.origin or found.first.origin:
        return found
    acts = acts_between(desk.connection, *sorted((found.first.audit, found.second.audit)))
    return replace(found, rows=tuple(_told(row, acts) for row in found.rows))


def _told(row: BridgeRow, acts: list[Act]) -> BridgeRow:
    if row.replaced is not None or (row.pence > 0 and row.step in OF_FILES):
        return row
    made = list(_acts_of(row, acts))
    if not made:
        return replace(row, who="", when="")
    return replace(row, who=", ".join(dict.fromkeys(act.who for act in made)), when=made[-1].at)


def _acts_of(row: BridgeRow, acts: list[Act]) -> Iterator[Act]:
    """Yield the acts that can have made a step, the first first."""
    if row.step in (GONE, FILES_OFF, RESUBMITTED):
        subject = f"batch {row.batch.id}" if row.batch else ""
        yield from (act for act in acts if act.act == "remove batch" and act.subject == subject)
        return
    yield from (act for act in acts if act.act in ACTS.get(row.step, ()))


_SHARES: Final = "Apportionments of the frozen count, whose sources it does not keep"
"""Stands for the publications of what is apportioned: their batches are named so, and no file is."""

NOT_FROZEN: Final = (
    "deep dives, registers, business cases, new boundaries, the state of each return and its own total, what is "
    "apportioned and by which driver, and changes on the desk. A frozen count does not hold them."
)
"""What a pack from a frozen count has not, in words."""


def read_frozen_of(desk: Desk, name: str, place: str | None = None, year: str | None = None) -> FrozenCount:
    """Return a frozen count, which must be of that place and year where they are given.
    Raises UsageProblem, InputProblem."""
    found = read_frozen(desk, name)
    _must_be_of(desk, found.version, place, year)
    return found


def frozen_facts(frozen: FrozenCount) -> YearFacts:
    """Return the facts of a frozen count with the files behind it."""
    sums: dict[int, dict[int, tuple[int, int]]] = {}
    for cell in frozen.cells:
        parts = sums.setdefault(cell.batch, {})
        lines, pence = parts.get(cell.agency, (0, 0))
        parts[cell.agency] = lines + cell.lines, pence + cell.pence
    batches = tuple(
        BatchFacts(
            one.id, one.file, one.sha256, one.made_at, None, sum(pence for _, pence in sums[one.id].values()), False,
            sums[one.id], published_in=_SHARES if one.file.startswith("apportionment ") else "",
        )
        for one in frozen.batches.values()
        if one.id in sums
    )  # fmt: skip
    return replace(frozen.facts, batches=batches)


def frozen_sums(frozen: FrozenCount) -> tuple[LineSums, ...]:
    """Return what a frozen count holds of each organisation and file."""
    sums: dict[tuple[int, int], list[int]] = {}
    for cell in frozen.cells:
        held = sums.setdefault((cell.agency, cell.batch), [0, 0, 0])
        held[0] += cell.lines
        held[1 if cell.flow == "expenditure" else 2] += cell.pence
    return tuple(LineSums(*key, lines, spent, income, 0) for key, (lines, spent, income) in sorted(sums.items()))


def since_last_version(
    desk: Desk, place: Place, year: int, *, publish: bool, frozen: Version | None = None
) -> tuple[str, Bridge | None]:
    """Return which frozen count a pack is written from, in words, and what leads to it from the one before.

    That is `frozen` where it is named, or the last frozen count where nothing has changed since; else the desk as it
    is, which is compared with it. A copy to publish says who made no step.
    """
    heads = store.list_versions(desk.connection, place.id, year)
    if frozen is not None:
        older = [one for one in heads if (one.frozen_at, one.id) < (frozen.frozen_at, frozen.id)]
        return _frozen_words(frozen), _without_who(
            compare(desk, older[0].name, frozen.name), publish
        ) if older else None
    if not heads:
        return "Not frozen", None
    try:
        last = compare(desk, heads[0].name)
        found = last if not last.is_empty else compare(desk, heads[1].name, heads[0].name) if heads[1:] else None
    except (UsageProblem, InputProblem) as error:
        return f"Not frozen. The last version, {heads[0].name}, cannot be compared: {error}", None
    if last.is_empty:
        words = _frozen_words(heads[0])
    else:
        words = f"Not frozen: the desk as it is, changed since {heads[0].name} of {heads[0].frozen_at[:10]}"
    return words, _without_who(found, publish) if found is not None else None


def _frozen_words(head: Version) -> str:
    return f"{head.name}, frozen {head.frozen_at[:10]} as {head.kind}, hash {head.hash[:16]}"


def _without_who(found: Bridge, publish: bool) -> Bridge:
    return replace(found, rows=tuple(replace(row, who="", when="") for row in found.rows)) if publish else found


def since_last_year(desk: Desk, place: Place, facts: YearFacts) -> RealTerms | None:
    """Return the change since the latest earlier year in which the place has lines; None where there is none."""
    earlier = next((year for year in years_of(desk.connection, place.id) if year < facts.year), None)
    if earlier is None or not facts.cells:
        return None
    return real_terms(facts_of(desk, place, earlier), facts, read_deflators())
