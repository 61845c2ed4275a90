"""Labels of the lines and how they are mapped: what is left to do, and from what the user's own
earlier maps can be suggested."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.models.label_map import maps_in_force
from tpdesk.text import folded as _folded


@dataclass(frozen=True, slots=True)
class LabelMoney:
    """The money under one label of one agency."""

    agency: int
    agency_name: str
    label: int
    text: str
    pence: int
    """Expenditure."""

    income_pence: int
    """Beside the expenditure and never added to it."""

    size_pence: int
    """Sum of the cells without their signs, for ranking."""

    lines: int


@dataclass(frozen=True, slots=True)
class MappingState:
    """How much of a place's money has a category."""

    mapped_lines: int
    mapped_pence: int
    """Expenditure."""

    mapped_income_pence: int
    unmapped_lines: int
    unmapped_pence: int
    """Expenditure."""

    unmapped_income_pence: int
    unmapped: tuple[LabelMoney, ...]
    """Labels without a map, most money first; text empty where the lines have no label."""


_SUMS = (
    "coalesce(sum(pence) FILTER (WHERE flow = 1), 0), coalesce(sum(pence) FILTER (WHERE flow = 2), 0), "
    "sum(abs(pence)), sum(lines)"
)


def mapping_state(connection: sqlite3.Connection, place: int, agency: int | None = None) -> MappingState:
    """Return what is mapped and what is not in a place, over all years; of one agency where it is given."""
    rows = connection.execute(
        f"SELECT agency, agency.name, label, coalesce(label.text, ''), category <> '', {_SUMS} FROM cube "
        "JOIN agency ON agency.id = cube.agency LEFT JOIN label ON label.id = cube.label "
        "WHERE place = ?1 AND (?2 IS NULL OR agency = ?2) GROUP BY 1, 3, 5",
        (place, agency),
    ).fetchall()
    labels = {label: text for _, _, label, text, *_ in rows if label}
    maps = maps_in_force(connection, place, {(row[0], row[2]) for row in rows}, labels)
    left = []
    done_lines = done_pence = done_income = 0
    for its_agency, name, label, text, own, pence, income, size, lines in rows:
        if own or (its_agency, label) in maps:
            done_lines += lines
            done_pence += pence
            done_income += income
        else:
            left.append(LabelMoney(its_agency, name, label, text, pence, income, size, lines))
    left.sort(key=lambda item: (-item.size_pence, item.text, item.agency))
    return MappingState(
        done_lines,
        done_pence,
        done_income,
        sum(item.lines for item in left),
        sum(item.pence for item in left),
        sum(item.income_pence for item in left),
        tuple(left),
    )


@dataclass(frozen=True, slots=True)
class KnownWord:
    """What a text stands for somewhere on the desk."""

    category: str
    where: str
    """`a map of yours`, `a shared map` or `the title of 05.1`."""

    own: bool
    """Whether it is a map of the user's."""


def known_words(connection: sqlite3.Connection) -> dict[str, tuple[KnownWord, ...]]:
    """Return folded text -> what it stands for, of whole maps and category titles, the user's latest map first:
    what suggestions are looked up in."""
    found: dict[str, tuple[KnownWord, ...]] = {}
    for code, title in connection.execute("SELECT code, title FROM category ORDER BY level"):
        found[title.casefold()] = (KnownWord(code, f"the title of {code}", False), *found.get(title.casefold(), ()))
    for words, category, origin in connection.execute(
        "SELECT folded, category, origin FROM label_map WHERE share_parts = share_whole ORDER BY origin = 'user', id"
    ):
        own = origin == "user"
        word = KnownWord(category, "a map of yours" if own else "a shared map", own)
        found[words] = (word, *(other for other in found.get(words, ()) if other.category != category))
    return found


def names_of_land(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the desk's places, of their areas, and of those of its agencies:
    in a label they say where, and not what."""
    rows = connection.execute(
        "SELECT name FROM place UNION SELECT name FROM area WHERE kind NOT IN ('other', 'icb') AND code IN "
        "(SELECT area FROM place_area UNION SELECT area FROM agency_area)"
    )
    return tuple(name for (name,) in rows)


@dataclass(frozen=True, slots=True)
class MapInForce:
    """One label of one agency and what it stands for."""

    agency_name: str
    text: str
    """The label; empty for lines without one."""

    categories: tuple[tuple[str, float], ...]
    """(category, share)."""

    origin: str
    """`user` or `seed`."""

    pence: int
    """Expenditure."""

    income_pence: int
    lines: int


def maps_in_use(connection: sqlite3.Connection, place: int, agency: int | None = None) -> list[MapInForce]:
    """Return the labels of a place that have a map, most money first, each with its categories and whose map it is."""
    rows = connection.execute(
        f"SELECT agency, agency.name, label, coalesce(label.text, ''), {_SUMS} FROM cube "
        "JOIN agency ON agency.id = cube.agency LEFT JOIN label ON label.id = cube.label "
        "WHERE place = ?1 AND category = '' AND (?2 IS NULL OR agency = ?2) GROUP BY 1, 3 ORDER BY 7 DESC, 2, 4",
        (place, agency),
    ).fetchall()
    labels = {label: text for _, _, label, text, *_ in rows if label}
    maps = maps_in_force(connection, place, {(row[0], row[2]) for row in rows}, labels)
    own = {key for (key,) in connection.execute("SELECT DISTINCT folded FROM label_map WHERE origin = 'user'")}
    return [
        MapInForce(
            name,
            text,
            tuple((code, float(share)) for code, share in maps[its, label]),
            "user" if _folded(text) in own else "seed",
            pence,
            income,
            lines,
        )
        for its, name, label, text, pence, income, _, lines in rows
        if (its, label) in maps
    ]


def labels_of(connection: sqlite3.Connection, place: int, agency: int | None = None) -> set[str]:
    """Return the folded labels that stand in lines of the place, or of one agency there;
    empty text for lines without one."""
    rows = connection.execute(
        "SELECT DISTINCT coalesce(folded, '') FROM cube LEFT JOIN label ON label.id = cube.label WHERE place = "
        "?1 AND (?2 IS NULL OR agency = ?2)",
        (place, agency),
    )
    return {key for (key,) in rows}
