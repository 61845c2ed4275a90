"""The update on progress of milestones: states, slip, what comes next, places side by side. docs/method.md,
Milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.milestones import Milestone, MilestoneProgress, PlaceProgress, is_due
from tpdesk.text import counted
from tpdesk.units import day_words, percent

AHEAD_DAYS: Final = 60
MOST_SLIPPED: Final = 5
NOT_SAID: Final = "not said"

WHOLE_PROGRAMME: Final = "The whole programme"


def progress(
    milestones: Sequence[Milestone],
    everyone: Sequence[Milestone],
    on: dt.date,
    states: Sequence[str],
    place: str = "",
) -> MilestoneProgress:
    """Return the update on progress of `milestones` on a day, with the places of `everyone` beside it. Pure; `states`
    are the states in their order."""
    ordered = sorted(milestones, key=_by_day)
    slips = [one for one in ordered if one.slip_days is not None]
    return MilestoneProgress(
        place=place,
        on=on,
        milestones=tuple(ordered),
        by_state=_by_state(ordered, states),
        slipped=tuple(sorted(filter(_is_late, slips), key=_by_slip)[:MOST_SLIPPED]),
        with_slip=len(slips),
        next=tuple(sorted(filter(lambda one: _comes(one, on), ordered), key=_by_expected)),
        overdue=tuple(one for one in ordered if one.is_open and is_due(one, on) and one.due != on),
        places=_places(everyone, on),
        issues=tuple(_issues(ordered, on)),
    )


def _by_day(one: Milestone) -> tuple[dt.date, int]:
    return one.due or dt.date.max, one.number


def _by_slip(one: Milestone) -> tuple[int, dt.date, int]:
    return -(one.slip_days or 0), *_by_day(one)


def _by_expected(one: Milestone) -> tuple[dt.date, int]:
    return one.expected or dt.date.max, one.number


def _is_late(one: Milestone) -> bool:
    return (one.slip_days or 0) > 0


def _comes(one: Milestone, on: dt.date) -> bool:
    day = one.expected
    return one.is_open and day is not None and on <= day <= on + dt.timedelta(days=AHEAD_DAYS)


def _by_state(milestones: Sequence[Milestone], states: Sequence[str]) -> dict[str, int]:
    found = dict.fromkeys(states, 0)
    for one in milestones:
        state = "done" if one.is_done else one.state or NOT_SAID
        found[state] = found.get(state, 0) + 1
    return found


def _places(milestones: Sequence[Milestone], on: dt.date) -> tuple[PlaceProgress, ...]:
    by_place: dict[str, list[Milestone]] = {}
    for one in milestones:
        by_place.setdefault(one.place, []).append(one)
    found = []
    for place, its in by_place.items():
        due = [one for one in its if is_due(one, on)]
        missed = sum(1 for one in its if one.state == "missed")
        found.append(PlaceProgress(place, len(its), len(due), sum(one.is_done for one in due), missed))
    return tuple(sorted(found, key=lambda one: (one.share_done is None, -(one.share_done or 0), -one.due, one.place)))


def circles(needs: Mapping[int, Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return each circle of dependencies, as its members in rising order; number -> those that it depends on."""
    reach = {number: _reached(number, needs) for number in needs}
    found = {
        tuple(sorted(other for other in reach[number] if number in reach.get(other, ())))
        for number in needs
        if number in reach[number]
    }
    return tuple(sorted(found))


def _reached(start: int, needs: Mapping[int, Sequence[int]]) -> set[int]:
    seen: set[int] = set()
    ahead = list(needs.get(start, ()))
    while ahead:
        number = ahead.pop()
        if number not in seen:
            seen.add(number)
            ahead += needs.get(number, ())
    return seen


def _issues(milestones: Sequence[Milestone], on: dt.date) -> Iterator[Issue]:
    known = {one.number: one for one in milestones}
    for circle in circles({one.number: one.depends_on for one in milestones}):
        names = ", ".join(f"'{known[number].title}'" for number in circle)
        yield Issue("circle", f"These milestones depend on each other in a circle: {names}. Remove one dependency.")
    for one in milestones:
        yield from _own_issues(one, on)
        yield from _waits(one, known)
    without = sum(1 for one in milestones if one.baseline is None and one.state != "dropped")
    if without:
        yield Issue(
            "no-baseline", f"{counted(without, 'milestone has', 'milestones have')} no baseline, and so no slip."
        )
    unsaid = sum(1 for one in milestones if not one.is_said)
    if unsaid:
        having = counted(unsaid, "milestone has", "milestones have")
        yield Issue("no-state", f"{having} no state, and so no part in what is due, done or overdue.")


def _own_issues(one: Milestone, on: dt.date) -> Iterator[Issue]:
    name = f"'{one.title}'"
    if one.done is not None and one.starts is not None and one.done < one.starts:
        starts = day_words(one.starts)
        yield Issue("done-before-start", f"{name} is done on {day_words(one.done)}, before it starts on {starts}.")
    if one.done is not None and one.done > on:
        ahead = f"{day_words(one.done)}, which is after {day_words(on)}"
        yield Issue("done-ahead", f"{name} is done on {ahead}. Is that its forecast?")
    if one.done is not None and one.state in ("missed", "dropped"):
        yield Issue("done-and-not", f"{name} has a day on which it was done, and is {one.state}. Correct one of them.")
    if one.state == "done" and one.done is None:
        yield Issue("done-when", f"{name} is done, and the day is not said.")


def _waits(one: Milestone, known: Mapping[int, Milestone]) -> Iterator[Issue]:
    for number in one.depends_on:
        first = known.get(number)
        if first is None or first.number == one.number:
            continue
        if one.is_done and first.is_open:
            yield Issue("done-first", f"'{one.title}' is done, and '{first.title}', which it depends on, is not.")
        elif one.is_open and first.state in ("missed", "dropped"):
            yield Issue("waits-in-vain", f"'{one.title}' depends on '{first.title}', which is {first.state}.")
        elif one.is_open and first.expected and one.expected and first.expected > one.expected:
            yield Issue(
                "waits-longer",
                f"'{one.title}' is expected on {day_words(one.expected)}, before '{first.title}', which it depends on "
                f"({day_words(first.expected)}).",
            )


# -- in words, the same on a screen, in a pack and in a terminal


def progress_sentences(found: MilestoneProgress) -> Iterator[str]:
    """Yield what a progress comes to, a sentence each."""
    if not found.milestones:
        yield "No milestones are recorded."
        return
    where = f" of {found.place}" if found.place else ""
    states = ", ".join(f"{number} {state}" for state, number in found.by_state.items() if number)
    yield f"{counted(len(found.milestones), 'milestone')}{where} on {day_words(found.on)}: {states}."
    own = found.own
    if own.share_done is None:
        yield f"Nothing with a state was due by {day_words(found.on)}."
    else:
        yield f"Of {own.due} due by {day_words(found.on)}, {own.done} done: {share_words(own)}."
    if found.slipped:
        worst = found.slipped[0]
        yield f"Most slip: '{worst.title}', {days_words(worst.slip_days)}."
    elif found.with_slip:
        yield "None is later than first agreed."
    yield (
        f"{counted(len(found.next), 'milestone')} expected in the next {AHEAD_DAYS} days, {len(found.overdue)} overdue."
    )


def days_words(days: int | None) -> str:
    """Return a slip in words: `12 days late`."""
    if days is None:
        return "not known"
    return f"{counted(abs(days), 'day')} {'late' if days > 0 else 'early'}" if days else "on the day"


def share_words(one: PlaceProgress) -> str:
    """Return what is done of what was due, as printed."""
    return "nothing due" if one.share_done is None else percent(float(one.share_done), 0)


def place_words(place: str) -> str:
    """Return a place's name, or that of the whole programme."""
    return place or WHOLE_PROGRAMME
