"""Culture rounds on the command line: statements, answers from files and refused, scores, what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk
from tests.culture_factories import POLARITY, ROUND_1, ROUND_2, csv_of

ANSWERS = ("culture", "answers", "Round 1")


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "Police", "Fire", "NHS"):
        verb.good("agency", "add", name, "--place", "Testshire")
    for title, polarity in POLARITY.items():
        verb.good("statement", "add", title, "--polarity", polarity, "--principle", "trust")
    for number, month in ((1, "March 2025"), (2, "March 2026")):
        verb.good(
            "culture", "add", f"Round {number}", "--place", "Testshire", "--from", f"1 {month}", "--how", "online"
        )


verb = ready_desk(_verb)


def file(tmp_path: Path, text: str) -> Path:
    found = tmp_path / "answers.csv"
    found.write_text(text, encoding="utf-8")
    return found


def _asked(verb: Verb) -> None:
    _verb(verb)
    for number, answers in ((1, ROUND_1), (2, ROUND_2)):
        taken = verb.good("culture", "answers", f"Round {number}", file(verb.desk.parent, csv_of(answers)))
        assert taken["rows_imported"] == sum(map(len, answers.values()))


asked = ready_desk(_asked)


def test_the_worked_scores_and_change(asked: Verb) -> None:
    found = asked.good("culture", "scores", "Round 1")["statements"]["trust"]
    assert found["by_body"] == {"Council": "3.35", "Fire": "[c]", "NHS": "2.57", "Police": "[c]"}
    assert (found["all"], found["agree"], found["spread"], found["bodies_equal"]) == ("3.15", "0.426", "0.78", None)
    change = asked.good("culture", "change", "Round 1", "Round 2")
    assert change["statements"]["silos"]["change"] == {"Council": "0.56", "NHS": "0.50"}
    assert change["only_in_second"] == ["data"]
    words = asked.words("culture", "scores", "round 2").out
    assert "Lowest: silos 2.74; data 2.83; trust 3.59." in words
    assert "Organisations differ most on trust: Police 3.91, NHS 3.07." in words
    told = asked.words("culture", "change", "Round 1", "Round 2").out
    assert "+0.41" in told
    assert "Not comparable: Police on trust (not printed in Round 1)." in told
    assert "Asked in Round 2 only: data." in told


def test_a_score_is_explained_as_far_as_it_may_be_printed(asked: Verb) -> None:
    here = ("--place", "Testshire", "--year", "2024-25")
    found = asked.good("explain", "culture", *here, "--statement", "trust", "--round", "Round 1")
    assert found["value"] == "3.15 of 5"
    told = " ".join(found["formula"])
    assert "Council: 3.35 from 20 answers" in told
    assert "Fire: [c]" in told
    assert "Police: [c]" in told
    hidden = asked.good("explain", "culture", *here, "--statement", "trust", "--round", "Round 1", "--agency", "Fire")
    assert (hidden["value"], hidden["number"]) == ("[c]", None)
    assert "turned" not in told
    turned = asked.good("explain", "culture", *here, "--statement", "silos", "--round", "Round 1")
    assert "6 less the mean" in turned["formula"][0]
    assert asked.good("explain", "culture", *here, "--statement", "trust")["title"].endswith("Round 2")
    refused = asked.words("explain", "culture", *here, "--statement", "trusd", "--round", "Round 1")
    assert "Did you mean 'trust'?" in refused.err


def test_a_round_is_changed_by_the_same_verb(asked: Verb) -> None:
    changed = asked.good("culture", "change", "Round 1", "--how", "on paper", "--invited", "Council 30; Police 12")
    assert (changed["how"], changed["invited"]) == ("on paper", {"Council": 30, "Police": 12})
    assert asked("culture", "change", "Round 1").exit_code == 2
    assert asked("culture", "change", "Round 1", "Round 2", "--how", "x").exit_code == 2
    assert "itself" in asked("culture", "change", "Round 1", "round 1").err


@pytest.mark.deep
def test_more_answers_than_invited_are_refused_on_every_road(verb: Verb, tmp_path: Path) -> None:
    verb.good("culture", "change", "Round 1", "--invited", "Council 19\nPolice 10")
    told = verb(*ANSWERS, file(tmp_path, csv_of(ROUND_1)))
    assert told.exit_code == 1
    assert "Council has 20 answers to 'trust' in 'Round 1' and 19 people invited" in told.json["rejects"][0]["message"]
    assert verb.good("culture", "scores", "Round 1")["statements"] == {}
    verb.good("culture", "change", "Round 1", "--invited", "Council 20")
    verb.good(*ANSWERS, file(tmp_path, csv_of(ROUND_1)))
    assert "and 5 people invited" in verb("culture", "change", "Round 1", "--invited", "NHS 5").err
    number = verb.good("culture-answer", "list", "--agency", "Council")["culture_answers"][0]["number"]
    assert verb("culture-answer", "change", number, "--dont-know", "1").exit_code == 2
    assert verb("check").exit_code == 0
    assert verb.good("culture", "scores", "Round 1")["issues"] == []
    verb.good("culture", "change", "Round 1", "--invited", "Council 20; Nobody 3")
    assert (
        "'Nobody', invited to 'Round 1', is not an organisation"
        in verb.good("culture", "scores", "Round 1")["issues"][0]
    )


@pytest.mark.deep
def test_a_statement_that_was_answered_is_not_reworded(asked: Verb) -> None:
    for words in (("--title", "We trust each other"), ("--polarity", "hinders")):
        refused = asked("statement", "change", "trust", *words)
        assert refused.exit_code == 2
        assert "add a new one instead" in refused.err
    asked.good("statement", "change", "trust", "--title", "Trust", "--principle", "own")
    asked.good("statement", "add", "Never answered", "--polarity", "helps")
    asked.good("statement", "change", "Never answered", "--title", "Reworded", "--polarity", "hinders")


def test_another_scale_is_refused_and_mapped_only_by_the_user(verb: Verb, tmp_path: Path) -> None:
    heading = ",".join(["body", "statement", *map(str, range(1, 11))])
    ten = file(tmp_path, f"{heading}\nCouncil,trust,1,0,2,1,3,3,4,4,1,1\n")
    refused = verb(*ANSWERS, ten)
    assert refused.exit_code == 1
    assert "answers of 6, 7, 8, 9 and 10 are not on the scale of 1 to 5" in refused.err
    assert not verb.good("culture-answer", "list")["culture_answers"]
    assert verb(*ANSWERS, ten, "--scale", "1-2:1, 3-4:2, 5-6:3").exit_code == 1
    assert "two scores" in verb(*ANSWERS, ten, "--scale", "1-2:1, 2:2").err
    assert verb(*ANSWERS, ten, "--scale", "all to 5").exit_code == 2
    verb.good(*ANSWERS, ten, "--scale", "1-2:1, 3-4:2, 5-6:3, 7-8:4, 9-10:5")
    row = verb.good("culture-answer", "list")["culture_answers"][0]
    assert [row[f"answers_{score}"] for score in range(1, 6)] == [1, 3, 6, 8, 2]


def test_a_file_comes_in_whole_or_not_at_all(verb: Verb, tmp_path: Path) -> None:
    rows = (
        "Council,trust,1,1,1,1,1,", "Concil,trust,1,1,1,1,1,", "Council,trusty,1,1,1,1,1,", "Police,trust,1,,1,1,1,",
        "NHS,trust,1,-1,1,1,1,", "council,Trust,2,2,2,2,2,0",
    )  # fmt: skip
    told = verb(*ANSWERS, file(tmp_path, "\n".join(["body,statement,1,2,3,4,5,dont_know", *rows])))
    assert told.exit_code == 1
    found = {one["row"]: one["message"] for one in told.json["rejects"]}
    assert sorted(found) == [3, 4, 5, 6, 7]
    assert "Council" in found[3]
    assert "trust" in found[4]
    assert "blank" in found[5]
    assert "Row 2 has the same organisation and statement" in found[7]
    assert not verb.good("culture-answer", "list")["culture_answers"]
    assert "no column dont" not in told.err
    lacking = verb(*ANSWERS, file(tmp_path, "body,1,2,3,4\nCouncil,1,1,1,1\n"))
    assert (lacking.exit_code, "no column statement and 5" in lacking.err) == (1, True)


def test_a_row_takes_the_place_of_the_one_before_in_one_step(asked: Verb, tmp_path: Path) -> None:
    again = file(
        tmp_path,
        "Organisation,Statement,1,2,3,4,5,Don't know,Remark\nFire,trust,1,1,1,1,1,2,x\nFire,data,1,1,1,1,1,,\n",
    )
    dry = asked.good(*ANSWERS, again, "--dry-run")
    assert (dry["rows_added"], dry["rows_changed"]) == (1, 1)
    assert asked.good("culture", "scores", "Round 1")["statements"]["trust"]["n"]["Fire"] == "[c]"
    taken = asked.good(*ANSWERS, again)
    assert (taken["rows_added"], taken["rows_changed"]) == (1, 1)
    assert "Remark" in taken["notices"][0]
    assert asked.good("culture", "scores", "Round 1")["statements"]["trust"]["n"]["Fire"] == 5
    asked.good("undo")
    assert asked.good("culture", "scores", "Round 1")["statements"]["trust"]["n"]["Fire"] == "[c]"


def test_from_how_many_answers_on_is_a_setting_of_five_at_least(asked: Verb) -> None:
    assert asked.good("culture", "threshold") == {"fewest_answers": 5}
    assert asked("culture", "threshold", "4").exit_code == 2
    asked.good("culture", "threshold", "12")
    found = asked.good("culture", "scores", "Round 2")
    assert found["fewest_answers"] == 12
    assert found["statements"]["trust"]["by_body"]["Police"] == "[c]"


def test_rounds_of_two_places_are_not_compared(asked: Verb) -> None:
    asked.good("place", "add", "Elsewhere")
    asked.good("culture", "add", "Theirs", "--place", "Elsewhere")
    assert "rounds of two places are not compared" in asked("culture", "change", "Round 1", "Theirs").err
