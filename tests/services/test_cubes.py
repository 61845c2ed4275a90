"""Lines exported by several desks and added up into one: what travels, what is refused, and what the new desk says."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import Verb, run
from tests.deep import first_of
from tests.models.test_lock import another_process
from tests.random_desks import NAMES, Line, make_desk
from tpdesk.errors import DeskError, DeskFileProblem, InputProblem, UsageProblem
from tpdesk.models.connection import connect
from tpdesk.models.desk import open_desk
from tpdesk.models.exported.manifest import read_manifests
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.lock import holder
from tpdesk.services import merging
from tpdesk.services.cubes import build_cube
from tpdesk.services.exporting import export_lines

PLAIN: Line = {
    "agency": 1, "year": 2024, "label": 1, "category": None, "amount_pence": 100, "flow": 1, "cost_type": 1,
    "status": 1, "control": 0, "internal": 0, "other": None, "outsider": None, "client_group": None,
    "activity": None, "area": None, "funding_stream": None, "grade": None, "date": 20240501, "supplier": 1,
    "came_pence": None, "batch": 1, "tagged": False,
}  # fmt: skip
ODD_NAMES = ("CON", "a/b:c*?", "..", "Ynys Môn \U0001f3f4", "a" * 200, 'O\'Brien "Shire" 100%', "2024")


def line(**said: Any) -> Line:
    return {**PLAIN, **said}


def export(desk: Path, folder: Path, **said: Any) -> Path:
    with open_desk(desk, read_only=True) as opened:
        export_lines(opened, folder, **said)
    return folder


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a desk of three lines and what it exported, made once."""
    folder = tmp_path_factory.mktemp("start")
    made = [line(), line(amount_pence=250), line(agency=2, amount_pence=-40, year=2023)]
    export(make_desk(folder / "a.tpdesk", made), folder / "out")
    return folder


@pytest.fixture
def out(start: Path, tmp_path: Path) -> Path:
    """Return a folder into which one desk of three lines exported, the desk beside it."""
    shutil.copyfile(start / "a.tpdesk", tmp_path / "a.tpdesk")
    return Path(shutil.copytree(start / "out", tmp_path / "out"))


def test_lines_that_agree_become_one_and_the_number_is_told(out: Path, tmp_path: Path) -> None:
    done = build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb")
    assert (done.lines, done.cells, done.places, done.years) == (3, 2, ("Testshire",), (2023, 2024))
    told = Verb(done.file).good("spend", "list", "year=2024-25")
    assert [(one["amount_pence"], one["description"]) for one in told["lines"]] == [(350, "Sum of 2 lines")]
    issues = Verb(done.file).good("count", "--place", "Testshire", "--year", "2024-25")["issue_details"]
    assert "sums-only" in [issue["code"] for issue in issues]
    assert "sums only" in Verb(done.file).words("spend", "list").err


def test_a_desk_of_sums_is_neither_merged_nor_exported(out: Path, tmp_path: Path) -> None:
    sums = build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb").file
    with open_desk(tmp_path / "a.tpdesk", make=True) as desk, pytest.raises(DeskFileProblem, match="cube build"):
        merging.plan(desk, sums)
    with open_desk(sums, make=True) as desk, pytest.raises(DeskFileProblem, match="holds sums"):
        merging.plan(desk, tmp_path / "a.tpdesk")
    with pytest.raises(DeskFileProblem, match="holds sums"):
        export(sums, tmp_path / "again")


def test_two_desks_of_two_places_become_one(out: Path, tmp_path: Path) -> None:
    large = [line(amount_pence=99_999_999_999_999), line(amount_pence=99_999_999_999_999), line(batch=0)]
    export(make_desk(tmp_path / "b.tpdesk", large, "Otherland"), out)
    done = build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb")
    assert set(done.places) == {"Testshire", "Otherland"}
    assert sorted(done.desks) == ["a.tpdesk", "b.tpdesk"]
    with open_desk(done.file, read_only=True) as desk:
        assert not [problem for item in check_desk(desk.connection) for problem in item.problems]
        assert desk.connection.execute("SELECT count(*) FROM agency").fetchone()[0] == len(NAMES)
    for path, place in ((tmp_path / "a.tpdesk", "Testshire"), (tmp_path / "b.tpdesk", "Otherland")):
        here = ("count", "--place", place, "--year", "2024-25")
        assert Verb(done.file).good(*here)["gross_pence"] == Verb(path).good(*here)["gross_pence"]


@pytest.mark.parametrize("name", first_of(ODD_NAMES, 2))
def test_names_of_places_become_names_that_any_system_takes(tmp_path: Path, name: str) -> None:
    out = export(make_desk(tmp_path / "nul é'[x].tpdesk", [line()], name), tmp_path / "out [1] it's")
    parts = [part for file in out.rglob("*") for part in file.relative_to(out).parts]
    assert parts
    assert all(set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789-=.") and len(part) < 80 for part in parts)
    done = build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb")
    assert done.places == (read_manifests(out)[0].totals[0].name,)


def test_what_a_person_wrote_stays_on_the_desk(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "a.tpdesk", [line()])
    with closing(connect(desk)) as opened:
        opened.execute("INSERT INTO place_note (place, kind, text) VALUES (1, 'note', 'kept')")
        opened.execute("INSERT INTO workshop (id, place, title, folded, note) VALUES (1, 1, 'W', 'w', 'whispered')")
        opened.execute("INSERT INTO note (workshop, kind, text, at, private) VALUES (1, 'fact', 'whispered', 'now', 1)")
    out = export(desk, tmp_path / "out", with_names=False)
    held = b"".join(file.read_bytes() for file in out.rglob("*") if file.is_file())
    assert b"kept" in held
    for secret in (b"secret", b"whispered", b"A Person", b"somebody'"):
        assert secret not in held


def test_an_export_replaces_what_the_desk_exported_before(out: Path, tmp_path: Path) -> None:
    before = set(out.rglob("*.parquet"))
    with open_desk(tmp_path / "a.tpdesk", read_only=True) as desk:
        done = export_lines(desk, out, years=(2024,))
    assert done.replaced
    assert (done.lines, done.years) == (2, (2024,))
    after = set(out.rglob("*.parquet"))
    assert len(after) == 1
    assert not after & before
    assert build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb").lines == 2


def test_a_place_of_two_desks_is_refused(out: Path, tmp_path: Path) -> None:
    export(make_desk(tmp_path / "b.tpdesk", [line()]), out)
    with pytest.raises(InputProblem, match=r"Two desks exported lines of Testshire: (a|b)\.tpdesk"):
        build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb")
    assert not (tmp_path / "sums.tpdesk").exists()


def first_part(out: Path) -> Path:
    return out / read_manifests(out)[0].parts[0].file


def cut(out: Path) -> None:
    first_part(out).write_bytes(first_part(out).read_bytes()[:-9])


def garble(out: Path) -> None:
    data = first_part(out).read_bytes()
    first_part(out).write_bytes(data[:20] + bytes(40) + data[60:])


def lose(out: Path) -> None:
    first_part(out).unlink()


def change(out: Path, **said: Any) -> None:
    file = next((out / "desks").glob("*.json"))
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **said}), encoding="utf-8")


def swap(out: Path) -> None:
    """Put the lines of one year in the place of another's."""
    one, two = (out / part.file for part in read_manifests(out)[0].parts)
    data = one.read_bytes(), two.read_bytes()
    one.write_bytes(data[1])
    two.write_bytes(data[0])


def newer(out: Path) -> None:
    with closing(connect(out / read_manifests(out)[0].registers)) as registers:
        registers.execute("PRAGMA user_version = 9999")


DAMAGE = {
    "cut short": (cut, "bytes"), "garbled": (garble, ""), "missing": (lose, "missing"),
    "another form": (lambda out: change(out, format=2), "form"), "no parts": (lambda out: change(out, parts=[]), ""),
    "no registers": (lambda out: change(out, registers="desks/none.tpdesk"), "missing"),
    "a file outside": (lambda out: change(out, registers="../a.tpdesk"), "damaged"),
    "other totals": (lambda out: change(out, totals=[]), "registers"),
    "no JSON": (lambda out: next((out / "desks").glob("*.json")).write_text("{", encoding="utf-8"), "damaged"),
    "a newer schema": (newer, "newer"),
}  # fmt: skip


@pytest.mark.parametrize("what", first_of(DAMAGE, 4))
def test_what_is_not_as_it_was_exported_is_refused(out: Path, tmp_path: Path, what: str) -> None:
    damage, word = DAMAGE[what]
    damage(out)
    with pytest.raises(DeskError) as told:
        build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb")
    assert word in str(told.value)
    assert (
        sorted(file.name for file in tmp_path.iterdir()) == ["a.tpdesk", "a.tpdesk.lock", "out"]
        or not (tmp_path / "sums.tpdesk").exists()
    )


def test_files_that_were_swapped_still_say_whose_they_are(out: Path, tmp_path: Path) -> None:
    swap(out)
    with pytest.raises(InputProblem, match=r"bytes|come to|stand"):
        build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb")


def test_a_folder_without_lines_says_how_to_export_them(tmp_path: Path) -> None:
    told = run("cube", "build", tmp_path, "--out", tmp_path / "sums.tpdesk", "--json")
    assert told.exit_code == 1
    assert "lines export" in told.json["error"]["message"]


def test_wrong_usage(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"\.tpdesk"):
        build_cube(out, tmp_path / "sums.db", engine="duckdb")
    with pytest.raises(UsageProblem, match="there already"):
        build_cube(out, tmp_path / "a.tpdesk", engine="duckdb")
    with pytest.raises(UsageProblem, match="--engine spark"):
        build_cube(out, tmp_path / "sums.tpdesk", engine="duckdb", master="spark://there:7077")
    with open_desk(tmp_path / "empty.tpdesk", make=True) as desk, pytest.raises(UsageProblem, match="no lines"):
        export_lines(desk, tmp_path / "none")
    with open_desk(tmp_path / "a.tpdesk", read_only=True) as desk, pytest.raises(UsageProblem, match="2019-20"):
        export_lines(desk, tmp_path / "none", years=(2019,))


def test_a_desk_that_is_open_in_a_window_is_not_replaced(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tpdesk.models.connection.BUSY_MILLISECONDS", 20)
    old = tmp_path / "a.tpdesk"
    before = old.read_bytes()
    with another_process(old):
        told = run("cube", "build", out, "--out", old, "--force")
        assert told.exit_code == 3
        assert "open in a window by " in told.err
        assert old.read_bytes() == before
    done = run("cube", "build", out, "--out", old, "--force", "--json")
    assert (done.exit_code, done.json["lines"]) == (0, 3)
    assert holder(old) is None


@pytest.mark.parametrize(
    ("engine", "module", "extra"), [("duckdb", "duckdb", "scale"), ("spark", "pyspark.sql", "spark")]
)
def test_an_engine_that_is_not_installed_says_how_to_get_it(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageProblem) as told:
        build_cube(out, tmp_path / "sums.tpdesk", engine=engine)
    assert f"tpdesk[{extra}]" in str(told.value)
    assert "--no-index" in str(told.value)
