"""The records of deep dives, all kinds by the same code: written, changed, taken off, listed, found. What each kind holds is said in `kinds`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from tpdesk.domain.kinds import CHOICE, FLAG, KINDS, YEAR, Field, Kind, Record, Value
from tpdesk.errors import UsageProblem
from tpdesk.models.dives import hanging
from tpdesk.models.dives.naming import REFERENCES, Key, RecordNames, key_of, record_number
from tpdesk.models.dives.reading import Typed, Understood, choice_of, understood
from tpdesk.models.dives.rules import must_fit
from tpdesk.models.log.history import now
from tpdesk.text import clean, folded, nearest
from tpdesk.units import parse_year


def kind_named(name: str) -> Kind:
    """Return the kind of record of that name. Raises UsageProblem that lists them."""
    kind = KINDS.get(clean(name).casefold())
    if kind is None:
        raise UsageProblem(f"'{clean(name)}' is no kind of record of a deep dive. Kinds: {', '.join(KINDS)}.")
    return kind


def add(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write a record of what was typed; return (the record, what was made on the way). Inside `Desk.writing()`. Raises UsageProblem."""
    told = understood(connection, kind, typed, whole=True)
    if told.columns.get("at") == "":
        told.columns["at"] = now()
    position = told.columns.get("position")
    if kind.table == "journey_step":
        told.columns["position"] = 0
    _fold_title(connection, kind, told, None)
    named = list(told.columns)
    made = connection.execute(
        f"INSERT INTO {kind.table} ({', '.join(named)}) VALUES ({', '.join('?' * len(named))})",
        list(told.columns.values()),
    )
    number = int(made.lastrowid or 0)
    _link(connection, kind, number, told)
    if kind.table == "journey_step":
        _place_step(connection, number, position)
    must_fit(connection, kind, number)
    return read(connection, kind, number), tuple(told.notices)


def change(connection: sqlite3.Connection, kind: Kind, number: int, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write what was typed of a record, its other fields stay; return as `add` does. Inside `Desk.writing()`. Raises UsageProblem."""
    before = read(connection, kind, number)
    told = understood(connection, kind, typed, whole=False)
    if told.columns.get("at") == "":
        told.columns["at"] = str(before.values["at"])
    moved = "position" in told.columns or "journey" in told.columns
    position = told.columns.pop("position", None)
    _fold_title(connection, kind, told, number)
    if told.columns:
        sets = ", ".join(f"{column} = ?" for column in told.columns)
        connection.execute(f"UPDATE {kind.table} SET {sets} WHERE id = ?", [*told.columns.values(), number])
    _link(connection, kind, number, told)
    if moved and kind.table == "journey_step":
        _place_step(connection, number, position)
        if "journey" in told.columns:
            _renumber(
                connection,
                _in_order(connection, record_number(connection, KINDS["journey"], str(before.values["journey"]))),
            )
    must_fit(connection, kind, number)
    return read(connection, kind, number), tuple(told.notices)


def remove(connection: sqlite3.Connection, kind: Kind, number: int) -> tuple[Record, str]:
    """Take a record off the desk with what is part of it; return (what it was, in words what else went and what stays). Inside `Desk.writing()`."""
    gone = read(connection, kind, number)
    went, stays = hanging.of_record(connection, kind, number)
    connection.execute(f"DELETE FROM {kind.table} WHERE id = ?", (number,))
    if kind.table == "journey_step":
        _renumber(
            connection, _in_order(connection, record_number(connection, KINDS["journey"], str(gone.values["journey"])))
        )
    told = [f"with it {', '.join(went)}"] if went else []
    told += [f"what stays without it: {', '.join(stays)}"] if stays else []
    return gone, "; ".join(told)


def read(connection: sqlite3.Connection, kind: Kind, number: int) -> Record:
    """Return one record. Raises UsageProblem where there is none of that number."""
    found = _read(connection, kind, "one.id = ?", (number,))
    if not found:
        raise UsageProblem(f"There is no {kind.noun} {number} on this desk.")
    return found[0]


def find(connection: sqlite3.Connection, kind: Kind, wanted: str) -> Record:
    """Return the record with that title, without regard to capitals, or that number. Raises UsageProblem that names the nearest."""
    return read(connection, kind, record_number(connection, kind, wanted))


def list_all(connection: sqlite3.Connection, kind: Kind, where: Mapping[str, str] | None = None) -> tuple[Record, ...]:
    """Return the records of a kind in the order in which they were written, steps in that of their journeys.

    `where` is field -> what it says, as typed: of the kind's own fields, or of what it hangs on (the dive of a note, the place of a
    delivery); an empty text asks for those that say nothing. Raises UsageProblem.
    """
    conditions, values = ["1"], []
    for name, text in (where or {}).items():
        condition, value = _condition(connection, kind, "one", name, text)
        conditions.append(condition)
        values += value
    return _read(connection, kind, " AND ".join(conditions), values)


def list_numbered(connection: sqlite3.Connection, kind: Kind, numbers: Sequence[int]) -> tuple[Record, ...]:
    """Return the records of a kind that have these numbers, in the order of `list_all`."""
    return _read(connection, kind, f"one.id IN ({', '.join('?' * len(numbers))})", numbers)


def list_of_place(connection: sqlite3.Connection, kind: Kind, place: int) -> tuple[Record, ...]:
    """Return the records of a kind in the place with that id, in the order of `list_all`."""
    return _read(connection, kind, _in_place(kind, "one"), (place,))


def _in_place(kind: Kind, alias: str) -> str:
    home = next(item for item in kind.fields if item.name == kind.parent)
    if not home.of:
        return f"{alias}.{home.name} = ?"
    above, inner = KINDS[home.of], f"{alias}_up"
    return f"{alias}.{home.name} IN (SELECT {inner}.id FROM {above.table} AS {inner} WHERE {_in_place(above, inner)})"


def _condition(connection: sqlite3.Connection, kind: Kind, alias: str, name: str, text: str) -> tuple[str, list[Key]]:
    field = next((item for item in kind.fields if item.name == name), None)
    if field is None:
        home = next(item for item in kind.fields if item.name == kind.parent)
        if not home.of:
            raise UsageProblem(f"'{clean(name)}' is no field by which records can be chosen here.{_near(name, kind)}")
        above, inner = KINDS[home.of], f"{alias}_up"
        condition, values = _condition(connection, above, inner, name, text)
        return f"{alias}.{home.name} IN (SELECT {inner}.id FROM {above.table} AS {inner} WHERE {condition})", values
    key = _wanted(connection, field, text)
    if field.many:
        listed = f"SELECT {kind.table} FROM {field.many}"
        if key is None:
            return f"{alias}.id NOT IN ({listed})", []
        return f"{alias}.id IN ({listed} WHERE {field.one} = ?)", [key]
    column = f"{alias}.{'folded' if field.name == 'title' else field.column or field.name}"
    return (f"coalesce({column}, '') = ''", []) if key is None else (f"{column} = ?", [key])


def _wanted(connection: sqlite3.Connection, field: Field, text: str) -> Key | None:
    text = clean(text)
    if not text:
        return None
    if field.kind in REFERENCES:
        return key_of(connection, field, text, [], make=False)
    if field.kind == CHOICE:
        return choice_of(field, text)
    if field.kind == YEAR:
        try:
            return parse_year(text)
        except ValueError as error:
            raise UsageProblem(f"{error}.") from error
    if field.kind == FLAG:
        return int(folded(text) in ("yes", "1", "true"))
    return folded(text) if field.name == "title" else text


def _near(name: str, kind: Kind) -> str:
    near = nearest(name, [item.name for item in kind.fields])
    return f" Did you mean '{near}'?" if near else f" Fields: {', '.join(item.name for item in kind.fields)}."


def _read(connection: sqlite3.Connection, kind: Kind, where: str, values: Sequence[Key]) -> tuple[Record, ...]:
    single = [item for item in kind.fields if not item.many]
    columns = ", ".join(f"one.{item.column or item.name}" for item in single)
    order = "one.journey, one.position, one.id" if kind.table == "journey_step" else "one.id"
    rows = connection.execute(
        f"SELECT one.id, {columns} FROM {kind.table} AS one WHERE {where} ORDER BY {order}", values
    ).fetchall()
    names = RecordNames(connection)
    lists = (
        {item.name: _lists(connection, kind, item, names, where, values) for item in kind.fields if item.many}
        if rows
        else {}
    )
    found = []
    for number, *cells in rows:
        held: dict[str, Value] = {
            item.name: names.of(item, cell) if item.kind in REFERENCES else cell
            for item, cell in zip(single, cells, strict=True)
        }
        listed: dict[str, Value] = {name: by_record.get(number, ()) for name, by_record in lists.items()}
        found.append(
            Record(
                number, kind, {item.name: listed[item.name] if item.many else held[item.name] for item in kind.fields}
            )
        )
    return tuple(found)


def _lists(
    connection: sqlite3.Connection, kind: Kind, field: Field, names: RecordNames, where: str, values: Sequence[Key]
) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for number, key in connection.execute(
        f"SELECT {kind.table}, {field.one} FROM {field.many} WHERE {kind.table} IN (SELECT one.id FROM {kind.table} AS one WHERE {where}) "
        f"ORDER BY {kind.table}, {field.one}",
        values,
    ):
        found.setdefault(number, []).append(names.of(field, key))
    return {number: tuple(listed) for number, listed in found.items()}


def _fold_title(connection: sqlite3.Connection, kind: Kind, told: Understood, number: int | None) -> None:
    title = told.columns.get("title")
    if not kind.titled or title is None:
        return
    key = folded(str(title))
    taken = connection.execute(f"SELECT id FROM {kind.table} WHERE folded = ?", (key,)).fetchone()
    if taken and taken[0] != number:
        raise UsageProblem(
            f"There is a {kind.noun} called '{title}' already. Titles are unique in a desk, without regard to capitals."
        )
    told.columns["folded"] = key


def _link(connection: sqlite3.Connection, kind: Kind, number: int, told: Understood) -> None:
    for field in kind.fields:
        if field.name not in told.links:
            continue
        keys = told.links[field.name]
        held = {
            key
            for (key,) in connection.execute(f"SELECT {field.one} FROM {field.many} WHERE {kind.table} = ?", (number,))
        }
        for key in held - set(keys):
            connection.execute(f"DELETE FROM {field.many} WHERE {kind.table} = ? AND {field.one} = ?", (number, key))
        connection.executemany(
            f"INSERT INTO {field.many} ({kind.table}, {field.one}) VALUES (?, ?)",
            [(number, key) for key in keys if key not in held],
        )


# -- steps


def _in_order(connection: sqlite3.Connection, journey: int, but: int | None = None) -> list[int]:
    rows = connection.execute(
        "SELECT id FROM journey_step WHERE journey = ? AND id IS NOT ? ORDER BY position, id", (journey, but)
    )
    return [number for (number,) in rows]


def _place_step(connection: sqlite3.Connection, step: int, position: Key | None) -> None:
    """Put a step where it was asked for, the last where that says nothing, and number the steps of its journey from 1."""
    journey = connection.execute("SELECT journey FROM journey_step WHERE id = ?", (step,)).fetchone()[0]
    order = _in_order(connection, journey, but=step)
    at = len(order) if position is None else max(int(position) - 1, 0)
    order.insert(at, step)
    _renumber(connection, order)


def _renumber(connection: sqlite3.Connection, order: Sequence[int]) -> None:
    connection.executemany(
        "UPDATE journey_step SET position = ?1 WHERE id = ?2 AND position <> ?1",
        [(place, step) for place, step in enumerate(order, 1)],
    )
