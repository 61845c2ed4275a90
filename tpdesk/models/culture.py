"""The answers of culture rounds: read as counts, and held against how many were invited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tpdesk.domain.case_fields import read_shares_by_name
from tpdesk.domain.results.culture import Asked
from tpdesk.models.agency import find_agency_id

_TO: dict[str, str] = {"culture_round": "answer.culture_round", "culture_answer": "answer.id"}
"""Table of a record -> the column by which answers are its own."""


def read_asked(connection: sqlite3.Connection, number: int) -> tuple[Asked, ...]:
    """Return what was asked in the round with that number, in the order in which it was written, with each
    organisation's counts of 1 to 5."""
    found: dict[int, Asked] = {}
    for key, title, principle, polarity, agency, *counts in connection.execute(
        "SELECT statement.id, statement.title, principle, polarity, agency.name, answers_1, answers_2, answers_3, "
        "answers_4, answers_5 FROM culture_answer AS answer JOIN statement ON statement.id = answer.statement JOIN "
        "agency ON agency.id = answer.agency WHERE culture_round = ? ORDER BY answer.statement, agency.name",
        (number,),
    ):
        asked = found.setdefault(key, Asked(title, principle, polarity, {}))
        asked.counts[agency] = tuple(counts)
    return tuple(found.values())


def answered(connection: sqlite3.Connection, number: int) -> set[tuple[object, ...]]:
    """Return (organisation, statement) of every answer in the round with that number."""
    return set(
        connection.execute("SELECT agency, statement FROM culture_answer WHERE culture_round = ?", (number,)).fetchall()
    )


def answers_above_invited(connection: sqlite3.Connection, table: str = "", number: int = 0) -> Iterator[str]:
    """Yield a sentence for each organisation with more answers to a statement than people invited, don't know
    included: of every round, or of what a record of that table and number says."""
    if table and table not in _TO:
        return
    only = f"WHERE {_TO[table]} = ?" if table else ""
    invited: dict[str, dict[int | None, int]] = {}
    for title, said, agency, name, statement, answers in connection.execute(
        "SELECT round.title, round.invited, agency.id, agency.name, statement.title, answers_1 + answers_2 + answers_3 "
        "+ answers_4 + answers_5 + coalesce(dont_know, 0) FROM culture_answer AS answer JOIN culture_round AS round ON "
        "round.id = answer.culture_round JOIN agency ON agency.id = answer.agency JOIN statement ON statement.id = "
        f"answer.statement {only} ORDER BY answer.id",
        (number,) if table else (),
    ):
        if title not in invited:
            numbers = read_shares_by_name(said)
            invited[title] = {find_agency_id(connection, body): int(many) for body, many in numbers.items()}
        most = invited[title].get(agency)
        if most is not None and answers > most:
            yield (
                f"{name} has {answers:,} answers to '{statement}' in '{title}' and {most:,} people invited. Correct "
                "the answers, or how many were invited."
            )
