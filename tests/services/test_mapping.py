"""Maps taken in whole or not at all, and suggestions that say why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.services import mapping, places, suggesting
from tpdesk.services.imports import ImportRequest, import_files

LABELS = ("Refuse collection service", "Libraries", "Licencing", "General Fund", "Waste collection", "Zzyzx")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield a desk with one line of £1 a label."""
    with open_desk(tmp_path / "a.tpdesk", make=True) as opened:
        places.add(opened, "Testshire")
        places.add_agency(opened, "Body", in_places=("Testshire",))
        text = "Date,Service Area,Amount\n" + "".join(f"01/04/2024,{label},1.00\n" for label in LABELS)
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        import_files(opened, [tmp_path / "a.csv"], ImportRequest(agency="Body"))
        yield opened


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_left_is_shown_and_nothing_suggested_is_applied(desk: Desk) -> None:
    state = mapping.state(desk, 1, None)
    suggested = {item.label.text: (item.category, item.reason) for item in suggesting.suggestions(desk, state.unmapped)}
    assert suggested["Refuse collection service"][0] == "05.1.0/waste-collection"
    assert suggested["Refuse collection service"][1] == "says 'refuse collection'"
    assert suggested["Libraries"][0].startswith("08.2.0")
    assert {"General Fund", "Zzyzx"}.isdisjoint(suggested)
    assert (state.mapped_lines + state.unmapped_lines, mapping.state(desk, 1, None)) == (6, state)


def test_a_map_file_maps_by_shares_and_makes_service_lines(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Label,Category,Share,Title\nLibraries,8.2,60%,\nLIBRARIES,08.2.0/mobile-library,0.4,Mobile "
        "library\nZzyzx,09.5,,\n"
    )
    assert mapping.apply_map_file(desk, 1, None, put(tmp_path / "m.csv", text)) == mapping.MapTaken(2, ())
    state = mapping.state(desk, 1, None)
    assert "Libraries" not in {item.text for item in state.unmapped}
    assert desk.connection.execute(
        "SELECT title, level FROM category WHERE code = '08.2.0/mobile-library'"
    ).fetchone() == ("Mobile library", 4)


def test_a_map_can_be_taken_off_and_what_it_hits_is_told(desk: Desk, tmp_path: Path) -> None:
    mapping.apply_map_file(desk, 1, None, put(tmp_path / "m.csv", "Label,Category\nLibraries,09.5\n"))
    taken = mapping.apply_map_file(
        desk, 1, None, put(tmp_path / "n.csv", "Label,Category\nLibraries,\nNot here,09.5\n")
    )
    assert taken == mapping.MapTaken(2, ("Not here",))
    assert "Libraries" in {item.text for item in mapping.state(desk, 1, None).unmapped}


def test_lines_without_a_label_are_mapped_for_their_agency(desk: Desk, tmp_path: Path) -> None:
    import_files(
        desk,
        [put(tmp_path / "b.csv", "Date,Supplier Name,Amount\n01/04/2024,A Ltd,5.00\n02/04/2024,B Ltd,6.00\n")],
        ImportRequest(agency="Body"),
    )
    text = put(tmp_path / "m.csv", "Label,Category\n(no label),03.1\n")
    with pytest.raises(InputProblem, match="one organisation only"):
        mapping.apply_map_file(desk, 1, None, text)
    before = mapping.state(desk, 1, None).mapped_pence
    mapping.apply_map_file(desk, 1, 1, text)
    assert mapping.state(desk, 1, None).mapped_pence == before + 1_100


def test_the_rest_of_an_agency_goes_to_one_category(desk: Desk, tmp_path: Path) -> None:
    left = mapping.state(desk, 1, 1).unmapped
    assert mapping.write_open_labels(desk, 1, 1, tmp_path / "open.csv") == len(left)
    assert "Refuse collection service,,,,Body,1,1.00,05.1.0/waste-collection" in (tmp_path / "open.csv").read_text(
        encoding="utf-8-sig"
    )
    assert mapping.map_the_rest(desk, 1, 1, "01.3.3") == len(left)
    assert mapping.state(desk, 1, 1).unmapped == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Label,Category,Share\nZzyzx,09.5,1\nLibraries,99.9,1\n", "row 3: '99.9' is not a category"),
        ("Label,Category,Share\nZzyzx,09.5,1\nLibraries,09.5,0.5\n", "row 3: The shares of 'libraries' add up to 0.5"),
        ("Label,Category,Share\nZzyzx,09.5,half\n", "row 2: 'half' is no share"),
        ("Label,Category,Share\nZzyzx,09.55.1/line,1\n", "no class"),
        ("Label,Share\nZzyzx,1\n", "'category' is missing"),
        ("Label,Category\n,09.5\n", "the label is empty"),
    ],
)
def test_a_map_file_that_is_wrong_is_refused_whole(desk: Desk, tmp_path: Path, text: str, words: str) -> None:
    before = mapping.state(desk, 1, None)
    with pytest.raises((InputProblem,), match=words.replace("(", r"\(")):
        mapping.apply_map_file(desk, 1, None, put(tmp_path / "m.csv", text))
    assert mapping.state(desk, 1, None) == before


def test_a_place_and_words_that_say_nothing_are_no_likeness(desk: Desk, tmp_path: Path) -> None:
    labels = (
        "Accrington Market",
        "Disabled Facilities General",
        "Hyndburn",
        "Miscellaneous services",
        "Testshire markets",
    )
    places.change(desk, "Testshire", new_name="Accrington", codes=("E07000120",))
    text = "Date,Service Area,Amount\n" + "".join(f"01/05/2024,{label},1.00\n" for label in labels)
    (tmp_path / "b.csv").write_text(text, encoding="utf-8", newline="")
    import_files(desk, [tmp_path / "b.csv"], ImportRequest(agency="Body"))
    mapping.apply_map_file(desk, 1, None, put(tmp_path / "m.csv", "Label,Category\nHyndburn Accrington parks,08.1\n"))
    left = mapping.state(desk, 1, None).unmapped
    reasons = {item.label.text: item.reason for item in suggesting.suggestions(desk, left)}
    assert "Libraries" in reasons
    assert {"Hyndburn", "Miscellaneous services"}.isdisjoint(reasons)
    assert reasons["Accrington Market"] == "says 'market'"


@pytest.mark.parametrize(
    ("name", "kind", "category"),
    [
        ("Testshire Police", "police", "03.1.0/police-services"),
        ("Testshire Fire", "fire", "03.2.0/fire-and-rescue-services"),
        ("North Ambulance Service", "nhs-provider", "07.2.4"),
        ("Testshire Hospitals", "nhs-provider", "07.3"),
        ("NHS Testshire ICB", "nhs-commissioner", "07"),
        ("Probation Service North", "probation", "03.3.0"),
        ("HMCTS", "courts", "03.3.0"),
        ("Department for Work and Pensions", "central-department", "10"),
        ("Transport for Testshire", "combined-authority", "04.5"),
        ("Testshire Primary School", "school-college", "09.1.2"),
        ("Testshire College", "school-college", "09.3"),
        ("Testshire Council", "county", None),
        ("Testshire Combined Authority", "combined-authority", None),
        ("HM Treasury", "central-department", None),
    ],
)
def test_which_organisations_serve_one_purpose(desk: Desk, name: str, kind: str, category: str | None) -> None:
    places.add_agency(desk, name, kind=kind, in_places=("Testshire",))
    if category is None:
        with pytest.raises(UsageProblem, match="which has no usual category"):
            suggesting.usual_category(desk, 2)
    else:
        assert suggesting.usual_category(desk, 2) == category


def test_labels_that_were_mapped_since_are_left_alone(desk: Desk) -> None:
    offers = suggesting.suggestions(desk, mapping.state(desk, 1, None).unmapped, None, place=1)
    assert mapping.accept(desk, 1, offers) == len(offers) > 0
    with pytest.raises(UsageProblem, match="mapped since"):
        mapping.accept(desk, 1, offers)


def test_what_a_supplier_is_paid_for_elsewhere_says_it(desk: Desk, tmp_path: Path) -> None:
    rows = (
        "Date,Service Area,Supplier Name,Amount\n01/05/2024,Quorls,Zed Ltd,90.00\n01/05/2024,Quorls,Other Ltd,10.00\n"
        "01/05/2024,Libraries,Zed Ltd,50.00\n"
    )
    import_files(desk, [put(tmp_path / "b.csv", rows)], ImportRequest(agency="Body"))
    mapping.apply_map_file(desk, 1, None, put(tmp_path / "m.csv", "Label,Category\nLibraries,08.2\n"))
    left = mapping.state(desk, 1, None).unmapped
    offers = {item.label.text: item for item in suggesting.suggestions(desk, left, None, place=1)}
    assert (offers["Quorls"].category, offers["Quorls"].confidence) == ("08.2", "medium")
    assert "pays 90% of its money to suppliers" in offers["Quorls"].reason
    assert "Zed" not in offers["Quorls"].reason
