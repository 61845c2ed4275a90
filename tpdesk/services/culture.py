"""Culture rounds: their scores as they may be printed, what changed, and from how many answers on a figure is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tpdesk.calc.culture import FEWEST, compare_rounds, score_round
from tpdesk.domain.case_fields import read_shares_by_name
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.culture import PlaceCulture, RoundChange, RoundScores
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency_id
from tpdesk.models.connection import get_setting, set_setting
from tpdesk.models.culture import answers_above_invited, read_asked
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.records import store

_ROUND: Final = KINDS["culture"]
_FEWEST: Final = "culture_fewest_answers"
_MOST: Final = 1_000


def fewest_answers(desk: Desk) -> int:
    """Return how many answers a printed figure has at least."""
    kept = get_setting(desk.connection, _FEWEST)
    return int(kept) if kept else FEWEST


def set_fewest_answers(desk: Desk, number: int) -> int:
    """Keep how many answers a printed figure has at least: 5 or more. Raises UsageProblem, Locked."""
    if not FEWEST <= number <= _MOST:
        raise UsageProblem(f"Scores are printed from a number of answers between {FEWEST} and {_MOST:,}, not {number}.")
    with desk.writing() as connection:
        set_setting(connection, _FEWEST, str(number))
        note_act(connection, "set fewest answers", "", f"printed from {number} on")
    return number


def read_scores(desk: Desk, wanted: str) -> RoundScores:
    """Return the scores of the round of that title. Raises UsageProblem where there is none."""
    return scores_of(desk, store.find(desk.connection, _ROUND, wanted))


def scores_of(desk: Desk, record: Record) -> RoundScores:
    """Return the scores of a round that may be printed."""
    asked = read_asked(desk.connection, record.id)
    found = score_round(record.title, str(record.values["place"]), asked, fewest_answers(desk))
    return RoundScores(found.title, found.place, found.threshold, found.statements, tuple(_issues(desk, record)))


def _issues(desk: Desk, record: Record) -> Iterator[str]:
    yield from answers_above_invited(desk.connection, _ROUND.table, record.id)
    for name in read_shares_by_name(str(record.values["invited"])):
        if find_agency_id(desk.connection, name) is None:
            yield f"'{name}', invited to '{record.title}', is not an organisation of this desk: correct the name."


def read_change(desk: Desk, first: str, second: str) -> RoundChange:
    """Return what changed from the first round to the second. Raises UsageProblem where they are one, or of two
    places."""
    before, after = (store.find(desk.connection, _ROUND, wanted) for wanted in (first, second))
    if before.id == after.id:
        raise UsageProblem(f"'{before.title}' cannot be compared with itself: name two rounds.")
    if before.values["place"] != after.values["place"]:
        raise UsageProblem(
            f"'{before.title}' is a round of {before.values['place']} and '{after.title}' one of "
            f"{after.values['place']}: rounds of two places are not compared."
        )
    return change_of(desk, before, after)


def change_of(desk: Desk, before: Record, after: Record) -> RoundChange:
    """Return what changed from one round of a place to another."""
    return compare_rounds(scores_of(desk, before), scores_of(desk, after))


def rounds_of(desk: Desk, place: int) -> tuple[Record, ...]:
    """Return the rounds of the place with that id, the earliest first, before them those without a date."""
    found = store.list_of_place(desk.connection, _ROUND, place)
    return tuple(sorted(found, key=lambda one: (str(one.values["from"]), one.id)))


def scores_asked(desk: Desk, place: int, wanted: str) -> RoundScores:
    """Return the scores of the round of that title, or of the latest round of the place with answers. Raises
    UsageProblem."""
    if wanted:
        return read_scores(desk, wanted)
    found = culture_of(desk, place)
    if found is None:
        raise UsageProblem("This place has no culture round with answers yet.")
    return found.scores


def culture_of(desk: Desk, place: int, *, made_up: bool = True) -> PlaceCulture | None:
    """Return the latest round with answers of the place with that id, and what changed since the one before; None where
    there is none. Examples are in it only where `made_up`."""
    rounds = [one for one in rounds_of(desk, place) if made_up or not one.is_made_up]
    answered = [one for one in rounds if read_asked(desk.connection, one.id)]
    if not answered:
        return None
    change = change_of(desk, answered[-2], answered[-1]) if len(answered) > 1 else None
    return PlaceCulture(scores_of(desk, answered[-1]) if change is None else change.second, change)
