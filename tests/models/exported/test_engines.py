"""SQLite, DuckDB and Spark say the same of the same lines: the cube's protocol and the desk of sums, to the penny."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.random_boundaries import make_redrawn_desk
from tests.random_desks import AREAS, Line, make_desk, many_lines, random_lines
from tpdesk.domain.facts import YearFacts
from tpdesk.models.cube_answers import DeskCube
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.exported.engines import open_engine
from tpdesk.models.exported.manifest import read_manifests
from tpdesk.models.exported.sums import Engine, LinesCube
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.place import find_place
from tpdesk.models.year import read_year
from tpdesk.services.cubes import build_cube
from tpdesk.services.exporting import export_lines

HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
needs_spark = pytest.mark.skipif(not HAS_SPARK, reason="Spark or Java is not on this machine")
hypothesis = partial(settings, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIDES = ("area", "client_group", "funding_stream", "grade")
QUESTIONS = (
    ("count", "--by", "category", "--level", "2"), ("count", "--by", "agency"), ("count", "--by", "area"),
    ("count", "--by", "control"), ("count", "--flow", "net"), ("count", "--status", "budget"),
    ("overlap", "--level", "2"), ("pairs", "--level", "1"),
)  # fmt: skip
FIRST = QUESTIONS[0], QUESTIONS[6]
"""A count and the overlap."""

YEARS = ("2023-24", "2024-25")
REDRAWN = tuple(
    ("recount", "--year", year, *words)
    for words in (("--by", "body"), ("--by", "category", "--swing"))
    for year in YEARS
)


def exported(path: Path, made: Sequence[Line]) -> Path:
    """Make a desk of lines, export it, and return the folder."""
    return export(make_desk(path, made))


def export(path: Path) -> Path:
    with open_desk(path, read_only=True) as desk:
        export_lines(desk, path.parent / "out")
    return path.parent / "out"


def facts_of(desk: Desk, cube: LinesCube | None = None) -> list[YearFacts]:
    place = find_place(desk.connection, "Testshire")
    return [read_year(desk.connection, place, year, cube) for year in (2023, 2024)]


def lines_cube(engine: Engine, folder: Path) -> LinesCube:
    manifest = read_manifests(folder)[0]
    return LinesCube(engine, [folder / part.file for part in manifest.parts])


def protocol(cube: DeskCube | LinesCube) -> list[list[tuple[Any, ...]]]:
    """Return all that a cube answers of the place, in order."""
    found = []
    for year in (2023, 2024):
        answers = [cube.cells(1, year), *(cube.side_cells(1, year, side) for side in ("area", "grade"))]
        answers += [cube.spent_before(1, year), cube.unmatched(1, year)]
        found += [[tuple(row) for row in answer] for answer in answers]
    return found


def without_lines(data: Any) -> Any:
    """Return the JSON of a verb without how many lines stand behind a figure, and which desk's numbers."""
    if isinstance(data, dict):
        # An issue may quote a number of lines.
        kept = {
            key: one for key, one in data.items()
            if not key.endswith("lines") and not key.startswith("issue") and key != "batch"
        }  # fmt: skip
        return {key: without_lines(one) for key, one in kept.items()}
    return [without_lines(one) for one in data] if isinstance(data, list) else data


def figures(desk: Path, *asked: str, questions: Sequence[Sequence[str]] = QUESTIONS) -> list[Any]:
    """Return what the verbs say of both years."""
    return [without_lines(Verb(desk).good(*words, *asked, "--year", year)) for words in questions for year in YEARS]


def recounts(desk: Path, title: str, questions: Sequence[Sequence[str]] = REDRAWN) -> list[Any]:
    """Return recounts on the boundary set of that title, which share all money out."""
    found = [without_lines(Verb(desk).good(*words, "--boundaries", title)) for words in questions]
    for told in found:
        parts = [told["elsewhere_pence"], told["ended_pence"], *(body["total_pence"] for body in told["new"].values())]
        assert told["whole_pence"] == sum(parts)
    return found


def same_of_several(engine: str, folder: Path, seeds: Sequence[int]) -> None:
    """Build one desk of sums from random desks whose places are redrawn: count, overlap and recount of each place are
    those of its own desk."""
    titles = {seed: make_redrawn_desk(folder / f"{seed}.tpdesk", seed, f"Shire {seed}") for seed in seeds}
    for seed in seeds:
        export(folder / f"{seed}.tpdesk")
    built = build_cube(folder / "out", folder / "sums.tpdesk", engine=engine).file
    for seed, title in titles.items():
        own, here = folder / f"{seed}.tpdesk", ("--place", f"Shire {seed}")
        assert recounts(built, title) == recounts(own, title)
        assert figures(built, *here, questions=FIRST) == figures(own, *here, questions=FIRST)


def check_cube(folder: Path, made: Sequence[Line]) -> None:
    with open_engine("duckdb") as engine:
        same_cube(engine, exported(folder / "a.tpdesk", made), folder / "a.tpdesk")


def test_the_cube_is_the_same_from_the_desk_and_from_duckdb(tmp_path: Path) -> None:
    check_cube(tmp_path, random_lines(Random(1), 25))


@pytest.mark.deep
@pytest.mark.parametrize("examples", first_of([8, 40], 1, 0))
def test_the_cube_is_the_same_over_random_desks(tmp_path_factory: pytest.TempPathFactory, examples: int) -> None:
    @hypothesis(max_examples=examples)
    @given(made=many_lines(40))
    def tried(made: list[Line]) -> None:
        check_cube(tmp_path_factory.mktemp("facts"), made)

    tried()


def same_cube(engine: Engine, folder: Path, path: Path) -> None:
    cube = lines_cube(engine, folder)
    with open_desk(path, read_only=True) as desk:
        assert protocol(cube) == protocol(DeskCube(desk.connection))
        assert facts_of(desk, cube) == facts_of(desk)


def same_figures(engine: str, folder: Path, path: Path, built: Path) -> None:
    done = build_cube(folder, built, engine=engine)
    with open_desk(path, read_only=True) as desk:
        assert done.lines == desk.connection.execute("SELECT count(*) FROM spend").fetchone()[0]
    with open_desk(built, read_only=True) as desk:
        assert not [problem for item in check_desk(desk.connection) for problem in item.problems]
        assert done.cells == desk.connection.execute("SELECT count(*) FROM spend").fetchone()[0]
    here = ("--place", "Testshire")
    assert figures(built, *here) == figures(path, *here)


@pytest.mark.deep
@pytest.mark.parametrize("examples", first_of([6, 30], 1, 0))
def test_a_desk_of_sums_says_what_the_desk_says(tmp_path_factory: pytest.TempPathFactory, examples: int) -> None:
    @hypothesis(max_examples=examples)
    @given(made=many_lines(40))
    def tried(made: list[Line]) -> None:
        folder = tmp_path_factory.mktemp("sums")
        path = folder / "a.tpdesk"
        same_figures("duckdb", exported(path, made), path, folder / "sums.tpdesk")

    tried()


@pytest.mark.parametrize("seed", first_of(range(24), 2, 6))
def test_a_recount_of_sums_is_the_recount_of_the_lines(tmp_path: Path, seed: int) -> None:
    title = make_redrawn_desk(tmp_path / "a.tpdesk", seed)
    built = build_cube(export(tmp_path / "a.tpdesk"), tmp_path / "sums.tpdesk", engine="duckdb").file
    asked = [REDRAWN[seed % len(REDRAWN)]]
    assert recounts(built, title, asked) == recounts(tmp_path / "a.tpdesk", title, asked)


@pytest.mark.deep
@pytest.mark.parametrize("desks", first_of([2, 5], 1, 0))
def test_redrawn_places_of_several_desks_are_recounted_as_on_their_own(tmp_path: Path, desks: int) -> None:
    same_of_several("duckdb", tmp_path, range(100, 100 + desks))


@pytest.mark.deep
def test_a_desk_of_sums_of_many_lines_that_agree(tmp_path: Path) -> None:
    path = tmp_path / "a.tpdesk"
    same_figures("duckdb", exported(path, fixed_lines()), path, tmp_path / "sums.tpdesk")


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    with open_engine("spark", "local[2]") as engine:
        yield engine


@pytest.mark.long
@needs_spark
@pytest.mark.timeout(600)
@hypothesis(max_examples=5)
@given(made=many_lines(40))
def test_spark_says_what_sqlite_says_over_random_desks(
    spark: Engine, tmp_path_factory: pytest.TempPathFactory, made: list[Line]
) -> None:
    folder = tmp_path_factory.mktemp("spark")
    same_cube(spark, exported(folder / "a.tpdesk", made), folder / "a.tpdesk")


@pytest.mark.deep
@needs_spark
@pytest.mark.timeout(600)
def test_spark_says_what_sqlite_and_duckdb_say(spark: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.tpdesk"
    out = exported(path, fixed_lines())
    with open_engine("duckdb") as duck:
        answers = protocol(lines_cube(spark, out))
        assert answers == protocol(lines_cube(duck, out))
    with open_desk(path, read_only=True) as desk:
        assert answers == protocol(DeskCube(desk.connection))


@pytest.mark.deep
@needs_spark
@pytest.mark.timeout(600)
def test_a_desk_of_sums_by_spark_says_what_the_desk_says(spark: Engine, tmp_path: Path) -> None:
    assert spark.name == "spark"
    path = tmp_path / "a.tpdesk"
    same_figures("spark", exported(path, fixed_lines()), path, tmp_path / "sums.tpdesk")


@pytest.mark.deep
@needs_spark
@pytest.mark.timeout(600)
@pytest.mark.parametrize("desks", first_of([2, 5], 1, 0))
def test_a_desk_of_sums_by_spark_recounts_random_desks_as_they_do(spark: Engine, tmp_path: Path, desks: int) -> None:
    assert spark.name == "spark"
    same_of_several("spark", tmp_path, range(200, 200 + desks))


def fixed_lines() -> list[Line]:
    """Return lines of both years in which every field stands with every other some time."""
    return [
        {
            "agency": 1 + n % 3, "year": 2023 + n % 2, "label": (None, 1, 2, 3)[n // 2 % 4],
            "category": (None, "05.1")[n // 5 % 2], "amount_pence": (n * 7_919) % 4_001 - 1_000,
            "flow": 1 + (n % 5 == 0),
            "cost_type": n % 3, "status": 1 + n // 3 % 4, "control": n % 4, "internal": int(n % 7 == 0),
            "other": (None, None, 1, 2, 3)[n % 5], "outsider": (None, 1)[n % 2], "client_group": (None, 1, 2)[n % 3],
            "activity": (None, 1)[n // 2 % 2], "area": (None, *AREAS)[n % 4], "funding_stream": (None, 1)[n // 4 % 2],
            "grade": (None, 1, 6)[n // 3 % 3], "date": 20240501, "supplier": 1, "came_pence": (None, 5)[n % 9 == 0],
            "batch": n % 3, "tagged": n % 11 == 0,
        }
        for n in range(300)
    ]  # fmt: skip
