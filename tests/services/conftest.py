"""What several tests of services stand on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Yield a disk of so many kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root mounts a disk")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={request.param}k", "none", disk], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this system mounts no disk in memory")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)
