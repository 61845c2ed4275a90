"""A merge before it is done: what the other desk brings, and what the two say differently,
side by side, to be decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.models.own.drafts import draft, keep_draft_soon
from tpdesk.screens.ask import PathDialog, SaveDialog
from tpdesk.screens.commands.deskfile import MERGE
from tpdesk.screens.desk.merging_words import brings, done_words, head, keys, row, side
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.text import file_name

if TYPE_CHECKING:
    from tpdesk.models.merge.plan import Choice, Difference, Merged, MergePlan

MOST = 2_000
"""Differences that are listed; `m`, `t` and a file decide the others too."""


class MergePanel(Dialog[None]):
    """What would come from `file`, and the differences, the conflicts first.
    What was decided is kept until it is merged, also over Esc and a restart."""

    TELLS = (
        "What the other desk brings is said at the top; below is what the two say differently, both sides of "
        "the one under the cursor beneath. Space changes which of the two stays, F2 merges, and u undoes the "
        "merge."
    )

    CSS_PATH = "desk_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(MERGE.commands)

    def __init__(self, file: Path, plan: MergePlan) -> None:
        super().__init__(f"Merge {file.name}")
        self.file = file
        self.plan = plan
        self.choices: dict[Difference, Choice] = {}
        self.listed: tuple[Difference, ...] = ()
        self.done: Merged | None = None
        self._form = f"merge.{file.resolve()}"
        self._merging = False
        self._csv = ""
        self._private_shown = False

    def parts(self) -> ComposeResult:
        """What comes, the differences with the one under the cursor side by side, and what to press."""
        with VerticalScroll(id="merge-brings", classes="said"):
            yield Static(id="merge-words")
        yield Static(id="merge-head")
        yield OptionList(id="merge-list", markup=False)
        with Horizontal(id="merge-sides"):
            yield Static(id="merge-mine")
            yield Static(id="merge-theirs")
        yield Static(id="merge-problem")
        with Horizontal(classes="buttons"):
            yield Static(id="form-keys")
            yield Button(content("Merge"), id="merge-go", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Show the plan, with what was decided before."""
        self._take_plan(self.plan)

    def on_resize(self) -> None:
        """Set the columns for the width there is."""
        self._fill()

    # -- showing

    def _take_plan(self, plan: MergePlan) -> None:
        self.plan = plan
        kept = draft(self.window.path, self._form)
        both: Mapping[str, Choice] = {"mine": "mine", "theirs": "theirs"}
        self.choices = {one: both[kept[_key(one)]] for one in plan.differences if kept.get(_key(one)) in both}
        self.listed = tuple(sorted(plan.differences, key=lambda one: not one.is_conflict))[:MOST]
        self._fill()
        self.query_one("#merge-list" if self.listed else "#merge-brings").focus()

    def _fill(self) -> None:
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options(Option(row(one, self._taken(one), self._width)) for one in self.listed)
        if self.listed:
            listed.highlighted = min(at, len(self.listed) - 1)
        self._say_plan()

    def _say_plan(self) -> None:
        done, nothing = self.done, self.plan.brings_nothing(self.choices)
        told = brings(self.plan, self.choices, len(self.listed)) if done is None else done_words(done)
        self.query_one("#merge-words", Static).update(told)
        self.query_one("#merge-head", Static).update(head(self._width))
        open_ones = bool(self.listed) and done is None
        self.query_one("#merge-brings").set_class(not open_ones, "-alone")
        for name in ("#merge-head", "#merge-list", "#merge-sides"):
            self.query_one(name).display = open_ones
        self.query_one("#merge-go").display = done is None and not nothing
        self.query_one("#form-keys", Static).update(keys(open_ones, can_merge=done is None and not nothing))

    @property
    def _width(self) -> int:
        return self.query_one("#dialog").content_size.width - 1

    def _taken(self, one: Difference) -> Choice:
        return self.choices.get(one, one.usual)

    @on(OptionList.OptionHighlighted)
    def show_sides(self) -> None:
        """Show the difference under the cursor side by side."""
        one = self._under
        if one is not None:
            for whose in ("mine", "theirs"):
                self.query_one(f"#merge-{whose}", Static).update(
                    side(one, whose, kept=self._taken(one) == whose, whole=self._private_shown)
                )

    @property
    def _under(self) -> Difference | None:
        at = self.query_one(OptionList).highlighted
        return self.listed[at] if at is not None and at < len(self.listed) else None

    def action_private(self) -> None:
        """Show the private texts of the difference under the cursor, or hide them."""
        self._private_shown = not self._private_shown
        self.show_sides()

    def _problem(self, text: str) -> None:
        self.query_one("#merge-problem", Static).update(content(text, "bold $warning"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Decide only while there is something to decide."""
        if action == "private":
            return self._under is not None and self._under.private is not None and self.done is None
        if action in ("other", "keep", "keep_all", "write", "load"):
            return bool(self.listed) and self.done is None
        if action in ("again", "save"):
            return self.done is None
        return super().check_action(action, parameters)

    # -- deciding

    @on(OptionList.OptionSelected)
    def action_other(self) -> None:
        """Keep what the other side says of the difference under the cursor."""
        one = self._under
        if one is not None:
            self._decide({one: "theirs" if self._taken(one) == "mine" else "mine"})

    def action_keep(self, choice: Choice) -> None:
        """Keep one side of the difference under the cursor."""
        if self._under is not None:
            self._decide({self._under: choice})

    def action_keep_all(self, choice: Choice) -> None:
        """Keep one side of every conflict."""
        from tpdesk.services.merging import all_conflicts

        self._decide(all_conflicts(self.plan, choice))

    def _decide(self, choices: Mapping[Difference, Choice]) -> None:
        self.choices.update(choices)
        differing: dict[str, str] = {_key(one): choice for one, choice in self.choices.items() if choice != one.usual}
        keep_draft_soon(self.window.path, self._form, differing or None)
        listed = self.query_one(OptionList)
        for at, one in enumerate(self.listed):
            if one in choices:
                listed.replace_option_prompt_at_index(at, row(one, self._taken(one), self._width))
        self._problem("")
        self._say_plan()
        self.show_sides()

    # -- deciding in a spreadsheet

    def action_write(self) -> None:
        """Write every difference to a file."""
        start = self._csv or file_name(f"{self.file.stem} differences", suffix=".csv")
        text = "Where to? Write mine or theirs into its column 'choice', save it as CSV, and take it in with l."
        self.app.push_screen(SaveDialog("Write the differences to a file", text, start=start), self._write_to)

    def _write_to(self, path: Path | None) -> None:
        if path is None:
            return
        self._csv = str(path)
        plan, choices = self.plan, dict(self.choices)
        self.read(
            "merge.write",
            lambda: services.merging.write_differences(plan, choices, path, replace=True),
            lambda _: self.window.say(f"Every difference is in {path}."),
        )

    def action_load(self) -> None:
        """Take decisions in from a file."""
        self.app.push_screen(
            PathDialog(
                "Take decisions in", "Which file? One that w wrote, decided in its column 'choice'.", start=self._csv
            ),
            self._load,
        )

    def _load(self, path: Path | None) -> None:
        if path is None:
            return
        self._csv = str(path)
        plan = self.plan
        self.read("merge.load", lambda: services.merging.read_decisions(plan, path), self._decide)

    # -- merging

    def action_again(self) -> None:
        """Compare the two desks again."""
        from tpdesk.services.merging import compare

        mine, other, with_private = self.window.path, self.file, self.plan.with_private
        self._problem("Comparing again ...")

        def compared(plan: MergePlan) -> None:
            self._problem("")
            self._take_plan(plan)

        self.read("merge.compare", lambda: compare(mine, other, with_private=with_private), compared)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Say in the panel what went wrong; what was decided stays."""
        self.window.remember(trouble)
        self._failed(trouble)

    @on(Button.Pressed, "#merge-go")
    def save(self) -> None:
        """Merge, as one act."""
        if self._merging or self.done is not None or self.plan.brings_nothing(self.choices):
            return
        file, plan, choices = self.file, self.plan, dict(self.choices)
        self._problem(f"Merging {file.name} ...")
        merging = self.window.change(
            f"Merging {file.name}",
            lambda desk: services.merging.apply(desk, file, plan, choices),
            self._merged,
            self._failed,
        )
        self._merging = merging is not None

    def _merged(self, done: Merged) -> None:
        self._merging, self.done = False, done
        keep_draft_soon(self.window.path, self._form, None)
        if not self.is_attached:
            self.window.say(f"{done.words}. Press u to undo.", f"Merged {self.file.name}")
            return
        self._problem("")
        self._say_plan()
        self.query_one("#merge-brings").focus()
        self.refresh_bindings()

    def _failed(self, trouble: Trouble) -> None:
        self._merging = False
        if self.is_attached:
            self._problem(f"{trouble.title}. {trouble.message}")
        else:
            self.window.tell(trouble)


def _key(one: Difference) -> str:
    return json.dumps((one.record, one.name, one.field, one.mine, one.theirs), ensure_ascii=False)
