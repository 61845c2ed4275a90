"""A business case in lines: who pays and who gains, by present value or by year, what must be true, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.calc.cases.sentences import must_be_true
from tpdesk.calc.cases.total import present_value
from tpdesk.domain.case import FISCAL
from tpdesk.screens.display import content, joined
from tpdesk.screens.text_table import fitted
from tpdesk.units import short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.figure import Figure
    from tpdesk.domain.record_kind import Record
    from tpdesk.domain.results.case import CaseResult, CaseSpread
    from tpdesk.services.cases import CaseOption, CaseRecords, CaseShown

NUMBERS: Final = {
    "case-cost": ("amounts", "grade", "mitigated"),
    "case-benefit": ("population", "take_up", "impact", "deadweight", "retention", "attribution", "phasing", "lasts",
        "drop_off"),
    "case-value": ("unit_value", "cashable", "shares"),
    "case-payment": ("amounts",),
}  # fmt: skip
"""Kind -> the fields that a number can be typed into here."""

_ALWAYS: Final = frozenset({
    "amounts", "grade", "population", "take_up", "impact", "deadweight", "phasing", "unit_value", "cashable", "shares",
})  # fmt: skip
"""Fields that are listed; any other only where it says something unusual."""

_USUAL: Final = {"retention": "1", "attribution": "1", "lasts": 1, "drop_off": "0", "mitigated": ""}
_PV: Final = (
    ("Pays", "costs"), ("Gains", "fiscal"), ("in cash", "cashable"), ("Payments", "payments"), ("Net", "net"),
    ("Net cash", "net_cashable"),
)  # fmt: skip
_WIDTHS: Final = (7, 7, 8, 9, 8, 9)
"""Of the columns of present values."""

_CELL: Final = 9
"""Of a year's column."""

_NAME: Final = 16
_ROOM: Final = 40
"""Cells of a line of the list."""

_PAYS, _CASH, _REST = "▓", "█", "░"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A number of a case that can be typed."""

    record: Record
    field: str

    @property
    def key(self) -> str:
        """By which the cursor finds it again."""
        return f"{self.record.kind.name}.{self.record.id}.{self.field}"

    @property
    def text(self) -> str:
        """What it says, as it can be typed."""
        return self.record.kind.field_named(self.field).show(self.record.values[self.field])


def numbers_of(records: CaseRecords) -> Iterator[tuple[str, CaseNumber | None]]:
    """Yield (words, number) of each line of a case: headings have no number."""
    values: dict[str, list[Record]] = {}
    for one in records.of("case-value"):
        values.setdefault(str(one.values["benefit"]), []).append(one)
    for record in (*records.of("case-cost"), *records.of("case-benefit"), *records.of("case-payment")):
        yield _heading(record), None
        yield from _fields(record)
        for value in values.get(str(record.id), ()) if record.kind.name == "case-benefit" else ():
            yield f"  {value.values['type']}{_tail(value)}", None
            yield from _fields(value)


def _heading(record: Record) -> str:
    said = record.values
    if record.kind.name == "case-payment":
        return f"{said['payer']} pays {said['receiver']}"
    return f"{said['title']}: {said['agency']}" if record.kind.name == "case-cost" else str(said["title"])


def _tail(value: Record) -> str:
    parts = [str(value.values["source"]), "transfer payment" if value.values["transfer"] else ""]
    return "".join(f", {part}" for part in parts if part)


def _fields(record: Record) -> Iterator[tuple[str, CaseNumber]]:
    for name in NUMBERS[record.kind.name]:
        is_bounded = name == "grade" and bool(record.values.get("upper") or record.values.get("project"))
        if (name in _ALWAYS and not is_bounded) or record.values[name] not in (_USUAL.get(name), None, ""):
            number = CaseNumber(record, name)
            yield record.kind.field_named(name).title, number


def number_line(words: str, number: CaseNumber) -> Content:
    """Return a number with its name as a line of the list."""
    text = number.text.replace("\n", "; ") or "not said"
    name = content(words)
    return fit(name.pad_right(max(_NAME - name.cell_length, 1)) + content(text, "bold"), True)


def fit(line: Content, is_inside: bool) -> Content:
    """Return a line of the list in one line of the terminal, set in where it belongs to a heading."""
    line = line.pad_left(1) if is_inside else line
    return line if line.cell_length <= _ROOM else line[: _ROOM - 1] + content("…")


# -- what can be explained


def figures_of(result: CaseResult, line: str = "") -> Iterator[tuple[str, str, Figure]]:
    """Yield (what it is, its value, the figure) of each figure of a case on show, those of a line first."""
    from tpdesk.domain.figure import Figure

    def of(measure: str, agency: str = "", line: str = "") -> Figure:
        return Figure("case", agency, case=result.title, measure=measure, line=line)

    for cost in result.costs:
        if cost.title == line:
            yield f"{cost.agency} pays: {line}", short_pounds(cost.pv_pence), of("pays", agency=cost.agency, line=line)
    for value in result.values:
        if value.title == line:
            measure = "gains" if value.type == FISCAL else value.type
            worth = present_value(value.pence, result.discount_factors)
            yield f"{line}: {value.type}", short_pounds(worth), of(measure, line=line)
    impact = result.budget_impact_pence
    yield "Public purse, cost", short_pounds(impact), of("budget-impact")
    yield "Everybody, value less costs", short_pounds(result.npsv_pence), of("value")
    names = {"costs": "pays", "fiscal": "gains", "cashable": "cash", "payments": "payments", "net": "net",
             "net_cashable": "net-cash"}  # fmt: skip
    for row in result.parties:
        for title, name in _PV:
            if row.pv[name]:
                yield f"{row.name}: {title.lower()}", short_pounds(row.pv[name]), of(names[name], agency=row.name)


# -- what it comes to


def head_lines(shown: CaseShown, result: CaseResult, *, is_low: bool) -> list[Content]:
    """Return the counterfactual and the three answers: a line each, or all three in one where there is little room."""
    case, pv = shown.case, result.pv
    impact, npsv = result.budget_impact_pence, result.npsv_pence
    against = case.counterfactual or "nothing yet: say what would happen anyway"
    first = joined([content("Compared with", "bold"), content(against, "" if case.counterfactual else "$warning")])
    purse = f"{short_pounds(abs(impact))} {'worse' if impact > 0 else 'better'} off"
    cash = f"{short_pounds(pv['cashable'])} of {short_pounds(pv['costs'])}"
    value = f"{short_pounds(abs(npsv))} {'more' if npsv >= 0 else 'less'}"
    if is_low:
        parts = (("Purse", purse), ("cash back", cash), ("net value for all", short_pounds(npsv)))
        return [first, joined([joined([content(name), content(said, "bold")]) for name, said in parts], " · ")]
    prices = f"prices of {year_text(case.price_base)}, {year_text(case.start)} to {year_text(result.years[-1])}"
    return [
        first,
        joined([content("The public purse is"), content(purse, "bold"),
                content(f"· payback {result.payback_fiscal}", "$quiet")]),
        joined([content("In cash"), content(cash, "bold"),
                content(f"comes back · payback {result.payback_cashable}", "$quiet")]),
        joined([content("Everybody gains"), content(f"{value} in value than it costs", "bold"),
                content(f"· present values in {prices}", "$quiet")]),
    ]  # fmt: skip


def table_lines(result: CaseResult, width: int) -> list[Content]:
    """Return who pays and who gains as a table, organisations that are no partners marked, and bars below it."""
    room = max(width - sum(_WIDTHS), 12)
    lines = [_row("", [title for title, _ in _PV], _WIDTHS, room, "$quiet")]
    for row in result.parties:
        if any(row.pv[name] for _, name in _PV):
            mark = "" if row.is_partner else "· "
            cells = [short_pounds(row.pv[name]) if row.pv[name] else "–" for _, name in _PV]
            lines.append(_row(f"{mark}{row.name}", cells, _WIDTHS, room, ""))
    lines.append(_row("All", [short_pounds(result.pv_of_all(name)) for _, name in _PV], _WIDTHS, room, "bold"))
    people = result.pv["economic"] + result.pv["social"]
    below = [content(f"People and businesses gain {short_pounds(people)} (economic and social).")] if people else []
    if any(not row.is_partner for row in result.parties):
        below.append(content("· not a partner", "$quiet"))
    if below:
        lines.append(joined(below, "  "))
    return lines


def _row(name: str, cells: Sequence[str], widths: Sequence[int], room: int, style: str) -> Content:
    parts = [fitted(name, room), *(fitted(cell, width, right=True) for cell, width in zip(cells, widths, strict=True))]
    row = Content("").join(parts)
    return row.stylize(style) if style else row


def bar_lines(result: CaseResult, width: int) -> list[Content]:
    """Return a bar for each organisation: what it pays to the left, what it gains to the right, the part in cash
    solid, so that nothing rests on colour."""
    rows = [row for row in result.parties if row.pv["costs"] or row.pv["fiscal"]]
    most = max((max(row.pv["costs"], row.pv["fiscal"]) for row in rows), default=0)
    room = 22
    half = max((width - room - 4) // 2, 8)
    head = [fitted("pays ▓", room + half, right=True), content(" │ gains: █ in cash, ░ not")]
    lines = [Content("").join(head).stylize("$quiet")]
    for row in rows if most > 0 else ():
        pays, gains, cash = (round(row.pv[name] * half / most) for name in ("costs", "fiscal", "cashable"))
        left = fitted(_PAYS * pays, half, right=True)
        right = content(_CASH * cash + _REST * max(gains - cash, 0), "$success")
        lines.append(Content("").join([fitted(row.name, room), left.stylize("$error"), content(" │ "), right]))
    return lines


def year_lines(result: CaseResult, width: int) -> list[Content]:
    """Return the net, and the net in cash, of each organisation by year."""
    shown = result.years[: max((width - 16) // _CELL, 1)]
    room, widths = width - _CELL * len(shown), [_CELL] * len(shown)
    lines = []
    for title, name in (("Net, value", "net"), ("Net, cash", "net_cashable")):
        lines.append(_row(title, [year_text(year) for year in shown], widths, room, "bold"))
        for row in result.parties:
            series = getattr(row.flows, name)
            if any(series):
                cells = [short_pounds(pence) for pence in series[: len(shown)]]
                lines.append(_row(row.name, cells, widths, room, ""))
        total = getattr(result.total, name)[: len(shown)]
        lines.append(_row("All", [short_pounds(one) for one in total], widths, room, "bold"))
        lines.append(Content(""))
    if len(result.years) > len(shown):
        lines.append(content(f"The first {len(shown)} of {len(result.years)} years; packs print all.", "$quiet"))
    return lines


def truth_lines(result: CaseResult, spread: CaseSpread) -> list[Content]:
    """Return what must be true, and which ranges matter most."""
    lines = [content("Value and cost are equal where", "$quiet"), *map(content, must_be_true(result, spread))]
    if spread.tornado:
        lines += [Content(""), content("One range at a time, the widest first: net value at its ends", "bold")]
    for row in spread.tornado[:8]:
        ends = f"{short_pounds(row.at_low.npsv_pence)} to {short_pounds(row.at_high.npsv_pence)}"
        lines.append(content(f"{row.line}, {row.what.replace('_', '-')}: {ends}"))
    return lines


def beside_lines(shown: CaseShown, options: Sequence[CaseOption]) -> list[Content]:
    """Return the options, the effects that have no price, and what to look at."""
    lines = [content("Options", "bold")]
    for one in options:
        found = one.result
        words = "costs and changes nothing" if one.option == "do nothing" else "cannot be counted"
        if found is not None:
            words = (
                f"costs {short_pounds(found.pv['costs'])}, {short_pounds(found.pv['cashable'])} back in cash, "
                f"net value {short_pounds(found.npsv_pence)}"
            )
        lines.append(content(f"{'▸' if one.is_this else ' '} {one.title}: {words}"))
    lines += [Content(""), content("Not in money", "bold")]
    lines += [content(f"{one.title}: {one.direction} {one.size}".rstrip()) for one in shown.case.effects]
    if not shown.case.effects:
        lines.append(content("Nothing recorded.", "$quiet"))
    lines += [Content(""), content("Look", "bold"), *(content(f"! {one.text}", "$warning") for one in shown.issues)]
    return lines
