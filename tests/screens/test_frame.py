"""What the window does whichever mode is shown: undo, history, backups, two windows, work in the
background, the user's own keys."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input, OptionList

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import type_in
from tests.screens.typing_in import until
from tpdesk.errors import Cancelled
from tpdesk.models.own.config import config_file, read_config
from tpdesk.models.own.drafts import draft, keep_draft
from tpdesk.models.own.remembered import remember_folder
from tpdesk.screens.dialogs.choose import Choice, matching
from tpdesk.screens.help import HelpPanel
from tpdesk.screens.key_line import KeyLine
from tpdesk.screens.keymap import checked, is_key
from tpdesk.screens.modes import MODES
from tpdesk.screens.reporter import Job
from tpdesk.screens.status import ModeTabs
from tpdesk.screens.tour import STOPS


def write_config(text: str) -> None:
    """Write the user's own file."""
    config_file().parent.mkdir(parents=True)
    config_file().write_text(text, encoding="utf-8", newline="")


# -- undo, history, backups


@pytest.mark.deep
async def test_u_and_capital_u_go_back_and_forth(sample_file: Path) -> None:
    Verb(sample_file).good("place", "add", "Aardvarkshire")
    async with open_window(sample_file) as window:
        assert "Aardvarkshire" in window.text
        await window.press("u")
        assert "Undone" in window.text
        assert "U brings it back." in window.text
        assert [place.name for place in window.app.places if place.name == "Aardvarkshire"] == []
        await window.press("U")
        assert "Done again" in window.text
        assert [place.name for place in window.app.places if place.name == "Aardvarkshire"] == ["Aardvarkshire"]


@pytest.mark.deep
async def test_the_history_goes_back_to_any_act(sample_file: Path) -> None:
    verb = Verb(sample_file)
    for name in ("Aardvarkshire", "Borsetshire", "Casterbridge"):
        verb.good("place", "add", name)
    async with open_window(sample_file) as window:
        await window.press("h")
        listed = [str(option.prompt) for option in window.app.screen.query_one(OptionList).options]
        assert ["Casterbridge" in listed[0], "Borsetshire" in listed[1], "Aardvarkshire" in listed[2]] == [True] * 3
        await window.press("down", "down")
        assert "Enter undoes the 2 acts after it." in window.text
        await window.press("enter")
        names = {place.name for place in window.app.places}
        assert {"Borsetshire", "Casterbridge"}.isdisjoint(names)
        assert "Aardvarkshire" in names
        assert window.text.count("undone") >= 2
        await window.press("up", "up")
        assert "Enter redoes it and the 1 act before it." in window.text
        await window.press("enter", "escape")
        assert {"Aardvarkshire", "Borsetshire", "Casterbridge"} <= {place.name for place in window.app.places}


@pytest.mark.deep
async def test_a_backup_is_made_listed_and_gone_back_to(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("B")
        assert "There is no backup of this desk yet." in window.text
        await window.press("n")
        assert "by hand" in window.text
        await window.press("escape")
        Verb(sample_file).good("place", "add", "Aardvarkshire")
        await window.press("r", "B")
        assert "Done since" in window.text
        assert "Aardvarkshire" in window.text
        await window.press("enter")
        assert "Go back to this backup?" in window.text
        await window.press("enter")
        assert "Backups" in window.text
        await window.press("enter", "tab", "enter")
        assert "The desk is as it was then." in window.text
        assert "Aardvarkshire" not in {place.name for place in window.app.places}
        assert window.app.read_only == ""


# -- two windows


async def test_what_others_change_is_seen_at_the_next_look(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("down")
        window.app.look()
        await window.settle()
        before = window.app.edition
        Verb(sample_file).good("place", "add", "Aardvarkshire")
        window.app.look()
        await window.settle()
        assert "Aardvarkshire" in window.text
        assert window.app.edition == before + 1
        assert "6 organisations and others, not itemised, spend" in window.right
        window.app.look()
        await window.settle()
        assert window.app.edition == before + 1


HOLD = """
import sys
from pathlib import Path
from tpdesk.models.keeping.lock import WINDOW, hold
held = hold(Path(sys.argv[1]), WINDOW)
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.mark.deep
async def test_a_second_window_may_read_and_says_who_writes_until_they_are_done(sample_file: Path) -> None:
    Verb(sample_file).good("place", "add", "Aardvarkshire")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(sample_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        async with open_window(sample_file) as window:
            assert "19 organisations spend" in window.right
            assert "read only: open in a window by" in window.lines[0]
            await window.press("u")
            assert "This window may only read" in window.text
            assert "open in a window by" in window.text
            assert "Aardvarkshire" in {place.name for place in window.app.places}
            other.stdin.write("\n")
            other.stdin.flush()
            other.wait()
            window.app.look()
            await window.settle()
            assert "you can change it now" in window.text
            assert "read only" not in window.lines[0]
            await window.press("u")
            assert "Aardvarkshire" not in {place.name for place in window.app.places}


# -- work in the background


def test_a_job_says_how_far_it_is_and_stops() -> None:
    job = Job("Taking in x.csv")
    assert job.words(job.started) == "Taking in x.csv ..."
    job.step(1_000, 5_000)
    assert job.words(job.started + 1) == "Taking in x.csv: 1,000 of 5,000 rows"
    assert job.words(job.started + 10) == "Taking in x.csv: 1,000 of 5,000 rows, about 40 s left"
    assert job.words(job.started + 60) == "Taking in x.csv: 1,000 of 5,000 rows, about 4 min left"
    job.step(2_000, unit="lines")
    assert job.words(job.started + 10) == "Taking in x.csv: 2,000 lines"
    job.stop()
    assert job.words(job.started) == "Taking in x.csv: stopping ..."
    with pytest.raises(Cancelled):
        job.step(3_000)


async def test_f8_stops_long_work_and_the_window_stays_usable(sample_file: Path) -> None:
    begun, told = Event(), []

    def work(job: Job) -> None:
        for _ in range(6_000):
            job.step(7, 100)
            begun.set()
            Event().wait(0.01)

    async with open_window(sample_file, (160, 48)) as window:
        window.app.work_on("Counting sheep", work, failed=lambda trouble: told.append(trouble.title))
        assert await asyncio.to_thread(begun.wait, 10)
        await window.pilot.pause(0.4)
        assert "Counting sheep: 7 of 100 rows" in window.lines[0]
        await window.pilot.press("l")
        await window.pilot.press("f8")
        await window.settle()
        assert told == ["Stopped"]
        assert window.app.jobs == ()
        assert "On what, in classes" in window.right


async def test_a_failure_can_be_read_again_and_copied(sample_file: Path) -> None:
    def fail(_: Job) -> None:
        raise ValueError("[/b] no such [red]sheep[/]")

    async with open_window(sample_file) as window:
        await window.press("f7")
        assert "What went wrong" not in window.text
        window.app.work_on("Counting sheep", fail)
        await window.settle()
        assert "[red]sheep[/]" in window.text
        await window.press("f7")
        assert "What went wrong since the desk was opened" in window.text
        await window.press("c")
        assert "ValueError: [/b] no such [red]sheep[/]" in window.app.clipboard


# -- going about


async def test_p_finds_a_place_by_a_part_of_its_name(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("p", *"luton", "enter")
        assert "6 organisations and others, not itemised, spend £3,062.5m here" in window.right
        assert "Luton & Central Bedfordshire  2008-09" in window.lines[0]
        marked = window.app.screen.query_one(OptionList).highlighted_option
        assert marked is not None
        assert "Luton" in str(marked.prompt)
        await window.press("p", *"no such place", "enter", "escape")
        assert "6 organisations and others, not itemised, spend" in window.right


async def test_g_shows_letters_and_goes_there(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        assert window.app.focused is not None
        assert window.app.focused.id == "place-list"
        await window.press("g")
        assert "Press a letter to go there" in window.text
        await window.press("b")
        assert window.app.focused.id == "overview"
        await window.press("g", "a")
        assert window.app.focused.id == "place-list"


@pytest.mark.deep
async def test_the_tour_walks_the_steps_of_the_overview_can_be_skipped_and_repeated(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        line = window.text
        for _ in range(2):
            await window.press("f9")
            for step, stop in enumerate(STOPS, 1):
                assert f"Step {step} of 7" in window.text
                assert f"{stop.title} Screen" in window.text
                assert step == 1 or f" {stop.title} " in line
                await window.press("enter")
            assert "Step" not in window.text
        await window.press("f9", "right", "left")
        assert "Step 1 of 7" in window.text
        await window.press("escape")
        assert "Step" not in window.text


# -- the user's own choices


@pytest.mark.deep
async def test_the_theme_is_kept(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for name in ("tpdesk-paper", "tpdesk-contrast", "tpdesk-projector", "tpdesk-ink", "tpdesk-paper"):
            await window.press("t")
            assert window.app.theme == name
    async with open_window(sample_file) as window:
        assert window.app.theme == "tpdesk-paper"


@pytest.mark.deep
async def test_keys_of_ones_own_work_and_are_shown(sample_file: Path) -> None:
    write_config('[keys]\n"overview.level" = "v"\n"desk.help" = "f10"\n')
    async with open_window(sample_file, (160, 120)) as window:
        await window.press("l")
        assert "On what, in groups" in window.right
        await window.press("v")
        assert "On what, in classes" in window.right
        assert "v Level" in window.lines[-1]
        await window.press("question_mark")
        assert "v Level Show categories" in window.text
        assert "10 Help" in window.text
        await window.press("escape", "f10")
        assert "What this shows" in window.text


BAD_SETTINGS = (
    ("[keys", "is no TOML"),
    ('[keys]\n"overview.lavel" = "v"\n', 'There is no command "overview.lavel". Did you mean overview.level?'),
    ('[keys]\n"overview.level" = "a"\n', "a for overview.level is taken by overview.all"),
    ('[keys]\n"overview.level" = "q"\n', "q for overview.level is taken by desk.quit"),
    ('[keys]\n"overview.level" = "long word"\n', '"long word" for overview.level is no key'),
    ('[keys]\n"overview.level" = 7\n', 'The key of "overview.level" is no text'),
    ("keys = 3\n", "keys is no part of its own"),
    ('[colours]\nred = "blue"\n', "[colours] is no part of the file"),
    ('[window]\ntheme = "beige"\n', 'There is no theme "beige"'),
    ('[window]\nanimations = "no"\n', "animations is neither true nor false"),
)
"""(a file of settings, what is said of it)."""


@pytest.mark.parametrize("case", first_of(BAD_SETTINGS, 3))
async def test_a_bad_file_of_settings_is_explained_and_not_fatal(sample_file: Path, case: tuple[str, str]) -> None:
    text, said = case
    write_config(text)
    async with open_window(sample_file) as window:
        assert said in window.text
        assert "19 organisations spend" in window.right
        # The message stands over what is below it, the taller the longer the path in it is.
        window.app.clear_notifications()
        await window.press("l")
        assert "On what, in classes" in window.right


async def test_animations_and_the_theme_of_the_file_are_taken(sample_file: Path) -> None:
    write_config('[window]\ntheme = "tpdesk-projector"\nanimations = false\n')
    async with open_window(sample_file) as window:
        assert window.app.theme == "tpdesk-projector"
        assert window.app.animation_level == "none"


def test_config_show_and_where_say_what_the_file_makes_of_the_keys(verb: Verb) -> None:
    assert verb.good("config", "where")["exists"] is False
    write_config('[keys]\n"overview.level" = "v"\n"no.such" = "x"\n')
    shown = verb.good("config", "show")
    assert shown["file"] == verb.good("config", "where")["file"] == str(config_file())
    assert shown["own"] == {"overview.level": "v"}
    assert shown["keys"]["overview.level"] == "v"
    assert shown["keys"]["overview.all"] == "a"
    assert shown["problems"] == ['There is no command "no.such".']


def test_the_example_of_the_file_is_one_that_works(verb: Verb) -> None:
    write_config(verb.good("config", "where")["example"])
    config = read_config()
    assert config.problems == ()
    assert checked(config.keys)[1] == []
    assert config.theme == "tpdesk-projector"
    assert not config.animations


@pytest.mark.parametrize("key", ["a", "?", "U", "f12", "ctrl+n", "shift+tab", "escape", "ctrl+shift+a"])
def test_keys_that_are_keys(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize("key", ["", "ab", "f25", "ctrl+", "hyper+x", "ctrl+nothing", " "])
def test_keys_that_are_none(key: str) -> None:
    assert not is_key(key)


def test_two_commands_may_change_their_keys_for_each_others() -> None:
    assert checked({"overview.level": "a", "overview.all": "l"}) == ({"overview.level": "a", "overview.all": "l"}, [])


def test_keys_set_for_places_and_organisations_go_to_the_command_of_every_register() -> None:
    wanted = {"places.edit": "f10", "agencies.find": "ctrl+g", "places.areas": "A"}
    assert checked(wanted) == ({"register.edit": "f10", "register.find": "ctrl+g", "places.areas": "A"}, [])
    assert checked({"places.nothing": "f10"})[0] == {}


# -- drafts


def test_drafts_are_kept_apart_by_desk_and_form_and_thrown_away(tmp_path: Path) -> None:
    one, other = tmp_path / "one.tpdesk", tmp_path / "other.tpdesk"
    keep_draft(one, "place.first", {"name": "Borsetshire"})
    keep_draft(other, "place.first", {"name": "Casterbridge"})
    assert draft(one, "place.first") == {"name": "Borsetshire"}
    assert draft(one, "agency.1") == {}
    keep_draft(one, "place.first", None)
    assert draft(one, "place.first") == {}
    assert draft(other, "place.first") == {"name": "Casterbridge"}


async def test_a_desk_without_colour_says_everything_in_words(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_window(sample_file) as window:
        assert window.app.no_color
        assert window.lines[1].split()[0] == "▸1"
        assert_said(window)


def assert_said(window: Window) -> None:
    """The answer and what is missing are on the screen as words."""
    assert "19 organisations spend" in window.right
    assert "Made up of: £4,748.0m direct" in window.right


# -- going about


@pytest.mark.parametrize(
    ("keys", "said"), [(("5", "v"), "bodies"), (("3", "v"), "returns"), (("3", "v", "v"), "reconciliation")]
)
async def test_keys_typed_while_a_mode_is_made_reach_it(sample_file: Path, keys: tuple[str, ...], said: str) -> None:
    async with open_window(sample_file) as window:
        await window.pilot.press(*keys)
        await window.settle()
        screen = window.app.screen
        assert getattr(getattr(screen, "pane", screen), "view", None) == said


async def test_the_window_opens_on_the_year_with_the_money_until_another_is_chosen(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Body", "--place", "Shire")
    file = tmp_path / "a.csv"
    file.write_text(
        "Date,Service,Amount\n01/05/2017,Roads,900\n01/05/2018,Roads,1000\n01/05/2019,Roads,99\n",
        encoding="utf-8",
        newline="",
    )
    verb.good("import", file, "--place", "Shire", "--agency", "Body")
    async with open_window(verb.desk) as window:
        assert window.app.here.year == 2018
        await window.press("]")
        assert window.app.here.year == 2019
        verb.good("place", "add", "Vale")
        await window.press("r")
        assert window.app.here.year == 2019


async def test_a_path_is_pasted_over_the_folder_last_used(sample_file: Path, tmp_path: Path) -> None:
    remember_folder(tmp_path)
    async with open_window(sample_file) as window:
        await window.press("f4", "m")
        line = window.app.screen.query_one(Input)
        assert line.value == f"{tmp_path}{os.sep}"
        await window.press("x")
        assert line.value == "x"


def test_letters_in_order_are_looked_for_only_where_nothing_holds_what_was_typed() -> None:
    choices = [Choice(name, name) for name in ("Humber and Dibley", "Hyndburn", "Old Hyndburn", "Hackney")]
    assert [choice.id for choice in matching("hynd", choices)] == ["Hyndburn", "Old Hyndburn"]
    assert [choice.id for choice in matching("hdbrn", choices)] == ["Hyndburn", "Old Hyndburn"]
    assert matching("zz", choices) == []


@pytest.mark.deep
async def test_the_style_of_one_mode_leaves_the_others_as_they_are(sample_file: Path) -> None:
    """Styles of screens are shared by all: an id that two modes use must not be styled for both."""
    async with open_window(sample_file, (120, 36)) as window:
        first = window.text
        for key in "234571":
            await window.press(key)
        assert window.text == first


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_window_whose_terminal_was_closed_ends(sample_file: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    window = subprocess.Popen(
        [sys.executable, "-m", "tpdesk", "--desk", str(sample_file)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    while b"Lancashire" not in shown:
        shown += os.read(ours, 65_536)
    os.close(ours)
    try:
        window.wait(60)
    finally:
        window.kill()


async def test_a_desk_opens_where_it_was_left(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("l", "p")
        await type_in(window, "luton")
        await window.press("enter")
        left = window.app.here
    async with open_window(sample_file) as window:
        assert window.app.here == left
        assert window.app.place is not None
        assert window.app.place.name.startswith("Luton")


async def test_what_cannot_be_stopped_any_more_says_so(sample_file: Path) -> None:
    gate = Event()

    def call(job: Job) -> None:
        job.settling = True
        gate.wait(60)

    done: list[None] = []
    async with open_window(sample_file) as window:
        window.app.work_on("Taking in x.csv", call, done.append)
        await until(window, lambda: window.app.jobs[0].settling)
        await window.pilot.press("f8")
        assert "cannot be stopped now" in window.text
        gate.set()
        await window.settle()
        assert done == [None]


@pytest.mark.deep
async def test_a_place_that_has_gone_since_is_no_reason_to_show_nothing(sample_file: Path) -> None:
    Verb(sample_file).good("place", "add", "Aardvarkshire")
    async with open_window(sample_file) as window:
        await window.press("p")
        await type_in(window, "aardvark")
        await window.press("enter")
        assert "No money here yet." in window.text
    Verb(sample_file).good("undo")
    async with open_window(sample_file) as window:
        assert "19 organisations spend" in window.right


async def test_a_key_below_is_pressed_by_the_mouse_and_says_what_it_does(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        keys = window.app.screen.query_one(KeyLine)
        at = window.lines[-1].index("F1 Help")
        await window.pilot.hover(KeyLine, (at, 0))
        assert str(keys.tooltip).startswith("Explain in words")
        await window.pilot.hover(KeyLine, (at + 10, 0))
        assert keys.tooltip is None
        await window.pilot.click(KeyLine, (at + 10, 0))
        assert not isinstance(window.app.screen, HelpPanel)
        await window.pilot.click(KeyLine, (at, 0))
        await window.settle()
        assert isinstance(window.app.screen, HelpPanel)


@pytest.mark.deep
async def test_a_mode_is_opened_by_a_click_on_its_name(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for name in ("Packs", "Places", "Overview"):
            await window.pilot.click(ModeTabs, (window.lines[1].index(name), 0))
            await window.settle()
            assert window.app.current_mode == name.lower()
            assert f"▸{MODES[name.lower()].key} {name}" in window.lines[1]
        await window.pilot.click(ModeTabs, (len(window.lines[1].rstrip()) + 5, 0))
        assert window.app.current_mode == "overview"
