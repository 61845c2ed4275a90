"""Going about in the deep dives: from view to view, to another deep dive, and what of a list is shown, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dives import activity_map as maps
from tpdesk.screens.dives.list import EVERY, in_order
from tpdesk.screens.dives.tabs import VIEWS
from tpdesk.screens.dives.view import DivesView
from tpdesk.screens.registers import rows as columns
from tpdesk.screens.registers.words import heading, text_of
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record


class DivesGoing(DivesView):
    """Mode 6 with what changes nothing."""

    def action_next_view(self, step: int) -> None:
        """Go to the next view, or the one before."""
        names = list(VIEWS)
        self.show_view(names[(names.index(self.view) + step) % len(names)])

    def action_choose_dive(self) -> None:
        """Choose the deep dive that is shown."""
        read = self.found
        assert read is not None

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._dive = choice.id
                self.show_again()

        choices = [Choice(EVERY, "All deep dives")]
        choices += [
            Choice(str(dive.id), dive.title, f"part of {dive.values['parent']}" if depth else "")
            for depth, dive in in_order(read)
        ]
        self.app.push_screen(Choose("Which deep dive?", choices, current=self._dive), chosen)

    def action_next_level(self) -> None:
        """Judge overlap within categories one level finer; after service lines, divisions again."""
        self.window.go_to(level=self.here.level % 4 + 1)

    def action_choose_client_group(self) -> None:
        """Choose the client group whose map is shown."""
        deliveries = self.records("delivery", all_of=True)

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.client_group = choice.id
                self.show_view_again()

        groups = maps.client_groups(deliveries)
        choices = [
            Choice(
                name,
                name,
                counted(sum(1 for one in deliveries if text_of(one, "client_group") == name), "delivery", "deliveries"),
            )
            for name in groups
        ]
        choices.append(
            Choice(maps.EVERYONE, "All client groups together", counted(len(deliveries), "delivery", "deliveries"))
        )
        self.app.push_screen(Choose("The map for whom?", choices, current=self.client_group or ""), chosen)

    def action_sort(self) -> None:
        """Choose how the list is sorted."""
        kind = self.view
        fields = {field.name: field for field in KINDS[kind].fields}

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.order[kind] = choice.id
                self.show_view_again()

        choices = [Choice(name, fields[name].title) for name in columns.orders(kind)]
        self.app.push_screen(
            Choose(f"Sort the {KINDS[kind].plural.lower()} by what?", choices, current=self.order.get(kind, "")), chosen
        )

    def action_filter(self) -> None:
        """Choose which records are shown."""
        kind = "note" if self.kind == "note" else self.view

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.only[kind] = choice.id
                self.show_view_again()

        titles = self.found.titles if self.found is not None else {}
        found = columns.filters(kind, self.records(kind, all_of=True), titles)
        choices = [
            Choice(name, f"{words[:1].upper()}{words[1:]}", str(number)) for name, (words, number) in found.items()
        ]
        self.app.push_screen(
            Choose(f"Show which {KINDS[kind].plural.lower()}?", choices, current=self.only.get(kind, columns.ALL)),
            chosen,
        )

    def action_find(self) -> None:
        """Go to a record by a part of what it says."""
        kind = self.view
        found = self.records(kind, all_of=True)

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.only[kind] = columns.ALL
                self._keys[kind] = choice.id
                self.show_view_again()

        choices = [Choice(str(one.id), heading(one), _remark(one)) for one in found]
        self.app.push_screen(Choose(f"Which {KINDS[kind].noun}?", choices, current=self._keys.get(kind) or ""), chosen)


def _remark(record: Record) -> str:
    names = {
        "delivery": ("category", "stage"),
        "barrier": ("level", "kind", "state"),
        "opportunity": ("horizon", "state"),
        "workshop": ("held_on",),
        "journey": ("client_group",),
    }
    return ", ".join(part for name in names.get(record.kind.name, ()) if (part := text_of(record, name)))
