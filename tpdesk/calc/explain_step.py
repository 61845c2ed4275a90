"""A step between two versions walked back: the organisations, the files and who made the change. docs/method.md,
Versions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from tpdesk.calc import method
from tpdesk.calc.explain_lines import lines_in
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.frozen import FrozenBatch
from tpdesk.domain.line_filter import LineFilter
from tpdesk.domain.results.basis import Basis
from tpdesk.domain.results.bridge import ABOUT, CORRECTIONS, REMAPPED, STEPS, TYPED, Bridge, BridgeRow
from tpdesk.errors import UsageProblem
from tpdesk.text import folded, nearest
from tpdesk.units import pounds, signed_pounds

_MOST_CATEGORIES: Final = 5
"""Categories of a step that its formula names."""


def explain_step(found: Bridge, basis: Basis, figure: Figure, held: Collection[FrozenBatch]) -> Explanation:
    """Return a step of a comparison walked back; `held` are the files that are on the desk now, whose lines can be
    looked at. Raises UsageProblem for a step or an organisation that is none here."""
    step = _step_named(figure.step)
    batches = {(batch.id, batch.sha256) for batch in held}
    rows = _rows_of(found, step, figure.agency)
    parts = tuple(_remapped(found)) if step == REMAPPED else tuple(_part(found, row, batches) for row in rows)
    pence = sum(part.pence for part in parts)
    lines = _all_lines(found, parts)
    who = f" of {rows[0].agency}" if figure.agency and rows else ""
    end = "now" if found.second.is_now else found.second.name
    change = found.end_pence - found.start_pence
    return Explanation(
        figure=figure,
        title=f"{STEPS[step]}{who}, {found.first.name} to {end}: {found.first.place}, {basis.year}",
        value=signed_pounds(pence),
        number=pence,
        unit="pence",
        rules=(method.VERSIONS, method.TRANSFERS),
        basis=basis,
        formula=(
            ABOUT[step],
            f"{signed_pounds(pence)} of the change of {signed_pounds(change)} after transfers and recharges, from "
            f"{pounds(found.start_pence)} to {pounds(found.end_pence)}",
            *(() if figure.agency or step == REMAPPED else _by_category(found, step)),
        ),
        parts_are="Moved between categories" if step == REMAPPED else "By organisation and file",
        parts=parts,
        apart=(),
        steps=(),
        lines=lines,
        line_count=0,
        sources=(),
        issues=found.issues,
    )


def _step_named(wanted: str) -> str:
    names = {folded(name): step for step, title in STEPS.items() for name in (step, title)}
    step = names.get(folded(wanted))
    if step is None:
        near = nearest(wanted, STEPS)
        meant = f" Did you mean '{near}'?" if near else f" There are: {', '.join(STEPS)}."
        raise UsageProblem(f"A comparison of versions has no step '{wanted}'.{meant}")
    return step


def _rows_of(found: Bridge, step: str, agency: str) -> list[BridgeRow]:
    rows = [row for row in found.rows if row.step == step]
    if not agency:
        return rows
    own = [row for row in rows if folded(row.agency) == folded(agency)]
    if not own:
        names = ", ".join(dict.fromkeys(row.agency for row in rows)) or "none"
        raise UsageProblem(f"'{agency}' has no part in the step {STEPS[step]}. Organisations in it: {names}.")
    return own


def _remapped(found: Bridge) -> Iterator[FigurePart]:
    moved = found.by_category.get(REMAPPED, {})
    for code, pence in sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0])):
        if pence:
            yield FigurePart(_category(found, code), pence)


def _category(found: Bridge, code: str) -> str:
    title = found.titles.get(code, "Unmapped")
    return f"{code} {title}".strip() if "/" not in code else title


def _by_category(found: Bridge, step: str) -> Iterator[str]:
    parts = sorted(found.by_category.get(step, {}).items(), key=lambda item: (-abs(item[1]), item[0]))
    told = [f"{_category(found, code)} {signed_pounds(pence)}" for code, pence in parts if pence]
    if told:
        rest = len(told) - _MOST_CATEGORIES
        yield f"By category: {'; '.join(told[:_MOST_CATEGORIES])}{f' and {rest} more' if rest > 0 else ''}"


def _part(found: Bridge, row: BridgeRow, held: Collection[tuple[int, str]]) -> FigurePart:
    """Return what an organisation and a file have of a step, with the lines that are on the desk now."""
    batch = row.batch
    is_held = batch is not None and (batch.id, batch.sha256) in held
    lines = None
    if batch is not None and is_held:
        lines = lines_in(found.first.place, found.first.year, (row.agency,), internal=None).plus("batch", batch.id)
        lines = lines.plus("edited", 1) if row.step == CORRECTIONS else lines
    elif batch is None and row.step == TYPED and found.second.is_now:
        lines = lines_in(found.first.place, found.first.year, (row.agency,), internal=None).plus("batch", None)
    return FigurePart(
        row.agency, row.pence, _why(row, is_held=is_held), lines=lines, batch=batch.id if batch is not None else None,
        who=row.who, when=row.when,
    )  # fmt: skip


def _why(row: BridgeRow, *, is_held: bool) -> str:
    told = []
    if row.batch is not None:
        told.append(f"{row.batch.file}, batch {row.batch.id}{'' if is_held else ', no longer on the desk'}")
    if row.replaced is not None:
        told.append(f"in place of {row.replaced.file}")
    if row.who:
        told.append(f"by {row.who}{f' on {row.when[:10]}' if row.when else ''}")
    return ", ".join(told)


def _all_lines(found: Bridge, parts: Collection[FigurePart]) -> LineFilter | None:
    """Return the lines of the files of all parts; None where some part has none that are held."""
    batches = [part.batch for part in parts if part.batch is not None and part.lines is not None]
    if not parts or len(batches) < len(parts):
        return None
    agencies = tuple(dict.fromkeys(part.name for part in parts))
    return lines_in(found.first.place, found.first.year, agencies, internal=None).plus("batch", *dict.fromkeys(batches))
