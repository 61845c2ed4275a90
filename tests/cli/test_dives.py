"""Deep dives by verbs: every kind of record written, listed, changed, taken off, read in from a file;
what a deep dive comes to."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_contract import spending, typed
from tests.cli.verbs import Verb, inside, run
from tpdesk.cli.records.verbs import GROUPS
from tpdesk.domain.kinds import KINDS


@pytest.fixture(scope="module")
def shire_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one place of 1,000 people, two bodies whose areas meet, their spend, a deep dive and a workshop.

    County: Children 600.00, Roads 400.00. Town: Children 200.00. Children is mapped to 10.4, roads
    to 04.5: £1,200.00 in all.
    """
    folder = tmp_path_factory.mktemp("shire")
    verb = Verb(folder / "shire.tpdesk")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(folder / "home"))
        verb.good("place", "add", "Shire", "--code", "E10000017")
        verb.good("place", "population", "Shire", "2024-25", "--people", "1000")
        county = (
            "Shire County Council",
            "--kind",
            "county",
            "--place",
            "Shire",
            "--area",
            "E10000017",
            "--alias",
            "SCC",
        )
        verb.good("agency", "add", *county)
        verb.good("agency", "add", "Town Council", "--kind", "district", "--place", "Shire", "--area", "E07000120")
        for name, text in (("Shire County Council", "Children,600\nRoads,400\n"), ("Town Council", "Children,200\n")):
            file = spending(folder, f"Service,Amount\n{text}", f"{name}.csv")
            verb.good("import", file, "--place", "Shire", "--agency", name, "--year", "2024-25")
        maps = spending(folder, "label,category,share\nChildren,10.4,1\nRoads,04.5,1\n", "map.csv")
        verb.good("categorise", "--place", "Shire", "--map", maps)
        verb.good("dive", "add", "Under fives", "--client-group", "children under five", "--cohort", "50")
        present = ("--agency", "SCC", "--agency", "Town Council")
        verb.good("workshop", "add", "First workshop", "--dive", "Under fives", *present)
    return verb.desk


@pytest.fixture
def shire(shire_original: Path, verb: Verb) -> Verb:
    """The verbs on a copy of that desk."""
    shutil.copyfile(shire_original, verb.desk)
    return verb


ADDED: dict[str, tuple[str, ...]] = {
    "dive": ("Births", "--parent", "Under fives"),
    "delivery": ("--dive", "Under fives", "--agency", "SCC", "--activity", "assess", "--client-group",
        "children under five", "--category", "10.4",
                 "--area", "E07000120", "--cost", "£1,200", "--grade", "3", "--stage", "prevent", "--year", "2024-25",
                 "--commissioned-by", "Town Council"),
    "journey": ("A first year", "--dive", "Under fives", "--not-composite"),
    "step": ("Waits for the health visitor", "--journey", "A year", "--days-waited", "12", "--breaks"),
    "workshop": ("Second workshop", "--held-on", "14/02/2026"),
    "note": ("One visit for all", "--workshop", "First workshop", "--kind", "idea", "--agency", "Town Council",
        "--dots", "3"),
    "barrier": ("Births are not shared", "--place", "Shire", "--level", "central", "--kind", "data sharing", "--ask",
        "Change the rule"),
    "opportunity": ("One visit", "--horizon", "quick", "--saving", "-500", "--cost", "20", "--agency", "SCC",
        "--agency", "Town Council"),
    "programme": ("Counting Shire", "--strand", "counting"),
    "award": ("The region", "--amount", "1.2m", "--year", "2009-10", "--is-match"),
    "place-note": ("Older people", "--kind", "theme"),
    "published": ("total", "--share-printed", "4%", "--amount", "-5"),
    "milestone": ("Interim findings", "--date", "2026-12"),
    "population": ("2023-24", "--people", "1,100", "--households", "400"),
    "return": ("--agency", "SCC", "--year", "2023-24", "--due-on", "1 May 2026", "--published", "1.2m"),
}  # fmt: skip
"""Kind -> what a record of it is added with; a register to come is walked through by `test_every_kind`."""


CHANGED = {
    "delivery": ("evidence", "a list"), "step": ("pain", "the wait"), "note": ("text", "Two visits"),
    "programme": ("source", "minutes"), "award": ("purpose", "a start"), "place-note": ("text", "Younger people"),
    "population": ("source", "counted"), "return": ("next_action", "ask again"),
}  # fmt: skip
"""Kind -> (field, what it says from now on); the others get another title."""


def words_of(kind: str) -> tuple[str, ...]:
    """Return the verb's words: steps stand under journeys."""
    return ("journey", "step") if kind == "step" else (kind,)


def added(verb: Verb, kind: str) -> dict[str, Any]:
    """Write the record of a kind and what it hangs on; return the verb's answer."""
    if kind == "step":
        verb.good("journey", "add", "A year", "--dive", "Under fives")
    return verb.good(*words_of(kind), "add", *ADDED[kind])


@pytest.mark.parametrize("kind", ADDED)
def test_a_record_is_written_listed_shown_changed_and_taken_off(shire: Verb, kind: str) -> None:
    base, key = words_of(kind), KINDS[kind].json_name
    before = shire.good(*base, "list")[KINDS[kind].plural_name]
    made = added(shire, kind)
    assert (made["notices"], made["warnings"]) == ([], [])
    said = {name: value for name, value in made.items() if name not in ("notices", "warnings")}
    assert shire.good(*base, "list")[KINDS[kind].plural_name] == [*before, said]
    shown = shire.good(*base, "show", made[key])
    assert {name: shown[name] for name in said} == said
    field, value = CHANGED.get(kind, ("title", "Another"))
    changed = shire.good(*base, "change", made[key], f"--{field.replace('_', '-')}", value)
    assert changed == made | {field: value, "notices": [], "warnings": []} | (
        {key: value} if KINDS[kind].titled else {}
    )
    gone = shire.good(*base, "remove", changed[key])
    assert (gone["number"], gone["removed"]) == (made["number"], True)
    assert shire.good(*base, "list")[KINDS[kind].plural_name] == before
    shire.good("undo")
    assert len(shire.good(*base, "list")[KINDS[kind].plural_name]) == len(before) + 1


@pytest.mark.parametrize("kind", ADDED)
def test_every_verb_of_a_kind_has_words_too(shire: Verb, kind: str) -> None:
    name = added(shire, kind)[KINDS[kind].json_name]
    field, value = CHANGED.get(kind, ("title", "Another"))
    after = value if KINDS[kind].titled else name
    for words in (
        ("list",),
        ("show", name),
        ("change", name, f"--{field.replace('_', '-')}", value),
        ("remove", after),
    ):
        told = shire.words(*words_of(kind), *words)
        assert told.exit_code == 0, (words, told.err)
        assert told.out.strip()
        assert not told.out.startswith("{")


@pytest.mark.parametrize("kind", GROUPS)
def test_every_field_can_be_typed(kind: str) -> None:
    verbs = inside(GROUPS[kind])
    by_itself = {"at"}
    for verb, before in (("add", ""), ("change", "to_")):
        names = {parameter.name for parameter in verbs[verb].params}
        fields = {field.name for field in KINDS[kind].fields} - by_itself
        assert {before + name for name in fields} <= names, verb
    lists = {option for parameter in verbs["add"].params for option in parameter.opts}
    assert {
        "--" + field.one.replace("_", "-") for field in KINDS[kind].fields if field.many and field.one != "note"
    } <= lists


def test_a_delivery_as_it_was_said(shire: Verb) -> None:
    told = added(shire, "delivery")
    typed(
        told,
        {
            "delivery": int,
            "number": int,
            "dive": str,
            "agency": str,
            "areas": list,
            "cost_pence": int,
            "passed_on_pence": (int, None),
        },
    )
    said = {
        "dive": "Under fives", "agency": "Shire County Council", "activity": "assess",
        "client_group": "children under five", "category": "10.4",
        "areas": ["E07000120"], "year": "2024-25", "cost_pence": 120_000, "passed_on_pence": None, "grade": 3,
        "stage": "prevent",
        "commissioned_by": "Town Council", "evidence": "", "note": "",
    }  # fmt: skip
    assert {name: told[name] for name in said} == said


def test_what_nobody_said_is_null_and_never_nought(shire: Verb) -> None:
    told = shire.good("delivery", "add", "--dive", "under FIVES", "--agency", "scc")
    unsaid = (
        "activity",
        "client_group",
        "category",
        "year",
        "cost_pence",
        "passed_on_pence",
        "grade",
        "commissioned_by",
    )
    assert {name: told[name] for name in unsaid} == dict.fromkeys(unsaid)
    assert told["areas"] == []
    nought = shire.good("delivery", "change", told["delivery"], "--cost", "0")
    assert nought["cost_pence"] == 0
    assert shire.good("delivery", "change", told["delivery"], "--cost", "")["cost_pence"] is None


def test_a_new_activity_is_made_with_a_notice_and_an_unknown_body_is_refused(shire: Verb) -> None:
    told = shire.good(
        "delivery", "add", "--dive", "Under fives", "--agency", "Town Council", "--activity", "weigh the baby"
    )
    assert len(told["notices"]) == 1
    assert "weigh the baby" in told["notices"][0]
    said = shire.words(
        "delivery", "add", "--dive", "Under fives", "--agency", "Town Council", "--activity", "sing to it"
    )
    assert "sing to it" in said.err
    for words, near in (
        (("--dive", "Under fives", "--agency", "Town Coucil"), "Town Council"),
        (("--dive", "Under five", "--agency", "SCC"), "Under fives"),
        (("--dive", "Under fives", "--agency", "SCC", "--category", "99.9"), "99.9"),
        (("--dive", "Under fives", "--agency", "SCC", "--cost", "a lot"), "a lot"),
    ):
        before = shire.good("delivery", "list")
        refused = shire("delivery", "add", *words)
        assert refused.exit_code == 2, words
        assert near in refused.json["error"]["message"]
        assert shire.good("delivery", "list") == before


@pytest.mark.parametrize(
    "words",
    [
        ("delivery", "add", "--dive", "Under fives"),
        ("delivery", "add", "--dive", "Under fives", "--agency", ""),
        ("dive", "add", "Under FIVES"),
        ("dive", "change", "Under fives"),
        ("dive", "change", "Under fives", "--title", ""),
        ("dive", "show", "Over fives"),
        ("barrier", "add", "X", "--level", "central"),
        ("barrier", "add", "X", "--level", "national", "--kind", "law"),
        ("opportunity", "add", "X", "--horizon", "soon"),
        ("note", "add", "--workshop", "First workshop", "--kind", "idea"),
        ("note", "show", "99"),
        ("dive", "tag", "Under fives"),
        ("dive", "tag", "Under fives", "--category", "10.4", "--share", "101%"),
        ("dive", "untag", "99"),
        ("workshop", "notes", "First workshop"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage_and_changes_nothing(shire: Verb, words: tuple[str, ...]) -> None:
    before = shire.desk.read_bytes()
    told = shire(*words)
    assert told.exit_code == 2, told.out
    assert told.json["error"]["exit_code"] == 2
    assert shire.desk.read_bytes() == before


def test_reading_verbs_need_a_desk_and_make_none(verb: Verb, tmp_path: Path) -> None:
    file = spending(tmp_path, "title\nX\n", "dives.csv")
    for words in (("dive", "list"), ("note", "show", "1"), ("shortlist",), ("dive", "import", file, "--dry-run")):
        assert verb(*words).exit_code == 4, words
    assert not verb.desk.exists()


def test_lists_keep_to_what_is_named(shire: Verb) -> None:
    shire.good("place", "add", "Vale")
    shire.good(
        "barrier", "add", "Law", "--place", "Shire", "--level", "central", "--kind", "law", "--dive", "Under fives"
    )
    shire.good(
        "barrier", "add", "Habit", "--place", "Shire", "--level", "local", "--kind", "culture", "--state", "raised"
    )
    shire.good("barrier", "add", "Far", "--place", "Vale", "--level", "local", "--kind", "culture")
    for words, wanted in (
        ((), ["Law", "Habit", "Far"]),
        (("--place", "shire"), ["Law", "Habit"]),
        (("--level", "central"), ["Law"]),
        (("--dive", "under fives"), ["Law"]),
        (("--dive", ""), ["Habit", "Far"]),
        (("--kind", "culture", "--state", "open"), ["Far"]),
    ):
        assert [item["barrier"] for item in shire.good("barrier", "list", *words)["barriers"]] == wanted, words
    note = added(shire, "note")
    assert [item["note"] for item in shire.good("note", "list", "--workshop", "First workshop")["notes"]] == [
        note["note"]
    ]
    assert shire.good("note", "list", "--place", "Vale")["notes"] == []


def test_a_record_takes_the_place_of_its_deep_dive_else_the_only_one(shire: Verb) -> None:
    assert added(shire, "opportunity")["place"] == "Shire"
    shire.good("place", "add", "Vale")
    shire.good("dive", "add", "Vale's own", "--place", "Vale")
    assert (
        shire.good("barrier", "add", "X", "--dive", "Vale's own", "--level", "local", "--kind", "law")["place"]
        == "Vale"
    )
    assert shire.good("dive", "add", "Part", "--parent", "Vale's own")["place"] == "Vale"


def test_links_are_given_one_by_one_and_emptied(shire: Verb) -> None:
    note, delivery = added(shire, "note")["note"], added(shire, "delivery")["delivery"]
    added(shire, "barrier")
    made = shire.good(
        "opportunity", "add", "Together", "--horizon", "medium", "--barrier", "births are not shared", "--delivery",
        delivery, "--from-note", note,
        "--category", "10.4", "--category", "09.1", "--note", "between us",
    )  # fmt: skip
    assert (made["barriers"], made["deliveries"], made["notes"], made["categories"], made["note"]) == (
        ["Births are not shared"], [delivery], [note], ["09.1", "10.4"], "between us",
    )  # fmt: skip
    empty = shire.good("opportunity", "change", "Together", "--from-note", "", "--category", "09.1", "--saving", "7.50")
    assert (empty["notes"], empty["categories"], empty["deliveries"], empty["saving_pence"]) == (
        [],
        ["09.1"],
        [delivery],
        750,
    )


def test_a_deep_dive_s_total_by_hand(shire: Verb) -> None:
    """A tenth of the county's children is £60.00, all of the town's £200.00: £260.00 of £1,200.00."""
    shire.good("dive", "add", "Births", "--parent", "Under fives")
    first = shire.good("dive", "tag", "Births", "--category", "10.4", "--agency", "SCC", "--share", "10%")
    assert (first["dive"], first["agency"], first["category"], first["label"], first["line"], first["share"]) == (
        "Births", "Shire County Council", "10.4", None, None, 0.1,
    )  # fmt: skip
    second = shire.good("dive", "tag", "under fives", "--label", "children", "--agency", "Town Council")
    shown = shire.good("dive", "show", "Under fives", "--year", "2024-25")
    typed(
        shown,
        {
            "total_pence": int,
            "share": float,
            "pence_per_head": int,
            "basis": dict,
            "parts": list,
            "by_stage": list,
            "issues": list,
        },
    )
    assert (shown["total_pence"], shown["of_pence"], shown["pence_per_head"], shown["pence_per_member"]) == (
        26_000,
        120_000,
        26,
        520,
    )
    assert shown["share"] == pytest.approx(260 / 1200)
    assert (shown["basis"]["place"], shown["basis"]["people"], shown["year"]) == ("Shire", 1000, "2024-25")
    assert [(part["agency"], part["amount_pence"]) for part in shown["parts"]] == [
        ("Town Council", 20_000),
        ("Shire County Council", 6_000),
    ]
    assert [(item["title"], item["total_pence"]) for item in shown["subthemes"]] == [("Births", 6_000)]
    assert [item["tag"] for item in shown["tags"]] == [second["tag"]]
    assert shire.good("dive", "show", "Under fives") == shown, "the latest year with spend"
    words = shire.words("dive", "show", "Under fives").out
    for figure in ("£260.00", "21.67% of £1,200.00", "1,000 people", "£5.20", "Births: £60.00"):
        assert figure in words
    assert shire.good("dive", "untag", second["tag"])["removed"] is True
    assert shire.good("dive", "show", "Under fives")["total_pence"] == 6_000


def test_tags_that_find_no_spend_make_no_total_of_nought(shire: Verb) -> None:
    shire.good("dive", "add", "Fires", "--place", "Shire", "--cohort", "20")
    shire.good("dive", "add", "Fires at night", "--place", "Shire", "--parent", "Fires")
    shire.good("dive", "tag", "Fires", "--category", "03.2")
    shown = shire.good("dive", "show", "Fires")
    assert [shown[name] for name in ("share", "pence_per_head", "pence_per_member", "parts")] == [None, None, None, []]
    words = shire.words("dive", "show", "Fires").out
    assert "No spend of 2024-25 is tagged to it." in words
    assert "Sub-theme Fires at night: no spend of the year is tagged to it." in words
    assert "(03.2 Fire-protection services) finds no spend in this year." in words
    assert "£" not in words


def test_the_ten_largest_parts_of_a_total_are_told_and_how_many_more(shire: Verb, tmp_path: Path) -> None:
    labels = [f"Service {number:02}" for number in range(12)]
    file = spending(tmp_path, "Service,Amount\n" + "".join(f"{label},{n + 1}\n" for n, label in enumerate(labels)))
    shire.good("import", str(file), "--place", "Shire", "--agency", "Town Council", "--year", "2024-25")
    map_file = tmp_path / "map.csv"
    groups = ("01.1", "01.3", "02.2", "03.1", "03.2", "03.3", "04.1", "05.1", "06.1", "07.4", "08.1", "09.1")
    rows = "".join(f"{label},{code},100%\n" for label, code in zip(labels, groups, strict=True))
    map_file.write_text(f"label,category,share\n{rows}", encoding="utf-8", newline="")
    shire.good("categorise", "--place", "Shire", "--agency", "Town Council", "--map", str(map_file))
    shire.good("dive", "add", "All of the town", "--place", "Shire")
    shire.good("dive", "tag", "All of the town", "--agency", "Town Council")
    assert len(shire.good("dive", "show", "All of the town")["parts"]) == 13
    words = shire.words("dive", "show", "All of the town").out
    assert "3 smaller parts more, £6.00 together" in words
    assert "£4.00" in words
    assert "£3.00" not in words


def test_a_line_tagged_by_its_number(shire: Verb) -> None:
    line = next(line["id"] for line in shire.good("spend", "list", "label=Roads")["lines"])
    told = shire.good("dive", "tag", "Under fives", "--line", line, "--share", "1/4")
    assert (told["line"], told["share"]) == (line, 0.25)
    assert shire.good("dive", "show", "Under fives")["total_pence"] == 10_000


def test_a_deep_dive_before_any_money_has_no_total(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    verb.good("dive", "add", "Births")
    shown = verb.good("dive", "show", "births")
    assert (shown["dive"], shown["total_pence"], shown["share"], shown["deliveries"]) == ("Births", None, None, [])
    assert "no money" in verb.words("dive", "show", "Births").out


def test_deliveries_that_meet_raise_the_verdict_and_are_named(shire: Verb) -> None:
    assert {row["category"]: row["verdict"] for row in shire.good("overlap")["rows"]}["10.4"] == "fragmented"
    numbers = [
        shire.good("delivery", "add", "--dive", "Under fives", "--agency", agency, "--activity", "assess",
            "--client-group", "children under five",
                   "--category", "10.4", *cost)["delivery"]
        for agency, cost in (("SCC", ("--cost", "30")), ("Town Council", ()))
    ]  # fmt: skip
    row = {row["category"]: row for row in shire.good("overlap")["rows"]}["10.4"]
    assert row["verdict"] == "duplication evidenced"
    assert row["evidence_records"]["deliveries"] == numbers
    assert row["evidence"]
    words = shire.words("overlap").out
    assert "10.4 Family and children: duplication evidenced" in words
    assert all(f"  {sentence}" in words for sentence in row["evidence"])
    ruled = shire.good(
        "verdict", "10.4", "--year", "2024-25", "--verdict", "fragmented", "--reason", "They see different children"
    )
    assert (ruled["category"], ruled["place"], ruled["year"], ruled["verdict"]) == (
        "10.4",
        "Shire",
        "2024-25",
        "fragmented",
    )
    row = {row["category"]: row for row in shire.good("overlap")["rows"]}["10.4"]
    assert (row["verdict"], row["found_verdict"], row["ruling_reason"]) == (
        "fragmented",
        "duplication evidenced",
        "They see different children",
    )
    assert [item["reason"] for item in shire.good("verdict", "--year", "2024-25")["rulings"]] == [
        "They see different children"
    ]
    assert "They see different children" in shire.words("verdict", "--year", "2024-25").out
    assert shire.good("verdict", "10.4", "--year", "2024-25", "--withdraw")["removed"] is True
    assert {row["category"]: row["verdict"] for row in shire.good("overlap")["rows"]}["10.4"] == "duplication evidenced"
    assert shire.good("verdict", "--year", "2024-25") == {"rulings": []}


@pytest.mark.parametrize(
    "words",
    [
        ("10.4",),
        ("10.4", "--verdict", "fragmented"),
        ("10.4", "--verdict", "wasteful", "--reason", "x"),
        ("10.4", "--withdraw"),
        ("10.4", "--withdraw", "--verdict", "single"),
        ("--withdraw",),
    ],
)
def test_a_verdict_is_overruled_with_a_reason_or_not_at_all(shire: Verb, words: tuple[str, ...]) -> None:
    assert shire("verdict", *words, "--year", "2024-25").exit_code == 2
    assert shire.good("verdict", "--year", "2024-25") == {"rulings": []}


def test_the_shortlist_shows_its_weights_and_takes_others(shire: Verb) -> None:
    told = shire.good("shortlist", "--place", "Shire", "--year", "2024-25")
    typed(
        told,
        {
            "basis": dict,
            "weights": dict,
            "rows": list,
            "activities": list,
            "sensitivity": list,
            "holds": bool,
            "issues": list,
        },
    )
    assert [row["category"] for row in told["rows"]] == ["10.4", "04.5"]
    for row in told["rows"]:
        typed(row, {"category": str, "title": str, "score": float, "parts": dict, "rank": int, "amount_pence": int})
        assert set(row["parts"]) == set(told["weights"])
        known = {name: part for name, part in row["parts"].items() if part is not None}
        whole = sum(told["weights"][name] for name in known)
        assert row["score"] == pytest.approx(sum(told["weights"][name] * part for name, part in known.items()) / whole)
    tried = shire.good("shortlist", "--weight", "size=0", "--weight", "barriers=90")
    assert (tried["weights"]["size"], tried["weights"]["barriers"]) == (0, 90)
    assert shire.good("shortlist")["weights"] == told["weights"], "tried, not kept"
    shire.good("shortlist", "--weight", "size=0", "--keep")
    assert shire.good("shortlist")["weights"] == told["weights"] | {"size": 0}
    assert "Weights: size 0" in shire.words("shortlist").out
    for words in (("--weight", "size"), ("--weight", "colour=3"), ("--weight", "size=much"), ("--keep",)):
        assert shire("shortlist", *words).exit_code == 2, words


def test_several_notes_made_one(shire: Verb) -> None:
    first = added(shire, "note")["note"]
    second = shire.good(
        "note",
        "add",
        "--text",
        "One visit, one form",
        "--workshop",
        "First workshop",
        "--kind",
        "idea",
        "--agency",
        "SCC",
        "--dots",
        "2",
    )
    told = shire.good("note", "merge", first, second["note"])
    assert (told["note"], told["dots"], sorted(told["agencies"])) == (
        first,
        5,
        ["Shire County Council", "Town Council"],
    )
    assert "One visit, one form" in told["text"]
    assert [item["note"] for item in shire.good("note", "list")["notes"]] == [first]
    assert shire("note", "merge", first, "99").exit_code == 2


def history(verb: Verb) -> list[tuple[str, str]]:
    """Return (act, subject) of every line of the desk's history."""
    connection = sqlite3.connect(verb.desk)
    try:
        return connection.execute("SELECT act, subject FROM audit ORDER BY id").fetchall()
    finally:
        connection.close()


DELIVERIES = """Body,Activity,Client group,Category,Cost a year,Areas
SCC,assess,children under five,10.4,"£1,200.50",E07000120;E07000121
Town Council,assess,children under five,10.4,,
,,,,,
Town Counsel,assess,,,,
Town Council,assess,,,lots,
"""


def test_a_file_is_taken_in_row_by_row(shire: Verb, tmp_path: Path) -> None:
    file = spending(tmp_path, DELIVERIES, "deliveries.csv")
    before = history(shire)
    dry = shire("delivery", "import", file, "--dive", "Under fives", "--dry-run")
    assert (dry.exit_code, dry.json["rows_imported"], dry.json["dry_run"]) == (1, 2, True)
    assert (shire.good("delivery", "list")["deliveries"], history(shire)) == ([], before)
    told = shire("delivery", "import", file, "--dive", "Under fives")
    assert told.exit_code == 1
    answer = told.json
    assert (answer["rows_read"], answer["rows_blank"], answer["rows_imported"], answer["rows_rejected"]) == (5, 1, 2, 2)
    assert [(problem["row"], problem["column"], problem["value"]) for problem in answer["rejects"]] == [
        (5, "Body", "Town Counsel"), (6, "Cost a year", "lots"),
    ]  # fmt: skip
    made = shire.good("delivery", "list")["deliveries"]
    assert [(item["agency"], item["cost_pence"], item["areas"]) for item in made] == [
        ("Shire County Council", 120_050, ["E07000120", "E07000121"]), ("Town Council", None, []),
    ]  # fmt: skip
    shire.good("undo")
    assert shire.good("delivery", "list")["deliveries"] == []
    words = shire.words("delivery", "import", file, "--dive", "Under fives")
    assert "2 deliveries taken in" in words.out
    assert "row 5, Body 'Town Counsel'" in words.out


def test_every_list_comes_back_from_a_file_of_its_own_fields(shire: Verb, tmp_path: Path) -> None:
    """What `list --json` says, written as a file by field names, is taken in again as it was."""
    barriers = spending(
        tmp_path,
        "title,level,kind,ask,state\nLaw,central,law,Change it,raised\nHabit,local,culture,,\n",
        "barriers.csv",
    )
    assert shire.good("barrier", "import", barriers)["rows_imported"] == 2
    assert [(item["title"], item["place"], item["state"], item["ask"]) for item in shire.good("barrier",
            "list")["barriers"]] == [
        ("Law", "Shire", "raised", "Change it"), ("Habit", "Shire", "open", ""),
    ]  # fmt: skip
    notes = spending(tmp_path, "kind,text,bodies\ni,One form,SCC; Town Council\nq,Six times,\n", "notes.csv")
    assert shire.good("note", "import", notes, "--workshop", "First workshop")["rows_imported"] == 2
    assert [(item["kind"], item["agencies"]) for item in shire.good("note", "list")["notes"]] == [
        ("idea", ["Shire County Council", "Town Council"]), ("quote", []),
    ]  # fmt: skip
    shire.good("journey", "add", "A year", "--dive", "Under fives")
    steps = spending(tmp_path, "journey,what,days_waited\nA year,Is born,\nA year,Is weighed,3\n", "steps.csv")
    assert shire.good("journey", "step", "import", steps)["rows_imported"] == 2
    shown = shire.good("journey", "show", "A year")["steps"]
    assert [(item["position"], item["what"], item["days_waited"]) for item in shown] == [
        (1, "Is born", None),
        (2, "Is weighed", 3),
    ]


@pytest.mark.parametrize("text", ["", "colour,size\nred,3\n", "agency\nSCC\n"])
def test_a_file_that_cannot_be_taken_in_is_refused_whole(shire: Verb, tmp_path: Path, text: str) -> None:
    told = shire("delivery", "import", spending(tmp_path, text, "odd.csv"))
    assert told.exit_code == 1
    assert "odd.csv" in told.json["error"]["message"]
    assert shire.good("delivery", "list")["deliveries"] == []


def test_the_number_from_which_on_people_are_printed(shire: Verb) -> None:
    assert shire.good("dive", "threshold") == {"threshold": 10}
    assert shire.good("dive", "show", "Under fives")["cohort_small"] is False
    assert shire.good("dive", "threshold", "60") == {"threshold": 60}
    assert shire.good("dive", "threshold") == {"threshold": 60}
    shown = shire.good("dive", "show", "Under fives")
    assert (shown["cohort_small"], shown["pence_per_member"]) == (True, None)
    for number in ("4", "0", "few"):
        assert shire("dive", "threshold", number).exit_code == 2


def test_the_step_after_which_prevention_ends_is_set_and_the_total_follows(shire: Verb) -> None:
    for stage in ("prevent", "recover"):
        shire.good("delivery", "add", "--dive", "Under fives", "--agency", "SCC", "--stage", stage, "--cost", "50")

    def counted() -> list[str]:
        return [part["stage"] for part in shire.good("dive", "show", "Under fives")["by_stage"] if part["prevention"]]

    assert shire.good("dive", "prevention")["cut"] == "secondary"
    assert counted() == ["prevent", "early help"]
    assert shire.good("dive", "prevention", "tertiary")["cut"] == "tertiary"
    assert counted() == ["prevent", "early help", "recover"]
    printed = run("--desk", shire.desk, "dive", "show", "Under fives").out
    assert "Prevention, counted up to tertiary: 2 of 2 deliveries" in printed
    refused = shire("dive", "prevention", "never")
    assert refused.exit_code == 2
    assert shire.good("dive", "prevention")["cut"] == "tertiary"


def test_the_shortlist_says_which_order_stands_without_each_of_the_first(sample: Verb) -> None:
    made = sample.good("shortlist", "--place", "Lancashire", "--year", "2024-25")
    first = [row["title"] for row in made["rows"][:5]]
    assert [one["title"] for one in made["without"]] == first
    for one in made["without"]:
        others = [title for title in first if title != one["title"]]
        assert one["keeps_order"] == (list(one["order"]) == others)


def test_the_shortlist_says_where_a_verdict_is_made_up(sample: Verb) -> None:
    made = sample.good("shortlist", "--place", "Lancashire", "--year", "2024-25")
    evidenced = [row for row in (*made["rows"], *made["activities"]) if (row["verdict"] or "").endswith("evidenced")]
    assert evidenced
    assert all(row["illustrative"] for row in evidenced)
    assert not any(row["illustrative"] for row in made["rows"] if row["verdict"] in ("single", "fragmented"))
    printed = run("--desk", sample.desk, "shortlist", "--place", "Lancashire", "--year", "2024-25").out
    lines = [line for line in printed.splitlines() if "evidenced" in line]
    assert len(lines) == len(evidenced)
    assert all("(illustrative)" in line for line in lines)
