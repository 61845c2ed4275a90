"""A line of the room, understood: kinds by their letters, names by a few of theirs, and
nothing of what was typed lost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpdesk.models.dives.live_line import LiveLine, kind_of
from tpdesk.models.dives.live_line import understand as understand_on
from tpdesk.models.dives.live_names import Nameable, Named, being_named
from tpdesk.text import clean

COUNTY, HEALTH, POLICE = "Westshire County Council", "Health Board", "Westshire Police"
NAMES = Nameable(
    (*(Named(name, "agencies", name) for name in (COUNTY, HEALTH, POLICE)), Named("WCC", "agencies", COUNTY)),
    (
        Named("assess", "activity", "assess"), Named("assess and refer", "activity", "assess and refer"),
        Named("young people", "client_group", "young people"),
        Named("Housing", "category", "10.6"), Named("10.6", "category", "10.6"), Named("10.6.0", "category", "10.6.0"),
        Named("Assessment of need", "category", "10.9"),
    ),
)  # fmt: skip

TODAY = dt.date(2026, 11, 25)
"""A Wednesday."""


def understand(typed: str, names: Nameable) -> LiveLine:
    """Return what the line says on that day."""
    return understand_on(typed, names, TODAY)


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("o both of us", "overlap seen", "both of us"), ("b the list", "barrier", "the list"),
        ("i one form", "idea", "one form"), ("a lay them out", "action", "lay them out"),
        ("q left out", "quote", "left out"), ("f it is so", "fact", "it is so"), ("? who", "question", "who"),
        ("?who", "question", "who"),
        ("bring the list", "fact", "bring the list"), ("A mother of three", "fact", "A mother of three"),
        ("I waited", "fact", "I waited"), ("o", "fact", "o"),
        ("a.m. or p.m.", "fact", "a.m. or p.m."), ("  b  two  blanks", "barrier", "two blanks"),
        ("x nothing", "fact", "x nothing"),
    ],
)  # fmt: skip
def test_a_small_letter_and_a_blank_say_the_kind(typed: str, kind: str, text: str) -> None:
    line = understand(typed, NAMES)
    assert (line.kind, line.text, line.beside) == (kind, text, "")


@pytest.mark.parametrize(
    ("typed", "beside", "leading", "text"),
    [
        ("bb rent in advance", "barrier", {}, "rent in advance"),
        ("bb central law the act", "barrier", {"level": "central", "kind": "law"}, "the act"),
        ("bb data sharing the list", "barrier", {"kind": "data sharing"}, "the list"),
        ("bb lawful ways", "barrier", {}, "lawful ways"),
        ("ii structural one team", "opportunity", {"horizon": "structural"}, "one team"),
        ("bb local central heating", "barrier", {"level": "local"}, "central heating"),
    ],
)  # fmt: skip
def test_a_doubled_letter_writes_into_the_log(typed: str, beside: str, leading: dict[str, str], text: str) -> None:
    line = understand(typed, NAMES)
    assert (line.beside, line.leading, line.text) == (beside, leading, text)


def test_names_are_known_whole_by_an_alias_or_by_letters_that_fit_one_only() -> None:
    line = understand("o @westshire county council and @hea both #assess #young, with @WCC", NAMES)
    assert line.agencies == [COUNTY, HEALTH]
    assert line.tags == {"activity": "assess", "client_group": "young people"}
    assert line.text == "Westshire County Council and Health Board both assess young people, with WCC"
    assert line.unknown == ()


TYNE = Nameable(
    (
        Named("Newcastle City Council", "agencies", "Newcastle City Council", rank=0),
        *(
            Named(name, "agencies", name, rank=1)
            for name in (
                "Newcastle Hospitals NHS Trust",
                "Newcastle Carers",
                "North Tyneside Council",
                "North East Fire",
            )
        ),
    )
)
"""One organisation is in the room, the others are of the place."""


@pytest.mark.parametrize(
    ("typed", "text", "bodies"),
    [
        ("f @newcastle hosp pays for beds", "Newcastle Hospitals NHS Trust pays for beds", 1),
        ("f @Newcastle Hospitals pays for beds", "Newcastle Hospitals NHS Trust pays for beds", 1),
        ("f @newcastle hosp and @newcastle city both run it",
            "Newcastle Hospitals NHS Trust and Newcastle City Council both run it", 2),
        ("f @north tyn pays", "North Tyneside Council pays", 1),
        ("f @newcastle pays for beds", "Newcastle City Council pays for beds", 1),
        ("f @newcastle city c pays", "Newcastle City Council c pays", 1),
        ("f @north e pays", "@north e pays", 0),
    ],
)  # fmt: skip
def test_several_words_mean_the_body_that_they_all_fit_and_none_that_the_first_fits(
    typed: str, text: str, bodies: int
) -> None:
    line = understand(typed, TYNE)
    assert line.text == text
    assert len(line.agencies) == bodies


def test_the_longest_name_that_stands_there_is_meant() -> None:
    assert understand("#assess and refer them", NAMES).tags == {"activity": "assess and refer"}
    assert understand("#10.6.0", NAMES).tags == {"category": "10.6.0"}
    assert understand("#10.6 too", NAMES).tags == {"category": "10.6"}
    assert understand("@policeman", NAMES).agencies == []


def test_what_fits_none_or_several_stays_in_the_words_and_is_listed() -> None:
    line = understand("b @west and @fire do not meet, nor a@b.c", NAMES)
    assert line.text == "@west and @fire do not meet, nor a@b.c"
    assert (line.several, line.unknown) == (("@west",), ("@fire",))
    assert line.unkept == (f"@west fits several: {COUNTY}, {POLICE}. It stays in the words.",)
    assert line.agencies == []


@pytest.mark.parametrize(
    ("said", "cost"), [("£12,000", "12000"), ("£12k", "12000"), ("£1.25m", "1250000.00"), ("£3", "3"), ("12,000", "")]
)
def test_a_delivery_has_a_cost_only_where_pounds_are_said(said: str, cost: str) -> None:
    line = understand(f"d @hea #assess #young #housing {said} first visit", NAMES)
    assert (line.kind, line.cost, line.agencies) == ("delivery", cost, [HEALTH])
    assert line.tags == {"activity": "assess", "client_group": "young people", "category": "10.6"}
    assert line.text == ("first visit" if cost else "12,000 first visit")


def test_the_name_being_typed_is_the_one_before_the_cursor() -> None:
    assert being_named("o @hea", 6) == (2, "@", "hea")
    assert being_named("o @hea and #you", 6) == (2, "@", "hea")
    assert being_named("o @health board and #you", 24) == (20, "#", "you")
    assert being_named("me@home", 7) is None


@given(st.text(alphabet="abio?dq @#£k1.,WwChe", max_size=60))
def test_no_word_is_ever_lost(typed: str) -> None:
    line = understand(typed, NAMES)
    begin = kind_of(typed)[2]
    if line.kind == "delivery" or line.beside:
        return
    # Names come out in full, all else as it stood and where it stood, but signs that join on a name which went.
    at = 0
    for part in re.split(r"[@#]\S*", clean(typed[begin:])):
        words = part.strip(" ,.")
        at = line.text.index(words, at) + len(words)
