"""The packages of services load a module when it is first named, and mypy is told of each."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tpdesk import services
from tpdesk.services import dives


def test_services_alone_load_none_of_their_modules() -> None:
    script = (
        "import sys; from tpdesk import services; from tpdesk.services import dives; print(*(name for name in "
        "sys.modules if name.startswith('tpdesk')))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert set(told) == {"tpdesk", "tpdesk.lazy", "tpdesk.services", "tpdesk.services.dives"}


def test_a_module_is_loaded_when_it_is_named() -> None:
    script = (
        "import sys; from tpdesk import services; assert services.places.add; print('tpdesk.services.places' "
        "in sys.modules, 'places' in dir(services))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["True", "True"]


def test_what_is_no_module_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing_of_the_kind'"):
        services.nothing_of_the_kind  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("package", [services, dives])
def test_mypy_is_told_of_every_module(package: ModuleType) -> None:
    assert package.__file__ is not None
    told = {
        alias.name
        for node in ast.walk(ast.parse(Path(package.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == package.__name__
        for alias in node.names
    }
    assert told == set(dir(package))
