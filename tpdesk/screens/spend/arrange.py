"""Choose the columns of the table, and their order.

The values of a column, most money first, each with its bar; Enter shows the lines of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS, USUAL
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.reporter import is_overtaken
from tpdesk.screens.spend.line_table_layout import fit
from tpdesk.text import counted
from tpdesk.units import percent, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import Frequency, FrequencyRow, LineFilter


class ChooseColumns(Dialog[tuple[str, ...]]):
    """All columns, those on show first and in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("Which columns, in which order?")
        self._take(names)

    def _take(self, names: Sequence[str]) -> None:
        self._order = [*names, *(name for name in LINE_FIELDS if name not in names)]
        self._shown = set(names)

    def parts(self) -> ComposeResult:
        """The list with its keys, two buttons."""
        yield Static(content("Space shows a column or hides it. Shift with ↑ ↓ moves it.", "$quiet"))
        yield OptionList(markup=False, id="choose-list")
        with Horizontal(classes="buttons"):
            yield Static(content("Enter or F2 takes them, Esc closes", "$quiet"), id="form-keys")
            yield Button(content("The usual ones"), id="columns-usual", compact=True)
            yield Button(content("Take them"), id="columns-take", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at the first."""
        self._fill(0)
        self.query_one(OptionList).focus()

    def _fill(self, at: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(self._told(name)) for name in self._order)
        options.highlighted = at

    def _told(self, name: str) -> Content:
        field = LINE_FIELDS[name]
        sign = content("✓", "bold $accent") if name in self._shown else content("·", "$quiet")
        heading = content(field.heading, "bold" if name in self._shown else "").pad_right(16 - len(field.heading))
        return joined([sign, heading, content(field.tells, "$quiet")])

    def on_key(self, event: Key) -> None:
        """Show, hide and move."""
        at = self.query_one(OptionList).highlighted
        if at is None or event.key not in ("space", "shift+up", "shift+down"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "space":
            self._shown ^= {self._order[at]}
            self._fill(at)
            return
        to = at + (1 if event.key == "shift+down" else -1)
        if 0 <= to < len(self._order):
            self._order[at], self._order[to] = self._order[to], self._order[at]
            self._fill(to)

    @on(Button.Pressed, "#columns-usual")
    def take_usual(self) -> None:
        """Go back to the usual columns."""
        self._take(USUAL)
        self._fill(0)

    @on(Button.Pressed, "#columns-take")
    @on(OptionList.OptionSelected)
    def save(self) -> None:
        """Take what is chosen; one column at least stays."""
        names = tuple(name for name in self._order if name in self._shown)
        if names:
            self.dismiss(names)


MOST: Final = 500
"""Values that are listed."""

_FIGURES: Final = 34
"""Cells of the columns of figures behind the bar."""

_INCOME: Final = 13
"""Cells of the column of income, where there is any."""

_BAR: Final = 90
"""Cells from which there is room for bars beside two columns of money."""

_NAME: Final = 8
"""Cells of a value at least."""


class FrequencyPanel(Dialog["FrequencyRow"]):
    """One column's values over the lines shown. The answer is the value whose lines are wanted."""

    def __init__(self, field: str, where: LineFilter, about: str) -> None:
        super().__init__(f"{LINE_FIELDS[field].heading}: its values")
        self.field = field
        self.where = where
        self.about = about
        self.found: Frequency | None = None

    def parts(self) -> ComposeResult:
        """What is counted, the headings, the values, the sum of the others."""
        yield Static(content(self.about, "$quiet"), id="frequency-about")
        yield Static(id="frequency-head")
        yield OptionList(markup=False, id="frequency-list")
        yield Static(content("Counting ...", "$quiet"), id="frequency-rest")

    def on_mount(self) -> None:
        """Count."""
        field, where = self.field, self.where
        self.ask(
            "frequency.count",
            lambda desk: services.line_table.count_values(desk, field, where, MOST, is_overtaken),
            self._show,
        )
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        """Take the width there is."""
        if self.found is not None:
            self._show(self.found)

    def _show(self, found: Frequency) -> None:
        self.found = found
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        room = max(self.query_one("#frequency-about").size.width - 1, 40)
        figures = _FIGURES + (_INCOME if found.both else 0)
        bar = 0 if found.both and room < _BAR else max(6, min(24, (room - figures) // 3))
        # Before it is laid out there is no width yet, and a narrow window has room for the figures alone.
        name = max(room - figures - bar - 2, _NAME)
        largest = max((abs(found.amount(row)) for row in found.rows), default=0)
        money = "amount" if self.field == "flow" else found.flow
        income = f"{'income':>{_INCOME}}" if found.both else ""
        head = f"{'':{name + bar + (2 if bar else 1)}}{money:>13}{'share':>8}{income}{'lines':>12}"
        self.query_one("#frequency-head", Static).update(
            Content(fit_head(head, LINE_FIELDS[self.field].heading)).stylize("bold")
        )
        options.clear_options()
        options.add_options(Option(_told(found, row, name, bar, largest)) for row in found.rows)
        if found.rows:
            options.highlighted = min(at, len(found.rows) - 1)
        told = counted(found.values, "value")
        if found.rest_lines:
            others = found.values - len(found.rows)
            told = (
                f"{told}; {others:,} more of them, with {counted(found.rest_lines, 'line')} and "
                f"{_rest(found)}, are not listed"
            )
        self.query_one("#frequency-rest", Static).update(
            content(f"{told}. Enter shows the lines of one, Esc closes.", "$quiet")
        )

    @on(OptionList.OptionSelected)
    def take(self, message: OptionList.OptionSelected) -> None:
        """Answer with the value."""
        if self.found is not None:
            self.dismiss(self.found.rows[message.option_index])


def fit_head(figures: str, heading: str) -> str:
    """Return the headings' line: the column's own at the left, those of the figures where they stand."""
    return heading + figures[len(heading) :]


def _told(found: Frequency, row: FrequencyRow, name: int, bar: int, largest: int) -> Content:
    amount = found.amount(row)
    part = abs(amount) * bar * 2 // largest if largest else 0
    halves = max(part, 1) if amount and bar else 0
    full, half = divmod(halves, 2)
    drawn, rest = "━" * full + "╸" * half, bar - full - half
    share = "" if found.field == "flow" else percent(found.share(row))
    income = f"{short_pounds(row.money.income):>{_INCOME}}" if found.both else ""
    figures = f"{short_pounds(amount):>13}{share:>8}{income}{row.lines:>12,}"
    drawing = Content(drawn).stylize("$primary") + Content("─" * rest).stylize("$track")
    return joined([Content(fit(row.text, name)), *([drawing] if bar else []), Content(figures)], " ")


def _rest(found: Frequency) -> str:
    """Return the money that is not listed, each flow apart."""
    income = f" and {short_pounds(found.rest.income)} of income" if found.both else ""
    return f"{short_pounds(found.rest.of(found.flow))}{income}"
