"""`python -m bench.scale [--places N ...] [--lines N] [--spark N] [--folder DIR]`: a programme of many places, beyond
one desk: lines made in Parquet by DuckDB, added up by DuckDB and Spark, and the national pack over all of them.

The lines come from whole numbers alone, the same on every machine: 40 bodies a place (10 of them everywhere), 109
labels, 20,000 suppliers, 5,000 descriptions. Needs the extras `scale` and, for Spark, `spark` and Java.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bench.generate import write, write_map
from bench.measure import machine, run
from tpdesk import __version__
from tpdesk.models.area import base_areas
from tpdesk.models.connection import connect
from tpdesk.models.desk import open_desk
from tpdesk.models.exported.engines import connect_duckdb, duck_text, open_engine
from tpdesk.models.exported.manifest import DeskExport, ExportedYear, manifest_text, read_manifests
from tpdesk.models.exported.sums import SUMMED
from tpdesk.models.file_writing import write_text
from tpdesk.services import places
from tpdesk.services.exporting import export_lines
from tpdesk.services.figures import place_for
from tpdesk.services.imports import import_files
from tpdesk.services.mapping import apply_map_file
from tpdesk.services.sheets import ImportRequest
from tpdesk.text import folded

EVERYWHERE = 10
"""Bodies that spend in every place, under one name."""

_LINES = """
SELECT {desk} AS desk, place_id, place, year, i AS line_id, b.id AS agency_id, b.name AS agency, l.id AS label_id,
  l.name AS label,
  CAST(NULL AS VARCHAR) AS category, pence AS amount_pence, pence AS came_pence, CAST(0 AS INTEGER) AS is_edited,
  CAST(1 AS INTEGER) AS flow, CAST(1 + CAST(z % 20 < 3 AS INTEGER) AS INTEGER) AS cost_type,
  CAST(1 AS INTEGER) AS status,
  CAST(0 AS INTEGER) AS control, CAST(0 AS INTEGER) AS internal, CAST(NULL AS BIGINT) AS counterparty_id,
  CAST(NULL AS VARCHAR) AS counterparty, CAST(NULL AS BIGINT) AS outsider_id, CAST(NULL AS VARCHAR) AS outsider,
  CAST(NULL AS BIGINT) AS client_group_id, CAST(NULL AS VARCHAR) AS client_group, CAST(NULL AS BIGINT) AS activity_id,
  CAST(NULL AS VARCHAR) AS activity, CAST(NULL AS VARCHAR) AS area, CAST(NULL AS BIGINT) AS funding_stream_id,
  CAST(NULL AS VARCHAR) AS funding_stream, CAST(NULL AS INTEGER) AS grade, CAST(0 AS INTEGER) AS is_tagged,
  'Supplier ' || (z % 20000) || ' Limited' AS supplier, 'Invoice text number ' || (y % 5000) AS description,
  CAST(1 AS BIGINT) AS sheet_id, i AS file_row, DATE '2024-04-01' + CAST(x % 365 AS INTEGER) AS day
FROM (
  SELECT *, CASE WHEN y % 25 = 0 THEN -1 ELSE 1 END * CAST(100 + (x * (z % 997)) % 4000000 AS BIGINT) AS pence
  FROM (
    SELECT CAST(i AS BIGINT) AS i, (i * 48271 + {seed}) % 2147483647 AS x, (i * 69621 + {seed} * 7) % 2147483647 AS y,
      (i * 40692 + {seed} * 13) % 2147483399 AS z, CAST({place} AS BIGINT) AS place_id, {name} AS place,
      CAST(2024 AS INTEGER) AS year
    FROM range(1, {lines} + 1) AS each_line (i)
  )
)
JOIN bodies AS b ON b.n = x % 40 JOIN labels AS l ON l.n = (y // 64) % 109
"""


def template(folder: Path) -> Path:
    """Make a desk of one place with 40 bodies and 109 labels that are mapped."""
    path, file, mapped = folder / "template.tpdesk", folder / "template.csv", folder / "map.csv"
    write(file, 20_000)
    with open_desk(path, make=True) as desk:
        places.add(desk, "Template")
        import_files(desk, [file], ImportRequest(place="Template", agency_column="Body Name", add_agencies=True))
        codes = desk.connection.execute("SELECT code FROM category WHERE level = 3 ORDER BY code")
        write_map(mapped, [code for (code,) in codes])
        apply_map_file(desk, place_for(desk, None).id, None, mapped)
    return path


def districts(path: Path) -> list[tuple[str, str]]:
    """Return code and name of areas that hold no other, for places to stand on."""
    with open_desk(path, read_only=True) as desk:
        found = desk.connection.execute(
            "SELECT code, name FROM area WHERE kind IN ('district', 'unitary', 'metropolitan') AND valid_to = '' "
            "ORDER BY code"
        ).fetchall()
        return [(code, name) for code, name in found if base_areas((code,), {}) == {code}]


def make_place(folder: Path, room: Path, code: str, name: str, number: int, lines: int) -> None:
    """Export the template as the desk of one place, then put as many lines as are asked in the place of its own."""
    path = room / f"place-{number:03d}.tpdesk"
    shutil.copyfile(room / "template.tpdesk", path)
    with closing(connect(path)) as desk:
        desk.execute("UPDATE place SET name = ?, folded = ?", (name, folded(name)))
        desk.execute("INSERT INTO place_area VALUES (1, ?)", (code,))
        for agency, old in desk.execute("SELECT id, name FROM agency WHERE id > ?", (EVERYWHERE,)).fetchall():
            body = f"{old} of {name}"
            desk.execute("UPDATE agency SET name = ?, folded = ? WHERE id = ?", (body, folded(body), agency))
    with open_desk(path, read_only=True) as opened:
        export_lines(opened, folder)
        bodies = opened.connection.execute("SELECT id, name FROM agency ORDER BY id LIMIT 40").fetchall()
        labels = opened.connection.execute("SELECT id, text FROM label ORDER BY id LIMIT 109").fetchall()
    path.unlink()
    manifest = next(one for one in read_manifests(folder) if one.desk == path.name)
    _put_lines(folder, manifest, bodies, labels, number, lines)


def _put_lines(
    folder: Path, manifest: DeskExport, bodies: Sequence[tuple[int, str]], labels: Sequence[tuple[int, str]],
    number: int, lines: int,
) -> None:  # fmt: skip
    old, total = manifest.parts[0], manifest.totals[0]
    file = folder / old.file
    with closing(connect_duckdb()) as duck:
        for table, rows in (("bodies", bodies), ("labels", labels)):
            duck.execute(f"CREATE TABLE {table} (n BIGINT, id BIGINT, name VARCHAR)")
            duck.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", [(n, *row) for n, row in enumerate(rows)])
        sql = _LINES.format(
            desk=duck_text(manifest.key),
            seed=number * 1_009 + 1,
            place=total.place,
            name=duck_text(total.name),
            lines=lines,
        )
        duck.execute(f"COPY ({sql}) TO {duck_text(str(file))} (FORMAT parquet, COMPRESSION zstd)")
        held, spent = duck.execute(
            f"SELECT count(*), CAST(sum(amount_pence) AS BIGINT) FROM {duck_text(str(file))}"
        ).fetchall()[0]
    part = replace(old, lines=held, bytes=file.stat().st_size)
    sums = ExportedYear(total.place, total.name, total.year, held, spent, 0)
    whole = replace(manifest, parts=(part,), totals=(sums,))
    write_text(folder / "desks" / f"{manifest.key}.json", manifest_text(whole, __version__))


def ask(engine: str, folder: Path, first: int) -> tuple[int, int, float]:
    """Return lines and sums of one question over all lines of the first so many desks, and the seconds that it took."""
    manifests = read_manifests(folder)[:first]
    files = [folder / part.file for manifest in manifests for part in manifest.parts]
    with tempfile.TemporaryDirectory() as scratch, open_engine(engine, scratch=Path(scratch)) as adding:
        start = time.perf_counter()
        sums = sum(1 for _ in adding.rows(SUMMED, files))
        return sum(manifest.lines for manifest in manifests), sums, time.perf_counter() - start


def told(what: str, words: Sequence[object]) -> None:
    """Run a command in a process of its own and print what it took."""
    took = run([sys.executable, "-m", *map(str, words)])
    load = os.getloadavg()[0]
    print(f"  {what}: {took.seconds:.1f} s, {took.cpu:.1f} CPU, {took.peak_mb:.0f} MB; load {load:.1f}", flush=True)


def asked(engine: str, folder: Path, first: int) -> None:
    """Ask the one question in a process of its own and print what it took, without the start of the engine."""
    words = [sys.executable, "-m", "bench.scale", "--ask", engine, "--first", str(first), "--folder", str(folder)]
    found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    print(f"  {engine}: {found['lines']:,} lines, {found['sums']:,} sums in {found['seconds']:.1f} s", flush=True)


def measure(folder: Path, numbers: Sequence[int], lines: int, spark: int) -> None:
    """Print what DuckDB and Spark take as the places grow, and the national pack over the last of them."""
    print(f"{machine()} Load {os.getloadavg()[0]:.1f}.", flush=True)
    template(folder)
    ground = districts(folder / "template.tpdesk")
    out, desk, made = folder / "out", folder / "sums.tpdesk", 0
    for number in sorted(numbers):
        start = time.perf_counter()
        for n in range(made, number):
            make_place(out, folder, *ground[n], n, lines)
        made = number
        size = sum(file.stat().st_size for file in out.rglob("*.parquet")) / 1e6
        print(f"{number} places, {size:,.0f} MB of Parquet, made in {time.perf_counter() - start:.0f} s", flush=True)
        told("one question by DuckDB", ["bench.scale", "--ask", "duckdb", "--first", number, "--folder", out])
        asked("duckdb", out, number)
        told("cube build", ["tpdesk", "cube", "build", out, "--force", "--out", desk])
        print(f"  desk of sums: {desk.stat().st_size / 1e6:.0f} MB", flush=True)
    pack = folder / "national.xlsx"
    told(f"national pack, {made} places", ["tpdesk", "--desk", desk, "pack", "national", "--force", "--out", pack])
    if spark:
        asked("spark", out, spark)


def main() -> None:
    """Measure, in a folder that is removed afterwards unless it is named."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--places", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--lines", type=int, default=1_000_000, help="lines a place")
    parser.add_argument("--spark", type=int, default=10, help="places that Spark adds up too; 0 for none")
    parser.add_argument("--folder", type=Path, help="where all is made; it stays")
    parser.add_argument("--first", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--ask", choices=["duckdb", "spark"], help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.ask:
        lines, sums, seconds = ask(said.ask, said.folder, said.first)
        print(json.dumps({"lines": lines, "sums": sums, "seconds": seconds}))
        return
    with tempfile.TemporaryDirectory(prefix="tpdesk-bench-scale-") as own:
        folder = said.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, said.places, said.lines, said.spark)


if __name__ == "__main__":
    main()
