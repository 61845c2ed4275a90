"""Every verb with valid and invalid arguments: exit codes, one JSON object, a sound desk.
The long run is `python -m bench.verbs_fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.verbs_fuzz import Findings, commands, one_desk, start
from tests.cli.verbs import run
from tests.deep import first_of
from tpdesk.cli.verbs import tpdesk


@pytest.mark.deep
@pytest.mark.parametrize("number", first_of(range(12), 1, 5))
def test_verbs_with_any_arguments_end_as_the_contract_says(tmp_path: Path, number: int) -> None:
    findings, made = Findings(), tmp_path / "made"
    made.mkdir()
    start(made)
    one_desk(number, 29, findings, made, list(commands(tpdesk)))
    assert findings.failed == []
    assert findings.desks == 1


def test_half_of_a_character_is_refused_with_words(tmp_path: Path) -> None:
    told = run("--desk", tmp_path / "d.tpdesk", "--json", "barrier", "import", "\ud800")
    assert (told.exit_code, "half of a character" in told.json["error"]["message"]) == (2, True)
