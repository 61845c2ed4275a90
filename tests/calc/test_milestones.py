"""The update on progress: worked by hand, and what must hold of any milestones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tpdesk.calc.milestones import NOT_SAID, circles, days_words, progress, progress_sentences
from tpdesk.domain.kinds.places import MILESTONE_STATES
from tpdesk.domain.results.milestones import Milestone, MilestoneProgress

TODAY = dt.date(2026, 11, 30)
DAY = dt.timedelta(days=1)


def made(number: int, title: str = "", *, place: str = "Shire", **said: object) -> Milestone:
    """Make a milestone of which nothing is known but what is said."""
    blank: dict[str, object] = dict.fromkeys(("starts", "baseline", "due", "forecast", "done"))
    return Milestone(number, title or f"M{number}", place, "", **{**blank, "state": "planned", **said})  # type: ignore[arg-type]


def found(*milestones: Milestone, place: str = "") -> MilestoneProgress:
    own = [one for one in milestones if not place or one.place == place]
    return progress(own, milestones, TODAY, MILESTONE_STATES, place)


def test_slip_is_forecast_or_done_less_baseline_in_days() -> None:
    base = dt.date(2026, 10, 1)
    late = made(1, baseline=base, forecast=dt.date(2027, 1, 9))
    early = made(2, baseline=base, done=dt.date(2026, 9, 28), forecast=dt.date(2026, 12, 1), state="done")
    assert (late.slip_days, early.slip_days) == (100, -3)
    assert made(3, baseline=base).slip_days is None
    assert made(4, forecast=base).slip_days is None
    assert made(5, baseline=base, forecast=base, state="dropped").slip_days is None
    assert [days_words(days) for days in (100, 1, 0, -3, None)] == [
        "100 days late", "1 day late", "on the day", "3 days early", "not known",
    ]  # fmt: skip


def test_an_update_on_progress_as_worked_by_hand() -> None:
    it = found(
        made(1, "Returns in", baseline=dt.date(2026, 6, 30), due=dt.date(2026, 6, 30), done=dt.date(2026, 7, 14),
            state="done"),
        made(2, "Count agreed", baseline=dt.date(2026, 9, 30), due=dt.date(2026, 9, 30), forecast=dt.date(2026, 12, 31),
            state="under way"),
        made(3, "Interim findings", due=dt.date(2027, 1, 29)),
        made(4, "Final report", due=dt.date(2027, 1, 30)),
        made(5, "Site visit", due=dt.date(2026, 5, 1), state="dropped"),
        made(6, "Board", due=dt.date(2026, 3, 1), state="missed"),
        made(7, "Done early", due=dt.date(2027, 5, 1), done=dt.date(2026, 11, 1), state="done"),
        made(8, "Elsewhere", place="", due=dt.date(2026, 1, 1), state="done"),
        place="Shire",
    )  # fmt: skip
    assert it.by_state == {"planned": 2, "under way": 1, "done": 2, "missed": 1, "dropped": 1}
    assert [(one.number, one.slip_days) for one in it.slipped] == [(2, 92), (1, 14)]
    # 60 days from 30 November 2026 end on 29 January 2027.
    assert [one.number for one in it.next] == [2, 3]
    assert [one.number for one in it.overdue] == [2]
    assert (it.own.due, it.own.done, it.own.share_done, it.own.missed) == (3, 1, Fraction(1, 3), 1)
    assert [(one.place, one.share_done) for one in it.places] == [("", Fraction(1)), ("Shire", Fraction(1, 3))]
    assert list(progress_sentences(it)) == [
        "7 milestones of Shire on 30 November 2026: 2 planned, 1 under way, 2 done, 1 missed, 1 dropped.",
        "Of 3 due by 30 November 2026, 1 done: 33%.",
        "Most slip: 'Count agreed', 92 days late.",
        "2 milestones expected in the next 60 days, 1 overdue.",
    ]


def test_five_at_most_slip_and_the_longest_first() -> None:
    base = dt.date(2026, 1, 1)
    many = [made(number, baseline=base, forecast=base + number * DAY) for number in range(8)]
    assert [one.number for one in found(*many).slipped] == [7, 6, 5, 4, 3]


def test_what_cannot_be_is_an_issue_in_words() -> None:
    said = " ".join(
        issue.text
        for issue in found(
            made(1, "Survey", starts=dt.date(2026, 3, 2), done=dt.date(2026, 3, 1), state="done", depends_on=(3,)),
            made(2, "Ahead", done=dt.date(2027, 1, 1), state="done"),
            made(3, "Report", depends_on=(1,)),
            made(4, "Visit", done=dt.date(2026, 1, 1), state="dropped"),
            made(5, "When", state="done"),
            made(6, "Vain", depends_on=(4,)),
            made(7, "Early", due=dt.date(2027, 1, 1), depends_on=(8,)),
            made(8, "Later", due=dt.date(2027, 2, 1)),
        ).issues
    )
    for words in (
        "in a circle: 'Survey', 'Report'", "'Survey' is done on 1 March 2026, before it starts on 2 March 2026",
        "'Ahead' is done on 1 January 2027, which is after", "and is dropped",
        "'When' is done, and the day is not said",
        "'Vain' depends on 'Visit', which is dropped", "before 'Later', which it depends on (1 February 2027)",
        "'Survey' is done, and 'Report', which it depends on, is not", "7 milestones have no baseline",
    ):  # fmt: skip
        assert words in said, words


DAYS = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
MILESTONES = st.lists(
    st.builds(
        lambda place, baseline, due, forecast, done, state: made(
            0, place=place, baseline=baseline, due=due, forecast=forecast, done=done, state=state
        ),
        st.sampled_from(("", "Shire", "Vale")), DAYS, DAYS, DAYS, DAYS, st.sampled_from(("", *MILESTONE_STATES)),
    ),
    max_size=12,
).map(lambda found: [replace(one, number=n, title=f"M{n}") for n, one in enumerate(found, 1)])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(MILESTONES, st.integers(-400, 400))
def test_the_counts_add_up_and_the_order_of_entry_changes_nothing(milestones: list[Milestone], days: int) -> None:
    it = found(*milestones)
    assert sum(it.by_state.values()) == len(milestones)
    assert set(it.by_state) <= {*MILESTONE_STATES, NOT_SAID}
    assert found(*reversed(milestones)) == it
    assert sum(one.milestones for one in it.places) == len(milestones)
    assert sum(one.due for one in it.places) == it.own.due
    assert all(one.share_done is None or 0 <= one.share_done <= 1 for one in (*it.places, it.own))
    assert not set(it.overdue) & {one for one in milestones if not one.is_open}
    # All days moved alike: no slip changes.
    moved = [_moved(one, days) for one in milestones]
    assert [one.slip_days for one in moved] == [one.slip_days for one in milestones]


def _moved(one: Milestone, days: int) -> Milestone:
    names = ("starts", "baseline", "due", "forecast", "done")
    return replace(
        one, **{name: day + days * DAY for name in names if (day := getattr(one, name)) is not None}
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(MILESTONES)
def test_what_is_not_due_yet_changes_no_share(milestones: list[Milestone]) -> None:
    more = made(99, due=TODAY + DAY)
    assert found(*milestones, more).own.share_done == found(*milestones).own.share_done


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.integers(1, 7), st.lists(st.integers(1, 7), max_size=3), max_size=7))
def test_a_circle_is_found_where_one_can_walk_back_to_the_start(needs: dict[int, list[int]]) -> None:
    def reaches(start: int, end: int) -> bool:
        ahead = list(needs.get(start, ()))
        for _ in range(8):
            if end in ahead:
                return True
            ahead = [more for one in ahead for more in needs.get(one, ())]
        return False

    on_circle = {number for circle in circles(needs) for number in circle}
    assert on_circle == {number for number in needs if reaches(number, number)}
    assert all(len(set(circle)) == len(circle) for circle in circles(needs))


def test_what_nobody_said_is_neither_open_nor_missed() -> None:
    it = found(made(1, due=dt.date(2009, 10, 31), state=""), made(2, due=TODAY + DAY, state=""))
    assert it.by_state == {**dict.fromkeys(MILESTONE_STATES, 0), NOT_SAID: 2}
    assert (it.own.due, it.own.share_done, it.overdue) == (0, None, ())
    assert [one.number for one in it.next] == [2]
    assert "2 milestones have no state" in it.issues[-1].text
