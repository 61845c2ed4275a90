"""What every mode is: the two lines above, its content or a panel in its place, the keys below.

What stands in place of a list that is empty yet: what it will hold, and what to press.

What stands in place of an empty desk: what tpdesk is, and what to press.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static
from textual.worker import Worker

from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands import COMMANDS, EVERYWHERE
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import KeyLine, keys_of
from tpdesk.screens.modes import HOME, MODES
from tpdesk.screens.reporter import Reporting, Trouble
from tpdesk.screens.status import ModeTabs, RoomTitle, StatusLine
from tpdesk.screens.styled_once import StyledOnce
from tpdesk.screens.textual_private import binding_of, forget_changed, user_keymap

if TYPE_CHECKING:
    from tpdesk.screens.here import Here
    from tpdesk.screens.window import Window

P = TypeVar("P", bound=Widget)

SLIM = 72
"""Columns below which a list of what could be chosen has no room beside what is shown."""


class ModeScreen(Reporting, StyledOnce, Screen[None]):
    """A mode of the window. A subclass names its MODE, yields its `content` and reads in `load`.

    `load` is called when the mode is first shown, and again, as soon as it is on show, after the place, the year, the
    level or the desk file changed.
    """

    MODE: ClassVar[str]
    """Its id in the table of modes."""

    NAME: ClassVar[str] = ""
    """What a room of the Spend mode is called; empty for a mode itself. A room is made once, and is as it was left when
    it is opened again."""

    NEEDS_PLACE: ClassVar[bool] = True
    """Whether a desk without a place is welcomed in place of the content."""

    WHEN: ClassVar[Mapping[str, str]] = {}
    """Action -> the property of the screen that says whether its command applies now:
    `keys.conditions` of its chapter."""

    base: reactive[str] = reactive("", init=False)
    """Which money is shown, for the status line: `gross after transfers, actual`."""

    stands: reactive[bool] = reactive(False, init=False)
    """Whether it shows what it is for, and takes keys; until then the status line says that it is being read."""

    def __init__(self) -> None:
        super().__init__()
        self._due = True
        """Whether what is shown is older than what the window is about."""
        self._behind = False
        """Whether it reads and fills what it shows although another screen is on show."""
        self._was_shown = False
        """Whether it has been on show."""
        self._body = ContentSwitcher(id="body", initial="content")
        self.mount_steps: Callable[[Widget, Sequence[Widget]], Awaitable[None]] | None = None
        """Mounts its widgets one by one, where it is made while another screen is on show."""

    def compose(self) -> ComposeResult:
        """Two lines, a room's title, the content or a panel in its place, the keys."""
        yield StatusLine()
        yield ModeTabs(HOME if self.NAME else self.MODE)
        if self.NAME:
            yield RoomTitle(self.MODE, self.NAME)
        with self._body, Container(id="content"):
            yield from self.content()
        yield KeyLine()

    def _compositor_refresh(self) -> None:
        # Textual's own, but that nothing is painted while the first frame stands.
        if self.window.paints:
            super()._compositor_refresh()
        else:
            forget_changed(self)

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        """Textual's own, or in steps, where nobody waits for it."""
        if self.mount_steps is None:
            await super().mount_composed_widgets(widgets)
        else:
            await self.mount_steps(self, widgets)

    def content(self) -> ComposeResult:
        """Yield the mode's own widgets."""
        raise NotImplementedError

    def load(self) -> None:
        """Read what is shown, for `self.here`: by `self.read(group, call, then)`, which drops what was overtaken."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """What the screen is called."""
        return self.NAME or MODES[self.MODE].title

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a command only where the property that it names is so."""
        name = self.WHEN.get(action)
        return super().check_action(action, parameters) if name is None else bool(getattr(self, name))

    # -- the window's place, year and file

    @property
    def window(self) -> Window:
        """The window: its desk, its acts, its jobs."""
        return cast("Window", self.app)

    @property
    def here(self) -> Here:
        """The place, year and level that all modes show."""
        return self.window.here

    @property
    def path(self) -> Path:
        """The desk file. A thread opens it for itself: `with open_desk(path, read_only=True) as desk`."""
        return self.window.path

    def on_mount(self) -> None:
        """Follow the window."""
        for name in ("here", "edition", "trouble"):
            self.watch(self.app, name, self._changed, init=False)
        self._changed()

    @on(Resize)
    def say_slim(self, event: Resize) -> None:
        """Say to the stylesheet where there is hardly room for one thing beside another."""
        self.set_class(event.size.width < SLIM, "-slim")

    def on_screen_resume(self) -> None:
        """Catch up with what was changed from another mode."""
        self._was_shown, self._behind = True, False
        for title in self.query(RoomTitle):
            title.say()
        self.call_later(self._catch_up)

    def read_behind(self) -> None:
        """Read and fill what it shows before it is shown."""
        self._behind = True
        self.call_later(self._catch_up)

    def _changed(self) -> None:
        self._due = True
        # The place and the edition change in one go: one reading for both.
        self.call_later(self._catch_up)

    def opens_first(self, key: str) -> bool:
        """Let keys wait until the screen shows what they are for, but those that work everywhere."""
        if self.stands:
            return super().opens_first(key)
        taken = binding_of(self, key)
        return taken is None or taken[0] is not self.app

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Textual's message: what was read is shown first, then come the keys that wait for it."""
        await super().on_worker_state_changed(event)
        self._let_keys_come()

    def _let_keys_come(self) -> None:
        if not (self._due or self.stands or self.reads_now):
            self.call_after_refresh(setattr, self, "stands", True)

    async def _catch_up(self) -> None:
        await self._show_current()
        self._let_keys_come()

    async def _show_current(self) -> None:
        if not self._due or not (self.is_current or self._behind) or not is_alive(self):
            return
        if self._behind:
            self._behind = False
            if self.window.trouble is not None or not self.window.places:
                # What is said then is said when it is shown.
                return
        if self.window.trouble is not None:
            await self._show_file_trouble(self.window.trouble)
            return
        if self.window.state is None:
            return
        self._due = False
        if self.NEEDS_PLACE and not self.window.places:
            await self.put("body", Welcome, "welcome")
            return
        self.show_content()
        self.load()

    # -- a room

    def entitle(self, *parts: Content) -> None:
        """Say in the title of the room how things stand in it."""
        self.query_one(RoomTitle).entitle(*parts)

    def begin(self) -> None:
        """Hear that the room was asked for by its key: what is over and done with in it makes
        way for what comes next."""

    def action_leave(self) -> None:
        """Go back to where the room was opened."""
        if not self.is_current or len(self.app.screen_stack) < 2:
            return
        if self.window.ways.get(self.MODE):
            self.app.call_later(self.app.run_action, "app.back")
        else:
            self.app.pop_screen()

    # -- content, or a panel in its place

    @property
    def panel(self) -> str | None:
        """What is on show: `content`, `welcome`, `trouble` or `empty`; None of a screen that is only being made."""
        # Asked for every key in the line of keys: a search through the screen each time took a
        # fifth of the window's work.
        return self._body.current

    def show_content(self) -> None:
        """Show the content again where a panel stood in its place."""
        if self._body.current != "content":
            self._body.current = "content"
            self.focus_content()
            self.refresh_bindings()

    def focus_content(self) -> None:
        """Give the keyboard to the content: to its first widget that takes it."""
        for widget in self.focus_chain:
            if any(above.id == "content" for above in widget.ancestors):
                widget.focus()
                return

    async def put(self, switcher: str, kind: type[P], name: str) -> P:
        """Show the child `name` of the ContentSwitcher with that id, made by `kind(id=name)` when it is first wanted;
        return it."""
        where = self.query_one(f"#{switcher}", ContentSwitcher)
        if not where.query_children(f"#{name}"):
            await where.add_content(kind(id=name))
        where.current = name
        found = where.get_child_by_id(name, kind)
        if switcher == "body":
            taking = [widget for widget in (found, *found.query("*")) if widget.focusable]
            if taking:
                taking[0].focus()
        self.refresh_bindings()
        return found

    async def say_empty(self, title: str, text: str, *commands: str) -> None:
        """Put a welcome in place of a content that has nothing to show yet:
        `commands` are the ids of those to press now."""

        (await self.put("body", EmptyPanel, "empty")).show(title, text, commands)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Show why something could not be read: in place of the content, or in a corner where it may pass or
        the content is still good."""
        if not self._was_shown:
            # It is read again when it is shown, and what went wrong is said there if it still does.
            self._due = True
            return
        if trouble.passing and self.panel == "content":
            self.window.tell(trouble)
            return
        self.window.remember(trouble)
        self._due = True
        await self._show_file_trouble(trouble)
        self.window.look_behind(trouble)

    async def _show_file_trouble(self, trouble: Trouble) -> None:
        from tpdesk.screens.reporter import TroublePanel

        self.stands = True
        (await self.put("body", TroublePanel, "trouble")).show(trouble)


class EmptyPanel(VerticalScroll):
    """A title, a sentence or two, and the keys to press."""

    def compose(self) -> ComposeResult:
        """Three texts in one frame."""
        with VerticalScroll(classes="frame"):
            yield Static(id="empty-title")
            yield Static(id="empty-text")
            yield Static(id="empty-keys", classes="-last")

    def show(self, title: str, text: str, commands: Sequence[str]) -> None:
        """Show what is missing and the commands, by their ids, that help."""
        known = {command.id: command for command in COMMANDS}
        lines = [
            joined(
                [content(keys_of(known[name], user_keymap(self.app)), "bold $accent"), content(known[name].tells)], "  "
            )
            for name in commands
        ]
        self.query_one("#empty-title", Static).update(content(title, "bold $accent"))
        self.query_one("#empty-text", Static).update(content(text))
        self.query_one("#empty-keys", Static).update(joined(lines, "\n"))


_WHAT: Final = (
    "tpdesk imports the spending files of the public organisations in a place and makes one honest count of them: "
    "who spends what here, on what, how much per head, and how many organisations are in the count. "
    "Everything stays in one file on this machine."
)

_WAYS: Final = (
    ("desk.sample", "Look round in the sample desk",
        "Lancashire 2024-25 with 15 councils, and the Luton count of 2008-09. It has a file of its own: try anything."),
    ("desk.new-place", "Make a place of your own", "Then add its organisations and import their files."),
    ("desk.import", "Import a file",
        "An organisation's spending as it publishes it: CSV or a workbook. You can add the place and the organisation "
        "on the way."),
    ("desk.open", "Open another desk", "One opened before, one by its path, or a new one."),
    ("desk.tour", "Take the tour", "The steps of the work, from organisations to pack."),
)  # fmt: skip
"""Id of the command, what one does with it, and what to know."""

RECENT: Final = 3
"""How many of the desks opened lately are named."""


class Welcome(VerticalScroll):
    """The panel of a desk without a place."""

    def compose(self) -> ComposeResult:
        """A title, what it is, the ways on, the last desks."""
        with VerticalScroll(id="welcome-panel", classes="frame"):
            yield Static(content("Welcome to tpdesk", "bold $accent"), id="welcome-title")
            yield Static(content(_WHAT), id="welcome-what")
            yield Static(id="welcome-ways")
            yield Static(id="welcome-recent", classes="-last")

    def on_mount(self) -> None:
        """Say what to press, in the keys that the user has."""
        known = {command.id: keys_of(command, user_keymap(self.app)) for command in EVERYWHERE.commands}
        ways = [
            joined([joined([content("Press"), content(known[name], "bold $accent"), content("-"),
                            content(title, "bold")]), content(text, "$quiet")], "\n  ")
            for name, title, text in _WAYS
        ]  # fmt: skip
        self.query_one("#welcome-ways", Static).update(joined(ways, "\n"))
        recent = self.query_one("#welcome-recent", Static)
        said = _recent(cast("Window", self.app).path)
        recent.update(said)
        recent.display = bool(said.plain)


def _recent(here: Path) -> Content:
    from tpdesk.models.own.remembered import recent_desks

    others = [path for path in recent_desks() if path != here.resolve()][:RECENT]
    if not others:
        return Content("")
    return joined([content("Opened lately:", "bold"), *(content(str(path), "$quiet") for path in others)], "\n  ")
