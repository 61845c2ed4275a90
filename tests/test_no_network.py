"""Nothing goes over a network: verbs and window work with every way to one shut, and no module of ours asks for one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tpdesk.screens.modes import MODES

ROOT = Path(__file__).resolve().parent.parent

NETWORK = frozenset(
    [
        "socket",
        "ssl",
        "http",
        "urllib",
        "ftplib",
        "smtplib",
        "xmlrpc",
        "socketserver",
        "webbrowser",
        "requests",
        "httpx",
    ]
)
"""Modules by which a Python program reaches others."""


@pytest.mark.deep
def test_a_day_of_work_tries_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.offline", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    assert done.stdout.splitlines()[-1] == "nothing was tried"
    assert all(f"done window {mode.title}" in done.stdout for mode in MODES.values())


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', ''])",
        "import os; os.system('true')",
        "import duckdb",
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="there Python's own pair of sockets has this computer's address")
def test_what_shuts_the_ways_would_tell(code: str) -> None:
    script = (
        f"import sys; from tests import offline; sys.addaudithook(offline.shut)\ntry:\n    {code}\nexcept "
        "PermissionError: pass\nprint(len(offline.tried))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"], done.stderr


@pytest.mark.deep
def test_no_module_of_ours_asks_for_a_network() -> None:
    found = []
    for file in sorted((ROOT / "tpdesk").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if not any(name in text for name in NETWORK):
            continue
        for node in ast.walk(ast.parse(text)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{file.name}: {name}" for name in names if name.split(".")[0] in NETWORK]
    assert found == []
