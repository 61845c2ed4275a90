"""The packs: choose one, see what to look at first, write it with progress, and what has changed since those before."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.ask import Ask, SaveDialog, replace_question
from tpdesk.screens.commands.packs import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.packs import words as words
from tpdesk.screens.packs.together import ask_expected, ask_others
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.line_table_layout import hanging
from tpdesk.text import file_name
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.domain.frozen import Version
    from tpdesk.models.desk import Desk
    from tpdesk.screens.reporter import Job
    from tpdesk.services.pack_choices import PackChoice, PackDone, PacksRead


class PacksScreen(ModeScreen):
    """Mode 7."""

    MODE = "packs"
    CSS_PATH = "packs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def __init__(self) -> None:
        super().__init__()
        self.choice: PackChoice | None = None
        self.found: PacksRead | None = None
        self._for: tuple[Path, int | None, int | None] | None = None
        """The desk, place and year that `choice` is for."""
        self._writing: Job | None = None
        self._just_written: Path | None = None

    def content(self) -> ComposeResult:
        """The next pack and what to look at; below what was written."""
        with Horizontal(id="next"):
            with Vertical(id="next-choices"):
                yield Static(content("The next pack", "bold"), classes="heading")
                yield OptionList(id="pack-choices", markup=False)
            with VerticalScroll(id="next-ready", can_focus=False):
                yield Static(id="ready-heading", classes="heading")
                yield Static(id="ready")
        yield Static(id="pack-says")
        yield Static(classes="heading", id="packs-heading")
        yield FlexTable(id="packs")
        yield Static(id="packs-about")

    # -- reading

    def load(self) -> None:
        """Read what to look at for the place's year, and what was written."""
        choice, place, year = self.choice, self.here.place, self.here.year
        if place is None:
            return
        fresh = self._for != (self.path, place, year)
        name = self.window.place.name if self.window.place is not None else ""

        def offer(desk: Desk) -> tuple[PackChoice, PacksRead]:
            wanted = choice
            if fresh or wanted is None:
                wanted = services.pack_choices.first_choice(
                    desk, name, year_text(year) if year is not None else "", _documents()
                )
            return wanted, services.pack_choices.read_packs(desk, place, year, wanted)

        self.ask("packs.read", offer, self._show_read)

    async def _show_read(self, read: tuple[PackChoice, PacksRead]) -> None:
        here = self.here
        if self._for != (self.path, here.place, here.year):
            self._say("pack-says", Content(""))
        self._for = (self.path, here.place, here.year)
        self.choice, self.found = read
        if here.year is None and not self.found.packs:
            name = self.window.place.name if self.window.place is not None else "This place"
            text = (
                f"{name} has no spend lines yet. Once organisations' money is in, this writes the workbook that a "
                "board gets: who spends what, where they overlap, with every source and sum."
            )
            await self.say_empty("No pack to write yet", text, "desk.import", "desk.place", "desk.help")
            return
        self._show()

    # -- showing

    def on_resize(self) -> None:
        """Show as many columns as there is room for."""
        if self.found is not None:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        choice, found = self.choice, self.found
        if choice is None or found is None:
            return
        name = self.window.place.name if self.window.place is not None else ""
        year = year_text(self.here.year) if self.here.year is not None else "no money yet"
        listed = self.query_one("#pack-choices", OptionList)
        at = listed.highlighted or 0
        room = (listed.size.width or self.size.width) - 12
        listed.clear_options()
        for key, title, value in words.choices(
            choice, dict(services.pack_choices.KINDS), name, year, found.publication
        ):
            name_of = content(f"{title:<9}", "$quiet").pad_right(9 - len(title))
            listed.add_option(Option(joined([name_of, hanging(value, room, 10)]), id=key))
        listed.highlighted = min(at, listed.option_count - 1)
        self.query_one("#ready-heading", Static).update(
            joined(
                [
                    content("Before you write:", "bold"),
                    content(words.summary(found.ready) if found.ready else "no money in any year yet"),
                ]
            )
        )
        looked = [
            joined([content(words.SIGNS[item.state][0], f"bold {words.SIGNS[item.state][1]}"), content(item.text)])
            for item in found.ready
        ]
        self.query_one("#ready", Static).update(joined(looked, "\n"))
        table = self.query_one("#packs", FlexTable)
        table.display = bool(found.packs)
        # What to look at before the first has the room of the list that is not there yet.
        self.set_class(not found.packs, "-none-written")
        table.fill(*words.table(found.packs, self.size.width))
        self._tell_pack()
        self.refresh_bindings()

    def _tell_pack(self) -> None:
        found = self.found
        if found is None:
            return
        key = self.query_one("#packs", FlexTable).key
        none = content("" if found.packs else ": none yet, w writes the first", "$quiet")
        self._say("packs-heading", joined([content("Packs written from this desk", "bold"), none], ""))
        about = words.about(found.packs[int(key)]) if found.packs and key is not None else ""
        self._say("packs-about", content(about, "$quiet"))

    def _say(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    @on(DataTable.RowHighlighted)
    def follow(self) -> None:
        """Say more of the pack under the cursor."""
        self._tell_pack()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        shown = self.panel == "content" and self.choice is not None
        match action:
            case "write":
                return shown and self._writing is None and self.here.year is not None
            case "versions" | "summary":
                return shown and self.here.year is not None
            case "check_workbook":
                return shown and self._writing is None
            case "change":
                return shown and self.query_one("#pack-choices").has_focus
            case "copy_path":
                return shown
            case "open_pack" | "show_folder":
                return shown
        return super().check_action(action, parameters)

    @on(OptionList.OptionSelected, "#pack-choices")
    def change_chosen(self) -> None:
        """Enter, or a click, changes the line."""
        self.action_change()

    def action_change(self) -> None:
        """Change the choice under the cursor."""
        listed = self.query_one("#pack-choices", OptionList)
        if self.choice is None or listed.highlighted is None:
            return
        match listed.get_option_at_index(listed.highlighted).id:
            case "kind":
                self._change_kind()
            case "place":
                self.app.run_worker(self.app.run_action("choose_place"))
            case "version":
                self._change_version()
            case "others":
                self._change_others()
            case "expected":
                self._change_expected()
            case "year":
                self.window.say("[ and ] show the year before and after; each place reports that year.")
            case "status":
                self._take(replace(self.choice, status="final" if self.choice.status == "draft" else "draft"))
            case "copy":
                self._change_copy()
            case "lines":
                self._take(replace(self.choice, lines=not self.choice.lines))
            case "papers":
                self._take(replace(self.choice, papers=words.next_papers(self.choice.papers)))
            case "made_by":
                self._change_made_by()
            case "publication":
                self._change_publication()
            case "target":
                self._change_target()

    def _take(self, choice: PackChoice) -> None:
        self.choice = choice
        self._show()
        self.load()

    def _change_version(self) -> None:
        """Choose the frozen count that the pack is written from, or the desk as it is."""
        if self.window.place is None or self.here.year is None:
            return
        place, year = self.window.place.name, year_text(self.here.year)
        self.ask(
            "packs.versions", lambda desk: services.versions.list_versions(desk, place, year), self._offer_versions
        )

    def _offer_versions(self, versions: tuple[Version, ...]) -> None:
        if not versions:
            self.window.say("No count of this place and year has been frozen yet. Press z, then n, to freeze one.")
            return
        choices = [Choice("", "The desk as it is")]
        choices += [Choice(one.name, one.name, f"{one.kind}, frozen {one.frozen_at[:10]}") for one in versions]
        current = self.choice.version if self.choice is not None else ""

        def take(choice: Choice | None) -> None:
            if choice is not None and self.choice is not None:
                self._take(replace(self.choice, version=choice.id))

        self.app.push_screen(Choose("Write from which version?", choices, current=current), take)

    @asks
    async def _change_kind(self) -> None:
        notes = {
            "board": "who spends what, where organisations overlap, with every source and sum",
            "interim": "progress, spending, themes, what was identified and delivered, barriers, what was recognised",
            "final": "all of that, outcomes, savings, cases, recommendations, next steps, what must be true elsewhere",
            "national": "what several places report together: this desk's, other desks' and summaries'",
        }
        kinds = [Choice(kind, name, notes.get(kind, "")) for kind, name in services.pack_choices.KINDS.items()]
        choice = await self.app.push_screen_wait(Choose("Which pack?", kinds))
        if choice is not None and self.choice is not None:
            self._take(self._renamed(self.choice, replace(self.choice, kind=choice.id)))

    def _change_copy(self) -> None:
        choice = self.choice
        assert choice is not None
        self._take(self._renamed(choice, replace(choice, publish=not choice.publish)))

    def _renamed(self, before: PackChoice, after: PackChoice) -> PackChoice:
        """Return a choice with the file that is proposed for it; a name of the user's own is kept."""
        name = self.window.place.name if self.window.place is not None else ""
        year = year_text(self.here.year) if self.here.year is not None else ""
        folder = before.target.parent
        old, new = (
            services.pack_choices.proposed_target(one.kind, name, year, publish=one.publish, folder=folder)
            for one in (before, after)
        )
        return replace(after, target=new) if before.target == old else after

    @asks
    async def _change_others(self) -> None:
        assert self.choice is not None
        others = await ask_others(self.app, self.choice.others)
        if self.choice is not None:
            self._take(replace(self.choice, others=others))

    @asks
    async def _change_expected(self) -> None:
        assert self.choice is not None
        expected = await ask_expected(self.app, self.choice.expected)
        if self.choice is not None:
            self._take(replace(self.choice, expected=expected))

    @asks
    async def action_summary(self) -> None:
        """Write what the place tells a national report."""
        place, year = self.window.place, self.here.year
        if place is None or year is None:
            return
        name, said = place.name, year_text(year)
        dialog = SaveDialog(
            "Write the place's summary",
            "Totals, grades, savings and barriers of this place and year for a national report; no lines.",
            start=file_name(f"{name} {said} summary", suffix=".json"), endings=frozenset([".json"]),
        )  # fmt: skip
        target = await self.app.push_screen_wait(dialog)
        if target is not None:
            self.ask(
                "packs.summary",
                lambda desk: services.national.write_place_summary(
                    services.national.summarise_place(desk, name, said), target, replace_it=True
                ),
                lambda digest: self.window.say(f"Written to {target.name}, hash {digest[:16]}.", "Summary written"),
            )

    @asks
    async def _change_made_by(self) -> None:
        assert self.choice is not None
        before = dict.fromkeys(pack.note.made_by for pack in (self.found.packs if self.found is not None else ()))
        known = [Choice(name, name) for name in before if name != "not stated"]
        text = "Who made it, for the cover: a role or a team. No person's name is needed."
        typed = await self.app.push_screen_wait(
            Ask("Made by", text, self.choice.made_by, hint="Finance and performance team", choices=known)
        )
        if typed is not None and self.choice is not None:
            self._take(replace(self.choice, made_by=typed))

    def _change_publication(self) -> None:
        """Set whom a reader asks, when packs of the place are issued, and when the next comes."""
        from tpdesk.screens.registers.places_forms import publication_form

        if self.window.place is not None:
            self.app.push_screen(publication_form(self.window.place))

    @asks
    async def _change_target(self) -> None:
        assert self.choice is not None
        text = (
            "The workbook's file, with its folder. Where a file of that name is there, you are asked before it "
            "is replaced."
        )
        typed = await self.app.push_screen_wait(
            Ask(
                "Where to",
                text,
                str(self.choice.target),
                check=lambda typed: services.pack_choices.target_problem(typed),
            )
        )
        if typed is not None and self.choice is not None:
            self._take(replace(self.choice, target=services.files.typed_path(typed)))

    @asks
    async def action_write(self) -> None:
        """Write the pack that is chosen."""
        choice = self.choice
        if choice is None or self.here.place is None or self.here.year is None or self._writing is not None:
            return
        for target in services.pack_choices.targets_of(choice):
            if target.is_file() and not await self.app.push_screen_wait(replace_question(target)):
                return
        self._write(choice)

    def _write(self, choice: PackChoice) -> None:
        path, place, year = self.path, self.here.place, self.here.year
        if place is None or year is None:
            return

        def write(job: Job) -> PackDone:
            return services.pack_choices.write_choice(
                path, place, year, choice, lambda done, total: job.step(done, total, "sheets")
            )

        self._say("pack-says", content(f"Writing {choice.target.name} ..."))
        self._writing = self.window.work_on(
            f"Writing {choice.target.name}", write, self._written, self._failed, changes=True
        )
        self.refresh_bindings()

    def _written(self, pack: PackDone) -> None:
        self._writing, self._just_written = None, pack.written.file
        text, well = words.done(pack)
        parts = [content(text, "bold $success" if well else "bold $error")]
        parts += [content(line, "$quiet") for line in words.papers_done(pack)]
        parts += [content(pack.not_noted, "$warning")] if pack.not_noted else []
        self._say(
            "pack-says",
            joined(
                [*parts, content(f"{pack.written.file} (v opens it, f shows its folder, c copies the path)", "$quiet")],
                "\n",
            ),
        )
        self.refresh_bindings()

    def _failed(self, trouble: Trouble) -> None:
        self._writing = None
        self._say("pack-says", content(f"{trouble.title}. {trouble.message}", "bold $warning"))
        self.refresh_bindings()

    def action_versions(self) -> None:
        """Show the frozen counts of the place and year."""
        from tpdesk.screens.packs.versions import VersionsPanel

        if self.window.place is not None and self.here.year is not None:
            self.app.push_screen(VersionsPanel(self.window.place.name, year_text(self.here.year)))

    def action_check_workbook(self) -> None:
        """Check any workbook."""
        from tpdesk.screens.packs.check import check_workbook

        check_workbook(self, str(self.choice.target.parent) + os.sep if self.choice is not None else "")

    @property
    def _pack_file(self) -> Path | None:
        """The pack under the cursor of the list; where the list has not the keyboard, the one just written."""
        table = self.query_one("#packs", FlexTable)
        if (table.has_focus or self._just_written is None) and self.found is not None and table.key is not None:
            return Path(self.found.packs[int(table.key)].note.path)
        return self._just_written

    @on(DataTable.RowSelected)
    def open_selected(self) -> None:
        """Enter, or a second click, on a written pack."""
        self.action_open_pack()

    def action_open_pack(self) -> None:
        """Open the pack."""
        self._hand_over(lambda path: services.files.open_file(path))

    def action_show_folder(self) -> None:
        """Show the pack in its folder."""
        self._hand_over(lambda path: services.files.show_folder(path))

    def _hand_over(self, how: Callable[[Path], None]) -> None:
        path = self._pack_file
        if path is None:
            self.window.say("No pack has been written from this desk. Press w to write the first.", "No pack to open")
            return
        self.read("packs.open", lambda: how(path), lambda _: self.window.say(f"{path.name} is handed to its program."))

    def action_copy_path(self) -> None:
        """Copy where the pack is: that of the list where it has the keyboard, else the one to be written."""
        table = self.query_one("#packs", FlexTable)
        path = str(self.choice.target) if self.choice is not None else ""
        if table.has_focus and self.found is not None and table.key is not None:
            path = self.found.packs[int(table.key)].note.path
        self.app.copy_to_clipboard(path)
        self.window.say(f"Copied, where the terminal allows it: {path}")


def _documents() -> Path:
    from platformdirs import user_documents_path

    found = user_documents_path()
    return found if found.is_dir() else Path.home()
