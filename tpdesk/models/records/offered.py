"""What there is to choose from where a record is written: bodies, activities, client groups, categories, areas."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.domain.facts import Category
from tpdesk.models.agency import list_agencies
from tpdesk.models.apportionment import shipped_drivers
from tpdesk.models.area import AreaRecord, list_areas
from tpdesk.models.category import categories, sort_key


@dataclass(frozen=True, slots=True)
class Offered:
    """Names as they are typed, in the order in which they are offered."""

    agencies: tuple[str, ...]
    """The bodies of the place by name, then the desk's others."""

    activities: tuple[str, ...]
    client_groups: tuple[str, ...]
    categories: tuple[Category, ...]
    """By their codes."""

    areas: tuple[AreaRecord, ...]
    drivers: tuple[str, ...]
    """Those that come with tpdesk; one that is named comes to the desk."""


def offered(connection: sqlite3.Connection, place: int) -> Offered:
    """Return what can be named on this desk, for the place with that number."""
    here = [agency.name for agency in list_agencies(connection, place)]
    rest = [agency.name for agency in list_agencies(connection) if agency.name not in set(here)]
    known = categories(connection)
    return Offered(
        (*here, *rest), _names(connection, "activity"), _names(connection, "client_group"),
        tuple(known[code] for code in sorted(known, key=sort_key)), tuple(list_areas(connection)),
        shipped_drivers(),
    )  # fmt: skip


def _names(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(name for (name,) in connection.execute(f"SELECT name FROM {table} ORDER BY folded"))
