"""Install tpdesk from the folder that holds this file, without a network and without administrator rights.

    Windows:       py install.py
    macOS, Linux:  python3 install.py

It makes a virtual environment of the user's own and calls pip once. pip takes wheels from this folder alone, and
refuses each whose SHA-256 is not the one in the requirements file. Run it again from a newer folder to update.
"""

# Only the standard library, and nothing newer than Python 3.8, so that an old Python is told what is missing.
from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).absolute().parent
SUMS = "SHA256SUMS"
"""The list of every other file of the folder with its SHA-256, as `sha256sum -c` reads it."""


def requirements_name(system: str, python: str) -> str:
    """Return the name of the requirements file for a system and a Python, such as windows-amd64 and 3.12."""
    return f"{system}-py{python.replace('.', '')}.txt"


def system_name(built_for: str, machine: str) -> str:
    """Return the system that a Python was built for (`sysconfig.get_platform()`), as this folder names it."""
    if built_for.startswith("macosx"):
        # Python from python.org is built for both kinds of processor, and says so instead of which one it runs on.
        return f"macos-{machine}"
    return built_for.replace("win-", "windows-").replace("win32", "windows-32bit")


def default_environment() -> Path:
    """Return where the environment is made if no other folder is named."""
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(local) / "Programs" / "tpdesk"
    return Path.home() / ".local" / "lib" / "tpdesk"


def program(environment: Path, name: str) -> Path:
    """Return the path of a program in an environment."""
    return environment / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def pip_command(python: Path, folder: Path, requirements: str) -> list[str]:
    """Return the command that installs from the folder, and from nowhere else."""
    return [
        str(python), "-m", "pip", "install", "--isolated", "--disable-pip-version-check", "--quiet",
        "--no-index", "--no-deps", "--force-reinstall", "--find-links", str(folder / "wheels"),
        "--require-hashes", "-r", str(folder / "requirements" / requirements),
    ]  # fmt: skip


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def is_ours(path: Path) -> bool:
    """Return whether a path is a file, and none of those that systems put into any folder by themselves."""
    return path.is_file() and not path.name.startswith(".") and path.name.casefold() not in ("desktop.ini", "thumbs.db")


def changed_files(folder: Path) -> list[str]:
    """Return what is wrong with the files of the folder, a line each; none where all are as they were made."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if is_ours(path)} - {SUMS}
    wrong = [f"{name} is missing" for name in sorted(set(listed) - present)]
    wrong += [f"{name} is not in {SUMS}" for name in sorted(present - set(listed))]
    return wrong + [
        f"{name} has changed" for name in sorted(present & set(listed)) if sha256(folder / name) != listed[name]
    ]


def check(folder: Path) -> None:
    """Compare every file with the list, and print the list's own SHA-256 to be compared with the sender's."""
    wrong = changed_files(folder)
    if wrong:
        sys.exit("\n".join(["This folder is not as it was made:", *wrong]))
    print(f"Every file is as it was made. The SHA-256 of {SUMS} is\n{sha256(folder / SUMS)}")


def refuse_other_folder(environment: Path, python: str) -> None:
    """End where the environment's folder holds something else, or the environment of another Python."""
    settings = environment / "pyvenv.cfg"
    if not settings.is_file():
        if environment.exists() and any(environment.iterdir()):
            sys.exit(f"{environment} holds other files. Name a new folder: install.py --into FOLDER. Nothing changed.")
        return
    version = re.search(r"^version *= *(\d+\.\d+)", settings.read_text(encoding="utf-8"), re.MULTILINE)
    if version and version[1] != python:
        sys.exit(
            f"{environment} has an environment of Python {version[1]}, and this is Python {python}. Delete that folder "
            "first (if you keep no desk files in it), or name another: install.py --into FOLDER. Nothing changed."
        )


def choose_requirements(folder: Path, system: str, python: str) -> str:
    """Return the requirements file for this computer; end where the folder has none, and say what it has."""
    name = requirements_name(system, python)
    if (folder / "requirements" / name).is_file():
        return name
    has = sorted(path.stem for path in (folder / "requirements").glob("*.txt"))
    sys.exit(
        f"This is Python {python} for {system}, and this folder has no files for it. It has: {', '.join(has)}. Start "
        "install.py with one of these (on Windows `py -3.12 install.py` starts Python 3.12), or ask for a folder that "
        "has yours. Nothing changed."
    )


def install(folder: Path, environment: Path) -> None:
    """Make the environment where it is missing, and install or update tpdesk in it."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    requirements = choose_requirements(folder, system_name(sysconfig.get_platform(), platform.machine()), python)
    refuse_other_folder(environment, python)
    own_python = program(environment, "python")
    print(f"Installing into {environment}. This takes a minute or two.", flush=True)
    own_settings = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
    if not own_python.exists() and subprocess.call([sys.executable, "-m", "venv", str(environment)]):
        sys.exit(f"Python could not make the environment {environment} (see above). Nothing was installed.")
    if subprocess.call(pip_command(own_python, folder, requirements), env=own_settings):
        sys.exit("pip refused (see above), and tpdesk was not installed or updated. Close tpdesk if it is open.")
    if subprocess.call([str(own_python), "-m", "tpdesk", "--version"]):
        sys.exit("tpdesk was installed and does not start (see above).")
    print(f"Installed. Start it with:\n  {program(environment, 'tpdesk')}")
    print(f"or, where only Python may be started:\n  {own_python} -m tpdesk")


def main(arguments: list[str] | None = None) -> None:
    """Read the options and do as they say."""
    parser = argparse.ArgumentParser(prog="install.py", description="Install tpdesk from this folder.")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="where to install (default: a folder of the user)")
    parser.add_argument("--check", action="store_true", help="only compare every file here with SHA256SUMS")
    options = parser.parse_args(arguments)
    if options.check:
        check(HERE)
    else:
        install(HERE, (options.into or default_environment()).absolute())


if __name__ == "__main__":
    main()
