"""Milestones, recipes, commitments, next steps and contacts by verbs: what is refused, and what follows from what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.check import check_desk


def _shire(verb: Verb) -> None:
    """A desk with a place and an organisation."""
    verb.good("place", "add", "Shire", "--code", "E07000120")
    verb.good("agency", "add", "Shire Council", "--place", "Shire")


shire = ready_desk(_shire)


def refused(verb: Verb, *args: object) -> str:
    """Run a verb that must be refused; return its words."""
    answer = verb.words(*args)
    assert answer.exit_code == 2, answer.out
    return answer.err


def milestone(verb: Verb, title: str, *args: object) -> int:
    return int(verb.good("milestone", "add", title, "--place", "Shire", *args)["number"])


def test_a_milestone_takes_its_date_from_the_due_day_and_its_state_from_the_day_it_was_done(shire: Verb) -> None:
    number = milestone(shire, "Survey", "--due", "1 March 2026", "--owner", "Director of Finance")
    shown = shire.good("milestone", "show", number)
    assert (shown["date"], shown["due"], shown["state"]) == ("2026-03-01", "2026-03-01", "planned")
    shown = shire.good("milestone", "change", number, "--done", "2026-03-03")
    assert (shown["done"], shown["state"]) == ("2026-03-03", "done")
    assert "Date is needed" in refused(shire, "milestone", "add", "Report", "--place", "Shire")


def test_a_milestone_that_is_done_or_due_before_it_starts_is_refused(shire: Verb) -> None:
    number = milestone(shire, "Survey", "--due", "2026-03-01", "--starts-on", "2026-02-01")
    assert f"Milestone '{number}' is done before it starts." in refused(
        shire, "milestone", "change", number, "--done", "2026-01-31"
    )
    assert "is due before it starts" in refused(shire, "milestone", "change", number, "--due", "2026-01-31")
    assert shire.good("milestone", "show", number)["done"] == ""


def test_a_circle_of_dependencies_is_refused_and_names_each_milestone_in_it(shire: Verb) -> None:
    survey = milestone(shire, "Survey", "--date", "2026-01")
    report = milestone(shire, "Report", "--date", "2026-02", "--depends-on", survey)
    launch = milestone(shire, "Launch", "--date", "2026-03", "--depends-on", report)
    milestone(shire, "Party", "--date", "2026-04", "--depends-on", launch)
    words = refused(shire, "milestone", "change", survey, "--depends-on", launch)
    assert "depend on each other in a circle" in words
    assert all(f"'{title}'" in words for title in ("Survey", "Report", "Launch"))
    assert "Party" not in words
    assert "'Survey'" in refused(shire, "milestone", "change", survey, "--depends-on", survey)
    assert shire.good("milestone", "show", survey)["depends_on"] == []


def test_check_finds_a_circle_that_came_another_way(shire: Verb) -> None:
    first = milestone(shire, "Survey", "--date", "2026-01")
    second = milestone(shire, "Report", "--date", "2026-02", "--depends-on", first)
    with open_desk(shire.desk) as desk:
        with desk.writing() as connection:
            connection.execute("INSERT INTO milestone_needs (milestone, depends_on) VALUES (?, ?)", (first, second))
        problems = [problem for item in check_desk(desk.connection) for problem in item.problems]
    assert any("in a circle: 'Survey', 'Report'" in problem for problem in problems)


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("contact", "add", "Dr Example", "--place", "Shire", "--agency", "Shire Council"), "Role"),
        (("next-step", "add", "Let the grant pay", "--who", "Cllr Example"), "Who"),
        (("milestone", "add", "Survey", "--date", "2026-01", "--owner", "Mrs Example"), "Owner"),
    ],
)
def test_a_role_that_is_a_person_is_refused(shire: Verb, args: tuple[str, ...], field: str) -> None:
    words = refused(shire, *args)
    assert f"{field}: '" in words
    assert "names a person" in words


def test_commitments_next_steps_and_contacts_keep_what_reports_print(shire: Verb) -> None:
    shire.good(
        "commitment", "add", "Two caseworkers", "--place", "Shire", "--agency", "Shire Council", "--gives", "people",
        "--amount", "80k", "--by-when", "1 April 2026", "--state", "agreed",
    )  # fmt: skip
    [promise] = shire.good("commitment", "list", "--state", "agreed")["commitments"]
    assert (promise["agency"], promise["amount_pence"], promise["by_when"]) == (
        "Shire Council", 8_000_000, "2026-04-01",
    )  # fmt: skip
    shire.good("next-step", "add", "Let the grant pay", "--who", "Department of Health", "--by-when", "2026-09-30")
    [step] = shire.good("next-step", "list")["next_steps"]
    assert (step["step"], step["who"], step["by_when"], step["state"], step["place"]) == (
        "Let the grant pay", "Department of Health", "2026-09-30", "proposed", None,
    )  # fmt: skip
    shire.good("contact", "add", "Director of Resources", "--agency", "Shire Council", "--about", "the count")
    assert shire.good("contact", "list")["contacts"][0]["role"] == "Director of Resources"


def test_progress_says_states_slip_what_comes_next_and_sets_places_side_by_side(shire: Verb) -> None:
    shire.good("place", "add", "Vale", "--code", "E07000117")
    milestone(shire, "Returns in", "--due", "2026-06-30", "--baseline", "2026-06-30", "--done", "2026-07-14")
    milestone(shire, "Count agreed", "--due", "2026-09-30", "--baseline", "2026-09-30", "--forecast", "2026-12-31",
        "--state", "under way", "--owner", "Director of Finance")  # fmt: skip
    shire.good("milestone", "add", "Survey", "--place", "Vale", "--date", "2026-10", "--state", "done")
    found = shire.good("milestone", "progress", "--place", "Shire", "--on", "30 November 2026")
    assert found["by_state"] == {"planned": 0, "under way": 1, "done": 1, "missed": 0, "dropped": 0}
    assert [(row["title"], row["slip_days"]) for row in found["most_slip"]] == [
        ("Count agreed", 92), ("Returns in", 14),
    ]  # fmt: skip
    assert [(row["title"], row["in_days"]) for row in found["next"]] == [("Count agreed", 31)]
    assert [(row["title"], row["by_days"]) for row in found["overdue"]] == [("Count agreed", 61)]
    assert (found["due"], found["done_of_due"], found["share_done"]) == (2, 1, "0.500000")
    assert [(row["place"], row["share_done"]) for row in found["places"]] == [
        ("Vale", "1.000000"),
        ("Shire", "0.500000"),
    ]
    words = shire.words("milestone", "progress", "--on", "2026-11-30").out
    assert "3 milestones on 30 November 2026: 1 under way, 2 done." in words
    assert "Director of Finance" in words
    assert "not a valid date" in refused(shire, "milestone", "progress", "--on", "soon")
    assert shire.good("milestone", "progress", "--on", "2025-01-01")["share_done"] is None


RECIPE = (
    "One form", "--problem", "Forty questions, asked three times", "--what-was-done", "Wrote one form together",
    "--steps", "Lay them side by side\nStrike what nobody uses", "--agency", "Shire Council", "--money", "12k",
    "--what-changed", "Waits fell by nine days", "--grade", "4", "--note", "Only for me: zebra",
)  # fmt: skip


def caveats(verb: Verb) -> list[str]:
    return [text for text in verb.good("recipe", "show", "One form")["issues"] if "mainstreaming" in text]


def test_a_recipe_without_caveats_is_an_issue_everywhere_it_is_read(shire: Verb) -> None:
    shire.good("recipe", "add", *RECIPE, "--place", "Shire", "--must-be-true", " ")
    assert len(caveats(shire)) == 1
    assert "will not take it" in caveats(shire)[0]
    assert any("'One form' does not say what must be true" in text for text in shire.good("check")["look_at"])
    shire.good("recipe", "change", "One form", "--must-be-true", "One manager decides for all")
    assert caveats(shire) == []
    assert not any("mainstreaming" in text for text in shire.good("check")["look_at"])
    assert "does not say what to avoid" in shire.words("recipe", "show", "One form").out


def test_a_recipe_is_found_by_any_of_its_words_over_places_and_the_programme(shire: Verb) -> None:
    shire.good("place", "add", "Vale", "--code", "E07000117")
    shire.good("recipe", "add", *RECIPE, "--place", "Shire")
    shire.good("recipe", "add", "Morning call", "--place", "Vale", "--steps", "Questions first; then the café")
    shire.good("recipe", "add", "Leaflet", "--problem", "Nobody knew whom to ask, and questions stayed")

    def found(*words: str) -> list[str]:
        return [row["recipe"] for row in shire.good("recipe", "find", *words)["recipes"]]

    assert set(found("QUESTION")) == {"One form", "Morning call", "Leaflet"}
    assert found("cafe") == ["Morning call"]
    assert found("nine days") == ["One form"]
    assert set(found("questions", "--place", "Vale")) == {"Morning call", "Leaflet"}
    assert found("zebra") == []
    either = shire.good("recipe", "find", "cafe", "leaflet")
    assert (either["holds_all"], {row["recipe"] for row in either["recipes"]}) == (False, {"Morning call", "Leaflet"})
    assert shire.good("recipe", "find", "forty")["recipes"][0]["found_in"] == ["Problem"]
    assert "No recipe holds 'xylophone'" in shire.words("recipe", "find", "xylophone").out
    assert "Say which words" in refused(shire, "recipe", "find", "...")


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_a_cookbook_holds_all_but_private_notes_and_never_leaves_caveats_out(
    shire: Verb, tmp_path: Path, ending: str
) -> None:
    shire.good("recipe", "add", *RECIPE, "--place", "Shire", "--avoid", "A [fourth](http://x) form\n# now")
    file = tmp_path / f"cookbook.{ending}"
    assert shire.good("recipe", "export", file) == {"file": str(file), "rows": 1}
    text = file.read_text(encoding="utf-8") if ending == "md" else _word_text(file)
    plain = text.replace("\\", "")
    for words in (
        "One form", "Forty questions", "Lay them side by side", "Shire Council", "£12,000", "nine days",
        "What must be true elsewhere", "Not said: find out", "A [fourth](http://x) form", "Evidence grade: 4",
    ):  # fmt: skip
        assert words in plain, words
    assert "zebra" not in text
    if ending == "md":
        assert "[fourth](" not in text
        assert "\n# now" not in text
    assert "is there already" in refused(shire, "recipe", "export", _other(tmp_path / f"other.{ending}"))
    assert "end with one of these" not in shire.words("recipe", "export", tmp_path / "all.csv").err


def _word_text(file: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)


def _other(file: Path) -> Path:
    file.write_text("somebody's own", encoding="utf-8")
    return file


def test_recipes_come_over_in_a_merge_with_what_they_name(shire: Verb, tmp_path: Path) -> None:
    other = Verb(tmp_path / "other.tpdesk")
    other.good("place", "add", "Shire", "--code", "E07000120")
    shire.good("dive", "add", "Homes", "--place", "Shire")
    shire.good("opportunity", "add", "One visit", "--place", "Shire", "--horizon", "quick")
    shire.good("recipe", "add", *RECIPE, "--place", "Shire", "--dive", "Homes", "--opportunity", "One visit")
    first = milestone(shire, "Survey", "--date", "2026-01")
    milestone(shire, "Report", "--date", "2026-02", "--depends-on", first)
    other.good("merge", shire.desk)
    [recipe] = other.good("recipe", "list")["recipes"]
    assert (recipe["dive"], recipe["opportunities"], recipe["agencies"]) == ("Homes", ["One visit"], ["Shire Council"])
    waits = other.good("milestone", "list")["milestones"]
    assert waits[1]["depends_on"] == [waits[0]["number"]]


def test_the_facts_of_the_whole_programme_have_a_list_each_with_its_source(sample: Verb) -> None:
    counts = sample.good("place", "programme")["published_counts"]
    facts = {row["title"]: (row["amount_pence"], row["share_printed"], row["source"]) for row in counts}
    assert facts == {
        "Investment in the 13 pilots": (500_000_000, "", "seed 003"),
        "Annual savings claimed for the Operational Efficiency Programme": (900_000_000_000, "", "seed 003"),
        "Public procurement": (22_000_000_000_000, "", "seed 001"),
        "Services received a year by some families": (25_000_000, "", "seed 001"),
        "People who have been looked-after children": (None, "0.6%", "seed 001"),
        "Prisoners who were looked-after children": (None, "33%", "seed 001"),
    }
    words = sample.words("place", "programme").out
    assert all(text in words for text in ("£9,000,000,000.00", "0.6%", "33%", "[seed 003]"))


def test_a_slip_is_explained_by_its_days(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "m.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    said = ("--baseline", "2026-03-01", "--due", "2026-03-01", "--forecast", "2026-03-13")
    verb.good("milestone", "add", "Interim report", "--place", "Testshire", *said)
    found = verb.good(
        "explain", "milestone", "--place", "Testshire", "--year", "2025-26", "--milestone", "interim report"
    )
    assert (found["number"], found["value"]) == (12, "12 days late")
    assert "2026-03-13 less 2026-03-01 = 12 days late" in found["formula"]
    refused = verb.words(
        "explain", "milestone", "--place", "Testshire", "--year", "2025-26", "--milestone", "interim repart"
    )
    assert "Did you mean 'Interim report'?" in refused.err
