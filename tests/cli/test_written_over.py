"""No verb writes over a file that holds somebody's work: one that tpdesk did not write, or that was changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_odd_files import WRITES, spelt
from tests.cli.verbs import Verb
from tests.deep import first_of

OF_DESKS = {"copy out", "cube build out", "salvage out"}
"""What writes a desk: never over anything."""

SUFFIXES = {
    "pack board out": ".xlsx",
    "workshop notes out": ".md",
    "return remind out": ".docx",
    "return write out": ".xlsx",
    "return read annotated": ".xlsx",
}


RESULTS = set(WRITES) - OF_DESKS - {"pack final out"}
"""Results of the sample; its final report lacks something, and writes nothing: test_reports.py."""


def file_of(what: str, folder: Path) -> Path:
    return folder / f"result{SUFFIXES.get(what, '.csv')}"


def words(what: str, file: Path, sample: Verb) -> list[str]:
    found = spelt(WRITES[what], file, sample)
    if what == "import rejects":
        # A table of which a row is rejected, and which may come in again.
        sample.desk.with_name("table.csv").write_text(
            "Date,Supplier,Amount\n01/04/2024,A Ltd,1.50\n02/04/2024,B Ltd,many\n", encoding="utf-8"
        )
        found.append("--again")
    return found


@pytest.mark.parametrize("what", first_of(sorted(RESULTS), 4))
def test_a_file_of_somebodys_work_is_replaced_only_by_force(sample: Verb, tmp_path: Path, what: str) -> None:
    file = file_of(what, tmp_path)
    file.write_bytes(b"Mine\n")
    told = sample(*words(what, file, sample))
    assert told.exit_code == 2, told.out
    assert "--force" in told.json["error"]["message"]
    assert file.read_bytes() == b"Mine\n"
    assert sample(*words(what, file, sample), "--force").exit_code in (0, 1)
    written = file.read_bytes()
    assert written != b"Mine\n"
    # What tpdesk wrote itself and nobody changed is written anew unasked.
    assert sample(*words(what, file, sample)).exit_code in (0, 1)
    file.write_bytes(file.read_bytes() + b"filled in since")
    changed = file.read_bytes()
    assert sample(*words(what, file, sample)).exit_code == 2
    assert file.read_bytes() == changed


@pytest.mark.parametrize("what", sorted(RESULTS))
def test_an_empty_file_is_nobodys_work(sample: Verb, tmp_path: Path, what: str) -> None:
    file = file_of(what, tmp_path)
    file.touch()
    assert sample(*words(what, file, sample)).exit_code in (0, 1)
    # The sample's first batch has no rejects.
    assert file.stat().st_size or what == "batch rejects out"
