"""Charts of the count and of the deep dives, each beside the table that it draws: gross to net as a waterfall,
prevention by four steps, journeys on an axis of days, the parts of the shortlist's score, opportunities by horizon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tpdesk import units
from tpdesk.calc.dive import DiveBook, DiveTotal
from tpdesk.calc.packs import headings, record_headings
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.dives import made_up
from tpdesk.calc.shortlist import Shortlist, ShortlistRow
from tpdesk.calc.tagging import STEPS
from tpdesk.calc.workbook.describe import (
    NOT_APPLICABLE,
    Chart,
    Column,
    ColumnKind,
    Sheet,
    SheetCell,
    Table,
    Value,
    brief,
    said,
)
from tpdesk.domain.kinds import HORIZONS, Record
from tpdesk.domain.kinds.dives import OPPORTUNITY_STATES
from tpdesk.domain.results.count import CountResult
from tpdesk.text import and_words, counted

LOOKS: Final = ("total", "fall", "outline", "rise", "dots", "grid")
"""How the parts of a bar are told apart, in their order."""

_KEY_WORDS: Final = ("solid", "hatched", "white", "densely dotted", "lightly dotted", "in a grid")
_LABEL: Final = Column("label", "Name in the chart", ColumnKind.TEXT, 52)
MOST_JOURNEYS: Final = 12
_TOP: Final = 10


def _key(names: Sequence[str]) -> str:
    """Return which look is which part, in a sentence."""
    words = [f"{name} is {look}" for name, look in zip(names, _KEY_WORDS, strict=False)]
    text = and_words(words)
    return f"{text[:1].upper()}{text[1:]}."


_STEPS: Final = (
    ("Gross expenditure", 1, True), ("Less transfers", 2, False), ("Less internal recharges", 3, False),
    ("", 4, True), ("Less income from outside", 5, False), ("Net of outside income", 6, True),
)  # fmt: skip
"""Each step from gross to net, its row among the headline figures, and whether it is a total; the one without a name
is called by what is taken out."""


def gross_to_net(frame: Frame, count: CountResult) -> tuple[Sheet | None, ...]:
    """Return the steps from gross to net and their waterfall; none where nothing is spent, or a step is negative."""
    amounts = (
        count.gross_pence, count.transfers_removed_pence, count.recharges_removed_pence, count.after_transfers_pence,
        count.outside_income_pence, count.net_of_income_pence,
    )  # fmt: skip
    if not count.gross_pence or min(amounts) < 0:
        return ()
    none = NOT_APPLICABLE
    steps = [(name or count.after_words.capitalize(), row, is_total) for name, row, is_total in _STEPS]
    rows: list[tuple[Value, ...]] = []
    for (name, row, is_total), pence in zip(steps, amounts, strict=True):
        amount = SheetCell(pence, f"={{Headline_figures!amount:{row}}}")
        left = amounts[row] if row < len(amounts) else 0
        base = none if is_total else SheetCell(left, f"={{Headline_figures!amount:{row + 1}}}")
        if row == 2:
            # Two steps are taken off gross one after the other.
            left = amounts[0] - amounts[1]
            base = SheetCell(left, "={Headline_figures!amount:1}-{Headline_figures!amount:2}")
        label = f"{name}  {units.short_pounds(pence)}"
        drawn = (SheetCell(pence, "={amount}"), none) if is_total else (none, SheetCell(pence, "={amount}"))
        rows.append((name, amount, base, *drawn, label))
    columns = (
        Column("step", "Step", ColumnKind.TEXT, 34),
        *(Column(key, heading, frame.money, 18) for key, heading in
          (("amount", "Amount"), ("base", "Bar begins at"), ("total", "Total"), ("fall", "Taken off"))),
        _LABEL,
    )  # fmt: skip
    gross, net = units.short_pounds(count.gross_pence), units.short_pounds(count.net_of_income_pence)
    finding = f"From {gross} gross, {units.short_pounds(count.gross_pence - count.net_of_income_pence)} comes off"
    told = "; ".join(f"{name} {units.short_pounds(pence)}" for (name, *_), pence in zip(steps, amounts, strict=True))
    table = Sheet(
        "gross_to_net", "Gross to net", headings.where_words(frame, f"{finding}, {net} is left"),
        "What leads from gross to net?",
        ("Each amount is that of the sheet Headline figures. The last four columns are what the chart draws.",
         "Gross, after transfers and net of outside income are three measures; this sheet has all three."),
        Table("Gross_to_net", "Steps from gross to net", columns, tuple(rows)),
    )  # fmt: skip
    chart = Sheet(
        "chart_gross_to_net", "Chart gross to net", table.title, "What does the way from gross to net look like?",
        ("Totals are solid, what is taken off is hatched. The figures are in the table Gross to net.",),
        chart=Chart(
            f"{finding}, {net} is left", f"{finding}, {net} is left. Waterfall, {frame.where}: {told}.",
            "Gross_to_net", "label", "amount", len(rows), stacks=(("base", ""), ("total", "total"), ("fall", "fall")),
        ),
    )  # fmt: skip
    return table, chart


def prevention(frame: Frame, book: DiveBook) -> tuple[Sheet | None, ...]:
    """Return the known cost of each deep dive by the four steps of prevention, and its chart; none where none is
    known."""
    found = [total for total in book.totals if any(part.step and part.cost_pence for part in total.by_stage)]
    if not found:
        return ()
    parts = (*STEPS.values(), "administer")
    columns = (
        Column("dive", "Deep dive", ColumnKind.TEXT, 40),
        *(Column(step, _step_name(step), ColumnKind.POUNDS, 16) for step in parts),
        Column("all", "Known cost of these", ColumnKind.POUNDS, 16),
        _LABEL,
    )
    rows = tuple(_prevention_row(total, parts) for total in found)
    most = max(found, key=lambda total: sum(_by_step(total).values()))
    finding = record_headings.dive_prevention(most)
    told = "; ".join(
        f"{brief(total.title, 50)}: "
        + ", ".join(f"{_step_name(step).lower()} {units.short_pounds(_by_step(total).get(step, 0))}" for step in parts)
        for total in found
    )
    illustrative = made_up(book, *(total.title for total in found))
    shown = Sheet(
        "prevention_steps", "Prevention by step", headings.where_words(frame, finding),
        "What does each deep dive spend on each step of prevention?",
        ("Known costs of deliveries a year, net of what is passed on. A cost that is not known is in no step.",
         *illustrative),
        Table("Prevention_by_step", "Known cost by step of prevention", columns, rows),
    )  # fmt: skip
    chart = Sheet(
        "chart_prevention", "Chart prevention", shown.title, "How much is prevention, and how much reaction?",
        (f"{_key([_step_name(step) for step in parts])} The figures are in the table Prevention by step.",
         *illustrative),
        chart=Chart(
            finding, f"{finding}. Stacked bars of known cost by step of prevention, {frame.where}: {told}.",
            "Prevention_by_step", "label", "all", len(rows), stacks=tuple(zip(parts, LOOKS, strict=False)),
            has_key=True,
        ),
    )  # fmt: skip
    return shown, chart


_STEP_NAMES: Final = {
    "primary": "Prevent (primary)", "secondary": "Early help (secondary)", "tertiary": "Recover (tertiary)",
    "acute": "Respond (acute)", "administer": "Administer",
}  # fmt: skip


def _step_name(step: str) -> str:
    return _STEP_NAMES[step]


def _by_step(total: DiveTotal) -> dict[str, int]:
    """Return step of prevention, or `administer` -> known cost in pence."""
    return {part.step or part.stage: max(part.cost_pence or 0, 0) for part in total.by_stage if part.stage}


def _prevention_row(total: DiveTotal, parts: Sequence[str]) -> tuple[Value, ...]:
    costs = _by_step(total)
    whole = sum(costs.values())
    label = f"{brief(total.title, 40)}  {units.short_pounds(whole)}"
    return (said(total.title), *(costs.get(step, 0) for step in parts), whole, said(label))


def journeys(frame: Frame, book: DiveBook) -> tuple[Sheet | None, ...]:
    """Return the steps of each journey with the day on which each begins, and a chart of each on an axis of days; none
    where no wait is known."""
    found = [(journey, steps) for journey in book.of("journey") if any(map(_days, steps := _steps(book, journey)))]
    if not found:
        return ()
    columns = (
        Column("journey", "Journey", ColumnKind.TEXT, 38),
        Column("step", "Step", ColumnKind.KEY, unit="number"),
        Column("begins", "Days before its wait", ColumnKind.COUNT, 13),
        Column("wait", "Days waited", ColumnKind.COUNT, 12),
        Column("breaks", "Days waited where it breaks", ColumnKind.COUNT, 14),
        Column("all", "Day on which it happens", ColumnKind.COUNT, 14, unit="days"),
        _LABEL,
    )
    rows: list[tuple[Value, ...]] = []
    charts: list[Sheet] = []
    for number, (journey, steps) in enumerate(found, 1):
        own = list(_journey_rows(journey, steps))
        if number <= MOST_JOURNEYS:
            charts.append(_journey_chart(frame, (number, len(found)), journey, steps, len(rows)))
        rows += own
    most, steps = max(found, key=lambda one: sum(map(_days, one[1])))
    words = f"{brief(most.title, 46)} takes {counted(sum(map(_days, steps)), 'day')} of waiting"
    table = Sheet(
        "journey_days", "Journeys by day", headings.where_words(frame, words),
        "On which day of a journey does each step happen, as far as waits are known?",
        ("A wait that is not known counts as none here, and its step says so.",
         "The last columns are what the charts draw.", *_made_up(book, found)),
        Table("Journey_days", "Days of each step", columns, tuple(rows)),
    )  # fmt: skip
    return table, *charts


def _steps(book: DiveBook, journey: Record) -> list[Record]:
    return [step for step in book.of("step") if step.values["journey"] == journey.title]


def _days(step: Record) -> int:
    days = step.values["days_waited"]
    return days if isinstance(days, int) else 0


def _made_up(book: DiveBook, found: Sequence[tuple[Record, list[Record]]]) -> tuple[str, ...]:
    return made_up(book, *(str(journey.values["dive"]) for journey, _ in found))


def _journey_rows(journey: Record, steps: Sequence[Record]) -> Iterator[tuple[Value, ...]]:
    day = 0
    for number, step in enumerate(steps, 1):
        days, breaks = _days(step), bool(step.values["breaks"])
        label = said(f"{number} {_step_words(step)}")
        yield (
            said(journey.title), number, day, 0 if breaks else days, days if breaks else 0, day + days, label,
        )  # fmt: skip
        day += days


def _step_words(step: Record) -> str:
    """Return who is met and how long the wait before it was, in a few words."""
    who = brief(str(step.values["agency"] or step.values["what"]), 30)
    known = step.values["days_waited"]
    wait = counted(known, "day") if isinstance(known, int) else "wait not known"
    return f"{who}, {wait}{', it breaks here' if step.values['breaks'] else ''}"


def _journey_chart(
    frame: Frame, place: tuple[int, int], journey: Record, steps: Sequence[Record], skipped: int
) -> Sheet:
    number, of = place
    days = sum(map(_days, steps))
    broken = sum(bool(step.values["breaks"]) for step in steps)
    where = f", {counted(broken, 'break')}" if broken else ""
    finding = f"{brief(journey.title, 40)}: {counted(days, 'day')} of waiting{where}"
    told = "; ".join(f"step {n}, {_step_words(step)}" for n, step in enumerate(steps, 1))
    return Sheet(
        f"chart_journey_{number}", "Chart journey" if of == 1 else f"Chart journey {number}",
        headings.where_words(frame, finding), f"When does each step happen: {brief(journey.title, 60)}?",
        ("Each bar is the wait before a step, from the day on which it began: dotted, and solid where it breaks. The "
         "figures are in the table Journeys by day.",
         "A composite of several people; nobody is named." if journey.values["composite"] else "Nobody is named."),
        chart=Chart(
            finding, f"{finding}. Bars on an axis of days, {frame.where}: {told}.", "Journey_days", "label", "all",
            len(steps), stacks=(("begins", ""), ("wait", "rise"), ("breaks", "total")), skipped=skipped, axis="Days",
        ),
    )  # fmt: skip


def shortlist_parts(frame: Frame, found: Shortlist | None) -> tuple[Sheet | None, ...]:
    """Return what each part adds to the score of the first categories, and its chart; none without a shortlist."""
    if found is None or not found.rows:
        return ()
    rows = found.rows[:_TOP]
    parts = tuple(part for part in found.weights if any(row.parts[part] for row in rows))
    if not parts or len(parts) > len(LOOKS):
        return ()
    columns = (
        Column("title", "Category", ColumnKind.TEXT, 36),
        *(Column(part, _part_name(part), ColumnKind.RATIO, 14, unit="of the score") for part in parts),
        Column("score", "Score", ColumnKind.RATIO, 12, "shortlist", unit="0 to 1"),
        _LABEL,
    )
    first = rows[0]
    largest = max(parts, key=lambda part: _adds(found, first, part))
    finding = f"{brief(first.title, 36)} is first, {first.score:.2f}, the most of it by {_part_name(largest).lower()}"
    told = "; ".join(f"{brief(row.title, 40)} {row.score:.3f}" for row in rows)
    table = Sheet(
        "shortlist_parts", "Shortlist parts", headings.where_words(frame, finding),
        "What does each part add to the score of the first categories?",
        (f"The first {len(rows)} of {len(found.rows)} categories. The parts of a row add up to its score.",
         frame.base(found.basis)),
        Table("Shortlist_parts", "Parts of the score", columns, tuple(
            (said(row.title), *(_adds(found, row, part) for part in parts), row.score,
             said(f"{row.rank} {brief(row.title, 40)}  {row.score:.2f}"))
            for row in rows
        )),
    )  # fmt: skip
    chart = Sheet(
        "chart_shortlist", "Chart shortlist", table.title, "What makes the first categories the first?",
        (f"{_key([_part_name(part) for part in parts])} The figures are in the table Shortlist parts.",
         frame.base(found.basis)),
        chart=Chart(
            finding, f"{finding}. Stacked bars of the parts of each score, {frame.where}: {told}.",
            "Shortlist_parts", "label", "score", len(rows), stacks=tuple(zip(parts, LOOKS, strict=False)),
            has_key=True,
        ),
    )  # fmt: skip
    return table, chart


def _part_name(part: str) -> str:
    return part.replace("_", " ").capitalize().replace("Bodies", "Organisations")


def _adds(found: Shortlist, row: ShortlistRow, part: str) -> float:
    """Return what a part adds to the score: its weight of the weights of all parts that are known."""
    weights = sum(found.weights[name] for name, value in row.parts.items() if value is not None)
    return found.weights[part] * (row.parts[part] or 0) / weights if weights else 0.0


def opportunities(frame: Frame, book: DiveBook) -> tuple[Sheet | None, ...]:
    """Return how many opportunities there are by horizon and state, and their chart; none where there are none."""
    found = book.of("opportunity")
    if not found:
        return ()
    states = tuple(state for state in OPPORTUNITY_STATES if any(one.values["state"] == state for one in found))
    if not states:
        return ()
    number = {
        horizon: [sum(one.values["horizon"] == horizon and one.values["state"] == state for one in found)
                  for state in states] for horizon in HORIZONS
    }  # fmt: skip
    columns = (
        Column("horizon", "Horizon", ColumnKind.TEXT, 30),
        *(Column(f"s{n}", state.capitalize(), ColumnKind.COUNT, 13) for n, state in enumerate(states)),
        Column("all", "All of these", ColumnKind.COUNT, 13, formula=f"=SUM({{s0}}:{{s{len(states) - 1}}})",
            unit="number"),
        _LABEL,
    )  # fmt: skip
    sums = {horizon: sum(held) for horizon, held in number.items()}
    most = max(HORIZONS, key=lambda horizon: sums[horizon])
    finding = f"Of {counted(len(found), 'opportunity', 'opportunities')}, the most are {most}, {sums[most]}"
    told = "; ".join(
        f"{horizon} {sums[horizon]}" + (
            f" ({', '.join(f'{n} {state}' for n, state in zip(number[horizon], states, strict=True) if n)})"
            if sums[horizon] else ""
        )
        for horizon in HORIZONS
    )  # fmt: skip
    illustrative = made_up(book, *(str(one.values["dive"]) for one in found))
    table = Sheet(
        "opportunity_horizons", "Opportunities by horizon", headings.where_words(frame, finding),
        "How many opportunities are there by horizon, and how far is each?",
        ("Opportunities are counted, not their savings, which may be of the same money.", *illustrative),
        Table("Opportunities_by_horizon", "Opportunities by horizon and state", columns, tuple(
            (horizon.capitalize(), *held, sums[horizon], f"{horizon.capitalize()}  {sums[horizon]}")
            for horizon, held in number.items()
        )),
    )  # fmt: skip
    chart = Sheet(
        "chart_opportunities", "Chart opportunities", table.title, "How soon could the opportunities come?",
        (f"{_key([state.capitalize() for state in states])} The figures are in the table Opportunities by horizon.",
         *illustrative),
        chart=Chart(
            finding, f"{finding}. Stacked bars by horizon and state, {frame.where}: {told}.",
            "Opportunities_by_horizon", "label", "all", len(HORIZONS),
            stacks=tuple((f"s{n}", look) for n, look in zip(range(len(states)), LOOKS, strict=False)), has_key=True,
        ),
    )  # fmt: skip
    return table, chart
