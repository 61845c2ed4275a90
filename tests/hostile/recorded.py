"""The real window in a terminal of our own: keys in, and every byte that it sends out."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path


class Recorded:
    """A window on a desk in a pty of so many columns and lines."""

    def __init__(self, desk: Path, columns: int, lines: int) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.environ.update(
                TERM="xterm-256color", COLORTERM="truecolor", COLUMNS=str(columns), LINES=str(lines), ESCDELAY="10"
            )
            os.execv(sys.executable, [sys.executable, "-m", "tpdesk", "--desk", str(desk)])
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.bytes = bytearray()
        self.ended = False
        """Whether the window has closed its end."""

    def read(self, until: Callable[[bytes], bool] = lambda _: True, *, quiet: float = 0.03, most: float = 60.0) -> None:
        """Read until `until` holds of all that was recorded and the terminal has been quiet, `most` seconds at most."""
        end = time.monotonic() + most
        while time.monotonic() < end and not self.ended:
            ready, _, _ = select.select([self._terminal], [], [], quiet)
            if not ready and until(bytes(self.bytes)):
                return
            if ready:
                try:
                    found = os.read(self._terminal, 65_536)
                except OSError:
                    found = b""
                self.ended = not found
                self.bytes.extend(found)

    def press(self, *keys: bytes) -> None:
        """Type keys and read what each brings."""
        for key in keys:
            if not self.ended:
                os.write(self._terminal, key)
                self.read()

    def close(self) -> int:
        """Let work come to its end, then quit with ctrl+q, out of whatever dialog is open; return the exit code."""
        self.read(quiet=0.5)
        end = time.monotonic() + 90
        while not self.ended and time.monotonic() < end:
            for key in (b"\x1b", b"\x11"):
                if not self.ended:
                    os.write(self._terminal, key)
                    # Escape alone is told from a sequence by the wait after it.
                    self.read(most=2.0)
        if not self.ended:
            os.kill(self._child, 9)
        os.close(self._terminal)
        _, status = os.waitpid(self._child, 0)
        return os.waitstatus_to_exitcode(status)
