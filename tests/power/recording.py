"""What a process asked of the disk, in order: recorded by a library in front of the C library, so that
SQLite's own calls are among it."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RECORDER: Final = Path(__file__).with_name("recorder.c")

HERE: Final = Path(__file__).resolve().parents[2]

_HEAD: Final = struct.Struct("=6Q")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that changed a file or a folder, or asked for it to be on the disk."""

    kind: str
    """Create, Truncate, Write, Sync, Rename, Unlink, Mkdir, or A: said on standard output."""

    inode: int
    """Of the file or folder; 0 where a path names it."""

    offset: int
    """Of what is written; the size that is left of a file that is cut."""

    path: Path
    """What is made, removed or renamed."""

    other: Path
    """Its new name."""

    data: bytes
    """What is written or said."""


def compile_recorder(folder: Path) -> Path | None:
    """Return the library, or None where it cannot be: no C compiler, or not Linux."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        return None
    made = folder / "recorder.so"
    words = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(RECORDER), "-ldl"]
    return made if subprocess.run(words, check=False, capture_output=True).returncode == 0 else None


class Recorder:
    """A process that does scenarios, each in a copy of itself, and what each asked of the disk.
    Use it as a context manager."""

    def __init__(self, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.power.acting"],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "LD_PRELOAD": str(library)},
        )

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def record(self, scenario: str, root: Path, environment: Mapping[str, str]) -> tuple[Call, ...]:
        """Let a scenario be done, and return what was asked of the files below `root`, and said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        log = root.with_name("log")
        log.touch()
        own = {"POWER_ROOT": str(root), "POWER_LOG": str(log)}
        asked = {"scenario": scenario, "root": str(root), "environment": {**environment, **own}}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        failed = json.loads(self._process.stdout.readline())
        assert failed == "", failed
        return _calls(log.read_bytes())


def _calls(log: bytes) -> tuple[Call, ...]:
    found, at = [], 0
    while at < len(log):
        kind, inode, offset, path, other, size = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        texts = []
        for length in (path, other, size):
            texts.append(log[at : at + length])
            at += length
        found.append(Call(chr(kind), inode, offset, Path(os.fsdecode(texts[0])), Path(os.fsdecode(texts[1])), texts[2]))
    return tuple(found)
