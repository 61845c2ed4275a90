"""What every test shares: no test sees the user's own folders, and a verb is run as it is typed."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.cli.verbs import Verb, run
from tpdesk.models import desk, guard, register, schema
from tpdesk.models.desk import open_desk
from tpdesk.models.prepare import make_fresh
from tpdesk.services.records import list_records, remove_record

# These machines are noisy: no example may fail for the time it took.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

IN_MEMORY = Path("/dev/shm")
ROOM = 8 * 1024**3
"""What must be free there: each of two processes keeps one test's files at a time, and those of the session."""

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the kept pictures of the screens be written anew."""
    parser.addoption(
        "--snapshots",
        choices=("compare", "write"),
        default="compare",
        help="compare the screens with tests/screens/snapshots, or write these anew",
    )


def pytest_configure() -> None:
    """Keep the tests' files in memory where the system has a folder for that and it has room: each act of a desk waits
    for the disk several times, and a run wrote some 15 GB. What a power cut would leave is tested by replaying what was
    synced (`tests/power`), which no disk has to confirm."""
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(IN_MEMORY)


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what all tests share:
    a window is made and thrown away in each, and a fifth of the time went into looking."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def quick_fresh_desks() -> Iterator[None]:
    """The first empty desk of each process is made as the program makes it;
    the others are copies of it, where its schema is the same."""
    made: dict[tuple[object, ...], bytes] = {}

    def make(path: Path, *, named: Path) -> None:
        key = (*schema.MIGRATIONS, register.load_reference, register.load_choices)
        if key not in made:
            make_fresh(path, named=named)
            made[key] = path.read_bytes()
        else:
            guard.make_private_file(path)
            path.write_bytes(made[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk, "make_fresh", make)
        yield


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has folders of its own for data, state and documents, and no desk named by the environment."""
    for name, folder in (
        ("XDG_DATA_HOME", "data-home"),
        ("XDG_STATE_HOME", "state-home"),
        ("XDG_CONFIG_HOME", "config-home"),
    ):
        monkeypatch.setenv(name, str(tmp_path / folder))
    # Where there is no such folder, files are proposed for the user's own.
    documents = tmp_path.with_name(f"{tmp_path.name}-documents")
    documents.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(documents))
    for name in ("TPDESK_FILE", "TPDESK_NOW"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def desk_file(tmp_path: Path) -> Path:
    """Where the test's desk is, or will be made."""
    return tmp_path / "test.tpdesk"


@pytest.fixture
def verb(desk_file: Path) -> Verb:
    """`verb("count", "--by", "agency")` runs the verb on the test's desk with --json."""
    return Verb(desk_file)


@pytest.fixture(scope="session")
def sample_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample desk, made once, at a time that screens may show; tests take `sample`, a copy."""
    path = tmp_path_factory.mktemp("sample") / "sample.tpdesk"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(path.parent / "data-home"))
        patch.setenv("XDG_STATE_HOME", str(path.parent / "state-home"))
        patch.setenv("TPDESK_NOW", "2026-01-15T10:30:00Z")
        made = run("--desk", str(path), "demo", "--no-open", "--json")
    assert made.exit_code == 0, made.err
    return path


@pytest.fixture
def sample(sample_original: Path, tmp_path: Path) -> Verb:
    """The verbs on a copy of the sample desk: Lancashire 2024-25 and the Luton count."""
    copy = tmp_path / "sample.tpdesk"
    shutil.copyfile(sample_original, copy)
    return Verb(copy)


@pytest.fixture
def councils(sample: Verb) -> Verb:
    """The verbs on a copy of the sample desk that holds the money of its councils alone: nothing apportioned, and four
    expected organisations missing."""
    with open_desk(sample.desk) as desk:
        for record in list_records(desk, "apportion"):
            remove_record(desk, "apportion", record.id)
    return sample


@pytest.fixture
def shared() -> Path:
    """The folder of real files beside the checkout; the test is skipped where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real files are not beside this checkout")
    return SHARED
