"""Areas, drivers and apportioned spend by verbs: what the contract says, to the penny, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk, with_desk
from tests.desk_state import state
from tests.seed.reading import SHARED
from tpdesk.models.desk import open_desk
from tpdesk.services import history, merging

LANCASHIRE = ("E06000008", "E06000009", *(f"E070001{n}" for n in range(17, 29)))
EXAMPLES = SHARED / "capabilities" / "examples" / "apportion_examples.json"
OVER_65 = "People 65 and over, mid-2020"


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Lancashire", *(word for code in LANCASHIRE for word in ("--code", code)))
    verb.good("agency", "add", "DWP", "--kind", "central-department", "--place", "Lancashire")


verb = ready_desk(_verb)


def pension(*more: str) -> tuple[str, ...]:
    return (
        "apportion", "add", "--place", "Lancashire", "--year", "2017-18", "--agency", "DWP", "--label", "State pension",
        "--category", "10.2", "--amount", "10379.857m", "--over", "North West", "--driver", OVER_65, *more,
    )  # fmt: skip


def problems(verb: Verb) -> list[str]:
    return [problem for item in verb.good("check")["checks"] for problem in item.get("problems", ())]


@pytest.mark.deep
def test_every_segment_from_the_command_line_to_the_penny(verb: Verb) -> None:
    if not EXAMPLES.is_file():
        pytest.skip("the shared examples are not beside the checkout")
    told = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    names = {
        "people": "People, mid-2020",
        "people 16 to 64": "People 16 to 64, mid-2020",
        "people 65 and over": OVER_65,
    }
    for segment in told["dwp"]:
        made = verb.good(
            "apportion", "add", "--year", "2017-18", "--agency", "DWP", "--label", segment["segment"], "--amount",
            f"{segment['north_west_pence'] // 100}", "--over", "E12000002", "--driver", names[segment["driver"]],
        )  # fmt: skip
        assert (made["whole_pence"], made["place_pence"]) == (segment["north_west_pence"], segment["lancashire_pence"])
        assert f"{made['share']:.6f}" == segment["share"]
        assert sum(part["pence"] for part in made["parts"]) == made["whole_pence"]
        assert [part["area"] for part in made["parts"]] == [*LANCASHIRE, "elsewhere"]
    listed = verb.good("apportion", "list", "--place", "Lancashire")
    assert listed["place_pence"] == told["dwp_total_lancashire_pence"]
    counted = verb.good("count", "--place", "Lancashire", "--year", "2017-18")
    assert counted["gross_pence"] == told["dwp_total_lancashire_pence"]
    assert counted["basis"]["statuses"] == ["apportioned"]
    assert problems(verb) == []


def test_a_change_replaces_the_batch_in_one_step_of_undo(verb: Verb) -> None:
    first = verb.good(*pension())
    assert first["batch"] == 1
    with open_desk(verb.desk, read_only=True) as desk:
        before = state(desk)
    changed = verb.good("apportion", "change", "1", "--driver", "People, mid-2020")
    assert changed["place_pence"] == 213_513_841_757
    assert (
        "State pension: £2,135,138,417.57 in Lancashire in place of £2,294,731,792.05, £159,593,374.48 less."
        in changed["issues"]
    )
    batches = verb.good("batch", "list")["batches"]
    assert [(batch["id"], batch["sum_pence"]) for batch in batches] == [(changed["batch"], 213_513_841_757)]
    verb.good("undo")
    with open_desk(verb.desk, read_only=True) as desk:
        assert state(desk) == before
    verb.good("redo")
    refused = verb.words("batch", "remove", str(changed["batch"]))
    assert (refused.exit_code, "holds the lines of apportionment 1" in refused.err) == (2, True)
    verb.good("apportion", "remove", "1")
    assert verb.good("batch", "list")["batches"] == []
    assert verb.good("apportion", "list")["apportionments"] == []
    assert problems(verb) == []


def test_a_driver_that_changes_takes_its_lines_along_and_one_in_use_stays(verb: Verb) -> None:
    verb.good(*pension())
    refused = verb.words("driver", "remove", OVER_65)
    assert refused.exit_code == 2
    assert "This driver shares out 1 apportionment (1)." in refused.err
    figures = verb.good("driver", "show", OVER_65)["values"]
    typed = "; ".join(f"{one['area']} {1 if one['area'] == 'E06000009' else one['value']}" for one in figures)
    verb.good("driver", "change", OVER_65, "--figures", typed)
    shown = verb.good("apportion", "show", "1")
    assert next(part["driver_value"] for part in shown["parts"] if part["area"] == "E06000009") == 1
    assert verb.good("count", "--year", "2017-18")["gross_pence"] == shown["place_pence"] < 229_473_179_205
    refused = verb.words("driver", "change", OVER_65, "--figures", typed.replace("E06000008 ", "E06000001 "))
    assert refused.exit_code == 2
    missing = "; ".join(item for item in typed.split("; ") if not item.startswith("E06000008"))
    lacking = verb.words("driver", "change", OVER_65, "--figures", missing)
    assert lacking.exit_code == 1
    assert "no figure for Blackburn with Darwen (E06000008). A missing figure is never taken for 0" in lacking.err
    assert verb.good("apportion", "show", "1")["place_pence"] == shown["place_pence"]


def test_a_dry_run_and_a_published_figure(verb: Verb) -> None:
    tried = verb.good(*pension("--dry-run"))
    assert (tried["batch"], tried["place_pence"]) == (None, 229_473_179_205)
    assert verb.good("apportion", "list")["apportionments"] == []
    assert verb.good("batch", "list")["batches"] == []
    direct = verb.good(
        "apportion", "add", "--year", "2024-25", "--agency", "DWP", "--label", "Carers", "--amount", "-12.34",
        "--source", "DWP by authority",
    )  # fmt: skip
    assert (direct["method"], direct["place_pence"], direct["grade"]) == ("direct", -1234, 2)
    (line,) = verb.good("spend", "list")["lines"]
    assert (line["status"], line["amount_pence"], line["grade"]) == ("actual", -1234, 2)


def test_two_stages_from_the_command_line(verb: Verb, tmp_path: Path) -> None:
    by_region = tmp_path / "regions.csv"
    regions = [f"E1200000{n}" for n in range(1, 10)]
    by_region.write_text("area,value\n" + "".join(f"{code},{n * 10}\n" for n, code in enumerate(regions, 1)))
    verb.good(
        "driver",
        "import",
        by_region,
        "--name",
        "CRA",
        "--unit",
        "£m",
        "--year",
        "2017",
        "--grade",
        "5",
        "--source",
        "CRA",
    )
    made = verb.good(
        "apportion", "add", "--year", "2017-18", "--agency", "DWP", "--label", "Pensions", "--amount", "45000000",
        "--over", "E92000001", "--stage-driver", "CRA", "--driver", OVER_65,
    )  # fmt: skip
    region = 4_500_000_000 * 20 // 450
    assert made["method"] == "two-stage"
    assert abs(made["place_pence"] - region * 306056 / 1384396) < 14
    assert made["grade"] == 5


def test_drivers_wide_and_narrow_with_totals_blanks_and_strangers(verb: Verb, tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    wide.write_text(
        'Area code,Area name,Claimants,Pupils\nE12000002,North West,900,\nE07000117,Burnley,"1,200",30\n'
        "E07000120,Hyndburn,800.5,\nNowhere,Nowhere,1,1\nHyndbern,Hyndbern,1,1\nE07999999,Later,7,x\n"
        "elsewhere,The rest,5,\n"
    )
    came = verb("driver", "import", wide, "--unit", "people", "--year", "2023", "--source", "survey")
    assert came.exit_code == 1
    told = came.json
    assert told["drivers"][0] | {"source": ""} == {
        "name": "Claimants", "areas": 3, "total": "2012.5", "unit": "people", "year": 2023, "grade": None, "source": "",
        "elsewhere": 5,
    }  # fmt: skip
    assert (told["drivers"][1]["areas"], told["drivers"][1]["total"]) == (1, 30)
    rejects = {row["row"]: row["message"] for row in told["rejects"]}
    assert rejects.keys() == {5, 6, 7}
    assert "Did you mean Hyndburn (E07000120)?" in rejects[6]
    assert "'x' is not a figure of 'Pupils'" in rejects[7]
    assert "Areas of the file that are not on this desk: E07999999." in told["issues"]
    assert any(
        "'Claimants': left out, since areas inside them are there too: North West" in one for one in told["issues"]
    )
    again = verb.words("driver", "import", wide, "--year", "2023")
    assert again.exit_code == 2
    assert "There is a driver called 'Claimants' already" in again.err
    assert verb("driver", "import", wide, "--year", "2024", "--replace").json["drivers"][0]["year"] == 2024
    two = tmp_path / "two.csv"
    two.write_text("area,value\nE07000026,5\nE06000063,6\n")
    refused = verb.words("driver", "import", two, "--name", "Both", "--year", "2023")
    assert refused.exit_code == 1
    assert "areas of two boundaries in one set: Allerdale (E07000026) ended on 2023-03-31" in refused.err
    assert "Both" not in {driver["name"] for driver in verb.good("driver", "list")["drivers"]}


def test_areas_are_imported_nested_dated_and_with_people(verb: Verb, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(
        "code,name,kind,inside,people,households,year,source,valid_from\n"
        "E05005150,Bank Hall,ward,Burnley,7311,3000,2024,Council,2002-05-02\n"
        "E05005151,Trinity,ward,E07000117,6402,,2024,Council,\n"
        "n1,Lower Trinity,neighbourhood,Trinity,900,,2024,,\n"
        "E05005152,Lost,ward,Burnly,,,,,\n"
        "E07000120,Hyndburn,ward,,,,,,\n"
        "E05005153,No year,ward,E07000117,5,,,,\n"
    )
    came = verb("area", "import", file)
    assert came.exit_code == 1
    assert [area["name"] for area in came.json["areas"]] == ["Bank Hall", "Trinity", "Lower Trinity"]
    rejects = {row["row"]: row["message"] for row in came.json["rejects"]}
    assert "Did you mean Burnley (E07000117)?" in rejects[5]
    assert "came with tpdesk and stays" in rejects[6]
    assert "say of which year" in rejects[7]
    listed = verb.good("area", "list", "--inside", "Burnley")["areas"]
    assert [(one["name"], one["people"], one["inside"]) for one in listed] == [
        ("Bank Hall", 7311, ["E07000117"]), ("Trinity", 6402, ["E07000117"]),
    ]  # fmt: skip
    refused = verb.words("area", "remove", "Trinity")
    assert "is named by lines, organisations, places or other areas" in refused.err
    assert verb.good("area", "remove", "N1")["removed"]
    file.write_text("code,name,kind,inside\nA,First,ward,B\nB,Second,ward,A\n")
    circle = verb.words("area", "import", file)
    assert (circle.exit_code, "lies in itself" in circle.err) == (1, True)
    assert verb.good("area", "list", "--kind", "neighbourhood")["areas"] == []
    assert problems(verb) == []


@pytest.mark.deep
def test_two_desks_with_the_same_spend_merge_to_one_share(tmp_path: Path) -> None:
    mine, theirs = (with_desk(Verb(tmp_path / f"{name}.tpdesk"), _verb) for name in ("mine", "theirs"))
    mine.good(*pension())
    theirs.good(*pension())
    theirs.good("apportion", "change", "1", "--amount", "10000m")
    wards = tmp_path / "wards.csv"
    wards.write_text("code,name,kind,inside,people,year\nE05005150,Bank Hall,ward,Burnley,7311,2024\n")
    theirs.good("area", "import", wards)
    with open_desk(mine.desk) as desk:
        plan = merging.plan(desk, theirs.desk)
        (conflict,) = plan.conflicts
        assert (conflict.field, conflict.theirs) == ("amount", "£10,000,000,000.00")
        merging.apply(desk, theirs.desk, plan, {conflict: "theirs"})
        history.acts(desk)
    (one,) = mine.good("apportion", "list")["apportionments"]
    assert one["whole_pence"] == 1_000_000_000_000
    assert mine.good("count", "--year", "2017-18")["gross_pence"] == one["place_pence"]
    assert mine.good("area", "list", "--kind", "ward")["areas"][0]["people"] == 7311
    assert problems(mine) == []


def test_money_that_may_be_there_twice_is_said(verb: Verb, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("Label,Amount\nState Pension,100.00\n")
    verb.good("import", own, "--agency", "DWP", "--year", "2017-18")
    said = verb.good(*pension())["issues"]
    assert any("DWP has 1 line of its own under 'State pension' in this year" in issue for issue in said)
    said = verb.good(*pension("--flow", "expenditure"))["issues"]
    assert any("DWP has 'State pension' in apportionment 1 too" in issue for issue in said)
    old = verb.good(*pension()[:4], "--year", "2024-25", *pension()[6:])["issues"]
    assert f"The driver '{OVER_65}' is of 2020, 4 years from the spend of 2024-25." in old


def wrong() -> Iterator[tuple[tuple[str, ...], str, int]]:
    base = pension()
    yield (*base[:-1], "Peeple 65 and over, mid-2020"), f"Did you mean '{OVER_65}'?", 2
    yield (*base, "--amount", "a lot"), "not an amount of money", 2
    yield (*base[:12], "--amount", "5", "--driver", OVER_65), "which areas the whole amount covers", 2
    yield (*base, "--over", "London", "--method", "two-stage"), "between regions first", 2
    yield (*base[:6], *base[8:]), "Organisation is needed", 2


@pytest.mark.parametrize(("words", "message", "code"), wrong())
def test_what_is_wrong_is_refused_and_nothing_is_written(
    verb: Verb, words: tuple[str, ...], message: str, code: int
) -> None:
    refused = verb.words(*words)
    assert (refused.exit_code, message in refused.err) == (code, True), refused.err
    assert verb.good("apportion", "list")["apportionments"] == []


def test_the_share_follows_the_areas_of_the_place(verb: Verb) -> None:
    verb.good(*pension())
    verb.good("place", "change", "Lancashire", "--drop-code", "E06000009")
    shown = verb.good("apportion", "show", "1")
    assert (len(shown["parts"]), shown["place_pence"]) == (14, 208_154_822_747)
    assert verb.good("count", "--year", "2017-18")["gross_pence"] == shown["place_pence"]


def test_the_pack_prints_what_is_apportioned(verb: Verb, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    verb.good(*pension())
    own = tmp_path / "own.csv"
    own.write_text("Label,Amount\nJobcentres,100.00\n")
    verb.good("import", own, "--agency", "DWP", "--year", "2017-18")
    counted = verb.good("count", "--year", "2017-18")
    assert counted["by_method"] == {"direct": 100_00, "apportioned": 229_473_179_205}
    pack = tmp_path / "pack.xlsx"
    written = verb.good("pack", "board", "--year", "2017-18", "--out", pack)
    assert "Apportioned spend" in written["sheets"]
    sheet = openpyxl.load_workbook(pack)["Apportioned spend"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "DWP"]
    assert [(row[1], row[4], row[5], row[6], row[8], row[9]) for row in rows] == [
        ("State pension", "North West", "driver", OVER_65, 2294731792.05, 4)
    ]
    headline = openpyxl.load_workbook(pack, data_only=True)["Headline figures"]
    said = {row[0]: row[1] for row in headline.iter_rows(values_only=True)}
    assert said["Apportioned from wider spend"] == 2294731792.05
    assert said["Direct (own returns and published figures)"] == 100
