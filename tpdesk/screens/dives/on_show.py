"""What is on show of the deep dives: the view, the deep dive, and in each list the records kept and the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.screens.dives import activity_map as maps
from tpdesk.screens.dives.list import EVERY
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers import rows as columns

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.services.dives.boards import BoardsRead, MoneyRead


class DivesOnShow(ModeScreen):
    """Mode 6: what was read, and what of it is on show."""

    def __init__(self) -> None:
        super().__init__()
        self.view = "dive"
        """The view on show: a key of `VIEWS`."""
        self.found: BoardsRead | None = None
        self.money: MoneyRead | None = None
        """What is known of their spend in the year on show, as it was read last; None until it was."""
        self.only: dict[str, str] = {}
        """Kind -> the filter that its list stands under."""
        self.order: dict[str, str] = {}
        """Kind -> the field that its list is sorted by."""
        self.client_group: str | None = None
        """Whose activity map is shown, where the user chose it."""
        self._dive: str = EVERY
        self._keys: dict[str, str | None] = {}
        """Table -> the record under its cursor: it stays there over views, filters and readings."""
        self._wanted: dict[str, str] = {}
        """Kind -> a record that was just written, to which the cursor goes as soon as it is read."""

    @property
    def dive(self) -> Record | None:
        """The deep dive on show; None for all of them."""
        return next((one for one in self.found.of("dive") if str(one.id) == self._dive), None) if self.found else None

    def records(self, kind: str, *, all_of: bool = False) -> list[Record]:
        """Return the records of a kind that belong to what is on show, sorted and filtered; `all_of` leaves the filter out."""
        read, dive = self.found, self.dive
        if read is None:
            return []
        found = list(read.of(kind))
        if kind == "step":
            above = self.record("journey")
            return [one for one in found if above is not None and one.values["journey"] == above.title]
        if kind == "note":
            above = self.record("workshop")
            found = [one for one in found if above is not None and one.values["workshop"] == above.title]
        elif dive is not None:
            themes = read.themes(dive)
            found = [one for one in found if one.values["dive"] in themes]
        found = columns.ordered(found, self.order.get(kind, columns.orders(kind)[0]))
        return found if all_of else [one for one in found if columns.kept(one, self.only.get(kind, columns.ALL))]

    def record(self, kind: str) -> Record | None:
        """Return the record of a kind under the cursor of its list."""
        key = self._keys.get(kind)
        return next((one for one in (self.found.of(kind) if self.found else ()) if str(one.id) == key), None)

    @property
    def kind(self) -> str:
        """The kind of record that `n`, `e` and `x` are about: that of the list that has the keyboard."""
        focused = self.focused.id if self.focused is not None else None
        if focused == "dives-list":
            return "dive"
        if focused in ("list-step", "list-note"):
            return focused.removeprefix("list-")
        return "delivery" if self.view == "map" else self.view

    @property
    def subject(self) -> Record | None:
        """The record that `e` and `x` are about."""
        if self.kind == "dive":
            return self.dive
        if self.view == "map":
            found = self.map_cell
            return found.deliveries[0] if found is not None and len(found.deliveries) == 1 else None
        return self.record(self.kind)

    @property
    def map_cell(self) -> maps.MapCell | None:
        """The cell of the activity map under the cursor; None where nothing is in it."""
        table = self.query_one("#map", maps.MapTable)
        return table.made.cells.get(table.at) if table.made is not None and table.at is not None else None
