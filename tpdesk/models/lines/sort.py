"""Sorting lines by any column: one query whose texts are ranked first, so that lines are sorted by numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.models.lines.maps import LineMaps


@dataclass(frozen=True, slots=True)
class Sort:
    """One column to sort by; lines that are alike in it keep the desk's order, and those that have nothing in it come last."""

    field: str
    """A name of `LINE_FIELDS`."""

    descending: bool = False


_KEYS: Final = {
    "amount": "amount_pence", "came": "came_pence", "date": "date", "year": "year", "grade": "grade", "row": "row", "line": "id", "part_of": "part_of",
    "flow": "flow", "cost_type": "cost_type", "status": "status", "control": "control", "internal": "internal", "area": "area",
    "own_category": "category", "edited": "came_pence IS NULL",
}  # fmt: skip
_RANKED: Final = {
    "place": ("place", "place", "folded"),
    "agency": ("agency", "agency", "folded"),
    "label": ("label", "label", "folded"),
    "supplier": ("supplier", "supplier", "text COLLATE NOCASE"),
    "description": ("description", "description", "text COLLATE NOCASE"),
    "client_group": ("client_group", "client_group", "folded"),
    "activity": ("activity", "activity", "folded"),
    "funding_stream": ("funding_stream", "funding_stream", "folded"),
}
"""Field -> (column, table, what the table is ordered by): ranked once, so that lines are sorted by numbers and not by texts."""

_SHEETS: Final = "(SELECT batch_sheet.id, {0} AS n FROM batch_sheet JOIN batch ON batch.id = batch_sheet.batch)"
_BODIES: Final = "(SELECT agency.id AS agency, NULL AS outsider, folded AS n FROM agency UNION ALL SELECT NULL, outsider.id, folded FROM outsider)"


def sorted_numbers(sorts: tuple[Sort, ...], maps: LineMaps, scan: str) -> tuple[str, tuple[object, ...]]:
    """Return the query of the sorted numbers, with a gap for the conditions, and the values that come before theirs."""
    ranks, joins, keys, values = [], [], [], []
    for n, sort in enumerate(sorts):
        field = LINE_FIELDS[sort.field].name
        if field in _RANKED:
            column, table, by = _RANKED[field]
            ranks.append(f"rank{n} (id, n) AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY {by}) FROM {table})")
            joins.append(f"LEFT JOIN rank{n} ON rank{n}.id = spend.{column}")
            key = f"rank{n}.n"
        elif field == "category":
            ranks.append(
                f"rank{n} (place, agency, label, n) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?))"
            )
            joins.append(
                f"LEFT JOIN rank{n} ON rank{n}.place = spend.place AND rank{n}.agency = spend.agency AND rank{n}.label = coalesce(spend.label, 0)"
            )
            values.append(
                json.dumps(
                    [[*pair, max(shares, key=lambda share: share[1])[0]] for pair, shares in maps.shares.items()]
                )
            )
            key = f"coalesce(spend.category, rank{n}.n)"
        elif field in ("batch", "file", "sheet"):
            joins.append(
                f"LEFT JOIN {_SHEETS.format('batch.id' if field == 'batch' else field)} AS rank{n} ON rank{n}.id = spend.batch_sheet"
            )
            key = f"rank{n}.n"
        elif field in ("transfer_to", "transfer_from"):
            flow = 1 if field == "transfer_to" else 2
            key = (
                f"coalesce((SELECT folded FROM agency WHERE agency.id = spend.{field}), "
                f"CASE spend.flow WHEN {flow} THEN (SELECT folded FROM outsider WHERE outsider.id = spend.outsider) END)"
            )
        else:
            key = "spend.came_pence IS NULL" if field == "edited" else f"spend.{_KEYS[field]}"
        keys.append(f"{key}{' DESC' if sort.descending else ''} NULLS LAST")
    table = f"(SELECT * FROM spend{scan} WHERE {{where}}) AS spend" if joins else f"spend{scan}"
    where = "" if joins else "WHERE {where}"
    with_ranks = f"WITH {', '.join(ranks)} " if ranks else ""
    return (
        f"{with_ranks}SELECT spend.id FROM {table} {' '.join(joins)} {where} ORDER BY {', '.join([*keys, 'spend.id'])}",
        tuple(values),
    )
