"""A figure of a business case walked back: to organisations, to lines, to years, and in one year to the amount that was
typed, with each factor, correction and rounding on the way. docs/method.md, Business cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tpdesk.calc import method
from tpdesk.calc.cases.total import payment_flows, present_value
from tpdesk.calc.cases.walk import Walk, walk_cost, walk_payment, walk_value
from tpdesk.domain.case import FISCAL, Case, CaseTables
from tpdesk.domain.figure import Explanation, Figure, FigurePart
from tpdesk.domain.results.basis import StatedBasis
from tpdesk.domain.results.case import CaseResult, Years
from tpdesk.errors import UsageProblem
from tpdesk.text import and_words, counted, folded, nearest
from tpdesk.units import decimal_text, nearest_whole, pounds, year_text

_LEAVES: Final = {
    "pays": "pays", "gains": "gains for the public purse", "cash": "gains in cash", "payments": "payments, net",
    "economic": "economic gain", "social": "social gain", "transfers": "benefits and taxes that only change hands",
}  # fmt: skip
"""What is made of lines."""

_SUMS: Final = {
    "net": ("net", (("gains", 1), ("pays", -1), ("payments", 1))),
    "net-cash": ("net in cash", (("cash", 1), ("pays", -1), ("payments", 1))),
    "budget-impact": ("cost to the public purse", (("pays", 1), ("gains", -1))),
    "public-value": ("value to everybody", (("gains", 1), ("transfers", -1), ("economic", 1), ("social", 1))),
    "value": ("value to everybody less costs", (("public-value", 1), ("pays", -1))),
}  # fmt: skip
"""What is made of other measures: name -> its words, and (measure, sign) of each."""

MEASURES: Final = (*_LEAVES, *_SUMS)
_OF_ALL: Final = ("transfers", "budget-impact", "public-value", "value")
"""Measures that no single organisation has."""

_FIELDS: Final = {
    "pays": "costs", "gains": "fiscal", "cash": "cashable", "payments": "payments", "economic": "economic",
    "social": "social", "net": "net", "net-cash": "net_cashable",
}  # fmt: skip
"""Measure -> its name in the result."""


@dataclass(frozen=True, slots=True)
class _Source:
    """One line of a case in a measure, of one organisation."""

    line: str
    party: str
    pence: Years
    number: int
    """Its place among the costs, the payments, or the values of all benefits."""

    note: str = ""


def explain_case(case: Case, tables: CaseTables, result: CaseResult, figure: Figure) -> Explanation:
    """Return a figure of a counted case walked back. Raises UsageProblem for a measure, organisation, line or year that
    it does not have."""
    asked = _checked(case, result, figure)
    return _Explainer(case, tables, result, asked).explain()


def _checked(case: Case, result: CaseResult, figure: Figure) -> Figure:
    """Return the figure with the case's own names. Raises UsageProblem."""
    measure = figure.measure or ("net" if figure.agency else "value")
    if measure not in MEASURES:
        raise UsageProblem(f"A case has no figure '{figure.measure}'. There are: {and_words(MEASURES)}.")
    if figure.agency and measure in _OF_ALL:
        raise UsageProblem(f"The {measure} of a case is of all together: no organisation has one of its own.")
    if measure in _SUMS and (figure.line or figure.in_year):
        raise UsageProblem(f"The {measure} is made of others: name one of {and_words(tuple(_LEAVES))} for a line.")
    if figure.in_year and not figure.line:
        raise UsageProblem("A year is explained of one line: name the line too.")
    agency = _named(figure.agency, [row.name for row in result.parties], "organisation")
    line = _named(figure.line, _lines_of(case), "line")
    year = _named(figure.in_year, [year_text(one) for one in result.years], "year")
    return replace(figure, measure=measure, agency=agency, line=line, in_year=year)


def _named(wanted: str, names: list[str], noun: str) -> str:
    if not wanted:
        return ""
    found = next((name for name in names if folded(name) == folded(wanted)), None)
    if found is None:
        near = nearest(wanted, names)
        meant = f" Did you mean '{near}'?" if near else f" There are: {'; '.join(dict.fromkeys(names))}."
        raise UsageProblem(f"The case has no {noun} '{wanted}'.{meant}")
    return found


def _lines_of(case: Case) -> list[str]:
    """Return each line as an explanation names it."""
    return [*(one.title for one in case.lines), *(f"{one.payer} to {one.receiver}" for one in case.payments)]


class _Explainer:
    """One figure of one case."""

    def __init__(self, case: Case, tables: CaseTables, result: CaseResult, figure: Figure) -> None:
        self.case, self.tables, self.result, self.figure = case, tables, result, figure

    def explain(self) -> Explanation:
        """Return the figure walked back by one step."""
        measure = self.figure.measure
        if measure in _SUMS:
            return self._sum(measure)
        sources = self._sources(measure)
        if self.figure.line and not sources:
            whose = f" of {self.figure.agency}" if self.figure.agency else ""
            raise UsageProblem(f"'{self.figure.line}' has no {measure}{whose}.")
        if self.figure.in_year:
            return self._year(sources)
        if self.figure.line:
            return self._line(sources)
        return self._lines(sources) if self.figure.agency else self._parties(sources)

    # -- the steps

    def _sum(self, measure: str) -> Explanation:
        words, made_of = _SUMS[measure]
        total = self._present(measure)
        parts = [
            FigurePart(_LEAVES.get(name) or _SUMS[name][0], sign * self._present(name), figure=self._of(measure=name))
            for name, sign in made_of
        ]
        shown = " ".join(f"{'+' if part.pence >= 0 else '-'} {pounds(abs(part.pence))}" for part in parts)
        formula = f"{shown.removeprefix('+ ')} = {pounds(total)}"
        return self._explanation(words, total, (formula,), "Made of", parts)

    def _parties(self, sources: Sequence[_Source]) -> Explanation:
        total = self._present(self.figure.measure)
        if self.figure.measure in _OF_ALL:
            return self._lines(sources)
        names = dict.fromkeys(one.party for one in sources if any(one.pence))
        parts = [
            FigurePart(name, self._worth([one for one in sources if one.party == name]), figure=self._of(agency=name))
            for name in names
        ]
        formula = f"present values of {counted(len(names), 'organisation')}, each rounded once = {pounds(total)}"
        return self._explanation(_LEAVES[self.figure.measure], total, (formula,), "By organisation", parts)

    def _lines(self, sources: Sequence[_Source]) -> Explanation:
        measure = self.figure.measure
        total = self._present(measure)
        lines: dict[str, list[_Source]] = {}
        for one in sources:
            if any(one.pence):
                lines.setdefault(one.line, []).append(one)
        parts = [
            FigurePart(name, self._worth(held), "; ".join(dict.fromkeys(one.note for one in held)), self._of(line=name))
            for name, held in lines.items()
        ]
        formula = f"present values of its lines, each rounded once = {pounds(total)}"
        return self._explanation(_LEAVES[measure], total, (formula,), "By line", parts)

    def _line(self, sources: Sequence[_Source]) -> Explanation:
        series = _added([one.pence for one in sources])
        factors = self.result.discount_factors
        total = present_value(series, factors)
        parts = [
            FigurePart(
                f"{year_text(year)}: {pounds(pence)} x {decimal_text(factor, 6)}", nearest_whole(pence * factor),
                figure=self._of(in_year=year_text(year)),
            )
            for year, pence, factor in zip(self.result.years, series, factors, strict=True) if pence
        ]  # fmt: skip
        formula = f"the sum of each year's amount x its discount factor ({self.case.schedule}) = {pounds(total)}"
        words = f"{_LEAVES[self.figure.measure]}, {self.figure.line}"
        return self._explanation(words, total, (formula,), "By year", parts)

    def _year(self, sources: Sequence[_Source]) -> Explanation:
        at = [year_text(year) for year in self.result.years].index(self.figure.in_year)
        total = sum(one.pence[at] for one in sources)
        parts: list[FigurePart] = []
        formula: list[str] = []
        for one in sources:
            walked = self._walk(one, at)
            named = f"{one.note}: " if len(sources) > 1 and one.note else ""
            parts += [FigurePart(f"{named}{name}", nearest_whole(exact)) for name, exact in walked.steps]
            formula += walked.formula
        words = f"{_LEAVES[self.figure.measure]}, {self.figure.line}, in {self.figure.in_year}"
        return self._explanation(words, total, tuple(formula), "From what was typed", parts, rounded="the penny")

    def _walk(self, one: _Source, at: int) -> Walk:
        case, number = self.case, one.number
        if self.figure.measure == "pays":
            return walk_cost(case, self.tables, case.costs[number], at)
        if self.figure.measure == "payments":
            return walk_payment(case, self.tables, case.payments[number], at, is_paid=one.pence[at] < 0)
        benefit, value = [(each, value) for each in case.benefits for value in each.values][number]
        is_cash = self.figure.measure == "cash"
        return walk_value(case, self.tables, benefit, value, at, party=self.figure.agency, is_cash=is_cash)

    # -- what they are made of

    def _sources(self, measure: str) -> list[_Source]:
        """Return the lines of a measure; of the figure's organisation and line where it names them."""
        found = [
            one for one in self._all_sources(measure)
            if self.figure.agency in ("", one.party) and self.figure.line in ("", one.line)
        ]  # fmt: skip
        if self.figure.agency or not self.figure.line:
            return found
        # Of all organisations together a line is walked once.
        whole = {one.number: one for one in found}
        return [
            replace(one, party="", pence=_added([each.pence for each in found if each.number == number]))
            for number, one in whole.items()
        ]

    def _all_sources(self, measure: str) -> Iterator[_Source]:
        result = self.result
        if measure == "pays":
            for number, cost in enumerate(result.costs):
                yield _Source(cost.title, cost.agency, cost.pence, number, cost.type)
        elif measure == "payments":
            for number, one in enumerate(self.case.payments):
                line, paid = f"{one.payer} to {one.receiver}", payment_flows(self.case, self.tables, one)
                yield _Source(line, one.payer, tuple(-pence for pence in paid), number, one.why)
                yield _Source(line, one.receiver, paid, number, one.why)
        else:
            yield from self._values(measure)

    def _values(self, measure: str) -> Iterator[_Source]:
        for number, value in enumerate(self.result.values):
            note = value.source or value.type
            if measure == "transfers" and value.is_transfer:
                yield _Source(value.title, "", value.pence, number, note)
            elif value.type == {"gains": FISCAL, "cash": FISCAL}.get(measure, measure):
                shares = value.cashable_by_party if measure == "cash" else value.by_party
                for party, pence in shares.items():
                    yield _Source(value.title, party, pence, number, note)

    def _worth(self, sources: Sequence[_Source]) -> int:
        return present_value(_added([one.pence for one in sources]), self.result.discount_factors)

    def _present(self, measure: str) -> int:
        """Return the present value of a measure, for the figure's organisation where it names one."""
        result = self.result
        of_all = {
            "transfers": result.pv["transfer_payments"], "budget-impact": result.budget_impact_pence,
            "public-value": result.pv["public_value"], "value": result.npsv_pence,
        }  # fmt: skip
        if measure in of_all:
            return of_all[measure]
        if self.figure.agency:
            return next(row.pv[_FIELDS[measure]] for row in result.parties if row.name == self.figure.agency)
        return present_value(getattr(result.total, _FIELDS[measure]), result.discount_factors)

    def _of(self, **named: str) -> Figure:
        return replace(self.figure, **named)  # type: ignore[arg-type]

    def _explanation(
        self, words: str, total: int, formula: tuple[str, ...], parts_are: str, parts: Sequence[FigurePart], *,
        rounded: str = "present values",
    ) -> Explanation:  # fmt: skip
        """Return the explanation, whose parts add up to the figure with what rounding adds or takes."""
        rest = total - sum(part.pence for part in parts)
        whole = (*parts, FigurePart(f"Rounding of {rounded}", rest)) if rest else tuple(parts)
        figure, case = self.figure, self.case
        when = year_text(case.start), year_text(self.result.years[-1])
        prices = f"in prices of {year_text(case.price_base)}"
        kind = f"{prices}, not discounted" if figure.in_year else f"a present value {prices}"
        issues = [
            one for one in self.result.issues if not figure.line or figure.line in one.text or "'" not in one.text
        ]
        return Explanation(
            figure=figure,
            title=f"{figure.agency or 'All together'}: {words}. Business case '{case.title}'",
            value=pounds(total),
            number=total,
            unit="pence",
            rules=(method.CASE,),
            basis=StatedBasis(
                case.place, f"{when[0]} to {when[1]}",
                f"Business case of {case.place}, {when[0]} to {when[1]}; {kind}; compared with: "
                f"{case.counterfactual or 'nothing yet'}",
            ),
            formula=formula,
            parts_are=parts_are,
            parts=whole,
            apart=(),
            steps=(),
            lines=None,
            line_count=0,
            sources=(),
            issues=tuple(issues),
        )  # fmt: skip


def _made_of(measure: str) -> Iterator[str]:
    """Yield the measures of lines that a measure comes down to."""
    if measure in _LEAVES:
        yield measure
    else:
        for name, _ in _SUMS[measure][1]:
            yield from _made_of(name)


def _added(series: Sequence[Years]) -> Years:
    return tuple(map(sum, zip(*series, strict=True)))
