"""Transfers on the lines: who is paid, as the lines say it, and suppliers that bear an agency's name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tpdesk.domain.codes import STATUS_WORDS
from tpdesk.domain.results.count import Proposal
from tpdesk.models import cube
from tpdesk.text import folded

_SUFFIX = re.compile(r"[\[(]\s*[\d/ -]+\s*[\])]\s*$")
"""A system's own number behind a name: `(200398)`, `[17340]`."""

_BRACKETS = re.compile(r"\s*[\[(][^\])]*[\])]\s*")
"""Words in brackets that a system puts before or behind a name: `(DD ONLY)`, `(Direct Debit Payments)`."""

_NOISE = re.compile(r"[^a-z0-9 ]+")


def name_key(name: str) -> str:
    """Return the form in which a supplier's name is compared with an agency's: no system number, `and` for `&`,
    no punctuation, no `the`.

    Names must be alike as a whole: a federation, a club or a hospital whose name holds a council's is another body.
    """
    text = _SUFFIX.sub("", folded(name)).replace("&", " and ")
    words = [word for word in _NOISE.sub(" ", text.replace("'", "").replace("`", "")).split() if word != "the"]
    return " ".join(words)


def proposals(connection: sqlite3.Connection, place: int, year: int) -> list[Proposal]:
    """Return the payments that look like transfers and are not yet marked as such, largest first."""
    names: dict[str, tuple[int, str, str]] = {}
    for agency, name, alias in connection.execute(
        "SELECT id, name, name FROM agency WHERE id IN (SELECT agency FROM place_agency WHERE place = ?1) UNION ALL "
        "SELECT agency.id, agency.name, agency_alias.name FROM agency_alias JOIN agency ON agency.id = agency WHERE "
        "agency IN (SELECT agency FROM place_agency WHERE place = ?1)",
        (place,),
    ):
        if name_key(alias):
            names.setdefault(name_key(alias), (agency, name, alias))
    counted = {
        agency
        for (agency,) in connection.execute(
            "SELECT DISTINCT agency FROM cube WHERE place = ? AND year = ?", (place, year)
        )
    }
    payers = dict(connection.execute("SELECT id, name FROM agency").fetchall())
    found: dict[tuple[int, str], Proposal] = {}
    for payer, text, status, pence, lines in connection.execute(
        "SELECT agency, supplier.text, status, sum(amount_pence), count(*) FROM spend JOIN supplier ON supplier.id = "
        "spend.supplier WHERE place = ? AND year = ? AND flow = 1 AND internal = 0 AND transfer_to IS NULL GROUP BY "
        "agency, spend.supplier, status",
        (place, year),
    ):
        match, doubt = names.get(name_key(text)), ""
        if match is None and _BRACKETS.search(text):
            match = names.get(name_key(_BRACKETS.sub(" ", text)))
            doubt = f"'{text}' says more than the name: a precept, a tax or a collection perhaps"
        if match is not None and match[0] != payer:
            receiver, name, alias = match
            one = found.get((payer, text)) or Proposal(
                payer, payers[payer], receiver, name, text, alias, 0, 0, receiver in counted, doubt, ()
            )
            by_status = (*one.by_status, (STATUS_WORDS[status], pence))
            found[payer, text] = replace(one, pence=one.pence + pence, lines=one.lines + lines, by_status=by_status)
    return sorted(found.values(), key=lambda item: (-item.pence, item.payer_name, item.supplier))


def apply_proposals(connection: sqlite3.Connection, place: int, year: int, chosen: Iterable[Proposal]) -> int:
    """Mark the lines of the proposals as paid to their receivers and return how many. Inside `Desk.writing()`."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY, receiver INTEGER)")
    connection.execute("DELETE FROM temp.touched")
    for item in chosen:
        if item.streams:
            where, values = _to_pool(place, year, item.payer, item.streams)
            connection.execute(
                f"INSERT OR IGNORE INTO temp.touched SELECT id, ? FROM spend WHERE {where}", (item.receiver, *values)
            )
            continue
        connection.execute(
            "INSERT OR IGNORE INTO temp.touched SELECT spend.id, ? FROM spend JOIN supplier ON supplier.id = "
            "spend.supplier WHERE place = ? AND year = ? AND agency = ? AND flow = 1 AND internal = 0 AND "
            "transfer_to IS NULL AND supplier.text = ?",
            (item.receiver, place, year, item.payer, item.supplier),
        )
    return _retarget(connection, "(SELECT receiver FROM temp.touched WHERE touched.id = spend.id)")


def paid_to_pool(
    connection: sqlite3.Connection, place: int, year: int, payer: int, streams: Sequence[str], but: Sequence[str]
) -> list[tuple[str, int, int]]:
    """Return (status, pence, lines) of a payer's lines that name one of these funding streams and no receiver yet, but
    for those to these suppliers."""
    where, values = _to_pool(place, year, payer, streams)
    rows = connection.execute(
        f"SELECT status, sum(amount_pence), count(*) FROM spend WHERE {where} AND coalesce((SELECT text FROM supplier "
        f"WHERE supplier.id = spend.supplier), '') NOT IN ({', '.join('?' * len(but))}) GROUP BY status",
        (*values, *but),
    )
    return [(STATUS_WORDS[status], pence, lines) for status, pence, lines in rows]


def _to_pool(place: int, year: int, payer: int, streams: Sequence[str]) -> tuple[str, tuple[object, ...]]:
    """Return the condition of a payer's unmarked lines that name one of these funding streams, and its values."""
    where = (
        "place = ? AND year = ? AND agency = ? AND flow = 1 AND internal = 0 AND transfer_to IS NULL AND "
        f"funding_stream IN (SELECT id FROM funding_stream WHERE name IN ({', '.join('?' * len(streams))}))"
    )
    return where, (place, year, payer, *streams)


def unmark(connection: sqlite3.Connection, place: int, year: int, payer: int, receiver: int) -> int:
    """Take the mark off all lines that the payer paid the receiver and return how many. Inside `Desk.writing()`."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY, receiver INTEGER)")
    connection.execute("DELETE FROM temp.touched")
    connection.execute(
        "INSERT INTO temp.touched SELECT id, NULL FROM spend WHERE place = ? AND year = ? AND agency = ? AND "
        "transfer_to = ?",
        (place, year, payer, receiver),
    )
    return _retarget(connection, "NULL")


def _retarget(connection: sqlite3.Connection, receiver_sql: str) -> int:
    where = "id IN (SELECT id FROM temp.touched)"
    cube.take_lines(connection, where)
    lines = connection.execute(f"UPDATE spend SET transfer_to = {receiver_sql} WHERE {where}").rowcount
    cube.add_lines(connection, where)
    connection.execute("DROP TABLE temp.touched")
    return lines
