"""What a business case comes to in sentences: the three answers, and what must be true. The window, the verbs and the
packs say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tpdesk.calc.cases.switching import NO_VALUE
from tpdesk.domain.results.case import CaseResult, CaseSpread, CaseWorth, OpportunityWorth
from tpdesk.units import decimal_text, pounds, short_pounds


def answers(result: CaseResult) -> Iterator[str]:
    """Yield the three answers: for the public purse, in cash, and for everybody. None of them stands for the others."""
    impact, npsv = result.budget_impact_pence, result.npsv_pence
    pv = result.pv
    worse = "worse off" if impact > 0 else "better off" if impact < 0 else "as before"
    yield (
        f"For the public purse: {pounds(abs(impact))} {worse}. It pays {pounds(pv['costs'])} and gains "
        f"{pounds(pv['fiscal'])}, of it {pounds(pv['fiscal_inside'])} to the partners{_per_pound(result, 'fiscal')}; "
        f"payback: {result.payback_fiscal}."
    )
    yield (
        f"In cash: {pounds(pv['cashable'])} can leave budgets{_per_pound(result, 'cashable')}; payback: "
        f"{result.payback_cashable}."
    )
    more = "more" if npsv >= 0 else "less"
    yield (
        f"For everybody: {pounds(abs(npsv))} {more} in value than it costs{_per_pound(result, 'public_value')}; "
        f"benefits and taxes of {pounds(pv['transfer_payments'])} only change hands and are left out."
    )


def _per_pound(result: CaseResult, gain: str) -> str:
    ratio = result.per_cost(gain)
    return "" if ratio is None else f" ({decimal_text(ratio, 2)} for each £1 of cost)"


def who_gains(result: CaseResult) -> str:
    """Return who gains most and who pays most, after payments, in one sentence."""
    net = {row.name: row.pv["net"] for row in result.parties}
    if not any(net.values()):
        return "No organisation pays more or less than it gains."
    most, least = (side(net, key=lambda name: net[name]) for side in (max, min))
    gains, pays = (short_pounds(abs(net[name])) for name in (most, least))
    if net[least] >= 0:
        return f"No organisation pays more than it gains; {most} gains most, {gains} more than it pays."
    if net[most] <= 0:
        return f"No organisation gains more than it pays; {least} pays most, {pays} more than it gains."
    return f"{most} gains {gains} more than it pays; {least} pays {pays} more than it gains."


def when_paid_back(result: CaseResult) -> str:
    """Return when what comes in has made up for what went out, by value and in cash, in one sentence."""
    value, cash = result.payback_fiscal, result.payback_cashable
    if value == "none needed":
        return "Nothing is paid out, so nothing has to be paid back."
    if value == cash:
        is_late = value.startswith("not")
        return f"Not paid back{value[3:]}, by value or in cash." if is_late else (
            f"Paid back in {value}, by value and in cash."
        )  # fmt: skip
    by_value, in_cash = (year if year.startswith("not") else f"in {year}" for year in (value, cash))
    return f"Paid back by value {by_value}, in cash {in_cash}."


def must_be_true(result: CaseResult, spread: CaseSpread) -> Iterator[str]:
    """Yield how far each line can move before value and cost are equal, and what a year's delay does."""
    for name, one in result.switching.items():
        kind, _, title = name.partition(": ")
        # A cost names itself in its words.
        says_itself = one.words != NO_VALUE and (kind == "cost" or not title)
        yield f"{one.words[:1].upper()}{one.words[1:]}." if says_itself else f"{title or kind}: {one.words}."
    later = spread.delayed.npsv_pence
    turns = (later < 0) != (result.npsv_pence < 0)
    yield f"A delay of one year {'turns it: the net value is' if turns else 'leaves a net value of'} {pounds(later)}."
    yield (
        f"All ranges at their worse ends: {pounds(spread.low.npsv_pence)}; at their better ends: "
        f"{pounds(spread.high.npsv_pence)}."
    )


def worth_words(one: OpportunityWorth) -> str:
    """Return an opportunity's first guess and what each case makes of it, which are never added up."""
    guess = "no first guess" if one.guess_pence is None else f"first guess {short_pounds(one.guess_pence)} a year"
    return "; ".join([guess, *map(_case_worth, one.cases)]) if one.cases else f"{guess}; no case yet"


def _case_worth(one: CaseWorth) -> str:
    if one.cash_pence is None or one.purse_pence is None or one.value_pence is None:
        return f"case '{one.case}' cannot be counted"
    purse, value = one.purse_pence, one.value_pence
    return (
        f"case '{one.case}': {short_pounds(one.cash_pence)} back in cash, the public purse {short_pounds(abs(purse))} "
        f"{'better' if purse >= 0 else 'worse'} off, {short_pounds(abs(value))} {'more' if value >= 0 else 'less'} in "
        "value than it costs"
    )


def brief_worth(behind: Sequence[OpportunityWorth]) -> str:
    """Return what stands behind a barrier in a few words: a case's cash, else a first guess, else how many there are;
    empty where nothing does."""
    cases = list({one.case: one for each in behind for one in each.cases}.values())
    if len(cases) == 1:
        cash = cases[0].cash_pence
        return "1 case" if cash is None else f"{short_pounds(cash)} cash"
    if cases:
        return f"{len(cases)} cases"
    guesses = [each.guess_pence for each in behind if each.guess_pence is not None]
    return f"{short_pounds(guesses[0])} guess" if len(guesses) == 1 else f"{len(guesses)} guesses" if guesses else ""
