"""Labels of the lines and how they are mapped: what is left to do, and what suggestions are made from."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tpdesk.domain.labels import EarlierMap, ServiceWord
from tpdesk.models import register
from tpdesk.models.agency import AgencyRecord
from tpdesk.models.label_map import maps_in_force
from tpdesk.text import folded


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


@lru_cache(maxsize=1)
def service_words() -> tuple[ServiceWord, ...]:
    """Return the words that say a service, from the file that comes with tpdesk."""
    return tuple(
        ServiceWord(
            row["words"],
            row["role"],
            row["category"],
            row["strength"] == "weak",
            frozenset(row["kinds"].split(";")) - {""},
        )
        for row in register.rows("service_words.csv")
    )


def purposes(agencies: Iterable[AgencyRecord]) -> dict[int, str]:
    """Return id -> the category of nearly all that an organisation spends, of those that serve one purpose: by kind
    and, within a kind, by its name."""
    rules = [(row["kind"], f" {row['name']}", row["category"]) for row in register.rows("agency_purposes.csv")]
    found: dict[int, str] = {}
    for agency in agencies:
        name = f" {folded(agency.name)}"
        for kind, words, category in rules:
            if kind in (agency.kind, "*") and (words == " " or words in name):
                found[agency.id] = category
                break
    return found


def kinds_of_one_purpose() -> tuple[str, ...]:
    """Return the kinds of agency that serve one purpose whatever they are called."""
    return tuple(row["kind"] for row in register.rows("agency_purposes.csv") if not row["name"])


def label_texts(connection: sqlite3.Connection, place: int) -> dict[int, str]:
    """Return id -> text of the labels of a place."""
    rows = connection.execute(
        "SELECT id, text FROM label WHERE id IN (SELECT DISTINCT label FROM cube WHERE place = ?)", (place,)
    )
    return dict(rows.fetchall())


def earlier_maps(connection: sqlite3.Connection) -> list[EarlierMap]:
    """Return what whole labels stand for on the desk, the user's latest map first, then the shared maps and the titles
    of service lines: what suggestions learn from. The titles of COFOG are left out: too many are one word."""
    rows = connection.execute(
        "SELECT folded, category, origin FROM label_map WHERE share_parts = share_whole "
        "ORDER BY origin = 'seed', id DESC"
    )
    found = [
        EarlierMap(words, category, "a map of yours" if origin == "user" else "a shared map", origin == "user")
        for words, category, origin in rows
        if words
    ]
    titles = connection.execute("SELECT code, title FROM category WHERE level = 4 ORDER BY code")
    return found + [EarlierMap(folded(title), code, f"the title of {code}", False) for code, title in titles]


MOST_LINES = 10_000
"""Lines of a place, the largest first, that are read for what they say of their labels: nearly all of the money."""


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """What the largest lines of a place say of their labels."""

    descriptions: Mapping[tuple[int, int], Mapping[str, int]]
    """(agency, label) -> description without figures -> pence without sign."""

    suppliers: Mapping[tuple[int, int], Mapping[int, int]]
    """(agency, label) -> supplier -> pence without sign."""


def line_evidence(connection: sqlite3.Connection, place: int, agencies: Collection[int]) -> LineEvidence:
    """Return what the largest lines of some agencies in a place say of their labels."""
    if not agencies:
        return LineEvidence({}, {})
    descriptions: dict[tuple[int, int], Counter[str]] = {}
    suppliers: dict[tuple[int, int], Counter[int]] = {}
    texts: dict[int, str] = {}
    marks = ", ".join("?" * len(agencies))
    for agency, label, text_id, text, supplier, pence in connection.execute(
        "SELECT agency, coalesce(label, 0), description, description.text, supplier, size FROM (SELECT agency, label, "
        "description, supplier, abs(amount_pence) AS size FROM spend WHERE place = ? AND category IS NULL "
        f"AND agency IN ({marks}) ORDER BY size DESC LIMIT ?) LEFT JOIN description ON description.id = description",
        (place, *agencies, MOST_LINES),
    ):
        if text_id is not None:
            plain = texts.get(text_id)
            if plain is None:
                plain = texts[text_id] = _FIGURES.sub(" ", text)
            descriptions.setdefault((agency, label), Counter())[plain] += pence
        if supplier is not None:
            suppliers.setdefault((agency, label), Counter())[supplier] += pence
    return LineEvidence(descriptions, suppliers)


_FIGURES = re.compile(r"[\W\d_]*\d[\W\d_]*")
"""Dates and numbers in a description, which say nothing of a service."""


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

    source: str
    """Where the map comes from: a map file, the screen, or the suggestion that was accepted, with its reason."""

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
    sources = {
        (key, its_place, its_agency, origin): source
        for key, its_place, its_agency, origin, source in connection.execute(
            "SELECT folded, coalesce(place, 0), coalesce(agency, 0), origin, source FROM label_map"
        )
    }
    found = []
    for its, name, label, text, pence, income, _, lines in rows:
        if (its, label) not in maps:
            continue
        scopes = ((place, its, "user"), (0, its, "user"), (place, 0, "user"), (0, 0, "user"), (0, 0, "seed"))
        scope = next(one for one in scopes if (folded(text), *one) in sources)
        shares = tuple((code, float(share)) for code, share in maps[its, label])
        source = sources[folded(text), *scope]
        found.append(MapInForce(name, text, shares, scope[2], source, pence, income, lines))
    return found


def labels_of(connection: sqlite3.Connection, place: int, agency: int | None = None) -> set[str]:
    """Return the folded labels that stand in lines of the place, or of one agency there;
    empty text for lines without one."""
    rows = connection.execute(
        "SELECT DISTINCT coalesce(folded, '') FROM cube LEFT JOIN label ON label.id = cube.label WHERE place = "
        "?1 AND (?2 IS NULL OR agency = ?2)",
        (place, agency),
    )
    return {key for (key,) in rows}
