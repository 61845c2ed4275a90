"""What must hold between the records of deep dives, each rule once: a write that breaks one is refused, and `check` looks for the same."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.kinds import KINDS, Kind
from tpdesk.errors import UsageProblem


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold."""

    words: str
    """What is wrong where it does not, with `{0}` and `{1}` for the two records."""

    kinds: tuple[str, str]
    """The kinds of the two records that are looked at; the same where it is one record."""

    broken: str
    """A query for (number, number, name, name) of the records that break it."""


def _one_place(kinds: tuple[str, str], pairs: str, words: str) -> Rule:
    return Rule(words, kinds, f"SELECT a, b, a_name, b_name FROM ({pairs}) WHERE a_place <> b_place")


def _linked(kind: str, field: str, other: str, name: str, place: str) -> Rule:
    """Return the rule that a record and what it names in a list are of one place; `place` joins `two` to what has the place."""
    one = KINDS[kind]
    link = next(item.many for item in one.fields if item.name == field)
    pairs = (
        f"SELECT one.id AS a, two.id AS b, one.title AS a_name, {name} AS b_name, one.place AS a_place, up.place AS b_place "
        f"FROM {link} JOIN {one.table} AS one ON one.id = {link}.{one.table} JOIN {KINDS[other].table} AS two ON two.id = {link}.{KINDS[other].table} {place}"
    )
    return _one_place(
        (kind, other),
        pairs,
        f"The {one.noun} '{{0}}' is of another place than the {KINDS[other].noun} '{{1}}' that it names.",
    )


def _of_dive(kind: str) -> Rule:
    one = KINDS[kind]
    pairs = (
        "SELECT one.id AS a, two.id AS b, one.title AS a_name, two.title AS b_name, one.place AS a_place, two.place AS b_place "
        f"FROM {one.table} AS one JOIN deep_dive AS two ON two.id = one.dive"
    )
    return _one_place((kind, "dive"), pairs, f"The {one.noun} '{{0}}' is of another place than its deep dive '{{1}}'.")


RULES: Final = (
    Rule(
        "The deep dive '{0}' would be a part of itself, by way of '{1}'.",
        ("dive", "dive"),
        "WITH RECURSIVE above (a, b, steps) AS (SELECT id, parent, 1 FROM deep_dive WHERE parent IS NOT NULL UNION SELECT a, parent, steps + 1 FROM above "
        "JOIN deep_dive ON deep_dive.id = b WHERE parent IS NOT NULL AND steps < 200) "
        "SELECT a, one.parent, one.title, two.title FROM above JOIN deep_dive AS one ON one.id = a JOIN deep_dive AS two ON two.id = one.parent "
        "WHERE a = b GROUP BY a",
    ),
    _one_place(
        ("dive", "dive"),
        "SELECT one.id AS a, two.id AS b, one.title AS a_name, two.title AS b_name, one.place AS a_place, two.place AS b_place "
        "FROM deep_dive AS one JOIN deep_dive AS two ON two.id = one.parent",
        "The deep dive '{0}' is of another place than '{1}', which it is a part of.",
    ),
    _of_dive("workshop"),
    _of_dive("barrier"),
    _of_dive("opportunity"),
    _linked("workshop", "deliveries", "delivery", "two.id", "JOIN deep_dive AS up ON up.id = two.dive"),
    _linked("barrier", "notes", "note", "two.id", "JOIN workshop AS up ON up.id = two.workshop"),
    _linked("opportunity", "barriers", "barrier", "two.title", "JOIN barrier AS up ON up.id = two.id"),
    _linked("opportunity", "deliveries", "delivery", "two.id", "JOIN deep_dive AS up ON up.id = two.dive"),
    _linked("opportunity", "notes", "note", "two.id", "JOIN workshop AS up ON up.id = two.workshop"),
    Rule(
        "The deep dive '{0}' ends before it begins.", ("dive", "dive"),
        "SELECT id, id, title, title FROM deep_dive WHERE starts_on <> '' AND ends_on <> '' AND ends_on < starts_on",
    ),
    Rule(
        "Delivery {0} passes on more than it costs.", ("delivery", "delivery"),
        "SELECT id, id, id, id FROM delivery WHERE passed_on_pence > cost_pence",
    ),
    Rule(
        "Delivery {0} is commissioned by the body that does it: leave that blank.", ("delivery", "delivery"),
        "SELECT id, id, id, id FROM delivery WHERE commissioned_by = agency",
    ),
)  # fmt: skip


def must_fit(connection: sqlite3.Connection, kind: Kind, number: int) -> None:
    """Raise UsageProblem where a record that was just written breaks a rule. Inside the transaction that wrote it."""
    for rule in RULES:
        for first, second, *names in connection.execute(rule.broken) if kind.name in rule.kinds else ():
            if (kind.name, number) in zip(rule.kinds, (first, second), strict=True):
                raise UsageProblem(rule.words.format(*names))


def broken_rules(connection: sqlite3.Connection) -> list[str]:
    """Return a sentence for each rule that the desk's records break."""
    return [rule.words.format(*names) for rule in RULES for _, _, *names in connection.execute(rule.broken)]
