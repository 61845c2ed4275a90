"""The folder that installs without a network: which files it names, with which hashes, and what it refuses."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tools.wheelhouse import install
from tools.wheelhouse.__main__ import ROOT, download_command, main, pins
from tools.wheelhouse.folder import Laid, finish, pin_of, requirements_text
from tools.wheelhouse.systems import PYTHONS, SYSTEMS, Target, targets

NAMES = [target.system.name for target in targets([], ["3.12"])]
WINDOWS = targets(["windows-amd64"], ["3.12"])[0]
LINUX = targets(["linux-x86_64"], ["3.11"])[0]
ENVIRONMENTS = {
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}
"""What a dependency may depend on -> its value there."""


def small_wheel(folder: Path, name: str = "small", version: str = "1.0") -> Path:
    """Make a wheel of one module, which pip can install."""
    info = f"{name}-{version}.dist-info"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "answer = 'the wheel is the one that was sent'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


def laid_folder(folder: Path, chosen: list[Target]) -> Path:
    """Make a folder of two small wheels for the targets."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    both = (small_wheel(wheels), small_wheel(wheels, "other_one", "2.5"))
    finish(folder, [Laid(target, both, sum(wheel.stat().st_size for wheel in both)) for target in chosen])
    return folder


def needed(system: str, python: str) -> set[str]:
    """Return every distribution that tpdesk needs there, by what the installed ones and pyproject.toml declare."""
    environment = {**ENVIRONMENTS[system], "python_version": python, "python_full_version": f"{python}.0"}
    todo = [
        Requirement(line)
        for line in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    ]
    seen: set[tuple[str, str]] = set()
    while todo:
        wanted = todo.pop()
        for extra in {"", *wanted.extras}:
            if (key := (canonicalize_name(wanted.name), extra)) not in seen:
                seen.add(key)
                try:
                    declared = [Requirement(line) for line in requires(wanted.name) or []]
                except PackageNotFoundError:
                    continue
                todo += [
                    entry for entry in declared
                    if not entry.marker or entry.marker.evaluate({**environment, "extra": extra})
                ]  # fmt: skip
    # Every environment that Python makes has pip.
    return {name for name, _ in seen} - {"pip"}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", ENVIRONMENTS)
def test_the_pinned_set_is_all_that_tpdesk_needs_and_no_more(system: str, python: str) -> None:
    assert {canonicalize_name(pin.partition("==")[0]) for pin in pins()} == needed(system, python)


def test_every_pin_is_a_version_that_pyproject_takes() -> None:
    versions = dict(pin.split("==") for pin in pins())
    by_name = {canonicalize_name(name): version for name, version in versions.items()}
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    for wanted in map(Requirement, declared):
        assert wanted.specifier.contains(by_name[canonicalize_name(wanted.name)]), wanted


def test_tests_and_builds_have_the_same_versions() -> None:
    ci = (ROOT / "requirements-ci.txt").read_text(encoding="utf-8").splitlines()
    assert ci[0] == "-c requirements-run.txt"
    twice = {line.partition("==")[0] for line in ci} & {pin.partition("==")[0] for pin in pins()}
    assert twice == set()


@pytest.mark.parametrize(
    ("built_for", "machine", "name"),
    [
        ("win-amd64", "AMD64", "windows-amd64"),
        ("win-arm64", "ARM64", "windows-arm64"),
        ("macosx-10.9-universal2", "arm64", "macos-arm64"),
        ("macosx-10.9-universal2", "x86_64", "macos-x86_64"),
        ("macosx-14.0-arm64", "arm64", "macos-arm64"),
        ("linux-x86_64", "x86_64", "linux-x86_64"),
        ("linux-aarch64", "aarch64", "linux-aarch64"),
    ],
)
def test_a_computer_finds_its_own_requirements_file(built_for: str, machine: str, name: str) -> None:
    assert install.system_name(built_for, machine) == name
    assert name in NAMES


def test_a_python_for_32_bits_is_named_and_has_none() -> None:
    assert install.system_name("win32", "AMD64") == "windows-32bit"


def test_all_systems_and_pythons_or_those_that_are_named() -> None:
    assert len(targets([], [])) == len(SYSTEMS) * len(PYTHONS)
    assert [target.requirements for target in targets(["windows-arm64"], ["3.13", "3.11"])] == [
        "windows-arm64-py311.txt",
        "windows-arm64-py313.txt",
    ]


def test_pip_is_asked_for_wheels_of_the_target_and_for_nothing_else(tmp_path: Path) -> None:
    words = " ".join(download_command(WINDOWS, tmp_path))
    assert "download --platform win_amd64 --python-version 3.12 --only-binary=:all: --no-deps" in words
    assert "--platform manylinux_2_28_x86_64" in " ".join(download_command(LINUX, tmp_path))


def test_each_wheel_stands_in_the_requirements_with_its_hash(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    lines = (folder / "requirements" / "linux-x86_64-py311.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# tpdesk ")
    wheels = sorted((folder / "wheels").iterdir())
    assert lines[1:] == [f"{pin_of(wheel.name)} --hash=sha256:{install.sha256(wheel)}" for wheel in wheels]


@pytest.mark.parametrize("name", ["et_xmlfile-2.0.0-py3-none-any.whl", "numpy-2.4.6-cp311-cp311-win_amd64.whl"])
def test_a_pin_is_what_the_file_name_says(name: str) -> None:
    pin = Requirement(pin_of(name))
    told, version = parse_wheel_filename(name)[:2]
    assert (canonicalize_name(pin.name), str(pin.specifier)) == (told, f"=={version}")


def test_the_requirements_of_a_folder_do_not_depend_on_the_order_of_its_wheels(tmp_path: Path) -> None:
    wheels = (small_wheel(tmp_path, "zeta"), small_wheel(tmp_path, "Alpha"))
    assert requirements_text(Laid(LINUX, wheels, 1)) == requirements_text(Laid(LINUX, wheels[::-1], 1))


def test_a_folder_for_one_laptop_speaks_of_its_system_alone(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [WINDOWS])
    text = (folder / "README.txt").read_text(encoding="utf-8")
    assert "py install.py" in text
    assert "-r requirements/windows-amd64-py312.txt" in text
    assert "You need Python 3.12\n" in text
    assert not re.search(r"macOS|Linux|python3|FILE\b", text)
    assert (folder / "install.cmd").read_bytes().count(b"\r\n") == (folder / "install.cmd").read_bytes().count(b"\n")


def test_a_folder_without_windows_has_no_install_cmd(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    assert not (folder / "install.cmd").exists()
    text = (folder / "README.txt").read_text(encoding="utf-8")
    assert "python3 install.py" in text
    assert "~/.local/share/tpdesk" in text
    assert not re.search(r"Windows|Application Support", text)


def test_a_folder_for_all_lists_every_target(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", targets([], []))
    text = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(target.requirements in text and target.title in text for target in targets([], []))
    assert "You need Python 3.11, 3.12 or 3.13\n" in text
    assert "FILE is the one of your system and Python" in text
    assert max(map(len, text.splitlines())) <= 120


def test_install_py_is_readable_to_an_old_python() -> None:
    ast.parse(Path(install.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_folder_s_own_check_finds_what_changed_came_or_went(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    assert install.changed_files(folder) == []
    wheel = folder / "wheels" / "small-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    (folder / "wheels" / "new.whl").write_bytes(b"")
    (folder / "README.txt").unlink()
    assert install.changed_files(folder) == [
        "README.txt is missing",
        "wheels/new.whl is not in SHA256SUMS",
        "wheels/small-1.0-py3-none-any.whl has changed",
    ]
    with pytest.raises(SystemExit, match=r"not as it was made:\nREADME\.txt is missing"):
        install.check(folder)


def test_what_systems_put_into_a_folder_by_themselves_is_passed_over(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    for name in (".DS_Store", "wheels/._small-1.0-py3-none-any.whl", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"x")
    assert install.changed_files(folder) == []
    (folder / "hashlib.py").write_bytes(b"")
    assert install.changed_files(folder) == ["hashlib.py is not in SHA256SUMS"]


def test_a_folder_that_is_as_it_was_made_says_its_own_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    install.check(folder)
    assert install.sha256(folder / "SHA256SUMS") in capsys.readouterr().out


def test_a_computer_that_the_folder_is_not_for_is_told_what_it_is_for(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [WINDOWS])
    assert install.choose_requirements(folder, "windows-amd64", "3.12") == "windows-amd64-py312.txt"
    with pytest.raises(SystemExit, match=r"Python 3\.14 for windows-amd64.*It has: windows-amd64-py312\."):
        install.choose_requirements(folder, "windows-amd64", "3.14")


def test_another_python_s_environment_and_other_files_are_left_alone(tmp_path: Path) -> None:
    install.refuse_other_folder(tmp_path / "new", "3.12")
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n", encoding="utf-8")
    install.refuse_other_folder(tmp_path, "3.11")
    with pytest.raises(SystemExit, match=r"environment of Python 3\.11, and this is Python 3\.12"):
        install.refuse_other_folder(tmp_path, "3.12")
    (tmp_path / "pyvenv.cfg").rename(tmp_path / "letter.txt")
    with pytest.raises(SystemExit, match="holds other files"):
        install.refuse_other_folder(tmp_path, "3.12")


def test_an_existing_folder_is_never_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)])
    assert "is there already" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([str(tmp_path / "missing" / "folder")])
    assert "missing is not there" in capsys.readouterr().err


def pip_install(folder: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Run pip as install.py does, into a folder of its own."""
    command = install.pip_command(Path(sys.executable), folder, LINUX.requirements)
    return subprocess.run([*command, "--target", str(into)], capture_output=True, text=True, check=False)


@pytest.mark.deep
def test_the_one_command_of_the_readme_installs(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    text = (folder / "README.txt").read_text(encoding="utf-8")
    _, *words = next(line for line in text.splitlines() if line.startswith("  python -m pip install")).split()
    command = [sys.executable, *words, "--target", str(tmp_path / "into")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"small.py", "other_one.py"} <= {path.name for path in (tmp_path / "into").iterdir()}


@pytest.mark.deep
def test_pip_installs_from_the_folder_and_refuses_a_wheel_with_one_byte_changed(tmp_path: Path) -> None:
    folder = laid_folder(tmp_path / "made", [LINUX])
    done = pip_install(folder, tmp_path / "first")
    assert done.returncode == 0, done.stderr
    assert {"small.py", "other_one.py"} <= {path.name for path in (tmp_path / "first").iterdir()}
    wheel = folder / "wheels" / "small-1.0-py3-none-any.whl"
    content = wheel.read_bytes()
    at = content.index(b"the wheel")
    wheel.write_bytes(content[:at] + b"T" + content[at + 1 :])
    done = pip_install(folder, tmp_path / "second")
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / "second").exists()
