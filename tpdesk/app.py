"""The window: modes, palette, themes and keys. No SQL, no arithmetic."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.actions import ActionParseResult
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.command import Provider
from textual.dom import DOMNode
from textual.events import Event, Key
from textual.screen import Screen

from tpdesk.models import desktop
from tpdesk.models.own.config import read_config
from tpdesk.models.own.remembered import keep_preference, preference
from tpdesk.screens.alive import is_alive
from tpdesk.screens.at_rest import AtRest
from tpdesk.screens.commands import EVERYWHERE, GO, chapter
from tpdesk.screens.desk_commands import DeskCommands
from tpdesk.screens.key_line import bindings
from tpdesk.screens.keymap import checked
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES, Mode
from tpdesk.screens.overview.pane import NORMAL, TALL, WIDE
from tpdesk.screens.reporter import Trouble, is_of_an_upgrade, trouble_of
from tpdesk.screens.rooms import HOME, go_back, go_to_mode, is_room, way_of
from tpdesk.screens.textual_private import take_as_styled, write_to_terminal
from tpdesk.screens.themes import INK, THEMES
from tpdesk.screens.typed_ahead import TypedAhead
from tpdesk.text import printable

if TYPE_CHECKING:
    from tpdesk.screens.first_frame import FirstFrame
    from tpdesk.screens.help import HelpPanel

_BLINK: Final = 0.005
"""Seconds in which a mode that comes up may settle before anything of it is painted."""

_NOT_ON_THE_WALL: Final = frozenset(
    {"go", "open_room", "show_register", "choose_place", "choose_year", "go_year", "open_desk", "start_tour",
     "command_palette"}
)  # fmt: skip
"""Actions that lead from the room of a workshop to another screen: none does by a slip of the hand, F11 leaves it."""


_FIRST_FRAME: Final = 0.4
"""Seconds for which the first frame stands at most once the window is made."""


def _palette() -> type[Provider]:
    # Loaded when the palette is opened first, and not before the first paint.
    from tpdesk.screens.help import CommandPalette

    return CommandPalette


class TpDesk(DeskCommands):
    """The desk at `path`, in a terminal of 80 by 24 or more."""

    TITLE = "tpdesk"
    DEFAULT_MODE = "overview"
    CSS_PATH = [  # noqa: RUF012 - Textual declares it so
        "screens/shared.tcss",
        "screens/dialogs/dialogs.tcss",
        "screens/help.tcss",
        # Of the mode shown first: read with the others, or all would be parsed again for it.
        "screens/overview/overview.tcss",
    ]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = bindings((*EVERYWHERE.commands, *GO))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NORMAL, "-normal"), (WIDE, "-wide")]  # noqa: RUF012 - Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(self, path: Path, first_frame: FirstFrame | None = None) -> None:
        super().__init__(path)
        self._ends_after_upgrade = False
        self._first_frame = first_frame
        """What stands on the terminal until the window does."""
        self.paints = first_frame is None
        self._styled_theme = ""
        """The theme whose colours the stylesheets have; empty before they have any."""
        self.typed_ahead = TypedAhead(self)
        self.at_rest = AtRest(self, self.typed_ahead, self._take_styles)
        self.works_at_rest = True
        """Whether the other modes are made while nobody asks anything of the window."""
        for name, mode in MODES.items():
            self.add_mode(name, partial(self._make, mode))
        for theme in THEMES:
            self.register_theme(theme)
        self._take_config()

    def _make(self, mode: Mode) -> Screen[None]:
        """Return the screen of a mode with its styles: given later, they would have all that is on show styled anew."""
        screen: Screen[None] = mode.make()
        if self.screen_stack:
            self._take_styles(screen)
            take_as_styled(screen, self)
        return screen

    def _take_styles(self, screen: Screen[Any]) -> None:
        for path in screen.css_path:
            if not self.stylesheet.has_source(str(path), ""):
                self.stylesheet.read(path)

    def _take_config(self) -> None:
        """Take the user's keys and looks; what cannot be understood is told when the window stands."""
        config = read_config()
        keymap, problems = checked(config.keys)
        self.set_keymap(keymap)
        if not config.animations or preference("movement") == "no":
            self.animation_level = "none"
        wanted = config.theme or preference("theme")
        if config.theme and config.theme not in self.available_themes:
            problems.append(
                f'There is no theme "{config.theme}"; there are {", ".join(theme.name for theme in THEMES)}.'
            )
        self.theme = wanted if wanted in self.available_themes else INK.name
        self._config_problems = [*config.problems, *problems]

    def compose(self) -> ComposeResult:
        """Nothing of its own; what stood on the terminal before its start cleared it stands again."""
        frame = self._first_frame.hand_over() if self._first_frame is not None else ""
        if frame:
            write_to_terminal(self, frame)
            self.run_worker(self._paint_when_filled(), group="app.paint", exit_on_error=False)
        elif not self.paints:
            self._begin_to_paint()
        return ()

    async def _paint_when_filled(self) -> None:
        """Let the first frame stand until the figures do, or until it has stood long enough: to paint the mode without
        them would have the user wait for them longer."""
        latest = time.monotonic() + _FIRST_FRAME
        while time.monotonic() < latest and not self._is_filled():
            await asyncio.sleep(_BLINK)
        self._begin_to_paint()
        self.call_after_refresh(_look_for_garbage)

    def _begin_to_paint(self) -> None:
        self.paints = True
        self.screen.refresh()

    def _is_filled(self) -> bool:
        """Say whether there is more to show than a mode without its figures."""
        top = self.screen_stack[-1] if self.screen_stack else None
        return top is not None and (not isinstance(top, ModeScreen) or top.stands or top.panel != "content")

    def on_mount(self) -> None:
        """Say what in the user's file was left out, and keep the theme from now on."""
        for problem in self._config_problems:
            self.tell(Trouble("Your file of settings", problem, True))
        self.theme_changed_signal.subscribe(self, lambda theme: keep_preference("theme", theme.name))
        if self.paints:
            self.call_after_refresh(_look_for_garbage)
        if self.works_at_rest:
            self.run_worker(self.at_rest.run(), name="app.ready", group="app.ready", exit_on_error=False)

    def _print_error_renderables(self) -> None:
        # A window that fails before it has the terminal says so where it can be read.
        if self._first_frame is not None:
            self._first_frame.leave()
        super()._print_error_renderables()

    def delay_update(self, delay: float = _BLINK) -> None:
        """Textual's own, but shorter: it paints nothing for a twentieth of a second after each change of the mode."""
        super().delay_update(min(delay, _BLINK))

    def refresh_css(self, animate: bool = True) -> None:
        """Textual's own, but that before the first screen stands there is nothing to style anew:
        it is styled as it comes."""
        if self.screen_stack and is_alive(self.screen):
            super().refresh_css(animate)
        elif self._styled_theme != self.theme:
            # Setting the same ones again would have everything parsed again.
            self._styled_theme = self.theme
            self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own colours for any theme that does not set them."""
        return dict(INK.variables)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        panel = self.panel
        if panel == "trouble":
            return action in (
                "reload",
                "quit",
                "show_keys",
                "show_help",
                "show_troubles",
                "next_theme",
                "command_palette",
            )
        if action in _NOT_ON_THE_WALL and self.screen_stack and getattr(self.screen_stack[-1], "MODE", "") == "room":
            return False
        years = self.place.years if self.place is not None else ()
        match action:
            case "back":
                return way_of(self) is not None
            case "open_sample" | "new_place":
                return panel == "welcome"
            case "fresh_sample":
                return self.state is not None and self.state.sample
            case "undo":
                return self.state is not None and bool(self.state.undo)
            case "redo":
                return self.state is not None and bool(self.state.redo)
            case "choose_place":
                return len(self.places) > 1
            case "choose_year" | "go_year":
                return len(years) > 1
            case "stop_work":
                return bool(self.jobs)
            case "show_troubles":
                return bool(self.troubles)
            case "open_room":
                return panel is not None
            case "show_register":
                return bool(self.places)
            case "open_workshop_room":
                return panel in ("content", "empty") and self.place is not None
            case "go":
                # From a room of the mode its key leads to the mode itself.
                return parameters[0] != self.current_mode or is_room(self.screen_stack[-1])
        return super().check_action(action, parameters)

    @property
    def panel(self) -> str | None:
        """What the mode on show shows: `content`, `welcome`, `trouble`, `empty`;
        None under a dialog, and before there is a screen."""
        top = self.screen_stack[-1] if self.screen_stack else None
        return top.panel if isinstance(top, ModeScreen) else None

    # -- going about

    async def on_event(self, event: Event) -> None:
        """Textual's own, but that a key typed while a mode or a dialog comes up waits for it."""
        if isinstance(event, Key) and not event.is_forwarded and self.typed_ahead.keeps(event):
            return
        await super().on_event(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Textual's own, but that an action whose module an upgrade took away is said in words."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            if not is_of_an_upgrade(error):
                raise
            self.tell(trouble_of(error))
            return True

    def _handle_exception(self, error: Exception) -> None:
        """Textual's own, but that the window closes with words where an upgrade took away what it needs to go on."""
        if self._ends_after_upgrade:
            # What else breaks in a screen that is half made.
            return
        if not is_of_an_upgrade(error):
            super()._handle_exception(error)
            return
        self._ends_after_upgrade = True
        self.exit(return_code=1, message=f"{trouble_of(error).title}. Everything is saved: open it again.")

    def on_key_done(self) -> None:
        """Let the keys come that waited for the effect of another."""
        self.typed_ahead.done()

    async def action_go(self, mode: str) -> None:
        """Go to a mode, which is as it was left; a room of it is closed."""
        if self.screen.is_modal:
            return
        if mode != HOME:
            # Nobody who went to a mode by its own key came from anywhere; lines stay those that were asked for.
            self.ways.pop(mode, None)
        await go_to_mode(self, mode)

    async def action_back(self) -> None:
        """Go back to where the screen on show was opened from."""
        await go_back(self)

    async def action_open_room(self, room: str) -> None:
        """Open a room of the Spend mode, as it was left: `import`, `mapping` or `batches`."""
        from tpdesk.screens.rooms import open_room

        if not self.screen.is_modal:
            (await open_room(self, room)).begin()

    async def action_show_register(self, kind: str) -> None:
        """Show the register of a kind of record: a mode of its own, or in the deep dives."""
        from tpdesk.domain.kinds import KINDS
        from tpdesk.screens.dives.mode import DivesScreen

        own = KINDS[kind].plural_name
        await go_to_mode(self, own if own in MODES else "dives")
        if isinstance(self.screen, DivesScreen):
            await self.screen.show_view(kind)

    def action_open_workshop_room(self) -> None:
        """Open the room of a workshop."""
        from tpdesk.screens.dives.room_open import open_room

        open_room(self)

    # -- help and looks

    def action_show_keys(self) -> None:
        """Show every key."""
        from tpdesk.screens.help import KeysHelp

        self._show_help(KeysHelp)

    def action_show_help(self) -> None:
        """Explain the screen in words."""
        from tpdesk.screens.help import ProseHelp

        self._show_help(ProseHelp)

    def action_jump(self) -> None:
        """Show a letter at every part that takes the keyboard."""
        from tpdesk.screens.help import Jump, targets

        found = targets(self.screen)

        async def chosen(key: str | None) -> None:
            if key in found:
                found[key].focus()
            else:
                mode = next((name for name, mode in MODES.items() if mode.key == key), None)
                if mode is not None:
                    await self.action_go(mode)

        if not self.screen.is_modal:
            self.push_screen(Jump(found), chosen)

    def action_show_troubles(self) -> None:
        """Show what went wrong, to be copied."""
        from tpdesk.screens.reporter import TroublesPanel

        self.push_screen(TroublesPanel(self.troubles))

    def _show_help(self, panel: type[HelpPanel]) -> None:
        if isinstance(self.screen, ModeScreen):
            self.push_screen(panel(chapter(self.screen.MODE)))

    def copy_to_clipboard(self, text: str) -> None:
        """Put text on the clipboard, cleaned as what is shown is: it may be pasted into a terminal."""
        clean = "\n".join("\t".join(printable(cell) for cell in line.split("\t")) for line in text.split("\n"))
        super().copy_to_clipboard(clean)
        desktop.copy_to_clipboard(clean)

    def action_next_theme(self) -> None:
        """Change to the next of the house themes."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]


def _look_for_garbage() -> None:
    # Whoever opens the window turns it off for the start. What the start has made stays: to look through all of it
    # again and again would make keys wait.
    gc.freeze()
    gc.enable()
