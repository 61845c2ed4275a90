"""What is done with returns: workbooks written and read back, questions asked, chasing noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from tpdesk.screens.ask import PathDialog, SaveDialog
from tpdesk.screens.commands.agencies import RETURNS_READ
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.form import Form, FormField
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.registers.agencies_forms import problem_of
from tpdesk.text import clean, counted, file_name
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.services.return_reading import ReturnOutcome
    from tpdesk.services.return_reminders import SentReminders
    from tpdesk.services.return_sheets import SentReturns
    from tpdesk.services.returns import BodiesRead, BodyRow

_ALL = "every organisation of the place"
_LATE = "every organisation whose return is overdue"
_EXCEL = frozenset([".xlsx"])


def send(screen: ModeScreen, read: BodiesRead, row: BodyRow) -> None:
    """Write the return workbook of an organisation, or those of all."""
    from tpdesk.domain.kinds import RETURN
    from tpdesk.domain.return_form import CONTACT
    from tpdesk.services.files import output_folder

    name, place, year = row.agency.name, read.place.name, year_text(read.year)
    fields = [
        FormField("whom", "For", name, choices=[Choice("one", name), Choice("all", _ALL)], strict=True, needed=True),
        FormField("due", "Due on", row.returned.due_on, "blank: in four weeks",
            check=problem_of(RETURN.field_named("due_on"))),
        FormField("unit", "Amounts in", "pounds", choices=[Choice("p", "pounds"), Choice("t", "thousands")],
            strict=True, needed=True),
        FormField("prefill", "Last year", "last", "last shows last year's lines, none does not",
            choices=[Choice("l", "last"), Choice("n", "none")], strict=True, needed=True),
        FormField("contact", "Whom to ask", CONTACT, "as a role, for example the finance officer", needed=True),
        FormField("letter", "Letter", "yes", "a covering letter (.docx) beside it", kind="flag"),
        FormField("folder", "Folder", str(output_folder()), "where the workbooks go", needed=True),
    ]  # fmt: skip

    def save(desk: Desk, values: dict[str, str]) -> SentReturns:
        from tpdesk.services.files import remember_output_folder, typed_path
        from tpdesk.services.return_sheets import SendRequest, write_all, write_one

        given = {field.name: field.value for field in fields} | values
        request = SendRequest(
            year, place, given["prefill"], given["unit"], given["due"], given["contact"], given["letter"] == "yes"
        )
        folder = typed_path(given["folder"])
        is_all = given["whom"] == _ALL
        done = write_all(desk, folder, request) if is_all else write_one(desk, name, None, request, folder)
        remember_output_folder(folder)
        return done

    def sent(done: SentReturns | None) -> None:
        if done is not None:
            first = done.sent[0]
            said = first.file.name if len(done.sent) == 1 else counted(len(done.sent), "return workbook")
            screen.window.say(
                f"{said} in {first.file.parent}. Requested, due {first.due_on}. Press u to undo.", "Written"
            )
            for warning in done.warnings:
                screen.window.say(warning, "Look")

    note = "A workbook to fill in, without macros. The return is then requested, and the version is remembered."
    screen.app.push_screen(
        Form(f"Return workbook, {year}", fields, save, form=f"return.send.{row.agency.id}.{read.year}",
            doing="Writing the return workbook", note=note), sent,
    )  # fmt: skip


async def take_back(screen: ModeScreen, read: BodiesRead) -> None:
    """Read return workbooks that came back: a file, or all of a folder; first looked at, then taken in."""
    text = (
        f"A workbook that came back for {read.place.name}, {year_text(read.year)}. Name a folder with /* at its end to "
        "read all in it. They are checked first; nothing is written yet."
    )
    path = await screen.app.push_screen_wait(PathDialog("Read return workbooks", text, endings=_EXCEL))
    if path is not None:
        _look(screen, read, path, None)


def _look(screen: ModeScreen, read: BodiesRead, path: Path, unit: str | None) -> None:
    screen.window.act(
        f"Checking {_name(path)}",
        lambda desk, _: _read(desk, read, path, unit, dry_run=True),
        lambda outcomes: screen.talk(_go_on(screen, read, path, unit, outcomes)),
    )


def _read(
    desk: Desk, read: BodiesRead, path: Path, unit: str | None, *, dry_run: bool
) -> tuple[tuple[ReturnOutcome, ...], str]:
    """Return what became of the workbooks, and an e-mail to the sender where it is one."""
    from tpdesk.services.return_answers import email_text, open_questions
    from tpdesk.services.return_checks import ReadRequest
    from tpdesk.services.return_reading import read_returns_in, workbooks_in

    request = ReadRequest(read.place.name, year_text(read.year), unit=unit, dry_run=dry_run)
    files = workbooks_in([path.parent if path.name == "*" else path])
    outcomes = tuple(read_returns_in(desk, files, request))
    one = outcomes[0].read if len(outcomes) == 1 else None
    questions = open_questions(desk, one.place, one.agency, one.year) if one is not None else ()
    return outcomes, email_text(one, questions, one.book.manifest.due_on) if one is not None else ""


async def _go_on(
    screen: ModeScreen, read: BodiesRead, path: Path, unit: str | None, found: tuple[tuple[ReturnOutcome, ...], str]
) -> None:
    outcomes, mail = found
    chosen = await screen.app.push_screen_wait(ReturnsFound(_name(path), outcomes, mail))
    if chosen == "take":
        screen.window.act(
            f"Reading {_name(path)}",
            lambda desk, _: _read(desk, read, path, unit, dry_run=False)[0],
            lambda taken: screen.window.say(_taken_words(taken)),
        )
    elif chosen == "annotate":
        await _annotate(screen, outcomes[0])
    elif chosen == "mail":
        screen.app.copy_to_clipboard(clean(mail, multiline=True))
        screen.window.say("The e-mail is copied: paste it where you write.")


def _name(path: Path) -> str:
    """Return the name of a file, or of the folder where all in it is meant."""
    return path.parent.name if path.name == "*" else path.name


def _taken_words(outcomes: tuple[ReturnOutcome, ...]) -> str:
    taken = sum(one.is_taken for one in outcomes)
    left = len(outcomes) - taken
    undo = "Each is a step of its own: u undoes the last" if taken > 1 else "Press u to undo"
    return f"{counted(taken, 'return')} taken in{f', {left} not' if left else ''}.{f' {undo}.' if taken else ''}"


async def _annotate(screen: ModeScreen, outcome: ReturnOutcome) -> None:
    found = outcome.read
    assert found is not None
    start = file_name(f"{outcome.file.stem}, with our questions", suffix=".xlsx")
    text = "Their own workbook, every value as it was, with what we read beside each row, and the open questions."
    target = await screen.app.push_screen_wait(
        SaveDialog("Write the annotated copy", text, start=start, endings=_EXCEL)
    )
    if target is None:
        return

    def write(desk: Desk) -> None:
        from tpdesk.services.return_answers import open_questions, write_annotated

        questions = open_questions(desk, found.place, found.agency, found.year)
        write_annotated(outcome.file, target, found, questions, replace=True)

    screen.ask("returns.annotate", write, lambda _: screen.window.say(f"Written: {target}", "Annotated copy"))


class ReturnsFound(Dialog[str]):
    """What came back, before it is taken in: `take`, `annotate` or `mail` where that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(RETURNS_READ.commands)

    TELLS = (
        "What each workbook holds and why one is refused. Nothing is on the desk yet. Enter takes in those that can "
        "be; Tab goes to the list, to scroll it; a makes the annotated copy for the sender, m copies an e-mail to "
        "it; Esc changes nothing."
    )

    def __init__(self, name: str, outcomes: tuple[ReturnOutcome, ...], mail: str) -> None:
        super().__init__(f"Returns: {name}")
        self.outcomes, self.mail = outcomes, mail
        self.takes = sum(one.is_taken for one in outcomes)
        self.annotates = len(outcomes) == 1 and outcomes[0].read is not None

    def parts(self) -> ComposeResult:
        """The words and the buttons."""
        with VerticalScroll(id="returns-found"):
            for outcome in self.outcomes:
                for line in outcome_words(outcome, several=len(self.outcomes) > 1):
                    yield Static(content(line))
        with Horizontal(classes="buttons"):
            yield Button(content("Close"), id="returns-close", compact=True)
            if self.annotates:
                yield Button(content("a Annotated copy"), id="returns-annotate", compact=True)
                yield Button(content("m Copy e-mail"), id="returns-mail", compact=True)
            if self.takes:
                yield Button(content(f"Take in {self.takes}"), id="returns-take", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at what can be done."""
        super().on_mount()
        self.query_one("#returns-take" if self.takes else "#returns-close", Button).focus()

    @on(Button.Pressed)
    def answer(self, message: Button.Pressed) -> None:
        """Answer."""
        chosen = (message.button.id or "").removeprefix("returns-")
        self.dismiss(None if chosen == "close" else chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what one workbook allows."""
        return self.annotates if action == "choose" else super().check_action(action, parameters)

    def action_choose(self, what: str) -> None:
        """Answer with what was chosen by a key."""
        self.dismiss(what)


def outcome_words(outcome: ReturnOutcome, *, several: bool) -> list[str]:
    """Return what became of a workbook, in lines; a few of them where it is one of several."""
    from tpdesk.services.return_reading import sums_of

    read = outcome.read
    if read is None:
        return [f"✗ {outcome.file.name}: {outcome.why}"]
    sign = "✓" if outcome.is_taken else "✗"
    lines = [f"{sign} {read.agency}, {year_text(read.year)}, version {read.version}: {sums_of(read).words}"]
    if several:
        return lines if outcome.is_taken else [*lines, f"    {outcome.why}"]
    tally = read.outcome.sheets[0].tally
    lines.append(
        f"  {counted(tally.rows_read, 'row')} read: {counted(tally.rows_imported, 'line')}, {tally.rows_blank} blank, "
        f"{tally.rows_rejected} rejected"
    )
    if read.is_empty:
        lines.append("  Nothing was filled in.")
    lines += [f"  {one.sheet}{f', row {one.row}' if one.row else ''}: {one.message}" for one in read.problems]
    if read.diff is not None:
        parts = [f"{key} {read.diff.sums[key].lines}" for key in ("same", "changed", "new", "gone")]
        lines.append(f"  In place of batch {', '.join(map(str, read.replaced))}: {', '.join(parts)}.")
    lines += [f"  Carried over, row {one.row} {one.label}: {one.words}" for one in read.carried]
    lines += [f"  Look at again, row {one.row} {one.label}: {one.words}" for one in read.dropped]
    return [*lines, *(f"  {notice}" for notice in (*read.notices, *read.outcome.warnings))]


def ask_question(screen: ModeScreen, read: BodiesRead, row: BodyRow) -> None:
    """Type a question on a return."""
    name, place, year = row.agency.name, read.place.name, year_text(read.year)
    fields = [
        FormField("question", "Question", "", "for example Is the grant of £2m in this line too?", needed=True),
        FormField("row", "Row", "", "of its sheet Lines; blank: the whole return", check=_wrong_row),
    ]

    def save(desk: Desk, values: dict[str, str]) -> tuple[str, ...]:
        from tpdesk.services.return_answers import ask

        number = int(values["row"]) if values["row"].strip() else None
        return ask(desk, values["question"], agency=name, year=year, place=place, row=number)[1]

    def asked(warnings: tuple[str, ...] | None) -> None:
        if warnings is not None:
            screen.window.say("It goes into the annotated copy of the return. Press u to undo.", "Question kept")
            for warning in warnings:
                screen.window.say(warning, "Look")

    screen.app.push_screen(
        Form(f"Question to {name}, {year}", fields, save, form=f"return.ask.{row.agency.id}.{read.year}",
            doing="Keeping the question"), asked,
    )  # fmt: skip


def _wrong_row(text: str) -> str:
    return "" if text.strip().isdecimal() and int(text) > 0 else "a row is a whole number, for example 12."


def chase(screen: ModeScreen, read: BodiesRead, row: BodyRow) -> None:
    """Note that the return was chased today."""
    name, place, year = row.agency.name, read.place.name, year_text(read.year)

    def write(desk: Desk) -> tuple[str, ...]:
        from tpdesk.services.return_answers import chase as note

        return note(desk, name, year=year, place=place)

    screen.window.change(
        f"Noting that {name} was chased",
        write,
        lambda days: screen.window.say(f"Chased on {days[-1]}, {counted(len(days), 'time')} in all.", name),
    )


def remind(screen: ModeScreen, read: BodiesRead, row: BodyRow) -> None:
    """Write the letter that asks again for a return, or one for each that is overdue."""
    from tpdesk.domain.kinds import RETURN
    from tpdesk.domain.return_form import CONTACT
    from tpdesk.services.files import output_folder

    name, place, year = row.agency.name, read.place.name, year_text(read.year)
    fields = [
        FormField("whom", "To", name, choices=[Choice("one", name), Choice("all", _LATE)], strict=True, needed=True),
        FormField("reply", "Reply by", "", "blank: when it is due, else in two weeks",
            check=problem_of(RETURN.field_named("due_on"))),
        FormField("contact", "Whom to ask", CONTACT, "as a role, for example the finance officer", needed=True),
        FormField("folder", "Folder", str(output_folder()), "where the letters go", needed=True),
    ]  # fmt: skip

    def save(desk: Desk, values: dict[str, str]) -> SentReminders:
        from tpdesk.services.files import remember_output_folder, typed_path
        from tpdesk.services.return_reminders import RemindRequest, remind_all, remind_one

        given = {field.name: field.value for field in fields} | values
        request = RemindRequest(year, place, given["reply"], given["contact"])
        folder = typed_path(given["folder"])
        is_all = given["whom"] == _LATE
        done = remind_all(desk, folder, request) if is_all else remind_one(desk, name, None, request, folder)
        remember_output_folder(folder)
        return done

    def reminded(done: SentReminders | None) -> None:
        if done is None:
            return
        first = done.sent[0]
        said = first.file.name if len(done.sent) == 1 else counted(len(done.sent), "letter")
        screen.window.say(f"{said} in {first.file.parent}. Chased today. Press u to undo.", "Written")
        for warning in done.warnings:
            screen.window.say(warning, "Look")

    note = "A letter for Word (.docx). The return was then chased today."
    screen.app.push_screen(
        Form(f"Reminder, {year}", fields, save, form=f"return.remind.{row.agency.id}.{read.year}",
            doing="Writing the reminder", note=note), reminded,
    )  # fmt: skip


ACTS: Final[Mapping[str, Callable[[ModeScreen, BodiesRead, BodyRow], None]]] = {
    "send": send, "ask": ask_question, "chase": chase, "remind": remind,
}  # fmt: skip
"""What a key does with the return of the organisation under the cursor."""


async def export_tracker(screen: ModeScreen, read: BodiesRead) -> None:
    """Write how far the returns are to a CSV file."""
    start = file_name(f"{read.place.name} {year_text(read.year)} returns", suffix=".csv")
    text = "How far each return is: sent, due, chased, received, versions, days late and open questions."
    target = await screen.app.push_screen_wait(
        SaveDialog("Export the returns", text, start=start, endings=frozenset([".csv"]))
    )
    if target is None:
        return

    def call(_: object) -> int:
        from tpdesk.services.returns import write_tracker

        return write_tracker(read, target, replace=True)

    screen.window.work_on(
        f"Writing {target.name}", call, lambda n: screen.window.say(f"{counted(n, 'return')} exported.", target.name)
    )
