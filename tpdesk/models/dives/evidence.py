"""What the deep dives of a place know of a year, read for calc. Where a place has none of it, next to nothing is read.

Rulings: what the user decides of a category against the verdict that tpdesk finds, with the reason.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from fractions import Fraction

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.dive_facts import (
    BarrierFact,
    DeliveryFact,
    DiveFact,
    DiveFacts,
    NoteFact,
    RulingFact,
    TagFact,
    TaggedLine,
)
from tpdesk.domain.field_types import LONGEST
from tpdesk.domain.verdicts import VERDICTS, Ruling
from tpdesk.errors import UsageProblem
from tpdesk.models.area import base_areas
from tpdesk.models.category import find_category
from tpdesk.text import clean, folded, nearest
from tpdesk.units import year_text


def read_deep(connection: sqlite3.Connection, place: int, year: int, inside: dict[str, tuple[str, ...]]) -> DiveFacts:
    """Return what the deep dives of the place know of the year that starts in `year`;
    `inside` is area -> areas directly inside it then."""
    dives = tuple(
        DiveFact(number, title, parent or 0, group or "", cohort, bool(illustrative))
        for number, title, parent, group, cohort, illustrative in connection.execute(
            "SELECT d.id, d.title, d.parent, g.name, d.cohort, d.illustrative FROM deep_dive d LEFT JOIN "
            "client_group g ON g.id = d.client_group WHERE d.place = ? ORDER BY d.id",
            (place,),
        )
    )
    deliveries = _deliveries(connection, place, year, inside) if dives else ()
    return DiveFacts(
        deliveries=deliveries,
        area_names=_area_names(connection, (code for item in deliveries for code in (*item.areas, *item.base_areas))),
        notes=_notes(connection, place),
        barriers=tuple(
            BarrierFact(number, title, category or "", level, state, dive or 0)
            for number, title, category, level, state, dive in connection.execute(
                "SELECT id, title, category, level, state, dive FROM barrier WHERE place = ? ORDER BY id", (place,)
            )
        ),
        rulings=tuple(
            RulingFact(*row)
            for row in connection.execute(
                "SELECT category, verdict, reason FROM ruling WHERE place = ? AND year = ? ORDER BY category",
                (place, year),
            )
        ),
        dives=dives,
        tags=_tags(connection, place) if dives else (),
        tagged_lines=_tagged_lines(connection, place, year) if dives else (),
    )


def _deliveries(
    connection: sqlite3.Connection, place: int, year: int, inside: dict[str, tuple[str, ...]]
) -> tuple[DeliveryFact, ...]:
    rows = connection.execute(
        "SELECT v.id, v.dive, v.agency, a.name, a.alone, g.name, g.alone, v.category, v.cost_pence, "
        "v.passed_on_pence, v.grade, v.stage, v.commissioned_by, v.evidence FROM delivery v JOIN deep_dive d ON d.id "
        "= v.dive LEFT JOIN activity a ON a.id = v.activity LEFT JOIN client_group g ON g.id = v.client_group WHERE "
        "d.place = ? AND (v.year IS NULL OR v.year = ?) ORDER BY v.id",
        (place, year),
    ).fetchall()
    if not rows:
        return ()
    given = _dive_categories(connection, place)
    own = _grouped(connection, "SELECT delivery, area FROM delivery_area ORDER BY delivery, area")
    covered = _grouped(connection, "SELECT agency, area FROM agency_area ORDER BY agency, area")
    unknown = {code for (code,) in connection.execute("SELECT code FROM area WHERE kind = 'other'")}
    grounds: dict[tuple[str, ...], frozenset[str]] = {}
    found = []
    for (
        number,
        dive,
        agency,
        activity,
        activity_alone,
        group,
        group_alone,
        category,
        cost,
        passed,
        grade,
        stage,
        by,
        how,
    ) in rows:
        areas = own.get(number) or covered.get(agency, ())
        if areas not in grounds:
            grounds[areas] = base_areas(areas, inside)
        found.append(
            DeliveryFact(
                number=number,
                dive=dive,
                agency=agency,
                activity=activity or "",
                activity_alone=activity_alone != 0,
                client_group=group or "",
                client_group_alone=group_alone != 0,
                category=category or given.get(dive, ""),
                areas=areas,
                own_areas=number in own,
                base_areas=grounds[areas],
                doubtful=not unknown.isdisjoint(areas),
                cost_pence=cost,
                passed_on_pence=passed,
                grade=grade,
                stage=stage,
                commissioned_by=by or 0,
                evidence=how,
            )
        )
    return tuple(found)


def _dive_categories(connection: sqlite3.Connection, place: int) -> dict[int, str]:
    """Return a deep dive's number -> the category of its deliveries that name none:
    its own, else that of the one it is a sub-theme of."""
    dives = _above(connection, place)
    return {number: _inherited(number, dives) for number in dives}


def category_for_workshop(connection: sqlite3.Connection, workshop: int) -> str:
    """Return the category that a workshop's deep dive, or one above it, gives to deliveries that name none;
    empty where none does."""
    place, dive = connection.execute("SELECT place, dive FROM workshop WHERE id = ?", (workshop,)).fetchone()
    return "" if dive is None else _inherited(dive, _above(connection, place))


def _above(connection: sqlite3.Connection, place: int) -> dict[int, tuple[int | None, str | None]]:
    """Return a deep dive's number -> (the one that it is a sub-theme of, its category)."""
    rows = connection.execute("SELECT id, parent, category FROM deep_dive WHERE place = ?", (place,))
    return {number: (parent, category) for number, parent, category in rows}


def _inherited(dive: int, dives: Mapping[int, tuple[int | None, str | None]]) -> str:
    """Return a deep dive's category, or that of the nearest above it that has one.
    A circle, as a damaged desk may hold, is walked once."""
    seen: set[int] = set()
    at: int | None = dive
    while at is not None and at in dives and at not in seen:
        seen.add(at)
        at, category = dives[at]
        if category:
            return category
    return ""


def _area_names(connection: sqlite3.Connection, codes: Iterable[str]) -> dict[str, str]:
    wanted = set(codes)
    if not wanted:
        return {}
    return {code: name for code, name in connection.execute("SELECT code, name FROM area") if code in wanted}


def _grouped(connection: sqlite3.Connection, sql: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for key, value in connection.execute(sql):
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _notes(connection: sqlite3.Connection, place: int) -> tuple[NoteFact, ...]:
    rows = connection.execute(
        "SELECT n.id, w.title, n.text, a.name, g.name, n.category, w.dive FROM note n JOIN workshop w ON w.id = "
        "n.workshop LEFT JOIN activity a ON a.id = n.activity LEFT JOIN client_group g ON g.id = n.client_group "
        "WHERE w.place = ? AND n.kind = 'overlap seen' AND n.private = 0 ORDER BY n.id",
        (place,),
    ).fetchall()
    if not rows:
        return ()
    agencies: dict[int, list[int]] = {}
    for note, agency in connection.execute("SELECT note, agency FROM note_agency ORDER BY note, agency"):
        agencies.setdefault(note, []).append(agency)
    return tuple(
        NoteFact(
            number,
            workshop,
            text,
            tuple(agencies.get(number, ())),
            activity or "",
            group or "",
            category or "",
            dive or 0,
        )
        for number, workshop, text, activity, group, category, dive in rows
    )


def _tags(connection: sqlite3.Connection, place: int) -> tuple[TagFact, ...]:
    return tuple(
        TagFact(number, dive, Fraction(parts, whole), agency or 0, category or "", label)
        for number, dive, parts, whole, agency, category, label in connection.execute(
            "SELECT t.id, t.dive, t.share_parts, t.share_whole, t.agency, t.category, t.label FROM spend_tag t JOIN "
            "deep_dive d ON d.id = t.dive WHERE d.place = ? AND t.line IS NULL ORDER BY t.id",
            (place,),
        )
    )


def _tagged_lines(connection: sqlite3.Connection, place: int, year: int) -> tuple[TaggedLine, ...]:
    return tuple(
        TaggedLine(
            tag,
            dive,
            Fraction(parts, whole),
            line,
            pence,
            (
                agency,
                label,
                category,
                FLOW_WORDS[flow],
                COST_TYPE_WORDS[cost],
                STATUS_WORDS[status],
                CONTROL_WORDS[control],
                other,
                bool(internal),
            ),
        )
        for tag, dive, parts, whole, line, pence, agency, label, category, flow, cost, status, control, other, internal in connection.execute(  # noqa: E501
            "SELECT t.id, t.dive, t.share_parts, t.share_whole, s.id, s.amount_pence, s.agency, coalesce(s.label, "
            "0), coalesce(s.category, ''), s.flow, s.cost_type, s.status, s.control, coalesce(CASE s.flow WHEN 1 "
            "THEN s.transfer_to ELSE s.transfer_from END, 0), s.internal FROM spend_tag t JOIN deep_dive d ON d.id = "
            "t.dive JOIN spend s ON s.id = t.line WHERE d.place = ?1 AND s.place = ?1 AND s.year = ?2 ORDER BY t.id",
            (place, year),
        )
    )


def rulings(connection: sqlite3.Connection, place: int, year: int) -> tuple[Ruling, ...]:
    """Return the rulings of a place (its number) and year, by category."""
    rows = connection.execute(
        "SELECT place.name, year, category, verdict, reason FROM ruling JOIN place ON place.id = ruling.place "
        "WHERE ruling.place = ? AND year = ? ORDER BY category",
        (place, year),
    )
    return tuple(Ruling(*row) for row in rows)


def rule(connection: sqlite3.Connection, place: int, year: int, category: str, verdict: str, reason: str) -> Ruling:
    """Write a ruling, in place of an earlier one of the same category. Inside `Desk.writing()`. Raises UsageProblem."""
    code = find_category(connection, category).code
    word, why = folded(verdict).replace("-", " "), clean(reason, multiline=True)
    if word not in VERDICTS:
        near = nearest(word, VERDICTS)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"'{clean(verdict)}' is no verdict.{hint} Verdicts: {', '.join(VERDICTS)}.")
    if not why:
        raise UsageProblem("A verdict is overruled with a reason: say why, in a sentence that may be printed.")
    if len(why) > LONGEST:
        raise UsageProblem(f"The reason has {LONGEST:,} characters at most; this one has {len(why):,}.")
    connection.execute(
        "INSERT INTO ruling (place, category, year, verdict, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (place, category, year) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason",
        (place, code, year, word, why),
    )
    return next(found for found in rulings(connection, place, year) if found.category == code)


def withdraw(connection: sqlite3.Connection, place: int, year: int, category: str) -> Ruling:
    """Take a ruling off and return what it was. Inside `Desk.writing()`. Raises UsageProblem where there is none."""
    code = find_category(connection, category).code
    gone = next((found for found in rulings(connection, place, year) if found.category == code), None)
    if gone is None:
        raise UsageProblem(
            f"The verdict on {code} in {year_text(year)} was not overruled: there is nothing to withdraw."
        )
    connection.execute("DELETE FROM ruling WHERE place = ? AND year = ? AND category = ?", (place, year, code))
    return gone
