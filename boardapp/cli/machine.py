"""What the machine under the board is like: its file systems, its room on disk."""

import os
import shutil
from pathlib import Path

_MOUNTS = Path("/proc/mounts")
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "fuse.sshfs"}
"""Where locks and shared memory do not reach other machines, so that SQLite can lose data."""
UNSURE = {"9p", "virtiofs", "vboxsf", "drvfs", "fuse.s3fs", "fuse.rclone", "fuse.gvfsd-fuse", "prl_fs", "vmhgfs"}


def file_system(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of file system that holds this path; None where the machine does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    real = path.resolve()
    found = [(Path(_unescaped(point)), kind) for _, point, kind, *_ in map(str.split, lines)]
    holding = [(len(point.parts), at, kind) for at, (point, kind) in enumerate(found) if real.is_relative_to(point)]
    return max(holding)[2] if holding else None


def free_bytes(path: Path) -> int:
    """What an ordinary user can still write where this path is."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def private(path: Path) -> bool:
    """Readable by its owner alone, where the machine knows owners."""
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0


def _unescaped(point: str) -> str:
    """Blanks in mount points are written as octal numbers."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point
