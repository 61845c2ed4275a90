"""The bodies' own labels and what they stand for: the most money first, mapped one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from tpdesk.models.lines.words import flows_words
from tpdesk.screens.commands.intake import MAPPING
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.intake.mapping_view import Item, MappingView
from tpdesk.screens.intake.mapping_words import category_name, division_of, money_of
from tpdesk.screens.keys import bindings
from tpdesk.screens.path_dialog import PathDialog
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.save_dialog import SaveDialog
from tpdesk.text import counted, folded
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.mapping import LabelMoney
    from tpdesk.screens.jobs import Job
    from tpdesk.services.mapping import MapTaken

PARTS: Final = 4
"""Categories over which a label can be split on the screen; a map file takes more."""


class MappingScreen(MappingView):
    """The mapping room."""

    MODE = "mapping"
    NAME = "Map labels"
    AUTO_FOCUS = "#map-table"
    CSS_PATH = ["../rooms.tcss", "mapping.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(MAPPING.commands)

    @on(DataTable.RowSelected)
    def enter(self, message: DataTable.RowSelected) -> None:
        """Enter maps."""
        message.stop()
        self.action_mapping_map()

    def action_mapping_map(self) -> None:
        """Ask for the category, and map."""
        targets = self._targets()
        if not targets:
            return
        offer = self._offer(targets[0]) if len(targets) == 1 else None
        choices = self._categories()
        if offer is not None:
            suggested = next(choice for choice in choices if choice.id == offer.category)
            choices = [
                Choice(suggested.id, suggested.text, f"suggested: it {offer.reason}"),
                *(choice for choice in choices if choice != suggested),
            ]
        named = (
            f"'{targets[0][1] or '(no label)'}'"
            if len(targets) == 1
            else f"{counted(len(targets), 'label')} with {money_of(self.known[item] for item in targets)}"
        )

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._map([(item, {choice.id or choice.text: Fraction(1)}) for item in targets])

        self.app.push_screen(
            Choose(f"{named} {'stands' if len(targets) == 1 else 'stand'} for what?", choices, free=True),
            chosen,
        )

    def _categories(self) -> list[Choice]:
        return [Choice(code, category_name(code, self.titles), division_of(code, self.titles)) for code in self.titles]

    def action_mapping_rest(self) -> None:
        """Map all open labels of one body at once: of the one on show, of the only one with any, or of one that is asked for."""
        bodies: dict[int, list[LabelMoney]] = {}
        for item in self._open.values():
            bodies.setdefault(item.agency, []).append(item)
        of_view = [agency for agency, items in bodies.items() if items[0].agency_name == self.view.body]
        if (self.view.body and not of_view) or not bodies:
            self.window.say(f"Every label{f' of {self.view.body}' if self.view.body else ''} has a map.")
        elif of_view or len(bodies) == 1:
            agency = (of_view or list(bodies))[0]
            self._ask_rest(agency, bodies[agency])
        else:

            def chosen(choice: Choice | None) -> None:
                if choice is not None:
                    self._ask_rest(int(choice.id), bodies[int(choice.id)])

            choices = [
                Choice(str(agency), items[0].agency_name, f"{counted(len(items), 'open label')}, {money_of(items)}")
                for agency, items in sorted(bodies.items(), key=lambda pair: -sum(one.size_pence for one in pair[1]))
            ]
            self.app.push_screen(
                Choose("All open labels of which body?", choices, current=str(self.item[0]) if self.item else ""),
                chosen,
            )

    def _ask_rest(self, agency: int, items: Sequence[LabelMoney]) -> None:
        place = self.here.place
        if place is None or self.workspace is None:
            return
        name, usual = items[0].agency_name, self.workspace.usual.get(agency, "")
        choices = self._categories()
        first = [Choice(one.id, one.text, "usual for its kind of body") for one in choices if one.id == usual]

        def call(desk: Desk, code: str) -> int:
            from tpdesk.services.mapping import map_the_rest

            return map_the_rest(desk, place, agency, code)

        def done(number: int, words: str) -> None:
            self.window.say(
                f"{counted(number, 'label')} of {name} to {words}. For exceptions press v and map them one by one. Press u to undo.", "Mapped"
            )  # fmt: skip

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                code, words = choice.id or choice.text, choice.text
                self.window.act("Mapping", lambda desk, _: call(desk, code), lambda number: done(number, words))

        self.app.push_screen(
            Choose(
                f"All {counted(len(items), 'open label')} of {name} ({money_of(items)}) stand for what?",
                [*first, *(one for one in choices if one.id != usual)],
                free=True,
            ),
            chosen,
        )

    def action_mapping_accept(self) -> None:
        """Take the suggestions of the chosen labels, or of the one under the cursor."""
        self._accept(self._targets())

    def action_mapping_all(self) -> None:
        """Take every suggestion that is listed, after a question."""
        items = [item for item in self._fitting if self._offer(item) is not None]
        if not items:
            self.window.say("No label that is listed has a suggestion.")
            return
        chosen = [self._open[item] for item in items]
        money = flows_words(sum(item.pence for item in chosen), sum(item.income_pence for item in chosen), pounds)

        def answered(yes: bool | None) -> None:
            if yes:
                self._accept(items)

        text = f"{counted(len(items), 'label')} with {money} get the category that is suggested beside each. Look through the list first: a suggestion only likens words. Press u to undo all of it."
        self.app.push_screen(Confirm("Take every suggestion?", text, yes="Take them"), answered)

    def _accept(self, items: Sequence[Item]) -> None:
        offered = [(item, offer) for item in items if (offer := self._offer(item)) is not None]
        if not offered:
            self.window.say("There is no suggestion here: Enter asks for the category.")
            return
        self._map([(item, {offer.category: Fraction(1)}) for item, offer in offered])

    def _map(self, wanted: Sequence[tuple[Item, Mapping[str, Fraction]]]) -> None:
        place, whole = self.here.place, self.whole_place
        if place is None:
            return

        def call(desk: Desk, _: Job) -> int:
            from tpdesk.services.mapping import LabelMap, map_labels

            return map_labels(desk, place, [LabelMap(*item, shares) for item, shares in wanted], whole_place=whole)

        def then(number: int) -> None:
            self.chosen.clear()
            codes = {code for _, shares in wanted for code in shares}
            what = (
                category_name(next(iter(codes)), self.titles)
                if len(codes) == 1
                else counted(len(codes), "category", "categories")
            )
            self.window.say(f"{counted(number, 'label')} to {what}. Press u to undo.", "Mapped")

        self.window.act("Mapping", call, then)

    def action_mapping_split(self) -> None:
        """Ask for categories and shares, and map."""
        targets, place, whole = self._targets(), self.here.place, self.whole_place
        if not targets or place is None:
            return
        item, choices = targets[0], self._categories()
        fields: list[FormField] = []
        for n in range(1, PARTS + 1):
            fields.append(
                FormField(
                    f"category{n}",
                    f"Category {n}",
                    hint="a title or a code; ↓ shows all",
                    choices=choices,
                    strict=True,
                    needed=n < 3,
                )
            )
            fields.append(
                FormField(f"share{n}", "its share", hint="for example 60%, 0.6 or 1/3; left empty it takes the rest")
            )

        def save(desk: Desk, values: Mapping[str, str]) -> int:
            from tpdesk.services.mapping import LabelMap, map_labels

            shares = _shares(values, {folded(choice.text): choice.id for choice in choices})
            return map_labels(desk, place, [LabelMap(*one, shares) for one in targets], whole_place=whole)

        def saved(number: int | None) -> None:
            if number:
                self.chosen.clear()
                self.window.say(f"{counted(number, 'label')} split. Press u to undo.", "Mapped")

        named = f"'{item[1] or '(no label)'}'" if len(targets) == 1 else counted(len(targets), "label")
        form: Form[int] = Form(
            f"Split {named} by shares", fields, save, form=f"split.{item[0]}.{item[1]}", doing="Mapping"
        )
        self.app.push_screen(form, saved)

    def action_mapping_off(self) -> None:
        """Take the map off."""
        targets, place = self._targets(), self.here.place
        if not self.view.mapped:
            self.window.say("These labels have no map. v shows those that have one.")
            return
        if not targets or place is None:
            return

        def call(desk: Desk, _: Job) -> tuple[int, int]:
            from tpdesk.services.mapping import take_off

            return take_off(desk, place, targets)

        def then(result: tuple[int, int]) -> None:
            gone, shared = result
            rest = f" {counted(shared, 'shared map')} cannot be taken off." if shared else ""
            self.chosen.clear()
            self.window.say(f"{counted(gone, 'map')} taken off.{rest} Press u to undo.")

        self.window.act("Taking off", call, then)

    # -- files

    def action_mapping_write(self, start: str = "") -> None:
        """Write the open labels to a map file."""
        place, path, body = self.here.place, self.path, self._body_id()
        if place is None:
            return

        def written(target: Path | None) -> None:
            if target is None:
                return

            def call(_: Job) -> int:
                from tpdesk.models.desk import open_desk
                from tpdesk.services.mapping import write_open_labels

                with open_desk(path, read_only=True) as desk:
                    return write_open_labels(desk, place, body, target, replace=True)

            def then(number: int) -> None:
                self.window.say(
                    f"{counted(number, 'label')} in {target}. Fill in the categories, then take it in with l.",
                    "Written",
                )

            self.window.work_on(f"Writing {target.name}", call, then, self._again(self.action_mapping_write, target))

        text = "The open labels with their suggestions, to fill in in a spreadsheet."
        self.app.push_screen(SaveDialog("Write a map file", text, start=start or "labels.csv"), written)

    def action_mapping_take(self, start: str = "") -> None:
        """Take a map file in."""
        place, body = self.here.place, self._body_id()
        if place is None:
            return

        def taken(source: Path | None) -> None:
            if source is None:
                return

            def call(desk: Desk, _: Job) -> MapTaken:
                from tpdesk.services.mapping import apply_map_file

                return apply_map_file(desk, place, body, source)

            def then(result: MapTaken) -> None:
                missing = (
                    f" No line here has {', '.join(repr(text) for text in result.without_lines[:3])}."
                    if result.without_lines
                    else ""
                )
                self.window.say(
                    f"{counted(result.labels, 'label')} by {source.name}.{missing} Press u to undo.", "Mapped"
                )

            self.window.act(f"Taking {source.name} in", call, then, self._again(self.action_mapping_take, source))

        whose = f"for {self.view.body}" if self.view.body else "for every body of the place"
        self.app.push_screen(
            PathDialog("Take a map file in", f"Columns label, category and share; its maps hold {whose}.", start=start),
            taken,
        )

    def _again(self, ask: Callable[[str], None], path: Path) -> Callable[[Trouble], None]:
        def failed(trouble: Trouble) -> None:
            self.window.tell(trouble)
            ask(str(path))

        return failed

    def _body_id(self) -> int | None:
        return self.workspace.agencies.get(self.view.body) if self.workspace is not None and self.view.body else None


def _shares(values: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, Fraction]:
    """Return code to share of what was typed into the form; one share may be left empty, and takes the rest. Raises UsageProblem."""
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
