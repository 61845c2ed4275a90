"""The steps between two counts, line by line: each is looked for in both, and its difference put under one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.factories import CATEGORIES, agency
from tpdesk.domain.facts import Cell, Population, Shares, YearFacts
from tpdesk.domain.frozen import FrozenBatch, FrozenCell, FrozenCount, FrozenLine, Version


@dataclass(frozen=True, slots=True)
class Line:
    """A spend line. Batch 0: it came with no file."""

    id: int
    agency: int
    label: int
    batch: int
    pence: int
    came: int
    internal: bool = False
    transfer_to: int = 0


def frozen(lines: Sequence[Line], maps: Mapping[int, Shares], name: str = "One") -> FrozenCount:
    """Return the frozen count of the lines; `maps` is label -> shares."""
    cells: dict[tuple[int, int, int, int, bool], list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in lines:
        for n, value in enumerate((line.pence, line.came if line.batch else line.pence, 1)):
            cells[line.batch, line.agency, line.label, line.transfer_to, line.internal][n] += value
    made = [
        FrozenCell(batch, body, label, "", "expenditure", "revenue", "actual", "local", other, internal, *sums)
        for (batch, body, label, other, internal), sums in sorted(cells.items())
    ]
    core: dict[tuple[int, int, int, bool], list[int]] = defaultdict(lambda: [0, 0])
    for one in made:
        core[one.agency, one.label, one.counterparty, one.internal][0] += one.pence
        core[one.agency, one.label, one.counterparty, one.internal][1] += one.lines
    known = {number for line in lines for number in (line.agency, line.transfer_to) if number}
    facts = YearFacts(
        place="Testshire", year=2024,
        cells=tuple(
            Cell(body, label, "", "expenditure", "revenue", "actual", "local", other, internal, *sums)
            for (body, label, other, internal), sums in sorted(core.items())
        ),
        areas=(), grades=(), agencies={number: agency(number) for number in sorted(known)},
        labels={line.label: f"Label {line.label}" for line in lines}, categories=CATEGORIES,
        maps={(line.agency, line.label): maps[line.label] for line in lines if line.label in maps},
        population=Population(None, None, None, None, ""), returns=(), earlier={}, batches=(), area_names={}, bands={},
        outsiders=(),
    )  # fmt: skip
    by_hand = tuple(
        FrozenLine(
            line.id, line.agency, line.label, "", "expenditure", "revenue", "actual", "local", line.transfer_to,
            line.internal, line.pence,
        )
        for line in lines
        if not line.batch
    )  # fmt: skip
    files = {line.batch for line in lines} - {0}
    batches = {n: FrozenBatch(n, f"{n}.csv", f"hash {n}", "officer", "2026-01-01T00:00:00Z") for n in sorted(files)}
    head = Version(1, name, "Testshire", 2024, "other", "", "", "", "actual", "", 0, 0, len(lines))
    return FrozenCount(head, facts, tuple(made), by_hand, batches)


def gross_steps(first: Sequence[Line], second: Sequence[Line]) -> dict[tuple[str, int], int]:
    """Return (step, agency) -> pence of the differences of gross spend, without those that are nothing."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    old, new = ({line.id: line for line in lines} for lines in (first, second))
    bodies = [{line.agency for line in lines} for lines in (first, second)]
    files = [{line.batch for line in lines} - {0} for lines in (first, second)]
    both = bodies[0] & bodies[1]
    of = [{(line.agency, line.batch) for line in lines} for lines in (first, second)]
    again = {
        body
        for body in both
        if any(b not in files[1] for a, b in of[0] if a == body and b)
        and any(b not in files[0] for a, b in of[1] if a == body and b)
    }
    for line in first:
        if line.agency not in both:
            found["bodies no longer in it", line.agency] -= line.pence
        elif line.batch and line.batch not in files[1]:
            found["resubmitted returns" if line.agency in again else "files taken off", line.agency] -= line.pence
        elif line.id not in new:
            came = line.came if line.batch else line.pence
            found["lines deleted", line.agency] -= came
            found["corrections", line.agency] -= line.pence - came
        elif new[line.id].agency != line.agency:
            came = line.came if line.batch else line.pence
            found["moved to another body", line.agency] -= came
            found["corrections", line.agency] -= line.pence - came
    for line in second:
        before = old.get(line.id)
        if line.agency not in both:
            found["late returns", line.agency] += line.pence
        elif line.batch and line.batch not in files[0]:
            found["resubmitted returns" if line.agency in again else "new files", line.agency] += line.pence
        elif before is None:
            found["lines typed", line.agency] += line.pence
        elif before.agency != line.agency:
            came = line.came if line.batch else line.pence
            found["moved to another body", line.agency] += came
            found["corrections", line.agency] += line.pence - came
        else:
            found["corrections", line.agency] += line.pence - before.pence
    return {key: pence for key, pence in found.items() if pence}


def edited(line: Line, pence: int) -> Line:
    """Return a line with another amount."""
    return replace(line, pence=pence)
