"""The deep dives with keys in and text out: seven views at every size, records written, changed, removed, taken in
and out, all by their keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, to_field, type_in, write
from tests.screens.typing_in import until
from tpdesk.domain.kinds import Record
from tpdesk.models.desk import open_desk
from tpdesk.screens.dives.mode import DivesScreen
from tpdesk.screens.dives.tabs import VIEWS
from tpdesk.services.dives.boards import list_tags, prevention_cut, small_from
from tpdesk.services.records import add_record, find_record, list_records

SIZES = ((60, 20), (80, 24), (120, 36), (160, 48))


@pytest.fixture
def bare_file(tmp_path: Path) -> Path:
    """Testshire with two organisations and no deep dive."""
    desk = Verb(tmp_path / "bare.tpdesk")
    desk.good("place", "add", "Testshire", "--code", "E07000120")
    for body in ("County Council", "Health Board"):
        desk.good("agency", "add", body, "--place", "Testshire", "--area", "E07000120")
    return desk.desk


@pytest.fixture
def theme_file(bare_file: Path) -> Path:
    """Testshire's deep dive into homes, with a journey of two steps, a workshop with a note, a barrier, and two
    deliveries that are the same."""
    with open_desk(bare_file) as desk:
        add_record(
            desk, "dive", {"title": "Homes", "place": "Testshire", "client_group": "young people", "cohort": "40"}
        )
        for body, cost in (("County Council", "1200"), ("Health Board", "")):
            typed = {
                "dive": "Homes",
                "agency": body,
                "activity": "assess",
                "client_group": "young people",
                "category": "10.6",
                "cost": cost,
            }
            add_record(desk, "delivery", typed)
        add_record(desk, "journey", {"title": "A first flat", "dive": "Homes"})
        add_record(
            desk, "step", {"journey": "A first flat", "agency": "County Council", "what": "Asks for help", "cost": "10"}
        )
        add_record(
            desk,
            "step",
            {
                "journey": "A first flat",
                "agency": "Health Board",
                "what": "Asked again",
                "days_waited": "21",
                "breaks": "yes",
            },
        )
        add_record(desk, "workshop", {"title": "First morning", "place": "Testshire", "dive": "Homes"})
        add_record(desk, "note", {"workshop": "First morning", "kind": "idea", "text": "One form for all"})
        add_record(
            desk, "note", {"workshop": "First morning", "kind": "quote", "text": "Left out of it", "private": "yes"}
        )
        add_record(
            desk,
            "barrier",
            {"title": "Rent in advance", "place": "Testshire", "dive": "Homes", "level": "local", "kind": "governance"},
        )
    return bare_file


async def dives(window: Window, view: str = "dive", dive: str = "") -> DivesScreen:
    """Go to the deep dives, to the one of that title, and to a view."""
    await window.press("6")
    screen = window.app.screen
    assert isinstance(screen, DivesScreen)
    if dive:
        await window.press("D")
        await type_in(window, dive)
        await window.press("enter")
    for _ in range(list(VIEWS).index(view)):
        await window.press("v")
    return screen


def title(screen: DivesScreen) -> str:
    """Return the title of the opportunity under the cursor."""
    record = screen.record("opportunity")
    assert record is not None
    return record.title


def kept(desk: Path, kind: str) -> tuple[Record, ...]:
    """Return the records of a kind on the desk."""
    with open_desk(desk, read_only=True) as opened:
        return list_records(opened, kind)


async def fill(window: Window, **values: str) -> None:
    """Write into the form's fields and save it."""
    for name, text in values.items():
        await to_field(window, name)
        await write(window, text)
    await window.press("f2")


@pytest.mark.deep
async def test_all_views_are_seen_at_every_size_and_say_what_is_made_up(sample_file: Path) -> None:
    async with open_window(sample_file, SIZES[0]) as window:
        screen = await dives(window, dive="alcohol")
        for size in SIZES:
            await window.resize(size)
            for view, (name, short) in VIEWS.items():
                where = (view, size)
                assert screen.view == view
                assert screen.query_one("#dives-views").current == f"view-{view}"  # type: ignore[attr-defined]
                assert f"▸{name if size[0] > 72 else short}" in window.text, where
                assert "Illustrative: Alcohol, drugs and a settled home invented example" in window.text, where
                assert all(len(line) <= size[0] for line in window.lines), where
                assert screen.max_scroll_x == 0, where
                await window.press("v")
        assert screen.view == "dive"


@pytest.mark.deep
async def test_the_total_of_a_deep_dive_has_its_base_and_its_stages(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 60)) as window:
        await dives(window, dive="alcohol")
        told = Verb(sample_file).good(
            "dive", "show", "Illustrative: Alcohol, drugs and a settled home", "--year", "2024-25"
        )
        pounds = f"£{told['total_pence'] // 100:,}.{told['total_pence'] % 100:02d}"
        assert f"Spend {pounds} in 2024-25" in window.text
        assert f"{told['share'] * 100:.2f}% of £16,650,742,498.59. Gross expenditure of Lancashire" in window.text
        assert "Prevention, counted up to secondary: 8 of " in window.text
        assert "respond" in window.text
        assert "Spend tagged to it" in window.text
        await window.press("f5")
        assert "Total of a deep dive" in dialog(window)
        assert pounds in dialog(window)


@pytest.mark.deep
async def test_an_empty_place_says_what_a_deep_dive_is_and_n_makes_one(bare_file: Path) -> None:
    async with open_window(bare_file) as window:
        screen = await dives(window)
        assert "No deep dive yet" in window.text
        assert screen.panel == "empty"
        await window.press("n")
        await type_in(window, "Homes for the young")
        await fill(window, cohort="40")
        assert "All deep dives" in window.text
        assert "▸Deep dive" in window.text
        assert screen.dive is not None
        assert screen.dive.title == "Homes for the young"
        assert "People in it 40" in window.text
        for view in list(VIEWS)[1:]:
            await window.press("v")
            assert screen.view == view
            assert "yet" in window.text
    assert [one.values["place"] for one in kept(bare_file, "dive")] == ["Testshire"]


@pytest.mark.deep
async def test_records_are_written_changed_and_removed_by_their_keys(theme_file: Path) -> None:
    async with open_window(theme_file) as window:
        await dives(window, "barrier", "homes")
        await window.press("n")
        await type_in(window, "Two laws")
        await fill(window, level="central", kind="law", ask="One law")
        assert [one.title for one in kept(theme_file, "barrier")] == ["Rent in advance", "Two laws"]
        assert kept(theme_file, "barrier")[1].values["dive"] == "Homes"
        assert "Ask of government One law" in window.text
        await window.press("e")
        await fill(window, evidence="said by both")
        assert kept(theme_file, "barrier")[1].values["evidence"] == "said by both"
        await window.press("space")
        assert kept(theme_file, "barrier")[1].values["state"] == "raised"
        assert "State raised" in window.text
        await window.press("backspace")
        assert kept(theme_file, "barrier")[1].values["state"] == "open"
        await window.press("x", "tab", "enter")
        assert [one.title for one in kept(theme_file, "barrier")] == ["Rent in advance"]
        await window.press("u")
        assert len(kept(theme_file, "barrier")) == 2
        await window.press("f")
        await type_in(window, "central")
        await window.press("enter")
        assert "Barriers, level: central: 1 of 2" in window.text
        assert "Rent in advance" not in window.text


@pytest.mark.deep
async def test_a_form_says_what_it_cannot_take_and_keeps_what_was_typed(theme_file: Path) -> None:
    async with open_window(theme_file) as window:
        await dives(window, "delivery", "homes")
        await window.press("n")
        await fill(window, agency="Health Board", activity="mend", category="99", cost="many")
        assert "Cost a year: 'many' is not an amount of money" in dialog(window)
        await fill(window, cost="£3,000")
        assert "'99' is no category of this desk" in dialog(window)
        await fill(window, category="10.6")
        made = kept(theme_file, "delivery")[-1].values
        assert (made["agency"], made["activity"], made["client_group"], made["cost"], made["dive"]) == (
            "Health Board",
            "mend",
            "young people",
            300000,
            "Homes",
        )
        assert "'mend' is a new activity on this desk." in window.text


@pytest.mark.deep
async def test_the_map_marks_in_words_what_two_bodies_do_the_same(theme_file: Path) -> None:
    Verb(theme_file).good("agency", "list")
    file = theme_file.parent / "lines.csv"
    file.write_text("Label,Amount\nHomes,100\n", encoding="utf-8", newline="")
    Verb(theme_file).good(
        "import",
        file,
        "--place",
        "Testshire",
        "--agency",
        "County Council",
        "--year",
        "2024-25",
        "--map",
        "label=Label",
    )
    async with open_window(theme_file) as window:
        await dives(window, "map", "homes")
        assert "2 organisations in 2 deliveries for young people: the same" in window.text
        assert "1 · £1k ■ same" in window.text or "■ same ■ same" in window.text
        assert "1 · cost ?" in window.text
        assert (
            "County Council, assess: 1 delivery, £1,200 a year. The same for the same people: Health "
            "Board, where areas meet"
        ) in window.text
        await window.press("right")
        assert "Health Board, assess: 1 delivery, cost not known." in window.text
        await window.press("enter")
        assert "Deliveries, organisation: Health Board: 1 of 2" in window.text


@pytest.mark.deep
async def test_a_journey_shows_its_lanes_its_waits_and_where_it_breaks(theme_file: Path) -> None:
    async with open_window(theme_file, (80, 24)) as window:
        screen = await dives(window, "journey", "homes")
        assert (
            "2 steps, 2 organisations, handed over 1 time, 21 days waited, £10 (1 step of unknown cost), breaks 1 "
            "time: at step" in " ".join(window.text.split())
        )
        assert "0 ● · Asks for help" in window.text
        assert "21 └─✗ BREAKS: Asked again 21 days -" in window.text
        assert "Lanes: 1 County Council · 2 Health Board" in window.text
        await window.press("N")
        await fill(window, what="A flat", agency="County Council")
        assert "≥ 21 ●─┘ A flat - -" in window.text
        await window.press("enter", "<")
        assert screen.pane("step").has_keyboard
        assert [one.values["what"] for one in kept(theme_file, "step")] == ["Asks for help", "A flat", "Asked again"]


@pytest.mark.deep
async def test_notes_get_dots_are_parked_and_are_written_without_what_is_private(theme_file: Path) -> None:
    async with open_window(theme_file) as window:
        await dives(window, "workshop", "homes")
        assert "2 notes (1 private)" in window.text
        assert "(private) Left out of it" in window.text
        await window.press("enter", "+", "+", "-", "space")
        note = kept(theme_file, "note")[0].values
        assert (note["dots"], note["parked"]) == (1, 1)
        assert "(parked) One form for all" in window.text
        await window.press("w")
        await write(window, str(theme_file.parent / "notes.md"))
        await window.press("enter")
        written = (theme_file.parent / "notes.md").read_text(encoding="utf-8")
        assert "One form for all" in written
        assert "Left out of it" not in written
        assert "1 note written; 1 private note left out." in window.text


@pytest.mark.deep
async def test_the_number_from_which_people_are_printed_is_set(sample_file: Path) -> None:
    def held() -> int:
        with open_desk(sample_file, read_only=True) as desk:
            return small_from(desk)

    async with open_window(sample_file) as window:
        await dives(window, dive="five bodies")
        await window.press("#")
        assert "Numbers of people in packs" in window.text
        await fill(window, number="3")
        assert "between 5 and 1,000" in window.text
        assert held() == 10
        await fill(window, number="20")
        assert held() == 20


@pytest.mark.deep
async def test_the_step_after_which_prevention_ends_is_chosen(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 60)) as window:
        await dives(window, dive="alcohol")
        assert "Prevention, counted up to secondary" in window.text
        await window.press("%")
        assert "Where does prevention end?" in window.text
        await window.press("down", "enter")
        assert "Prevention, counted up to tertiary" in window.text
        with open_desk(sample_file, read_only=True) as desk:
            assert prevention_cut(desk) == "tertiary"
        await window.press("u")
        assert "Prevention, counted up to secondary" in window.text


@pytest.mark.deep
async def test_spend_is_tagged_by_a_rule_and_the_tag_taken_off(sample_file: Path) -> None:
    title = "Illustrative: Known to five bodies or more"

    def tags() -> list[tuple[str, str]]:
        with open_desk(sample_file, read_only=True) as desk:
            return [(tag.words, str(tag.share)) for tag in list_tags(desk, title)]

    before = tags()
    async with open_window(sample_file) as window:
        await dives(window, dive="five bodies")
        await window.press("a")
        await fill(window, category="10.6", agency="Burnley Borough Council", share="1/3")
        assert tags() == [*before, ("Burnley Borough Council, category 10.6", "1/3")]
        await until(window, lambda: "Burnley Borough Council, 10.6 Housing 1/3" in window.inside("#tags"))
        window.app.screen.query_one("#tags").focus()
        await window.press("ctrl+end", "x", "tab", "enter")
        assert tags() == before


@pytest.mark.deep
async def test_a_file_is_looked_through_before_it_is_taken_in(theme_file: Path) -> None:
    file = theme_file.parent / "opportunities.csv"
    file.write_text("title,horizon,saving\nOne form,quick,500\nOne team,soon,\n", encoding="utf-8", newline="")
    async with open_window(theme_file) as window:
        await dives(window, "opportunity", "homes")
        await window.press("I")
        await write(window, str(file))
        await window.press("enter")
        assert "2 rows: 1 opportunity to import, 1 rejected, 0 blank." in dialog(window)
        assert "Row 3: " in dialog(window)
        assert kept(theme_file, "opportunity") == ()
        await window.press("enter")
        [made] = kept(theme_file, "opportunity")
        assert (made.title, made.values["saving"], made.values["dive"]) == ("One form", 50000, "Homes")
        await window.press("u")
        assert kept(theme_file, "opportunity") == ()


@pytest.mark.deep
async def test_find_and_sort_go_to_a_record_and_the_cursor_stays_on_it(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        screen = await dives(window, "opportunity")
        await window.press("slash")
        await type_in(window, "rota")
        await window.press("enter")
        assert title(screen) == "Outreach and patrol planned as one rota"
        await window.press("s")
        await type_in(window, "saving")
        await window.press("enter")
        assert "by saving a year" in window.text
        assert title(screen) == "Outreach and patrol planned as one rota"
        await window.press("3", "6")
        assert title(screen) == "Outreach and patrol planned as one rota"


@pytest.mark.deep
async def test_a_sub_theme_is_part_of_its_deep_dive_and_shows_with_it(theme_file: Path) -> None:
    async with open_window(theme_file) as window:
        await dives(window, dive="homes")
        await window.press("N")
        await type_in(window, "Homes after care")
        await window.press("f2")
        with open_desk(theme_file, read_only=True) as desk:
            assert find_record(desk, "dive", "Homes after care").values["parent"] == "Homes"
        assert "└ Homes after care" in window.text


async def test_what_a_title_holds_is_never_markup(bare_file: Path) -> None:
    with open_desk(bare_file) as desk:
        add_record(desk, "dive", {"title": "[b]Homes[/b] [c]", "place": "Testshire", "question": "[red]why[/red]"})
        add_record(
            desk,
            "barrier",
            {
                "title": "[x] rule [/]",
                "place": "Testshire",
                "dive": "[b]Homes[/b] [c]",
                "level": "local",
                "kind": "law",
            },
        )
        add_record(desk, "journey", {"title": "[low]", "dive": "[b]Homes[/b] [c]"})
        add_record(desk, "step", {"journey": "[low]", "what": "[/b] asks"})
    async with open_window(bare_file) as window:
        await dives(window, "barrier", "homes")
        assert "[b]Homes[/b] [c]" in window.text
        assert "[x] rule [/]" in window.text
        await window.press("V", "V")
        assert "[low]" in window.text
        assert "[/b] asks" in window.text


@pytest.mark.deep
async def test_a_register_is_reached_before_the_first_deep_dive(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "n.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    async with open_window(verb.desk) as window:
        await window.press("6")
        assert "No deep dive yet" in window.text
        await window.press("R")
        await type_in(window, "indicators")
        await window.press("enter")
        assert "No indicators yet" in window.text
        await window.press("n")
        assert "New indicator" in dialog(window)
        await window.press("escape")
        await window.app.run_action("show_register('recipe')")
        await window.settle()
        assert "No recipes yet" in window.text
