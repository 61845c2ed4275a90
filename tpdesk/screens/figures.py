"""The headline figures and the bridge from gross to net of income."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Digits, Static

from tpdesk.screens.display import content, joined
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.count import CountResult


class BigFigure(Vertical):
    """One figure with its name and its base: in large digits where there is room, else as one line."""

    def __init__(self, name: str, *, id: str) -> None:
        super().__init__(id=id, classes="figure")
        self.title = name

    def compose(self) -> ComposeResult:
        """Both forms; the stylesheet shows the one that fits."""
        yield Digits("", classes="large")
        yield Static(classes="under")
        yield Static(classes="line")

    def show(self, value: str, base: tuple[str, str]) -> None:
        """Show the figure, what it is over and of which year."""
        name, quiet = content(self.title, "bold"), [content(part, "$quiet") for part in base]
        self.query_one(Digits).update(value)
        narrow = [content(line, "$quiet") for part in base for line in part.replace(", ", ",\n").split("\n")]
        self.query_one(".under", Static).update(joined([name, *narrow], "\n"))
        amount = content(value, "bold $accent").pad_left(9 - len(value))
        self.query_one(".line", Static).update(joined([amount, name, joined(quiet, ", ")], "  "))


class Bridge(Widget):
    """Gross, what is taken off, after transfers, income, net of income: one sum, broken between its steps where it is narrow."""

    result: reactive[CountResult | None] = reactive(None, layout=True)
    """The count whose figures are shown."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the sum at a width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the sum, as many steps a line as fit."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        if self.result is None:
            return [Content("")]
        lines: list[list[Content]] = [[]]
        for sign, name, pence in bridge_steps(self.result):
            strong = sign != "−"
            step = joined(
                [
                    content(sign, "$quiet"),
                    content(name, "$quiet"),
                    content(short_pounds(pence), "bold $foreground" if strong else "$foreground"),
                ]
            )
            if lines[-1] and joined([*lines[-1], step]).cell_length > width:
                lines.append([])
            lines[-1].append(step)
        return [joined(line) for line in lines]


def bridge_steps(result: CountResult) -> list[tuple[str, str, int]]:
    """Return (sign, name, pence) from gross to net of income: each `=` is the sum of what stands before it."""
    return [
        ("", "Gross", result.gross_pence),
        ("−", "transfers" if result.transfers_marked else "transfers (none marked)", result.transfers_removed_pence),
        ("−", "recharges", result.recharges_removed_pence),
        ("=", "after transfers", result.after_transfers_pence),
        ("−", "outside income", result.outside_income_pence),
        ("=", "net of income", result.net_of_income_pence),
    ]
