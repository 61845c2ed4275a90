"""The headline figures and the bridge from gross to net of income."""

from __future__ import annotations

from rich.table import Table
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Digits, Static

from tpdesk.calc.results import CountResult
from tpdesk.screens.display import cell, content, joined
from tpdesk.units import short_pounds


class Figure(Vertical):
    """One figure with its name and its base: in large digits where there is room, else as one line."""

    def __init__(self, name: str, *, id: str) -> None:
        super().__init__(id=id, classes="figure")
        self.title = name

    def compose(self) -> ComposeResult:
        """Both forms; the stylesheet shows the one that fits."""
        yield Digits("", classes="large")
        yield Static(classes="under")
        yield Static(classes="line")

    def show(self, value: str, base: str) -> None:
        """Show the figure and what it is over."""
        name = content(self.title, "bold")
        self.query_one(Digits).update(value)
        self.query_one(".under", Static).update(joined([name, content(base, "$quiet")], "\n"))
        self.query_one(".line", Static).update(joined([content(f"{value:>9}", "bold $accent"), name, content(base, "$quiet")], "  "))


class Bridge(Widget):
    """Gross, what is taken off, after transfers, income, net of income: as one sum across, or line by line where it is narrow."""

    COMPONENT_CLASSES = {"bridge--quiet", "bridge--sum"}

    result: reactive[CountResult | None] = reactive(None, layout=True)
    """The count whose figures are shown."""

    def render(self) -> Table | str:
        """Return the bridge in the theme's colours."""
        if self.result is None:
            return ""
        steps = bridge_steps(self.result)
        return self._across(steps) if sum(max(len(name), len(short_pounds(pence))) + 5 for _, name, pence in steps) <= self.size.width + 5 else self._down(steps)

    def _across(self, steps: list[tuple[str, str, int]]) -> Table:
        quiet, total = self.get_component_rich_style("bridge--quiet"), self.get_component_rich_style("bridge--sum")
        table = Table.grid(padding=(0, 2, 0, 0))
        names, amounts = [], []
        for sign, name, pence in steps:
            style = quiet if sign == "−" else total
            names += [cell("", quiet), cell(name, quiet)] if sign else [cell(name, quiet)]
            amounts += [cell(sign, quiet), cell(short_pounds(pence), style)] if sign else [cell(short_pounds(pence), style)]
        for _ in names:
            table.add_column(no_wrap=True)
        table.add_row(*names)
        table.add_row(*amounts)
        return table

    def _down(self, steps: list[tuple[str, str, int]]) -> Table:
        quiet, total = self.get_component_rich_style("bridge--quiet"), self.get_component_rich_style("bridge--sum")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column()
        for sign, name, pence in steps:
            table.add_row(cell(sign, quiet), cell(short_pounds(pence), quiet if sign == "−" else total), cell(name, quiet))
        return table


def bridge_steps(result: CountResult) -> list[tuple[str, str, int]]:
    """Return (sign, name, pence) from gross to net of income: each `=` is the sum of what stands before it."""
    return [
        ("", "gross", result.gross_pence),
        ("−", "transfers", result.transfers_removed_pence),
        ("−", "recharges", result.recharges_removed_pence),
        ("=", "after transfers", result.after_transfers_pence),
        ("−", "outside income", result.outside_income_pence),
        ("=", "net of income", result.net_of_income_pence),
    ]
