"""What cases make of opportunities, and the value behind a barrier, as the verbs tell it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_cases import SMALL, written
from tests.cli.verbs import Verb, ready_desk
from tpdesk.calc.cases.sentences import brief_worth, worth_words
from tpdesk.domain.results.case import CaseWorth, OpportunityWorth

KEEP = "Keep people in their homes"


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    for barrier in ("Rules of the grant", "Nobody waits"):
        verb.good("barrier", "add", barrier, "--place", "Testshire", "--level", "central", "--kind", "ring-fence")
    said = ("--place", "Testshire", "--horizon", "quick", "--barrier", "Rules of the grant")
    verb.good("opportunity", "add", KEEP, *said, "--saving", "30k")
    verb.good("opportunity", "add", "Share a list", *said)


verb = ready_desk(_verb)


def test_a_barrier_tells_what_waits_behind_it(verb: Verb, tmp_path: Path) -> None:
    assert verb.good("barrier", "show", "Nobody waits")["behind"] == []
    before = verb.good("barrier", "show", "Rules of the grant")["behind"]
    assert before == [
        {"opportunity": KEEP, "first_guess_pence": 3_000_000, "cases": []},
        {"opportunity": "Share a list", "first_guess_pence": None, "cases": []},
    ]
    title = verb.good("case", "import", written(tmp_path, {**SMALL, "opportunities": [KEEP]}))["case"]
    shown = verb.good("case", "show", title)
    worth = {
        "case": title, "pv_cashable": shown["pv_cashable"], "purse_better_off": -shown["net_present_budget_impact"],
        "npsv": shown["npsv"],
    }  # fmt: skip
    assert verb.good("barrier", "show", "Rules of the grant")["behind"][0]["cases"] == [worth]
    opportunity = verb.good("opportunity", "show", KEEP)
    assert (opportunity["saving_pence"], opportunity["cases"]) == (3_000_000, [worth])
    words = verb.words("barrier", "show", "Rules of the grant").out
    assert f"  {KEEP}: first guess £30k a year; case 'Keep a tenancy': £100k back in cash" in words
    assert "  Share a list: no first guess; no case yet" in words
    assert "Worked out:" in verb.words("opportunity", "show", KEEP).out
    verb.good("case", "change", title, "--years", "3")
    assert "case 'Keep a tenancy' cannot be counted" in verb.words("opportunity", "show", KEEP).out
    assert verb.good("opportunity", "show", KEEP)["cases"][0]["npsv"] is None


def test_what_stands_behind_a_barrier_in_few_words() -> None:
    case = CaseWorth("A", 7_500_000, -100, 200)
    two = OpportunityWorth("One", 300_000, (case, CaseWorth("B", None, None, None)))
    assert brief_worth([]) == ""
    assert brief_worth([OpportunityWorth("One", None, ())]) == ""
    assert brief_worth([OpportunityWorth("One", 300_000, ())]) == "£3,000 guess"
    assert brief_worth([OpportunityWorth("One", 1, ()), OpportunityWorth("Two", 2, ())]) == "2 guesses"
    # A case that works out both opportunities is one case.
    assert brief_worth([OpportunityWorth("One", 1, (case,)), OpportunityWorth("Two", 2, (case,))]) == "£75k cash"
    assert brief_worth([two]) == "2 cases"
    assert worth_words(two).startswith(
        "first guess £3,000 a year; case 'A': £75k back in cash, the public purse £1 worse off, £2 more in value than"
    )
