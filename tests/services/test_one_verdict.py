"""`overlap`, the window and the pack tell the same verdicts, totals and counts, over random desks with deliveries at
mixed levels and decisions by hand."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.asking import asked
from tests.calc.packs.read_back import table_rows
from tests.cli.verbs import Verb
from tests.deep import first_of
from tpdesk.calc.overlap import overlap, overlap_level
from tpdesk.calc.report import without_made_up
from tpdesk.domain.codes import LEVELS
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow
from tpdesk.domain.verdicts import VERDICTS
from tpdesk.models.desk import open_desk
from tpdesk.screens.dives.pictures import EVERYONE, activity_map
from tpdesk.screens.overlap import words as words
from tpdesk.screens.overlap.evidence import ranking
from tpdesk.screens.overlap.proof_panel import told as told_in_panel
from tpdesk.services import places
from tpdesk.services.dives.boards import read_boards, read_money, read_shortlist
from tpdesk.services.figures import year_facts
from tpdesk.services.imports import import_files
from tpdesk.services.overlap import OverlapRead, overrule, read_overlap
from tpdesk.services.records import add_record
from tpdesk.services.sheets import ImportRequest
from tpdesk.units import short_pounds

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

BODIES: Mapping[str, tuple[str, ...]] = {
    "County": ("E10000017",), "Burnley": ("E07000117",), "Pendle": ("E07000122",), "Trust": (),
}  # fmt: skip
CODES = ("05", "05.1", "05.1.0", "05.1.0/waste-collection", "05.1.0/waste-disposal", "10.4", "10.4.0", "09.5")
HERE = ("--place", "Shire", "--year", "2024-25")
EVIDENCED = ("duplication evidenced", "overlap evidenced")


@dataclass(frozen=True, slots=True)
class Done:
    """A delivery, as a verb is given it."""

    agency: str
    activity: str
    client_group: str
    category: str
    area: str
    cost: str
    dive: str


@dataclass(frozen=True, slots=True)
class Said:
    """A note of an overlap seen."""

    agencies: tuple[str, str]
    activity: str
    client_group: str
    category: str


money = st.lists(
    st.tuples(st.sampled_from(sorted(BODIES)), st.sampled_from((*CODES, "")), st.integers(-500, 90_000)), min_size=1,
    max_size=12
)  # fmt: skip
done = st.builds(
    Done, st.sampled_from(sorted(BODIES)), st.sampled_from(["assess", "assess", "treat", "commission", ""]),
    st.sampled_from(["carers", "carers", "young people", "all residents", ""]), st.sampled_from(("", *CODES)),
    st.sampled_from(["", "", "E07000117", "E07000122"]), st.sampled_from(["", "120", "75"]),
    st.sampled_from(["D", "Sub", "Made up"]),
)  # fmt: skip
said = st.builds(
    Said, st.sampled_from([("County", "Burnley"), ("Pendle", "Trust")]), st.sampled_from(["", "assess"]),
    st.sampled_from(["", "carers"]),
    st.sampled_from(("", *CODES)),
)  # fmt: skip
rulings = st.dictionaries(st.sampled_from(CODES), st.sampled_from(VERDICTS), max_size=2)


def made(
    path: Path,
    lines: list[tuple[str, str, int]],
    deliveries: list[Done],
    notes: list[Said],
    decided: Mapping[str, str],
    default: str,
) -> None:
    """Make a desk of one place with such lines, deliveries, notes and decisions;
    `default` is the category of its deep dive."""
    file = path.with_suffix(".csv")
    rows = "".join(
        f"{body},L{n},{code},{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}\n"
        for n, (body, code, pence) in enumerate(lines)
    )
    file.write_text(f"Agency,Label,Category,Amount\n{rows}", encoding="utf-8")
    with open_desk(path, make=True) as desk:
        places.add(desk, "Shire", codes=("E10000017",))
        for name, areas in BODIES.items():
            places.add_agency(desk, name, in_places=("Shire",), areas=areas)
        request = ImportRequest(
            year=2024, columns={"agency": "Agency", "label": "Label", "category": "Category", "amount": "Amount"}
        )
        import_files(desk, [file], request)
        add_record(desk, "dive", {"title": "D", "place": "Shire", "category": default})
        add_record(desk, "dive", {"title": "Sub", "place": "Shire", "parent": "D"})
        add_record(desk, "dive", {"title": "Made up", "place": "Shire", "illustrative": "yes"})
        add_record(desk, "workshop", {"title": "W", "place": "Shire", "dive": "D"})
        for one in deliveries:
            add_record(
                desk, "delivery",
                {
                    "dive": one.dive, "agency": one.agency, "activity": one.activity, "client_group": one.client_group,
                    "category": one.category,
                    "areas": [one.area] if one.area else [], "cost": one.cost,
                },
            )  # fmt: skip
        for note in notes:
            add_record(
                desk, "note",
                {
                    "workshop": "W", "kind": "overlap seen", "text": "Both of us", "agencies": list(note.agencies),
                    "activity": note.activity,
                    "client_group": note.client_group, "category": note.category,
                },
            )  # fmt: skip
        for code, verdict in decided.items():
            overrule(desk, "Shire", "2024-25", code, verdict, "the board said so")


def agree(path: Path) -> None:
    """Fail unless calc, verb and window say the same at every level, the levels the same of each category, and the
    workbook what its own level says."""
    with open_desk(path, read_only=True) as desk:
        facts = year_facts(desk, "Shire", "2024-25")
    found = {level: overlap(facts, level=level) for level in LEVELS}
    for level, result in found.items():
        told = Verb(path).good("overlap", *HERE, "--level", level)
        verb_says_what_calc_does(told, result)
        read = asked(path, read_overlap, 1, 2024, level, 0)
        assert read.overlap == result
        window_says_what_the_verb_does(path, read, told)
    one_verdict_of_each_category(found)
    workbook_says_what_calc_does(path, facts, found[overlap_level(facts)])


def verb_says_what_calc_does(told: Mapping[str, Any], result: OverlapResult) -> None:
    """Fail unless the verb's JSON holds calc's rows, and counts them."""
    for row, mine in zip(told["rows"], result.rows, strict=True):
        for name in ("category", "verdict", "total_pence", "agencies", "level"):
            assert row[name] == getattr(mine, name), name
        for name, of_judgement in (
            ("found_verdict", "found"),
            ("spend_verdict", "by_spend"),
            ("ruling_reason", "reason"),
            ("unproven", "unproven"),
            ("illustrative", "illustrative"),
        ):
            assert row[name] == getattr(mine.judgement, of_judgement), name
        assert row["evidence"] == list(mine.judgement.evidence)
        assert row["evidence_records"]["deliveries"] == list(mine.judgement.proof.deliveries)
        assert row["evidence_records"]["notes"] == list(mine.judgement.proof.notes)
        assert (row["elsewhere"], row["elsewhere_words"]) == (mine.elsewhere, list(mine.elsewhere_words))
        assert row["gathered_above"] == [item.category for item in mine.gathered_above]
        assert row["gathered_below"] == [item.category for item in mine.gathered_below]
    assert told["without_category"] == list(result.without_category)
    assert told["notes_without_category"] == list(result.notes_without_category)
    assert told["verdicts"] == {verdict: len(result.with_verdict(verdict)) for verdict in VERDICTS}
    assert [(item["category"], item["verdict"]) for item in told["own_level"]] == [
        (item.category, item.verdict) for item in result.own_level
    ]


def window_says_what_the_verb_does(path: Path, read: OverlapRead, told: Mapping[str, Any]) -> None:
    """Fail unless the window's rows, filters, headline, panels and activity map hold what the verb's JSON does."""
    result = read.overlap
    level = result.basis.level or 2
    _, listed = ranking(read, result.rows, 160)
    assert [shown.key for shown in listed] == [row["category"] for row in told["rows"]]
    for row, mine, shown in zip(told["rows"], result.rows, listed, strict=True):
        cells = [str(cell) for cell in shown.cells]
        if row["verdict"] and (row["ranked"] or row["ruling_reason"] or row["verdict"] in EVIDENCED):
            assert cells[1].startswith(f"{words.SIGNS[row['verdict']]} ")
            assert ("?" in cells[1], "*" in cells[1]) == (row["unproven"], bool(row["ruling_reason"]))
        bare = not (row["agencies"] or row["count_pence"] or row["left_out"])
        assert cells[2] == ("-" if bare else str(row["agencies"]))
        assert cells[6] == ("-" if bare else short_pounds(row["total_pence"]))
        assert row["verdict"] is None or row["verdict"] in words.verdict_words(mine)
        panel = " ".join(text.plain for text in told_in_panel(mine, read_boards(path, 1)))
        assert ("invented examples" in panel) == row["illustrative"]
        assert all(sentence in panel for sentence in row["elsewhere_words"])
        assert (words.ABOVE in cells[1]) <= bool(row["gathered_above"])
    for verdict, number in told["verdicts"].items():
        assert number == sum(words.kept(row, verdict) for row in result.rows)
    if any(told["verdicts"].values()):
        headline = words.headline(read, LEVELS, short=False)
        for verdict in EVIDENCED:
            assert (f"{verdict} in {told['verdicts'][verdict]}" in headline) == bool(told["verdicts"][verdict])
    made_up = sum(row["illustrative"] for row in told["rows"])
    assert words.made_up_words(read).startswith(f"† {made_up} verdict" if made_up else "")
    marks = map_marks(path, level)
    proven = {number for row in result.rows for pair in row.judgement.proof.pairs for number in pair.deliveries}
    assert {number for number, mark in marks.items() if mark in ("same", "overlap")} >= proven
    shortlist = {row.category: row.verdict for row in asked(path, read_shortlist, 1, 2024, level=level).rows}
    assert shortlist == {row["category"]: row["verdict"] for row in told["rows"] if row["ranked"] and row["verdict"]}


def map_marks(path: Path, level: int) -> dict[int, str]:
    """Return a delivery's number -> the mark of its cell in the activity map of all client groups."""
    boards, read = read_boards(path, 1), read_money(path, 1, 2024, level)
    made_map = activity_map(boards.of("delivery"), EVERYONE, read.pairs, read.unjudged)
    return {item.id: cell.mark for cell in made_map.cells.values() for item in cell.deliveries}


def one_verdict_of_each_category(found: Mapping[int, OverlapResult]) -> None:
    """Fail unless every level tells the same of each category on which something was recorded, and each of
    them is told at every level."""
    assert len({result.own_level for result in found.values()}) == 1
    for result in found.values():
        by_code = {row.category: row for row in result.rows}
        for own in result.own_level:
            row = by_code.get(own.category)
            if row is None:
                # A row of the level asked holds it and says as much, from the same deliveries; what was decided by
                # hand has a row of its own.
                assert not own.by_hand
                above = next(
                    row for row in result.rows if own.category.startswith((f"{row.category}.", f"{row.category}/"))
                )
                assert VERDICTS.index(above.verdict or "") >= VERDICTS.index(own.verdict)
                assert set(own.deliveries) <= set(above.judgement.proof.deliveries)
            else:
                assert row.verdict == own.verdict
                of_own_level = next(one for one in found[own.level].rows if one.category == own.category)
                for name in ("found", "by_spend", "by_hand", "reason", "unproven", "illustrative"):
                    assert getattr(row.judgement, name) == getattr(of_own_level.judgement, name), name
        # No pound stands in two rows.
        assert sum(row.count_pence for row in result.rows) == sum(row.count_pence for row in found[1].rows)


def workbook_says_what_calc_does(path: Path, facts: YearFacts, result: OverlapResult) -> None:
    """Fail unless the pack that is written, read back, holds calc's verdicts, totals, counts and evidence."""
    target = path.with_suffix(".xlsx")
    Verb(path).good("pack", "board", *HERE, "--out", target)
    sheets = read_back(target)
    for name, ranked in (("Overlap", True), ("Below the ranking", False)):
        rows = [row for row in result.rows if row.ranked is ranked]
        shown = [row for row in sheets.get(name, []) if row["Category"] != "None found"]
        assert [(row["Category"], row["Verdict"]) for row in shown] == [
            (row.title, row.judgement.words) for row in rows
        ]
        for row, mine in zip(rows, shown, strict=True):
            in_sheet(row, mine)
            assert mine.get("Evidence elsewhere", "none").casefold() == (row.elsewhere or "none").casefold()
    evidence = Counter((row["Category"], row["Verdict"], row["Evidence"]) for row in sheets.get("Overlap evidence", []))
    assert evidence == Counter(
        (row.title, row.judgement.words, sentence) for row in result.rows for sentence in row.judgement.evidence
    )
    stakes = Counter(
        (row["Category"], row["Verdict"], row["What is done by several"]) for row in sheets.get("Spend at stake", [])
    )
    assert stakes == Counter(
        (row.title, row.judgement.words, stake.shared) for row in result.rows for stake in row.judgement.proof.stakes
    )
    shared = [row["Category"] for row in sheets["Shared-service candidates"] if row["Category"] != "None found"]
    assert shared == [row.title for row in result.shared_service_candidates]
    assert {row["Category"]: row["Verdict"] for row in sheets.get("Shortlist", [])} == {
        row.title: row.judgement.words for row in result.rows if row.ranked and row.verdict
    } or "Shortlist" not in sheets
    # No message rests on what is made up.
    proper = overlap(without_made_up(facts), level=overlap_level(facts))
    same, alike = (len(proper.with_verdict(verdict)) for verdict in EVIDENCED)
    messages = " ".join(str(row["Message"]) for row in sheets["Key messages"])
    if same or alike:
        assert f"duplication in {same} categor" in messages
        assert f"overlap in {alike} more" in messages
    proven = {number for row in result.rows for pair in row.judgement.proof.pairs for number in pair.deliveries}
    for delivery in sheets.get("Activity map", []):
        assert (delivery["With others"] in ("the same for the same people", "overlap")) == (
            delivery["Delivery"] in proven
        )
    texts = {shown["What to know"] for shown in sheets.get("Issues", [])}
    assert {issue.text for issue in result.issues} <= texts


def in_sheet(row: OverlapRow, mine: Mapping[str, Any]) -> None:
    """Fail unless a row of the workbook holds the figures of one of calc's."""
    figures = (mine["Total spend"], mine["Organisations"], mine["Outside the lead where areas meet"])
    if row.money_elsewhere:
        assert figures == ("[z]",) * 3
    else:
        assert [round(float(figure) * 100) for figure in (figures[0], figures[2])] == [
            row.total_pence, row.outside_lead_meeting_pence,
        ]  # fmt: skip
        assert figures[1] == row.agencies
    assert mine["Areas"].startswith("unproven") == row.judgement.unproven


def read_back(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return name of a sheet -> the rows of its table by heading, without units and notes."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: table_rows(sheet) for sheet in book if sheet.tables}


@pytest.mark.deep
@pytest.mark.parametrize("examples", first_of([6, 60], 1, 0))
def test_verb_window_and_pack_agree_over_random_desks(examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        money,
        st.lists(done, max_size=7),
        st.lists(said, max_size=2),
        rulings,
        st.sampled_from(["", "", "10.4", "05.1.0"]),
    )
    def tried(
        lines: list[tuple[str, str, int]],
        deliveries: list[Done],
        notes: list[Said],
        decided: dict[str, str],
        default: str,
    ) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "shire.tpdesk"
            made(path, lines, deliveries, notes, decided, default)
            agree(path)

    tried()


@pytest.mark.deep
def test_a_pack_of_a_verdict_by_hand_alone_says_so(tmp_path: Path) -> None:
    path = tmp_path / "shire.tpdesk"
    made(path, [("County", "10.4.0", 5000)], [], [], {"10.4.0": "duplication evidenced"}, "")
    agree(path)
    Verb(path).good("pack", "board", *HERE, "--out", tmp_path / "by hand.xlsx")
    messages = " ".join(str(row["Message"]) for row in read_back(tmp_path / "by hand.xlsx")["Key messages"])
    assert "Deliveries and decisions by hand show duplication in 1 category" in messages


@pytest.mark.deep
def test_the_window_calls_what_rests_on_a_sub_theme_of_something_made_up_illustrative(tmp_path: Path) -> None:
    path = tmp_path / "shire.tpdesk"
    made(path, [("County", "10.4.0", 5000), ("Burnley", "10.4.0", 4000)], [], [], {}, "")
    with open_desk(path) as desk:
        add_record(desk, "dive", {"title": "Under it", "place": "Shire", "parent": "Made up"})
        for agency in ("County", "Burnley"):
            values = {"activity": "assess", "client_group": "carers", "category": "10.4.0", "areas": ["E07000117"]}
            add_record(desk, "delivery", {"dive": "Under it", "agency": agency, **values})
    [row] = (
        row for row in asked(path, read_overlap, 1, 2024, 3, 0).overlap.rows if row.verdict == "duplication evidenced"
    )
    assert row.judgement.illustrative
    panel = " ".join(text.plain for text in told_in_panel(row, read_boards(path, 1)))
    assert "invented examples" in panel
    assert words.made_up_words(asked(path, read_overlap, 1, 2024, 3, 0)).startswith("† 1 verdict illustrative")
    agree(path)
