"""The register that comes with tpdesk: the pilots and parallel places, with everything the seed documents say of them.

The facts that come with tpdesk (`seed/`): read from the package, written into a new desk once, so that its
figures never change under it.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from tpdesk.domain.kinds import PLACE_KIND
from tpdesk.models.records import store
from tpdesk.text import folded


def seed_folder() -> Path:
    """Return the folder of the seed files: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "seed"
    return inside if inside.is_dir() else package.parent / "seed"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one seed file as dicts of text."""
    with (seed_folder() / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load_reference(connection: sqlite3.Connection) -> None:
    """Write categories, label maps, areas, populations and kinds of agency into a new desk.
    Inside the caller's transaction."""
    connection.executemany(
        "INSERT INTO category (code, title, level, parent, weak) VALUES (:code, :title, :level, nullif(:parent, "
        "''), :weak)",
        rows("cofog.csv"),
    )
    connection.executemany(
        "INSERT INTO category (code, scheme, title, level, parent, weak, support, balancing, note, source) "
        "VALUES (:code, 'service line', :title, 4, :parent, :weak, :support, :balancing, :note, :source)",
        rows("service_lines.csv"),
    )
    connection.executemany(
        "INSERT INTO agency_kind (kind, title, tier, control, also) VALUES (:kind, :title, :tier, :control, :also)",
        rows("agency_kinds.csv"),
    )
    connection.executemany(
        "INSERT INTO area (code, name, kind, region, valid_from, valid_to, source) VALUES (:code, :name, :kind, "
        ":region, :valid_from, :valid_to, :source)",
        rows("areas.csv"),
    )
    connection.executemany(
        "INSERT INTO area_nesting (inner_area, outer_area, valid_from, valid_to, source) VALUES (:inner, :outer, "
        ":valid_from, :valid_to, :source)",
        rows("area_nesting.csv"),
    )
    connection.executemany(
        "INSERT INTO area_population (area, year, people, households, households_year, source) "
        "VALUES (:code, :year, nullif(:people, ''), nullif(:households, ''), nullif(:households_year, ''), :source)",
        rows("populations.csv"),
    )
    connection.executemany(
        "INSERT INTO label_map (origin, folded, category, share_parts, share_whole, source) VALUES ('seed', ?, "
        "?, ?, ?, ?)",
        (
            (folded(row["label"]), row["category"], share.numerator, share.denominator, row["source"])
            for row in rows("label_maps.csv")
            for share in (Fraction(row["share"]),)
        ),
    )
    connection.executemany(
        "INSERT INTO confidence_band (grade, title, band_parts, band_whole, source) VALUES (?, ?, ?, ?, ?)",
        (
            (row["grade"], row["title"], band.numerator, band.denominator, row["source"])
            for row in rows("confidence_bands.csv")
            for band in (Fraction(row["band"]),)
        ),
    )


def load_choices(connection: sqlite3.Connection) -> None:
    """Write activities and client groups into a new desk, or one that had no deep dives until now. Inside
    the caller's transaction.

    A name that people made already stays as they wrote it, and takes the rest: its grouping, whether it proves
    anything alone, its source.
    """
    connection.executemany(
        "INSERT INTO activity (name, folded, grouping, alone, source) VALUES (?, ?, ?, ?, ?) ON CONFLICT (folded) DO "
        "UPDATE SET grouping = excluded.grouping, alone = excluded.alone, source = excluded.source",
        (
            (row["name"], folded(row["name"]), row["grouping"], row["alone"], row["source"])
            for row in rows("activities.csv")
        ),
    )
    connection.executemany(
        "INSERT INTO client_group (name, folded, alone, source) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (folded) DO UPDATE SET alone = excluded.alone, source = excluded.source",
        ((row["name"], folded(row["name"]), row["alone"], row["source"]) for row in rows("client_groups.csv")),
    )


def load_register(connection: sqlite3.Connection) -> int:
    """Write the places of the seed with their programmes, awards, notes and published counts; return how many.
    Inside `Desk.writing()`."""
    codes: dict[str, list[str]] = {}
    for row in rows("place_codes.csv"):
        codes.setdefault(row["place"], []).append(row["code"])
    ids: dict[str, int] = {}
    for row in rows("places.csv"):
        texts = {field.name: row[field.name] for field in PLACE_KIND.fields if field.name in row}
        typed = {**texts, "title": row["name"], "areas": codes.get(row["name"], ())}
        ids[row["name"]] = store.add(connection, PLACE_KIND, typed)[0].id
    connection.executemany(
        "INSERT INTO programme (place, name, strand, note, source) VALUES (?, ?, ?, ?, ?)",
        (
            (ids[row["place"]], row["programme"], row["strand"], row["note"], row["source"])
            for row in rows("programmes.csv")
        ),
    )
    connection.executemany(
        "INSERT INTO funding_award (place, funder, amount_pence, year, is_match, purpose, source) VALUES (?, ?, ?, "
        "?, ?, ?, ?)",
        (
            (
                ids[row["place"]], row["funder"], int(row["amount_pounds"]) * 100, row["year"],
                int(row["match"].casefold() in ("yes", "1", "true")), row["purpose"], row["source"],
            )
            for row in rows("funding_awards.csv")
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO place_note (place, kind, text, source) VALUES (?, ?, ?, ?)",
        ((ids[row["place"]], row["kind"], row["text"], row["source"]) for row in rows("place_notes.csv")),
    )
    connection.executemany(
        "INSERT INTO published_count (place, year, title, body, amount_pence, share_printed, base, source) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                ids.get(row["place"]), row["year"], row["title"], row["body"],
                int(row["amount_pounds"]) * 100 if row["amount_pounds"] else None,
                row["share_printed"], row["base"], row["source"],
            )
            for row in rows("published_counts.csv")
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO milestone (title, date, note, source) VALUES (:title, :date, :note, :source)",
        rows("milestones.csv"),
    )
    return len(ids)
