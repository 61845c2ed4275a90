"""A screen that comes up styles its widgets once, as they are made;
Textual gives all of them their styles three times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Compose, Event, ScreenResume

from tpdesk.screens.textual_private import breakpoint_classes

if TYPE_CHECKING:
    from textual.dom import DOMNode as _Base
else:
    # At run time a plain class: a mixin that derives from Textual's own would lose default styles.
    _Base = object


class StyledOnce(_Base):
    """For every screen, before Textual's own class."""

    _shown_before = False
    """Whether it has been shown and painted."""

    async def on_event(self, event: Event) -> None:
        """Textual's own, but that the classes for the window's size are there before the widgets, and that a screen
        which is shown first is not styled anew."""
        if isinstance(event, Compose):
            self.add_class(*breakpoint_classes(self.screen), update=False)
        elif isinstance(event, ScreenResume) and not self._shown_before:
            event.refresh_styles = False
            self.call_after_refresh(setattr, self, "_shown_before", True)
        await super().on_event(event)
