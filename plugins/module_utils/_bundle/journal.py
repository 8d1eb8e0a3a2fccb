# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was last applied, so that a later difference has a cause: the host was changed, or what is desired was.

`applied.json` stands in the directory that keeps the bundle's previous files, for whoever writes the bundle alone. It
holds digests and no content: {"version": 1, "files": {path: entry}, "directories": {path: entry}}. Paths are without
the root prefix. An entry has `when` (UTC), and
- of what is there: `uid`, `gid`, `mode` (octal text), and of a file `sha256` of its bytes and `desired`, the digest of
  what was to be written. A file of the same meaning is left as it is, so the two may differ. `desired` is null where
  an older state was put back;
- of a file that must not be there: `absent`, true.
"""

import contextlib
import hashlib
import json
import os
import stat
import time
from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging
from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import make_private
from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import JOURNAL
from ansible_collections.gir.multidc.plugins.module_utils._bundle.items import File, Removal

VERSION = 1
# Far more than thousands of files need.
_LONGEST = 8 * 1024 * 1024

Entry = Dict[str, Any]


def read(directory: str) -> Optional[Dict[str, Dict[str, Entry]]]:
    """The journal of a directory; None when there is none that can be read. It is never needed, so nothing is said."""
    try:
        descriptor = os.open(os.path.join(directory, JOURNAL), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return None
            known = json.loads(stream.read(_LONGEST).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    parts: Dict[str, Any] = {}
    if isinstance(known, dict):
        parts = {part: known.get(part) for part in ("files", "directories")}
    if not parts or known.get("version") != VERSION or not all(_is_table(part) for part in parts.values()):
        return None
    return parts


def _is_table(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(entry, dict) for entry in part.values())


def note(module: Any, directory: str, plan: Any, put_back: bool = False) -> None:
    """Write down what a plan that was carried out has left on the host. `put_back`: it is not what is desired.

    What is noted already stays as it is, with its time. A run that has done its work does not fail for this.
    """
    try:
        _note(directory, plan, put_back)
    except OSError as error:
        module.warn("What was applied could not be noted in %s: %s." % (directory, error.strerror))


def _note(directory: str, plan: Any, put_back: bool) -> None:
    held = read(directory) or {"files": {}, "directories": {}}
    changed = False
    for item in plan.items:
        if item.implied:
            continue
        part = held["files" if isinstance(item, (File, Removal)) else "directories"]
        entry = _entry(item, put_back)
        known = dict(part.get(item.path) or {})
        known.pop("when", None)
        if entry != known:
            part[item.path] = dict(entry, when=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
            changed = True
    if changed:
        _write(directory, dict(held, version=VERSION))


def _entry(item: Any, put_back: bool) -> Entry:
    try:
        status = os.stat(item.real)
    except (FileNotFoundError, NotADirectoryError):
        return {"absent": True}
    entry: Entry = {"uid": status.st_uid, "gid": status.st_gid, "mode": "%04o" % stat.S_IMODE(status.st_mode)}
    if isinstance(item, File):
        desired = hashlib.sha256(item.content).hexdigest()
        # What was not rewritten is still what was read.
        present = desired if item.rewritten or item.old is None else hashlib.sha256(item.old).hexdigest()
        entry.update(sha256=present, desired=None if put_back else desired)
    return entry


def _write(directory: str, content: Dict[str, Any]) -> None:
    with contextlib.ExitStack() as undo:
        make_private(directory, undo)
        undo.pop_all()
    staged = staging.private_name(directory, "new")
    try:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as new:
            new.write(json.dumps(content, indent=1, sort_keys=True).encode("utf-8"))
            new.flush()
            os.fsync(new.fileno())
        os.rename(staged, os.path.join(directory, JOURNAL))
    except BaseException:
        staging.remove(staged)
        raise
    staging.sync_directory(directory)
