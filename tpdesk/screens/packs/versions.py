"""The frozen counts of a place and year: what changed from one to another or to now, freezing one, removing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.domain.codes import VERSION_KINDS
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.bridge import STEPS
from tpdesk.screens.ask import Ask
from tpdesk.screens.commands.packs import VERSIONS
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.overlap.explain import explain
from tpdesk.screens.packs.waterfall import reasons, waterfall
from tpdesk.units import short_pounds, signed_pounds

if TYPE_CHECKING:
    from tpdesk.domain.frozen import Version
    from tpdesk.domain.results.bridge import Bridge
    from tpdesk.models.desk import Desk
    from tpdesk.screens.reporter import Trouble


class VersionsPanel(Dialog[None]):
    """The versions, the latest first; below, what leads from the one under the cursor to another, or to now."""

    TELLS = (
        "A frozen count keeps what was counted, and nothing changes it again. The picture shows what leads from the "
        "version under the cursor to the desk as it is, or to the version chosen with Space."
    )
    CSS_PATH = "packs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(VERSIONS)

    def __init__(self, place: str, year: str) -> None:
        super().__init__(f"Versions and what changed: {place}, {year}")
        self.place, self.year = place, year
        self.versions: tuple[Version, ...] = ()
        self.other: str | None = None
        """The name of the version to compare with; None for the desk as it is."""
        self.found: Bridge | None = None
        """The comparison on show."""

    def parts(self) -> ComposeResult:
        """The list, the comparison, what can be done."""
        yield Static(id="versions-none")
        yield OptionList(id="versions-list", markup=False)
        with VerticalScroll(id="versions-said"):
            yield Static(id="versions-change")
        yield Static(id="versions-keys")

    def on_mount(self) -> None:
        """Read the list."""
        super().on_mount()
        self._load()

    def _load(self) -> None:
        place, year = self.place, self.year
        self.ask("versions.read", lambda desk: services.versions.list_versions(desk, place, year), self._show)

    def _show(self, versions: tuple[Version, ...]) -> None:
        listed = self.query_one("#versions-list", OptionList)
        at = listed.highlighted or 0
        self.versions = versions
        if self.other not in {one.name for one in versions}:
            self.other = None
        none = self.query_one("#versions-none", Static)
        none.update(content("No count of this place and year has been frozen yet. Press n to freeze the first."))
        none.display = not versions
        listed.display = bool(versions)
        listed.clear_options()
        listed.add_options(Option(self._line(one), id=str(one.id)) for one in versions)
        keys = "n freezes the count as it is now · Space compares with another · x explains a step · r removes"
        self.query_one("#versions-keys", Static).update(content(keys, "$quiet"))
        if versions:
            listed.highlighted = min(at, len(versions) - 1)
            listed.focus()
        else:
            self._say([])

    def _line(self, one: Version) -> Content:
        mark = "→" if one.name == self.other else " "
        return joined(
            [
                content(f"{mark} {one.name}", "bold"), content(one.kind, "$accent"),
                content(short_pounds(one.after_transfers_pence)),
                content(one.frozen_at[:10], "$quiet"),
            ],
            "  ",
        )  # fmt: skip

    @property
    def chosen(self) -> Version | None:
        """The version under the cursor."""
        at = self.query_one("#versions-list", OptionList).highlighted
        return self.versions[at] if at is not None and at < len(self.versions) else None

    @on(OptionList.OptionHighlighted, "#versions-list")
    def compare(self) -> None:
        """Show what leads from the version under the cursor to the other."""
        first, second = self.chosen, self.other
        self.found = None
        if first is None:
            return
        other = None if second == first.name else second

        def asked(desk: Desk) -> Bridge:
            return services.versions.compare(desk, first.name, other)

        self.ask("versions.compare", asked, self._show_change)

    def _show_change(self, found: Bridge) -> None:
        self.found = found
        second = "now" if found.second.is_now else found.second.name
        head = content(f"{found.first.name} to {second}", "bold")
        if found.is_empty:
            self._say([head, content("Nothing has changed, to the penny.")])
            return
        width = self.query_one("#versions-said").size.width or 100
        self._say(
            [head, *waterfall(found, width), Content(" "), content("What changed and why", "bold"), *reasons(found)]
        )

    def _say(self, lines: list[Content]) -> None:
        self.query_one("#versions-change", Static).update(joined(lines, "\n"))

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say in the panel why two versions cannot be compared."""
        if group != "versions.compare":
            await super().show_trouble(trouble, group)
            return
        self._say([content(f"{trouble.title}. {trouble.message}", "bold $warning")])

    # -- commands

    @on(OptionList.OptionSelected, "#versions-list")
    def action_mark(self) -> None:
        """Compare with the version under the cursor, or with now again."""
        one = self.chosen
        if one is not None:
            self.other = None if self.other == one.name else one.name
            self._show(self.versions)
            self.compare()

    @asks
    async def action_explain(self) -> None:
        """Choose a step of the comparison on show, and walk it back to its files and who made it."""
        found = self.found
        if found is None or found.is_empty:
            return
        steps = [
            Choice(step, STEPS[step], signed_pounds(pence))
            for step, pence in found.steps.items()
            if any(found.by_category.get(step, {}).values()) or pence
        ]
        step = await self.app.push_screen_wait(Choose("Explain which step?", steps))
        if step is not None:
            other = "" if found.second.is_now else found.second.name
            explain(self.window, Figure("step", version=found.first.name, other_version=other, step=step.id))

    @asks
    async def action_freeze(self) -> None:
        """Freeze the count as it is now."""
        text = "The count of this place and year is kept under this name, and nothing changes it again."
        name = await self.app.push_screen_wait(
            Ask("Freeze this count", text, hint="for example Interim, 30 September", yes="Freeze",
                check=lambda typed: "" if typed else "A frozen count needs a name.")
        )  # fmt: skip
        if not name:
            return
        kind = await self.app.push_screen_wait(
            Choose("Frozen as", [Choice(kind, kind.capitalize()) for kind in VERSION_KINDS])
        )
        if kind is None:
            return
        place, year, chosen = self.place, self.year, kind.id
        self.window.change(
            f"Freezing {name}",
            lambda desk: services.versions.freeze(desk, name, place=place, year=year, kind=chosen),
            self._frozen,
        )

    def _frozen(self, made: Version) -> None:
        self.window.say(f"{made.name} is frozen: {short_pounds(made.after_transfers_pence)} after transfers.")
        self._load()

    @asks
    async def action_remove(self) -> None:
        """Remove the version under the cursor."""
        one = self.chosen
        if one is None:
            return
        text = (
            f"{one.name}, frozen on {one.frozen_at[:10]}, {short_pounds(one.after_transfers_pence)} after transfers, "
            "is removed. The history keeps that it was there, and u brings it back."
        )
        if await self.app.push_screen_wait(Confirm("Remove this version?", text, yes="Remove")):
            self.window.change(
                f"Removing {one.name}", lambda desk: services.versions.remove(desk, one.name), lambda _: self._load()
            )
