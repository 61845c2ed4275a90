"""The systems and Pythons that a folder can be for, and what pip calls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tools.wheelhouse.install import requirements_name

PYTHONS: Final = ("3.11", "3.12", "3.13")

_GLIBC: Final = range(17, 29)
"""Minor versions of glibc 2 whose wheels run on every Linux since 2018 (Debian 10, Ubuntu 18.10, RHEL 8)."""


@dataclass(frozen=True, slots=True)
class System:
    """A kind of computer."""

    name: str
    """As it stands in the names of files: `windows-amd64`."""
    title: str
    """As people call it."""
    platforms: tuple[str, ...]
    """pip's names for the wheels that run there."""

    @property
    def is_windows(self) -> bool:
        """Return whether it is Windows."""
        return self.name.startswith("windows")


def _linux(machine: str) -> tuple[str, ...]:
    return (f"manylinux2014_{machine}", *(f"manylinux_2_{minor}_{machine}" for minor in _GLIBC))


SYSTEMS: Final = (
    System("windows-amd64", "Windows, Intel or AMD", ("win_amd64",)),
    System("windows-arm64", "Windows, ARM", ("win_arm64",)),
    System("macos-arm64", "macOS 11 or later, Apple silicon", ("macosx_11_0_arm64",)),
    System("macos-x86_64", "macOS 11 or later, Intel", ("macosx_11_0_x86_64",)),
    System("linux-x86_64", "Linux (glibc 2.28 or later), Intel or AMD", _linux("x86_64")),
    System("linux-aarch64", "Linux (glibc 2.28 or later), ARM", _linux("aarch64")),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A system and a Python on it."""

    system: System
    python: str

    @property
    def requirements(self) -> str:
        """Return the name of its requirements file."""
        return requirements_name(self.system.name, self.python)

    @property
    def title(self) -> str:
        """Return what people call it."""
        return f"{self.system.title}, Python {self.python}"

    def pip_options(self) -> list[str]:
        """Return what makes pip look for wheels of this target instead of those of the computer it runs on."""
        platforms = [word for platform in self.system.platforms for word in ("--platform", platform)]
        return [*platforms, "--python-version", self.python, "--only-binary=:all:", "--no-deps"]


def targets(systems: list[str], pythons: list[str]) -> list[Target]:
    """Return every target of the systems and Pythons named; none named means all."""
    return [
        Target(system, python)
        for system in SYSTEMS
        if not systems or system.name in systems
        for python in PYTHONS
        if not pythons or python in pythons
    ]
