"""What a new area would have spent, walked back to the lines of each organisation and the driver that shares them.
docs/method.md, New boundaries."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tpdesk.calc import method
from tpdesk.calc.basis import Roller
from tpdesk.calc.explain_lines import Known, in_category, lines_in
from tpdesk.calc.recount_words import NOT_WORDS
from tpdesk.domain.facts import Cell
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.line_filter import LineFilter
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.recount import NewBody, Piece, Recount
from tpdesk.errors import UsageProblem
from tpdesk.text import counted, nearest
from tpdesk.units import percent, pounds


def explain_recount(known: Known, figure: Figure, found: Recount) -> Explanation:
    """Return the total of one new area, or of one organisation or category in it, walked back.
    Raises UsageProblem where there is no such new area."""
    body = found.new_named(figure.new)
    if body is None:
        names = [one.name for one in found.new]
        near = nearest(figure.new, names)
        meant = f" Did you mean '{near}'?" if near else f" There are: {', '.join(names)}."
        raise UsageProblem(f"'{found.set.title}' has no new area '{figure.new}'.{meant}")
    n = found.new.index(body)
    pieces = [piece for piece in found.pieces if _is_asked(known, figure, piece)]
    pence = sum(piece.parts[n] for piece in pieces)
    agencies = sorted({piece.agency for piece in pieces if piece.parts[n]})
    where = f"{found.set.title}, {found.basis.year}"
    lines = lines_in(known.facts.place, known.facts.year, [known.name(agency) for agency in agencies])
    return Explanation(
        figure=figure,
        title=f"On new boundaries: spend of {body.name}{_narrowed(known, figure)}, {where}",
        value=pounds(pence),
        number=pence,
        unit="pence",
        rules=(method.REDRAWN, method.TRANSFERS),
        basis=found.basis,
        formula=tuple(_formula(body, n, pieces, pence)),
        parts_are="What it is made of, by organisation and service",
        parts=_parts(known, n, pieces),
        apart=_apart(found, n, pieces),
        steps=tuple(_steps(known, agencies, found, pence)),
        lines=lines if agencies else None,
        line_count=sum(cell.lines for cell, _ in _held(known, agencies)),
        sources=known.sources(agencies),
        issues=tuple(Issue("redrawn", text) for text in (NOT_WORDS, *found.issues)),
    )  # fmt: skip


def _held(known: Known, agencies: Collection[int]) -> list[tuple[Cell, int]]:
    """Return (cell, what of it counts here) of the expenditure of some organisations, without recharges."""
    return [
        (cell, here)
        for cell, here, _ in known.cells
        if cell.flow == "expenditure" and not cell.internal and cell.agency in agencies
    ]


def _is_asked(known: Known, figure: Figure, piece: Piece) -> bool:
    if figure.agency and piece.agency != known.agency(figure.agency):
        return False
    wanted = known.category(figure)
    return wanted is None or Roller(known.facts, figure.level)(piece.category) == wanted


def _narrowed(known: Known, figure: Figure) -> str:
    words = [known.name(known.agency(figure.agency))] if figure.agency else []
    words += [known.title(known.category(figure))] if figure.category else []
    return f", of it {', '.join(words)}" if words else ""


def _formula(body: NewBody, n: int, pieces: list[Piece], pence: int) -> Iterator[str]:
    direct = sum(piece.parts[n] for piece in pieces if not piece.driver)
    yield f"{pounds(direct)} simply its own + {pounds(pence - direct)} by a choice of driver = {pounds(pence)}"
    for driver in body.split:
        shared = sum(piece.parts[n] for piece in pieces if piece.driver == driver)
        if shared:
            yield f"{pounds(shared)} by {driver}"
    yield f"made of {', '.join(body.areas)}"


def _parts(known: Known, n: int, pieces: list[Piece]) -> tuple[FigurePart, ...]:
    found: dict[tuple[int, int, str, str, str], int] = {}
    for piece in pieces:
        if piece.parts[n]:
            key = piece.agency, piece.label, piece.category, piece.driver, share_words(piece, n)
            found[key] = found.get(key, 0) + piece.parts[n]
    parts = [
        FigurePart(
            f"{known.name(agency)}: {known.facts.labels.get(label) or 'no label'}", pence, note,
            lines=_lines(known, agency, label, code),
        )
        for (agency, label, code, _, note), pence in found.items()
    ]  # fmt: skip
    return tuple(sorted(parts, key=lambda part: (-part.pence, part.name)))


def share_words(piece: Piece, n: int) -> str:
    """Return how a piece of money comes to the new area of that number: `22.31% by people 65 and over`."""
    if not piece.driver:
        return "its own"
    return f"{percent(piece.weights[n] / sum(piece.weights), 2)} by {piece.driver}"


def _lines(known: Known, agency: int, label: int, code: str) -> LineFilter:
    found = lines_in(known.facts.place, known.facts.year, [known.name(agency)])
    found = found.plus("label", known.facts.labels.get(label))
    return in_category(found, code, coarser=True)


def _apart(found: Recount, n: int, pieces: list[Piece]) -> tuple[FigurePart, ...]:
    """Return what the same services come to elsewhere: in each other new area, outside the place, in what ends."""
    names = [*(body.name for body in found.new), "outside the place", "ends"]
    sums = [sum(piece.parts[slot] for piece in pieces) for slot in range(len(names))]
    return tuple(
        FigurePart(name, pence, "the same services") for slot, (name, pence) in enumerate(zip(names, sums, strict=True))
        if pence and slot != n
    )  # fmt: skip


def _steps(known: Known, agencies: list[int], found: Recount, pence: int) -> Iterator[FigurePart]:
    """Yield the way from the lines of its organisations to the figure: the parts add up to it."""
    held = _held(known, agencies)
    raw, lines = sum(cell.pence for cell, _ in held), sum(cell.lines for cell, _ in held)
    of_these = sum(piece.pence for piece in found.pieces if piece.agency in agencies)
    yield FigurePart(f"{counted(lines, 'line')} of expenditure of {counted(len(agencies), 'organisation')}", raw)
    if of_these != raw:
        yield FigurePart("taken out as transfers, or not counted here", of_these - raw)
    yield FigurePart("of other new areas, services or places", pence - of_these)
