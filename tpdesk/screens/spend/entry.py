"""Lines to type in over the table: a filter, a search, where to go.
What could be typed is read in the background, and typing never waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.alive import is_alive
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import ReverseList
from tpdesk.text import printable

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.models.lines.typed import Completion, FilterProblem
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.spend.rows import LineRows
    from tpdesk.screens.window import Window

MOST = 6
"""Candidates that are offered at once."""


class EntryLine(Vertical):
    """A label, a line, what could stand at its cursor, and a remark below. Esc closes, what was typed stays until then.

    A subclass names its KIND, and says in `complete` and `enter` what is offered and what Enter does.
    """

    KIND: ClassVar[str]
    """Where it stands: its class in the stylesheet."""

    class Closed(Message):
        """Esc."""

        def __init__(self, entry: EntryLine) -> None:
            super().__init__()
            self.entry = entry

    def __init__(
        self, label: str, value: str = "", *, hint: str = "", note: str = "", marked: bool = False, chosen: bool = False
    ) -> None:
        super().__init__(id="entry", classes=f"-{self.KIND}")
        self._marked = marked
        self._chosen = chosen
        """Whether only what is offered can stand: then Enter takes the one that fits."""
        self._label = label
        # A desk of foreign make may hold what a terminal would act on.
        value = printable(value)
        self._first = value
        self._hint = hint
        self._note = note
        self._known = value
        """A text for which nothing is offered: the one it began with, or one taken from an offer."""
        self._start = 0
        self._end = 0
        self._offered: Sequence[Candidate] = ()

    def compose(self) -> ComposeResult:
        """The line, the offers, the remark."""
        with Horizontal():
            yield Static(content(self._label, "bold $accent"), id="entry-label")
            yield Input(
                self._first, placeholder=self._hint, compact=True, id="entry-line", select_on_focus=self._marked
            )
        offers = ReverseList(markup=False, id="entry-offers")
        offers.can_focus = False
        offers.display = False
        yield offers
        yield Static(id="entry-note")

    def on_mount(self) -> None:
        """Take the keyboard."""
        self.note(self._note)
        line = self.query_one(Input)
        line.cursor_position = len(line.value)
        line.focus()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value if is_alive(self) else self._first

    @property
    def mode(self) -> ModeScreen:
        """The screen, which asks the desk."""
        return cast("ModeScreen", self.screen)

    @property
    def window(self) -> Window:
        """The window, for changes."""
        return cast("Window", self.app)

    # -- what a subclass says

    def complete(self, text: str, at: int) -> None:
        """Offer what could stand at character `at` of what is typed; nothing, where a subclass does not say."""

    def enter(self, text: str) -> None:
        """Do what was typed."""
        raise NotImplementedError

    def takes_back(self) -> bool:
        """Say whether Esc only takes a question back; it is taken back then."""
        return False

    # -- what is offered and remarked

    def offer_from(self, text: str, query: Callable[[Desk], Completion]) -> None:
        """Ask the desk what could stand in place of a part of `text`, and offer it."""
        self.mode.ask("spend.offers", query, lambda found: self.offer(text, found))

    def offer(self, text: str, completion: Completion) -> None:
        """Offer what could stand in place of a part of `text`, unless the line has gone or
        its text has changed since."""
        if not is_alive(self):
            return
        line, offers = self.query_one(Input), self.query_one(OptionList)
        if line.value != text or text == self._known:
            return
        # What is typed already is no offer.
        part = text[completion.start : completion.end]
        self._start, self._end = completion.start, completion.end
        self._offered = tuple(item for item in completion.candidates if item.text != part)[:MOST]
        offers.clear_options()
        offers.add_options(
            Option(joined([content(item.text), content(item.tells, "$quiet")], "  ")) for item in self._offered
        )
        offers.display = bool(self._offered)
        only = self._chosen and part.strip() and len(completion.candidates) == 1
        offers.highlighted = 0 if only and self._offered else None

    def note(self, text: str) -> None:
        """Say something below the line."""
        self._say(text, "$quiet")

    def go_back(self) -> None:
        """Ask no more, and let what was typed be changed: the first remark stands again."""
        self.note(self._note)

    def problem(self, text: str, start: int | None = None) -> None:
        """Say what is wrong below the line, which keeps what was typed; the cursor goes to character `start`."""
        self.hide_offers()
        self._say(text, "bold $warning")
        line = self.query_one(Input)
        if start is not None:
            line.cursor_position = min(start, len(line.value))
        line.focus()

    def ask(self, text: str) -> None:
        """Say below the line what a second Enter will do."""
        self._say(text, "bold $accent")

    def _say(self, text: str, style: str) -> None:
        note = self.query_one("#entry-note", Static)
        note.update(content(text, style))
        note.display = bool(text)

    def hide_offers(self) -> None:
        """Offer nothing."""
        self._offered = ()
        self.query_one(OptionList).display = False

    # -- keys

    @on(Input.Changed)
    def typed(self, message: Input.Changed) -> None:
        """Ask for completions of what is typed now; a remark about what was typed before goes."""
        message.stop()
        if message.value == self._known:
            self.hide_offers()
            return
        self._known = "\0"
        self.note(self._note)
        self.complete(message.value, self.query_one(Input).cursor_position)

    def on_key(self, event: Key) -> None:
        """Go through the offers and take from them."""
        offers = self.query_one(OptionList)
        if event.key == "escape":
            if offers.display:
                self.hide_offers()
            elif not self.takes_back():
                self.post_message(self.Closed(self))
        elif event.key == "down" and not offers.display:
            line = self.query_one(Input)
            self._known = "\0"
            self.complete(line.value, line.cursor_position)
        elif event.key in ("down", "up") and offers.display:
            offers.action_cursor_down() if event.key == "down" else offers.action_cursor_up()
        elif event.key == "tab":
            if offers.display:
                self._take(offers.highlighted or 0)
        elif event.key == "enter" and offers.display and offers.highlighted is not None:
            self._take(offers.highlighted)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def take_clicked(self, message: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        message.stop()
        self._take(message.option_index)
        self.query_one(Input).focus()

    def _take(self, number: int) -> None:
        line = self.query_one(Input)
        taken = self._offered[number].text
        text = line.value[: self._start] + taken + line.value[self._end :]
        self._known = text
        line.value = text
        line.cursor_position = self._start + len(taken)
        self.hide_offers()

    @on(Input.Submitted)
    def submit(self, message: Input.Submitted) -> None:
        """Do what was typed."""
        message.stop()
        self.hide_offers()
        self.enter(message.value)


class FilterLine(EntryLine):
    """Which lines are to be shown."""

    KIND = "filter"

    def __init__(self, where: LineFilter, entered: Callable[[LineFilter], Awaitable[None]]) -> None:
        """`entered` shows the lines; it is awaited, since keys that are typed meanwhile are meant for them."""
        typed = f"{where.typed} " if where.conditions else ""
        super().__init__("Filter", typed, hint="supplier~waste  amount>10000  category=Unmapped  date=2024-06")
        self._entered = entered

    def complete(self, text: str, at: int) -> None:
        """Offer fields, signs and values."""
        self.offer_from(text, lambda desk: services.line_table.complete_filter(desk, text, at))

    def enter(self, text: str) -> None:
        """Understand what was typed, and show those lines."""
        self.mode.ask(
            "spend.filter",
            lambda desk: services.line_table.understand_filter(desk, text),
            self._take_filter,
            opens=True,
        )

    async def _take_filter(self, found: LineFilter | FilterProblem) -> None:
        if not is_alive(self):
            return
        if not isinstance(found, Exception):
            await self._entered(found)
        else:
            # Signs are few: the message names them all.
            others = [text for text in found.candidates[:5] if text not in str(found)]
            likely = f" Likely: {', '.join(others)}." if others else ""
            self.problem(f"{found}{likely}", found.end)


class SearchLine(EntryLine):
    """A text to go to."""

    KIND = "search"

    class Entered(Message):
        """Enter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, searched: str) -> None:
        hint = "a part of organisation, label, supplier, description; or an amount"
        super().__init__("Search", searched, hint=hint, marked=True)

    def enter(self, text: str) -> None:
        """Look for it."""
        self.post_message(self.Entered(text.strip()))


class GoToLine(EntryLine):
    """A row to go to."""

    KIND = "go"

    class Entered(Message):
        """Enter, on a row."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row
            """Its position, from 0."""

    def __init__(self, rows: LineRows) -> None:
        super().__init__("Go to", hint="for example row 1200, or 50% of the way")
        self._rows = rows

    def enter(self, text: str) -> None:
        """Go there."""
        bare = text.replace(",", "").replace(" ", "")
        number = bare.removesuffix("%")
        if not number.isdecimal() or (bare.endswith("%") and int(number) > 100):
            self.problem("Type a row, for example 1200, or a share of the way, for example 50%.")
            return
        whole = self._rows.total - 1
        self.post_message(self.Entered(whole * int(number) // 100 if bare.endswith("%") else int(number) - 1))
