"""What to look at before a pack is written: what is missing, what is unmapped, what does not agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tpdesk.calc.report import BoardReport
from tpdesk.text import counted
from tpdesk.units import percent, pounds, ratio, short_pounds


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing that was looked at."""

    state: Literal["ok", "look", "wrong"]
    """`look`: a reader will ask about it; `wrong`: figures contradict each other."""

    text: str
    """What was found, in a sentence."""


_FIRST: Final = (
    "wider-whole",
    "wider-by-people",
    "wider-left-out",
    "wider-no-share",
    "wider-unknown",
    "place-areas-unknown",
)
"""Codes of the issues that say whose money is in the figures: told as they are, before anything else to look at."""

_TOLD: Final = ("missing-months", "weak-large", "not-itemised", "unknown-area")
"""Codes of other issues that are told as they are."""


def ready(report: BoardReport) -> tuple[Ready, ...]:
    """Return what was looked at, what is wrong first."""
    count = report.by_agency
    found = [Ready("look", issue.text) for issue in count.issues if issue.code in _FIRST]
    found += [_bodies(report), _unmapped(report), _checks(report), _reconciled(report), _areas(report)]
    if len(count.basis.statuses) > 1:
        found.append(
            Ready("look", f"Different kinds of money are added together: {' and '.join(count.basis.statuses)}.")
        )
    found += [Ready("look", issue.text) for issue in count.issues if issue.code in _TOLD]
    people = [
        word for word, number in (("people", count.basis.people), ("households", count.basis.households)) if not number
    ]
    if people:
        found.append(
            Ready(
                "look",
                f"No {' and no '.join(people)} held for {report.year}: so there are no figures per head or household for them.",
            )
        )
    if report.status == "final" and any(item.state != "ok" for item in found):
        found.append(Ready("look", "The pack is called final, but some points still need attention."))
    order = ("wrong", "look", "ok")
    return tuple(sorted(found, key=lambda item: order.index(item.state)))


def _bodies(report: BoardReport) -> Ready:
    count = report.by_agency
    if not count.bodies_counted:
        return Ready("look", "No organisation has money in this year: every figure will be zero.")
    told = f"{count.bodies_counted} of {counted(count.bodies_expected, 'expected organisation', 'expected organisations')} counted"
    if not count.missing_returns:
        return Ready("ok", f"{told}: no return is missing.")
    return Ready("look", f"{told}. Missing: {', '.join(item.agency for item in count.missing_returns)}.")


def _unmapped(report: BoardReport) -> Ready:
    count = report.by_category
    if not count.unmapped_lines:
        return Ready("ok", "All money has a category.")
    share = percent(ratio(count.unmapped_pence, count.rows_total_pence))
    return Ready(
        "look", f"{short_pounds(count.unmapped_pence)} ({share}) has no category yet; the pack shows it as Unmapped."
    )


def _checks(report: BoardReport) -> Ready:
    differ = [check for check in report.checks if not check.agrees]
    if not differ:
        return Ready("ok", f"{counted(len(report.checks), 'check total')} agree to the penny.")
    told = [f"{check.title} by {pounds(check.first_pence - check.second_pence)}" for check in differ]
    return Ready(
        "wrong",
        f"{counted(len(differ), 'check total')} of {len(report.checks)} differ: {', '.join(told)}. Check the desk before the pack goes out.",
    )


def _reconciled(report: BoardReport) -> Ready:
    rows = [row for row in report.reconciliation if row.is_one_body]
    differ = [row for row in rows if row.difference_pence]
    against = sum(1 for row in rows if row.difference_pence is not None)
    if not against:
        return Ready("look", "No organisation has a published or control total to compare with.")
    if not differ:
        return Ready(
            "ok", f"{counted(against, 'organisation', 'organisations')} agree with a published or control total."
        )
    names = ", ".join(f"{row.agency} by {pounds(row.difference_pence or 0)}" for row in differ[:4])
    return Ready(
        "look",
        f"{len(differ)} of {counted(against, 'organisation', 'organisations')} differ from their own totals: {names}{' ...' if len(differ) > 4 else ''}.",
    )


def _areas(report: BoardReport) -> Ready:
    unproven = sum(1 for row in report.overlap.rows if row.judgement.unproven and (row.ranked or row.at_own_level))
    unknown = [issue.text for issue in report.overlap.issues if issue.code == "area-unknown"]
    if not unproven and unknown:
        return Ready("look", unknown[0])
    if not unproven:
        return Ready("ok", "No verdict rests on an organisation whose area is not known.")
    return Ready(
        "look",
        f"{counted(unproven, 'category', 'categories')} rest on an organisation whose area is not known: unproven.",
    )
