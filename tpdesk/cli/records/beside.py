"""What `show` tells of a record beside what was said of it: what stands behind a barrier, what cases make of an
opportunity, what a journey comes to."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tpdesk.domain.record_kind import Record

if TYPE_CHECKING:
    from tpdesk.domain.results.case import OpportunityWorth
    from tpdesk.models.desk import Desk

Beside = tuple[dict[str, Any], list[str]]
"""JSON fields, and lines of words."""


def beside(desk: Desk, record: Record) -> Beside:
    """Return what follows from other records; nothing for most kinds."""
    found = _BESIDE.get(record.kind.name)
    return found(desk, record) if found is not None else ({}, [])


def _barrier(desk: Desk, record: Record) -> Beside:
    from tpdesk.services.case_links import read_behind

    found = read_behind(desk, record)
    title = ["", "Value behind it:"] if found else []
    return {"behind": [_worth_data(one) for one in found]}, [*title, *map(_worth_line, found)]


def _opportunity(desk: Desk, record: Record) -> Beside:
    from tpdesk.services.case_links import worths_of

    found = worths_of(desk, [record])[record.title]
    lines = ["", "Worked out:", _worth_line(found)] if found.cases else []
    return {"cases": _worth_data(found)["cases"]}, lines


def _journey(desk: Desk, record: Record) -> Beside:
    from tpdesk.calc.journey import break_words, journey_total, journey_words
    from tpdesk.services.records import list_records

    total = journey_total(list_records(desk, "step", {"journey": record.title}))
    lines = ["", f"In all: {journey_words(total)}", *(f"  It breaks at {break_words(one)}" for one in total.breaks)]
    return {"total": asdict(total)}, lines


def _worth_data(one: OpportunityWorth) -> dict[str, Any]:
    return {
        "opportunity": one.opportunity, "first_guess_pence": one.guess_pence,
        "cases": [
            {"case": each.case, "pv_cashable": each.cash_pence, "purse_better_off": each.purse_pence,
                "npsv": each.value_pence} for each in one.cases
        ],
    }  # fmt: skip


def _worth_line(one: OpportunityWorth) -> str:
    from tpdesk.calc.cases.sentences import worth_words

    return f"  {one.opportunity}: {worth_words(one)}"


_BESIDE = {"barrier": _barrier, "journey": _journey, "opportunity": _opportunity}
