"""What stops a start because it would put documents at risk: open folders, databases on network drives."""

from __future__ import annotations

import stat
from pathlib import Path

from service.errors import UnsafeSetting
from service.settings import Settings

MOUNTS = Path("/proc/mounts")
NETWORK_DRIVES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs"})
"""File systems on which SQLite's locks and its shared memory cannot be relied on."""


def refuse_unsafe_places(settings: Settings, *, mounts: Path = MOUNTS) -> None:
    """Refuse a data folder that strangers can look into, and SQLite on a network drive.

    Raises:
        UnsafeSetting: It says which and what to do.
    """
    folder = settings.data_dir
    if folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) & stat.S_IRWXO:
        raise UnsafeSetting(
            setting="TONGHOP_DATA_DIR",
            reason=f"every account of this machine can look into {folder}: chmod o= {folder}",
        )
    if settings.database.startswith("sqlite"):
        drive = drive_of(Path(settings.database.removeprefix("sqlite:///")).parent, mounts)
        if drive in NETWORK_DRIVES:
            raise UnsafeSetting(
                setting="TONGHOP_DATABASE_URL",
                reason=f"SQLite loses data on a network drive ({drive}): use a local disk or PostgreSQL",
            )


def drive_of(folder: Path, mounts: Path) -> str:
    """The kind of file system that a folder lies on; "" where the kernel does not say."""
    best = ("", "")
    for line in mounts.read_text("utf-8").splitlines() if mounts.is_file() else ():
        _, place, kind, *_ = line.split()
        place = place.replace("\\040", " ")
        if folder.is_relative_to(place) and len(place) >= len(best[0]):
            best = place, kind
    return best[1]
