"""A first count on a desk: written as one step, never counted beside an organisation's own return, refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_state import state
from tpdesk.calc.count import count
from tpdesk.calc.overlap import overlap
from tpdesk.calc.pairs import pairs
from tpdesk.calc.trust import reconcile
from tpdesk.domain.facts import BY_PEOPLE, PLACE_ONLY, YearFacts
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.batch import list_batches
from tpdesk.models.cube import differences
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines.order import read_lines
from tpdesk.models.lines.where import read_maps
from tpdesk.models.register import load_register
from tpdesk.services import figures, history, lines, places
from tpdesk.services.first_count import plan_first_count, write_first_count
from tpdesk.services.imports import import_files
from tpdesk.services.sheets import FileOutcome, ImportRequest

LUTON = ("E06000032", "E06000056")
COUNTY = "Suffolk County Council"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        yield opened


def facts_of(desk: Desk, place: str = "Suffolk") -> YearFacts:
    return figures.year_facts(desk, place, "2024-25")


def import_own(desk: Desk, folder: Path, text: str, **asked: object) -> FileOutcome:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    request = ImportRequest(place="Suffolk", year=2024, unit="thousands", **asked)  # type: ignore[arg-type]
    return import_files(desk, [path], request)[0]


COUNTY_RETURN = "Service,Cost type,Amount\nEducation services,revenue,650000\nAdult social care,revenue,640000\n"


def test_it_makes_the_place_its_organisations_and_their_lines(desk: Desk) -> None:
    plan = write_first_count(desk, "Suffolk")
    facts = facts_of(desk)
    found = count(facts)
    assert (found.gross_pence, found.bodies_counted, found.unmapped_pence) == (plan.count.pence, 57, 0)
    assert found.pence_per_head == round(plan.count.pence / 786_231)
    assert found.basis.people == 786_231
    assert len(list_batches(desk.connection)) == len(plan.count.bodies)
    assert differences(desk.connection) == []
    county = next(agency for agency in facts.agencies.values() if agency.name == COUNTY)
    assert (county.kind, county.areas) == ("county", ("E10000029",))
    # Each organisation's money stands there once and whole: nothing of a wider one is shared a second time.
    assert facts.held is None
    wider = {facts.agencies[number].name: one.counted for number, one in facts.ground.wider.items()}
    assert wider["Department for Work and Pensions"] == PLACE_ONLY


def test_each_line_says_its_source_method_and_grade(desk: Desk) -> None:
    write_first_count(desk, "Suffolk")
    numbers = [number for (number,) in desk.connection.execute("SELECT id FROM spend ORDER BY id")]
    rows = [row for row in read_lines(desk.connection, numbers, read_maps(desk.connection)) if row is not None]
    pension = next(row for row in rows if row.label == "State pension")
    assert (pension.status, pension.grade, pension.own_category) == ("apportioned", 4, "10.2")
    assert pension.description.startswith("Grade D. East of England: £")
    assert "people 66 and over" in pension.description
    education = next(row for row in rows if row.label == "Education services" and row.agency == COUNTY)
    assert (education.status, education.grade, education.amount_pence) == ("actual", 1, 43_974_800_000)
    assert all(row.grade and row.description and row.own_category for row in rows)
    sources = desk.connection.execute("SELECT DISTINCT source FROM batch_sheet ORDER BY 1").fetchall()
    assert [source.split(",")[0] for (source,) in sources] == ["HM Treasury", "MHCLG", "NHS England"]


@pytest.mark.deep
def test_it_is_one_step_of_undo(desk: Desk) -> None:
    places.add(desk, "Elsewhere")
    before = state(desk)
    write_first_count(desk, "Suffolk")
    after = state(desk)
    assert history.undo(desk).title == "First count of Suffolk, 2024-25"
    assert state(desk) == before
    history.redo(desk)
    assert state(desk) == after


def test_a_look_writes_nothing(desk: Desk) -> None:
    before = state(desk)
    plan = plan_first_count(desk, "Suffolk")
    assert (plan.is_new, len(plan.new_agencies), plan.skipped) == (True, len(plan.count.bodies), ())
    assert plan.least_pence < plan.count.pence < plan.most_pence
    assert state(desk) == before


def test_the_place_may_stand_on_the_desk_or_be_named_by_its_areas(desk: Desk) -> None:
    with desk.writing() as connection:
        load_register(connection)
    pilot = plan_first_count(desk, "luton & central bedfordshire")
    assert (pilot.place, pilot.areas, pilot.is_new) == ("Luton & Central Bedfordshire", LUTON, False)
    named = plan_first_count(desk, "Two councils", ["Luton", "Central Bedfordshire (E06000056)"])
    assert named.count.pence == pilot.count.pence
    with pytest.raises(UsageProblem, match="has areas of its own"):
        plan_first_count(desk, "Luton & Central Bedfordshire", ["E06000032"])


@pytest.mark.deep
def test_an_own_return_takes_the_place_of_the_published_figures(desk: Desk, tmp_path: Path) -> None:
    plan = write_first_count(desk, "Suffolk")
    published = next(body.pence for body in plan.count.bodies if body.name == COUNTY)
    before = state(desk)
    outcome = import_own(desk, tmp_path, COUNTY_RETURN, agency=COUNTY)
    words = next(words for words in outcome.warnings if "published figures" in words)
    assert "took the place of" in words
    assert "£1,099,602,000.00 in 11 lines" in words
    assert not any("check that this is not the same money" in words for words in outcome.warnings)
    facts = facts_of(desk)
    assert count(facts).gross_pence == plan.count.pence - published + 129_000_000_000
    assert count(facts).basis.first_count == 56
    assert differences(desk.connection) == []
    assert desk.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    left = desk.connection.execute("SELECT count(*) FROM batch_sheet WHERE batch NOT IN (SELECT id FROM batch)")
    assert left.fetchone() == (0,)
    history.undo(desk)
    assert state(desk) == before


def test_a_dry_run_says_what_would_give_way_and_leaves_it(desk: Desk, tmp_path: Path) -> None:
    write_first_count(desk, "Suffolk")
    before = state(desk)
    outcome = import_own(desk, tmp_path, COUNTY_RETURN, agency=COUNTY, dry_run=True)
    assert any("would take the place of Suffolk County Council" in words for words in outcome.warnings)
    assert state(desk) == before


@pytest.mark.deep
def test_a_file_of_another_organisation_or_year_leaves_them(desk: Desk, tmp_path: Path) -> None:
    plan = write_first_count(desk, "Suffolk")
    places.add_agency(desk, "Parish", in_places=("Suffolk",))
    assert import_own(desk, tmp_path, "Service,Amount\nHall,7\n", agency="Parish").error is None
    path = tmp_path / "earlier.csv"
    path.write_text(COUNTY_RETURN, encoding="utf-8")
    import_files(desk, [path], ImportRequest(place="Suffolk", agency=COUNTY, year=2023, unit="thousands"))
    assert count(facts_of(desk)).gross_pence == plan.count.pence + 700_000


def test_a_file_of_several_replaces_each_of_them(desk: Desk, tmp_path: Path) -> None:
    write_first_count(desk, "Suffolk")
    text = f"Agency,Service,Amount\n{COUNTY},Education services,650000\nSuffolk Police,Police services,170000\n"
    outcome = import_own(desk, tmp_path, text)
    assert sum("took the place of" in words for words in outcome.warnings) == 2
    assert count(facts_of(desk)).basis.first_count == 55


def test_a_wider_organisation_counts_by_people_once_its_return_is_in(desk: Desk, tmp_path: Path) -> None:
    write_first_count(desk, "Two councils", LUTON)
    path = tmp_path / "police.csv"
    path.write_text("Service,Amount\nPolice services,197337\n", encoding="utf-8")
    request = ImportRequest(place="Two councils", agency="Bedfordshire Police", year=2024, unit="thousands")
    outcome = import_files(desk, [path], request)[0]
    assert any("covers more than Two councils, so its file counts by people" in words for words in outcome.warnings)
    facts = facts_of(desk, "Two councils")
    police = next(number for number, agency in facts.agencies.items() if agency.name == "Bedfordshire Police")
    assert facts.ground.wider[police].counted == BY_PEOPLE
    counted = sum(cell.pence for cell in facts.cells if cell.agency == police)
    assert round(counted / 19_733_700_000, 3) == 0.74


@pytest.mark.deep
def test_what_has_money_already_is_left_as_it_is(desk: Desk, tmp_path: Path) -> None:
    places.add(desk, "Suffolk", codes=("E10000029",))
    # Found by its kind and area, whatever it is called.
    places.add_agency(desk, "The county", kind="county", areas=("E10000029",), in_places=("Suffolk",))
    import_own(desk, tmp_path, COUNTY_RETURN, agency="The county")
    plan = write_first_count(desk, "Suffolk")
    assert plan.skipped == (COUNTY,)
    assert not desk.connection.execute("SELECT 1 FROM agency WHERE name = ?", (COUNTY,)).fetchone()
    assert count(facts_of(desk)).gross_pence == plan.count.pence + 129_000_000_000
    with pytest.raises(InputProblem, match="has money in Suffolk"):
        write_first_count(desk, "Suffolk")


@pytest.mark.deep
def test_published_figures_come_back_when_a_return_is_removed(desk: Desk, tmp_path: Path) -> None:
    from tpdesk.services.batches import remove

    plan = write_first_count(desk, "Suffolk")
    outcome = import_own(desk, tmp_path, COUNTY_RETURN, agency=COUNTY)
    assert outcome.batch is not None
    remove(desk, outcome.batch)
    again = write_first_count(desk, "Suffolk")
    assert [body.name for body in again.count.bodies] == [COUNTY]
    assert count(facts_of(desk)).gross_pence == plan.count.pence


@pytest.mark.deep
def test_a_return_far_from_the_published_outturn_is_an_issue(desk: Desk, tmp_path: Path) -> None:
    write_first_count(desk, "Suffolk")
    rows = {row.agency: row for row in reconcile(facts_of(desk))}
    assert (rows[COUNTY].published_pence, rows[COUNTY].difference_pence) == (138_708_100_000, None)
    assert not any(issue.code == "far-from-published" for issue in count(facts_of(desk)).issues)
    import_own(desk, tmp_path, COUNTY_RETURN, agency=COUNTY)
    assert not any(issue.code == "far-from-published" for issue in count(facts_of(desk)).issues)
    history.undo(desk)
    import_own(desk, tmp_path, COUNTY_RETURN.replace("640000", "64000"), agency=COUNTY)
    (far,) = (issue for issue in count(facts_of(desk)).issues if issue.code == "far-from-published")
    assert far.pence == 71_400_000_000 - 138_708_100_000
    assert "below its published total" in far.text


def test_lines_of_its_own_beside_published_figures_are_an_issue(desk: Desk) -> None:
    write_first_count(desk, "Suffolk")
    lines.add_line(desk, {"agency": COUNTY, "amount": "5", "year": "2024-25"}, place="Suffolk")
    (twice,) = (issue for issue in count(facts_of(desk)).issues if issue.code == "first-count-twice")
    assert COUNTY in twice.text


@pytest.mark.deep
def test_no_overlap_follows_from_published_figures(desk: Desk) -> None:
    write_first_count(desk, "Suffolk")
    facts = facts_of(desk)
    for level in (1, 2, 4):
        found = overlap(facts, level=level)
        assert {row.verdict for row in found.rows} == {None}
        assert sum(row.count_pence for row in found.rows) == count(facts).gross_pence
        assert {row.outside_lead_meeting_pence for row in found.rows} == {0}
        reasons = {left.reason for row in found.rows for left in row.left_out}
        assert "published figure of the first count" in reasons
        assert any("Only published figures" in words for row in found.rows for words in row.judgement.evidence)
    assert pairs(facts).rows == ()


def test_the_count_says_what_it_is(desk: Desk) -> None:
    write_first_count(desk, "Suffolk")
    found = count(facts_of(desk))
    assert "first count: published figures in place of 57 returns" in found.basis.sentence()
    (issue,) = (issue for issue in found.issues if issue.code == "first-count")
    assert "A 14%, B 0%, C 1%, D 63%, E 22%" in issue.text
    assert "between £8,347.2m and £11,473.2m" in issue.text
    assert not any(issue.code in ("no-transfers", "schools-maintained") for issue in found.issues)
    assert "published figures stand in for its return" in {row.explanation for row in reconcile(facts_of(desk))}


@pytest.mark.parametrize(
    ("name", "areas", "words"),
    [
        ("City", ("E09000001",), "City of London"),
        ("Islands", ("E06000053",), "Isles of Scilly"),
        ("Ward", ("E05009338",), "no wards or parts of a district"),
        ("Cardiff", ("W06000015",), "nothing of Wales"),
        ("Force", ("E23000025",), "no police or NHS areas"),
        ("Carlisle", ("E07000028",), "councils that had gone"),
        ("Half", ("E10000029", "E05009338"), "E05009338"),
    ],
)
def test_what_cannot_be_known_is_refused_by_name(desk: Desk, name: str, areas: tuple[str, ...], words: str) -> None:
    before = state(desk)
    with pytest.raises(InputProblem, match=words):
        write_first_count(desk, name, areas)
    assert state(desk) == before


def test_another_year_and_a_place_without_areas_are_refused(desk: Desk) -> None:
    with pytest.raises(InputProblem, match="no first count of 2023-24"):
        write_first_count(desk, "Suffolk", year=2023)
    with pytest.raises(UsageProblem, match="no place and no area called 'Nowhere'"):
        write_first_count(desk, "Nowhere")
    places.add(desk, "Testshire")
    with pytest.raises(UsageProblem, match="'Testshire' has no areas"):
        write_first_count(desk, "Testshire")
    write_first_count(desk, "Testshire", ["E07000200"])
    assert facts_of(desk, "Testshire").ground.base_areas == {"E07000200"}


def test_a_district_alone_shares_its_county(desk: Desk) -> None:
    write_first_count(desk, "Babergh")
    facts = facts_of(desk, "Babergh")
    county = next(number for number, agency in facts.agencies.items() if agency.name == COUNTY)
    assert {cell.status for cell in facts.cells if cell.agency == county} == {"apportioned"}
    grades = {cell.value for cell in facts.grades if cell.agency == county}
    assert grades == {"2"}
