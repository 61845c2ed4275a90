"""Where a desk lies: folders kept in step by a cloud service, and other computers' disks."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from tpdesk.models import guard
from tpdesk.models.keeping.placement import lies_on_network_mount, place_warning, synced_by


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (PureWindowsPath(r"C:\Users\officer\OneDrive - Shire County Council\desk.tpdesk"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\officer\OneDrive\Work\desk.tpdesk"), "OneDrive"),
        (PurePosixPath("/Users/officer/Library/CloudStorage/OneDrive-Shire/desk.tpdesk"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\officer\Dropbox (Shire)\desk.tpdesk"), "Dropbox"),
        (PurePosixPath("/home/officer/Dropbox/desk.tpdesk"), "Dropbox"),
        (
            PurePosixPath("/Users/officer/Library/CloudStorage/GoogleDrive-a@b.example/My Drive/desk.tpdesk"),
            "Google Drive",
        ),
        (PureWindowsPath(r"C:\Users\officer\Google Drive\desk.tpdesk"), "Google Drive"),
        (PurePosixPath("/Users/officer/Library/Mobile Documents/com~apple~CloudDocs/desk.tpdesk"), "iCloud Drive"),
        (PureWindowsPath(r"C:\Users\officer\iCloudDrive\desk.tpdesk"), "iCloud Drive"),
        (PurePosixPath("/home/officer/Nextcloud2/desk.tpdesk"), "Nextcloud"),
        (PureWindowsPath(r"C:\Users\officer\Box\desk.tpdesk"), "Box"),
        (PurePosixPath("/Users/officer/Library/CloudStorage/Box-Box/desk.tpdesk"), "Box"),
        (PurePosixPath("/home/officer/boxes/desk.tpdesk"), None),
        (PurePosixPath("/home/officer/my onedrive plan/desk.tpdesk"), None),
        (PurePosixPath("/home/officer/Documents/Dropbox.tpdesk"), None),
    ],
)
def test_a_synced_folder_is_known_by_its_name(path: PurePath, service: str | None) -> None:
    assert synced_by(path) == service


LINUX = """\
/dev/sda1 / ext4 rw,relatime 0 0
//files/team /mnt/team\\040drive cifs rw 0 0
fileserver:/export /srv/shire nfs4 rw 0 0
/dev/sdb1 /srv/shire/local ext4 rw 0 0
officer@host: /home/officer/far fuse.sshfs rw 0 0
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//officer@files/team on /Volumes/team drive (smbfs, nodev, nosuid, mounted by officer)
"""


@pytest.mark.parametrize(
    ("mounts", "path", "remote"),
    [
        (LINUX, "/home/officer/desk.tpdesk", False),
        (LINUX, "/mnt/team drive/desk.tpdesk", True),
        (LINUX, "/srv/shire/deep/desk.tpdesk", True),
        (LINUX, "/srv/shire/local/desk.tpdesk", False),
        (LINUX, "/home/officer/far/desk.tpdesk", True),
        (MAC, "/Volumes/team drive/desk.tpdesk", True),
        (MAC, "/Users/officer/desk.tpdesk", False),
        ("", "/anything", False),
        ("nonsense\n\n", "/anything", False),
    ],
)
def test_another_computers_disk_is_known_by_what_is_mounted(mounts: str, path: str, remote: bool) -> None:
    assert lies_on_network_mount(PurePosixPath(path), mounts) is remote


def test_the_warning_says_where_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "mount_table", lambda: "")
    assert place_warning(tmp_path / "desk.tpdesk") is None
    synced = tmp_path / "Dropbox" / "desk.tpdesk"
    told = place_warning(synced)
    assert told is not None
    assert str(synced) in told
    assert "Dropbox keeps in step" in told
    assert "tpdesk copy" in told
    monkeypatch.setattr(guard, "mount_table", lambda: f"files:/x {tmp_path.resolve()} nfs4 rw 0 0\n")
    told = place_warning(tmp_path / "desk.tpdesk")
    assert told is not None
    assert "another computer's disk" in told
