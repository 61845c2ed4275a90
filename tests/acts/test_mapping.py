"""Maps taken in whole or not at all, and suggestions that say why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tpdesk.acts import mapping, places
from tpdesk.acts.imports import ImportRequest, import_files
from tpdesk.errors import InputProblem
from tpdesk.models.desk import Desk, open_desk

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
    suggested = {item.label.text: (item.category, item.reason) for item in mapping.suggestions(desk, state.unmapped)}
    assert suggested["Refuse collection service"][0] == "05.1.0/waste-collection"
    assert "'collection' and 'refuse' as in" in suggested["Refuse collection service"][1]
    assert suggested["Libraries"][0].startswith("08.2.0")
    assert {"General Fund", "Zzyzx"}.isdisjoint(suggested)
    assert (state.mapped_lines + state.unmapped_lines, mapping.state(desk, 1, None)) == (6, state)


def test_a_map_file_maps_by_shares_and_makes_service_lines(desk: Desk, tmp_path: Path) -> None:
    text = "Label,Category,Share,Title\nLibraries,8.2,60%,\nLIBRARIES,08.2.0/mobile-library,0.4,Mobile library\nZzyzx,09.5,,\n"
    assert mapping.apply_map_file(desk, 1, None, put(tmp_path / "m.csv", text)) == 2
    state = mapping.state(desk, 1, None)
    assert "Libraries" not in {item.text for item in state.unmapped}
    assert desk.connection.execute("SELECT title, level FROM category WHERE code = '08.2.0/mobile-library'").fetchone() == ("Mobile library", 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Label,Category,Share\nZzyzx,09.5,1\nLibraries,99.9,1\n", "row 3: '99.9' is no category"),
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
