"""Business cases on paper: the three answers with the counterfactual first, who pays and who gains, what must be true,
how each line was made, and what was delivered. No ratio, no colour, no sum over cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from tpdesk.calc.cases.sentences import must_be_true
from tpdesk.calc.cases.total import present_value
from tpdesk.calc.cases.walk import units_words
from tpdesk.calc.packs import headings, record_headings
from tpdesk.calc.packs.frame import Frame, known, number, yes
from tpdesk.calc.workbook.describe import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Column,
    ColumnKind,
    Sheet,
    Table,
    Value,
    brief,
    said,
)  # fmt: skip
from tpdesk.domain.kinds import Record
from tpdesk.domain.results.case import CaseResult, PartyRow, ReportedCase
from tpdesk.text import counted, opening
from tpdesk.units import nearest_whole, pounds, short_pounds, year_text

_NO_SUM: Final = (
    "Each case is counted by itself and compared with what would happen anyway; cases are not added up. Present values "
    "in the prices of each case's own year."
)
PARTIES: Final = "Who_pays_who_gains"
PAYBACK: Final = "When_paid_back"
"""Tables that the charts draw."""

_CASE: Final = Column("case", "Business case", ColumnKind.TEXT, 34)


def summary(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return the three answers of each case, what it is compared with, and what has no price; None where no case is."""
    if not cases:
        return None
    columns = (
        _CASE,
        Column("option", "Option", ColumnKind.TEXT, 14),
        Column("counterfactual", "Compared with", ColumnKind.TEXT, 40),
        Column("impact", "Public purse, better off (+) or worse off (-)", ColumnKind.PENCE, 18),
        Column("cash", "Comes back in cash", ColumnKind.PENCE, 18),
        Column("costs", "Costs, with what is given in kind", ColumnKind.PENCE, 18),
        Column("in_kind", "Of it in kind", ColumnKind.PENCE, 16),
        Column("value", "Value to everybody less costs", ColumnKind.PENCE, 18),
        Column("payback", "Payback by value", ColumnKind.TEXT, 20),
        Column("cash_payback", "Payback in cash", ColumnKind.TEXT, 20),
        Column("effects", "Not in money", ColumnKind.TEXT, 40),
        Column("state", "State", ColumnKind.TEXT, 10),
        Column("prices", "Prices of", ColumnKind.TEXT, 10),
    )
    rows = tuple(_summary_row(one) for one in cases)
    return Sheet(
        "cases", "Cases", headings.better_off(frame, cases),
        "What does each case come to, for the public purse, in cash and for everybody, and compared with what?",
        (f"{counted(len(cases), 'case')}. {_NO_SUM}", "Three answers, none of which stands for the others."),
        Table("Business_cases", "Business cases and what they come to", columns, rows),
    )  # fmt: skip


def _summary_row(one: ReportedCase) -> tuple[Value, ...]:
    case, found = one.case, one.result
    effects = "; ".join(" ".join(filter(None, (each.title, each.direction, each.size))) for each in case.effects)
    head = (said(case.title), said(case.option), said(case.counterfactual, otherwise="nothing yet: a draft"))
    tail = (said(effects, otherwise="nothing recorded"), case.state, year_text(case.price_base))
    if found is None:
        return (*head, *[NOT_AVAILABLE] * 5, NOT_AVAILABLE, NOT_AVAILABLE, *tail)
    return (
        *head, -found.budget_impact_pence, found.pv["cashable"], found.pv["costs"], found.pv["in_kind"],
        found.npsv_pence, found.payback_fiscal, found.payback_cashable, *tail,
    )  # fmt: skip


def counted_cases(cases: Sequence[ReportedCase]) -> Iterator[tuple[ReportedCase, CaseResult]]:
    for one in cases:
        if one.result is not None:
            yield one, one.result


def look_at(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return what to look at in each case, a point a row; None where there is nothing."""
    columns = (_CASE, Column("look", "Look at", ColumnKind.TEXT, 110))
    rows = tuple(
        (said(one.case.title), said(text))
        for one in cases
        # Of a case that is counted, its issues say what is to be put right too.
        for text in (one.problems if one.result is None else tuple(issue.text for issue in one.result.issues))
    )
    if not rows:
        return None
    return Sheet(
        "case_look", "Points on cases", f"{opening(len(rows), 'point')} to look at: {brief(frame.place)}",
        "What must be looked at in a case before anyone decides on it?",
        ("What is missing, old or uncertain in each case.",),
        Table("Points_on_cases", "What to look at in each case", columns, rows),
    )  # fmt: skip


_FLOWS: Final = (
    ("costs", "Pays"), ("fiscal", "Gains, public purse"), ("cashable", "Of it in cash"), ("payments", "Payments"),
    ("net", "Net"), ("net_cashable", "Net in cash"), ("economic", "Economic gain"), ("social", "Social gain"),
)  # fmt: skip


def who_pays(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return what each organisation pays and gains as present values; None where no case is counted."""
    columns = (
        _CASE,
        Column("party", "Organisation or group", ColumnKind.TEXT, 36),
        Column("partner", "Partner", ColumnKind.TEXT, 9),
        *(Column(key, heading, ColumnKind.PENCE, 17) for key, heading in _FLOWS),
        Column("label", "Name in the chart", ColumnKind.TEXT, 44),
        Column("left", "Pays, as drawn", ColumnKind.PENCE, 17),
        Column("in_cash", "Gains in cash, as drawn", ColumnKind.PENCE, 17),
        Column("rest", "Gains that are not cash, as drawn", ColumnKind.PENCE, 17),
    )
    rows: list[tuple[Value, ...]] = []
    for one, found in counted_cases(cases):
        for row in _in_order(found):
            figures = [row.pv[key] for key, _ in _FLOWS]
            drawn = (-row.pv["costs"], row.pv["cashable"], row.pv["fiscal"] - row.pv["cashable"])
            rows.append(
                (said(one.case.title), said(row.name), yes(row.is_partner), *figures, said(_label(row)), *drawn)
            )
    if not rows:
        return None
    return Sheet(
        "case_parties", "Who pays, who gains", record_headings.pays_and_gains(frame, cases),
        "Which organisation pays, which gains, and how much of it is cash?",
        (
            "Net is gains to the public purse less costs, with what is paid to and from others; payments add up to "
            f"zero in each case. {_NO_SUM}",
            "Gains of people and businesses are economic and social, and in no organisation's net.",
            "The last four columns are what the chart draws.",
        ),
        Table(PARTIES, "What each organisation pays and gains", columns, tuple(rows)),
    )  # fmt: skip


def _in_order(found: CaseResult) -> list[PartyRow]:
    """Return the parties, those last that neither pay nor gain on the public purse: the chart leaves them out."""
    return sorted(found.parties, key=lambda row: not is_drawn(row))


def is_drawn(row: PartyRow) -> bool:
    return bool(row.pv["costs"] or row.pv["fiscal"])


def _label(row: PartyRow) -> str:
    """Return an organisation with what it pays and gains, as the chart has it beside its bar."""
    figures = (("-", row.pv["costs"]), ("+", row.pv["fiscal"]))
    return f"{brief(row.name, 34)}  {', '.join(f'{sign}{short_pounds(pence)}' for sign, pence in figures if pence)}"


def paid_back(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return the net of all organisations by year, and added up; None where no case is counted."""
    columns = (
        _CASE,
        Column("year", "Year", ColumnKind.TEXT, 12),
        Column("net", "Net by value", ColumnKind.PENCE, 18),
        Column("cash", "Net in cash", ColumnKind.PENCE, 18),
        Column("sum_net", "Added up, by value", ColumnKind.PENCE, 18),
        Column("sum_cash", "Added up, in cash", ColumnKind.PENCE, 18),
    )
    rows: list[tuple[Value, ...]] = []
    for one, found in counted_cases(cases):
        net, cash = found.total.net, found.total.net_cashable
        years = map(year_text, found.years)
        series = zip(years, net, cash, accumulate(net), accumulate(cash), strict=True)
        rows += [(said(one.case.title), *row) for row in series]
    if not rows:
        return None
    return Sheet(
        "case_payback", "When paid back", record_headings.back_when(frame, cases),
        "From which year on has what comes in made up for what went out?",
        ("All organisations together, not discounted, in the prices of each case's own year.", _NO_SUM),
        Table(PAYBACK, "Net of all organisations by year, and added up", columns, tuple(rows)),
    )  # fmt: skip


def by_year(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return net, net in cash and payments of each organisation by year; None where no case is counted."""
    found = list(counted_cases(cases))
    years = sorted({year for _, result in found for year in result.years})
    columns = (
        _CASE,
        Column("party", "Organisation or group", ColumnKind.TEXT, 36),
        Column("what", "What", ColumnKind.TEXT, 14),
        *(Column(f"y{year}", year_text(year), ColumnKind.PENCE, 16) for year in years),
    )
    rows = tuple(row for one, result in found for row in _year_rows(one, result, years))
    if not rows:
        return None
    return Sheet(
        "case_years", "Who pays by year", record_headings.dearest_year(frame, cases),
        "In which year does each organisation pay and gain?",
        ("Not discounted, in the prices of each case's own year. All organisations together come last.", _NO_SUM),
        Table("Who_pays_by_year", "Net, net in cash and payments by year", columns, rows),
    )  # fmt: skip


def _year_rows(one: ReportedCase, result: CaseResult, years: Sequence[int]) -> Iterator[tuple[Value, ...]]:
    everybody = PartyRow("All organisations", True, result.total, {})
    for row in (*result.parties, everybody):
        for what, name in (("net", "net"), ("net in cash", "net_cashable"), ("payments", "payments")):
            series = dict(zip(result.years, getattr(row.flows, name), strict=True))
            if any(series.values()) or row is everybody:
                cells = [series.get(year, NOT_APPLICABLE) for year in years]
                yield (said(one.case.title), said(row.name), what, *cells)


def lines(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return how each cost and benefit was made, with its numbers in words; None where no case is counted."""
    columns = (
        _CASE,
        Column("line", "Cost or benefit", ColumnKind.TEXT, 34),
        Column("kind", "Kind", ColumnKind.TEXT, 20),
        Column("how", "How it is made", ColumnKind.TEXT, 70),
        Column("correction", "Added to a cost, taken off a benefit", ColumnKind.SHARE, 14),
        Column("value", "Present value", ColumnKind.PENCE, 18),
        Column("source", "Source", ColumnKind.TEXT, 40),
    )
    rows = tuple(row for one, result in counted_cases(cases) for row in _line_rows(one, result))
    if not rows:
        return None
    return Sheet(
        "case_lines", "Case lines", record_headings.largest_line(frame, cases),
        "How was each cost and each benefit of a case made?",
        ("GDP deflator: whole-economy prices, not what councils pay. An old unit value is raised, not costed anew.",),
        Table("Case_lines", "Each cost and benefit, with its numbers", columns, rows, filters=True),
    )  # fmt: skip


def _line_rows(one: ReportedCase, result: CaseResult) -> Iterator[tuple[Value, ...]]:
    title = said(one.case.title)
    sources = {cost.title: cost.source for cost in one.case.costs}
    for cost in result.costs:
        how = f"{cost.agency}, {cost.type}; years in order: " + "; ".join(
            f"£{pence / 100:,.2f}" for pence in cost.pence
        )
        yield (
            title, said(cost.title), "cost", said(how), float(cost.uplift), cost.pv_pence,
            said(sources[cost.title], otherwise="not stated"),
        )  # fmt: skip
    values = iter(result.values)
    for benefit in one.case.benefits:
        for worth in benefit.values:
            value = next(values)
            kind = f"{value.type}{', transfer payment' if value.is_transfer else ''}"
            price = "its own year's prices" if worth.price_year is None else f"prices of {year_text(worth.price_year)}"
            at_base = pounds(nearest_whole(value.unit_pence))
            how = f"{units_words(benefit)} x {pounds(worth.pence)} ({price}), {at_base} in the case's prices"
            yield (
                title, said(benefit.title), kind, said(how), float(value.correction),
                present_value(value.pence, result.discount_factors),
                said(value.source, otherwise="not stated"),
            )  # fmt: skip


def truths(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return what must be true of each case, a sentence a row; None where no case is counted."""
    columns = (_CASE, Column("truth", "What must be true, or what turns it", ColumnKind.TEXT, 90))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (said(one.case.title), said(sentence))
        for one, result in counted_cases(cases)
        if one.spread is not None
        for sentence in must_be_true(result, one.spread)
    )
    if not rows:
        return None
    return Sheet(
        "case_truths", "What must be true", f"{opening(len(rows), 'condition')} of the cases: {brief(frame.place)}",
        "How far can each line move before value and cost are equal?",
        ("One line at a time, all else as it is; corrections for optimism stay on.",),
        Table("Case_truths", "How far each line can move", columns, rows),
    )  # fmt: skip


def ranges(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return each range alone at its ends, the widest swing first; None where no case has one."""
    columns = (
        _CASE,
        Column("line", "Cost or benefit", ColumnKind.TEXT, 34),
        Column("what", "What varies", ColumnKind.TEXT, 14),
        Column("low", "Lower end", ColumnKind.RATIO, 13),
        Column("high", "Upper end", ColumnKind.RATIO, 13),
        Column("at_low", "Value less costs at the lower end", ColumnKind.PENCE, 20),
        Column("at_high", "Value less costs at the upper end", ColumnKind.PENCE, 20),
        Column("swing", "Swing", ColumnKind.PENCE, 18, bar=True),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.case.title), said(row.line), row.what.replace("_", "-"), float(row.low), float(row.high),
            row.at_low.npsv_pence, row.at_high.npsv_pence, row.swing_pence,
        )
        for one, _ in counted_cases(cases)
        for row in (one.spread.tornado if one.spread is not None else ())
    )  # fmt: skip
    if not rows:
        return None
    return Sheet(
        "case_ranges", "Case ranges", record_headings.widest_range(frame, cases),
        "Which numbers that are not sure matter most?",
        ("One range at a time, all else as it is, the widest swing of each case first.",),
        Table("Case_ranges", "Value less costs at the ends of each range", columns, rows),
    )  # fmt: skip


def delivered(frame: Frame, cases: Sequence[ReportedCase]) -> Sheet | None:
    """Return what was delivered beside what was planned; None where nothing is recorded."""
    columns = (
        _CASE,
        Column("line", "Cost or benefit", ColumnKind.TEXT, 34),
        Column("agency", "Organisation", ColumnKind.TEXT, 34),
        Column("year", "Year", ColumnKind.TEXT, 10),
        Column("planned", "Planned, in the case's prices", ColumnKind.PENCE, 18),
        Column("actual", "Delivered, as it was paid", ColumnKind.PENCE, 18),
        Column("same", "Delivered, in the case's prices", ColumnKind.PENCE, 18),
        Column("source", "Source", ColumnKind.TEXT, 34),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            said(one.case.title), said(each.line), said(each.agency), year_text(each.year), known(each.planned_pence),
            each.actual_pence, known(each.actual_repriced_pence), said(each.source, otherwise="not stated"),
        )
        for one, result in counted_cases(cases)
        for each in result.delivered
    )  # fmt: skip
    if not rows:
        return None
    return Sheet(
        "case_delivered", "Planned and delivered", record_headings.with_plan(frame, cases),
        "What did the costs and savings of the cases come to, beside the plan?",
        ("Only what is recorded: a line without a figure is not known, and never zero.",),
        Table("Planned_and_delivered", "What was delivered beside what was planned", columns, rows),
    )  # fmt: skip


def _waiting(rows: Sequence[tuple[Value, ...]]) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield (barrier, cash of its case, first guess) of each row, in pence; none where not known."""
    for barrier, _, guess, _, cash, *_ in rows:
        name = "" if barrier == _NONE_NOTED else str(barrier)
        yield name, cash if isinstance(cash, int) else None, guess if isinstance(guess, int) else None


_NONE_NOTED: Final = "none noted"


def behind(frame: Frame, cases: Sequence[ReportedCase], opportunities: Sequence[Record]) -> Sheet | None:
    """Return which barriers stand before which opportunity, its first guess and what cases make of that; None where no
    opportunity has either."""
    columns = (
        Column("barrier", "Barrier in its way", ColumnKind.TEXT, 36),
        Column("opportunity", "Opportunity", ColumnKind.TEXT, 36),
        Column("guess", "First guess: saving a year", ColumnKind.PENCE, 16),
        _CASE,
        Column("cash", "Comes back in cash", ColumnKind.PENCE, 18),
        Column("impact", "Public purse, better off (+) or worse off (-)", ColumnKind.PENCE, 18),
        Column("value", "Value to everybody less costs", ColumnKind.PENCE, 18),
    )
    figures: dict[str, list[tuple[Value, ...]]] = {}
    for one, found in counted_cases(cases):
        for title in one.opportunities:
            worth = (said(one.case.title), found.pv["cashable"], -found.budget_impact_pence, found.npsv_pence)
            figures.setdefault(title, []).append(worth)
    none_yet = [("no case yet", *[NOT_AVAILABLE] * 3)]
    rows: list[tuple[Value, ...]] = []
    for record in opportunities:
        barriers = record.values["barriers"]
        named = barriers if isinstance(barriers, tuple) and barriers else (_NONE_NOTED,)
        if record.title in figures or (named[0] != _NONE_NOTED and record.values["saving"] is not None):
            head = [(said(str(barrier)), said(record.title), number(record, "saving")) for barrier in named]
            rows += [(*one, *worth) for one in head for worth in figures.get(record.title, none_yet)]
    if not rows:
        return None
    return Sheet(
        "case_behind", "Value behind barriers", record_headings.most_behind(frame, _waiting(rows), len(rows)),
        "Which value waits behind which barrier: the first guess, and what a case makes of it?",
        ("A case that several barriers hold up stands behind each of them: do not add the rows up.", _NO_SUM),
        Table("Value_behind_barriers", "Barriers, opportunities and the cases behind them", columns, tuple(rows)),
    )  # fmt: skip
