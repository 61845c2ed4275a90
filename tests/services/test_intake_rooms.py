"""What the rooms of import, mapping and batches do to the desk, without a screen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tpdesk.errors import Cancelled, UsageProblem
from tpdesk.models import cube
from tpdesk.models.agency import find_agency
from tpdesk.models.batch import list_batches, rejects_of
from tpdesk.models.desk import open_desk
from tpdesk.models.own.remembered import recent_folders, remember_folder
from tpdesk.models.place import find_place
from tpdesk.services.files import completions, list_folder, meant
from tpdesk.services.history import undo
from tpdesk.services.imports import import_each, take_in_corrected
from tpdesk.services.mapping import LabelMap, map_labels, take_off
from tpdesk.services.preview import desk_known, likely_agency, named_first, preview_file, try_file
from tpdesk.services.sheets import ImportRequest

ROWS = (
    "Date,Service,Supplier,Amount\n13/04/2024,Bins,Acme,100.00\n14/04/2024,Books,Reads,n/k\n15/04/2024,Bins,"
    "Acme,-20.00\n"
)


@pytest.fixture
def desk_path(verb: Verb) -> Path:
    """The place Shire with two organisations."""
    verb.good("place", "add", "Shire")
    for name in ("Shire Council", "Borsetshire Police"):
        verb.good("agency", "add", name, "--place", "Shire")
    return verb.desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "april.csv"
    path.write_text(ROWS, encoding="utf-8", newline="")
    return path


REQUEST = ImportRequest(place="Shire", agency="Shire Council")


def test_a_preview_says_what_is_read_as_what_and_why(desk_path: Path, file: Path) -> None:
    found = preview_file(desk_path, file, ImportRequest(place="Shire", columns={"supplier": ""}))
    sheet = found.first
    assert sheet is not None
    assert [(column.heading, column.field, column.evidence) for column in sheet.columns] == [
        ("Date", "date", "by its heading"),
        ("Service", "label", "by its heading"),
        ("Supplier", None, ""),
        ("Amount", "amount", "by its heading"),
    ]
    assert [row.cells for row in sheet.rows] == [
        ("2024-04-13", "Bins", "Acme", "£100.00"),
        ("14/04/2024", "Books", "Reads", "n/k"),
        ("2024-04-15", "Bins", "Acme", "-£20.00"),
    ]
    assert "is no amount of money" in sheet.rows[1].problem
    assert found.refusal == ""


def test_a_trial_changes_nothing_and_says_what_an_import_would(desk_path: Path, file: Path) -> None:
    before = desk_path.read_bytes()
    tried = try_file(desk_path, file, REQUEST)
    assert desk_path.read_bytes() == before
    with open_desk(desk_path) as desk:
        taken = import_each(desk, [(file, REQUEST)])[0]
    assert tried.batch is None
    assert taken.batch == 1
    assert (tried.sheets, tried.warnings) == (taken.sheets, taken.warnings)


def test_an_import_of_several_that_is_stopped_leaves_none(desk_path: Path, file: Path, tmp_path: Path) -> None:
    second = tmp_path / "may.csv"
    second.write_text(ROWS.replace("/04/", "/05/"), encoding="utf-8", newline="")

    def stop_at_second(name: str, _rows: int, _done: int, _whole: int) -> None:
        if name == "may.csv":
            raise Cancelled("enough")

    with open_desk(desk_path) as desk:
        with pytest.raises(Cancelled):
            import_each(desk, [(file, REQUEST), (second, REQUEST)], stop_at_second)
        assert list_batches(desk.connection) == []
        assert cube.differences(desk.connection) == []
        assert desk.connection.execute("SELECT count(*) FROM spend").fetchone() == (0,)


def test_each_file_is_read_as_its_own_request_says(desk_path: Path, file: Path, tmp_path: Path) -> None:
    second = tmp_path / "may.csv"
    second.write_text(ROWS.replace("/04/", "/05/"), encoding="utf-8", newline="")
    negative = ImportRequest(place="Shire", agency="Borsetshire Police", sign=-1, columns={"supplier": ""})
    with open_desk(desk_path) as desk:
        first, other = import_each(desk, [(file, REQUEST), (second, negative)])
        assert (first.sheets[0].tally.sum_pence, other.sheets[0].tally.sum_pence) == (8000, -8000)
        suppliers = desk.connection.execute(
            "SELECT count(supplier), count(*) FROM spend GROUP BY agency ORDER BY agency"
        ).fetchall()
        assert suppliers == [(2, 2), (0, 2)]


def test_a_saved_layout_keeps_the_sign_and_what_is_left_out(
    verb: Verb, desk_path: Path, file: Path, tmp_path: Path
) -> None:
    verb(
        "import",
        file,
        "--agency",
        "Shire Council",
        "--sign",
        "negative",
        "--map",
        "supplier=",
        "--save-profile",
        "monthly",
    )
    second = tmp_path / "may.csv"
    second.write_text(ROWS.replace("/04/", "/05/"), encoding="utf-8", newline="")
    read = preview_file(desk_path, second, REQUEST)
    assert read.profile == "monthly"
    assert read.first is not None
    assert "supplier" not in read.first.layout.columns
    assert read.first.rows[0].cells[3] == "-£100.00"


def test_mended_rows_come_in_once_and_settle_their_rejects(desk_path: Path, file: Path) -> None:
    with open_desk(desk_path) as desk:
        import_each(desk, [(file, ImportRequest(place="Shire", agency="Shire Council", columns={"supplier": ""}))])
        (_, _, (reject,)) = rejects_of(desk.connection, 1)[0]
        outcome = take_in_corrected(desk, 1, {reject.id: ("14/04/2024", "Books", "Reads", "5.00")})
        assert outcome.error is None
        assert outcome.file == "april, mended.csv"
        assert rejects_of(desk.connection, 1) == []
        assert desk.connection.execute("SELECT amount_pence, supplier FROM spend ORDER BY id DESC").fetchone() == (
            500,
            None,
        )
        undo(desk)
        assert len(rejects_of(desk.connection, 1)) == 1


def test_maps_of_a_body_and_of_the_place_are_taken_off_where_they_hold(desk_path: Path, file: Path) -> None:
    with open_desk(desk_path) as desk:
        import_each(desk, [(file, REQUEST)])
        place, agency = find_place(desk.connection, "Shire").id, find_agency(desk.connection, "Shire Council").id
        whole = {"05.1": Fraction(1)}
        map_labels(desk, place, [LabelMap(agency, "Bins", whole)], whole_place=True)
        map_labels(desk, place, [LabelMap(agency, "Bins", {"08.2": Fraction(1)})])
        maps = "SELECT place, agency, category FROM label_map WHERE origin = 'user' ORDER BY agency IS NULL"
        assert desk.connection.execute(maps).fetchall() == [(place, agency, "08.2"), (place, None, "05.1")]
        assert take_off(desk, place, [(agency, "Bins")]) == (1, 0)
        assert desk.connection.execute(maps).fetchall() == [(place, None, "05.1")]
        assert take_off(desk, place, [(agency, "Bins")]) == (1, 0)
        with pytest.raises(UsageProblem, match="cannot be taken off"):
            take_off(desk, place, [(agency, "Bins")])


def test_a_new_service_line_is_made_by_its_code(desk_path: Path, file: Path) -> None:
    with open_desk(desk_path) as desk:
        import_each(desk, [(file, REQUEST)])
        place, agency = find_place(desk.connection, "Shire").id, find_agency(desk.connection, "Shire Council").id
        map_labels(desk, place, [LabelMap(agency, "Bins", {"05.1.0/garden-waste": Fraction(1)})])
        made = desk.connection.execute("SELECT title FROM category WHERE code = '05.1.0/garden-waste'").fetchone()
        assert made == ("Garden waste",)
        with pytest.raises(UsageProblem, match="no category"):
            map_labels(desk, place, [LabelMap(agency, "Bins", {"nonsense": Fraction(1)})])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("council/borsetshire 2024.csv", "Borsetshire Police"),
        ("borsetshire/april.csv", "Borsetshire Police"),
        ("borsetshire/shire-april.csv", "Shire Council"),
        ("downloads/april.csv", None),
    ],
)
def test_the_body_is_told_by_file_or_folder(desk_path: Path, path: str, body: str | None) -> None:
    found = likely_agency(Path("/data") / path, desk_known(desk_path, "Shire").agencies)
    assert (found[0] if found else None) == body


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("East Suffolk 2024-25.csv", "East Suffolk Council"),
        ("suffolk_county_council-april.csv", "Suffolk County Council"),
        ("Suffolk 2024-25.csv", None),
        ("East and West Suffolk.csv", None),
    ],
)
def test_of_several_the_one_whose_name_says_more_is_meant(tmp_path: Path, name: str, body: str | None) -> None:
    verb = Verb(tmp_path / "a.tpdesk")
    verb.good("place", "add", "Suffolk")
    for one in ("Suffolk County Council", "Suffolk Police", "East Suffolk Council", "West Suffolk Council"):
        verb.good("agency", "add", one, "--place", "Suffolk")
    agencies = desk_known(verb.desk, "Suffolk").agencies
    found = likely_agency(Path("/data/downloads") / name, agencies)
    assert (found[0] if found else None) == body
    listed = [agency.name for agency in named_first(Path("/data/downloads") / name, agencies)]
    assert sorted(listed) == sorted(agency.name for agency in agencies)
    assert listed[0] == (body or ("East Suffolk Council" if "East" in name else "Suffolk County Council"))


def test_folders_are_listed_completed_and_remembered(tmp_path: Path) -> None:
    for name in ("b 1801.csv", "a 1802.CSV", "note.pdf", ".hidden.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    listed = list_folder(tmp_path)
    assert [entry.path.name for entry in listed.entries] == ["sub", "a 1802.CSV", "b 1801.csv"]
    assert listed.others == 1
    assert meant("*180*.csv", tmp_path)[1] == tuple(sorted(tmp_path.glob("*180*.csv")))
    assert completions(str(tmp_path / "s"), Path.cwd())[0].rstrip("/\\").endswith("sub")
    assert completions(str(tmp_path / "sub"), Path.cwd()) == []
    with pytest.raises(UsageProblem, match="no file or folder"):
        meant("nothing", tmp_path)
    from_the_top = str(tmp_path)[len(tmp_path.anchor) :]
    assert meant(from_the_top, tmp_path) == (tmp_path, ())
    assert completions(f"{from_the_top}/a", tmp_path)[0].endswith("a 1802.CSV")
    remember_folder(tmp_path / "sub")
    remember_folder(tmp_path)
    assert recent_folders() == [tmp_path.resolve(), (tmp_path / "sub").resolve()]
