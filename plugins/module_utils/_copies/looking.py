# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One copy on a host, and how it is looked into: private to this collection, may change at any time.

Whatever is no regular file is named and never opened: to open a FIFO would wait for its other end.
"""

import hashlib
import os
import stat
import time
from typing import Any, Dict, Iterable, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import protected
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SecretNames
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_places import accounts, in_lines
from ansible_collections.gir.multidc.plugins.module_utils._copies.rules import Facts, Verdict, verdict

# Longer than any file of a product and any keystore.
MAX_BYTES = 16 * 1024 * 1024
_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
)
_NAMES = SecretNames()


class Look:
    """What was seen at a path. `strange`: why it has no `data`, as what could follow "it"; empty when it has."""

    def __init__(self, path: str, data: Optional[bytes], strange: str = "") -> None:
        self.path = path
        self.data = data
        self.strange = strange

    @property
    def sha256(self) -> Optional[str]:
        return None if self.data is None else hashlib.sha256(self.data).hexdigest()


def look(path: str) -> Look:
    """Look into a regular file."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return Look(path, None, "is %s" % kind_of(status.st_mode))
        if status.st_size > MAX_BYTES:
            return Look(path, None, "is larger than %d bytes, so that what it holds is not known" % MAX_BYTES)
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)
        with os.fdopen(descriptor, "rb") as stream:
            if not os.path.samestat(status, os.fstat(stream.fileno())):
                return Look(path, None, "changes while it is looked at")
            return Look(path, stream.read(MAX_BYTES))
    except OSError as error:
        return Look(path, None, "cannot be read (%s)" % error.strerror)


def kind_of(mode: int) -> str:
    """What a path is that is no regular file."""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "a device")


def holds_secret(data: Optional[bytes]) -> bool:
    """Whether a text names a secret; what is no text, or was not read, counts as one that does."""
    if data is None or b"\0" in data:
        return True
    text = data.decode("utf-8", "replace")
    return bool(in_lines(_NAMES, text) or accounts(text))


def other_keys(kept: Optional[bytes], present: Optional[bytes], keys: Iterable[str]) -> Tuple[str, ...]:
    """Those of the keys whose values would be lost with the kept text, because the present one has none or others.

    Both are searched as texts, since a host has no reader of YAML.
    """
    if kept is None or kept == present:
        return ()
    return tuple(key.split("/")[-1] for key in keys if protected.loss(kept, present, "text", key))


class Copy:
    """What is kept at a path, a file or a directory. `of`: the paths that it is a copy of; `since`: UTC seconds."""

    def __init__(self, component: str, kind: str, path: str, status: os.stat_result, **more: Any) -> None:
        self.component = component
        self.kind = kind
        self.path = path
        self.status = status
        self.of: List[str] = more.get("of") or []
        self.since = int(more.get("since") or status.st_mtime)
        self.size = int(more.get("size", status.st_size))
        self.sha256: Optional[str] = more.get("sha256")
        self.secret = bool(more.get("secret", True))
        # The files in it whose own modes count; a directory that is closed closes them too.
        self.modes: List[int] = more.get("modes") or [status.st_mode]
        self.verdict: Verdict = verdict(more["facts"])

    @property
    def readable(self) -> bool:
        """Whether anybody on the host may read it, as far as its own mode says."""
        closed = stat.S_ISDIR(self.status.st_mode) and not self.status.st_mode & stat.S_IXOTH
        return not closed and any(mode & stat.S_IROTH for mode in self.modes)

    def shown(self) -> Dict[str, Any]:
        """It as a value that travels; nothing of what it holds is in it."""
        names = ("component", "kind", "path", "of", "size", "sha256", "secret")
        found: Dict[str, Any] = {name: getattr(self, name) for name in names}
        found["kept_since"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.since))
        found.update(mode="%04o" % stat.S_IMODE(self.status.st_mode), readable_by_others=self.readable)
        return dict(found, **self.verdict._asdict())


def of_file(component: str, kind: str, path: str, seen: Look, **more: Any) -> Copy:
    """The copy that is a file. `more` are facts, and what Copy takes."""
    facts = {name: more.pop(name) for name in list(more) if name in Facts._fields and name != "of"}
    facts.setdefault("strange", seen.strange)
    more.setdefault("secret", holds_secret(seen.data))
    of = (more.get("of") or [""])[0]
    return Copy(component, kind, path, os.lstat(path), sha256=seen.sha256, facts=Facts(kind, of=of, **facts), **more)
