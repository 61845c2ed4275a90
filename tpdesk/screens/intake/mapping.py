"""The bodies' own labels and what they stand for: the most money first, mapped one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

from tpdesk import services
from tpdesk.screens.ask import PathDialog, SaveDialog, write_file
from tpdesk.screens.commands.intake import MAPPING
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.intake.mapping_steps import MapInSteps
from tpdesk.screens.intake.mapping_view import Item, LabelsPane
from tpdesk.screens.intake.words import category_name, division_of, money_of
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.text import counted, folded

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.mapping import LabelMoney
    from tpdesk.services.mapping import MapTaken

PARTS: Final = 4
"""Categories over which a label can be split on the screen; a map file takes more."""


class MappingScreen(ModeScreen):
    """The mapping room."""

    MODE = "mapping"
    NAME = "Map labels"
    AUTO_FOCUS = "#map-table"
    CSS_PATH = ["../rooms.tcss", "mapping.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(MAPPING.commands)

    def content(self) -> ComposeResult:
        """The labels."""
        yield LabelsPane(id="mapping")

    @property
    def labels(self) -> LabelsPane:
        """The labels of the place."""
        return self.query_one("#mapping", LabelsPane)

    def focus_content(self) -> None:
        """Give the keyboard to the list."""
        self.labels.query_one("#map-table").focus()

    def load(self) -> None:
        """Read the labels of the place."""
        self.labels.load()

    def begin(self) -> None:
        """Begin without the search of the last time."""
        self.labels.begin()

    def action_leave(self) -> None:
        """Clear the selection; where nothing is selected, go back to the desk."""
        if self.labels.selected:
            self.labels.clear()
        else:
            super().action_leave()

    @on(DataTable.RowSelected)
    def enter(self, message: DataTable.RowSelected) -> None:
        """Enter maps."""
        message.stop()
        self.action_mapping_map()

    @asks
    async def action_mapping_map(self) -> None:
        """Ask for the category, and map."""
        labels, targets = self.labels, self.labels.targets()
        if not targets:
            return
        offer = labels.offer(targets[0]) if len(targets) == 1 else None
        choices = self._categories()
        if offer is not None:
            suggested = next(choice for choice in choices if choice.id == offer.category)
            choices = [
                Choice(suggested.id, suggested.text, f"suggested: it {offer.reason}"),
                *(choice for choice in choices if choice != suggested),
            ]
        one = len(targets) == 1
        money = money_of(labels.known[item] for item in targets)
        named = (
            f"'{targets[0][1] or '(no label)'}' stands"
            if one
            else f"{counted(len(targets), 'label')} with {money} stand"
        )
        choice = await self.app.push_screen_wait(Choose(f"{named} for what?", choices, free=True))
        if choice is not None:
            self._map([(item, {choice.id or choice.text: Fraction(1)}) for item in targets])

    def _categories(self) -> list[Choice]:
        titles = self.labels.titles
        return [Choice(code, category_name(code, titles), division_of(code, titles)) for code in titles]

    @asks
    async def action_mapping_rest(self) -> None:
        """Map all open labels of one body at once: of the one on show, of the only one with any, or
        of one that is asked for."""
        labels, body = self.labels, self.labels.view.body
        bodies: dict[int, list[LabelMoney]] = {}
        for item in labels.open.values():
            bodies.setdefault(item.agency, []).append(item)
        of_view = [agency for agency, items in bodies.items() if items[0].agency_name == body]
        if (body and not of_view) or not bodies:
            self.window.say(f"Every label{f' of {body}' if body else ''} has a map.")
            return
        agency: int | None = (of_view or list(bodies))[0]
        if not of_view and len(bodies) > 1:
            agency = await self._ask_agency(bodies)
        if agency is not None:
            await self._map_rest(agency, bodies[agency])

    async def _ask_agency(self, bodies: Mapping[int, Sequence[LabelMoney]]) -> int | None:
        usual = self.labels.workspace.usual if self.labels.workspace is not None else {}
        choices = [
            Choice(str(agency), items[0].agency_name, f"{counted(len(items), 'open label')}, {money_of(items)}")
            for agency, items in sorted(
                bodies.items(), key=lambda pair: (pair[0] not in usual, -sum(one.size_pence for one in pair[1]))
            )
        ]
        item = self.labels.item
        title = "All open labels of which organisation?"
        choice = await self.app.push_screen_wait(Choose(title, choices, current=str(item[0]) if item else ""))
        return int(choice.id) if choice is not None else None

    async def _map_rest(self, agency: int, items: Sequence[LabelMoney]) -> None:
        place, workspace = self.here.place, self.labels.workspace
        if place is None or workspace is None:
            return
        name, usual, choices = items[0].agency_name, workspace.usual.get(agency, ""), self._categories()
        first = [Choice(one.id, one.text, "usual for its kind of organisation") for one in choices if one.id == usual]
        others = [one for one in choices if one.id != usual]
        title = f"All {counted(len(items), 'open label')} of {name} ({money_of(items)}) stand for what?"
        choice = await self.app.push_screen_wait(Choose(title, [*first, *others], free=True))
        if choice is not None:
            words = f"of {name} to {choice.text}. For exceptions press v and map them one by one."
            self.window.change(
                "Mapping",
                lambda desk: services.mapping.map_the_rest(desk, place, agency, choice.id or choice.text),
                lambda number: self.window.say(f"{counted(number, 'label')} {words} Press u to undo.", "Mapped"),
            )

    def action_mapping_accept(self) -> None:
        """Accept the suggestions of the chosen labels, or of the one under the cursor."""
        self._accept(self.labels.targets())

    @asks
    async def action_mapping_all(self) -> None:
        """Show the steps that map many labels at once, with the money they move, and accept those selected."""
        labels, place = self.labels, self.here.place
        steps = labels.steps()
        if not steps or labels.workspace is None or place is None:
            self.window.say("No label that is open here has a suggestion.")
            return
        offers = await self.app.push_screen_wait(MapInSteps(steps, labels.workspace.state))
        if offers:
            self.window.change(
                "Mapping",
                lambda desk: services.mapping.accept(desk, place, offers),
                lambda number: self._mapped(f"{counted(number, 'label')} as suggested."),
            )

    def _accept(self, items: Sequence[Item]) -> None:
        offered = [(item, offer) for item in items if (offer := self.labels.offer(item)) is not None]
        if not offered:
            self.window.say("There is no suggestion here: Enter asks for the category.")
            return
        self._map([(item, {offer.category: Fraction(1)}) for item, offer in offered])

    def _map(self, wanted: Sequence[tuple[Item, Mapping[str, Fraction]]]) -> None:
        place, whole = self.here.place, self.labels.whole_place
        if place is not None:
            codes = sorted({code for _, shares in wanted for code in shares})
            one = category_name(codes[0], self.labels.titles)
            what = one if len(codes) == 1 else counted(len(codes), "category", "categories")
            self.window.change(
                "Mapping",
                lambda desk: _map_labels(desk, place, wanted, whole_place=whole),
                lambda number: self._mapped(f"{counted(number, 'label')} to {what}."),
            )

    def _mapped(self, words: str) -> None:
        self.labels.selected.clear()
        self.window.say(f"{words} Press u to undo.", "Mapped")

    @asks
    async def action_mapping_split(self) -> None:
        """Ask for categories and shares, and map."""
        targets, place, whole = self.labels.targets(), self.here.place, self.labels.whole_place
        if not targets or place is None:
            return
        item, choices = targets[0], self._categories()
        codes = {folded(choice.text): choice.id for choice in choices}

        def save(desk: Desk, values: Mapping[str, str]) -> int:
            shares = _shares(values, codes)
            return _map_labels(desk, place, [(one, shares) for one in targets], whole_place=whole)

        named = f"'{item[1] or '(no label)'}'" if len(targets) == 1 else counted(len(targets), "label")
        form: Form[int] = Form(
            f"Split {named} by shares", _split_fields(choices), save, form=f"split.{item[0]}.{item[1]}", doing="Mapping"
        )
        if number := await self.app.push_screen_wait(form):
            self._mapped(f"{counted(number, 'label')} split.")

    def action_mapping_off(self) -> None:
        """Remove the map."""
        targets, place = self.labels.targets(), self.here.place
        if not self.labels.view.mapped:
            self.window.say("These labels have no map. v shows those that have one.")
        elif targets and place is not None:
            self.window.change(
                "Removing maps", lambda desk: services.mapping.take_off(desk, place, targets), self._removed
            )

    def _removed(self, result: tuple[int, int]) -> None:
        gone, shared = result
        rest = f" {counted(shared, 'shared map')} cannot be removed." if shared else ""
        self.labels.selected.clear()
        self.window.say(f"{counted(gone, 'map')} removed.{rest} Press u to undo.")

    # -- files

    @asks
    async def action_mapping_write(self, start: str = "") -> None:
        """Write the open labels to a map file."""
        place, body = self.here.place, self._body_id()
        if place is None:
            return
        text = "The open labels with their suggestions, to fill in in a spreadsheet."
        dialog = SaveDialog("Write a map file", text, start=start or "labels.csv")
        target = await self.app.push_screen_wait(dialog)
        if target is not None:
            write_file(
                self.window,
                target,
                lambda desk: services.mapping.write_open_labels(desk, place, body, target, replace=True),
                lambda number: self.window.say(
                    f"{counted(number, 'label')} in {target}. Fill in the categories, then import it with l.", "Written"
                ),
                lambda trouble: self._again(trouble, self.action_mapping_write, target),
            )

    @asks
    async def action_mapping_take(self, start: str = "") -> None:
        """Import a map file."""
        place, body = self.here.place, self._body_id()
        if place is None:
            return
        whose = f"for {self.labels.view.body}" if self.labels.view.body else "for every organisation of the place"
        text = f"Columns label, category and share; its maps hold {whose}."
        source = await self.app.push_screen_wait(PathDialog("Import a map file", text, start=start))
        if source is not None:
            self.window.change(
                f"Importing {source.name}",
                lambda desk: services.mapping.apply_map_file(desk, place, body, source),
                lambda result: self._imported(source.name, result),
                lambda trouble: self._again(trouble, self.action_mapping_take, source),
            )

    def _imported(self, name: str, result: MapTaken) -> None:
        texts = ", ".join(repr(text) for text in result.without_lines[:3])
        missing = f" No line here has {texts}." if texts else ""
        self.window.say(f"{counted(result.labels, 'label')} by {name}.{missing} Press u to undo.", "Mapped")

    def _again(self, trouble: Trouble, ask: Callable[[str], object], path: Path) -> None:
        self.window.tell(trouble)
        ask(str(path))

    def _body_id(self) -> int | None:
        workspace, body = self.labels.workspace, self.labels.view.body
        return workspace.agencies.get(body) if workspace is not None and body else None


def _map_labels(
    desk: Desk, place: int, wanted: Sequence[tuple[Item, Mapping[str, Fraction]]], *, whole_place: bool
) -> int:
    maps = [services.mapping.LabelMap(*item, shares) for item, shares in wanted]
    return services.mapping.map_labels(desk, place, maps, whole_place=whole_place)


def _split_fields(choices: Sequence[Choice]) -> list[FormField]:
    fields: list[FormField] = []
    for n in range(1, PARTS + 1):
        hint = "a title or a code; ↓ shows all"
        fields.append(FormField(f"category{n}", f"Category {n}", hint=hint, choices=choices, strict=True, needed=n < 3))
        fields.append(
            FormField(f"share{n}", "its share", hint="for example 60%, 0.6 or 1/3; left empty it takes the rest")
        )
    return fields


def _shares(values: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, Fraction]:
    """Return code to share of what was typed into the form; one share may be left empty, and takes the rest.
    Raises UsageProblem."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.label_map import parse_share

    found: dict[str, Fraction] = {}
    rest = ""
    for n in range(1, PARTS + 1):
        code, share = codes.get(folded(values[f"category{n}"]), ""), values[f"share{n}"].strip()
        if not code:
            continue
        if share:
            found[code] = found.get(code, Fraction(0)) + parse_share(share)
        elif rest:
            raise UsageProblem("Two shares are empty: one may be, and takes the rest.")
        else:
            rest = code
    if rest:
        found[rest] = found.get(rest, Fraction(0)) + 1 - sum(found.values(), Fraction(0))
    return found
