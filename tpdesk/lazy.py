"""Packages whose modules are loaded when they are first named (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from types import ModuleType


def load_when_named(package: str, path: Iterable[str]) -> tuple[Callable[[str], ModuleType], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for a package: each of its modules is an attribute, which is imported
    when it is first asked for."""

    def find(name: str) -> ModuleType:
        try:
            return import_module(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.{name}":
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    def names() -> list[str]:
        from pkgutil import iter_modules

        return sorted(found.name for found in iter_modules(path))

    return find, names
