"""What must hold between records: a write that breaks a rule is refused, and `check` looks for the same.
Most rules follow from the declarations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from tpdesk.domain.field_types import PLACE, RecordReference, Reference
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Field, Kind, Rule
from tpdesk.errors import UsageProblem
from tpdesk.models.culture import answers_above_invited


@dataclass(frozen=True, slots=True)
class RecordRule:
    """One thing that must hold."""

    words: str
    """What is wrong where it does not, with `{0}` and `{1}` for the two records."""

    kinds: tuple[str, str]
    """The kinds of the two records that are looked at; the same where it is one record."""

    broken: str
    """A query for (number, number, name, name) of the records that break it."""


def record_rules() -> Iterator[RecordRule]:
    """Yield every rule: those that kinds declare, that nothing is a part of itself, and that records name only
    records of their own place."""
    for kind in KINDS.values():
        for rule in kind.rules:
            yield _declared(kind, rule)
        for field in kind.fields:
            if isinstance(field.type, RecordReference):
                if field.of == kind.name:
                    yield _no_ring(kind, field) if field.many else _no_circle(kind, field)
                if _place_field(kind) is not None:
                    yield _one_place(kind, field)


def _name(kind: Kind, alias: str) -> str:
    return f"{alias}.{kind.field_named('title').stored}" if kind.titled else f"{alias}.id"


def _declared(kind: Kind, rule: Rule) -> RecordRule:
    first, second = kind.field_named(rule.first), kind.field_named(rule.second)
    if rule.holds == "right way":
        return _right_way(kind, first, second, rule.words)
    if rule.holds == "of one place":
        return _same_place(kind, first, second, rule.words)
    if rule.holds == "at most 1":
        return _at_most_one(kind, first, second, rule.words)
    sign = "<" if rule.holds == "in order" else "="
    said = "" if first.type.blank is None or isinstance(first.type, Reference) else (
        f"{first.stored} <> '' AND {second.stored} <> '' AND "
    )  # fmt: skip
    name = _name(kind, "one")
    return RecordRule(
        rule.words, (kind.name, kind.name),
        f"SELECT id, id, {name}, {name} FROM {kind.table} AS one WHERE {said}{second.stored} {sign} {first.stored}",
    )  # fmt: skip


def _right_way(kind: Kind, value: Field, above: Field, words: str) -> RecordRule:
    """Return the rule that a target is on the better side of the last baseline that is not after it, of the same area.
    Both records break it: whichever is written second."""
    of, table, column = KINDS[above.of], kind.table, above.stored
    same = f"one.{column} = two.{column} AND one.area IS two.area"
    last = (
        f"SELECT max(period) FROM {table} AS base WHERE base.{column} = one.{column} AND base.area IS one.area AND "
        "base.status = 'baseline' AND base.period <= one.period"
    )
    number = "CAST(one.{0} AS REAL) {1} CAST(two.{0} AS REAL)"
    worse = " OR ".join(
        f"(whole.direction = '{way}' AND {number.format(value.stored, sign)})"
        for way, sign in (("lower", ">"), ("higher", "<"))
    )
    broken = (
        f"FROM {table} AS one JOIN {table} AS two ON {same} AND two.status = 'baseline' AND two.period = ({last}) JOIN "
        f"{of.table} AS whole ON whole.id = one.{column} WHERE one.status = 'target' AND one.{value.stored} <> '' AND "
        f"two.{value.stored} <> '' AND ({worse})"
    )
    told = f"one.id, whole.title, one.period, one.{value.stored}, two.{value.stored}, whole.direction"
    return RecordRule(
        words, (kind.name, of.name),
        f"SELECT one.id, whole.id, {told} {broken} UNION ALL SELECT two.id, whole.id, {told} {broken}",
    )  # fmt: skip


def _same_place(kind: Kind, first: Field, second: Field, words: str) -> RecordRule:
    """Return the rule that the two records that one names are of one place."""
    one, two = KINDS[first.of], KINDS[second.of]
    (place, joins), (other, more) = _place_of(one, "one"), _place_of(two, "two")
    return RecordRule(
        words, (kind.name, kind.name),
        f"SELECT link.id, link.id, {_name(one, 'one')}, {_name(two, 'two')} FROM {kind.table} AS link JOIN "
        f"{one.table} AS one ON one.id = link.{first.stored} {joins} JOIN {two.table} AS two ON two.id = "
        f"link.{second.stored} {more} WHERE {place} <> {other}",
    )  # fmt: skip


def _at_most_one(kind: Kind, share: Field, whole: Field, words: str) -> RecordRule:
    """Return the rule that the shares of one thing come to 1 at most. They are kept to 12 decimal places, as text."""
    of = KINDS[whole.of]
    number = f"sum(CAST(round(1000000000000 * {share.stored}) AS INTEGER))"
    return RecordRule(
        words, (kind.name, of.name),
        f"SELECT one.id, two.id, rtrim(printf('%.12f', over.parts / 1e12), '0'), {_name(of, 'two')} FROM {kind.table} "
        f"AS one JOIN (SELECT {whole.stored} AS whole, {number} AS parts FROM {kind.table} GROUP BY {whole.stored}) "
        f"AS over ON over.whole = one.{whole.stored} JOIN {of.table} AS two ON two.id = over.whole "
        "WHERE over.parts > 1000000000000",
    )  # fmt: skip


def _no_circle(kind: Kind, field: Field) -> RecordRule:
    table, column = kind.table, field.stored
    return RecordRule(
        f"The {kind.noun} '{{0}}' would be a part of itself, by way of '{{1}}'.", (kind.name, kind.name),
        f"WITH RECURSIVE above (a, b, steps) AS (SELECT id, {column}, 1 FROM {table} WHERE {column} IS NOT NULL "
        f"UNION SELECT a, {column}, steps + 1 FROM above JOIN {table} ON {table}.id = b WHERE {column} IS NOT NULL "
        f"AND steps < 200) SELECT a, one.{column}, {_name(kind, 'one')}, {_name(kind, 'two')} FROM above JOIN "
        f"{table} AS one ON one.id = a JOIN {table} AS two ON two.id = one.{column} WHERE a = b GROUP BY a",
    )  # fmt: skip


def _no_ring(kind: Kind, field: Field) -> RecordRule:
    """Return the rule that no record of a kind waits for itself by way of those in a list of it; all of them are
    named."""
    own, other, name = kind.table, field.one, kind.field_named(kind.label[0]).stored
    return RecordRule(
        f"These {kind.plural.lower()} depend on each other in a circle: {{0}}. Remove one of these dependencies.",
        (kind.name, kind.name),
        f"WITH RECURSIVE needs (a, b) AS (SELECT {own}, {other} FROM {field.many} UNION SELECT a, link.{other} FROM "
        f"needs JOIN {field.many} AS link ON link.{own} = b) SELECT one.a, one.a, (SELECT group_concat(char(39) || "
        f"called.{name} || char(39), ', ') FROM needs AS there JOIN needs AS back ON back.a = there.b AND back.b = "
        f"there.a JOIN {own} AS called ON called.id = there.b WHERE there.a = one.a), '' FROM needs AS one WHERE "
        "one.a = one.b",
    )  # fmt: skip


def _one_place(kind: Kind, field: Field) -> RecordRule:
    """Return the rule that a record with a place of its own and the record that it names are of one place."""
    other = KINDS[field.of]
    place, joins = _place_of(other, "two")
    link = (
        (
            f"JOIN {field.many} AS link ON link.{kind.table} = one.id JOIN {other.table} AS two ON two.id = "
            f"link.{field.one}"
        )
        if field.many
        else f"JOIN {other.table} AS two ON two.id = one.{field.stored}"
    )
    own = _place_field(kind)
    assert own is not None
    if field.many:
        words = f"The {kind.noun} '{{0}}' is of another place than the {other.noun} '{{1}}' that it names."
    elif other is kind:
        words = f"The {kind.noun} '{{0}}' is of another place than '{{1}}', which it is a part of."
    else:
        words = f"The {kind.noun} '{{0}}' is of another place than its {other.noun} '{{1}}'."
    return RecordRule(
        words, (kind.name, other.name),
        f"SELECT one.id, two.id, {_name(kind, 'one')}, {_name(other, 'two')} FROM {kind.table} AS one {link} {joins} "
        f"WHERE one.{own.stored} <> {place}",
    )  # fmt: skip


def _place_field(kind: Kind) -> Field | None:
    return next((field for field in kind.fields if field.type is PLACE and not field.many), None)


def _place_of(kind: Kind, alias: str) -> tuple[str, str]:
    """Return (the SQL of a record's place, the joins that lead to it): its own, or that of what it hangs on."""
    own = _place_field(kind)
    if own is not None:
        return f"{alias}.{own.stored}", ""
    parent = kind.field_named(kind.parent)
    above, inner = KINDS[parent.of], f"{alias}_up"
    place, joins = _place_of(above, inner)
    return place, f"JOIN {above.table} AS {inner} ON {inner}.id = {alias}.{parent.stored} {joins}"


def must_fit(connection: sqlite3.Connection, kind: Kind, number: int) -> None:
    """Raise UsageProblem where a record that was just written breaks a rule. Inside the transaction that wrote it."""
    for rule in record_rules():
        for first, second, *names in connection.execute(rule.broken) if kind.name in rule.kinds else ():
            if (kind.name, number) in zip(rule.kinds, (first, second), strict=True):
                raise UsageProblem(rule.words.format(*names))
    for words in answers_above_invited(connection, kind.table, number):
        raise UsageProblem(words)


def broken_rules(connection: sqlite3.Connection) -> list[str]:
    """Return a sentence for each rule that the desk's records break."""
    broken = [rule.words.format(*names) for rule in record_rules() for _, _, *names in connection.execute(rule.broken)]
    return [*broken, *answers_above_invited(connection)]
