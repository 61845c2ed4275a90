"""Where a desk file lies: a folder that a cloud service keeps in step, or another computer's disk, asks for care.

The desk file as a file: how much it holds and since when.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from tpdesk.models import guard

_SERVICES: Final = (
    ("OneDrive", re.compile(r"onedrive([ -].*)?")),
    ("Dropbox", re.compile(r"dropbox( \(.*\)|-.*)?")),
    ("Google Drive", re.compile(r"google ?drive([ -].*)?")),
    ("iCloud Drive", re.compile(r"icloud ?drive([ -].*)?|com~apple~clouddocs")),
    ("Nextcloud", re.compile(r"nextcloud\d*([ -].*)?")),
    ("Box", re.compile(r"box( sync|-.*)?")),
)
"""Name of the service -> the folder that it keeps in step, as its client names it on Windows, macOS or Linux
(compared without case)."""

_NETWORK_KINDS: Final = re.compile(
    r"(nfs\d?|cifs|smb\w*|afpfs|afs|ceph|davfs2?|webdav|ncpfs|fuse\.(sshfs|rclone|davfs2?|smb\w*|gvfsd-fuse))\Z"
)
"""Kinds of file system that are another computer's, as Linux and macOS call them in the list of what is mounted."""


def place_warning(path: Path) -> str | None:
    """Return what to be careful of where the desk file lies, as one or two sentences; None where there is nothing."""
    lies = path.resolve()
    service = synced_by(lies)
    if service:
        return (
            f"{path} lies in a folder that {service} keeps in step. It is safe there for one person at a time: close "
            f"tpdesk and let {service} finish before another computer opens it, or work on a copy in a folder of "
            "your own and send copies (tpdesk copy)."
        )
    if is_share(lies):
        return (
            f"{path} lies on another computer's disk. It is safe there for one person at a time, and as fast as the "
            "network: work on a copy on this computer where you can, and put it back when you are done (tpdesk "
            "copy)."
        )
    return None


def synced_by(path: PurePath) -> str | None:
    """Return the cloud service that keeps the folder of an absolute path in step, by the folders' names;
    None where no name says so."""
    for part in path.parts[:-1]:
        for service, pattern in _SERVICES:
            if pattern.fullmatch(part.casefold()):
                return service
    return None


def is_share(path: Path) -> bool:
    """Return whether an absolute path lies on another computer's disk, as far as its form and the system say."""
    if str(path).startswith(("\\\\", "//")):
        return True
    return guard.is_remote_drive(path) or lies_on_network_mount(path, guard.mount_table())


def lies_on_network_mount(path: PurePath, mounts: str) -> bool:
    """Return whether the innermost mount that holds an absolute path is another computer's.

    `mounts` is the system's list: Linux writes `what where kind options`, macOS `what on where (kind, options)`.
    """
    inmost, remote = -1, False
    for line in mounts.splitlines():
        where, kind = _mount(line)
        if where and path.is_relative_to(where) and len(Path(where).parts) >= inmost:
            inmost, remote = len(Path(where).parts), bool(_NETWORK_KINDS.match(kind))
    return remote


def _mount(line: str) -> tuple[str, str]:
    mac = re.fullmatch(r".+? on (/.*) \((\w+)[,)].*", line)
    if mac:
        return mac[1], mac[2]
    parts = line.split()
    if len(parts) < 3:
        return "", ""
    # A space in a name is written as octal 040.
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), parts[1]), parts[2]


@dataclass(frozen=True, slots=True)
class Holds:
    """What a desk file holds."""

    places: int
    agencies: int
    lines: int
    """Spend lines."""

    begun_at: str
    """When the first act was done on it, ISO 8601 UTC; empty where none was, or where it is
    a copy without a history."""


def what_it_holds(connection: sqlite3.Connection) -> Holds:
    """Return what the desk file holds, from its summaries."""
    places, agencies, lines, begun = connection.execute(
        "SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM agency), (SELECT coalesce(sum(lines), 0) FROM "
        "cube), (SELECT at FROM audit ORDER BY id LIMIT 1)"
    ).fetchone()
    return Holds(places, agencies, lines, begun or "")
