"""A first count in words and groups: what a reader takes together, what it leaves out, and how far off it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from tpdesk.calc.basis import COUNCIL_KINDS
from tpdesk.domain.first_count import (
    ANALYSIS,
    GRADES,
    K_PENCE,
    FirstBody,
    FirstCount,
    FirstLine,
    GroupRow,
    NotInFirstCount,
    Published,
)


def left_out(published: Published) -> tuple[NotInFirstCount, ...]:
    """Return what no first count holds, by name."""
    found = [
        NotInFirstCount(what, "HM Treasury gives it to no region: it is for the whole country", amount * K_PENCE, of)
        for of, what, amount in published.left_out
        if of == "United Kingdom"
    ]
    named = [(what, amount) for of, what, amount in published.left_out if of == "England"]
    unplaced = ", ".join(what for what, _ in named)
    found.append(NotInFirstCount(
        f"Waste disposal and park authorities: {unplaced}", "no list of the districts they serve comes with tpdesk",
        sum(amount for _, amount in named) * K_PENCE, "England",
    ))  # fmt: skip
    found += [
        NotInFirstCount(what, why, None, "")
        for what, why in (
            ("Accounting adjustments", "they are in public spending as a whole, and in no service"),
            ("What councils, police and fire spend from fees, charges and other income",
             "their figures are net of it: the same money would otherwise be counted with who pays it"),
            ("Councils' debt charges, parish councils and trading", "they are outside net current expenditure"),
            ("What one organisation pays another", "published figures do not show it, so nothing is taken out"),
            ("Each hospital, school, college and charity by name",
             "their money is in the board's, the council's or the department's figure"),
        )
    ]  # fmt: skip
    return tuple(found)


def error_range(count: FirstCount, bands: Mapping[int, Fraction]) -> tuple[int, int]:
    """Return the least and the most that the count may come to, in pence, if all its lines err the same way.
    `bands` is the desk's confidence grade -> error band."""
    off = sum(
        (abs(line.pence) * bands[GRADES[line.grade]] for body in count.bodies for line in body.lines), Fraction(0)
    )
    return count.pence - round(off), count.pence + round(off)


_DWP, _HMRC, _DFE = "Department for Work and Pensions", "HM Revenue and Customs", "Department for Education"
_BENEFITS: Final = (
    "Universal Credit", "Personal Independence Payment", "Employment and Support Allowance",
    "Disability Living Allowance", "Carer's Allowance",
)  # fmt: skip
_GROUP_ORDER: Final = (
    "Councils: services, net", "Councils: housing benefit", "Police", "Fire and rescue authorities",
    "Combined authorities", "NHS: allocated to boards", "NHS and health: beyond the boards", "NHS: capital",
    "State pension", "Universal Credit, PIP, ESA, DLA, carers", "Other work and pensions", "Revenue and Customs",
    "Academies", "Other education and skills", "Justice and prosecution", "National roads, rail and other transport",
    "Other central government", "Council housing and rail companies", "Local government capital",
)  # fmt: skip


def group_rows(count: FirstCount) -> tuple[GroupRow, ...]:
    """Return the lines of a first count in some twenty groups, which add up to it."""
    found: dict[str, list[tuple[str, FirstLine]]] = {}
    for body in count.bodies:
        for line in body.lines:
            found.setdefault(_group(body, line), []).append((body.name, line))
    return tuple(_group_row(title, found[title]) for title in _GROUP_ORDER if title in found)


def _group_row(title: str, held: Sequence[tuple[str, FirstLine]]) -> GroupRow:
    known: dict[str, int] = {}
    for _, line in held:
        known[line.by] = known.get(line.by, 0) + abs(line.pence)
    most = max(known, key=lambda by: known[by])
    return GroupRow(
        title,
        sum(line.pence for _, line in held),
        len({name for name, _ in held}),
        " ".join(sorted({line.grade for _, line in held if line.pence})),
        f"mostly {most}" if len(known) > 1 else most,
    )


def _group(body: FirstBody, line: FirstLine) -> str:
    if body.kind in COUNCIL_KINDS:
        return "Councils: housing benefit" if line.source == ANALYSIS else "Councils: services, net"
    by_kind = {
        "police": "Police", "fire": "Fire and rescue authorities", "combined-authority": "Combined authorities",
        "nhs-commissioner": "NHS: allocated to boards",
    }  # fmt: skip
    if body.kind in by_kind:
        return by_kind[body.kind]
    if body.kind == "not-itemised":
        return "Local government capital" if body.name.startswith("Local") else "Council housing and rail companies"
    if body.name == "Department of Health and Social Care":
        return "NHS: capital" if line.cost == "capital" else "NHS and health: beyond the boards"
    if body.name == _DWP:
        if line.label.startswith("State pension"):
            return "State pension"
        return "Universal Credit, PIP, ESA, DLA, carers" if line.label in _BENEFITS else "Other work and pensions"
    if body.name == _DFE:
        return "Academies" if line.label == "Academies" else "Other education and skills"
    if body.name in ("Ministry of Justice", "Crown Prosecution Service"):
        return "Justice and prosecution"
    if body.name == "Department for Transport":
        return "National roads, rail and other transport"
    return "Revenue and Customs" if body.name == _HMRC else "Other central government"
