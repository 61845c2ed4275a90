"""The records of all kinds by the same code: written, changed, removed, listed, found.
What each kind holds is said in `domain.kinds`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from tpdesk.domain.field_types import TITLE, Reference, Stored
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Field, Kind, Record, Value
from tpdesk.errors import UsageProblem
from tpdesk.models.log.history import now
from tpdesk.models.records import dependents
from tpdesk.models.records.names import DeskNames, Key, RecordNames, number_called, record_number
from tpdesk.models.records.rows import ParsedFields, Typed, parse_fields
from tpdesk.models.records.rules import must_fit
from tpdesk.text import and_words, clean, folded, nearest


def kind_named(name: str) -> Kind:
    """Return the kind of record of that name. Raises UsageProblem that lists them."""
    kind = KINDS.get(clean(name).casefold())
    if kind is None:
        raise UsageProblem(f"'{clean(name)}' is not a kind of record. Kinds: {', '.join(KINDS)}.")
    return kind


def add(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write a record of what was typed; return (the record, what was made on the way). Inside `Desk.writing()`.
    Raises UsageProblem."""
    parsed = parse_fields(connection, kind, typed, whole=True)
    _set_moments(kind, parsed, None)
    rank = parsed.columns.get(kind.ranked)
    if kind.ranked:
        parsed.columns[kind.ranked] = 0
    _settle(connection, kind, parsed, None)
    named = list(parsed.columns)
    made = connection.execute(
        f"INSERT INTO {kind.table} ({', '.join(named)}) VALUES ({', '.join('?' * len(named))})",
        list(parsed.columns.values()),
    )
    number = int(made.lastrowid or 0)
    _link(connection, kind, number, parsed)
    _name_also(connection, kind, number, parsed)
    if kind.ranked:
        _rank(connection, kind, number, rank)
    must_fit(connection, kind, number)
    return read(connection, kind, number), tuple(parsed.notices)


def change(connection: sqlite3.Connection, kind: Kind, number: int, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write what was typed of a record, its other fields stay; return as `add` does. Inside `Desk.writing()`.
    Raises UsageProblem."""
    before = read(connection, kind, number)
    parsed = parse_fields(connection, kind, typed, whole=False)
    _must_stay(connection, before, parsed)
    _set_moments(kind, parsed, before)
    moved = bool(kind.ranked) and not {kind.ranked, kind.parent}.isdisjoint(parsed.columns)
    parent = _parent_of(connection, kind, number) if moved else None
    rank = parsed.columns.pop(kind.ranked, None)
    _settle(connection, kind, parsed, number)
    if parsed.columns:
        sets = ", ".join(f"{column} = ?" for column in parsed.columns)
        connection.execute(f"UPDATE {kind.table} SET {sets} WHERE id = ?", [*parsed.columns.values(), number])
    _link(connection, kind, number, parsed)
    _name_also(connection, kind, number, parsed)
    if moved:
        _rank(connection, kind, number, rank)
        _renumber(connection, kind, _in_order(connection, kind, parent))
    must_fit(connection, kind, number)
    return read(connection, kind, number), tuple(parsed.notices)


def _must_stay(connection: sqlite3.Connection, before: Record, parsed: ParsedFields) -> None:
    """Refuse another value in a field by which other records know what was meant. Raises UsageProblem."""
    kind = before.kind
    for field in map(kind.field_named, kind.fixed):
        new = parsed.columns.get(field.stored, before.values[field.name])
        if folded(str(new)) == folded(str(before.values[field.name])):
            continue
        went, _ = dependents.of_record(connection, kind, before.id)
        if went:
            raise UsageProblem(
                f"The {kind.noun} '{before.title}' has {and_words(tuple(went))}. With another {field.title.lower()} it "
                f"is another {kind.noun}: add a new one instead."
            )


def put(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write what was typed of the one record of its identity, which is made where there is none; return as `add` does.
    Inside `Desk.writing()`. Raises UsageProblem."""
    said = parse_fields(connection, kind, {name: typed[name] for name in kind.identity}, whole=False).columns
    same = " AND ".join(f"{column} IS ?" for column in said)
    row = connection.execute(f"SELECT id FROM {kind.table} WHERE {same}", list(said.values())).fetchone()
    return add(connection, kind, typed) if row is None else change(connection, kind, row[0], typed)


def remove(connection: sqlite3.Connection, kind: Kind, number: int) -> tuple[Record, str]:
    """Remove a record with what is part of it; return (what it was, in words what else went and what stays).
    Inside `Desk.writing()`."""
    gone = read(connection, kind, number)
    went, stays = dependents.of_record(connection, kind, number)
    parent = _parent_of(connection, kind, number) if kind.ranked else None
    connection.execute(f"DELETE FROM {kind.table} WHERE id = ?", (number,))
    if kind.ranked:
        _renumber(connection, kind, _in_order(connection, kind, parent))
    words = [f"with it {', '.join(went)}"] if went else []
    words += [f"what stays without it: {', '.join(stays)}"] if stays else []
    return gone, "; ".join(words)


def read(connection: sqlite3.Connection, kind: Kind, number: int) -> Record:
    """Return one record. Raises UsageProblem where there is none of that number."""
    found = _read(connection, kind, "one.id = ?", (number,))
    if not found:
        raise UsageProblem(f"There is no {kind.noun} {number} on this desk.")
    return found[0]


def find(connection: sqlite3.Connection, kind: Kind, wanted: str) -> Record:
    """Return the record with that title, without regard to capitals, or that number.
    Raises UsageProblem that names the nearest."""
    return read(connection, kind, record_number(connection, kind, wanted))


def list_all(connection: sqlite3.Connection, kind: Kind, where: Mapping[str, str] | None = None) -> tuple[Record, ...]:
    """Return the records of a kind in the order in which they were written, steps in that of their journeys.

    `where` is field -> what it says, as typed: of the kind's own fields, or of what it hangs on (the dive of a note,
    the place of a delivery); an empty text asks for those that say nothing. Raises UsageProblem.
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


def list_under(connection: sqlite3.Connection, kind: Kind, above: Record) -> tuple[Record, ...]:
    """Return the records of a kind that hang on that record, or on what hangs on it, in the order of `list_all`."""
    return _read(connection, kind, _under(kind, above.kind, "one"), (above.id,))


def _under(kind: Kind, top: Kind, alias: str) -> str:
    parent = kind.field_named(kind.parent)
    if parent.of == top.name:
        return f"{alias}.{parent.stored} = ?"
    above, inner = KINDS[parent.of], f"{alias}_up"
    found = f"SELECT {inner}.id FROM {above.table} AS {inner} WHERE {_under(above, top, inner)}"
    return f"{alias}.{parent.stored} IN ({found})"


def _in_place(kind: Kind, alias: str) -> str:
    parent = kind.field_named(kind.parent)
    if not parent.of:
        # What names no place is every place's.
        either = "" if parent.needed else f" OR {alias}.{parent.stored} IS NULL"
        return f"({alias}.{parent.stored} = ?{either})"
    above, inner = KINDS[parent.of], f"{alias}_up"
    return (
        f"{alias}.{parent.stored} IN (SELECT {inner}.id FROM {above.table} AS {inner} WHERE {_in_place(above, inner)})"
    )


def _condition(
    connection: sqlite3.Connection, kind: Kind, alias: str, name: str, text: str
) -> tuple[str, list[Stored]]:
    field = next((item for item in kind.fields if item.name == name), None)
    if field is None:
        parent = kind.field_named(kind.parent) if kind.parent else None
        if parent is None or not parent.of:
            raise UsageProblem(f"'{clean(name)}' is no field by which records can be chosen here.{_near(name, kind)}")
        above, inner = KINDS[parent.of], f"{alias}_up"
        condition, values = _condition(connection, above, inner, name, text)
        return f"{alias}.{parent.stored} IN (SELECT {inner}.id FROM {above.table} AS {inner} WHERE {condition})", values
    key = _wanted(connection, field, text)
    if field.many:
        listed = f"SELECT {kind.table} FROM {field.many}"
        if key is None:
            return f"{alias}.id NOT IN ({listed})", []
        return f"{alias}.id IN ({listed} WHERE {field.one} = ?)", [key]
    column = f"{alias}.{'folded' if field.type is TITLE else field.stored}"
    return (f"coalesce({column}, '') = ''", []) if key is None else (f"{column} = ?", [key])


def _wanted(connection: sqlite3.Connection, field: Field, text: str) -> Stored:
    text = clean(text)
    if not text:
        return None
    if isinstance(field.type, Reference):
        return DeskNames(connection, make=False).key(field, text)
    return folded(text) if field.type is TITLE else field.type.parse(field, text)


def _near(name: str, kind: Kind) -> str:
    near = nearest(name, [item.name for item in kind.fields])
    return f" Did you mean '{near}'?" if near else f" Fields: {', '.join(item.name for item in kind.fields)}."


def _read(connection: sqlite3.Connection, kind: Kind, where: str, values: Sequence[Stored]) -> tuple[Record, ...]:
    single = [item for item in kind.fields if not item.many]
    columns = ", ".join(f"one.{item.stored}" for item in single)
    order = f"one.{kind.parent}, one.{kind.ranked}, one.id" if kind.ranked else "one.id"
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
            item.name: names.of(item, cell) if isinstance(item.type, Reference) else cell
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
    connection: sqlite3.Connection, kind: Kind, field: Field, names: RecordNames, where: str, values: Sequence[Stored]
) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    said, only = (field.says, f"AND {field.says} <> '' ") if field.says else ("''", "")
    for number, key, text in connection.execute(
        f"SELECT {kind.table}, {field.one}, {said} FROM {field.many} WHERE {kind.table} IN (SELECT one.id FROM "
        f"{kind.table} AS one WHERE {where}) {only}ORDER BY {kind.table}, {field.one}",
        values,
    ):
        name = names.of(field, key)
        found.setdefault(number, []).append(f"{name}: {text}" if text else name)
    return {number: tuple(listed) for number, listed in found.items()}


def _settle(connection: sqlite3.Connection, kind: Kind, parsed: ParsedFields, number: int | None) -> None:
    """Add what follows from what is to be written, and refuse what another record says already. Raises UsageProblem."""
    _fold_title(connection, kind, parsed, number)
    if not kind.settle and not kind.is_once:
        return
    whole = {**_row(connection, kind, number), **parsed.columns}
    if kind.settle:
        parsed.columns |= kind.settle(whole)
    if not kind.is_once:
        return
    names = [kind.field_named(name) for name in kind.identity]
    same = " AND ".join(f"{field.stored} IS ?" for field in names)
    taken = connection.execute(
        f"SELECT id FROM {kind.table} WHERE {same}", [whole[field.stored] for field in names]
    ).fetchone()
    if taken and taken[0] != number:
        held = read(connection, kind, taken[0])
        said = ", ".join(field.show(held.values[field.name]) for field in names)
        raise UsageProblem(f"There is a {kind.noun} of {said} already: {kind.noun} {held.id}. Change that one instead.")


def _row(connection: sqlite3.Connection, kind: Kind, number: int | None) -> dict[str, Stored]:
    """Return column -> what a record says now; empty for one that is not written yet."""
    if number is None:
        return {}
    columns = [field.stored for field in kind.fields if not field.many]
    row = connection.execute(f"SELECT {', '.join(columns)} FROM {kind.table} WHERE id = ?", (number,)).fetchone()
    return dict(zip(columns, row, strict=True))


def _fold_title(connection: sqlite3.Connection, kind: Kind, parsed: ParsedFields, number: int | None) -> None:
    field = kind.field_named("title") if kind.titled else None
    title = parsed.columns.get(field.stored) if field is not None else None
    if field is None or title is None:
        return
    if number_called(connection, kind, str(title)) not in (None, number):
        by = ", by name or alias" if kind.also else ""
        raise UsageProblem(
            f"There is {kind.a_noun} called '{title}' already{by}. {field.title}s are unique in a desk, without regard "
            f"to capitals.{f' {kind.taken}' if kind.taken else ''}"
        )
    parsed.columns["folded"] = folded(str(title))


def _link(connection: sqlite3.Connection, kind: Kind, number: int, parsed: ParsedFields) -> None:
    for field in kind.fields:
        if field.name in parsed.sayings:
            _say(connection, kind, number, field, parsed.sayings[field.name])
        if field.name not in parsed.links or field.name == kind.also:
            continue
        keys = parsed.links[field.name]
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


def _say(connection: sqlite3.Connection, kind: Kind, number: int, field: Field, sayings: Mapping[Key, str]) -> None:
    """Write what is said of each that another list names. Raises UsageProblem where it is not in that list."""
    held = dict(
        connection.execute(f"SELECT {field.one}, {field.says} FROM {field.many} WHERE {kind.table} = ?", (number,))
    )
    for key in sayings.keys() - held.keys():
        title, name = read(connection, kind, number).title, RecordNames(connection).of(field, key)
        among = next(one.title.lower() for one in kind.fields if one.many == field.many)
        raise UsageProblem(f"{field.title}: '{name}' is not among the {among} of '{title}'. Add it there first.")
    connection.executemany(
        f"UPDATE {field.many} SET {field.says} = ? WHERE {kind.table} = ? AND {field.one} = ?",
        [(sayings.get(key, ""), number, key) for key, text in held.items() if text != sayings.get(key, "")],
    )


def _name_also(connection: sqlite3.Connection, kind: Kind, number: int, parsed: ParsedFields) -> None:
    """Write the other names of a record; its title is none of them. Raises UsageProblem where one is another's."""
    if not kind.also:
        return
    field = kind.field_named(kind.also)
    title = connection.execute(f"SELECT folded FROM {kind.table} WHERE id = ?", (number,)).fetchone()[0]
    held = dict(connection.execute(f"SELECT folded, name FROM {field.many} WHERE {kind.table} = ?", (number,)))
    names = map(str, parsed.links.get(field.name, tuple(held.values())))
    wanted = {folded(name): name for name in names if folded(name) != title}
    for key in held.keys() - wanted.keys():
        connection.execute(f"DELETE FROM {field.many} WHERE {kind.table} = ? AND folded = ?", (number, key))
    for key in [key for key in wanted if key not in held]:
        if number_called(connection, kind, key) is not None:
            raise UsageProblem(f"'{wanted[key]}' is another {kind.noun}'s name or alias already.")
        connection.execute(
            f"INSERT INTO {field.many} (folded, {kind.table}, {field.one}) VALUES (?, ?, ?)", (key, number, wanted[key])
        )


def _set_moments(kind: Kind, parsed: ParsedFields, before: Record | None) -> None:
    """Set what the desk sets by itself, where nothing else was said: the moment at which a record is first written."""
    for field in kind.fields:
        if field.type.is_automatic and parsed.columns.get(field.stored) == "":
            parsed.columns[field.stored] = now() if before is None else str(before.values[field.name])


# -- the place of a record among those of its parent


def _parent_of(connection: sqlite3.Connection, kind: Kind, number: int) -> Key:
    key: Key = connection.execute(f"SELECT {kind.parent} FROM {kind.table} WHERE id = ?", (number,)).fetchone()[0]
    return key


def _in_order(connection: sqlite3.Connection, kind: Kind, parent: Key | None, but: int | None = None) -> list[int]:
    rows = connection.execute(
        f"SELECT id FROM {kind.table} WHERE {kind.parent} = ? AND id IS NOT ? ORDER BY {kind.ranked}, id", (parent, but)
    )
    return [number for (number,) in rows]


def _rank(connection: sqlite3.Connection, kind: Kind, number: int, rank: Stored) -> None:
    """Put a record where it was asked for, the last where that says nothing, and number those of its parent from 1."""
    order = _in_order(connection, kind, _parent_of(connection, kind, number), but=number)
    order.insert(len(order) if rank is None else max(int(rank) - 1, 0), number)
    _renumber(connection, kind, order)


def _renumber(connection: sqlite3.Connection, kind: Kind, order: Sequence[int]) -> None:
    connection.executemany(
        f"UPDATE {kind.table} SET {kind.ranked} = ?1 WHERE id = ?2 AND {kind.ranked} <> ?1",
        [(place, number) for place, number in enumerate(order, 1)],
    )
