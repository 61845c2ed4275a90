"""A sheet for each business case with its finding as heading: the three answers, a bar for each organisation to both
sides of zero, and the net added up by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from tpdesk.calc.cases.sentences import answers, when_paid_back, who_gains
from tpdesk.calc.packs.sheets.cases import PARTIES, PAYBACK, counted_cases, is_drawn
from tpdesk.calc.workbook.describe import Chart, Sheet, brief
from tpdesk.domain.results.case import CaseResult, ReportedCase
from tpdesk.units import short_pounds, year_text


def charts(cases: Sequence[ReportedCase]) -> Iterator[Sheet]:
    """Yield a sheet for each counted case: its three answers, a bar for each organisation and a line over the years."""
    parties = years = 0
    every = list(counted_cases(cases))
    for place, (one, found) in enumerate(every, 1):
        title, name = brief(one.case.title), "Case chart" if len(every) == 1 else f"Case chart {place}"
        yield Sheet(
            f"case_chart_{place}", name, who_gains(found),
            f"Who pays, who gains, and when is it paid back: {title}?",
            (
                f"Business case '{title}', {brief(one.case.place)}. Compared with: "
                f"{brief(one.case.counterfactual, 300) if one.case.counterfactual.strip() else 'nothing yet: a draft'}",
                *answers(found),
                "Costs are dotted, to the left; gains are solid in cash and hatched where they are not. Present "
                f"values in prices of {year_text(one.case.price_base)}; payments between organisations are not drawn.",
            ),
            chart=_pays_chart(found, title, parties), second_chart=_payback_chart(found, title, years),
        )  # fmt: skip
        parties, years = parties + len(found.parties), years + len(found.years)


def _pays_chart(found: CaseResult, title: str, skipped: int) -> Chart:
    told = "; ".join(
        f"{brief(row.name)} pays {short_pounds(row.pv['costs'])} and gains {short_pounds(row.pv['fiscal'])}, "
        f"{short_pounds(row.pv['cashable'])} of it in cash"
        for row in found.parties
        if is_drawn(row)
    )
    alt = f"Bars to both sides of zero for each organisation, {title}. {who_gains(found)} {told}."
    return Chart(
        who_gains(found).rstrip("."), alt, PARTIES, "label", "left", sum(map(is_drawn, found.parties)),
        stacks=(("left", "rise"), ("in_cash", "total"), ("rest", "fall")), skipped=skipped, has_key=True,
    )  # fmt: skip


def _payback_chart(found: CaseResult, title: str, skipped: int) -> Chart:
    sums = zip(found.years, accumulate(found.total.net), accumulate(found.total.net_cashable), strict=True)
    told = "; ".join(f"{year_text(year)} {short_pounds(net)}, {short_pounds(cash)}" for year, net, cash in sums)
    finding = when_paid_back(found)
    alt = f"Two lines over the years, {title}. {finding} Net added up by value, and in cash: {told}."
    return Chart(
        finding.rstrip("."), alt, PAYBACK, "year", "sum_net", len(found.years), skipped=skipped, has_key=True,
        lines=(("sum_net", "dashed"), ("sum_cash", "solid")), zero="0: paid back",
    )  # fmt: skip
