# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""On which file system a path lies, and whether other hosts have it too, of Linux: private to this collection."""

import re
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

TABLE = "/proc/self/mountinfo"
# File systems of which another host may mount the same, by network or on a disk that several hosts share.
NETWORK = frozenset(
    (
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.ceph", "fuse.ceph-fuse", "glusterfs",
        "fuse.glusterfs", "lustre", "beegfs", "gpfs", "panfs", "fuse.sshfs", "davfs", "fuse.davfs", "fuse.davfs2",
        "fuse.moosefs", "fuse.mfs", "orangefs",
    )
)  # fmt: skip
CLUSTER = frozenset(("gfs2", "ocfs2"))
# Their source is a name that the whole cluster has.
NAMED = frozenset(("gpfs",))
# Those that only this host has.
LOCAL = frozenset(
    (
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "jfs", "reiserfs", "f2fs", "bcachefs", "vfat", "exfat", "ntfs",
        "ntfs3", "tmpfs", "ramfs", "devtmpfs", "overlay", "aufs", "squashfs", "iso9660", "udf", "hugetlbfs",
        "fuse.ntfs-3g", "fuseblk", "rootfs",
    )
)  # fmt: skip
_ESCAPED = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    """One line of the table. `root`: which folder of the file system is mounted there."""

    point: str
    root: str
    kind: str
    source: str


def mounts(text: str) -> List[Mount]:
    """The lines that can be read, in their order; a later one covers an earlier one."""
    return list(_read(text))


def _read(text: str) -> Iterator[Mount]:
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        first, last = before.split(" "), after.split(" ")
        if dash and len(first) >= 6 and len(last) >= 2:
            yield Mount(_plain(first[4]), _plain(first[3]), last[0], _plain(last[1]))


def _plain(text: str) -> str:
    """Blanks and backslashes stand as octal numbers of their bytes."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 8)), text)


def mount_of(path: str, known: List[Mount]) -> Optional[Mount]:
    """The mount that holds a path without links in it; None where the table has none."""
    found: Optional[Mount] = None
    for one in known:
        holds = path == one.point or path.startswith(one.point.rstrip("/") + "/")
        if holds and (found is None or len(one.point) >= len(found.point)):
            found = one
    return found


def described(path: str, mount: Mount, further: Tuple[str, ...] = ()) -> Dict[str, Any]:
    """What is known of the mount of a path. `further`: types that this site knows to be shared.

    `shared`: whether other hosts may have the same; None where its type says neither. `place`: what it is, whatever the
    host calls it, so that two hosts can be compared; None where its source does not tell.
    """
    shared: Optional[bool] = None
    if mount.point == "/" or mount.kind in LOCAL and mount.kind not in further:
        shared = False
    elif mount.kind in NETWORK or mount.kind in CLUSTER or mount.kind in further:
        shared = True
    return {
        "point": mount.point,
        "type": mount.kind,
        "source": mount.source,
        "shared": shared,
        "place": _place(path, mount) if shared and _is_known_elsewhere(mount) else None,
    }


def _is_known_elsewhere(mount: Mount) -> bool:
    """Whether the source names a server, or what a cluster calls it; a device is called otherwise on each host."""
    return ":" in mount.source or mount.source.startswith("//") or mount.kind in NAMED


def _place(path: str, mount: Mount) -> str:
    """The server and the folder there: another host may mount a folder above or below."""
    above = len(mount.point)
    parts = [mount.root.strip("/"), path[above:].strip("/")]
    return "/".join([mount.source.rstrip("/")] + [part for part in parts if part])
