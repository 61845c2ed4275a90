"""The folder is made and used for real: wheels for every system, and an install with every way to a network shut."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name, parse_wheel_filename

from tools.wheelhouse import install
from tools.wheelhouse.__main__ import PIP, ROOT, build_own_wheel, main, pins
from tools.wheelhouse.systems import Target, targets

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

ALL = targets([], [])
HERE = [
    target
    for target in ALL
    if target.requirements
    == install.requirements_name(
        install.system_name(sysconfig.get_platform(), platform.machine()),
        f"{sys.version_info[0]}.{sys.version_info[1]}",
    )
]
"""The target that this computer is, if it is one."""

OUT_OF_REACH = "connection broken by"
"""What pip says where no index answers."""

SHUT = """
import runpy, sys
closed = runpy.run_path({offline!r})["CLOSED"]

def shut(event, told):
    if event in closed:
        raise PermissionError(f"{{event}} {{told[:2]}}")

sys.addaudithook(shut)
"""
"""A sitecustomize.py that shuts every way to a network in each Python that is started with it."""


def wheel_names(target: Target, wanted: list[str], work: Path) -> set[str]:
    """Return the files that pip would download for a target, without downloading them; skips where no index answers."""
    report = work / "report.json"
    command = [
        *PIP, "--retries", "1", "install", "--dry-run", "--ignore-installed", "--target", str(work / "nothing"),
        "--report", str(report), *target.pip_options(), *wanted,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and OUT_OF_REACH in done.stderr:
        pytest.skip("PyPI cannot be reached from here")
    assert done.returncode == 0, f"{target.title}: {done.stderr[-2_000:]}"
    found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {item["download_info"]["url"].rpartition("/")[2] for item in found}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pins whose wheels differ between systems; the others have one that runs everywhere."""
    names = wheel_names(ALL[0], pins(), tmp_path_factory.mktemp("all"))
    assert len(names) == len(pins())
    own = {parse_wheel_filename(name)[0] for name in names if not name.endswith("-none-any.whl")}
    return [pin for pin in pins() if canonicalize_name(pin.partition("==")[0]) in own]


@pytest.mark.parametrize("target", ALL, ids=lambda target: target.requirements.removesuffix(".txt"))
def test_every_dependency_has_a_wheel(target: Target, compiled: list[str], tmp_path: Path) -> None:
    assert len(wheel_names(target, compiled, tmp_path)) == len(compiled) >= 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for this computer, made by the command."""
    if not HERE:
        pytest.skip(f"tpdesk has no folder for this computer ({sysconfig.get_platform()}, Python {sys.version})")
    wheel_names(HERE[0], pins(), tmp_path_factory.mktemp("reached"))
    path = tmp_path_factory.mktemp("stick") / "tpdesk folder"
    main([str(path), "--system", HERE[0].system.name, "--python", HERE[0].python])
    return path


def offline(work: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a program with every way to a network shut, by Python itself and, where it may be, by the system too."""
    hook = work / "hook"
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(SHUT.format(offline=str(ROOT / "tests" / "offline.py")), encoding="utf-8")
    command = [*_no_network(), *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(hook)}
    return subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)


def _no_network() -> list[str]:
    """Return what starts a program in a network of its own that leads nowhere; nothing where that is not allowed."""
    words = ["unshare", "--map-root-user", "--net"]
    allowed = shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if allowed and allowed.returncode == 0 else []


def test_what_shuts_the_ways_does(tmp_path: Path) -> None:
    done = offline(tmp_path, sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "PermissionError: socket." in done.stderr


def test_the_folder_installs_and_works_without_a_network(folder: Path, tmp_path: Path) -> None:
    environment = tmp_path / "own programs" / "tpdesk"
    for _ in range(2):
        # The second time is an update.
        done = offline(tmp_path, sys.executable, folder / "install.py", "--into", environment)
        assert done.returncode == 0, done.stdout + done.stderr
    assert str(install.program(environment, "tpdesk")) in done.stdout

    def tpdesk(*words: object) -> str:
        done = offline(tmp_path, install.program(environment, "tpdesk"), "--desk", tmp_path / "a.tpdesk", *words)
        assert done.returncode == 0, (words, done.stdout + done.stderr)
        return done.stdout

    assert "version" in tpdesk("--version")
    tpdesk("demo", "--no-open")
    place = ("--place", "Lancashire", "--year", "2024-25")
    assert '"gross_pence": 1700613001859' in tpdesk("count", *place, "--json")
    tpdesk("pack", "board", *place, "--publish", "--out", tmp_path / "pack.xlsx")
    tpdesk("pack", "check", tmp_path / "pack.xlsx")
    python = install.program(environment, "python")
    where = offline(tmp_path, python, "-c", "import tpdesk; print(tpdesk.__file__)").stdout
    assert Path(where.strip()).is_relative_to(environment)
    assert offline(tmp_path, python, "-m", "pip", "check").returncode == 0


def test_another_who_makes_the_folder_from_the_same_source_gets_the_same_sums(folder: Path, tmp_path: Path) -> None:
    """Whatever the rights and times of their files: what two people made can be compared by one SHA-256."""
    before = os.umask(0o077)
    try:
        own = build_own_wheel(tmp_path)
    finally:
        os.umask(before)
    assert install.sha256(own) == install.sha256(folder / "wheels" / own.name)


def test_one_changed_byte_of_a_real_wheel_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    wheel = next((copy / "wheels").glob("numpy-*.whl"))
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    done = offline(tmp_path, sys.executable, copy / "install.py", "--into", tmp_path / "env")
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "tpdesk was not installed" in done.stderr
    assert list((tmp_path / "env").rglob("tpdesk*")) == []
    checked = offline(tmp_path, sys.executable, copy / "install.py", "--check")
    assert (checked.returncode, f"wheels/{wheel.name} has changed" in checked.stderr) == (1, True)
