"""The desk that every test of hostile text shares."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.hostile.payloads import ALL, poison


@pytest.fixture(scope="session")
def rich_original(sample_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample desk with a file that has something in every free text of a line."""
    path = tmp_path_factory.mktemp("rich") / "rich.tpdesk"
    shutil.copyfile(sample_original, path)
    file = path.with_name("more.csv")
    fields = ("supplier", "description", "client_group", "activity", "funding_stream", "transfer_to")
    file.write_text(
        f"Amount,{','.join(fields)}\n5,{','.join(fields)}\nx,{','.join(fields)}\n", encoding="utf-8", newline=""
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(path.parent / "state"))
        patch.setenv("XDG_DATA_HOME", str(path.parent / "data"))
        columns = [word for field in fields for word in ("--map", f"{field}={field}")]
        words = ["--place", "Lancashire", "--agency", "Lancashire County Council", "--year", "2024-25"]
        Verb(path)("import", file, *words, *columns)
    return path


@pytest.fixture(scope="session")
def hostile_original(rich_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That desk with the payload in every free text of it, as the program itself would never let in."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.tpdesk"
    shutil.copyfile(rich_original, path)
    assert poison(path) > 1_000
    # A law on every category would leave no overlap to show.
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE category SET separate_law = ? WHERE code = '01.1'", (ALL,))
    connection.close()
    return path
