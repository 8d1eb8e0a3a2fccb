# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What config_bundle keeps: generations, copies beside a file, what failed or killed runs left.

Private to this collection, may change at any time.
"""

import calendar
import hashlib
import os
import re
import stat
import time
from typing import Any, Dict, Iterator, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import backup as generations
from ansible_collections.gir.multidc.plugins.module_utils._bundle import paths, staging
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._copies import rules
from ansible_collections.gir.multidc.plugins.module_utils._copies.looking import (
    Copy,
    Look,
    holds_secret,
    kind_of,
    look,
    of_file,
    other_keys,
)

# Whoever loses its value loses what is encrypted with it. Manifests name further ones.
PROTECTED = ("serverSettings/cryptoSecurityKey",)
STAMP = "%Y%m%dT%H%M%SZ"
_BACKUP_FILE = re.compile(r"^(?P<name>.+)\.(?P<stamp>\d{8}T\d{6}Z)\.\d+~$")
_ORIGINAL = re.compile(r"^\.gir_multidc\.\d+\.[0-9a-f]{12}\.old\.kept$")
_HALF_INSTALLED = re.compile(r"^\.gir_multidc\.[a-z0-9_]{8}\.new$")
_ONE_DAY = 86400
_GENERATIONS = (rules.PENDING, rules.PREVIOUS, rules.FIRST)


def is_ours(name: str) -> bool:
    """Whether a copy of this module may have the name."""
    if name in (rules.PENDING, rules.PREVIOUS) or staging.is_private(name):
        return True
    return any(pattern.match(name) for pattern in (_BACKUP_FILE, _ORIGINAL, _HALF_INSTALLED))


def stamped(stamp: str) -> Optional[int]:
    """UTC seconds of a time in a name; None when it is none."""
    try:
        return calendar.timegm(time.strptime(stamp, STAMP))
    except ValueError:
        return None


class Directory:
    """A directory in which bundles write files, or keep them when it `is_backup`."""

    def __init__(self, locator: paths.Locator, path: str, component: str = "", is_backup: bool = False) -> None:
        self.locator = locator
        self.is_backup = is_backup
        self.component = component
        self.path = locator.locate(path)

    def names(self) -> List[str]:
        try:
            return sorted(os.listdir(self.path))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def copies(self) -> Iterator[Copy]:
        """What is kept here, and what was left over."""
        for name in self.names():
            path = os.path.join(self.path, name)
            status = _status(path)
            if status is None:
                continue
            backup = _BACKUP_FILE.match(name)
            if backup and stamped(backup.group("stamp")) is not None:
                of = os.path.join(self.path, backup.group("name"))
                yield self._beside(path, rules.BACKUP_FILE, of, stamped(backup.group("stamp")))
            elif _ORIGINAL.match(name):
                yield self._beside(path, rules.ORIGINAL, "", int(status.st_ctime))
            elif staging.is_private(name) or _HALF_INSTALLED.match(name):
                yield self._left_over(path, name, status)
            elif name in _GENERATIONS and self._is_generation(path):
                yield from self._generation(path, name, status)

    def _beside(self, path: str, kind: str, of: str, since: Optional[int]) -> Copy:
        seen = look(path)
        protected = other_keys(seen.data, look(of).data if of else None, PROTECTED)
        return of_file(self.component, kind, path, seen, of=[of] if of else [], since=since, protected=protected)

    def _left_over(self, path: str, name: str, status: os.stat_result) -> Copy:
        parts = name.split(".")
        in_use = _may_be_in_use(int(parts[2]) if staging.is_private(name) else None, status)
        seen = look(path)
        # A directory of ours was about to be removed when the run was killed.
        strange = "" if stat.S_ISDIR(status.st_mode) and staging.is_private(name) else seen.strange
        more = {"since": int(status.st_ctime), "in_use": in_use, "strange": strange}
        return of_file(self.component, rules.LEFTOVER, path, seen, **more)

    def _is_generation(self, path: str) -> bool:
        """A directory with a manifest; where generations are kept, also what only stands in the place of one."""
        return self.is_backup or os.path.lexists(os.path.join(path, generations.MANIFEST))

    # -- generations -------------------------------------------------------------------------------------------------

    def _generation(self, path: str, kind: str, status: os.stat_result) -> Iterator[Copy]:
        manifest = look(os.path.join(path, generations.MANIFEST))
        strange = ""
        held: Dict[str, Any] = {}
        if not stat.S_ISDIR(status.st_mode):
            strange = "is %s" % (kind_of(status.st_mode) if not stat.S_ISREG(status.st_mode) else "a file")
        elif manifest.strange and os.path.lexists(manifest.path):
            strange = "has a %s that %s" % (generations.MANIFEST, manifest.strange)
        else:
            try:
                held = generations.Backup(self.path).read(path)
            except generations.Damaged:
                strange = "has a %s that cannot be read" % generations.MANIFEST
        if strange:
            yield Copy(self.component, kind, path, status, facts=rules.Facts(kind, strange=strange))
        elif kind == rules.FIRST:
            yield from self._first_versions(path, held)
        else:
            yield self._whole(path, kind, status, held, manifest)

    def _whole(self, path: str, kind: str, status: os.stat_result, held: Dict[str, Any], manifest: Look) -> Copy:
        """A generation is put back, and removed, as a whole."""
        protected: List[str] = []
        seen: List[Tuple[str, Look]] = []
        for of, kept in sorted(held["files"].items()):
            if kept:
                found = look(os.path.join(path, os.path.basename(kept["name"])))
                seen.append((of, found))
                protected += self._other_keys(of, found, held)
        parts = "".join("%s %s\n" % (of, found.sha256) for of, found in seen)
        names = tuple(dict.fromkeys(protected))
        strange = next(("has a file in it that %s" % found.strange for _of, found in seen if found.strange), "")
        return Copy(
            self.component,
            kind,
            path,
            status,
            of=[self.locator.root + of for of in sorted(held["files"])],
            since=int((_status(manifest.path) or status).st_mtime),
            size=sum(len(found.data or b"") for _of, found in seen),
            sha256=hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest(),
            secret=any(holds_secret(found.data) for _of, found in seen),
            modes=[os.lstat(found.path).st_mode for _of, found in seen if os.path.lexists(found.path)],
            facts=rules.Facts(kind, of="the present file", strange=strange, protected=names),
        )

    def _first_versions(self, path: str, held: Dict[str, Any]) -> Iterator[Copy]:
        """Each file for itself, since no two of them have to be of the same time; and what is in no manifest."""
        known = {generations.MANIFEST}
        for of, kept in sorted(held["files"].items()):
            if not kept:
                continue
            name = os.path.basename(kept["name"])
            known.add(name)
            seen = look(os.path.join(path, name))
            if os.path.lexists(seen.path):
                shown = self.locator.root + of
                more = {"of": [shown], "protected": tuple(self._other_keys(of, seen, held))}
                yield of_file(self.component, rules.FIRST, seen.path, seen, **more)
        for name in sorted(set(os.listdir(path)) - known):
            status = _status(os.path.join(path, name))
            if status is not None:
                yield self._left_over(os.path.join(path, name), name, status)

    def _other_keys(self, of: str, seen: Look, held: Dict[str, Any]) -> List[str]:
        keys = [*PROTECTED, *map(str, (held["protected"].get(of) or {}).get("keys") or ())]
        try:
            present = look(self.locator.locate(of)).data
        except Refusal:
            present = None
        return list(other_keys(seen.data, present, dict.fromkeys(keys)))

    def written(self) -> Iterator[str]:
        """The directories of the files that generations here are copies of, below the root prefix."""
        for name in _GENERATIONS:
            path = os.path.join(self.path, name)
            if not look(os.path.join(path, generations.MANIFEST)).strange:
                try:
                    held = generations.Backup(self.path).read(path)
                except generations.Damaged:
                    continue
                for of in held["files"]:
                    yield os.path.dirname(of)


def forget_first(copy: Copy, root: str) -> None:
    """Remove a first version, so that what stands in its place now is not taken for one."""
    backup = generations.Backup(os.path.dirname(os.path.dirname(copy.path)))
    outside = len(root)
    backup.forget(copy.of[0][outside:])


def _status(path: str) -> Optional[os.stat_result]:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _may_be_in_use(process: Optional[int], status: os.stat_result) -> str:
    """Why what looks left over may be at work; empty when it is certainly left over."""
    if time.time() - status.st_ctime > _ONE_DAY:
        return ""
    if process is None:
        return "it is younger than a day, so that a run may be at work with it: wait"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "the process %d, which made it, may be at work: wait for its end" % process
