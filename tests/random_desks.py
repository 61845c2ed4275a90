"""Desks of random lines that use every field by which money is counted, edited and tagged lines among them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND
from tpdesk.models import cube
from tpdesk.models.desk import open_desk
from tpdesk.models.records import store

NAMES = ("Body 1", "Body £2 'quoted'", "Corps; DROP TABLE 3 \U0001f3db")
LABELS = ("Waste", "Roads", 'Adults, and "older" people\'s care')
AREAS = ("E07000120", "E07000121", "Somewhere else")
WARDS = ("X-WARD-1", "X-WARD-2")
"""What the first area is divided into, where a desk says so."""

MOST_PENCE = 99_999_999_999_999

Line = Mapping[str, Any]

CHOICES: Mapping[str, tuple[Any, ...]] = {
    "agency": (1, 2, 3), "year": (2023, 2024), "label": (None, 1, 2, 3), "category": (None, None, "05.1", "09.5.0"),
    "flow": (1, 1, 2), "cost_type": (0, 1, 2), "status": (1, 2, 3, 4), "control": (0, 1, 2, 3), "internal": (0, 0, 1),
    "other": (None, None, 1, 2, 3), "outsider": (None, None, 1), "client_group": (None, 1, 2), "activity": (None, 1),
    "area": (None, *AREAS), "funding_stream": (None, 1), "grade": (None, 1, 6), "date": (None, 20240501),
    "supplier": (None, 1), "came_pence": (None, None, 5, -7), "batch": (0, 1, 2), "tagged": (False, True),
}  # fmt: skip
"""What a field of a line can be, beside its amount; more often what stands there twice."""

lines = st.fixed_dictionaries(
    {
        "amount_pence": st.one_of(st.integers(-1_000, 1_000), st.just(MOST_PENCE)),
        **{field: st.sampled_from(some) for field, some in CHOICES.items()},
    }
)


def random_lines(dice: Random, number: int = 40, areas: Sequence[str] = AREAS) -> list[Line]:
    """Return that many lines, the same for the same seed."""
    return [
        {
            "amount_pence": dice.choice((*(dice.randint(-1_000, 9_000_000) for _ in range(9)), MOST_PENCE)),
            **{field: dice.choice(some) for field, some in CHOICES.items()},
            "area": dice.choice((None, *areas)),
        }
        for _ in range(number)
    ]


def many_lines(most: int = 25) -> st.SearchStrategy[list[Line]]:
    """Return lists of lines, one at least."""
    return st.lists(lines, min_size=1, max_size=most)


def make_desk(
    path: Path, made: Sequence[Line], place: str = "Testshire", *, names: Sequence[str] = NAMES, wards: bool = False
) -> Path:
    """Make a desk of these lines in a place of that name, its organisations called `names`; batch 0 is lines entered by
    hand."""
    with open_desk(path, make=True) as desk, desk.writing() as connection:
        store.add(connection, PLACE_KIND, {"title": place, "areas": list(AREAS[:2])})
        for n, name in enumerate(names):
            store.add(connection, AGENCY_KIND, {"title": name, "places": place, "areas": [AREAS[n % 2]] if n else []})
        connection.execute("INSERT OR IGNORE INTO area (code, name, kind) VALUES (?1, ?1, 'other')", (AREAS[2],))
        if wards:
            _put_wards(connection)
        connection.executemany(
            "INSERT INTO label VALUES (?, ?, ?)", [(n, one, one.lower()) for n, one in enumerate(LABELS, 1)]
        )
        connection.execute("INSERT INTO supplier VALUES (1, 'A Person')")
        connection.execute("INSERT INTO outsider VALUES (1, 'Somebody Else', 'somebody else')")
        connection.execute("INSERT INTO funding_stream VALUES (1, 'A Grant', 'a grant')")
        connection.execute("INSERT INTO deep_dive (id, place, title, folded) VALUES (1, 1, 'A dive', 'a dive')")
        for number in (1, 2):
            _put_batch(connection, number, [one for one in made if one["batch"] == number])
        connection.execute("UPDATE counter SET last = 2 WHERE name = 'batch'")
        _put_lines(connection, None, [one for one in made if not one["batch"]])
        cube.add_lines(connection, "1")
    return path


def _put_wards(connection: sqlite3.Connection) -> None:
    connection.executemany("INSERT INTO area (code, name, kind) VALUES (?1, ?1, 'ward')", [(ward,) for ward in WARDS])
    connection.executemany(
        "INSERT INTO area_nesting (inner_area, outer_area) VALUES (?, ?)", [(ward, AREAS[0]) for ward in WARDS]
    )


def _put_batch(connection: sqlite3.Connection, number: int, made: Sequence[Line]) -> None:
    came = [one["amount_pence"] if one["came_pence"] is None else one["came_pence"] for one in made]
    connection.execute(
        "INSERT INTO batch (id, place, file, sha256, size, kind, rows_read, rows_blank, rows_imported, rows_rejected, "
        "sum_pence, who, made_at) VALUES (?1, 1, ?2, ?2, 0, 'csv', ?3 + 1, 0, ?3, 1, ?4, 'somebody', "
        "'2026-01-01T00:00:00Z')",
        (number, f"file {number}", len(made), sum(came)),
    )
    connection.execute(
        "INSERT INTO batch_sheet (id, batch, layout, coercions, warnings, rows_read, rows_blank, rows_imported, "
        "rows_rejected, sum_pence) VALUES (?1, ?1, ?4, '{}', '[]', ?2 + 1, 0, ?2, 1, ?3)",
        (number, len(made), sum(came), '{"header_row": 1, "columns": {}, "unit": "pounds", "date_order": null, '
         '"flow": null, "status": null}'),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO reject (batch_sheet, row, \"column\", rule, value, message, raw) VALUES (?, 9, 'amount', "
        "'unreadable amount', 'secret', 'secret', '[\"secret\"]')",
        (number,),
    )
    parts: dict[tuple[int, int], list[int]] = {}
    for line, pence in zip(made, came, strict=True):
        parts.setdefault((line["agency"], line["year"]), []).append(pence)
    connection.executemany(
        "INSERT INTO batch_agency (batch, agency, year, lines, sum_pence) VALUES (?, ?, ?, ?, ?)",
        [(number, *key, len(pence), sum(pence)) for key, pence in parts.items()],
    )
    _put_lines(connection, number, made)


def _put_lines(connection: sqlite3.Connection, sheet: int | None, made: Sequence[Line]) -> None:
    for row, line in enumerate(made, 1):
        held = {key: value for key, value in line.items() if key not in ("batch", "other", "tagged")}
        other = line["other"] if line["other"] != line["agency"] else None
        held |= {"transfer_to" if line["flow"] == 1 else "transfer_from": other}
        held |= {"outsider": None} if other else {}
        held |= {"place": 1, "batch_sheet": sheet, "row": row if sheet else None}
        held |= {} if sheet else {"came_pence": None}
        number = connection.execute(
            f"INSERT INTO spend ({', '.join(held)}) VALUES ({', '.join('?' * len(held))})", [*held.values()]
        ).lastrowid
        if line["tagged"]:
            connection.execute(
                "INSERT INTO spend_tag (dive, line, share_parts, share_whole) VALUES (1, ?, 1, 2)", (number,)
            )
