"""A place's money on new boundaries: options side by side, and what the choice of driver moves."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.calc.recount_words import NOT_LISTED, meeting_words
from tpdesk.domain.figure import Figure
from tpdesk.domain.kinds.boundaries import ALL_BODIES, COUNCILS
from tpdesk.screens.area_map import AreaMap
from tpdesk.screens.ask import PathDialog
from tpdesk.screens.commands.places import REDRAWN
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.registers.boundaries_board import LEGEND, board
from tpdesk.units import short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.record_kind import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.services.boundaries import Option

_KEYS: Final = "n new · I import · o next option · e explain · w whose money · m map · x remove · Esc closes"
_NONE: Final = (
    "No new boundaries yet. Press n to set up an option: name the new councils, then give each district to one. "
    "I imports an option from a file."
)
_WIDE: Final = 100
"""Columns from which on there is room for a sentence more."""

_AS_SAID: Final = "as each option says"
_FILES: Final = frozenset({".json"})
_STYLES: Final = ("$primary", "$accent", "$secondary", "$success", "$warning")
"""Of the tiles of a map, which a letter tells apart too."""

_WHOSE: Final = ("", COUNCILS, ALL_BODIES)


class BoundariesPanel(Dialog[None]):
    """Every boundary set of a place, recounted for a year."""

    TELLS = REDRAWN.prose[0][1]
    BINDINGS: ClassVar[list[BindingType]] = bindings(REDRAWN.commands)

    def __init__(self, place: Place, year: int | None) -> None:
        super().__init__(f"New boundaries: {place.name}")
        self.place = place
        self.year = year if year is not None else max(place.years, default=None)
        self.options: tuple[Option, ...] = ()
        self.selected = 0
        self.whose = ""
        """Whose money is recounted; empty for what each option says."""

    def parts(self) -> ComposeResult:
        """Which money, the board, what the choice of driver moves, the keys."""
        yield Static(id="redrawn-about")
        with VerticalScroll(id="redrawn-scroll"):
            yield Static(id="redrawn-board")
        yield AreaMap(id="redrawn-map")
        yield Static(id="redrawn-moves-of")
        yield DataTable(id="redrawn-moves", cursor_type="row", cell_padding=1)
        yield Static(content(_KEYS, "$quiet"), id="redrawn-keys")

    def on_mount(self) -> None:
        """Recount the place on every set that it has."""
        super().on_mount()
        self.query_one(AreaMap).display = False
        self.query_one("#redrawn-scroll").focus()
        self._read()

    def _read(self, select: str = "") -> None:
        place, year, whose = self.place, self.year, self.whose
        if year is None:
            self._say("This place has no spend lines yet, so there is nothing to recount. Import a file first.")
            return

        def show(options: tuple[Option, ...]) -> None:
            self.options = options
            titles = [option.title for option in options]
            self.selected = titles.index(select) if select in titles else min(self.selected, max(len(options) - 1, 0))
            self._paint()

        self.ask("boundaries.read", lambda desk: services.boundaries.read_options(desk, place, year, whose=whose), show)

    def _say(self, words: str) -> None:
        self.query_one("#redrawn-about", Static).update(content(words, "$quiet"))

    @on(Resize)
    def _fit(self) -> None:
        if self.options:
            self._paint()

    def _paint(self) -> None:
        option = self.option
        if option is None or self.year is None:
            self._say(_NONE)
            self.query_one("#redrawn-board", Static).update("")
            self.query_one(AreaMap).drawn = None
            self.query_one(DataTable).clear(columns=True)
            self.query_one("#redrawn-moves-of", Static).update("")
            return
        whose = {"": _AS_SAID, COUNCILS: "the councils' alone", ALL_BODIES: "every organisation's"}[self.whose]
        year = year_text(self.year)
        legend = Content.styled(LEGEND, "$foreground")
        says = f"Spend of {year} on other boundaries. Not {NOT_LISTED}. Whose money: {whose}."
        self.query_one("#redrawn-about", Static).update(joined([content(says, "$quiet"), legend], "\n"))
        width = self.query_one("#redrawn-scroll").content_size.width - 1
        self.query_one("#redrawn-board", Static).update(board(self.options, self.selected, max(width, 30)))
        self._paint_map(option)
        self._paint_moves(option)

    def _paint_map(self, option: Option) -> None:
        drawn, board_of = option.drawn, self.query_one(AreaMap)
        board_of.colours = {fill: style for (fill, _), style in zip(drawn.legend, cycle(_STYLES), strict=False)}
        board_of.drawn = drawn

    def _paint_moves(self, option: Option) -> None:
        table, found = self.query_one(DataTable), option.found
        table.clear(columns=True)
        says = f"What the choice of driver moves: {option.title}"
        if found is None or not found.moves:
            why = option.problem or "No choice of driver has plausible others."
            self.query_one("#redrawn-moves-of", Static).update(content(f"{says}. {why}", "bold"))
            return
        more = [f"Source: {found.set.source}."] if found.set.source else []
        more += [meeting_words(found)] if self.size.width >= _WIDE else []
        lines = [content(says, "bold"), *(content(line, "$quiet") for line in more)]
        self.query_one("#redrawn-moves-of", Static).update(joined(lines, "\n"))
        table.add_column(cell("Service", "bold"))
        for body in found.new:
            table.add_column(_right(body.name))
        for name in ("Were it by", "and not by"):
            table.add_column(cell(name, "bold"))
        for move in found.moves:
            moved = [_signed(move.moved[body.name]) for body in found.new]
            table.add_row(cell(move.service), *map(_right, moved), cell(move.other), cell(move.driver))

    @property
    def option(self) -> Option | None:
        """The selected option; None where there is none."""
        return self.options[self.selected] if self.options else None

    # -- commands

    def action_next_option(self) -> None:
        """Select the next option."""
        if self.options:
            self.selected = (self.selected + 1) % len(self.options)
            self._paint()

    def action_whose(self) -> None:
        """Recount what each option says, the councils' money alone, or every organisation's."""
        self.whose = _WHOSE[(_WHOSE.index(self.whose) + 1) % len(_WHOSE)]
        self._read()

    def action_map(self) -> None:
        """Show which district goes to which new council of the selected option, or the bars again."""
        drawn = self.query_one(AreaMap)
        drawn.display = not drawn.display
        self.query_one("#redrawn-scroll").display = not drawn.display
        # The window may have changed its size while the bars were out of sight.
        self.call_after_refresh(self._paint)

    @asks
    async def action_explain(self) -> None:
        """Choose a new council of the selected option, and walk its figure back."""
        option = self.option
        if option is None or option.found is None:
            return
        choices = [Choice(body.name, body.name, short_pounds(body.total_pence)) for body in option.found.new]
        choice = await self.app.push_screen_wait(Choose(f"Explain which of {option.title}?", choices))
        if choice is not None:
            from tpdesk.screens.overlap.explain import explain

            explain(self.window, Figure("redrawn", boundaries=option.title, new=choice.id))

    @asks
    async def action_new(self) -> None:
        """Set up new boundaries."""
        from tpdesk.screens.registers.boundaries_set_up import SetUpPanel, head_form

        head = await self.app.push_screen_wait(head_form(self.place))
        title = await self.app.push_screen_wait(SetUpPanel(self.place, head)) if head is not None else None
        if title is not None:
            self._read(title)

    @asks
    async def action_import_file(self) -> None:
        """Import an option from a JSON file."""
        text = "A JSON file with the new councils, their districts and the drivers. It is checked before it comes in."
        path = await self.app.push_screen_wait(PathDialog("Import new boundaries", text, endings=_FILES))
        if path is not None:
            place = self.place.name

            def write(desk: Desk) -> tuple[Record, tuple[str, ...]]:
                return services.boundaries.import_set(desk, path, place)

            self.window.change(f"Importing {path.name}", write, lambda made: self._read(made[0].title))

    @asks
    async def action_remove(self) -> None:
        """Remove the selected option."""
        option = self.option
        if option is None:
            return
        text = f"{option.title} goes, with its new areas and choices of driver. u brings it back."
        if await self.app.push_screen_wait(Confirm(f"Remove {option.title}?", text, yes="Remove")):
            number = option.record.id
            self.window.change(
                f"Removing {option.title}",
                lambda desk: services.records.remove_record(desk, "boundaries", number),
                lambda _: self._read(),
            )


def _signed(pence: int) -> str:
    return f"{'+' if pence > 0 else ''}{short_pounds(pence)}"


def _right(text: str) -> Text:
    made = cell(text)
    made.justify = "right"
    return made
