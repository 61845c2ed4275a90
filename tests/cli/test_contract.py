"""Every verb of the contract: its options, its JSON fields and their types, and what it does without being told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.verbs import Verb, run, with_desk

Field = type | tuple[type | None, ...] | None
NUMBER = (int, float, None)
TEXT = (str, None)
WHOLE = (int, None)

COUNT: dict[str, Field] = {
    "basis": dict, "gross_pence": int, "income_pence": int, "transfers_removed_pence": int,
    "after_transfers_pence": int, "net_of_income_pence": int,
    "unmapped_pence": int, "bodies_counted": int, "bodies_expected": int, "people": WHOLE, "households": WHOLE,
    "pence_per_head": WHOLE,
    "pence_per_household": WHOLE, "rows": list, "missing_returns": list, "issues": list,
}  # fmt: skip
OVERLAP_ROW: dict[str, Field] = {
    "category": str, "title": str, "weak": bool, "agencies": int, "total_pence": int, "hhi": NUMBER,
    "effective_agencies": NUMBER, "fragmentation": NUMBER,
    "lead_agency": TEXT, "lead_share": NUMBER, "outside_lead_pence": int, "outside_lead_meeting_pence": int,
    "unproven": bool, "verdict": TEXT,
    "evidence": list, "left_out": list, "coarser": bool,
}  # fmt: skip
PAIR_ROW: dict[str, Field] = {
    "agency_a": str,
    "agency_b": str,
    "areas_meet": bool,
    "shared_pence": int,
    "similarity": (int, float),
}
IMPORT: dict[str, Field] = {
    "file": str, "sha256": str, "batch": WHOLE, "encoding": str, "delimiter": TEXT, "header_row": WHOLE, "sheet": TEXT,
    "columns": dict, "rows_read": int,
    "rows_blank": int, "rows_imported": int, "rows_rejected": int, "sum_pence": int, "control_total_pence": WHOLE,
    "difference_pence": WHOLE,
    "coercions": dict, "rejects": list, "warnings": list,
}  # fmt: skip
LANCASHIRE = ("--place", "Lancashire", "--year", "2024-25")


def typed(found: dict[str, Any], fields: dict[str, Field]) -> None:
    """Every field is there, of its type; bool is no number."""
    for name, kind in fields.items():
        assert name in found, name
        value = found[name]
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if value is None:
            assert None in kinds, name
        else:
            assert type(value) in kinds, f"{name} is {value!r}"


def spending(folder: Path, text: str = "Service,Amount\nRoads,10\nBins,20.50\n", name: str = "spend.csv") -> Path:
    """A small spending file."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture
def shire(verb: Verb) -> Verb:
    """A desk with one place, one organisation and two lines of 2024-25."""
    return with_desk(verb, filled)


def filled(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire County Council", "--place", "Shire", "--kind", "county")
    file = spending(verb.desk.parent)
    verb.good("import", file, "--place", "Shire", "--agency", "Shire County Council", "--year", "2024-25")


@pytest.mark.deep
def test_demo(verb: Verb) -> None:
    told = verb.good("demo", "--no-open")
    typed(told, {"desk": str, "places": int, "agencies": int, "lines": int})
    assert Path(told["desk"]) == verb.desk
    assert told["places"] == len(verb.good("place", "list")["places"])
    assert told["agencies"] == len(verb.good("agency", "list")["agencies"])


def test_demo_never_writes_over_a_desk(shire: Verb) -> None:
    before = shire.desk.read_bytes()
    assert shire("demo", "--no-open").exit_code != 0
    assert shire.desk.read_bytes() == before


def test_place(verb: Verb) -> None:
    told = verb.good(
        "place",
        "add",
        "Two Towns",
        "--code",
        "E06000008",
        "--code",
        "E06000009",
        "--kind",
        "parallel",
        "--region",
        "North West",
        "--theme",
        "Families",
    )
    assert told["place"] == "Two Towns"
    told = verb.good(
        "place", "population", "two towns", "2024-25", "--people", "1000", "--households", "400", "--source", "ONS"
    )
    assert {name: told[name] for name in ("place", "year", "people", "households")} == {
        "place": "Two Towns",
        "year": "2024-25",
        "people": 1000,
        "households": 400,
    }
    assert [place["name"] for place in verb.good("place", "list")["places"]] == ["Two Towns"]
    shown = verb.good("place", "show", "TWO TOWNS")
    assert (shown["name"], shown["kind"], shown["region"], shown["theme"]) == (
        "Two Towns",
        "parallel",
        "North West",
        "Families",
    )
    assert sorted(shown["codes"]) == ["E06000008", "E06000009"]


def test_a_place_of_one_name_is_made_once(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    assert verb("place", "add", "  SHIRE ").exit_code == 2
    assert verb("place", "add", "   ").exit_code == 2
    assert verb("place", "add", "Elsewhere", "--code", "X1").exit_code == 2
    assert len(verb.good("place", "list")["places"]) == 1


def test_population_keeps_what_it_is_not_told(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    verb.good("place", "population", "Shire", "2024-25", "--people", "1000", "--source", "ONS")
    told = verb.good("place", "population", "Shire", "2024-25", "--households", "400")
    assert (told["people"], told["households"]) == (1000, 400)
    assert verb("place", "population", "Shire", "2024-25", "--people", "-5").exit_code == 2
    assert verb("place", "population", "Shire", "2024-26", "--people", "5").exit_code == 2


def test_agency(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    verb.good("place", "add", "Other")
    told = verb.good(
        "agency", "add", "Shire CC", "--kind", "county", "--place", "Shire", "--place", "other", "--area", "E10000017",
        "--area", "E06000008",
        "--alias", "The Shire", "--alias", "SCC",
    )  # fmt: skip
    assert told["agency"] == "Shire CC"
    [agency] = verb.good("agency", "list", "--place", "shire")["agencies"]
    assert (agency["name"], agency["kind"]) == ("Shire CC", "county")
    assert sorted(agency["areas"]) == ["E06000008", "E10000017"]
    assert sorted(agency["aliases"]) == ["SCC", "The Shire"]
    assert verb("agency", "add", "shire cc").exit_code == 2
    assert verb("agency", "add", "the shire").exit_code == 2, "an alias is a name too"
    assert verb("agency", "add", "Newcomer", "--area", "Lancashire").exit_code == 2
    assert verb("agency", "add", "Newcomer", "--place", "Nowhere").exit_code == 2
    assert len(verb.good("agency", "list")["agencies"]) == 1, "a refused act leaves nothing"


def test_import_fields(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    file = spending(tmp_path, "Service,Amount\nRoads,10\n,\nBins,many\nBins,-3\n")
    told = verb("import", file, "--place", "Shire", "--agency", "Shire CC", "--year", "2024-25")
    assert told.exit_code == 1
    [entry] = told.json["files"]
    typed(entry, IMPORT)
    assert (entry["rows_read"], entry["rows_blank"], entry["rows_imported"], entry["rows_rejected"]) == (4, 1, 2, 1)
    assert (entry["sum_pence"], entry["header_row"], entry["file"]) == (700, 1, "spend.csv")
    assert entry["columns"] == {"label": "Service", "amount": "Amount"}
    [reject] = entry["rejects"]
    typed(reject, {"row": int, "column": str, "rule": str, "value": str, "message": str})
    assert (reject["row"], reject["column"], reject["value"]) == (4, "Amount", "many")


def test_import_takes_several_files_each_a_batch(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    files = [spending(tmp_path, f"Service,Amount\nRoads,{n}\n", f"{n}.csv") for n in (1, 2)]
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    told = verb("import", *files, empty, "--agency", "Shire CC", "--year", "2024-25")
    assert told.exit_code == 1
    first, second, third = told.json["files"]
    assert first["batch"] != second["batch"]
    assert third["batch"] is None
    typed(third, {**IMPORT, "sha256": TEXT, "encoding": TEXT})
    assert verb.good("count")["gross_pence"] == 300


def test_columns_can_be_said_by_header_or_number(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    headed = spending(tmp_path, "What,Sum = total,Other\nRoads,10,99\nBins,5,98\n")
    told = verb.good(
        "import",
        headed,
        "--agency",
        "Shire CC",
        "--year",
        "2024-25",
        "--map",
        "amount=Sum = total",
        "--map",
        "label=What",
    )
    assert told["files"][0]["sum_pence"] == 1500
    bare = spending(tmp_path, "Roads,10,99\nBins,5,98\n", "bare.csv")
    told = verb.good(
        "import",
        bare,
        "--agency",
        "Shire CC",
        "--year",
        "2024-25",
        "--header-row",
        "0",
        "--map",
        "amount=#3",
        "--map",
        "label=#1",
    )
    assert (told["files"][0]["sum_pence"], told["files"][0]["rows_read"]) == (19_700, 2)
    for wrong in ("amount", "amount=No such column", "nonsense=What", "amount=#9"):
        assert (
            verb("import", headed, "--again", "--agency", "Shire CC", "--year", "2024-25", "--map", wrong).exit_code
            == 2
        ), wrong


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_header_that_is_named_is_the_header_however_few_the_rows(verb: Verb, tmp_path: Path, rows: int) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    file = spending(tmp_path, "What,Money\n" + "Roads,1.25\n" * rows)
    told = verb(
        "import", file, "--agency", "Shire CC", "--year", "2024-25", "--map", "amount=Money", "--map", "label=What"
    )
    assert told.exit_code == 0, told.err
    [entry] = told.json["files"]
    assert (entry["header_row"], entry["rows_imported"], entry["sum_pence"]) == (1, rows, 125 * rows)


@pytest.mark.parametrize(
    ("unit", "pence"),
    [("pounds", 1234), ("thousands", 1_234_000), ("millions", 1_234_000_000), ("billions", 1_234_000_000_000)],
)
def test_units(verb: Verb, tmp_path: Path, unit: str, pence: int) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    file = spending(tmp_path, "Service,Amount\nRoads,12.34\n")
    told = verb.good(
        "import", file, "--agency", "Shire CC", "--year", "2024-25", "--unit", unit, "--control-total", "12.34"
    )
    [entry] = told["files"]
    assert (entry["sum_pence"], entry["control_total_pence"], entry["difference_pence"]) == (pence, pence, 0)


def test_flow_and_status_of_a_whole_file(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    file = spending(tmp_path)
    verb.good("import", file, "--agency", "Shire CC", "--year", "2024-25", "--flow", "income", "--status", "budget")
    told = verb.good("count")
    assert (told["gross_pence"], told["income_pence"], told["basis"]["statuses"]) == (0, 3050, ["budget"])
    assert verb.good("count", "--status", "actual")["income_pence"] == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_a_profile_is_saved_and_used(verb: Verb, tmp_path: Path, rows: int) -> None:
    verb.good("place", "add", "Shire")
    verb.good("agency", "add", "Shire CC", "--place", "Shire")
    first = spending(tmp_path, "What,Sum,Total\nRoads,1,7\nRoads,0,7\nRoads,0,7\n")
    verb.good(
        "import",
        first,
        "--agency",
        "Shire CC",
        "--year",
        "2024-25",
        "--map",
        "amount=Sum",
        "--map",
        "label=What",
        "--save-profile",
        "Ledger",
        "--unit",
        "thousands",
    )
    second = spending(tmp_path, "What,Sum,Total\n" + "Bins,2,7\n" * rows, "second.csv")
    told = verb.good("import", second, "--agency", "Shire CC", "--year", "2024-25", "--profile", "ledger")
    assert (told["files"][0]["columns"]["amount"], told["files"][0]["sum_pence"]) == ("Sum", 200_000 * rows)
    assert (
        verb(
            "import", second, "--again", "--agency", "Shire CC", "--year", "2024-25", "--profile", "Nobody's"
        ).exit_code
        == 2
    )


def test_categories(verb: Verb) -> None:
    verb.good("place", "add", "Shire")
    told = verb.good("category", "list")["categories"]
    cofog = [item for item in told if item["level"] < 4]
    assert [sum(item["level"] == level for item in cofog) for level in (1, 2, 3)] == [10, 69, 109]
    codes = [item["code"] for item in told]
    assert codes.index("10.2") < codes.index("10.10") if "10.10" in codes else codes.index("09") < codes.index("10")
    assert all(isinstance(code, str) and code[:2].isdigit() for code in codes)
    weak = {item["code"] for item in told if item["weak"]}
    assert "09.5" in weak
    assert "05.1" not in weak
    marked = verb.good(
        "category", "mark", "05.1.0/waste-disposal", "--separate", "Environmental Protection Act 1990, s.51"
    )
    assert marked["category"] == "05.1.0/waste-disposal"
    assert verb("category", "mark", "99.9", "--separate", "No Act").exit_code == 2
    assert verb("category", "mark", "05.1").exit_code == 2


def test_a_statutory_split_is_separate_areas_with_its_law(sample: Verb) -> None:
    code = "04.1.1/economic-development"
    sample.good("category", "mark", code, "--separate", "An Act of 2099")
    [row] = [row for row in sample.good("overlap", *LANCASHIRE, "--level", "4")["rows"] if row["category"] == code]
    assert (row["verdict"], row["outside_lead_meeting_pence"]) == ("separate areas", 0)
    assert any("An Act of 2099" in text for text in row["evidence"])


def test_categorise(shire: Verb, tmp_path: Path) -> None:
    told = shire.good("categorise", "--place", "Shire")
    typed(told, {"mapped_lines": int, "mapped_pence": int, "unmapped_lines": int, "unmapped_pence": int})
    maps = spending(
        tmp_path, "label,category,share\nroads,04.5,1\nBins,05.1.0/kerbside-sacks,0.6\nBins,05.6,0.4\n", "maps.csv"
    )
    told = shire.good("categorise", "--place", "Shire", "--map", maps)
    assert (told["mapped_lines"], told["mapped_pence"], told["unmapped_lines"], told["unmapped_pence"]) == (
        2,
        3050,
        0,
        0,
    )
    rows = shire.good("count", "--by", "category", "--level", "4")["rows"]
    assert {row["category"]: row["amount_pence"] for row in rows} == {
        "04.5": 1000,
        "05.1.0/kerbside-sacks": 1230,
        "05.6": 820,
    }


@pytest.mark.parametrize(
    "text",
    ["label,category,share\nRoads,04.5,0.9\n", "label,category,share\nRoads,77.7,1\n",
        "label,category,share\nRoads,04.5,-1\nRoads,05.1,2\n",
     "label,category,share\nRoads,04.5,1e400\n", "label,category,share\nRoads,04.5,nan\n",
     "label,category,share\nRoads,99.5/new,1\n", "name,code\nRoads,04.5\n", "label,category,share\nRoads,04.5,half\n",
     ""],
)  # fmt: skip
def test_a_map_file_that_makes_no_sense_changes_nothing(shire: Verb, tmp_path: Path, text: str) -> None:
    before = shire.good("count", "--by", "category")["rows"]
    told = shire("categorise", "--place", "Shire", "--map", spending(tmp_path, text, "maps.csv"))
    assert told.exit_code == 1
    assert "error" in told.json
    assert shire.good("count", "--by", "category")["rows"] == before


def test_transfers(verb: Verb, tmp_path: Path) -> None:
    verb.good("place", "add", "Shire")
    for name in ("Shire CC", "Northbury BC"):
        verb.good("agency", "add", name, "--place", "Shire")
    rows = (
        "Body,Service,Amount,Supplier\nShire CC,Grants,100,northbury bc\nShire CC,Roads,50,Tarmac "
        "Ltd\nNorthbury BC,Bins,400,Skips Ltd\n"
    )
    verb.good("import", spending(tmp_path, rows), "--agency-column", "Body", "--year", "2024-25")
    assert verb.good("transfers")["transfers"] == []
    [proposed] = verb.good("transfers", "--propose")["transfers"]
    typed(proposed, {"from": str, "to": str, "amount_pence": int, "receiver_counted": bool})
    assert (proposed["from"], proposed["to"], proposed["amount_pence"], proposed["receiver_counted"]) == (
        "Shire CC",
        "Northbury BC",
        10_000,
        True,
    )
    assert verb.good("count")["transfers_removed_pence"] == 0, "a proposal changes nothing"
    [applied] = verb.good("transfers", "--apply")["transfers"]
    assert (applied["from"], applied["to"], applied["amount_pence"], applied["receiver_counted"]) == (
        "Shire CC",
        "Northbury BC",
        10_000,
        True,
    )
    told = verb.good("count")
    assert (told["gross_pence"], told["transfers_removed_pence"], told["after_transfers_pence"]) == (
        55_000,
        10_000,
        45_000,
    )
    assert verb.good("check")["ok"] is True


@pytest.mark.parametrize("by", ["agency", "category", "matrix", "area", "control", "cost_type"])
def test_count_fields(sample: Verb, by: str) -> None:
    told = sample.good("count", *LANCASHIRE, "--by", by)
    typed(told, COUNT)
    keys: dict[str, dict[str, Field]] = {
        "agency": {"agency": str},
        "category": {"category": TEXT, "title": str},
        "matrix": {"agency": str, "category": TEXT, "title": str},
    }
    for row in told["rows"]:
        typed(row, {"amount_pence": int, "share": (int, float), **keys.get(by, {by: TEXT})})
    assert sum(row["amount_pence"] for row in told["rows"]) == told["after_transfers_pence"]
    assert sum(row["share"] for row in told["rows"]) == pytest.approx(1)
    assert {"place": "Lancashire", "year": "2024-25"}.items() <= told["basis"].items()


def test_overlap_and_pairs_fields(sample: Verb) -> None:
    told = sample.good("overlap", *LANCASHIRE, "--level", "3", "--deminimis", "1000")
    typed(told, {"basis": dict, "rows": list})
    for row in told["rows"]:
        typed(row, OVERLAP_ROW)
        assert row["hhi"] is None or 1 / row["agencies"] <= row["hhi"] + 1e-12 <= 1 + 2e-12
    told = sample.good("pairs", *LANCASHIRE, "--level", "3")
    for row in told["rows"]:
        typed(row, PAIR_ROW)
    met = [row["shared_pence"] for row in told["rows"] if row["areas_meet"]]
    assert met == sorted(met, reverse=True)


def test_pack_board_and_check(sample: Verb, tmp_path: Path) -> None:
    out = tmp_path / "pack.xlsx"
    told = sample.good("pack", "board", *LANCASHIRE, "--out", out, "--publish", "--status", "final")
    typed(told, {"file": str, "sheets": list, "checks": list})
    assert Path(told["file"]) == out
    assert out.stat().st_size > 10_000
    assert told["checks"]
    assert all(check["agrees"] for check in told["checks"])
    rules = sample.good("pack", "check", out)["rules"]
    for rule in rules:
        typed(rule, {"id": str, "level": str, "passed": bool, "where": list, "why": str, "count": int})
    assert len({rule["id"] for rule in rules}) == len(rules) > 10


def test_check(shire: Verb) -> None:
    told = shire.good("check")
    assert told["ok"] is True
    assert all(item["passed"] for item in told["checks"])


def test_desk_and_json_go_before_and_after_any_verb(shire: Verb) -> None:
    desk = str(shire.desk)
    expected = shire.good("count")
    for words in (
        ["--desk", desk, "--json", "count"],
        ["count", "--desk", desk, "--json"],
        ["--json", "count", "--desk", desk],
        ["--desk", desk, "count", "--json"],
        ["--desk", "no-such.tpdesk", "count", "--desk", desk, "--json"],
    ):
        told = run(*words)
        assert (told.exit_code, told.json) == (0, expected), words
    for group in (["place", "list"], ["agency", "list"], ["category", "list"], ["batch", "list"]):
        one = run("--desk", desk, "--json", *group)
        two = run(group[0], "--desk", desk, "--json", group[1])
        three = run(*group, "--json", "--desk", desk)
        assert one.json == two.json == three.json


def test_every_verb_tells_of_itself() -> None:
    verbs = (
        "demo",
        "place",
        "agency",
        "import",
        "category",
        "categorise",
        "transfers",
        "count",
        "overlap",
        "pairs",
        "pack",
        "check",
    )
    listed = run("--help").out
    for name in verbs:
        told = run(name, "--help")
        assert (told.exit_code, told.err) == (0, "")
        assert "--json" in told.out
        assert "--desk" in told.out
        assert f"  {name} " in listed
    assert run("--version").out.startswith("tpdesk")


def test_the_only_place_and_year_need_no_naming(shire: Verb, tmp_path: Path) -> None:
    assert shire.good("count")["basis"]["place"] == "Shire"
    assert shire.good("count") == shire.good("count", "--place", "sHiRe", "--year", "2024-25")
    shire.good("place", "add", "Other")
    told = shire.good(
        "import",
        spending(tmp_path, "Service,Amount\nRoads,1\n", "earlier.csv"),
        "--place",
        "Shire",
        "--agency",
        "Shire County Council",
        "--year",
        "2023-24",
    )
    assert told["files"][0]["rows_imported"] == 1
    several = shire("count")
    assert several.exit_code == 2
    assert "2023-24" in several.err
    assert "2024-25" in several.err


@pytest.mark.parametrize("year", ["2024", "2024-26", "24-25", "2024-2024", "soon", "2024-25x", ""])
@pytest.mark.parametrize("name", ["count", "overlap", "pairs", "transfers"])
def test_a_year_that_is_no_year_is_wrong_usage(shire: Verb, name: str, year: str) -> None:
    told = shire(name, "--year", year)
    assert told.exit_code == 2
    assert told.json["error"]["exit_code"] == 2


@pytest.mark.parametrize("year", ["2024-25", "2024/25", "2024-2025"])
def test_a_year_is_printed_in_one_way(shire: Verb, year: str) -> None:
    assert shire.good("count", "--year", year)["basis"]["year"] == "2024-25"


def test_an_unknown_name_is_answered_with_a_near_one(shire: Verb, tmp_path: Path) -> None:
    for words in (
        ["count", "--place", "Shrie"],
        ["overlap", "--place", "Shir"],
        ["place", "show", "Shiree"],
        ["agency", "list", "--place", "Shrie"],
        ["categorise", "--agency", "Shire Conty Council"],
        ["import", spending(tmp_path, name="new.csv"), "--agency", "Shire County Counci", "--year", "2024-25"],
    ):
        told = shire(*words)
        assert told.exit_code == 2, words
        assert "did you mean" in told.err.casefold(), words
        assert "Shire" in told.err.partition("ean")[2], words
    far = shire("count", "--place", "Zzyzx")
    assert far.exit_code == 2
    assert "did you mean" not in far.err.casefold()


@pytest.mark.parametrize(
    "words",
    [["count", "--by", "colour"], ["count", "--level", "5"], ["count", "--level", "0"], ["count", "--flow", "up"],
        ["count", "--cost", "none"],
     ["count", "--status", "maybe"], ["overlap", "--deminimis", "lots"], ["overlap", "--level", "x"], ["nonsense"],
     ["place"], ["place", "add"],
     ["import"], ["pairs", "--level", "9"], ["overlap", "--deminimis", "-1"], ["batch", "remove", "9" * 30],
     ["batch", "rejects", "9" * 30],
     ["place", "population", "Shire", "2024-25", "--people", "9" * 30],
     ["place", "population", "Shire", "2024-25", "--households", "0"], ["count", "--nonsense"], ["pack", "nonsense"]],
)  # fmt: skip
def test_wrong_usage_exits_2(shire: Verb, words: list[str]) -> None:
    told = shire(*words)
    assert told.exit_code == 2
    assert told.err


@pytest.mark.parametrize("option", ["--place", "--year"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_an_option_given_blank_is_not_the_default(shire: Verb, option: str, blank: str) -> None:
    assert shire("count", option, blank).exit_code == 2


def test_an_error_is_one_json_object_and_words_on_stderr(shire: Verb) -> None:
    told = shire("count", "--place", "Zzyzx")
    assert set(told.json) == {"error"}
    typed(told.json["error"], {"title": str, "message": str, "exit_code": int})
    assert told.json["error"]["exit_code"] == told.exit_code == 2
    plain = shire.words("count", "--place", "Zzyzx")
    assert (plain.exit_code, plain.out) == (2, "")
    assert "Zzyzx" in plain.err


def test_every_answer_has_words_too(sample: Verb) -> None:
    for words in (
        ["place", "list"],
        ["place", "show", "Lancashire"],
        ["agency", "list"],
        ["category", "list"],
        ["count", *LANCASHIRE],
        [("overlap"), *LANCASHIRE],
        ["pairs", *LANCASHIRE],
        ["transfers", *LANCASHIRE],
        ["categorise", "--place", "Lancashire"],
        ["check"],
        ["batch", "list"],
    ):
        told = sample.words(*words)
        assert (told.exit_code, told.err) == (0, ""), words
        assert told.out.strip(), words
        assert not told.out.lstrip().startswith("{"), words


def test_a_body_outside_the_count_is_a_missing_return(shire: Verb) -> None:
    shire.good("agency", "add", "Silent Trust", "--place", "Shire")
    shire.good("agency", "add", "Stranger")
    told = shire.good("count")
    assert (told["bodies_counted"], told["bodies_expected"], told["missing_returns"]) == (1, 2, ["Silent Trust"])


def test_a_missing_population_is_a_blank_and_an_issue(shire: Verb) -> None:
    told = shire.good("count")
    assert (told["people"], told["households"], told["pence_per_head"], told["pence_per_household"]) == (None,) * 4
    assert any("population" in issue for issue in told["issues"])
    shire.good("place", "population", "Shire", "2023-24", "--people", "10", "--households", "5")
    assert shire.good("count")["pence_per_head"] is None, "never a distant year unasked"
    shire.good("place", "population", "Shire", "2024-25", "--people", "1000")
    told = shire.good("count")
    assert (told["pence_per_head"], told["pence_per_household"]) == (3, None)
