"""Money that an edit would count under something else, since a label's map holds for one label of one body: told before it is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from tpdesk.domain.facts import Shares
from tpdesk.models.label_map import maps_in_force
from tpdesk.models.lines.maps import LineMaps
from tpdesk.models.lines.values import Typed
from tpdesk.models.lines.where import Where
from tpdesk.models.lines.words import flows_words, shares_words
from tpdesk.units import pounds, short_pounds

MOVES: Final = frozenset({"label", "agency", "own_category"})
"""Fields on which it depends what a line counts under."""

_NAMED: Final = 3
_NEW: Final = -1
"""In place of the number of a label that may still have to be made."""


def moved_words(connection: sqlite3.Connection, changing: Where, typed: Sequence[Typed], maps: LineMaps) -> list[str]:
    """Return a sentence for money that would lose its category, and one for money that would get another, though no category is typed."""
    given = {item.field: item for item in typed}
    if not MOVES & set(given) or ("own_category" in given and given["own_category"].value is not None):
        return []
    lost: dict[Shares, list[int]] = {}
    other: dict[tuple[Shares, Shares], list[int]] = {}
    sums = connection.execute(
        "SELECT place, agency, label, category, coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), coalesce(sum(amount_pence) FILTER (WHERE flow = 2), 0), "
        f"count(*) FROM spend WHERE {changing.sql} GROUP BY 1, 2, 3, 4",
        changing.values,
    ).fetchall()
    lines = sum(row[-1] for row in sums)
    for place, agency, label, own, spent, income, _ in sums:
        if own and "own_category" not in given:
            continue
        before = maps.under(place, agency, label, own)
        after = _after(connection, place, agency, label, given)
        if not before or before == after:
            continue
        found = other.setdefault((before, after), [0, 0]) if after else lost.setdefault(before, [0, 0])
        found[0] += spent
        found[1] += income
    money = pounds if lines == 1 else short_pounds
    told = []
    if lost:
        named = _among([shares_words(connection, shares) for shares in lost])
        sum_of = flows_words(
            sum(spent for spent, _ in lost.values()), sum(income for _, income in lost.values()), money
        )
        told.append(
            f"{sum_of} becomes unmapped, that counted under {named}: map it, or the count shows it without a category."
        )
    if other:
        (before, after), _ = max(other.items(), key=lambda item: abs(item[1][0]) + abs(item[1][1]))
        sum_of = flows_words(
            sum(spent for spent, _ in other.values()), sum(income for _, income in other.values()), money
        )
        example = "" if len(other) == 1 else ", for example"
        told.append(
            f"{sum_of} counts under another category{example}: {shares_words(connection, after)}, not {shares_words(connection, before)}."
        )
    return told


def _after(
    connection: sqlite3.Connection, place: int, agency: int, label: int | None, given: dict[str, Typed]
) -> Shares:
    if "agency" in given and isinstance(given["agency"].value, int):
        agency = given["agency"].value
    if "label" in given:
        text = given["label"].shown
        label, texts = (_NEW, {_NEW: text}) if text else (0, {})
    else:
        row = connection.execute("SELECT text FROM label WHERE id = ?", (label,)).fetchone()
        texts = {label: row[0]} if label is not None and row else {}
    return maps_in_force(connection, place, [(agency, label or 0)], texts).get((agency, label or 0), ())


def _among(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
