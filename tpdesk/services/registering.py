"""Places and agencies as records: written by their own rules, read, listed, imported and exported like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.errors import UsageProblem
from tpdesk.models import agency, place
from tpdesk.models.area import codes_of, list_areas
from tpdesk.models.records import store
from tpdesk.text import clean

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.domain.kinds import Kind, Record
    from tpdesk.models.records.rows import Typed


def add_typed(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write a place or an agency of what was typed, field -> text, lists with `;` between; return (the record, what is
    to be told, a sentence each). Inside `Desk.writing()`. Raises UsageProblem."""
    said = {
        name: clean(text if isinstance(text, str) else "; ".join(text), multiline=True) for name, text in typed.items()
    }
    if not said.get("title"):
        raise UsageProblem(f"Name is needed in {kind.a_noun}.")
    number, notices = (_add_place if kind.name == "place" else _add_agency)(connection, said)
    return store.read(connection, kind, number), notices


def _areas(connection: sqlite3.Connection, said: dict[str, str]) -> tuple[str, ...]:
    return tuple(codes_of(said.get("areas", ""), list_areas(connection)))


def _add_place(connection: sqlite3.Connection, said: dict[str, str]) -> tuple[int, tuple[str, ...]]:
    texts = ("status", "region", "council_type", "theme", "lead_body", "note", "source")
    told = {name: said.get(name, "") for name in texts}
    return place.add_place(connection, said["title"], **told, codes=_areas(connection, said)), ()


def _add_agency(connection: sqlite3.Connection, said: dict[str, str]) -> tuple[int, tuple[str, ...]]:
    def parts(name: str) -> list[str]:
        return [part for part in map(clean, said.get(name, "").split(";")) if part]

    kind, warning = agency.known_kind(connection, said.get("kind"))
    number = agency.add_agency(
        connection, said["title"], kind=kind, areas=_areas(connection, said), aliases=tuple(parts("aliases")),
        places=tuple(place.find_place(connection, name).id for name in parts("places")),
        note=said.get("note", ""), source=said.get("source", ""),
    )  # fmt: skip
    return number, (warning,) if warning else ()
