"""What Windows does in its own way, as far as another system can show it: by its answers, in the two modules that ask
which system this is. What only Windows itself can show (its console, its locks, its Explorer) is not here."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.cli.verbs import inside
from tpdesk import cli
from tpdesk.cli.verbs import tpdesk
from tpdesk.errors import Locked, UsageProblem
from tpdesk.models import desktop, guard
from tpdesk.models.desk import open_desk
from tpdesk.models.file_writing import write_text
from tpdesk.models.intake import workbook_process
from tpdesk.services import files
from tpdesk.services.pack_choices import target_problem
from tpdesk.services.places import add


def lock_byte(handle: int, _mode: int, _bytes: int) -> None:
    """Lock a file as msvcrt does: at once, or EACCES."""
    fcntl = pytest.importorskip("fcntl")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PermissionError(errno.EACCES, "Permission denied") from error


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the modules that ask think that this is Windows; files and paths stay those of this system."""
    monkeypatch.setattr(guard, "msvcrt", SimpleNamespace(locking=lock_byte, LK_NBLCK=2), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    guard.syncs_folders.cache_clear()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The programs that are started, which are not."""
    commands: list[object] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: commands.append(command))
    return commands


@pytest.mark.usefixtures("windows")
def test_the_explorer_gets_the_path_alone_in_quotes(started: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """With quotes around `/select,...` it takes the whole for a path, and shows the user's documents."""
    monkeypatch.setenv("SYSTEMROOT", "D:\\WINNT")
    desktop.show_in_folder(Path("C:/OneDrive - Shire County Council/pack, draft=2.xlsx"))
    assert started == ['"D:\\WINNT\\explorer.exe" /select,"C:/OneDrive - Shire County Council/pack, draft=2.xlsx"']


def test_elsewhere_the_folder_is_shown_by_the_system_s_own_program(started: list[object]) -> None:
    desktop.show_in_folder(Path("/a b/pack.xlsx"))
    assert started in ([["xdg-open", "/a b"]], [["open", "-R", "/a b/pack.xlsx"]])


@pytest.mark.usefixtures("windows")
def test_patterns_that_fit_files_become_their_names_and_all_else_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("may [1].csv", "june.csv", "Health c", "a1"):
        (tmp_path / name).touch()
    kept = ["import", "Health [c]", "nothing*.csv", "$HOME", "%HOME%", "~who", "supplier~mow*", "a[0-9]"]
    assert desktop.expand_arguments(kept) == kept
    assert desktop.expand_arguments(["*.csv", "may [*].csv", "ju??.csv"]) == [
        "june.csv", "may [1].csv", "may [1].csv", "june.csv",
    ]  # fmt: skip
    assert desktop.expand_arguments(["~/x.csv"]) == [str(tmp_path / "x.csv")]


def test_elsewhere_the_shell_has_done_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").touch()
    assert desktop.expand_arguments(["*.csv", "~/x"]) == ["*.csv", "~/x"]


def test_click_replaces_nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows it would, where it is left to read the command line."""
    given: list[object] = []
    monkeypatch.setattr(tpdesk, "main", lambda args, **_: given.append(args))
    monkeypatch.setattr(sys, "argv", ["tpdesk", "agency", "add", "Health [c]"])
    cli.run()
    assert given == [["agency", "add", "Health [c]"]]


class _Gone(io.RawIOBase):
    """A pipe whose reader has gone, as Windows tells of it."""

    def writable(self) -> bool:
        return True

    def write(self, _: Any) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.usefixtures("windows")
def test_a_reader_that_goes_away_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(_Gone()), encoding="utf-8"))
    monkeypatch.setattr(sys, "stderr", told)
    monkeypatch.setattr(told, "close", lambda: None)
    with pytest.raises(SystemExit) as end:
        inside(tpdesk)["config"].main(["where"], prog_name="config", standalone_mode=False)
    monkeypatch.undo()
    assert (end.value.code, told.getvalue()) == (0, "")


def test_another_error_is_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    invalid = OSError(errno.EINVAL, "Invalid argument")
    assert not desktop.is_reader_gone(invalid)
    monkeypatch.setattr(sys, "platform", "win32")
    assert not desktop.is_reader_gone(invalid), "stdout still takes what is written"
    assert desktop.is_reader_gone(BrokenPipeError(errno.EPIPE, "Broken pipe"))


@pytest.mark.usefixtures("windows")
def test_a_desk_is_made_changed_and_held_by_one_and_its_lock_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.tpdesk"
    lock = tmp_path / ".a.tpdesk.lock"
    with open_desk(path, make=True) as desk:
        add(desk, "Testshire")
        assert guard.is_locked(lock)
        assert guard.take_lock(lock) is None
        assert not guard.syncs_folders(tmp_path)
    assert not lock.exists()
    with open_desk(path, read_only=True) as desk:
        assert desk.connection.execute("SELECT name FROM place").fetchall() == [("Testshire",)]


@pytest.mark.usefixtures("windows")
def test_a_disk_that_cannot_tell_an_open_file_by_its_number_can_be_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT32 and some shares with Python 3.12.0: python/cpython#111856."""

    def unknown(_: int) -> os.stat_result:
        raise OSError(errno.EINVAL, "The parameter is incorrect")

    monkeypatch.setattr(os, "fstat", unknown)
    handle = guard.take_lock(tmp_path / "a.lock")
    assert handle is not None
    guard.drop_lock(handle, tmp_path / "a.lock")
    assert not (tmp_path / "a.lock").exists()


@pytest.mark.usefixtures("windows")
def test_a_path_that_is_too_long_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_there(_: Path) -> int:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(guard, "open_new", not_there)
    with pytest.raises(Locked) as told:
        write_text(tmp_path / "short.md", "words")
    assert "characters" not in str(told.value)
    deep = tmp_path / ("x" * 120) / ("y" * 120)
    with pytest.raises(Locked, match=r"The path has \d{3} characters and Windows takes 259: use a folder nearer"):
        write_text(deep / "pack.md", "words")


def test_elsewhere_no_path_is_too_long(tmp_path: Path) -> None:
    assert guard.too_long(tmp_path / ("x" * 255)) == ""


def test_the_lock_s_name_keeps_the_capitals_of_the_desk_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows compares names without them; a Mac that has the same share open does not."""
    monkeypatch.setattr(os.path, "normcase", lambda path: str(path).lower())
    (tmp_path / "Finance").mkdir()
    with open_desk(tmp_path / "Finance" / "Place.tpdesk", make=True):
        assert guard.is_locked(tmp_path / "Finance" / ".Place.tpdesk.lock")


def test_a_reader_of_workbooks_that_was_ended_did_not_run_out_of_time() -> None:
    """Windows gives a process that is ended the code 1, which is our clock's too."""
    child = object.__new__(workbook_process.WorkbookProcess)
    child.process = cast("Any", SimpleNamespace(wait=lambda **_: 1, stderr=io.BytesIO()))
    child.killed = False
    assert child.last_words() == "time"
    child.killed = True
    assert child.last_words() == " (1)"


def test_files_are_looked_for_where_the_system_has_the_user_s_downloads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A council's Windows has them on OneDrive or a network drive."""
    monkeypatch.setattr("platformdirs.user_downloads_path", lambda: tmp_path / "H" / "Downloads")
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: tmp_path / "OneDrive - Shire" / "Documents")
    (tmp_path / "OneDrive - Shire" / "Documents").mkdir(parents=True)
    assert files.start_folder() == tmp_path / "OneDrive - Shire" / "Documents"
    (tmp_path / "H" / "Downloads").mkdir(parents=True)
    assert files.start_folder() == tmp_path / "H" / "Downloads"


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("con.xlsx", "keeps the name con for a device"),
        ("Aux", "keeps the name Aux for a device"),
        ("board: 2024.xlsx", "no file name with :"),
        ("draft?.xlsx", r"no file name with \?"),
    ],
)
def test_a_name_that_windows_does_not_take_is_refused_before_the_work(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(Locked, match=f"{told}. Choose another name"):
        files.must_be_writable(tmp_path / name)
    with pytest.raises(Locked, match=told):
        open_desk(tmp_path / f"{name.removesuffix('.xlsx')}.tpdesk", make=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("windows")
def test_a_name_that_only_begins_like_a_device_is_taken(tmp_path: Path) -> None:
    files.must_be_writable(tmp_path / "console, 2024 (draft) [1].xlsx")


def test_files_of_a_drive_without_numbers_are_told_apart_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = Path.stat

    def numberless(path: Path, **options: bool) -> os.stat_result:
        found = stat(path, **options)
        return os.stat_result((found.st_mode, 0, *found[2:]))

    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("a,b\n", encoding="utf-8")
    other.write_text("a,b\n", encoding="utf-8")
    monkeypatch.setattr(Path, "stat", numberless)
    files.must_be_writable(other, keep=[one])
    with pytest.raises(UsageProblem, match="is what is being read"):
        files.must_be_writable(one, keep=[tmp_path / "." / "one.csv"])


class _Memory:
    """Memory of the system's and a clipboard, as user32 and kernel32 answer for them."""

    def __init__(self, *, held: int = 0) -> None:
        self.held, self.asked = held, 0
        self.block = ctypes.create_string_buffer(1)
        self.on_it: bytes | None = None
        self.is_open = False

        def open_clipboard(window: int | None) -> int:
            assert window == 77
            self.asked += 1
            self.is_open = self.asked > self.held
            return self.is_open

        def allocate(kind: int, size: int) -> int:
            assert kind == 2
            self.block = ctypes.create_string_buffer(size)
            return 5

        def put(kind: int, memory: int) -> int:
            assert (kind, memory, self.is_open) == (13, 5, True)
            self.on_it = self.block.raw
            return 5

        def close() -> int:
            self.is_open = False
            return 1

        self.user = SimpleNamespace(
            OpenClipboard=open_clipboard, EmptyClipboard=lambda: 1, SetClipboardData=put, CloseClipboard=close
        )
        self.kernel = SimpleNamespace(
            GetConsoleWindow=lambda: 77,
            GlobalAlloc=allocate,
            GlobalLock=lambda _: ctypes.addressof(self.block),
            GlobalUnlock=lambda _: 0,
        )


def test_the_clipboard_of_windows_takes_the_text_with_its_line_ends() -> None:
    memory = _Memory(held=2)
    assert desktop.fill_clipboard(memory.user, memory.kernel, "Café\t£1\nŁódź 𝛑")
    assert memory.on_it is not None
    assert memory.on_it.decode("utf-16-le") == "Café\t£1\r\nŁódź 𝛑\0"
    assert not memory.is_open


def test_a_clipboard_that_another_program_keeps_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "_PAUSE_SECONDS", 0)
    memory = _Memory(held=99)
    assert not desktop.fill_clipboard(memory.user, memory.kernel, "words")
    assert memory.on_it is None


def test_the_functions_of_the_clipboard_are_declared_with_handles_of_full_width() -> None:
    memory = _Memory()
    desktop.fill_clipboard(memory.user, memory.kernel, "words")
    for function in (memory.kernel.GlobalAlloc, memory.kernel.GlobalLock, memory.user.SetClipboardData):
        assert function.restype is ctypes.c_void_p


@pytest.mark.parametrize("quoted", ['"{}"', ' "{}" ', "{}"])
def test_a_path_as_windows_copies_it_is_taken(tmp_path: Path, quoted: str) -> None:
    target = tmp_path / "board pack.xlsx"
    assert target_problem(quoted.format(target)) == ""
    assert files.typed_path(quoted.format(target)) == target


def test_the_folder_of_a_user_that_is_not_known_is_a_name_like_any_other() -> None:
    assert files.typed_path("~nobody-of-that-name/a.xlsx") == Path("~nobody-of-that-name/a.xlsx")
    assert files.completions("~nobody-of-that-name/a", Path.cwd()) == []


def test_a_file_of_1601_is_listed_without_its_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no local time before 1970, and archives are unpacked with such files."""

    class _Clock(datetime):
        @classmethod
        def fromtimestamp(cls, *_: Any) -> _Clock:
            raise OSError(errno.EINVAL, "Invalid argument")

    (tmp_path / "a.csv").write_text("a,b\n", encoding="utf-8")
    monkeypatch.setattr(files, "datetime", _Clock)
    assert files.list_folder(tmp_path).entries[0].changed == ""
