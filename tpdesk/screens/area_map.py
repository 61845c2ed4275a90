"""A map of a place in letters: a tile for each area, the selected one in brackets, and what the fills stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tpdesk.calc.area_map import draw_map
from tpdesk.screens.display import content, joined

if TYPE_CHECKING:
    from tpdesk.calc.area_map import PlaceMap


class AreaMap(Widget):
    """Draws a `PlaceMap` as large as the room it is given; nothing in it rests on colour alone.

    Any screen can use it: give it `drawn`, the areas with the letter or shade that fills each tile, and `selected`.
    """

    ALLOW_SELECT: ClassVar[bool] = False

    @dataclass
    class Chosen(Message):
        """A tile was clicked."""

        area: str

    drawn: reactive[PlaceMap | None] = reactive(None)
    """What is drawn."""

    selected: reactive[str] = reactive("")
    """The code of the area in brackets."""

    colours: reactive[Mapping[str, str]] = reactive(dict)
    """Fill -> style, where fills have colours besides; one without is in the accent colour."""

    def render(self) -> Content:
        """Return the map and its legend."""
        drawn, width, height = self.drawn, self.size.width, self.size.height
        if drawn is None or not width:
            return Content("")
        if not drawn.areas:
            return content("No map: where these areas lie is not known.", "$quiet")
        legend = self._legend(drawn, width)
        # Room for a legend of two lines is kept, so that tiles stay where they are when the shades change.
        room = height - max(len(legend), 2)
        lines = draw_map(drawn.areas, drawn.letters, width, room, selected=self.selected)
        if not lines:
            return content(f"No map of {len(drawn.areas)} areas: the window is too small.", "$quiet")
        painted = [
            Content("").join(self._tile(part.text, part.code, part.fill) for part in line).rstrip() for line in lines
        ]
        return Content("\n").join([*painted, *legend])

    def _tile(self, text: str, code: str, fill: str) -> Content:
        if not code:
            return Content(text)
        style = "bold reverse" if code == self.selected else self.colours.get(fill, "$accent")
        ends = content(text[0], style) + content(text[1:-1], self._middle(text, fill, style)) + content(text[-1], style)
        return ends.stylize(Style.from_meta({"area": code}))

    def _middle(self, text: str, fill: str, style: str) -> str:
        return style if text[1] == fill or "reverse" in style else "bold $foreground"

    def _legend(self, drawn: PlaceMap, width: int) -> list[Content]:
        """Return what the fills stand for, in as few lines as there is room for."""
        parts = [
            joined([content(fill * 2, self.colours.get(fill, "$accent")), content(words, "$quiet")])
            for fill, words in drawn.legend
        ]
        lines = list[Content]()
        for part in parts:
            longer = joined([lines[-1], part], "  ") if lines else part
            if lines and longer.cell_length <= width:
                lines[-1] = longer
            else:
                lines.append(part)
        return lines

    def on_click(self, event: Click) -> None:
        """Say which tile was clicked."""
        code = event.style.meta.get("area")
        if code:
            self.post_message(self.Chosen(str(code)))
