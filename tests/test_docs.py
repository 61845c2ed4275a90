"""The guides tell the truth: their commands run in the order in which they stand, their keys are the window's,
their links lead somewhere."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import click
import openpyxl
import pytest

from tests.cli.verbs import inside, run
from tests.screenshots import PICTURE_LIST
from tpdesk.cli.verbs import tpdesk
from tpdesk.screens.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
GUIDES = [page for page in DOCS if page.name != "keys.md"]
"""All but the table of keys, which the tests compare with the window's commands row by row."""
PAGES = [ROOT / "README.md", *DOCS]

KEYS = {(key.strip(), command.title) for command in COMMANDS for key in command.key_text.split(",")}
"""(key as people read it, title) of every command."""


def name_of(page: Path) -> str:
    """Return a page's name for the test's own."""
    return page.name


def commands(text: str) -> list[tuple[str, int]]:
    """Return (command, the code that it ends with) of every line of the `sh` blocks, in order."""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            command, _, remark = line.partition("   # ")
            said = re.match(r"ends with (\d+)", remark)
            found.append((command.strip(), int(said[1]) if said else 0))
    return found


def anchors(page: Path) -> set[str]:
    """Return what a link to a heading of the page may say after `#`."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_of_ours_and_to_a_heading_in_it(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        file, _, heading = target.partition("#")
        assert not re.match(r"[a-z]+:", target), f"{page.name}: {target} leads out of the project"
        lies = (page.parent / file).resolve() if file else page
        assert lies.is_file(), f"{page.name}: {target}"
        assert lies.is_relative_to(ROOT)
        assert not heading or heading in anchors(lies), f"{page.name}: {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    assert [page.name for page in DOCS if f"](docs/{page.name})" not in text] == []


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_every_key_is_the_window_s_and_bears_its_name(page: Path) -> None:
    """A key stands as `i` (Import files), (`i`, Import files) or, of a mode, **Spend** (`4`)."""
    text = " ".join(page.read_text(encoding="utf-8").split())
    all_keys = {key for key, _ in KEYS if key}
    wrong = []
    for found in re.finditer(
        r"(?:\*\*(?P<before>[^*]+)\*\* \()?(?<!`)`(?P<key>[^`]+)`(?: \((?P<in>[^)]+)\)|, (?P<after>[^);]+)[);])?", text
    ):
        if found["key"] in all_keys:
            named = [title for title in (found["before"], found["in"], found["after"]) if title]
            if not any((found["key"], title) in KEYS for title in named):
                wrong.append(found[0])
    wrong += [
        f"{key} ({title})" for key, title in re.findall(r"\b(F\d+) \(([A-Z][^)]*)\)", text) if (key, title) not in KEYS
    ]
    assert wrong == []


def verb_of(words: list[str]) -> tuple[click.Command | None, list[str]]:
    """Return the verb that the words call, and the words after it; None where they call none."""
    found: click.Command = tpdesk
    rest = list(words)
    while isinstance(found, click.Group):
        while rest[:1] == ["--desk"]:
            rest = rest[2:]
        if not rest or rest[0] not in inside(found):
            return (None, rest) if rest and not rest[0].startswith("-") else (found, rest)
        found = inside(found)[rest.pop(0)]
    return found, rest


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_verb_and_option_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    spans = [
        " ".join(span.split())
        for span in re.findall(
            r"(?<!`)`([^`]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        )
    ]
    fenced = [
        line.lstrip("$> ")
        for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    called = [part.partition("   # ")[0] for part in [*spans, *fenced] if part.startswith("tpdesk ")]
    for call in called:
        words = shlex.split(call.replace("...", ""))[1:]
        verb, rest = verb_of(words)
        assert verb is not None, f"{page.name}: {call}"
        known = {name for parameter in verb.params for name in (*parameter.opts, *parameter.secondary_opts)} | {
            "--help",
            "--version",
        }
        assert {word for word in rest if word.startswith("--")} <= known, f"{page.name}: {call}"


JANUARY = """Service Cost Centre,Description,Name,Payment date,Net Amount(£)
REFUSE COLLECTION,BIN LORRY HIRE,Example Vehicles Ltd,14/01/2025,"£12,400.00"
PARKS,GRASS CUTTING,Example Mowers Ltd,15/01/2025,"3,200.50"
ECONOMIC DEVELOPMENT,BUSINESS GRANTS,Example Growth Ltd,20/01/2025,"5,000.00"
HIGHWAYS AGENCY WORK,CONTRIBUTION,Lancashire County Council,22/01/2025,"8,000.00"
PARKS,PLAYGROUND,Example Swings Ltd,28/01/2025,
TOTAL,,,,"28,600.50"
"""
"""A district's month as it might be published: a row without an amount, and one that is a total."""

COUNTY = """Service,Supplier,Date,Amount
Economic development,Example Growth Ltd,10/01/2025,41000.00
Highways maintenance,Example Roads Ltd,16/01/2025,90000.00
"""


def fill_in(file: str, column: str, of: Callable[[dict[str, str]], str]) -> None:
    """Do with a file what the user does in a spreadsheet."""
    with Path(file).open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        row[column] = row[column] or of(row)
    with Path(file).open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


BY_HAND: dict[str, Callable[[], None]] = {
    "tpdesk import rejected.csv": lambda: fill_in("rejected.csv", "Net Amount(£)", lambda _: "950.00"),
    "tpdesk categorise --map map.csv": lambda: fill_in("map.csv", "category", lambda row: row["suggestion"]),
}
"""Beginning of a command -> what the user has done before it."""


def walk(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Run every command of the page in a folder with the files that it names; return what each printed."""
    monkeypatch.chdir(folder)
    Path("hyndburn-january.csv").write_text(JANUARY, encoding="utf-8")
    Path("county-january.csv").write_text(COUNTY, encoding="utf-8")
    said = {}
    for command, code in commands((ROOT / "docs" / page).read_text(encoding="utf-8")):
        for start, do in BY_HAND.items():
            if command.startswith(start):
                do()
        program, *words = shlex.split(command)
        assert program == "tpdesk", command
        done = run(*words)
        assert done.exit_code == code, f"{command}: {done.out}{done.err}"
        said[command] = done.out
    return said


def test_the_officers_guide_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = walk("guide-officer.md", tmp_path, monkeypatch)
    count = said["tpdesk count --year 2024-25"]
    # 28,600.50 + 950.00 mended + 131,000.00 of the county, less 8,000.00 that the district pays the county.
    assert "£160,550.50" in count
    assert "£8,000.00" in count
    assert "£152,550.50" in count
    assert "2 of 2 expected" in count
    assert "fragmented" in said["tpdesk overlap --year 2024-25 --level 4"]
    assert "ok" in said["tpdesk check"]


@pytest.mark.deep
def test_the_facilitators_guide_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = walk("guide-facilitator.md", tmp_path, monkeypatch)
    assert "£17,006,380,018.59" in said["tpdesk --desk workshop.tpdesk count --place Lancashire --year 2024-25"]
    assert (
        "£5,103,362,220.00"
        in said["tpdesk --desk workshop.tpdesk count --place Lancashire --year 2024-25 --status actual"]
    )
    assert "10.4" in said['tpdesk --desk workshop.tpdesk dive show "School readiness"']
    overlap = said["tpdesk --desk workshop.tpdesk overlap --place Lancashire --year 2024-25"]
    families = next(line for line in overlap.splitlines() if line.startswith("10.4 "))
    assert families.endswith("duplication evidenced")
    assert Path("notes.docx").is_file()
    # The last of the two merges, which stand there as the same command.
    assert "Nothing came from" in said["tpdesk --desk sample.tpdesk merge workshop.tpdesk"]


@pytest.mark.deep
def test_the_boards_guide_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = walk("guide-board.md", tmp_path, monkeypatch)
    assert "0 essential and 0 desirable ones broken" in said["tpdesk pack check publish.xlsx"]
    sheets = {sheet.title for sheet in openpyxl.load_workbook("working.xlsx", read_only=True).worksheets}
    table = (
        (ROOT / "docs" / "guide-board.md").read_text(encoding="utf-8").partition("|---|---|\n")[2].partition("\n\n")[0]
    )
    told = {
        name
        for line in table.splitlines()
        for name in re.split(r", with |, ", re.sub(r" (for what|\().*", "", line.split("|")[2].strip()))
    }
    of_earlier = {"What changed", "What changed and why", "Real terms"}
    assert len(told) >= 22
    assert of_earlier <= told
    assert told - of_earlier <= sheets


@pytest.mark.deep
def test_the_page_on_a_programme_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = walk("scale.md", tmp_path, monkeypatch)
    count = said["tpdesk --desk england.tpdesk count --place Lancashire --year 2024-25 --by category --level 1"]
    assert "£17,006,130,018.59" in count
    assert Path("national.xlsx").is_file()


@pytest.mark.deep
def test_the_page_on_data_protection_can_be_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = walk("data-protection.md", tmp_path, monkeypatch)
    assert "Nothing was changed" in said['tpdesk --desk sample.tpdesk purge agency "Preston City Council"']
    acts = run("--desk", "to-share.tpdesk", "history", "--json").json["acts"]
    assert acts == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    spans = re.findall(r"(?<!`)`([^`\s]+)`(?!`)", page.read_text(encoding="utf-8"))
    named = [span for span in spans if re.match(r"(tpdesk|tests|seed|docs)/|\.(ci|importlinter)", span)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_picture_is_shown_and_can_be_made_again() -> None:
    names = {picture.name for picture in PICTURE_LIST}
    assert {file.stem for file in (ROOT / "docs" / "img").iterdir()} == names
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in sorted(names) if f"img/{name}.svg)" not in text] == []


def test_a_picture_has_nothing_to_fetch() -> None:
    for file in (ROOT / "docs" / "img").iterdir():
        svg = file.read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[^\s\"<]+", svg)) <= {
            "http://www.w3.org/2000/svg",
            "https://www.textualize.io",
        }
        assert "@import" not in svg
        assert "url(http" not in svg
