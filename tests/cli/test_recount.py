"""New boundaries by verbs: the worked figures to the penny, what is refused by name, and the life of a boundary set."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests import redrawn
from tests.cli.verbs import Verb, ready_desk
from tests.desk_state import state
from tests.seed.reading import SHARED, read
from tpdesk.models.desk import open_desk

EXAMPLES = SHARED / "capabilities" / "examples" / "recount_examples.json"
WORKED = {
    "Coast": (493_387, 573_107_460_00, 1_370_616_632_11, 277_797, 0.5819, 1_318_070_439_72, 1_381_041_266_66),
    "East": (586_447, 590_783_240_00, 1_557_364_083_52, 265_559, 0.6207, 1_548_845_049_85, 1_580_896_821_62),
    "South": (521_811, 177_061_000_00, 1_320_161_984_37, 252_996, 0.8659, 1_317_917_893_20, 1_352_343_558_56),
}
SPLIT = {
    "Households, Census 2021": 2998425814, "People, mid-2024": 8870679826, "People 0 to 17, mid-2020": 7333600915,
    "People 5 to 15, mid-2020": 33432310148, "People 65 and over, mid-2020": 27115900508,
}  # fmt: skip
NAMES = {
    "people": "People, mid-2024", "people 0 to 17": "People 0 to 17, mid-2020",
    "people 5 to 15": "People 5 to 15, mid-2020", "people 18 to 64": "People 18 to 64, mid-2020",
    "people 65 and over": "People 65 and over, mid-2020", "households": "Households, Census 2021",
}  # fmt: skip


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    return redrawn.lancashire(tmp_path / "a.tpdesk")


def _three(verb: Verb) -> None:
    redrawn.lancashire(verb.desk)
    verb.good("boundaries", "import", redrawn.option(verb.desk.with_name("three.json")))


three = ready_desk(_three)


def held(verb: Verb) -> dict[str, list[tuple[object, ...]]]:
    with open_desk(verb.desk, read_only=True) as desk:
        return state(desk)


def test_the_three_unitaries_to_the_penny(three: Verb) -> None:
    told = three.good("recount", "--place", "Lancashire", "--year", "2024-25", "--boundaries", "three unitaries")
    assert told["whole_pence"] == 4_248_142_700_00 == sum(body["total_pence"] for body in told["new"].values())
    for name, (people, direct, total, head, share, least, most) in WORKED.items():
        body = told["new"][name]
        assert (body["people"], body["direct_pence"], body["total_pence"]) == (people, direct, total)
        assert (body["pence_per_head"], round(body["share_split"], 4)) == (head, share)
        assert (body["least_pence"], body["most_pence"]) == (least, most)
    assert told["new"]["Coast"]["split"] == SPLIT
    assert told["new"]["Coast"]["areas"] == ["Blackpool", "Fylde", "Lancaster", "Wyre"]


def test_one_choice_of_driver_moves_47_5_million_away_from_the_coast(three: Verb) -> None:
    told = three.good("recount", "--boundaries", "Three unitaries", "--swing")
    assert told["swing_by_rule"]["Coast"]["Adult social care"] == [-4752793393, 0]
    assert told["swing_by_rule"]["East"]["Adult social care"] == [0, 2021368181]
    assert told["swing_by_rule"]["South"]["Adult social care"] == [0, 3014388173]
    assert told["swing_by_rule"]["South"]["everything else"] == [-213430741, 0]
    first = told["moves"][0]
    assert (first["service"], first["moved"]["Coast"]) == ("Adult social care", -4752793393)
    assert all(sum(move["moved"].values()) == 0 for move in told["moves"])
    words = three.words("recount", "--boundaries", "Three unitaries", "--swing").out
    assert "moves £47.5m away from Coast" in words
    assert "not a budget, a funding position or a balance sheet" in words


def test_the_overlap_of_county_and_districts_has_no_two_bodies_left(three: Verb) -> None:
    meeting = three.good("recount", "--boundaries", "Three unitaries")["meeting"]
    assert meeting == {"before_pence": 7_197_758_000, "after_pence": 0, "service_lines": 76, "meeting_lines": 25}


def test_every_option_of_the_examples_to_the_penny(verb: Verb, tmp_path: Path) -> None:
    if not EXAMPLES.is_file():
        pytest.skip("the shared examples are not beside the checkout")
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for title, expected in examples["options"].items():
        verb.good("boundaries", "import", redrawn.option(tmp_path / "o.json", title=title, areas=expected["areas"]))
        told = verb.good("recount", "--boundaries", title, "--swing")
        assert told["whole_pence"] == examples["whole_pence"]
        for name, body in expected["new"].items():
            found = told["new"][name]
            split = {NAMES[driver]: pence for driver, pence in body["split"].items()}
            assert (found["direct_pence"], found["split"]) == (body["direct"], split), (title, name)
            assert (found["total_pence"], found["people"]) == (body["total"], body["people"])
            assert (found["pence_per_head"], f"{found['share_split']:.4f}") == (
                body["pence_per_head"], body["share_split"],
            )  # fmt: skip
            assert (found["least_pence"], found["most_pence"]) == (body["least"], body["most"])
        assert told["swing_by_rule"] == expected["swing_by_rule"]


@pytest.mark.parametrize("by", ["body", "category"])
def test_by_organisation_and_by_category_it_adds_up(three: Verb, by: str) -> None:
    told = three.good("recount", "--boundaries", "Three unitaries", "--by", by)
    assert sum(row["total_pence"] for row in told["rows"]) == told["whole_pence"]
    for name, body in told["new"].items():
        assert sum(row["new"][name]["total_pence"] for row in told["rows"]) == body["total_pence"]
        assert sum(row["new"][name]["direct_pence"] for row in told["rows"]) == body["direct_pence"]
    by_count = three.good("count", "--by", "category" if by == "category" else "agency")["rows"]
    assert sorted(row["amount_pence"] for row in by_count) == sorted(row["total_pence"] for row in told["rows"])


def test_a_figure_walks_back_to_lines_with_their_driver(three: Verb) -> None:
    told = three.good("explain", "redrawn", "--boundaries", "Three unitaries", "--new", "coast")
    assert told["number"] == told["parts_pence"] == 137061663211
    care = next(part for part in told["parts"] if part["name"] == "Lancashire County Council: Adult social care")
    assert (care["pence"], care["note"]) == (27115900508, "32.70% by People 65 and over, mid-2020")
    assert three.good("spend", "totals", care["lines"])["expenditure_pence"] == 82928500000
    own = next(part for part in told["parts"] if part["name"] == "Blackpool Council: Adult social care")
    assert own["note"] == "its own"
    assert sum(step["pence"] for step in told["steps"]) == told["number"]
    one = three.good(
        "explain", "redrawn", "--boundaries", "Three unitaries", "--new", "Coast", "--agency", "Fylde Borough Council"
    )
    assert one["number"] == 2627900000
    assert three("explain", "redrawn", "--boundaries", "Three unitaries", "--new", "Cost").exit_code == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"areas": redrawn.THREE | {"East": [*redrawn.THREE["East"], "Preston"]}}, "Preston (E07000123) is in "),
        ({"areas": redrawn.THREE | {"South": ["Chorley", "Preston"]}},
            "South Ribble (E07000126) and West Lancashire (E07000127) are in no new area"),
        ({"areas": redrawn.THREE | {"East": [*redrawn.THREE["East"], "Bolton"]}}, "Bolton (E08000001) lies outside"),
        ({"areas": redrawn.THREE | {"South": ["Chorly"]}}, "Did you mean 'Chorley'?"),
        ({"rules": [["", "People, mid-2042"]], "plausible": {}}, "There is no driver called 'People, mid-2042'."),
        ({"rules": [["", "People, mid-2024", "x"]]}, "Each of 'rules' needs two texts"),
        ({"plausible": {"Roads": ["People, mid-2024"]}}, "'rules' has no such service"),
        ({"areas": {}}, "it needs 'areas'"),
        ({"areas": {"One": "Preston"}}, "needs a list of names or codes"),
        ({"vesting": "31/02/2028"}, "not a valid date"),
        ({"kind": "dream"}, "is none of proposal, order, past"),
    ],
)  # fmt: skip
def test_a_set_that_cannot_be_is_refused_and_nothing_is_changed(
    verb: Verb, tmp_path: Path, said: dict[str, object], words: str
) -> None:
    before = held(verb)
    told = verb("boundaries", "import", redrawn.option(tmp_path / "x.json", **said), "--place", "Lancashire")
    assert told.exit_code in (1, 2)
    assert words in told.err
    assert held(verb) == before


def test_a_file_that_is_no_boundary_set_is_refused(verb: Verb, tmp_path: Path) -> None:
    for text in ("", "[1]", '{"areas": 3}', "\ufffe"):
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        assert verb("boundaries", "import", tmp_path / "x.json").exit_code == 1
    assert verb("boundaries", "import", tmp_path / "none.json").exit_code == 1


def test_a_driver_without_a_district_and_a_set_without_choices_are_refused_by_name(verb: Verb, tmp_path: Path) -> None:
    verb.good("driver", "add", "Short", "--figures", "E06000008 5; E06000009 4")
    verb.good("boundaries", "import", redrawn.option(tmp_path / "a.json", rules=[["", "Short"]], plausible={}))
    told = verb("recount", "--boundaries", "Three unitaries")
    assert told.exit_code == 1
    assert "The driver 'Short' has no figure for Fylde (E07000119), Lancaster (E07000121)" in told.err
    verb.good("boundaries", "import", redrawn.option(tmp_path / "b.json", title="Bare", rules=[], plausible={}))
    told = verb("recount", "--boundaries", "Bare")
    assert told.exit_code == 1
    assert "Nothing says by which driver" in told.err


def test_what_is_asked_wrongly_is_said(three: Verb) -> None:
    assert "Did you mean 'Three unitaries'?" in three("recount", "--boundaries", "Three unitary").err
    assert three("recount", "--boundaries", "Three unitaries", "--year", "2024").exit_code == 2
    three.good("place", "add", "Elsewhere", "--code", "E07000001")
    told = three("recount", "--boundaries", "Three unitaries", "--place", "Elsewhere")
    assert (told.exit_code, "redraws Lancashire" in told.err) == (2, True)
    assert three("recount").exit_code == 2


def test_a_year_without_lines_comes_to_nothing_and_every_year_can_be_asked(three: Verb, tmp_path: Path) -> None:
    told = three.good("recount", "--boundaries", "Three unitaries", "--year", "2019-20")
    assert told["whole_pence"] == 0
    (tmp_path / "old.csv").write_text("Agency,Service,Amount\nLancashire County Council,Adult social care,1000.00\n")
    three.good(
        "import", tmp_path / "old.csv", "--place", "Lancashire", "--year", "2019-20", "--agency-column", "Agency"
    )
    told = three.good("recount", "--boundaries", "Three unitaries", "--year", "2019-20")
    assert told["whole_pence"] == 100_000
    assert [round(body["total_pence"] / 1000, 1) for body in told["new"].values()] == [32.7, 30.3, 37.0]


@pytest.mark.deep
def test_a_set_lives_like_every_record(three: Verb, tmp_path: Path) -> None:
    listed = three.good("boundaries", "list")["boundaries"]
    assert [(item["boundaries"], item["kind"], item["vesting"]) for item in listed] == [
        ("Three unitaries", "proposal", "2028-04-01")
    ]
    shown = three.good("boundaries", "show", "three unitaries")
    assert (len(shown["boundary_areas"]), len(shown["driver_choices"])) == (3, 7)
    before = held(three)
    three.good("driver-choice", "change", "1", "--driver", "People, mid-2024")
    told = three.good("recount", "--boundaries", "Three unitaries")
    assert told["new"]["Coast"]["total_pence"] == 137061663211 - 4752793393
    three.good("undo")
    assert held(three) == before
    three.good("boundaries", "remove", "Three unitaries")
    assert three.good("boundary-area", "list")["boundary_areas"] == []
    three.good("undo")
    assert three.good("recount", "--boundaries", "Three unitaries")["new"]["Coast"]["total_pence"] == 137061663211
    assert not [problem for item in three.good("check")["checks"] for problem in item.get("problems", ())]
    assert any("boundary set" in act["act"] for act in three.good("history")["acts"])
    with (tmp_path / "sets.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("title", "place"), ("Bare", "Lancashire")])
    assert three.good("boundaries", "import", tmp_path / "sets.csv")["rows_imported"] == 1


def test_importing_is_one_step_of_undo_and_a_dry_run_changes_nothing(verb: Verb, tmp_path: Path) -> None:
    before, file = held(verb), redrawn.option(tmp_path / "three.json")
    assert verb.good("boundaries", "import", file, "--dry-run")["dry_run"]
    assert held(verb) == before
    verb.good("boundaries", "import", file)
    verb.good("undo")
    assert held(verb) == before


def test_a_divided_district_goes_by_its_wards_and_its_lines_by_theirs(verb: Verb, tmp_path: Path) -> None:
    wards = tmp_path / "wards.csv"
    wards.write_text(
        "code,name,kind,inside,people,year\nW1,North Preston,ward,E07000123,62864,2024\n"
        "W2,South Preston,ward,E07000123,100000,2024\n", encoding="utf-8",
    )  # fmt: skip
    verb.good("area", "import", wards)
    areas = {
        "Coast": ["Fylde", "Wyre", "Blackpool", "Lancaster", "W1"], "East": redrawn.THREE["East"],
        "South": ["Chorley", "South Ribble", "West Lancashire"],
    }  # fmt: skip
    refused = verb("boundaries", "import", redrawn.option(tmp_path / "a.json", areas=areas))
    assert refused.exit_code == 1
    assert "Preston (E07000123) is divided, and South Preston (W2) is in no new area" in refused.err
    areas["South"] = [*areas["South"], "W2"]
    figures = "; ".join(
        [f"{code} {people}" for code, people in {"W1": 62864, "W2": 100000}.items()]
        + [f"{row['area']} {row['value']}" for row in _people() if row["area"] != "E07000123"]
    )
    verb.good("driver", "add", "By wards", "--figures", figures)
    verb.good(
        "boundaries", "import", redrawn.option(tmp_path / "a.json", areas=areas, rules=[["", "By wards"]], plausible={})
    )
    told = verb.good("recount", "--boundaries", "Three unitaries")
    assert told["whole_pence"] == 4_248_142_700_00 == sum(body["total_pence"] for body in told["new"].values())
    assert told["new"]["Coast"]["people"] == 493_387 + 62_864
    preston = verb.good("recount", "--boundaries", "Three unitaries", "--by", "body")["rows"]
    row = next(row for row in preston if row["agency"] == "Preston City Council")
    assert row["new"]["Coast"]["direct_pence"] == 0
    assert abs(row["new"]["Coast"]["total_pence"] - row["total_pence"] * 62864 // 162864) < 60
    own = tmp_path / "own.csv"
    own.write_text("Agency,Service,Area,Amount\nPreston City Council,Parks,W1,500.00\n", encoding="utf-8")
    verb.good("import", own, "--place", "Lancashire", "--year", "2024-25", "--agency-column", "Agency")
    after = verb.good("recount", "--boundaries", "Three unitaries")
    assert after["new"]["Coast"]["direct_pence"] == told["new"]["Coast"]["direct_pence"] + 50_000
    assert after["new"]["Coast"]["split"] == told["new"]["Coast"]["split"]


def _people() -> list[dict[str, str]]:
    return [
        {"area": row["code"], "value": row["people_2024"]}
        for row in read("driver_figures")
        if row["code"] in {"E06000008", "E06000009", *(f"E070001{n}" for n in range(17, 29))}
    ]


def test_a_year_before_the_areas_began_is_recoded_by_a_past_set_and_said(tmp_path: Path) -> None:
    verb, file = Verb(tmp_path / "c.tpdesk"), tmp_path / "x.json"
    verb.good("place", "add", "Cumbria", "--code", "E10000006")
    for name, kind, area in (("County", "county", "E10000006"), ("Allerdale", "district", "E07000026")):
        verb.good("agency", "add", name, "--kind", kind, "--place", "Cumbria", "--area", area)
    (tmp_path / "l.csv").write_text(
        "Agency,Service,Amount\nCounty,Roads,1000000\nAllerdale,Bins,50000\n", encoding="utf-8"
    )
    verb.good("import", tmp_path / "l.csv", "--place", "Cumbria", "--year", "2019-20", "--agency-column", "Agency")
    today = {
        "title": "Two",
        "areas": {"West": ["E06000063"], "East": ["E06000064"]},
        "rules": [["", "People, mid-2020"]],
    }
    file.write_text(json.dumps(today), encoding="utf-8")
    refused = verb("boundaries", "import", file)
    assert (refused.exit_code, "and 1 other are in no new area" in refused.err) == (1, True)
    past = {
        "title": "Cumbria 2023", "kind": "past", "areas": {
            "Cumberland": {"code": "E06000063", "areas": ["Allerdale", "Carlisle", "Copeland"]},
            "Furness": {"code": "E06000064", "areas": ["Barrow-in-Furness", "Eden", "South Lakeland"]},
        },
    }  # fmt: skip
    file.write_text(json.dumps(past), encoding="utf-8")
    verb.good("boundaries", "import", file)
    file.write_text(json.dumps(today), encoding="utf-8")
    verb.good("boundaries", "import", file)
    told = verb.good("recount", "--boundaries", "Two", "--year", "2019-20")
    assert told["new"]["West"]["direct_pence"] == 5_000_000
    assert [body["people"] for body in told["new"].values()] == [225_385, 274_396]
    assert told["new"]["West"]["total_pence"] + told["new"]["East"]["total_pence"] == 105_000_000
    assert any("Allerdale (E07000026) is counted as Cumberland (E06000063)" in issue for issue in told["issues"])


def test_whose_money_it_is_can_be_the_councils_alone(three: Verb, tmp_path: Path) -> None:
    three.good("agency", "add", "Police", "--kind", "police", "--place", "Lancashire", "--area", "E10000017")
    (tmp_path / "p.csv").write_text("Service,Amount\nPolicing,1000.00\n", encoding="utf-8")
    three.good("import", tmp_path / "p.csv", "--agency", "Police", "--place", "Lancashire", "--year", "2024-25")
    said = ("recount", "--boundaries", "Three unitaries")
    assert three.good(*said)["whole_pence"] == 4_248_142_700_00 + 100_000
    assert three.good(*said, "--whose", "councils")["whole_pence"] == 4_248_142_700_00
    assert three.good(*said, "--whose", "councils")["new"]["Coast"]["total_pence"] == 137061663211


@pytest.mark.deep
def test_the_board_pack_has_each_option_and_what_it_is_not(three: Verb, tmp_path: Path) -> None:
    bare = {"title": "Bare", "rules": [], "plausible": {}}
    three.good("boundaries", "import", redrawn.option(tmp_path / "b.json", **bare))
    told = three.good("pack", "board", "--out", tmp_path / "a.xlsx", "--publish")
    assert {"New boundaries", "What drivers move"} <= set(told["sheets"])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    rows = list(book["New boundaries"].iter_rows(values_only=True))
    words = " ".join(str(row[0]) for row in rows if row[0])
    assert "It is not a budget, a funding position or a balance sheet" in words
    assert "moves £47.5m away from Coast" in words
    assert "Not recounted: Bare. Nothing says by which driver" in words
    coast = next(row for row in rows if row[0] == "Coast")
    assert coast[1:9] == (
        493387, 573107460, 797509172.11, 1370616632.11, 2777.97, pytest.approx(0.5818615894674152), 1318070439.72,
        1381041266.66,
    )  # fmt: skip
    with ZipFile(tmp_path / "a.xlsx") as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    (bars,) = [chart for chart in drawn if "<c:errBars>" in chart]
    assert bars.count("<c:ser>") == 2
    assert "wdUpDiag" in bars
    assert bars.count("<c:errBars>") == 1
    moves = list(book["What drivers move"].iter_rows(values_only=True))
    assert any({"Adult social care", "Coast", -47527933.93} <= {*row} for row in moves)
    three.good("boundaries", "remove", "Three unitaries")
    three.good("boundaries", "remove", "Bare")
    told = three.good("pack", "board", "--out", tmp_path / "b.xlsx", "--publish")
    assert "New boundaries" not in set(told["sheets"])
