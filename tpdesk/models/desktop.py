"""The user's desktop: other programs, the terminal, the clipboard, and what a shell leaves to the program.
With `guard` and `file_copy`, which are about files, the one place that knows that operating systems differ."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from subprocess import Popen

if sys.platform == "win32":
    import msvcrt

_ESCAPES_ACTED_ON: Final = 0x4
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING of a Windows console."""

_TRIES: Final = 5
_PAUSE_SECONDS: Final = 0.02
"""How often, and after which pauses, a clipboard is asked for that another program has open."""


def open_with_program(path: Path) -> None:
    """Open a file with the program that the system has for it. Raises OSError where there is none."""
    if sys.platform == "win32":
        os.startfile(path)
    else:
        _start(["open" if sys.platform == "darwin" else "xdg-open", str(path)])


def show_in_folder(path: Path) -> None:
    """Show a file in the system's view of its folder. Raises OSError where there is none."""
    if sys.platform == "win32":
        # Written out: the Explorer wants the quotes around the path alone, and takes commas and spaces outside
        # them for the end of it. A path on Windows holds no quotes. By its whole name: a bare one would start a
        # file of that name in the current folder, which may be anybody's share.
        _start(f'"{os.environ.get("SYSTEMROOT", "C:/Windows")}\\explorer.exe" /select,"{path}"')
    elif sys.platform == "darwin":
        _start(["open", "-R", str(path)])
    else:
        _start(["xdg-open", str(path.parent)])


def start_in_background(command: Sequence[str]) -> Popen[bytes]:
    """Start a program that shows nothing and outlives this one, at low priority on Windows; elsewhere it lowers its
    own. Raises OSError."""
    return _start(command, flags_beside(gives_way=True))


def _start(command: Sequence[str] | str, flags: int = 0) -> Popen[bytes]:
    import subprocess

    # It goes on by itself, and says nothing into our window.
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )


def flags_beside(*, gives_way: bool) -> int:
    """Return what Windows is told of a process that works beside this one: without a window of its own and, where it
    `gives_way`, after all that somebody waits for. Elsewhere it lowers its own priority."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.CREATE_NO_WINDOW | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if gives_way else 0)
    return 0


def office_program() -> Path | None:
    """Return LibreOffice's program where this computer has one: by its name, else where its installers put it."""
    import shutil

    for name in ("soffice", "libreoffice"):
        # On Windows the current folder, which may be anybody's share, is no place to find it in.
        if sys.platform != "win32" and (found := shutil.which(name)) is not None:
            return Path(found)
    return next((path for path in _office_places() if path.is_file()), None)


def _office_places() -> Iterator[Path]:
    if sys.platform == "win32":
        for name in ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)"):
            if folder := os.environ.get(name):
                # The .com waits for its end and says what went wrong; the .exe does neither.
                yield from (Path(folder, "LibreOffice", "program", f"soffice.{end}") for end in ("com", "exe"))
    elif sys.platform == "darwin":
        for root in (Path("/"), Path.home()):
            yield root / "Applications/LibreOffice.app/Contents/MacOS/soffice"
    else:
        yield Path("/usr/lib/libreoffice/program/soffice")
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"))


def run_program(command: Sequence[str], seconds: float) -> str:
    """Run a program to its end and return its last line, of what it said went wrong where it says that. Raises OSError,
    and TimeoutError where it takes longer: then it and all that it started are ended."""
    import subprocess

    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=sys.platform != "win32",
        creationflags=flags_beside(gives_way=False),
    ) as process:
        try:
            out, wrong = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        finally:
            if process.poll() is None:
                _end_with_children(process)
    lines = (wrong or out).decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end_with_children(process: Popen[bytes]) -> None:
    if sys.platform == "win32":
        import subprocess

        system = os.environ.get("SYSTEMROOT", "C:/Windows")
        command = [f"{system}\\System32\\taskkill.exe", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False, timeout=10)
    else:
        import signal

        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def is_in_terminal() -> bool:
    """Say whether what the user types comes from a terminal; one that was closed is none any more."""
    try:
        return sys.__stdin__ is not None and sys.__stdin__.isatty()
    except (OSError, ValueError):
        return False


def window_terminal() -> TextIO | None:
    """Return the terminal that a window is painted on, set to act on escape sequences; None where there is none."""
    stream = sys.__stdout__ if sys.platform == "win32" else sys.__stderr__
    if stream is None or not stream.isatty():
        return None
    if sys.platform == "win32":
        import ctypes

        kernel, mode = ctypes.windll.kernel32, ctypes.c_uint32()
        output = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        if not kernel.GetConsoleMode(output, ctypes.byref(mode)):
            return None
        return stream if kernel.SetConsoleMode(output, mode.value | _ESCAPES_ACTED_ON) else None
    return stream


def expand_arguments(arguments: Iterable[str]) -> list[str]:
    """Return the arguments of a command line as a shell hands them over. On Windows it leaves `*`, `?` and `~` to the
    program: what fits no file stays as it was typed, and nothing else is replaced."""
    if sys.platform != "win32":
        return list(arguments)
    return [part for argument in arguments for part in _expanded(argument)]


def _expanded(argument: str) -> list[str]:
    import glob

    if argument == "~" or argument.startswith(("~/", "~\\")):
        argument = str(Path(argument).expanduser())
    if "*" not in argument and "?" not in argument:
        return [argument]
    # Brackets are letters here, as they are for Windows itself: "Health [closed]" is a label, no pattern.
    return sorted(glob.glob(argument.replace("[", "[[]"))) or [argument]  # noqa: PTH207 - it stays as it is written


def is_reader_gone(error: OSError) -> bool:
    """Return whether an error says that nobody reads our output any more. Windows says "invalid argument" then
    (python/cpython#79935), and says so again."""
    if isinstance(error, BrokenPipeError):
        return True
    if sys.platform != "win32" or error.errno != errno.EINVAL:
        return False
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False


def copy_to_clipboard(text: str) -> None:
    """Put text on the clipboard of Windows, whose older console does not act on a terminal's sequence for it.
    On other systems that sequence is all there is."""
    if sys.platform == "win32":
        import ctypes

        fill_clipboard(ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32"), text)


_UNICODE_TEXT: Final = 13
_MOVEABLE: Final = 2
"""CF_UNICODETEXT of the clipboard's formats and GMEM_MOVEABLE of its memory (winuser.h, winbase.h)."""


def fill_clipboard(user: Any, kernel: Any, text: str) -> bool:
    """Put text on the clipboard by the functions of user32 and kernel32; return whether it is there. A clipboard that
    another program keeps open stays as it is."""
    import ctypes

    content = text.replace("\n", "\r\n").encode("utf-16-le", "replace") + b"\0\0"
    _declare_clipboard(user, kernel)
    # The owner must be a window for what is put there to stay.
    if not _open_clipboard(user, kernel.GetConsoleWindow()):
        return False
    try:
        memory = kernel.GlobalAlloc(_MOVEABLE, len(content))
        place = kernel.GlobalLock(memory) if memory else None
        if not place:
            return False
        ctypes.memmove(place, content, len(content))
        kernel.GlobalUnlock(memory)
        user.EmptyClipboard()
        # From here on the memory is the clipboard's.
        return bool(user.SetClipboardData(_UNICODE_TEXT, memory))
    finally:
        user.CloseClipboard()


def _open_clipboard(user: Any, window: int | None) -> bool:
    for _ in range(_TRIES):
        if user.OpenClipboard(window):
            return True
        time.sleep(_PAUSE_SECONDS)
    return False


def _declare_clipboard(user: Any, kernel: Any) -> None:
    """Say what the functions take and return: a handle has 64 bits, and a number of Python's is cut to 32 otherwise."""
    from ctypes import c_int, c_size_t, c_uint, c_void_p

    for function, takes, returns in (
        (kernel.GetConsoleWindow, [], c_void_p),
        (kernel.GlobalAlloc, [c_uint, c_size_t], c_void_p),
        (kernel.GlobalLock, [c_void_p], c_void_p),
        (kernel.GlobalUnlock, [c_void_p], c_int),
        (user.OpenClipboard, [c_void_p], c_int),
        (user.EmptyClipboard, [], c_int),
        (user.SetClipboardData, [c_uint, c_void_p], c_void_p),
        (user.CloseClipboard, [], c_int),
    ):
        function.argtypes, function.restype = takes, returns
