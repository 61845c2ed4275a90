"""Pipes, devices, sockets and files that the system makes up:
each verb that reads or writes a file says so at once, and replaces none of them."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.verbs import Verb, inside, run
from tpdesk.cli.verbs import tpdesk
from tpdesk.errors import DeskError, InputProblem, UsageProblem
from tpdesk.models import guard
from tpdesk.services.files import list_folder, meant
from tpdesk.services.paste import text_of
from tpdesk.services.preview import preview_file
from tpdesk.services.sheets import ImportRequest

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes"),
    # A verb that waits for what never comes is ended here.
    pytest.mark.timeout(60),
]

PLACE = ("--place", "Lancashire")
READS: dict[str, tuple[str, ...]] = {
    "import files": ("import", "{}", *PLACE, "--agency", "Lancashire County Council"),
    "categorise map_file": ("categorise", *PLACE, "--map", "{}"),
    "merge file": ("merge", "{}"),
    "merge decide": ("merge", "{other}", "--decide", "{}"),
    "pack check file": ("pack", "check", "{}"),
    "pack national desks": ("pack", "national", "--from", "{}"),
    "pack national files": ("pack", "national", "--summary", "{}"),
    "restore": ("restore", "{}"),
    "barrier import file": ("barrier", "import", "{}"),
    "delivery import file": ("delivery", "import", "{}"),
    "dive import file": ("dive", "import", "{}"),
    "journey import file": ("journey", "import", "{}"),
    "journey step import file": ("journey", "step", "import", "{}"),
    "note import file": ("note", "import", "{}"),
    "opportunity import file": ("opportunity", "import", "{}"),
    "workshop import file": ("workshop", "import", "{}"),
}
WRITES: dict[str, tuple[str, ...]] = {
    "categorise out": ("categorise", *PLACE, "--out", "{}"),
    "import rejects": ("import", "{table}", *PLACE, "--agency", "Lancashire County Council", "--rejects", "{}"),
    "batch rejects out": ("batch", "rejects", "1", "--out", "{}"),
    "spend list csv_file": ("spend", "list", "--csv", "{}"),
    "pack interim out": ("pack", "interim", *PLACE, "--year", "2024-25", "--out", "{}"),
    "pack final out": ("pack", "final", *PLACE, "--year", "2024-25", "--out", "{}"),
    "pack national out": ("pack", "national", "--out", "{}"),
    "pack summary out": ("pack", "summary", *PLACE, "--year", "2024-25", "--out", "{}"),
    "pack board out": ("pack", "board", *PLACE, "--year", "2024-25", "--out", "{}"),
    "spend pivot out": ("spend", "pivot", "agency", "category", "--out", "{}"),
    "overlap csv_file": ("overlap", *PLACE, "--year", "2024-25", "--csv", "{}"),
    "count csv_file": ("count", *PLACE, "--year", "2024-25", "--csv", "{}"),
    "pairs csv_file": ("pairs", *PLACE, "--year", "2024-25", "--csv", "{}"),
    "copy out": ("copy", "--force", "{}"),
    "merge conflicts": ("merge", "{other}", "--conflicts", "{}"),
    "salvage out": ("salvage", "--out", "{}"),
    "barrier export file": ("barrier", "export", "{}"),
    "delivery export file": ("delivery", "export", "{}"),
    "dive export file": ("dive", "export", "{}"),
    "journey export file": ("journey", "export", "{}"),
    "journey step export file": ("journey", "step", "export", "{}"),
    "note export file": ("note", "export", "{}"),
    "opportunity export file": ("opportunity", "export", "{}"),
    "workshop export file": ("workshop", "export", "{}"),
    "workshop notes out": ("workshop", "notes", "{workshop}", "--out", "{}"),
    "return read annotated": ("return", "read", "{returned}", "--annotated", "{}"),
    "return remind out": (
        "return",
        "remind",
        *PLACE,
        "--agency",
        "Department for Work and Pensions",
        "--year",
        "2024-25",
        "--out",
        "{}",
    ),
    "return write out": (
        "return",
        "write",
        *PLACE,
        "--agency",
        "Lancashire County Council",
        "--year",
        "2025-26",
        "--out",
        "{}",
    ),
}
REGISTERS = (
    "agency", "apportion", "asset", "asset-cost", "asset-occupier", "asset-rules", "award", "boundaries",
    "boundary-area", "burden", "case-actual", "case-benefit", "case-cost", "case-effect", "case-payment",
    "case-table", "case-value", "commitment", "contact", "culture", "culture-answer", "driver", "driver-choice",
    "indicator", "indicator-value", "milestone", "next-step", "place", "place-note", "population", "priority",
    "programme", "published", "recipe", "return", "return-question", "return-sheet", "statement", "stream",
    "successor", "unitcost", "volume",
)  # fmt: skip
READS |= {f"{name} import file": (name, "import", "{}") for name in (*REGISTERS, "area", "case")}
READS["culture answers file"] = ("culture", "answers", "Illustrative: spring 2025", "{}")
READS["benefits file"] = ("benefits", "{}", "--year", "2024-25")
READS["asset place files"] = ("asset", "place", "--points", "{}")
READS["lines export folder"] = ("lines", "export", "{}")
READS["cube build folder"] = ("cube", "build", "{}", "--out", "new.tpdesk")
WRITES["cube build out"] = ("cube", "build", "none", "--out", "{}")
READS["return read files"] = ("return", "read", "{}")
READS["return remind folder"] = ("return", "remind", *PLACE, "--year", "2024-25", "--all", "{}")
READS["return write folder"] = ("return", "write", *PLACE, "--year", "2025-26", "--all", "{}")
READS["stream alignment import file"] = ("stream", "alignment", "import", "{}")
WRITES |= {f"{name} export file": (name, "export", "{}") for name in REGISTERS}
WRITES["stream alignment export file"] = ("stream", "alignment", "export", "{}")
WRITES["case export out"] = ("case", "export", "Illustrative: One front door", "--out", "{}")
WRITES["agency returns csv_file"] = ("agency", "returns", *PLACE, "--csv", "{}")


ENDINGS = {"workshop notes out": ".md", "return remind out": ".docx"}
"""What the name of a result must end with."""


def of_files(command: click.Command, name: str) -> Iterator[str]:
    """Yield `verb parameter` of everything on the command line that names a file, but --desk."""
    if isinstance(command, click.Group):
        for part, inner in inside(command).items():
            yield from of_files(inner, f"{name} {part}".strip())
    for param in command.params:
        if isinstance(param.type, click.Path) and param.expose_value:
            yield f"{name} {param.name}"


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Path]]:
    """Things that are no ordinary files, each with a name that a table could have."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.csv")
        found = {"pipe": tmp_path / "pipe.csv", "socket": tmp_path / "socket.csv"}
        found |= {name: Path(name) for name in ("/proc/kmsg", "/proc/version", "/dev/zero") if Path(name).exists()}
        (tmp_path / "link.csv").symlink_to("pipe.csv")
        yield found | {"link": tmp_path / "link.csv"}


def spelt(words: tuple[str, ...], file: Path, sample: Verb) -> list[str]:
    """The words of a verb with the names of files put in; what it needs beside the file is made."""
    names = {"{}": str(file)}
    if "{other}" in words:
        names["{other}"] = str(shutil.copyfile(sample.desk, sample.desk.with_name("other.tpdesk")))
    if "{table}" in words:
        table = sample.desk.with_name("table.csv")
        table.write_text("Date,Supplier,Amount\n01/04/2024,A Ltd,1.50\n", encoding="utf-8")
        names["{table}"] = str(table)
    if "{workshop}" in words:
        names["{workshop}"] = sample.good("workshop", "list")["workshops"][0]["title"]
    if "{returned}" in words:
        returned = sample.desk.with_name("returned.xlsx")
        send = ("--agency", "Lancashire County Council", "--year", "2025-26", "--prefill", "none")
        sample.good("return", "write", *PLACE, *send, "--out", returned, "--force")
        names["{returned}"] = str(returned)
    if words[1] == "remind" and "--out" in words:
        asked = ("agency", "return", "Department for Work and Pensions", *PLACE, "--year", "2024-25")
        sample.good(*asked, "--state", "requested")
    return [names.get(word, word) for word in words]


def test_every_file_on_the_command_line_is_tried_here() -> None:
    assert {*of_files(tpdesk, ""), "restore"} == {*READS, *WRITES}


@pytest.mark.parametrize("what", READS)
def test_reading_from_what_is_no_file_is_refused_at_once(sample: Verb, odd: dict[str, Path], what: str) -> None:
    before = sample.desk.read_bytes()
    for file in odd.values():
        told = sample(*spelt(READS[what], file, sample))
        assert told.exit_code in (1, 2, 4), (file, told.out)
        assert told.json.get("error") or told.json["files"][0]["error"]
    assert sample.desk.read_bytes() == before


@pytest.mark.parametrize("what", WRITES)
def test_nothing_that_is_no_file_is_written_to_or_replaced(sample: Verb, odd: dict[str, Path], what: str) -> None:
    for name in ("pipe", "socket", "link"):
        file = odd[name]
        if what in ENDINGS:
            file = file.with_suffix(ENDINGS[what])
            file.symlink_to(odd[name])
        told = sample(*spelt(WRITES[what], file, sample))
        assert told.exit_code in (2, 3), (file, told.out)
        assert told.json["error"]["message"]
        assert not stat.S_ISREG(file.lstat().st_mode)


def test_no_desk_is_made_at_or_opened_from_what_is_no_file(odd: dict[str, Path]) -> None:
    for name, file in odd.items():
        if name == "/dev/zero":
            # A test that writes to a device of the system's would spoil it for everybody, should it fail.
            continue
        for verb in (("count",), ("place", "add", "Shire"), ("undo",), ("check",), ("salvage",)):
            told = run("--desk", file, *verb, "--json")
            assert told.exit_code == 4, (file, verb, told.out)
            assert told.json["error"]["title"] in ("Not a desk file", "No desk file there")
        assert file.exists()


def test_the_window_passes_over_them_in_folders_and_refuses_them_by_name(
    sample: Verb, odd: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "spend.csv").write_text("a,b\n", encoding="utf-8")
    assert [entry.path.name for entry in list_folder(tmp_path).entries if not entry.is_folder] == ["spend.csv"]
    assert meant("*.csv", tmp_path)[1] == (tmp_path / "spend.csv",)
    for file in odd.values():
        with pytest.raises(UsageProblem):
            meant(str(file), tmp_path)
        with pytest.raises(InputProblem):
            text_of(file)
        with pytest.raises(DeskError):
            preview_file(sample.desk, file, ImportRequest(place="Lancashire"))


def test_a_link_to_a_file_and_a_file_reached_through_the_system_are_ordinary(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n", encoding="utf-8")
    (tmp_path / "b.csv").symlink_to(path)
    assert guard.is_ordinary_file(tmp_path / "b.csv")
    if Path("/proc/self/root").exists():
        assert guard.is_ordinary_file(Path(f"/proc/self/root{path}"))
    assert not guard.is_ordinary_file(tmp_path / "none.csv")
    assert not guard.is_ordinary_file(path / "below")
