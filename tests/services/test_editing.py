"""The editors' acts: what is kept of a place, an organisation as it was typed, returns moved on,
two organisations that are one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_state import state
from tpdesk.calc.count import count
from tpdesk.domain.field_types import TEXT
from tpdesk.domain.kinds import PLACE_FACTS
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency, list_agencies, read_returns
from tpdesk.models.agency_merge import tables_moved
from tpdesk.models.area import AreaRecord, codes_of
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.log.history import Act
from tpdesk.models.place import find_place
from tpdesk.models.population import PopulationRecord
from tpdesk.models.year import read_year
from tpdesk.services import agency_editing, batches, editing, history, places, records, returns
from tpdesk.services.agency_editing import AgencyDraft
from tpdesk.services.editing import PlaceDraft
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import ImportRequest


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Testshire with two organisations, of which the second pays the first."""
    monkeypatch.setenv("TPDESK_NOW", "2026-03-01T12:00:00Z")
    (tmp_path / "one.csv").write_text("Label,Amount\nRoads,100\nParks,50\n", encoding="utf-8")
    (tmp_path / "two.csv").write_text("Label,Amount,To\nRoads,30,\nGrant,20,One Council\n", encoding="utf-8")
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire", codes=("E07000120", "E07000121"))
        places.add_agency(
            opened, "One Council", kind="county", in_places=("Testshire",), areas=("E07000120",), aliases=("OC",)
        )
        places.add_agency(opened, "Two Council", in_places=("Testshire",), areas=("E07000121",))
        for body in ("One", "Two"):
            columns = {"label": "Label"} | ({"transfer_to": "To"} if body == "Two" else {})
            request = ImportRequest(agency=f"{body} Council", year=2024, columns=columns)
            assert import_files(opened, [tmp_path / f"{body.lower()}.csv"], request)[0].error is None
        yield opened


def whole(desk: Desk) -> None:
    """Nothing is wrong with the desk."""
    assert [problem for item in check_desk(desk.connection) for problem in item.problems] == []


def draft(**told: str) -> PlaceDraft:
    plain = {
        "name": "Testshire",
        "status": "",
        "region": "",
        "council_type": "",
        "theme": "",
        "lead_body": "",
        "note": "",
        "areas": "",
    }
    return PlaceDraft(**{**plain, **told})


# -- places


def changes(desk: Desk, kind: str, name: str) -> tuple[Act, ...]:
    """Return the acts on a place or an organisation and on what belongs to it, the latest first."""
    return records.read_changes(desk.path, records.find_record(desk, kind, name))


def test_a_place_is_written_as_it_was_typed_and_the_history_says_from_what_to_what(desk: Desk) -> None:
    before = state(desk)
    made = editing.save_place(desk, "Testshire", draft(areas="Hyndburn; E07000124", lead_body="One Council", note="n"))
    assert made.codes == ("E07000120", "E07000124")
    [act, *_] = changes(desk, "place", "Testshire")
    assert {(change.record, change.field, change.before, change.after) for change in act.changes} == {
        ("place", "lead organisation", "", "One Council"), ("place", "note", "", "n"),
        ("place area", "", "place Testshire; area Lancaster (E07000121)", ""),
        ("place area", "", "", "place Testshire; area Ribble Valley (E07000124)"),
    }  # fmt: skip
    history.undo(desk)
    assert state(desk) == before


def test_saving_what_is_writes_nothing(desk: Desk) -> None:
    before = state(desk)
    editing.save_place(desk, "Testshire", draft(areas="E07000120; Lancaster (E07000121)"))
    assert state(desk) == before


AREAS = [
    AreaRecord("E06000001", "Aborough", "unitary", "", ""), AreaRecord("E07000001", "Aborough", "district", "", ""),
    AreaRecord("E07000002", "Oldton", "district", "", "2009-03-31"),
    AreaRecord("E06000002", "Oldton", "unitary", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("e06000001", ["E06000001"]),
        ("Oldton", ["E06000002"]),
        (" aborough (E07000001) ;; E99999999; E99999999", ["E07000001", "E99999999"]),
        ("", []),
    ],
)
def test_areas_are_typed_by_name_by_code_or_by_both(typed: str, codes: list[str]) -> None:
    assert codes_of(typed, AREAS) == codes


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Aborough", "E06000001 .* E07000001"), ("Oldtn", "Did you mean 'Oldton'"), ("Xyzzy", "no area")],
)
def test_an_area_that_is_none_or_two_is_asked_about(typed: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        codes_of(typed, AREAS)


def test_people_are_filled_in_with_their_source_and_typed_ones_stay(desk: Desk) -> None:
    typed = PopulationRecord(2024, 7, None, None, "counted by hand")
    editing.save_population(desk, "Testshire", typed)
    card = editing.read_card(desk, find_place(desk.connection, "Testshire").id)
    assert card.populations == (typed,)
    filled = editing.fill_populations(desk, "Testshire")
    assert card.to_fill == tuple(record.year for record in filled)
    assert 2024 not in card.to_fill
    card = editing.read_card(desk, card.place.id)
    assert typed in card.populations
    assert all(record.source.startswith("ONS mid-") for record in card.populations if record != typed)
    with pytest.raises(UsageProblem, match="held already"):
        editing.fill_populations(desk, "Testshire")
    assert (
        next(record for record in editing.fill_populations(desk, "Testshire", again=True) if record.year == 2024).people
        != 7
    )
    editing.take_population_off(desk, "Testshire", 2024)
    assert 2024 not in [record.year for record in editing.read_card(desk, card.place.id).populations]


def test_a_year_of_people_can_become_another_year_and_nothing_is_never_nought(desk: Desk) -> None:
    editing.save_population(desk, "Testshire", PopulationRecord(2023, 7, 3, None, ""))
    editing.save_population(desk, "Testshire", PopulationRecord(2022, None, 3, 2021, "c"), instead_of=2023)
    card = editing.read_card(desk, find_place(desk.connection, "Testshire").id)
    assert card.populations == (PopulationRecord(2022, None, 3, 2021, "c"),)
    for people in (None, 0):
        with pytest.raises(UsageProblem):
            editing.save_population(desk, "Testshire", PopulationRecord(2021, people, None, None, ""))


FACTS = {
    "programme": {"name": "Testshire Counts", "strand": "counting", "note": "a\nb", "source": "s"},
    "award": {"funder": "Region", "amount": "£300,000", "is_match": "yes", "source": "s"},
    "note": {"kind": "theme", "text": "older people", "source": "s"},
    "published": {"title": "total", "amount": "", "share_printed": "4%", "source": "s"},
    "milestone": {"date": "2026-12", "title": "interim findings", "source": "s"},
}


@pytest.mark.parametrize("kind", PLACE_FACTS)
def test_a_fact_comes_changes_goes_and_each_can_be_undone(desk: Desk, kind: str) -> None:
    start = state(desk)
    number, _ = editing.save_fact(desk, "Testshire", kind, FACTS[kind])
    made = state(desk)
    editing.save_fact(desk, "Testshire", kind, {"source": "another"}, number)
    [fact] = [
        fact
        for fact in editing.read_card(desk, find_place(desk.connection, "Testshire").id).facts[kind]
        if fact.values["place"]
    ]
    assert fact.values["source"] == "another"
    first = next(field.name for field in fact.kind.fields if field.type is TEXT)
    assert fact.values[first] == FACTS[kind][first]
    editing.take_fact_off(desk, "Testshire", kind, number)
    assert state(desk) == start
    history.undo(desk)
    history.undo(desk)
    assert state(desk) == made
    history.undo(desk)
    assert state(desk) == start


def test_a_fact_without_what_it_needs_or_with_no_amount_is_refused(desk: Desk) -> None:
    before = state(desk)
    for kind, typed, said in (
        ("award", {"funder": "Region"}, "Amount is needed"),
        ("award", {"funder": "Region", "amount": "lots"}, "Amount: .*lots"),
        ("note", {"kind": "theme", "text": " "}, "Text is needed"),
        ("nonsense", {}, "programme, award, note"),
    ):
        with pytest.raises(UsageProblem, match=said):
            editing.save_fact(desk, "Testshire", kind, typed)
    with pytest.raises(UsageProblem, match="no place note 99"):
        editing.save_fact(desk, "Testshire", "note", {"text": "x"}, 99)
    assert state(desk) == before


@pytest.mark.deep
def test_the_history_of_a_place_goes_back_beyond_its_name(desk: Desk) -> None:
    editing.save_fact(desk, "Testshire", "note", {"kind": "theme", "text": "older people"})
    editing.save_place(desk, "Testshire", draft(name="Newshire", areas="E07000120;E07000121"))
    told = [act.words for act in changes(desk, "place", "Newshire")]
    assert told[:2] == ["Change place Testshire: name: Newshire", "Add place note Testshire: theme"]
    assert told[-1].startswith("Add place Testshire")


# -- agencies and their returns


def test_an_agency_is_written_as_it_was_typed(desk: Desk) -> None:
    before = state(desk)
    told = AgencyDraft(
        "One County", "police", ("One Council", "OCC"), "E07000121", ("Testshire",), "n", {"Testshire": "leads"}
    )
    made = agency_editing.save_agency(desk, "one council", told, {"Testshire": ""})
    assert (made.name, made.kind, made.aliases, made.areas, made.note) == (
        "One County",
        "police",
        ("OCC", "One Council"),
        ("E07000121",),
        "n",
    )
    assert [body.role for body in editing.read_card(desk, find_place(desk.connection, "Testshire").id).bodies] == [
        "leads",
        "",
    ]
    after = state(desk)
    assert (
        agency_editing.save_agency(
            desk,
            "One County",
            AgencyDraft(
                "One County", "", ("OCC", "One Council"), "Lancaster", ("Testshire",), "n", {"Testshire": "leads"}
            ),
            {"Testshire": "leads"},
        )
        == made
    )
    assert state(desk) == after
    history.undo(desk)
    assert state(desk) == before


def test_a_body_with_lines_does_not_leave_its_place(desk: Desk) -> None:
    before = state(desk)
    with pytest.raises(UsageProblem, match="has 2 lines in 'Testshire'"):
        agency_editing.save_agency(desk, "One Council", AgencyDraft("Other name", "", (), "", (), ""))
    assert state(desk) == before


def test_a_return_goes_through_its_states_with_their_days(desk: Desk) -> None:
    place = find_place(desk.connection, "Testshire").id
    body = find_agency(desk.connection, "Two Council").id

    def kept() -> tuple[str, str, str]:
        told = read_returns(desk.connection, place, 2024)[body]
        return told.state, told.requested_on, told.received_on

    assert returns.move_return(desk, "Two Council", place, 2024, 1) == "requested"
    assert kept() == ("requested", "2026-03-01", "")
    returns.save_return(
        desk, "Two Council", place, 2024, {"requested_on": "1/2/2026", "due_on": "17 Feb 2026", "next_action": "ring"}
    )
    [one, two] = returns.read_bodies(desk.path, place, None).rows
    assert (two.due, two.late, one.due, one.returned.state) == ("12 days late", True, "", "expected")
    assert returns.move_return(desk, "Two Council", place, 2024, 1) == "received"
    assert kept() == ("received", "2026-02-01", "2026-03-01")
    assert not returns.read_bodies(desk.path, place, None).rows[1].late
    assert returns.move_return(desk, "Two Council", place, 2024, -1) == "requested"
    with pytest.raises(UsageProblem, match="expected already"):
        returns.move_return(desk, "One Council", place, 2024, -1)
    with pytest.raises(UsageProblem, match="'soon' is not a valid date"):
        returns.save_return(desk, "Two Council", place, 2024, {"due_on": "soon"})
    returns.save_return(desk, "Two Council", place, 2024, {"due_on": "", "published_pence": None})
    assert read_returns(desk.connection, place, 2024)[body].due_on == ""


def test_ours_stands_beside_theirs_with_the_files(desk: Desk) -> None:
    place = find_place(desk.connection, "Testshire").id
    returns.save_return(
        desk,
        "One Council",
        place,
        2024,
        {"published_pence": 16_000, "published_source": "accounts", "note": "late grant"},
    )
    row = returns.read_bodies(desk.path, place, None).rows[0]
    assert row.money is not None
    assert (row.lines, row.money.counted_pence, row.money.difference_pence, row.money.explanation) == (
        2,
        15_000,
        -1_000,
        "late grant",
    )
    assert [(file.file, file.lines, file.pence, file.shared) for file in row.files] == [("one.csv", 2, 15_000, False)]
    empty = returns.read_bodies(desk.path, place, 2019).rows[0]
    assert (empty.lines, empty.money, empty.files) == (0, None, ())


# -- two that are one


def test_two_that_are_one_become_one_and_undo_brings_both_back(desk: Desk) -> None:
    place = find_place(desk.connection, "Testshire")
    returns.save_return(desk, "One Council", place.id, 2024, {"state": "received", "note": "mine"})
    returns.save_return(
        desk,
        "Two Council",
        place.id,
        2024,
        {"state": "queried", "note": "theirs", "due_on": "2026-01-01", "published_pence": 5},
    )
    returns.save_return(desk, "Two Council", place.id, 2023, {"state": "requested"})
    before, gross = state(desk), count(read_year(desk.connection, place, 2024), by="agency")
    told = agency_editing.preview_merge(desk, "two council", "OC")
    assert (told.gone, told.into, told.lines, told.pence, told.between) == ("Two Council", "One Council", 2, 5_000, 1)
    assert state(desk) == before
    assert agency_editing.merge_agencies(desk, "two council", "OC") == told
    [left] = list_agencies(desk.connection)
    assert (left.name, left.aliases, left.areas) == ("One Council", ("OC", "Two Council"), ("E07000120", "E07000121"))
    merged = count(read_year(desk.connection, place, 2024), by="agency")
    assert merged.after_transfers_pence == gross.after_transfers_pence == 18_000
    assert (gross.transfers_removed_pence, merged.recharges_removed_pence) == (2_000, 2_000)
    kept = read_returns(desk.connection, place.id, 2024)[left.id]
    assert (kept.state, kept.note, kept.due_on, kept.published_pence) == ("queried", "mine", "2026-01-01", 5)
    assert read_returns(desk.connection, place.id, 2023)[left.id].state == "requested"
    whole(desk)
    assert "Take over agency One Council" in " ".join(act.words for act in changes(desk, "agency", "One Council"))
    after = state(desk)
    history.undo(desk)
    assert state(desk) == before
    whole(desk)
    history.redo(desk)
    assert state(desk) == after


def test_after_it_a_file_of_the_other_still_comes_off_whole(desk: Desk) -> None:
    agency_editing.merge_agencies(desk, "Two Council", "One Council")
    batches.remove(desk, 2)
    [row] = returns.read_bodies(desk.path, find_place(desk.connection, "Testshire").id, 2024).rows
    assert (row.lines, [file.batch for file in row.files]) == (2, [1])
    whole(desk)


def test_an_agency_is_not_merged_into_itself(desk: Desk) -> None:
    with pytest.raises(UsageProblem, match="one organisation already"):
        agency_editing.merge_agencies(desk, "OC", "One Council")


def test_every_table_that_names_an_agency_is_moved(desk: Desk) -> None:
    tables = [name for (name,) in desk.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    referring = {
        table
        for table in tables
        if any(
            parent == "agency" for _, _, parent, *_ in desk.connection.execute(f'PRAGMA foreign_key_list("{table}")')
        )
    }
    assert referring == tables_moved()


def test_no_kept_return_is_of_an_unknown_state(desk: Desk) -> None:
    place = find_place(desk.connection, "Testshire").id
    with pytest.raises(UsageProblem, match="none of expected"):
        returns.save_return(desk, "One Council", place, 2024, {"state": "lost"})
