"""Each screen is painted as it is kept in `snapshots`.
`pytest tests/screens/test_snapshots.py -m '' --snapshots=write` keeps what is painted now."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.snapshot_walks import WALKS, Walk
from tests.screens.snapshots import FOLDER, SIZES, difference, file_of, lay_out, pictures, surroundings, write

HOME = Path("/tmp")
"""Screens show paths: the desk lies in a folder whose path is as long on every machine."""

ALWAYS = ("empty", "overview", "agencies", "spend", "overlap", "dives", "packs", "frame")
"""The walks of the first half, at the first size: the modes."""

pytestmark = pytest.mark.skipif(os.name != "posix" or not HOME.is_dir(), reason="the pictures hold paths in /tmp")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the test's own in fixed surroundings."""
    made = Path(tempfile.mkdtemp(prefix="tpdesk-", dir=HOME))
    for name, value in surroundings(made).items():
        monkeypatch.setenv(name, value)
    time.tzset()
    yield made
    monkeypatch.undo()
    time.tzset()
    shutil.rmtree(made)


def walks() -> list[object]:
    """Return (walk, size): the modes at the first size always and at the other in the deep half, each other walk at
    one of the two in the deep half and at the other under `pytest -m long`."""
    found: list[object] = []
    for n, walk in enumerate(WALKS):
        for at, size in enumerate(SIZES):
            in_deep = at == n % 2 if walk.name not in ALWAYS else at > 0
            marks = [] if walk.name in ALWAYS and not at else [pytest.mark.deep if in_deep else pytest.mark.long]
            found.append(pytest.param(walk, size, id=f"{size[0]}x{size[1]}-{walk.name}", marks=marks))
    return found


@pytest.mark.parametrize(("walk", "size"), walks())
async def test_each_screen_is_painted_as_it_is_kept(
    walk: Walk,
    size: tuple[int, int],
    folder: Path,
    sample_original: Path,
    empty_file: Path,
    request: pytest.FixtureRequest,
) -> None:
    desk = folder / f"{walk.desk}.tpdesk"
    lay_out(desk, sample_original if walk.desk == "sample" else empty_file)
    painted = {
        name: text.replace(folder.name, "tpdesk-pictures") for name, text in (await pictures(walk, desk, size)).items()
    }
    found = [difference(name, size, text) for name, text in painted.items()]
    if request.config.getoption("--snapshots") == "write":
        for name, text in painted.items():
            write(name, size, text)
    elif any(found):
        pytest.fail("\n".join(["The screens are not as they are kept.", *found]), pytrace=False)


def test_no_picture_is_kept_that_no_walk_paints(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--snapshots") == "write":
        pytest.skip("they are being written")
    kept = {file for file in FOLDER.rglob("*") if file.is_file()}
    assert kept == {file_of(name, size) for walk in WALKS for name, _ in walk.stops for size in SIZES}


def test_a_word_that_changes_is_told_as_a_difference() -> None:
    kept = file_of("empty-overview", SIZES[0]).read_text(encoding="utf-8")
    assert difference("empty-overview", SIZES[0], kept) == ""
    told = difference("empty-overview", SIZES[0], kept.replace("1 Overview", "1 Front page", 1))
    assert told.count("\n-") == 1
    assert "+  ▸1 Front page" in told
