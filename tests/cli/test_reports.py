"""`pack interim` and `pack final`: the sections as they were asked for, what a final report may not lack, and that it
writes once that is filled in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs.read_back import table_rows
from tests.cli.verbs import Verb
from tpdesk.domain.kinds import KINDS
from tpdesk.models.desk import open_desk
from tpdesk.models.place import find_place
from tpdesk.models.records import store
from tpdesk.services.examples import made_up_dives

HERE = ("--place", "Lancashire", "--year", "2024-25")
THEME = "Illustrative: Alcohol, drugs and a settled home"


def rows(file: Path, sheet: str) -> list[list[object]]:
    """Return the rows of a sheet that hold anything."""
    found = openpyxl.load_workbook(file)[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in found if any(row)]


def empty(tmp_path: Path) -> Verb:
    verb = Verb(tmp_path / "e.tpdesk")
    verb.good("place", "add", "Testshire", "--code", "E07000120")
    verb.good("agency", "add", "Body", "--place", "Testshire", "--area", "E07000120")
    lines = tmp_path / "l.csv"
    lines.write_text("Service,Amount\nWaste collection,100\n", encoding="utf-8")
    verb.good("import", lines, "--place", "Testshire", "--agency", "Body", "--year", "2024-25")
    return verb


@pytest.mark.deep
def test_the_interim_report_of_the_sample_has_the_sections_that_were_asked_for(sample: Verb, tmp_path: Path) -> None:
    told = sample.good("pack", "interim", *HERE, "--out", tmp_path / "i.xlsx")
    asked = list(dict.fromkeys(str(row[0]) for row in rows(tmp_path / "i.xlsx", "Sections")))
    wanted = (
        "Update on progress", "Mapping of public spending, and early results from deep dives",
        "Local theme and sub-themes, and the outcomes and actions expected",
        "Early innovations, opportunities and savings identified and delivered", "Barriers, local and central",
        "How successes were recognised and disseminated",
    )  # fmt: skip
    assert [one for one in asked if one in wanted] == list(wanted)
    assert {"Who spends", "Themes", "Opportunities", "Barriers for government", "Returns"} <= set(told["sheets"])
    assert all(check["agrees"] for check in told["checks"])
    missing = [row[0] for row in rows(tmp_path / "i.xlsx", "Sections") if "Nothing has been recorded" in str(row[-1])]
    assert told["not_in_this_report"] == missing
    published = sample.good("pack", "interim", *HERE, "--publish", "--out", tmp_path / "p.xlsx")
    assert all(rule["passed"] for rule in sample.good("pack", "check", published["file"])["rules"])
    # Everything on the sample's deep dives is made up to show the tool: none of it is published unasked.
    assert "Opportunities" not in published["sheets"]
    assert "Opportunities" in sample.good(
        "pack", "interim", *HERE, "--publish", "--illustrative", "--out", tmp_path / "q.xlsx"
    )["sheets"]  # fmt: skip


@pytest.mark.deep
def test_the_final_report_of_the_sample_names_what_it_lacks_and_writes_nothing(sample: Verb, tmp_path: Path) -> None:
    refused = sample.words("pack", "final", *HERE, "--out", tmp_path / "f.xlsx")
    assert refused.exit_code == 1
    assert not (tmp_path / "f.xlsx").exists()
    assert "The count is not frozen" in refused.err
    assert "is under way with a first guess and no business case" in refused.err
    assert sample("pack", "final", *HERE, "--out", tmp_path / "f.xlsx").exit_code == 1


def made_up_words(desk: Path) -> set[str]:
    """Return what the examples of a desk are called: those that say so, and those of deep dives that are examples."""
    words = set()
    with open_desk(desk, read_only=True) as opened:
        for kind in KINDS.values():
            for one in store.list_all(opened.connection, kind):
                place = find_place(opened.connection, "Lancashire")
                if one.is_made_up or one.values.get("dive") in made_up_dives(opened, place.id):
                    said = (one.values.get(name) for name in ("title", "text", "ask", "step", "question"))
                    words |= {word for word in said if isinstance(word, str) and len(word) > 12}
    return words


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["board", "interim", "national", "summary"])
def test_no_example_of_any_kind_is_in_what_is_published_unless_it_is_asked_for(
    sample: Verb, tmp_path: Path, kind: str
) -> None:
    words, out = made_up_words(sample.desk), tmp_path / ("s.json" if kind == "summary" else "p.xlsx")
    assert len(words) > 50
    asked = ("pack", kind, *(() if kind == "national" else HERE), "--out", out, "--force")
    copy = () if kind == "summary" else ("--publish",)

    def told(*more: str) -> str:
        sample.good(*asked, *copy, *more)
        if kind == "summary":
            return out.read_text(encoding="utf-8")
        sheets = openpyxl.load_workbook(out).worksheets
        cells = [str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        alts = [str(part) for part in sheet_charts(out)]
        return "\n".join(cells + alts)

    text, asked_for = told(), told("--illustrative")
    assert {word for word in words if word in text} == set()
    assert {word for word in words if word in asked_for}


def sheet_charts(book: Path) -> list[str]:
    """Return the drawings of a workbook, with the words for those who do not see them."""
    with zipfile.ZipFile(book) as package:
        return [package.read(name).decode() for name in package.namelist() if "drawing" in name or "chart" in name]


@pytest.mark.deep
def test_each_sheet_names_the_section_as_it_was_asked_for_and_what_is_missing_is_listed(
    sample: Verb, tmp_path: Path
) -> None:
    for copy in ((), ("--publish",)):
        told = sample.good("pack", "interim", *HERE, *copy, "--out", tmp_path / "i.xlsx", "--force")
        book = openpyxl.load_workbook(tmp_path / "i.xlsx")
        listed = rows(tmp_path / "i.xlsx", "Sections")
        held = [(row[0], row[1]) for row in listed if len(row) == 3 and row[1] in book.sheetnames]
        assert len(held) > 4
        for asked, name in held:
            above = [str(cell.value) for cell in book[str(name)]["A"][:12]]
            assert any(f"Section: {asked}." in text for text in above), name
        missing = [
            {"section": row["Section as it was asked for"], "sheet": row["Sheet"]}
            for row in table_rows(book["Not in this report"])
            if "Nothing has been recorded" in str([*row.values()])
        ]
        assert missing == told["sheets_not_in_it"]
        assert not {one["sheet"] for one in missing} & set(told["sheets"])
        assert {"Planned and delivered"} <= {one["sheet"] for one in missing}
        assert {name for _, name in held} | {one["sheet"] for one in missing} == NAMES


NAMES = {
    "Progress", "Commitments", "Headline figures", "Who spends", "Chart who spends", "What on", "Returns", "Deep dives",
    "Deep-dive spend", "Themes", "Opportunities", "Planned and delivered", "Local barriers", "Barriers for government",
    "Recognised and shared",
}  # fmt: skip
"""What the sheets of an interim report are called, whether or not they hold something."""


@pytest.fixture
def filled(sample: Verb) -> Verb:
    """The sample desk with what its final report lacks, all of it made up."""
    sample.good("freeze", "Final", *HERE)
    recipe = (
        "--place", "Lancashire", "--must-be-true", "One employer", "--avoid", "Two forms",
        "--what-was-done", "One form", "--recognised-by", "A visit", "--could-go", "All districts",
    )  # fmt: skip
    sample.good("recipe", "add", "Illustrative: one form", *recipe, "--barrier", "Three forms for one assessment")
    sample.good("next-step", "add", "--place", "Lancashire", "--step", "Change the rule", "--who", "Treasury")
    for one in sample.good("opportunity", "list", "--place", "Lancashire")["opportunities"]:
        if one["state"] in ("agreed", "under way", "done"):
            sample.good("opportunity", "change", one["opportunity"], "--state", "idea")
    for recipe_record in sample.good("recipe", "list", "--place", "Lancashire")["recipes"]:
        if not recipe_record["must_be_true"]:
            sample.good("recipe", "change", recipe_record["recipe"], "--must-be-true", "The same law")
    return sample


@pytest.mark.deep
def test_with_what_it_lacked_filled_in_the_final_report_is_written(filled: Verb, tmp_path: Path) -> None:
    reasons = [part for one in filled.good("dive", "list", "--place", "Lancashire")["dives"] if not one["parent"]
               for part in ("--no-indicator", one["dive"], "measured from next year on")]  # fmt: skip
    told = filled.good("pack", "final", *HERE, "--version", "Final", *reasons, "--out", tmp_path / "f.xlsx")
    assert {"Savings", "Mainstreaming", "Next steps", "Recommendations", "Case studies", "Knowledge"} <= set(
        told["sheets"]
    )
    assert told["version"] == "Final"
    published = filled.good(
        "pack", "final", *HERE, "--version", "Final", *reasons, "--publish", "--out", tmp_path / "p.xlsx"
    )
    # Made up to show the tool, and so in no copy to publish.
    assert not {"Mainstreaming", "Case studies", "Themes"} & set(published["sheets"])
    assert any("Treasury" in map(str, row) for row in rows(tmp_path / "f.xlsx", "Next steps"))
    assert any("One employer" in map(str, row) for row in rows(tmp_path / "f.xlsx", "Mainstreaming"))
    assert any("measured from next year on" in " ".join(map(str, row)) for row in rows(tmp_path / "f.xlsx", "Themes"))
    count = filled.good("count", *HERE)
    held = openpyxl.load_workbook(tmp_path / "f.xlsx", data_only=True)["Headline figures"]
    assert round(count["gross_pence"] / 100, 2) in [row["Amount"] for row in table_rows(held)]


def test_on_a_desk_with_a_count_alone_the_sections_say_that_nothing_has_been_recorded(tmp_path: Path) -> None:
    verb = empty(tmp_path)
    told = verb.good("pack", "interim", "--out", tmp_path / "i.xlsx")
    assert len(told["not_in_this_report"]) == 5
    assert "Who spends" in told["sheets"]
    refused = verb.words("pack", "final", "--out", tmp_path / "f.xlsx")
    assert "The count is not frozen" in refused.err
    verb.good("freeze", "Interim")
    final = verb.good("pack", "final", "--version", "Interim", "--out", tmp_path / "f.xlsx")
    assert len(final["not_in_this_report"]) == 15


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (("dive", "add", "Homes", "--place", "Testshire"), "Theme 'Homes' has no indicator"),
        (("recipe", "add", "One form", "--place", "Testshire"), "Recipe 'One form' has no caveats"),
        (
            ("case", "add", "A case", "--place", "Testshire", "--start", "2025-26", "--years", "2", "--price-base",
             "2025-26"),
            "Case 'A case' says nothing of what would happen anyway",
        ),
    ],
)  # fmt: skip
def test_each_thing_that_a_final_report_may_not_lack(tmp_path: Path, make: tuple[str, ...], said: str) -> None:
    verb = empty(tmp_path)
    verb.good("freeze", "Interim")
    verb.good(*make)
    refused = verb.words("pack", "final", "--version", "Interim", "--out", tmp_path / "f.xlsx")
    assert refused.exit_code == 1
    assert said in refused.err
    assert verb("pack", "interim", "--out", tmp_path / "i.xlsx").exit_code == 0


def test_a_theme_keeps_why_it_has_no_indicator_and_the_option_says_otherwise_in_one_report(tmp_path: Path) -> None:
    verb = empty(tmp_path)
    verb.good("freeze", "Interim")
    verb.good("dive", "add", "Homes", "--place", "Testshire", "--no-indicator", "Measured from next year on")
    assert verb.good("dive", "show", "Homes")["no_indicator"] == "Measured from next year on"
    verb.good("pack", "final", "--version", "Interim", "--out", tmp_path / "f.xlsx")
    assert "Measured from next year on" in rows(tmp_path / "f.xlsx", "Themes")[-1]
    verb.good("pack", "interim", "--no-indicator", "homes", "Nobody counts it", "--out", tmp_path / "i.xlsx")
    assert "Nobody counts it" in rows(tmp_path / "i.xlsx", "Themes")[-1]
    assert verb.good("dive", "show", "Homes")["no_indicator"] == "Measured from next year on"
    refused = verb.words("pack", "interim", "--no-indicator", "Hoems", "x", "--out", tmp_path / "j.xlsx")
    assert refused.exit_code == 2
    assert "'Hoems' is not a theme of the place. Its themes: Homes." in refused.err
    assert not (tmp_path / "j.xlsx").exists()


def test_a_pack_says_whom_to_ask_and_when_the_next_comes_or_that_nobody_set_it(tmp_path: Path) -> None:
    verb = empty(tmp_path)
    told = verb.good("pack", "interim", "--out", tmp_path / "i.xlsx")
    assert told["not_set"] == ["contact", "issue date", "next update"]
    about = {row[0]: row[1] for row in rows(tmp_path / "i.xlsx", "Cover") if len(row) == 2}
    assert [about[name] for name in ("Contact", "Issue date", "Next update")] == ["Not set"] * 3
    dates = ("--issued-on", "31/01/2026", "--next-update", "2026-07-31")
    verb.good("place", "change", "Testshire", "--contact", "Finance team", *dates)
    told = verb.good("pack", "board", "--out", tmp_path / "b.xlsx", "--publish")
    assert (told["contact"], told["issued_on"], told["next_update"], told["not_set"]) == (
        "Finance team", "2026-01-31", "2026-07-31", [],
    )  # fmt: skip
    about = {row[0]: row[1] for row in rows(tmp_path / "b.xlsx", "About this pack") if len(row) == 2}
    assert [about[name] for name in ("Contact", "Issue date", "Next update")] == [
        "Finance team", "31 January 2026", "31 July 2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--contact", "Mrs Ann Other"), "names a person"),
        (("--issued-on", "31/02/2026"), "is not a valid date"),
        (("--issued-on", "2026-02-01", "--next-update", "2026-01-01"), "updated before they are issued"),
    ],
)
def test_a_contact_is_a_role_and_the_next_update_comes_after_the_issue(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    verb = empty(tmp_path)
    refused = verb.words("place", "change", "Testshire", *options)
    assert refused.exit_code == 2
    assert said in refused.err
    assert verb.good("place", "show", "Testshire")["contact"] == ""
