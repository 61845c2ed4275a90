"""Peak memory of several processes together, which the system tells of each alone."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

_LOOK_SECONDS = 0.5


class Peaks:
    """The peak memory of a process and of all that it begins, looked at now and then while it runs: Linux alone."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._peaks: dict[int, int] = {}
        self._has_ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        if Path("/proc/self/status").exists():
            self._thread.start()

    def _follow(self) -> None:
        while not self._has_ended.wait(_LOOK_SECONDS):
            mothers = {int(found): mother for found, mother in map(_mother, Path("/proc").glob("[0-9]*")) if found}
            for process in [self._process, *mothers]:
                if self._is_of_ours(process, mothers) and (peak := _peak(process)):
                    self._peaks[process] = peak

    def _is_of_ours(self, process: int, mothers: Mapping[int, int]) -> bool:
        while process and process != self._process:
            process = mothers.get(process, 0)
        return process == self._process

    def end(self, own_mb: float) -> float:
        """Return MB of all of them, of which its own came to `own_mb`."""
        self._has_ended.set()
        if self._thread.is_alive():
            self._thread.join()
        others = sum(kb for process, kb in self._peaks.items() if process != self._process) / 1024
        return max(own_mb, self._peaks.get(self._process, 0) / 1024 + others)


def _mother(folder: Path) -> tuple[str, int]:
    """Return a process and the one that began it; an empty text where it has ended."""
    try:
        told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", 0
    return folder.name, int(told.rpartition(")")[2].split()[1])


def _peak(process: int) -> int:
    """Return the peak memory of a process in kB; 0 where it has ended."""
    try:
        told = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM:")), 0)
