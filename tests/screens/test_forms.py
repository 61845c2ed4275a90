"""Forms: what is typed is kept and written alone, what others wrote is shown beside it and never written over unasked,
and the keys are always in sight."""

from __future__ import annotations

import random
import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Static

from tests.asking import asked
from tests.deep import first_of
from tests.screens.form_cases import CASES, YEAR, field_of, make_desk, now, put, show, write_elsewhere
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog
from tpdesk.domain.kinds import KINDS as RECORDS
from tpdesk.models.own import drafts
from tpdesk.models.own.drafts import Draft, draft, keep_draft, read_draft
from tpdesk.models.own.remembered import write_kept
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.form import Form
from tpdesk.screens.dialogs.keeping import Since
from tpdesk.screens.registers.agencies_forms import agency_form
from tpdesk.screens.registers.areas import AreaPicker
from tpdesk.screens.registers.places_forms import people_form, place_form
from tpdesk.screens.spend import changing

OTHER = {"people": "2,000", "ruling": "single"}
"""What is written elsewhere in the second field of a form that does not take any text."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a record for every form."""
    return make_desk(tmp_path_factory.mktemp("forms") / "forms.tpdesk")


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copyfile(original, tmp_path / "forms.tpdesk")


def corner(window: Window) -> str:
    """What stands in the corner."""
    return " ".join(f"{note.title}: {note.message}" for note in window.app._notifications)


def shown(window: Window) -> object:
    """What stands on top."""
    return window.app.screen


# -- what is kept


@pytest.mark.deep
@pytest.mark.parametrize("name", first_of(CASES, 2, 2))
async def test_typing_never_waits_for_the_disk(desk: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def written(file: str, data: object) -> None:
        threads.append(threading.current_thread())
        write_kept(file, data)

    monkeypatch.setattr(drafts, "write_kept", written)
    case = CASES[name]
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        for typed in ("m", "mi", "mine"):
            await put(window, form, case.typed, typed)
        await window.press("escape")
        assert draft(desk, form.keeper.form)[case.typed] == "mine"
        form = await show(window, case.make(desk))
        await window.press("f2")
        assert draft(desk, form.keeper.form) == {}
    assert threads
    assert threading.main_thread() not in threads


# -- what others changed


@pytest.mark.deep
@pytest.mark.parametrize("name", first_of(CASES, 2, 2))
async def test_only_the_fields_that_were_typed_in_are_written(desk: Path, name: str) -> None:
    case = CASES[name]
    other = OTHER.get(name, "theirs")
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        await put(window, form, case.typed, "mine")
        await window.press("escape")
        assert "not saved yet" in corner(window)
        write_elsewhere(desk, form, **{case.beside: other})
        form = await show(window, case.make(desk))
        assert (form.values[case.typed], form.values[case.beside]) == ("mine", other)
        beside = next(field.label for field in form.fields if field.name == case.beside)
        assert f"Changed elsewhere since: {beside}." in dialog(window)
        assert "Changed elsewhere since. It was:" in str(form.query_one(f"#since-{case.beside}", Static).content)
        await window.press("f2")
        assert not isinstance(window.app.screen, (Form, Confirm))
        said = now(desk, form)
        assert (said[case.typed], said[case.beside]) == ("mine", other)
        assert read_draft(desk, form.keeper.form) is None


@pytest.mark.deep
@pytest.mark.parametrize("name", first_of(CASES, 2, 2))
async def test_a_draft_never_writes_over_newer_data_unasked(desk: Path, name: str) -> None:
    case = CASES[name]
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        before = form.values[case.typed]
        await put(window, form, case.typed, "mine")
        await window.press("escape")
        write_elsewhere(desk, form, **{case.typed: "theirs"})
        form = await show(window, case.make(desk))
        assert form.values[case.typed] == "mine"
        assert f"The desk says: theirs. It was: {before or '(nothing)'}." in dialog(window)
        await window.press("f2")
        assert "the desk says theirs; you typed mine" in window.text
        await window.press("escape")
        assert now(desk, form)[case.typed] == "theirs"
        assert form.values[case.typed] == "mine"
        await window.press("f2", "tab", "enter")
        assert now(desk, form)[case.typed] == "mine"
        assert read_draft(desk, form.keeper.form) is None


@pytest.mark.deep
@pytest.mark.parametrize("name", first_of(CASES, 2, 2))
async def test_a_form_that_is_open_meanwhile_does_not_write_over_it_either(desk: Path, name: str) -> None:
    case = CASES[name]
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        await put(window, form, case.typed, "mine")
        write_elsewhere(desk, form, **{case.typed: "theirs"})
        await window.press("f2")
        assert "Not saved: the desk was changed while you typed." in dialog(window)
        assert "The desk says: theirs." in dialog(window)
        assert now(desk, form)[case.typed] == "theirs"
        await window.press("f2", "tab", "enter")
        assert now(desk, form)[case.typed] == "mine"


async def test_an_open_form_shows_at_once_what_was_changed_elsewhere(desk: Path) -> None:
    case = CASES["place"]
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        await put(window, form, "theme", "mine")
        write_elsewhere(desk, form, theme="theirs", region="North")
        window.app.reread()
        await window.settle()
        assert "The desk says: theirs." in dialog(window)
        assert form.values["region"] == "North"
        assert form.values["theme"] == "mine"


async def test_the_desks_text_can_be_taken_and_ones_own_brought_back(desk: Path) -> None:
    case = CASES["place"]
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        await put(window, form, "theme", "mine")
        await window.press("escape")
        write_elsewhere(desk, form, theme="theirs")
        form = await show(window, case.make(desk))
        field_of(form, "theme").query_one("Input").focus()
        await window.press("f12")
        assert form.values["theme"] == "theirs"
        assert "Taken from the desk. F12 brings back what you typed." in dialog(window)
        await window.press("f12")
        assert form.values["theme"] == "mine"
        await window.press("f12", "f2")
        assert now(desk, form)["theme"] == "theirs"


async def test_a_draft_of_an_earlier_version_is_shown_beside_the_desk(desk: Path) -> None:
    case = CASES["place"]
    form = case.make(desk)
    keep_draft(desk, form.keeper.form, {field.name: field.value for field in form.fields} | {"theme": "old"})
    write_elsewhere(desk, form, theme="newer", note="newer too")
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        assert "The desk says: newer. F12 takes the desk's." in dialog(window)
        await window.press("f2")
        assert isinstance(window.app.screen, Confirm)
        assert now(desk, form)["theme"] == "newer"


async def test_a_record_that_was_removed_meanwhile_says_so_and_the_draft_stays(desk: Path) -> None:
    from tests.cli.verbs import Verb

    case = CASES["record"]
    async with open_window(desk) as window:
        form = await show(window, case.make(desk))
        await put(window, form, case.typed, "mine")
        Verb(desk).good("barrier", "remove", "A wall")
        await window.press("f2")
        assert "There is no barrier" in dialog(window)
        assert draft(desk, form.keeper.form) == {case.typed: "mine"}


@pytest.mark.deep
async def test_a_record_that_was_renamed_meanwhile_is_still_the_same(desk: Path) -> None:
    async with open_window(desk) as window:
        for name, field in (("agency", "aliases"), ("return", "next_action"), ("place", "theme")):
            form = await show(window, CASES[name].make(desk))
            write_elsewhere(desk, form if name != "return" else CASES["agency"].make(desk), name=f"{name} renamed")
            await put(window, form, field, "mine")
            await window.press("f2")
            assert now(desk, form)[field] == "mine", window.text


async def test_people_of_a_year_are_not_written_over_by_a_new_entry_of_it(desk: Path) -> None:
    from tpdesk.services.editing import read_card

    async with open_window(desk) as window:
        form = await show(window, people_form(asked(desk, read_card, 1).place, None, YEAR))
        await put(window, form, "people", "5")
        await window.press("f2")
        assert "People of 2024-25 are recorded already" in dialog(window)
        assert now(desk, CASES["people"].make(desk))["people"] == "1,000"


@pytest.mark.deep
async def test_ticked_areas_are_added_to_what_others_ticked(desk: Path) -> None:
    from tpdesk.models.desk import open_desk
    from tpdesk.services.editing import read_card

    def codes() -> set[str]:
        return set(asked(desk, read_card, 1).place.codes)

    async with open_window(desk) as window:
        await window.press("2", "a")
        picker = window.app.screen
        assert isinstance(picker, AreaPicker)
        picker._turn("E07000121", 0)
        await window.press("escape")
        assert "not saved yet" in corner(window)
        with open_desk(desk) as opened:
            picker.saving(opened, ["E07000122"], ["E07000120"])
        await window.press("r", "a")
        assert "Changed elsewhere since you began: added" in dialog(window)
        assert "Not saved yet" in dialog(window)
        await window.press("f2")
        assert codes() == {"E07000121", "E07000122"}
        assert read_draft(desk, "areas.place.1") is None


def test_what_was_changed_and_changed_back_elsewhere_is_no_change() -> None:
    since = Since({"a": "1", "b": "2"}, Draft({"a": "x"}, {"a": "1", "b": "2"}))
    values = {"a": "x", "b": "2"}
    assert since.take({"a": "3", "b": "4"}, values) == {"b": "4"}
    values["b"] = "4"
    assert (since.was, since.clashes(values)) == ({"a": "1", "b": "2"}, ["a"])
    assert since.take({"a": "1", "b": "2"}, values) == {"b": "2"}
    values["b"] = "2"
    assert (since.was, since.clashes(values)) == ({}, [])


# -- random orders

FIELDS = ("theme", "region", "council_type", "note")


@pytest.mark.deep
@pytest.mark.parametrize("seed", first_of(range(16), 1, 2))
async def test_in_any_order_nothing_typed_or_written_is_lost_without_a_question(desk: Path, seed: int) -> None:
    """The form is opened, typed in, left, saved and opened again, and the record is changed by
    others, in random orders."""
    chance = random.Random(seed)
    case = CASES["place"]
    written = now(desk, case.make(desk))
    typed: dict[str, str] = {}
    seen: dict[str, str] = {}
    """What the desk said of a field when it was typed in, or when its clash was shown."""
    form: Form[Any] | None = None
    async with open_window(desk, (80, 24)) as window:
        for step in range(14):
            act = chance.choice(["type", "type", "elsewhere", "leave", "save", "reread", "swap"])
            field = chance.choice(FIELDS)
            if form is None:
                form = await show(window, case.make(desk))
                assert {name: form.values[name] for name in FIELDS} == {
                    name: typed.get(name, written[name]) for name in FIELDS
                }
                seen = {name: written[name] for name in written}
            if act == "type":
                await put(window, form, field, f"typed {step}")
                typed[field] = f"typed {step}"
            elif act == "elsewhere":
                write_elsewhere(desk, form, **{field: f"written {step}"})
                written[field] = f"written {step}"
            elif act == "reread":
                window.app.reread()
                await window.settle()
                seen = dict(written)
            elif act == "swap":
                await put(window, form, field, form.values[field])
                await window.press("f12")
                if form.values[field] != typed.get(field):
                    typed.pop(field, None)
                else:
                    typed[field] = form.values[field]
            elif act == "leave":
                await window.press("escape")
                form = None
            else:
                yes = chance.random() < 0.5
                moved = {name for name, text in typed.items() if seen[name] != written[name] != text}
                await window.press("f2")
                if shown(window) is form:
                    # Refused: somebody wrote in a field of ours since the form last read it; now it is shown.
                    assert moved, window.text
                    seen = dict(written)
                elif isinstance(shown(window), Confirm):
                    await window.press("tab", "enter") if yes else await window.press("escape")
                    if not yes:
                        assert shown(window) is form
                    elif shown(window) is form:
                        assert moved, window.text
                        seen = dict(written)
                    else:
                        written |= typed
                        typed, form = {}, None
                else:
                    assert not moved
                    written |= typed
                    typed, form = {}, None
            said = now(desk, case.make(desk))
            assert {name: said[name] for name in FIELDS} == {name: written[name] for name in FIELDS}, (seed, step, act)


# -- what a form shows


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_keys_are_in_sight_in_every_form_whatever_it_says(original: Path, size: tuple[int, int]) -> None:
    async with open_window(original, size) as window:
        for name, case in CASES.items():
            form = await show(window, case.make(original))
            for said in ("", "Something is wrong with this. " * 20):
                form.show_problem(said)
                await window.settle()
                keys = window.lines[form.query_one("#form-save").region.y]
                assert "Esc Close" in keys, name
                assert "F2 Save" in keys, name
                assert form.query_one("#dialog").region.contains_region(form.query_one("#form-save", Button).region)
            await window.press("escape")
        await window.press("4", "n")
        assert "F2 Save" in dialog(window)
        assert "Esc Close" in dialog(window)


async def test_what_is_not_saved_is_said_while_it_is_not(desk: Path) -> None:
    async with open_window(desk) as window:
        form = await show(window, CASES["place"].make(desk))
        keys = form.query_one("#form-keys", Static)
        assert "Not saved yet" not in str(keys.content)
        await put(window, form, "theme", "mine")
        assert "Not saved yet" in dialog(window)
        await window.press("escape")
        assert "Testshire: not saved yet: What you typed is kept" in corner(window)
        form = await show(window, CASES["place"].make(desk))
        assert "Not saved yet" in dialog(window)
        await window.press("f2")
        assert "not saved yet" not in corner(window)


@pytest.mark.deep
async def test_the_cursor_begins_in_the_first_empty_field_that_is_needed(desk: Path) -> None:
    from tpdesk.services.editing import read_areas, read_card
    from tpdesk.services.returns import read_bodies

    areas = asked(desk, read_areas)
    bodies = read_bodies(desk, 1, YEAR)
    forms: list[tuple[Form[Any], str]] = [
        (place_form(None, areas), "name"),
        (place_form(asked(desk, read_card, 1).place, areas), "name"),
        (agency_form(bodies, None, areas, ["Testshire"]), "name"),
        (people_form(asked(desk, read_card, 1).place, None), "year"),
        (CASES["record"].make(desk), "title"),
    ]
    async with open_window(desk) as window:
        for form, field in forms:
            await show(window, form)
            assert window.app.focused in set(form.query(f"#field-{field} *")), field
            await window.press("escape")
        await window.press("4", "n")
        line = window.app.screen
        assert isinstance(line, Form)
        assert line.values["agency"] == "One Council"
        assert window.app.focused in set(line.query("#field-amount *"))


def test_no_hint_can_be_taken_for_a_value() -> None:
    hints = [field.hint for kind in RECORDS.values() for field in kind.fields]
    hints += changing._HINTS.values()
    for hint in filter(None, hints):
        assert not re.match(r"[£\d]|as in ", hint), hint
        if re.search(r"\d", hint):
            assert re.search(r"for example|from 1, ", hint), hint


async def test_hints_of_the_forms_say_for_example(original: Path) -> None:
    for name, case in CASES.items():
        for field in case.make(original).fields:
            assert not re.match(r"[£\d]|as in ", field.hint), (name, field.hint)


# -- a new line


@pytest.mark.deep
async def test_a_new_line_takes_the_year_on_the_screen_and_short_amounts(desk: Path) -> None:
    from tpdesk.models.desk import open_desk

    async with open_window(desk) as window:
        await window.press("4", "n")
        form = window.app.screen
        assert isinstance(form, Form)
        assert form.values["year"] == "2024-25"
        await put(window, form, "amount", "250k")
        await window.press("f2")
        assert not isinstance(window.app.screen, Form), dialog(window)
        await window.press("n")
        form = window.app.screen
        assert isinstance(form, Form)
        await put(window, form, "amount", "£1.2m")
        await put(window, form, "date", "30 June 2023")
        assert form.values["year"] == "2023-24"
        await put(window, form, "date", "")
        assert form.values["year"] == "2024-25"
        await put(window, form, "date", "30/06/2023")
        await window.press("f2")
        with open_desk(desk, read_only=True) as opened:
            held = opened.connection.execute("SELECT amount_pence, year FROM spend ORDER BY id").fetchall()
        assert held == [(10_000, 2024), (25_000_000, 2024), (120_000_000, 2023)]
