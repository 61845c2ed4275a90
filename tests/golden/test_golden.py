"""The JSON of every reading verb is what it was: no field is gone and none has another value.
`python -m tests.golden` writes the files anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.golden import desks, files, reading
from tests.golden.verbs import all_verbs


def compared(desk: str, path: Path, command_lines: Iterator[tuple[str, ...]]) -> None:
    """The golden files of a desk hold these command lines, and each still answers the same."""
    golden = files.read(desk)
    found = {
        verb.replace(" ", "-"): lines for verb, lines in files.answers(Verb(path), command_lines, all_verbs()).items()
    }
    assert {verb: [*lines] for verb, lines in golden.items()} == {verb: [*found[verb]] for verb in sorted(found)}
    for verb, lines in golden.items():
        changed = [
            f"{line}: {words}" for line, told in lines.items() for words in files.differences(told, found[verb][line])
        ]
        assert changed == [], f"{verb}: {len(changed)} differences"


def test_the_sample_desk_answers_as_it_did(sample_original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPDESK_NOW", files.NOW)
    compared("sample", sample_original, reading.sample())


@pytest.mark.deep
def test_the_messy_desk_answers_as_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPDESK_NOW", files.NOW)
    path = tmp_path / "messy.tpdesk"
    desks.make_messy(path)
    compared("messy", path, reading.messy())
    assert files.tables(Verb(path), reading.tables(), tmp_path) == files.read_tables("messy")


def test_every_verb_that_reads_is_among_them() -> None:
    verbs = all_verbs()
    written = reading.WRITING | {verb for verb in verbs if verb.split()[-1] in reading.WRITING_WORDS}
    read = {files.verb_of(words, verbs) for words in reading.messy()}
    assert {files.verb_of(words, verbs) for words in reading.sample()} <= read
    assert not read & written
    assert read | written == verbs


@pytest.mark.parametrize(
    ("golden", "now", "told"),
    [
        ({"a": 1, "b": [1]}, {"a": 1, "b": [1], "c": 2}, []),
        ({"a": 1}, {"b": 1}, [".a is gone"]),
        ({"a": [1, 2]}, {"a": [1]}, [".a has 1 entries, not 2"]),
        ({"a": {"b": 1}}, {"a": {"b": True}}, [".a.b is True, not 1"]),
        ({"a": None}, {"a": 0}, [".a is 0, not None"]),
    ],
)
def test_what_counts_as_a_difference(golden: object, now: object, told: list[str]) -> None:
    assert [*files.differences(golden, now)] == told


def test_what_depends_on_the_clock_is_left_out() -> None:
    assert files.stable({"acts": [{"at": "now", "act": "import", "changes": [{"who": "me"}]}]}) == {
        "acts": [{"act": "import", "changes": [{}]}]
    }
