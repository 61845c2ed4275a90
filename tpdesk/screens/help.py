"""The two panels of help: every key, and the screen in words."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.commands import BUILT_IN, COMMANDS, DIALOG, bindings
from tpdesk.screens.display import cell, content, joined

PROSE = (
    ("What this shows", "Who spends what in one place and year, and how many public bodies are in it. The places are on the left, those with money first."),
    (
        "Gross, after transfers, net of income",
        "Gross is everything spent. Money that one counted body pays another is taken off where it would be counted twice (transfers), and so are internal "
        "recharges: that leaves after transfers, and every share, figure per head and bar is of that. Outside income, such as fees and grants, comes off for net of income.",
    ),
    (
        "Per head and per household",
        "Over the people at the middle of the year in which the financial year starts, and over the households held, which have a year of their own. "
        "Where no figure is held the screen shows a dash, never a nought.",
    ),
    (
        "Bodies counted",
        "How many of the bodies expected in this place have money in this year. The others are named; a figure of an earlier year beside a name is for "
        "information and is not added.",
    ),
    (
        "Categories and levels",
        "Services by COFOG: l goes through divisions, groups, classes and service lines. Bodies is the number with money in the category: more than one shows that the "
        "money is fragmented, never that work is done twice. A weak class is one that says little, such as not elsewhere classified. Mapped no finer means that its money stays "
        "at the level at which it was mapped.",
    ),
    ("Unmapped", "Money whose labels have no category yet. It stays in the total and in the table, so that nothing is hidden."),
)  # fmt: skip
"""Headings and texts of F1."""


class HelpPanel(ModalScreen[None]):
    """A panel over the desk."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(DIALOG)

    def compose(self) -> ComposeResult:
        """The panel with its content."""
        with VerticalScroll(id="help-panel") as panel:
            panel.border_subtitle = "Esc closes, ↑ ↓ scroll"
            yield from self.parts()

    def parts(self) -> ComposeResult:
        """What stands in the panel."""
        raise NotImplementedError


class ProseHelp(HelpPanel):
    """F1: the overview in words."""

    def parts(self) -> ComposeResult:
        """A heading and a text each."""
        for heading, text in PROSE:
            yield Static(joined([content(heading, "bold $accent"), content(text)], "\n"), classes="prose")


class KeysHelp(HelpPanel):
    """?: every key, from the one registry."""

    def parts(self) -> ComposeResult:
        """One table."""
        yield KeyTable()


class KeyTable(Widget):
    """Every key and what it does."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--quiet"}

    def render(self) -> Table:
        """Return the table in the theme's colours."""
        key, quiet = self.get_component_rich_style("keys--key"), self.get_component_rich_style("keys--quiet")
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for command in COMMANDS:
            table.add_row(cell(command.key_text, key), cell(command.title), cell(command.tells, quiet))
        for keys, tells in BUILT_IN:
            table.add_row(cell(keys, key), cell(""), cell(tells, quiet))
        return table
