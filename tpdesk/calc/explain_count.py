"""Figures of the count walked back: gross, transfers, spend, income, per head. docs/method.md, The count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tpdesk.calc import basis, method
from tpdesk.calc.basis import UNMAPPED
from tpdesk.calc.count import is_outside_income
from tpdesk.calc.explain_lines import NO_CATEGORY, UNCOUNTED, Known, Spend, largest_first, steps_of
from tpdesk.domain.figure import KINDS, Explanation, Figure, FigurePart, MethodRule
from tpdesk.domain.line_filter import LineFilter
from tpdesk.domain.results.basis import Basis, Issue
from tpdesk.text import counted
from tpdesk.units import pounds

_BEFORE: Final = ("gross", "transfers", "recharges", "income")
"""Figures of lines as they are: nothing is taken out of them."""


def basis_of(
    known: Known, *, flow: str = "expenditure", level: int | None = None, transfers: str = basis.AFTER
) -> Basis:
    """Return the basis of a figure over all money of the place and year."""
    return basis.make_basis(known.facts, known.facts.cells, flow=flow, level=level, transfers=transfers)


def issues_of(known: Known) -> tuple[Issue, ...]:
    """Return what must be known beside any figure of the place and year."""
    statuses = known.facts.statuses_of(known.facts.cells)
    return tuple(basis.common_issues(known.facts, statuses, basis.missing_returns(known.facts, known.removal.counted)))


def about(known: Known, figure: Figure) -> str:
    """Return who, what and where a figure is about, after its name."""
    code = known.category(figure)
    who = f" of {known.name(known.agency(figure.agency))}" if figure.agency else ""
    what = f" on {known.title(code)}" if code else ""
    return f"{who}{what} in {known.facts.place}, {basis_of(known).year}"


def _explained(
    known: Known,
    figure: Figure,
    *,
    pence: int,
    rules: tuple[MethodRule, ...],
    formula: tuple[str, ...],
    parts_are: str,
    parts: tuple[FigurePart, ...],
    lines: LineFilter | None,
    steps: tuple[FigurePart, ...] = (),
    line_count: int = 0,
    apart: tuple[FigurePart, ...] = (),
    flow: str = "expenditure",
) -> Explanation:
    agencies = (known.agency(figure.agency),) if figure.agency else None
    return Explanation(
        figure=figure,
        title=f"{KINDS[figure.what].title}{about(known, figure)}",
        value=pounds(pence),
        number=pence,
        unit="pence",
        rules=rules,
        basis=basis_of(
            known,
            flow=flow,
            level=figure.level if known.category(figure) else None,
            transfers=basis.BEFORE if figure.what in _BEFORE else basis.AFTER,
        ),
        formula=formula,
        parts_are=parts_are,
        parts=parts,
        apart=apart,
        steps=steps,
        lines=lines,
        line_count=line_count,
        sources=known.sources(agencies),
        issues=issues_of(known),
    )


def _of_cells(
    known: Known,
    figure: Figure,
    rules: tuple[MethodRule, ...],
    *,
    flow: str,
    internal: bool | None,
    outside: bool = False,
) -> Explanation:
    """Explain a sum of lines as they are: gross, recharges, income and outside income."""
    agency = known.agency(figure.agency) if figure.agency else None
    by: dict[str, int] = {}
    everything = uncounted = kept = lines = 0
    for cell, here, _ in known.cells:
        if cell.flow != flow or internal not in (None, cell.internal) or agency not in (None, cell.agency):
            continue
        everything += here
        uncounted += cell.pence - here
        lines += cell.lines
        if outside and not is_outside_income(cell, known.removal):
            continue
        kept += here
        key = (known.facts.labels.get(cell.label, "") or "no label") if figure.agency else known.name(cell.agency)
        by[key] = by.get(key, 0) + here
    ordered = largest_first(by)
    where = known.filter(agency=figure.agency, flow=flow, internal=internal)
    if figure.agency:
        parts = tuple(FigurePart(name, pence, lines=_labelled(where, name)) for name, pence in ordered)
    else:
        parts = tuple(FigurePart(name, pence, figure=replace(figure, agency=name)) for name, pence in ordered)
    steps = [FigurePart(f"{counted(lines, 'line')} of {flow}", everything + uncounted)]
    if uncounted:
        steps.append(FigurePart(UNCOUNTED, -uncounted))
    if everything != kept:
        steps.append(
            FigurePart("income from counted organisations, which their payments stand for already", kept - everything)
        )
    words = f"{pounds(kept)} = the sum of {counted(lines, 'line')}"
    if uncounted:
        words = (
            f"{pounds(everything + uncounted)} in {counted(lines, 'line')} - {pounds(uncounted)} that does not "
            f"count here = {pounds(everything)}"
        )
    if everything != kept:
        words = (
            f"{pounds(everything)} of income - {pounds(everything - kept)} from counted organisations = {pounds(kept)}"
        )
    return _explained(
        known, figure, pence=kept, rules=rules, flow="income" if flow == "income" else "expenditure",
        formula=(words,),
        parts_are="By label" if figure.agency else "By organisation", parts=parts, lines=where, steps=tuple(steps),
        line_count=lines,
    )  # fmt: skip


def _labelled(where: LineFilter, label: str) -> LineFilter:
    return where.plus("label", None if label == "no label" else label)


def _gross(known: Known, figure: Figure) -> Explanation:
    return _of_cells(known, figure, (method.PENCE,), flow="expenditure", internal=None)


def _recharges(known: Known, figure: Figure) -> Explanation:
    return _of_cells(known, figure, (method.INCOME,), flow="expenditure", internal=True)


def _income(known: Known, figure: Figure) -> Explanation:
    return _of_cells(known, figure, (method.INCOME,), flow="income", internal=None)


def _outside_income(known: Known, figure: Figure) -> Explanation:
    return _of_cells(known, figure, (method.INCOME,), flow="income", internal=False, outside=True)


def _transfers(known: Known, figure: Figure) -> Explanation:
    payer = known.agency(figure.agency) if figure.agency else None
    pairs = {pair: out for pair, out in known.removal.removed.items() if payer in (None, pair[0])}
    paid = sum(known.removal.paid[pair] for pair in pairs)
    taken = sum(pairs.values())
    receivers = sorted({receiver for _, receiver in pairs})
    named = [
        (cell, here)
        for cell, here, _ in known.cells
        if cell.flow == "expenditure"
        and not cell.internal
        and cell.counterparty in receivers
        and payer in (None, cell.agency)
    ]
    lines, everything = sum(cell.lines for cell, _ in named), sum(here for _, here in named)
    uncounted = sum(cell.pence for cell, _ in named) - everything
    steps = [FigurePart(f"{counted(lines, 'line')} paid to them", everything + uncounted)]
    steps += [FigurePart(UNCOUNTED, -uncounted)] if uncounted else []
    steps += (
        [FigurePart("paid by an organisation to itself: no transfer", paid - everything)] if paid != everything else []
    )
    steps += (
        [FigurePart("stays in the total: its receiver is not counted, or not so much", taken - paid)]
        if paid != taken
        else []
    )
    where = known.filter(agency=figure.agency).plus("transfer_to", *map(known.name, receivers)) if receivers else None
    parts = tuple(
        FigurePart(
            f"{known.name(payer)} to {known.name(receiver)}",
            out,
            f"of {pounds(known.removal.paid[payer, receiver])} paid"
            if out != known.removal.paid[payer, receiver]
            else "",
            lines=known.filter(agency=known.name(payer)).plus("transfer_to", known.name(receiver)),
        )
        for (payer, receiver), out in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
        if out
    )
    apart = tuple(
        FigurePart(
            f"{known.name(payer)} to {known.name(receiver)}",
            known.removal.paid[payer, receiver] - out,
            _why_stays(known, receiver),
        )
        for (payer, receiver), out in pairs.items()
        if known.removal.paid[payer, receiver] != out
    )
    formula = (
        f"{pounds(paid)} paid to other organisations - {pounds(paid - taken)} that stays = {pounds(taken)} taken out"
    )
    return _explained(
        known, figure, pence=taken, rules=(method.TRANSFERS,), formula=(formula,), parts_are="By payer and receiver",
        parts=parts, apart=apart, lines=where,
        steps=tuple(steps), line_count=lines,
    )  # fmt: skip


def _why_stays(known: Known, receiver: int) -> str:
    if known.facts.is_left_out(receiver):
        return "stays: the receiver is left out of the count"
    if receiver in known.removal.counted:
        return "stays: above the receiver's own gross spend here"
    return "stays: the receiver has no lines of its own here"


def spent(known: Known, figure: Figure) -> Explanation:
    """Explain spend after transfers: of all, of a body, on a category, or of a body on a category."""
    code = known.category(figure)
    by = "agency" if not figure.agency else "category" if code is None else "label"
    found = known.spend(figure, by)
    formula, steps = _spend_formula(known, figure, found), steps_of(found)
    rules: tuple[MethodRule, ...] = (method.TRANSFERS, method.INCOME)
    if code is not None:
        rules = (method.UNMAPPED,) if code == UNMAPPED else (method.TRANSFERS, method.SHARES)
    return _explained(
        known, figure, pence=found.pence, rules=rules, formula=formula,
        parts_are={"agency": "By organisation", "category": "By category", "label": "By label"}[by],
        parts=_spend_parts(known, figure, found, by), apart=_removed_payments(known, figure, found),
        lines=known.lines_of(figure), steps=steps, line_count=found.lines,
    )  # fmt: skip


def _spend_formula(known: Known, figure: Figure, found: Spend) -> tuple[str, ...]:
    if figure.category:
        terms = [f"{pounds(found.lines_pence)} in {counted(found.lines, 'line')}"]
        terms += [f"{pounds(found.uncounted)} not counted here"] if found.uncounted else []
        terms += [f"{pounds(found.removed)} of transfers"] if found.removed else []
        terms += [f"{pounds(found.elsewhere)} under other categories"] if found.elsewhere else []
        return (f"{' - '.join(terms)} = {pounds(found.pence)}",)
    agency = known.agency(figure.agency) if figure.agency else None
    recharges = sum(
        here
        for cell, here, _ in known.cells
        if cell.flow == "expenditure" and cell.internal and agency in (None, cell.agency)
    )
    gross = found.lines_pence - found.uncounted + recharges
    return (
        (
            f"{pounds(gross)} gross - {pounds(found.removed)} of transfers - {pounds(recharges)} of recharges "
            f"= {pounds(found.pence)}"
        ),
    )


def _spend_parts(known: Known, figure: Figure, found: Spend, by: str) -> tuple[FigurePart, ...]:
    parts = []
    for key, pence in largest_first(found.by):
        if by == "agency":
            parts.append(FigurePart(key, pence, figure=replace(figure, what="spend", agency=key)))
        elif by == "category":
            inner = replace(figure, what="spend", category=key or NO_CATEGORY)
            parts.append(FigurePart(known.title(key), pence, figure=inner))
        else:
            parts.append(FigurePart(key, pence, found.notes.get(key, ""), lines=_labelled(known.lines_of(figure), key)))
    return tuple(parts)


def _removed_payments(known: Known, figure: Figure, found: Spend) -> tuple[FigurePart, ...]:
    """Return each payment that is taken out of a figure as a transfer: who paid whom, with its lines."""
    return tuple(
        FigurePart(
            f"{known.name(payer)} to {known.name(receiver)}",
            pence,
            "transfer: counted as the receiver's spend",
            lines=known.lines_of(replace(figure, agency=known.name(payer))).plus("transfer_to", known.name(receiver)),
        )
        for (payer, receiver), pence in sorted(found.transfers.items(), key=lambda item: (-item[1], item[0]))
    )


def _unmapped(known: Known, figure: Figure) -> Explanation:
    return replace(
        spent(known, replace(figure, what="spend", category=NO_CATEGORY)), title=f"Unmapped{about(known, figure)}"
    )


def _net(known: Known, figure: Figure) -> Explanation:
    expenditure = known.spend(Figure("spend"), "agency").pence
    outside = _outside_income(known, Figure("outside-income")).parts_pence
    parts = (
        FigurePart("Spend after transfers", expenditure, figure=Figure("spend")),
        FigurePart("Outside income, taken off", -outside, figure=Figure("outside-income")),
    )
    formula = (
        f"{pounds(expenditure)} after transfers - {pounds(outside)} of outside income = {pounds(expenditure - outside)}"
    )
    return _explained(
        known, figure, pence=expenditure - outside, rules=(method.INCOME,), formula=(formula,),
        parts_are="Spend and income", parts=parts, lines=None, flow="net",
    )  # fmt: skip


EXPLAIN: Final[Mapping[str, Callable[[Known, Figure], Explanation]]] = {
    "gross": _gross, "transfers": _transfers, "recharges": _recharges, "spend": spent, "unmapped": _unmapped,
    "income": _income,
    "outside-income": _outside_income, "net": _net,
}  # fmt: skip
"""Name of a figure -> what explains it."""
