"""What every dialog is: a frame over the mode with a title, closed by Esc.

Are you sure? Asked only where something cannot be seen beforehand; all acts can be undone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final, Generic, Protocol, TypeVar, cast

from textual import on
from textual.actions import parse
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size, Spacing
from textual.layout import WidgetPlacement
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tpdesk.screens.commands import DIALOG
from tpdesk.screens.commands.declare import Chapter, Command
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import Reporting, Trouble
from tpdesk.screens.styled_once import StyledOnce
from tpdesk.screens.textual_private import declared_bindings, lay_out_first, paint_now

if TYPE_CHECKING:
    from tpdesk.screens.reporter import Job
    from tpdesk.screens.window import Window

R = TypeVar("R")

_MOST: Final = 94
"""Of a hundred lines of the window that a dialog has at most; the stylesheet says the same."""

_FEWEST: Final = 3
"""Lines of the part that scrolls which stay."""

_TURNS: Final = 3
"""Turns in which a widget deals with a message, and what comes of it is on its way."""

_ROUNDS: Final = 3
"""How often what has come from the widgets is dealt with before they count as heard: one may have to tell another."""


class KeepsTyped(Protocol):
    """What keeps what is typed in a dialog until it is saved."""

    job: Job | None
    """The saving, while it runs."""

    def say_unsaved(self) -> None:
        """Say, as the dialog closes, where something is not saved."""

    def takes(self, trouble: Trouble, group: str) -> bool:
        """Say a trouble in the dialog, where it is one of what is typed there."""


class Dialog(Reporting, StyledOnce, ModalScreen[R | None], Generic[R]):
    """A dialog whose answer is an R, or None where it was closed. Open it by `push_screen(dialog, then)`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(DIALOG.commands)

    TELLS: ClassVar[str] = "Esc goes back to the desk."
    """What it is for and how it is used, for F1: a sentence or two."""

    keeper: KeepsTyped | None = None
    """What keeps what is typed, in a dialog whose answer is saved on the desk."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title
        self._is_laid_out = False
        """Whether each of them has had a place and a size."""
        self._is_seen = False
        """Whether it is painted: a half of it never is."""

    def compose(self) -> ComposeResult:
        """The frame with its parts."""
        with _Frame(id="dialog") as frame:
            frame.border_title = content(self.heading, "bold").markup
            yield from self.parts()

    def on_mount(self) -> None:
        """Take off what was said in the corner, which would stand over the dialog."""
        self.window.unsay()

    def parts(self) -> ComposeResult:
        """What stands in the frame."""
        raise NotImplementedError

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        # Textual's own, but that nothing has a place before all of it is there.
        if self._is_laid_out:
            super()._refresh_layout(size, scroll)

    def _compositor_refresh(self) -> None:
        # Textual's own, but that nothing is painted before all of it has a place.
        if self._is_seen:
            super()._compositor_refresh()

    def on_screen_resume(self) -> None:
        """Come up: all widgets have been made."""
        if not self._is_laid_out:
            self.call_later(self._come_up)

    async def _come_up(self, heard: int = 0) -> None:
        """Give all of it a place, once, and paint it, once, each when the widgets have been heard."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        if heard < _ROUNDS:
            self.call_later(self._come_up, heard + 1)
        elif not self._is_laid_out:
            self._is_laid_out = True
            lay_out_first(self, self.app.size)
            self.call_later(self._come_up)
        else:
            self._appear()

    def _appear(self) -> None:
        # First what the widgets have changed since: a layout paints too, and all would be painted twice.
        paint_now(self)
        self._is_seen = True
        self.refresh()
        paint_now(self)

    @property
    def window(self) -> Window:
        """The window, for acts."""
        return cast("Window", self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer to save only where there is something to save."""
        return action != "save" or hasattr(self, "save")

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Close with an answer, and whatever stands over the dialog with it; nothing where it has been closed already.

        What a dialog began may end after Esc, and Textual would close whatever is on top by then, or end
        the app where nothing is.
        """
        if self not in self.app.screen_stack:
            return AwaitComplete()
        while self.app.screen is not self:
            self.app.pop_screen()
        return super().dismiss(result)

    def opens_first(self, key: str) -> bool:
        """Let keys that are typed while it is saved wait for what comes after it: they are not meant for it."""
        return (self.keeper is not None and self.keeper.job is not None) or super().opens_first(key)

    @on(Button.Pressed, "#form-close")
    def action_close(self) -> None:
        """Close without an answer, and say where something is not saved."""
        if self.keeper is not None:
            self.keeper.say_unsaved()
        self.dismiss(None)

    async def action_quit(self) -> None:
        """Close the desk: what was typed in a form is kept."""
        await self.app.action_quit()

    def action_show_help(self) -> None:
        """Say what the dialog is for, and its keys."""
        from tpdesk.screens.help import DialogHelp

        found: dict[str, Command] = {}
        for key, bound in declared_bindings(self).items():
            for one in bound:
                _, name, parameters = parse(one.action)
                if one.id and one.tooltip and self.check_action(name, parameters):
                    keys = f"{found[one.id].keys},{key}" if one.id in found else key
                    found[one.id] = Command(one.id, keys, one.action, one.description, one.tooltip)
        shared = [command.id for command in DIALOG.commands]
        own = sorted(found.values(), key=lambda command: command.id in shared)
        self.app.push_screen(DialogHelp(Chapter("dialog", self.heading, self.TELLS, tuple(own), ())))

    def action_save(self) -> None:
        """Save, in dialogs that do: their `save`."""
        if hasattr(self, "save"):
            self.save()

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say what could not be read in a corner, and see whether the file is damaged."""
        if self.keeper is not None and self.keeper.takes(trouble, group):
            return
        self.window.tell(trouble)
        self.window.look_behind(trouble)


class _Frame(Vertical):
    """The frame around the parts. Where there is not room for all of them, those that scroll (`#form-fields`) give way,
    so that the keys below are always in sight."""

    def process_layout(self, placements: list[WidgetPlacement]) -> list[WidgetPlacement]:
        """Take from the part that scrolls the lines that are too many, and move up what stands below it."""
        most = self.screen.size.height * _MOST // 100 - self.gutter.height
        found = list[WidgetPlacement]()
        over = 0
        for placed in placements:
            placed = placed._replace(region=placed.region.translate((0, -over)))
            if placed.widget.id == "form-fields":
                # A bar that came after the layout would have all laid out again, a column narrower.
                placed.widget.show_vertical_scrollbar = placements[-1].region.bottom > most
                over = min(max(placements[-1].region.bottom - most, 0), max(placed.region.height - _FEWEST, 0))
                placed = placed._replace(region=placed.region.shrink(Spacing(0, 0, over, 0)))
            found.append(placed)
        return found


class Confirm(Dialog[bool]):
    """A question with what will happen; True where the user said yes, else None."""

    TELLS = (
        "A question before something that cannot be seen beforehand. Tab goes from button to button, Enter "
        "presses the one that stands out; Esc changes nothing."
    )

    def __init__(self, title: str, text: str, *, yes: str, no: str = "Cancel", looked: bool = False) -> None:
        """`looked`: what will happen was asked for and stands in the text whole, so that Enter goes on."""
        super().__init__(title)
        self.looked = looked
        self.text = text
        self.yes = yes
        self.no = no

    def parts(self) -> ComposeResult:
        """The text and two buttons."""
        yield Static(content(self.text), id="confirm-text")
        with Horizontal(classes="buttons"):
            yield Button(content(self.no), id="confirm-no", compact=True)
            yield Button(content(self.yes), id="confirm-yes", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at the button that changes nothing, but where all was looked through."""
        self.query_one("#confirm-yes" if self.looked else "#confirm-no", Button).focus()

    @on(Button.Pressed)
    def answer(self, message: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(True if message.button.id == "confirm-yes" else None)
