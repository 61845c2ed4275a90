"""The register that comes with tpdesk: the pilots and parallel places, with everything the seed documents say of them."""

from __future__ import annotations

import sqlite3

from tpdesk.models import seeds
from tpdesk.models.place import add_place, check_gss, know_area


def load_register(connection: sqlite3.Connection) -> int:
    """Write the places of the seed with their programmes, awards, notes and published counts; return how many. Inside `Desk.writing()`."""
    codes: dict[str, list[str]] = {}
    for row in seeds.rows("place_codes.csv"):
        codes.setdefault(row["place"], []).append(row["code"])
    ids: dict[str, int] = {}
    for row in seeds.rows("places.csv"):
        ids[row["name"]] = add_place(
            connection, row["name"], status=row["status"], region=row["region"], theme=row["theme"], council_type=row["council_type"],
            lead_body=row["lead_body"], note=row["note"], source=row["source"], codes=tuple(codes.get(row["name"], ())),
        )  # fmt: skip
    connection.executemany(
        "INSERT INTO programme (place, name, strand, note, source) VALUES (?, ?, ?, ?, ?)",
        (
            (ids[row["place"]], row["programme"], row["strand"], row["note"], row["source"])
            for row in seeds.rows("programmes.csv")
        ),
    )
    connection.executemany(
        "INSERT INTO funding_award (place, funder, amount_pence, year, is_match, purpose, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                ids[row["place"]], row["funder"], int(row["amount_pounds"]) * 100, row["year"],
                int(row["match"].casefold() in ("yes", "1", "true")), row["purpose"], row["source"],
            )
            for row in seeds.rows("funding_awards.csv")
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO place_note (place, kind, text, source) VALUES (?, ?, ?, ?)",
        ((ids[row["place"]], row["kind"], row["text"], row["source"]) for row in seeds.rows("place_notes.csv")),
    )
    connection.executemany(
        "INSERT INTO published_count (place, year, title, body, amount_pence, share_printed, base, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                ids.get(row["place"]), row["year"], row["title"], row["body"], int(row["amount_pounds"]) * 100 if row["amount_pounds"] else None,
                row["share_printed"], row["base"], row["source"],
            )
            for row in seeds.rows("published_counts.csv")
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO milestone (title, date, note, source) VALUES (:title, :date, :note, :source)",
        seeds.rows("milestones.csv"),
    )
    return len(ids)


def set_codes(connection: sqlite3.Connection, place: int, codes: list[str]) -> None:
    """Let the place have these areas too."""
    for code in codes:
        connection.execute(
            "INSERT OR IGNORE INTO place_area (place, area) VALUES (?, ?)",
            (place, know_area(connection, check_gss(code))),
        )


def place_facts(connection: sqlite3.Connection, place: int) -> dict[str, list[dict[str, object]]]:
    """Return what is known of a place's programmes, awards, notes, published counts and own milestones, each with its number and source."""
    found: dict[str, list[dict[str, object]]] = {}
    for key, columns, table in (
        ("programmes", "name, strand, note, source", "programme"),
        ("funding_awards", "funder, amount_pence, year, is_match, purpose, source", "funding_award"),
        ("notes", "kind, text, source", "place_note"),
        ("published_counts", "year, title, body, amount_pence, share_printed, base, source", "published_count"),
        ("milestones", "date, title, note, source", "milestone"),
    ):
        rows = connection.execute(f"SELECT id, {columns} FROM {table} WHERE place = ? ORDER BY id", (place,))
        found[key] = [dict(zip(("number", *columns.split(", ")), row, strict=True)) for row in rows]
    return found
