# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a path of the bundle really leads, below the root prefix and through symbolic links."""

import os

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal


class Locator:
    """Joins paths below the root prefix and follows symbolic links that nobody could have planted.

    A link is followed to the real file, which is then replaced in its own directory, so the link stays. It is
    followed when it belongs to root or to the account that runs the module, or when it leads to something that its
    own owner owns: otherwise a service account could make root overwrite a file that is not the account's.
    """

    def __init__(self, root):
        self.root = root.rstrip("/")
        self.real_root = os.path.realpath(self.root) if self.root else ""

    def locate(self, path):
        full = self.root + path
        self._check_links(path)
        real = os.path.realpath(full)
        if self.real_root and real != self.real_root and not real.startswith(self.real_root + "/"):
            raise Refusal(
                "%s leads to %s, outside of the root prefix %s: replace the symbolic link by a relative one"
                % (path, real, self.root)
            )
        return real

    def _check_links(self, path):
        current = self.root
        for part in [p for p in path.split("/") if p]:
            current = current + "/" + part
            if not os.path.islink(current):
                continue
            try:
                target = os.stat(current)
            except OSError:
                raise Refusal(
                    "%s: %s is a symbolic link to %s, which does not exist: create its target or remove the link"
                    % (path, current, os.readlink(current))
                ) from None
            owner = link_owner(current)
            if owner not in (0, os.geteuid(), target.st_uid):
                raise Refusal(
                    "%s: the symbolic link %s belongs to uid %d and leads to a file of uid %d: it is not followed, "
                    "give the real path or let root own the link" % (path, current, owner, target.st_uid)
                )


def link_owner(path):
    return os.lstat(path).st_uid


def nearest_existing(path: str) -> str:
    """The path itself or the closest directory above it that exists."""
    while path and not os.path.lexists(path):
        path = os.path.dirname(path)
    return path or "/"


def writable(directory):
    """Whether entries of the directory can be created and replaced by this process."""
    if os.access in os.supports_effective_ids:
        return os.access(directory, os.W_OK | os.X_OK, effective_ids=True)
    return os.access(directory, os.W_OK | os.X_OK)


def read_only(path):
    """Whether the file system of the path is mounted for reading only."""
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
