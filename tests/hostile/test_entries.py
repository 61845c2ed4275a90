"""Every argument and option of every verb, and every text of every file that a verb takes:
whatever is given, words come back and clean text is kept."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import openpyxl
import pytest

from tests.cli.verbs import Verb, inside, run
from tests.deep import first_of, some_of
from tests.hostile.payloads import ALL, FORMULAS, LONG, UNSAFE, texts_of
from tpdesk.cli.verbs import tpdesk

pytestmark = pytest.mark.deep

PAYLOADS = (ALL, LONG, "\udcff\udc80 bytes that are no text", "", "--", "\t", "../../x")
"""Given one at a time in place of each argument and of each option's value."""

SENSIBLE = {
    "place": "Shire", "in_places": "Shire", "drop_places": "Shire", "agency": "Body", "year": "2024-25", "code": "05.1",
    "codes": "E07000120", "areas": "E07000120",
    "payer": "Body", "receiver": "Other", "rest": "05.1", "published": "12.50", "control_total": "3.00",
    "delimiter": ",", "encoding": "utf-8",
}  # fmt: skip
"""What the other arguments are while one is hostile, by the parameter's name."""

AS_IT_CAME = {("reject", "value"), ("reject", "raw"), ("reject_gone", "value"), ("reject_gone", "raw")}
"""A rejected row is kept exactly as it stood in the file; every way out of it cleans it."""


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every verb with the words that lead to it."""
    if isinstance(command, click.Group):
        for name, inner in sorted(inside(command).items()):
            yield from leaves(inner, (*words, name))
    else:
        yield words, command


VERBS = dict(leaves(tpdesk))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small desk with a place, two bodies, an import and a map."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        verb = Verb(folder / "small.tpdesk")
        verb.good("place", "add", "Shire")
        for name in ("Body", "Other"):
            verb.good("agency", "add", name, "--place", "Shire", "--area", "E07000120")
        file = folder / "spend.csv"
        file.write_text(
            "Service,Supplier,Amount\nRoads,Other,100\nBins,A Ltd,200\nBins,B Ltd,x\n", encoding="utf-8", newline=""
        )
        verb("import", file, "--place", "Shire", "--agency", "Body", "--year", "2024-25", "--save-profile", "usual")
        maps = folder / "map.csv"
        maps.write_text("label,category,share\nRoads,04.5,1\n", encoding="utf-8", newline="")
        verb.good("categorise", "--place", "Shire", "--map", maps)
    return verb.desk


@pytest.fixture
def small(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """A copy of the small desk, in a folder that the verbs run in, beside a file to take in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shutil.copyfile(made, folder / "desk.tpdesk")
    (folder / "in.csv").write_text("Service,Amount\nRoads,7\nBins,8\n", encoding="utf-8", newline="")
    return Verb(folder / "desk.tpdesk")


def sensible(param: click.Parameter) -> str:
    """Return a value that the parameter could have."""
    if isinstance(param.type, click.Path):
        return "out.csv" if param.name in ("out", "csv_file", "rejects", "annotated") else "in.csv"
    if isinstance(param.type, click.Choice):
        return str(param.type.choices[0])
    if isinstance(param.type, click.types.IntParamType):
        return "1"
    return SENSIBLE.get(param.name or "", "Shire")


def typed(command: click.Command, hostile: click.Parameter, value: str) -> list[str]:
    """Return the words after the verb: what it requires, and `value` in place of `hostile`."""
    options, arguments = [], []
    for param in command.params:
        word = value if param is hostile else sensible(param)
        if isinstance(param, click.Argument) and (param.required or param is hostile):
            arguments.append(word)
        elif isinstance(param, click.Option) and not param.is_flag and (param.required or param is hostile):
            options += [f"{param.opts[0]}={word}"]
    return (
        [*options, "--no-open", "--", *arguments]
        if any(param.name == "no_open" for param in command.params)
        else [*options, "--", *arguments]
    )


def clean_store(desk: Path) -> None:
    """No text in the desk would act on a terminal, whatever was given."""
    leaks = [
        (table, column, value[:80])
        for table, column, value in texts_of(desk)
        if (table, column) not in AS_IT_CAME and UNSAFE.search(value.replace("\n", ""))
    ]
    assert leaks == []


@pytest.mark.deep
@pytest.mark.parametrize("payloads", first_of([1, len(PAYLOADS)], 1, 0), ids=["in turn", "all"])
@pytest.mark.parametrize("words", some_of(VERBS, 2), ids=" ".join)
def test_whatever_a_verb_is_given_words_come_back_and_clean_text_is_kept(
    small: Verb, words: tuple[str, ...], payloads: int
) -> None:
    """Each argument and option gets `payloads` of the payloads; where not all, they go round over them."""
    command, first = VERBS[words], list(VERBS).index(words)
    for number, param in enumerate(command.params):
        if param.name in ("desk", "json") or (isinstance(param, click.Option) and param.is_flag):
            continue
        for turn in range(payloads):
            payload = PAYLOADS[(first + number + turn) % len(PAYLOADS)]
            arguments = typed(command, param, payload)
            as_json = ["--json"] if (number + turn) % 2 else []
            told = run("--desk", small.desk, *as_json, *words, *arguments)
            assert told.exit_code in (0, 1, 2, 3, 4), (arguments, told.err)
            assert not UNSAFE.search((told.out + told.err).replace("\n", "")), (
                param.name,
                payload[:40],
                told.out,
                told.err,
            )
            assert "Traceback" not in told.err
            if told.exit_code:
                assert len(told.err) > 15 or told.out, (param.name, payload[:40])
    clean_store(small.desk)


@pytest.mark.parametrize(
    "name",
    [
        f"{ALL[:60].replace('/', '')}.csv",
        "[red]x[/red].csv",
        "=1+1.csv",
        "two\nlines.csv",
        "x" * 240 + ".csv",
        "-rf.csv",
        "con.csv",
    ],
)
def test_names_of_files_are_text(small: Verb, name: str) -> None:
    file = small.desk.parent / name.replace("\x00", "")
    try:
        file.write_text("Service,Amount\nRoads,7\nBins,x\n", encoding="utf-8", newline="")
    except OSError:
        pytest.skip("this system has no such names")
    for extra in (["--dry-run"], ["--rejects", f"{file}.rejects.csv"] if len(name) < 100 else []):
        told = small.words("import", file, "--place", "Shire", "--agency", "Body", "--year", "2023-24", *extra)
        assert told.exit_code == 1, told.err
        assert not UNSAFE.search((told.out + told.err).replace("\n", ""))
    clean_store(small.desk)


@pytest.mark.deep
@pytest.mark.parametrize("payload", [ALL, LONG[:3000], *FORMULAS])
def test_headers_cells_sheets_and_profiles_are_text(small: Verb, payload: str) -> None:
    folder = small.desk.parent
    fields = (
        "label",
        "supplier",
        "description",
        "activity",
        "client_group",
        "funding_stream",
        "transfer_to",
        "area",
        "agency",
    )
    rows = [["Amount", *(f"{field} {payload}" for field in fields)]]
    rows += [
        [
            "7.00",
            *(
                payload if at == column else "Roads" if fields[column] != "agency" else "Body"
                for column in range(len(fields))
            ),
        ]
        for at in range(-1, len(fields))
    ]
    rows.append([payload, *["Roads"] * len(fields)])
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    (folder / "cells.csv").write_bytes(stream.getvalue().encode("utf-8"))
    columns = [
        word for number, field in enumerate(fields) for word in ("--map", f"{field}=#{number + 2}") if field != "agency"
    ]
    told = small(
        "import", "cells.csv", "--place", "Shire", "--agency", "Body", "--year", "2022-23", "--header-row", "1",
        "--map", "amount=#1", *columns,
        "--save-profile", f"my {payload[:60]}", "--rejects", "rejects.csv",
    )  # fmt: skip
    assert told.exit_code in (0, 1), told.err
    assert told.json["files"][0]["rows_imported"] >= len(fields)
    clean_store(small.desk)
    told = small(
        "import",
        "cells.csv",
        "--again",
        "--place",
        "Shire",
        "--agency-column",
        f"agency {payload}".strip(),
        "--add-agencies",
        "--year",
        "2021-22",
    )
    assert told.exit_code in (0, 1, 2), told.err
    clean_store(small.desk)


def test_sheets_of_a_workbook_are_named_in_text(small: Verb) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title in ("=1+1", "<b>&amp;", "\u202egpj", "e\u0301🏛️", "'quoted' 2024"):
        sheet = book.create_sheet(title)
        for row in (["Service", "Amount"], ["Roads", 5], ["_x001B_[2J _x009b_2J", 6], ["Bins", "x"]):
            sheet.append(row)
    book.save(small.desk.parent / "sheets.xlsx")
    told = small(
        "import", "sheets.xlsx", "--place", "Shire", "--agency", "Body", "--year", "2020-21", "--rejects", "rejects.csv"
    )
    assert told.exit_code == 1, told.err
    assert len(told.json["files"]) == 5
    clean_store(small.desk)
    for words in (["batch", "list"], ["batch", "rejects", "2"], ["count", "--year", "2020-21"], ["categorise"]):
        said = small.words(*words, *([] if words[0] == "batch" else ["--place", "Shire"]))
        assert not UNSAFE.search((said.out + said.err).replace("\n", "")), words


@pytest.mark.parametrize("column", ["label", "category", "share", "title"])
@pytest.mark.parametrize(
    "payload", [ALL, LONG, "=1+1", "1/0", "-1", "1e999", "05.1.0/[red]", "05.1.0/" + "x" * 500, "99.9.9/x", "[/b]"]
)
def test_a_map_of_labels_is_text(small: Verb, column: str, payload: str) -> None:
    row = {"label": "Bins", "category": "05.1.0/new-line", "share": "1", "title": "New line", column: payload}
    with (small.desk.parent / "map.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    told = small("categorise", "--place", "Shire", "--map", "map.csv")
    assert told.exit_code in (0, 1, 2), told.err
    clean_store(small.desk)
    said = small.words("categorise", "--place", "Shire", "--list")
    assert not UNSAFE.search((said.out + said.err).replace("\n", ""))


@pytest.mark.parametrize(
    "words",
    [
        ["a\x1b[2Jb"],
        ["place", "list", "extra \x1b]0;x\x07"],
        ["place", "\x9b2J"],
        ["--\x1b[2J"],
        ["count", "--by", "\x1b[2J"],
    ],
)
def test_what_cannot_be_parsed_is_told_in_clean_words(small: Verb, words: list[str]) -> None:
    for as_json in ([], ["--json"]):
        told = run("--desk", small.desk, *as_json, *words)
        assert told.exit_code == 2
        assert not UNSAFE.search((told.out + told.err).replace("\n", "")), told
