"""Verbs for business cases: taken in, shown with all that they come to, written out, and what was delivered."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, force_option, table
from tpdesk.cli.records.verbs import answer_saved, data, find, verbs_of, words
from tpdesk.domain.kinds import KINDS
from tpdesk.units import decimal_text, pounds, year_text

if TYPE_CHECKING:
    from fractions import Fraction

    from tpdesk.domain.results.case import CaseResult, CaseRuns, CaseSpread, Delivered, Flows, RangeEnd
    from tpdesk.services.cases import CaseOption, CaseShown

_CASE = KINDS["case"]
case_verbs = verbs_of(_CASE)
_FLOWS = ("costs", "fiscal", "cashable", "payments", "economic", "social", "net", "net_cashable")


@click.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--place", metavar="P", help="The case's place. Default: the one that the file names.")
@click.option("--replace", "is_replacing", is_flag=True, help="Replace the case of the same title.")
def import_(file: Path, place: str | None, is_replacing: bool) -> None:
    """Take a business case in from a JSON file, whole or not at all."""
    from tpdesk.services.case_files import CaseRefused, import_case

    call = ask_call()
    try:
        with call.open(make=True) as desk:
            shown, notices = import_case(desk, file, place=place or "", replace=is_replacing)
    except CaseRefused as error:
        if not call.as_json:
            raise
        call.answer({"case": None, "problems": list(error.problems), "message": error.message}, list)
        sys.exit(error.exit_code)
    issues = [one.text for one in shown.issues]
    call.answer(
        {"case": shown.case.title, "file": str(file), "notices": list(notices), "issues": issues, "problems": []},
        lambda: [f"Business case '{shown.case.title}' taken in.", *notices, *(f"look: {one}" for one in issues)],
    )


@click.command("export", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The JSON file to write.")
@force_option("--out")
def export(wanted: str, out: Path, force: bool) -> None:
    """Write a business case to a JSON file that can be taken in again."""
    from tpdesk.services.case_files import export_case

    call = ask_call()
    with call.open() as desk:
        shown = export_case(desk, wanted, out, replace=force)
    call.answer({"case": shown.case.title, "file": str(out)}, lambda: [f"'{shown.case.title}' written to {out}."])


@click.command("show", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--runs", type=click.IntRange(1, 1_000_000), help="Draw from the ranges so many times.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, help="Where the draws begin. Default: 1.")
def show(wanted: str, runs: int | None, seed: int) -> None:
    """Show a business case: who pays, who gains, by year, in cash and in value, and what must be true."""
    from tpdesk.services.cases import list_options, read_spread, show_case

    call = ask_call()
    with call.open() as desk:
        shown = show_case(desk, find(desk, _CASE, wanted))
        options = list_options(desk, shown)
    if shown.result is None:
        answer = {**data(shown.record), "problems": list(shown.problems)}
        call.answer(answer, lambda: [*words(shown.record), "", "It cannot be counted:", *shown.problems])
        sys.exit(1)
    result = shown.result
    spread = read_spread(shown, runs=runs or 0, seed=seed)
    call.answer(
        {**data(shown.record), **case_answer(shown, result, spread), "options": [_option_data(one) for one in options]},
        lambda: [*_head(shown), *_case_words(shown, result, spread), *_option_words(options)],
    )


@click.command("actual", cls=Verb)
@click.argument("wanted", metavar="TITLE")
@click.option("--line", required=True, help="The cost or benefit as the case calls it.")
@click.option("--agency", required=True, metavar="A", help="Whose cost or saving it is.")
@click.option("--year", required=True, help="The financial year, for example 2026-27.")
@click.option("--amount", required=True, metavar="POUNDS", help="In that year's own prices, for example 48,200.")
@click.option("--source", default="", metavar="TEXT")
@click.option("--date", default="", metavar="DAY", help="When it was known.")
def actual(wanted: str, **typed: str) -> None:
    """Write what a line of a case came to in a year, beside what was planned."""
    from tpdesk.services.cases import find_case, record_actual

    call = ask_call()
    with call.open(make=True) as desk:
        saved = record_actual(desk, wanted, typed)
        shown = find_case(desk, wanted)
    if call.as_json:
        rows = [_delivered_data(one) for one in shown.result.delivered] if shown.result else []
        call.answer({**data(saved.record), "planned_and_actual": rows}, list)
        return
    answer_saved(call, saved, "recorded")


for _verb in (import_, export, show, actual):
    case_verbs.add_command(_verb)

COMMANDS = (case_verbs,)


# -- JSON


def _six(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number, 6)


def case_answer(shown: CaseShown, result: CaseResult, spread: CaseSpread) -> dict[str, Any]:
    """Return what a case comes to as JSON fields."""
    from tpdesk.calc.cases.sentences import when_paid_back, who_gains

    return {
        "finding": who_gains(result), "paid_back": when_paid_back(result),
        "discount_factors": [_six(one) for one in result.discount_factors],
        "costs": [
            {"title": one.title, "agency": one.agency, "type": one.type, "uplift": _six(one.uplift),
                "pence": list(one.pence)} for one in result.costs
        ],
        "benefits": [
            {"title": one.title, "type": one.type, "transfer_payment": one.is_transfer,
                "units_a_year": _six(one.units), "unit_value_base_prices_pence": _six(one.unit_pence),
                "optimism_bias": _six(one.correction), "pence": list(one.pence), "cashable_pence": list(one.cashable),
                "by_agency": {name: list(part) for name, part in one.by_party.items()}, "source": one.source}
            for one in result.values
        ],
        "who_pays_who_gains": {row.name: _flows(row.flows) for row in result.parties},
        "not_partners": [row.name for row in result.parties if not row.is_partner],
        "total": _flows(result.total),
        "in_kind": list(result.in_kind),
        "transfer_payments": list(result.transfer_payments), "public_value": list(result.public_value),
        **{f"pv_{name}": pence for name, pence in result.pv.items()},
        "net_present_budget_impact": result.budget_impact_pence, "npsv": result.npsv_pence,
        "financial_roi": _six(result.per_cost("fiscal")),
        "financial_roi_inside": _six(result.per_cost("fiscal_inside")),
        "cashable_roi": _six(result.per_cost("cashable")), "bcr": _six(result.per_cost("public_value")),
        "payback_fiscal": result.payback_fiscal, "payback_fiscal_discounted": result.payback_fiscal_discounted,
        "payback_cashable": result.payback_cashable,
        "pv_by_agency": {row.name: dict(row.pv) for row in result.parties},
        "switching_factors": {
            name: {"npsv": _six(one.npsv), "fiscal": _six(one.fiscal), "words": one.words}
            for name, one in result.switching.items()
        },
        **_spread_data(spread),
        "planned_and_actual": [_delivered_data(one) for one in result.delivered],
        "effects": [
            {"title": one.title, "direction": one.direction, "size": one.size, "evidence": one.evidence,
                "for_whom": one.for_whom} for one in shown.case.effects
        ],
        "deflator_edition": result.edition,
        "problems": list(shown.problems),
        "issues": [{"code": one.code, "text": one.text} for one in shown.issues],
    }  # fmt: skip


def _flows(flows: Flows) -> dict[str, list[int]]:
    return {name: list(getattr(flows, name)) for name in _FLOWS}


def _spread_data(spread: CaseSpread) -> dict[str, Any]:
    later = spread.delayed
    found: dict[str, Any] = {
        "ranges": {"low": _end(spread.low), "central": _end(spread.central), "high": _end(spread.high)},
        "tornado": [
            {"line": row.line, "what": row.what, "low": decimal_text(row.low), "high": decimal_text(row.high),
                "at_low": _end(row.at_low), "at_high": _end(row.at_high), "swing": row.swing_pence}
            for row in spread.tornado
        ],
        "delay_one_year": {
            "net_present_budget_impact": later.budget_impact_pence, "npsv": later.npsv_pence,
            "bcr": _six(later.per_cost("public_value")), "payback_fiscal": later.payback_fiscal,
        },
    }  # fmt: skip
    if spread.runs is not None:
        found["monte_carlo"] = _runs_data(spread.runs)
    return found


def _end(end: RangeEnd) -> dict[str, int]:
    return {"npsv": end.npsv_pence, "fiscal_net": end.fiscal_net_pence}


def _runs_data(runs: CaseRuns) -> dict[str, Any]:
    return {
        "runs": runs.runs, "seed": runs.seed, "npsv": {str(at): pence for at, pence in runs.npsv.items()},
        "npsv_mean": runs.npsv_mean, "share_npsv_below_0": runs.npsv_below_zero,
        "fiscal_net": {str(at): pence for at, pence in runs.fiscal_net.items()},
        "share_fiscal_net_below_0": runs.fiscal_net_below_zero,
    }  # fmt: skip


def _delivered_data(one: Delivered) -> dict[str, Any]:
    planned, actual = one.planned_pence, one.actual_repriced_pence
    return {
        "line": one.line, "agency": one.agency, "year": year_text(one.year), "planned_pence": planned,
        "actual_pence": one.actual_pence, "actual_base_prices_pence": actual,
        "difference_pence": None if planned is None or actual is None else actual - planned,
        "source": one.source or None,
    }  # fmt: skip


def _option_data(one: CaseOption) -> dict[str, Any]:
    figures: Mapping[str, int | None] = _option_figures(one)
    return {"title": one.title, "option": one.option or None, "this": one.is_this, **figures}


def _option_figures(one: CaseOption) -> dict[str, int | None]:
    names = ("pv_costs", "pv_cashable", "net_present_budget_impact", "npsv")
    if one.result is None:
        return dict.fromkeys(names, 0 if one.option == "do nothing" else None)
    result = one.result
    return dict(
        zip(
            names,
            (result.pv["costs"], result.pv["cashable"], result.budget_impact_pence, result.npsv_pence),
            strict=True,
        )
    )


# -- words


def _head(shown: CaseShown) -> Iterator[str]:
    case = shown.case
    last = case.start + case.years - 1
    yield f"Business case '{case.title}': {case.place}, {year_text(case.start)} to {year_text(last)}"
    yield f"  compared with: {case.counterfactual or 'no counterfactual yet: say what would happen anyway'}"
    yield f"  in prices of {year_text(case.price_base)}; discount rates: {case.schedule}"
    yield ""


def _case_words(shown: CaseShown, result: CaseResult, spread: CaseSpread) -> Iterator[str]:
    from tpdesk.calc.cases.sentences import answers, must_be_true, who_gains

    yield who_gains(result)
    yield from answers(result)
    yield ""
    yield "Who pays, who gains (present values):"
    body = [["", "Pays", "Gains", "Of it cash", "Payments", "Net", "Net in cash"]]
    for row in result.parties:
        columns = ("costs", "fiscal", "cashable", "payments", "net", "net_cashable")
        mark = "" if row.is_partner else " (not a partner)"
        body.append([row.name + mark, *(pounds(row.pv[name]) for name in columns)])
    yield from table(body, (1, 2, 3, 4, 5, 6))
    yield ""
    yield "What must be true:"
    yield from (f"  {one}" for one in must_be_true(result, spread))
    if spread.runs is not None:
        runs = spread.runs
        yield ""
        yield (
            f"{runs.runs:,} draws (seed {runs.seed}): value {pounds(runs.npsv[10])} (10th), {pounds(runs.npsv[50])} "
            f"(median), {pounds(runs.npsv[90])} (90th); below zero in {runs.npsv_below_zero:.1%}. Corrections stay on."
        )
    if shown.case.effects:
        yield ""
        yield "Not in money:"
        yield from (
            f"  {one.title}: {one.direction}{', ' + one.size if one.size else ''}" for one in shown.case.effects
        )
    yield ""
    yield from (f"look: {one.text}" for one in shown.issues)


def _option_words(options: tuple[CaseOption, ...]) -> Iterator[str]:
    yield ""
    body = [["Option", "", "Costs", "Cash gains", "Budget impact", "Net value"]]
    for one in options:
        figures = [("not counted" if pence is None else pounds(pence)) for pence in _option_figures(one).values()]
        body.append([one.title, one.option, *figures])
    yield from table(body, (2, 3, 4, 5))
