"""A colleague's desk taken in: what only it has comes once, what both say differently is decided, and nothing
is ever doubled or lost."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep import first_of
from tests.desk_state import state
from tests.models.merge_content import content
from tpdesk.errors import DeskFileProblem, InputProblem, UsageProblem
from tpdesk.models.batch import list_batches, rejects_of
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import list_backups
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.copying import share_copy
from tpdesk.models.log.history import acts_of_line, list_acts
from tpdesk.models.merge.plan import Choices, Merged
from tpdesk.services import batches, history, lines, merging, places
from tpdesk.services.editing import save_fact
from tpdesk.services.figures import place_for
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.sheets import ImportRequest

FILE = (
    "Date,Service,Supplier,Amount\n01/05/2024,Roads,One Ltd,10.00\n02/05/2024,Parks,Two "
    "Ltd,20.50\n03/05/2024,Parks,Two Ltd,x\n"
)
JUNE = "Date,Service,Supplier,Amount\n01/06/2024,Roads,One Ltd,100.00\n02/06/2024,Schools,Three Ltd,7.00\n"


@pytest.fixture
def pair(start: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Yield two desks of one start: a place with an organisation, and May taken in."""
    with ExitStack() as stack:
        yield two_desks(start, tmp_path, stack)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the desk that both begin with, made once."""
    path = tmp_path_factory.mktemp("start") / "start.tpdesk"
    with open_desk(path, make=True) as desk:
        places.add(desk, "Testshire", codes=("E07000120",), status="pilot")
        places.add_agency(desk, "Body", kind="district", in_places=("Testshire",), areas=("E07000120",), aliases=())
        put(desk, FILE)
    return path


def two_desks(start: Path, folder: Path, stack: ExitStack) -> tuple[Desk, Desk]:
    files = [Path(shutil.copyfile(start, folder / f"{name}.tpdesk")) for name in ("mine", "theirs")]
    mine, theirs = (stack.enter_context(open_desk(file, make=True)) for file in files)
    return mine, theirs


def put(desk: Desk, text: str = JUNE, name: str = "may.csv", agency: str = "Body") -> int:
    path = desk.path.with_name(name)
    path.write_text(text, encoding="utf-8", newline="")
    batch = import_files(desk, [path], ImportRequest(agency=agency, place="Testshire"))[0].batch
    assert batch is not None
    return batch


def take(mine: Desk, theirs: Desk, choices: Choices | None = None) -> Merged:
    """Merge one desk into another, which must be whole after it."""
    plan = merging.plan(mine, theirs.path)
    done = merging.apply(mine, theirs.path, plan, choices or {})
    whole(mine)
    return done


def whole(desk: Desk) -> None:
    assert not [problem for item in check_desk(desk.connection) for problem in item.problems]


def take_theirs(mine: Desk, theirs: Desk) -> Merged:
    return take(mine, theirs, merging.all_conflicts(merging.plan(mine, theirs.path), "theirs"))


def line_of(desk: Desk, row: int) -> int:
    return int(
        desk.connection.execute(
            "SELECT id FROM spend WHERE row = ? AND part_of IS NULL AND batch_sheet = 1", (row,)
        ).fetchone()[0]
    )


def amounts(desk: Desk) -> list[int]:
    return [pence for (pence,) in desk.connection.execute("SELECT amount_pence FROM spend ORDER BY amount_pence")]


def test_desks_of_one_start_have_nothing_to_give_each_other(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    before = mine.path.read_bytes()
    done = take(mine, theirs)
    assert (done.changed, done.plan.new, done.plan.batches, done.plan.differences, done.plan.notes) == (
        False,
        (),
        (),
        (),
        (),
    )
    assert mine.path.read_bytes() == before


@pytest.mark.deep
def test_what_only_the_other_has_comes_once_in_one_step_and_undo_takes_it_back(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    places.add_agency(theirs, "County", kind="county", in_places=("Testshire",), areas=("E10000017",), aliases=("CC",))
    places.set_population(theirs, "Testshire", "2024", people=1000, households=400, source="count")
    put(theirs, JUNE, "june.csv", "County")
    lines.add_line(theirs, {"agency": "County", "amount": "5.00", "date": "2024-05-01", "transfer_to": "Body"})
    before, other = state(mine), theirs.path.read_bytes()
    done = take(mine, theirs)
    assert theirs.path.read_bytes() == other
    assert done.words == (
        "1 organisation, 1 area of an organisation, 1 alias, 1 organisation in a place, 1 population, 1 batch, 3 lines"
    )
    assert history.steps(mine)[0].title == f"Merge theirs.tpdesk: {done.words}"
    assert amounts(mine) == [500, 700, 1000, 2050, 10000]
    assert content(mine.connection) == content(theirs.connection)
    after = state(mine)
    assert not take(mine, theirs).changed
    assert not take(theirs, mine).changed
    history.undo(mine)
    assert state(mine) == before
    whole(mine)
    history.redo(mine)
    assert state(mine) == after
    assert list_backups(mine.path)[0].reason == "merge"


def test_a_batch_comes_with_its_rejects_its_edits_and_its_own_number(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    put(mine, JUNE.replace("100.00", "3.00"), "mine.csv")
    number = put(theirs, FILE.replace("/05/", "/07/"), "july.csv")
    edited = theirs.connection.execute("SELECT max(id) FROM spend").fetchone()[0]
    lines.edit_lines(theirs, (edited,), {"amount": "21.00"})
    lines.split_lines(theirs, (edited,), (lines.LinePart(Fraction(1, 3)), lines.LinePart(Fraction(2, 3))))
    before = state(mine)
    ((there, here),) = take(mine, theirs).batches
    assert (there, here, list_batches(mine.connection)[0].file) == (number, 3, "july.csv")
    assert len(rejects_of(mine.connection, here)) == 1
    assert sorted(amounts(mine))[-2:] == [1400, 2050]
    assert (
        mine.connection.execute("SELECT count(*) FROM spend WHERE part_of IN (SELECT id FROM spend)").fetchone()[0] == 1
    )
    after = state(mine)
    history.undo(mine)
    assert state(mine) == before
    history.redo(mine)
    assert state(mine) == after
    batches.remove(mine, here)
    whole(mine)


def test_a_file_that_both_took_in_is_one_and_a_line_edited_there_alone_is_taken(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    for desk in pair:
        put(desk, JUNE, "june.csv")
    lines.edit_lines(theirs, (line_of(theirs, 2), line_of(theirs, 3)), {"own_category": "04.5"})
    before = state(mine)
    done = take(mine, theirs)
    (one,) = done.plan.differences
    assert (one.record, one.name, one.field, one.mine, one.theirs, one.usual, one.lines) == (
        "line", "batch 1 (may.csv), rows 2-3", "category", "", "04.5", "theirs", 2,
    )  # fmt: skip
    assert done.words == "2 lines as edited there"
    assert amounts(mine) == [700, 1000, 2050, 10000]
    assert content(mine.connection) == content(theirs.connection)
    assert acts_of_line(mine.connection, line_of(mine, 2))[0].act == "merge"
    history.undo(mine)
    assert state(mine) == before


@pytest.mark.deep
def test_a_line_edited_on_both_desks_is_a_conflict_and_a_split_goes_with_its_line(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    lines.edit_lines(mine, (line_of(mine, 2),), {"amount": "11.00"})
    (part,) = lines.split_lines(
        theirs,
        (line_of(theirs, 2),),
        (lines.LinePart(Fraction(1, 4)), lines.LinePart(Fraction(3, 4), {"own_category": "04.5"})),
    )
    lines.split_lines(theirs, (part,), (lines.LinePart(Fraction(1, 2)), lines.LinePart(Fraction(1, 2))))
    kept = take(mine, theirs)
    assert not kept.changed
    assert [one.is_conflict for one in kept.plan.differences] == [True]
    assert amounts(mine) == [1100, 2050]
    before = state(mine)
    assert take_theirs(mine, theirs).words == "1 conflict taken as theirs"
    assert amounts(mine) == [250, 375, 375, 2050]
    assert content(mine.connection) == content(theirs.connection)
    history.undo(mine)
    assert state(mine) == before


def test_lines_removed_there_are_told_and_stay(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    lines.delete_lines(theirs, (line_of(theirs, 2),))
    done = take(mine, theirs)
    assert not done.changed
    assert "1 line (£10.00) there" in done.plan.notes[0]
    assert amounts(mine) == [1000, 2050]


def test_a_rejected_row_put_right_there_is_put_right_here(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    from tpdesk.services.batches import export_rejects

    mine, theirs = pair
    out = tmp_path / "rejects.csv"
    export_rejects(theirs, [1], out)
    out.write_text(out.read_text(encoding="utf-8-sig").replace("Ltd,x,", "Ltd,4.00,"), encoding="utf-8", newline="")
    import_files(theirs, [out], ImportRequest(agency="Body", place="Testshire"))
    before = state(mine)
    assert take(mine, theirs).words == "1 batch, 1 line, 1 rejected row put right"
    assert rejects_of(mine.connection, 1) == []
    history.undo(mine)
    assert state(mine) == before


def test_fields_that_one_leaves_empty_are_filled_and_others_are_decided_one_by_one(
    pair: tuple[Desk, Desk], tmp_path: Path
) -> None:
    mine, theirs = pair
    places.change(mine, "Testshire", region="North")
    places.change(theirs, "Testshire", region="=1+1", theme="older people")
    places.set_return(mine, "Body", "Testshire", "2024-25", state="received")
    places.set_return(theirs, "Body", "Testshire", "2024-25", state="queried", published_pence=123)
    plan = merging.plan(mine, theirs.path)
    assert [(one.record, one.name, one.field, one.mine, one.theirs, one.usual) for one in plan.differences] == [
        ("place", "Testshire", "region", "North", "=1+1", "mine"),
        ("place", "Testshire", "theme", "", "older people", "theirs"),
        ("return", "Testshire, Body, 2024-25", "state", "received", "queried", "mine"),
        ("return", "Testshire, Body, 2024-25", "published", "", "£1.23", "theirs"),
    ]
    out = tmp_path / "decide.csv"
    merging.write_differences(plan, {}, out)
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert (rows[1][4], [row[5] for row in rows[1:]]) == ("'=1+1", ["mine", "theirs", "mine", "theirs"])
    rows[1][5], rows[4][5] = "Theirs", "mine"
    with out.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    done = merging.apply(mine, theirs.path, plan, merging.read_decisions(plan, out))
    assert done.words == "1 blank filled, 1 conflict taken as theirs, 1 conflict kept mine"
    place = place_for(mine, None)
    assert (place.region, place.theme) == ("=1+1", "older people")
    assert mine.connection.execute("SELECT state, published_pence FROM agency_return").fetchall() == [
        ("received", None)
    ]


def test_decisions_that_fit_nothing_are_refused(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    mine, theirs = pair
    places.change(theirs, "Testshire", theme="x")
    plan = merging.plan(mine, theirs.path)
    out = tmp_path / "d.csv"
    head = "record,name,field,mine,theirs,choice\n"
    for text, words in (
        ("a,b\n", "no column"),
        (f"{head}place,Testshire,theme,,x,both\n", "row 2"),
        (f"{head}place,Elsewhere,theme,,x,mine\n", "do not differ"),
    ):
        out.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(InputProblem, match=words):
            merging.read_decisions(plan, out)


@pytest.mark.deep
def test_an_agency_is_known_by_its_alias_and_one_of_the_same_area_is_only_hinted_at(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    places.change_agency(mine, "Body", aliases=("Body Borough Council",))
    places.change_agency(theirs, "Body", new_name="Body Borough Council")
    places.add_agency(mine, "Fire", kind="fire", areas=("E31000040",))
    places.add_agency(theirs, "Fire and Rescue", kind="fire", areas=("E31000040",))
    put(theirs, JUNE, "june.csv", "Body Borough Council")
    done = take(mine, theirs)
    assert [(one.field, one.mine, one.theirs) for one in done.plan.conflicts] == [
        ("name", "Body", "Body Borough Council")
    ]
    assert "'Fire and Rescue' there covers the same area as 'Fire' here" in done.plan.notes[0]
    assert mine.connection.execute("SELECT count(DISTINCT agency) FROM spend").fetchone()[0] == 1
    take_theirs(mine, theirs)
    assert mine.connection.execute(
        "SELECT agency.name, agency_alias.name FROM agency_alias JOIN agency ON agency.id = agency"
    ).fetchall() == [("Body Borough Council", "Body")]


def test_the_same_money_from_another_file_and_lines_alike_are_pointed_out(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    put(theirs, FILE.replace("One Ltd", "One Limited"), "may again.csv")
    typed = {"agency": "Body", "date": "2024-05-01", "label": "Cash"}
    lines.add_line(mine, {**typed, "amount": "1.00"})
    lines.add_line(theirs, {**typed, "amount": "2.00"})
    notes = merging.plan(mine, theirs.path).notes
    assert "may again.csv from there and batch 1 (may.csv) here both have lines of Body in 2024-25" in notes[0]
    assert "1 line entered by hand there is like one here" in notes[1]


def test_equal_lines_entered_by_hand_count_each(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    typed = {"agency": "Body", "date": "2024-05-01", "amount": "1.00"}
    lines.add_line(mine, typed)
    for _ in range(3):
        lines.add_line(theirs, typed)
    assert take(mine, theirs).plan.hand_lines == 2
    assert amounts(mine) == [100, 100, 100, 1000, 2050]
    assert not take(mine, theirs).changed


@pytest.mark.deep
def test_label_maps_come_whole_and_differ_whole(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    mine, theirs = pair
    for desk, text in ((mine, "Roads,04.5,1\n"), (theirs, "Roads,04.5,1/3\nRoads,06.4,2/3\nParks,08.1,1\n")):
        path = tmp_path / "map.csv"
        path.write_text("label,category,share\n" + text, encoding="utf-8", newline="")
        apply_map_file(desk, place_for(desk, None).id, None, path)
    done = take(mine, theirs)
    assert [one.words for one in done.plan.new] == ["1 label map"]
    assert [(one.field, one.mine, one.theirs) for one in done.plan.conflicts] == [
        ("categories", "04.5", "04.5 33.33%, 06.4 66.67%")
    ]
    take_theirs(mine, theirs)
    assert content(mine.connection) == content(theirs.connection)


@pytest.mark.deep
def test_what_was_done_there_stands_in_the_history_marked_and_once(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    places.change(theirs, "Testshire", theme="x")
    places.change(theirs, "Testshire", theme="y")
    start = len(list_acts(mine.connection))
    take(mine, theirs)
    acts = list_acts(mine.connection)
    assert [(act.act, act.subject) for act in acts[: len(acts) - start]] == [
        ("merge", "theirs.tpdesk"), ("change place", "Testshire (on theirs.tpdesk)"),
        ("change place", "Testshire (on theirs.tpdesk)"),
    ]  # fmt: skip
    assert [(one.before, one.after) for one in acts[1].changes] == [("x", "y")]
    places.change(theirs, "Testshire", region="z")
    take(mine, theirs)
    places.change(mine, "Testshire", region="North")
    take_theirs(theirs, mine)
    words = [(act.act, act.subject.partition(" (on ")[0], act.detail) for act in list_acts(theirs.connection)]
    assert words.count(("change place", "Testshire", "theme: y")) == 1


@pytest.mark.deep
def test_two_desks_that_changed_since_they_were_compared_are_not_merged(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    places.change(theirs, "Testshire", theme="x")
    plan = merging.plan(mine, theirs.path)
    places.change(theirs, "Testshire", theme="y")
    before = state(mine)
    with pytest.raises(UsageProblem, match="has changed since"):
        merging.apply(mine, theirs.path, plan)
    assert state(mine) == before
    assert take(mine, theirs).changed


def test_a_desk_that_is_none_is_damaged_hostile_or_ones_own_is_refused(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    mine, theirs = pair
    before = mine.path.read_bytes()
    text = tmp_path / "no.tpdesk"
    text.write_text("no desk", encoding="utf-8")
    theirs.connection.execute("UPDATE cube SET pence = pence + 1")
    for file in (tmp_path / "missing.tpdesk", text, theirs.path):
        with pytest.raises(DeskFileProblem) as told:
            merging.plan(mine, file)
        assert file.name in str(told.value)
    theirs.connection.execute("CREATE TRIGGER evil AFTER INSERT ON spend BEGIN DELETE FROM place; END")
    with pytest.raises(DeskFileProblem, match="did not write"):
        merging.plan(mine, theirs.path)
    with pytest.raises(UsageProblem, match="itself"):
        merging.plan(mine, mine.path)
    assert mine.path.read_bytes() == before


def test_texts_of_the_other_desk_are_cleaned_on_their_way_in(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    put(theirs, JUNE, "june.csv")
    theirs.connection.execute("UPDATE supplier SET text = char(27) || '[2J' || text WHERE text LIKE 'Three%'")
    theirs.connection.execute("UPDATE place SET theme = 'a' || char(8238) || 'b'")
    take(mine, theirs)
    assert mine.connection.execute("SELECT text FROM supplier ORDER BY id DESC LIMIT 1").fetchone() == ("Three Ltd",)
    assert place_for(mine, None).theme == "ab"


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("place", "agency", "people", "return", "map", "import", "edit", "split", "hand", "undo", "remove")
        ),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=7,
)


def do(desk: Desk, act: str, which: int, what: int) -> None:
    """Do one act; one that cannot be done as the desk stands changes nothing."""
    try:
        if act == "place":
            places.change(desk, "Testshire", theme=f"theme {what}") if which else places.add(desk, f"Place {what}")
        elif act == "agency":
            places.add_agency(
                desk,
                f"Agency {which}",
                kind="district" if what else None,
                in_places=("Testshire",),
                aliases=(f"A{which}",) * (what > 1),
            )
        elif act == "people":
            places.set_population(desk, "Testshire", f"202{which}", people=1000 + what)
        elif act == "return":
            places.set_return(
                desk,
                "Body",
                "Testshire",
                "2024-25",
                state=("expected", "requested", "received", "queried")[which],
                note="n" * what,
            )
        elif act == "map":
            path = desk.path.with_name("map.csv")
            path.write_text(
                f"label,category,share\n{('Roads', 'Parks', 'Schools', 'X')[which]},0{what + 1},1\n",
                encoding="utf-8",
                newline="",
            )
            apply_map_file(desk, place_for(desk, "Testshire").id, None, path)
        elif act == "import":
            path = desk.path.with_name(f"file {which}.csv")
            path.write_text(JUNE.replace("/06/", f"/{which + 6:02d}/"), encoding="utf-8", newline="")
            import_files(desk, [path], ImportRequest(agency="Body", place="Testshire"))
        elif act in ("edit", "split"):
            found = desk.connection.execute(
                "SELECT id FROM spend WHERE batch_sheet IS NOT NULL AND part_of IS NULL ORDER BY batch_sheet, row"
            ).fetchall()
            chosen = found[which % max(len(found), 1)]
            if act == "edit":
                lines.edit_lines(
                    desk,
                    chosen,
                    (
                        {"own_category": "09"},
                        {"amount": "77.00"},
                        {"description": f"d{which}"},
                        {"transfer_to": "Agency 1"},
                    )[what],
                )
            else:
                lines.split_lines(
                    desk, chosen, (lines.LinePart(Fraction(1, what + 2)), lines.LinePart(Fraction(what + 1, what + 2)))
                )
        elif act == "hand":
            lines.add_line(
                desk,
                {"agency": "Body", "amount": f"{what}.5", "date": "2024-07-01", "label": f"By hand {which}"},
                place="Testshire",
            )
        elif act == "undo":
            history.undo(desk)
        elif len(list_batches(desk.connection)) > 1:
            batches.remove(desk, list_batches(desk.connection)[0].id)
    except (UsageProblem, IndexError):
        return


@pytest.mark.deep
@pytest.mark.parametrize("examples", first_of([4, 20], 1, 0))
def test_desks_that_went_their_own_ways_end_the_same_when_each_takes_the_other_in(
    start: Path, tmp_path_factory: pytest.TempPathFactory, examples: int
) -> None:
    @settings(max_examples=examples)
    @given(ACTS, ACTS)
    def tried(here: list[tuple[str, int, int]], there: list[tuple[str, int, int]]) -> None:
        take_each_other_in(start, tmp_path_factory.mktemp("two"), here, there)

    tried()


def take_each_other_in(
    start: Path, folder: Path, here: list[tuple[str, int, int]], there: list[tuple[str, int, int]]
) -> None:
    """Do the acts on two desks, and hold what each has once it has taken the other in."""
    with ExitStack() as stack:
        mine, theirs = two_desks(start, folder, stack)
        for desk, acts in ((mine, here), (theirs, there)):
            for act in acts:
                do(desk, *act)
        before = state(mine)
        first = take(mine, theirs)
        after = state(mine)
        assert not take(mine, theirs).changed
        take_theirs(theirs, mine)
        assert content(theirs.connection) == content(mine.connection)
        assert not merging.plan(mine, theirs.path).differences
        if first.changed:
            history.undo(mine)
            assert state(mine) == before
            history.redo(mine)
        assert state(mine) == after


@pytest.mark.deep
def test_a_copy_without_notes_merged_back_doubles_nothing(pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    mine, _ = pair
    save_fact(mine, "Testshire", "programme", {"name": "Counting", "strand": "counting", "note": "Begun early"})
    save_fact(mine, "Testshire", "programme", {"name": "Counting", "strand": "counting", "note": "Begun late"})
    save_fact(
        mine, "Testshire", "milestone", {"title": "Findings", "date": "2026-12", "note": "A draft", "source": "Plan"}
    )
    share_copy(mine, tmp_path / "copy.tpdesk", without_notes=True)
    with open_desk(tmp_path / "copy.tpdesk", make=True) as copy:
        before = content(mine.connection)
        assert not take(mine, copy).changed
        assert content(mine.connection) == before
        filled = take(copy, mine)
        assert filled.plan.conflicts == ()
        assert content(copy.connection) == before


def test_notes_on_one_programme_that_differ_are_decided(pair: tuple[Desk, Desk]) -> None:
    mine, theirs = pair
    for desk, note in ((mine, "Ours"), (theirs, "Theirs")):
        save_fact(desk, "Testshire", "programme", {"name": "Counting", "note": "The first"})
        save_fact(desk, "Testshire", "programme", {"name": "Counting", "note": note})
    plan = merging.plan(mine, theirs.path)
    assert [(one.record, one.field, one.mine, one.theirs) for one in plan.conflicts] == [
        ("programme", "note", "Ours", "Theirs")
    ]
    take_theirs(mine, theirs)
    assert content(mine.connection) == content(theirs.connection)
