# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All copies of one host, listed and removed: private to this collection, may change at any time.

A request says where to look: {step, root, backups, directories, keystore, remove, older_than_days, dry}. `root` is the
prefix of the others, `backups` holds a directory for each component, `directories` are {path: component} in which files
are written, `keystore` is a path or null. The password of the keystore comes as an option that Ansible hides.
"""

import contextlib
import os
import shutil
import stat
import time
from typing import Any, Dict, Iterator, List, Optional, Set

from ansible_collections.gir.multidc.plugins.module_utils._bundle import paths, staging
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of
from ansible_collections.gir.multidc.plugins.module_utils._copies import bundles, keystores, rules
from ansible_collections.gir.multidc.plugins.module_utils._copies.looking import Copy
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Place

Request = Dict[str, Any]
_ONE_DAY = 86400
INTERNAL: Dict[str, Any] = {"_request": {"type": "dict"}, "_password": {"type": "str", "no_log": True}}


class Listing:
    """What is kept on the host; `problems` are sentences about what could not be looked at."""

    def __init__(self, request: Request, password: Optional[str]) -> None:
        self.copies: Dict[str, Copy] = {}
        self.problems: List[str] = []
        self._locator = paths.Locator(request["root"])
        self._wanted: Dict[str, str] = dict(request["directories"])
        self._backups = request["backups"]
        if request["keystore"]:
            path = self._locator.root + request["keystore"]
            with self._looking_at(path):
                self._add(keystores.Beside(path, password).copies())
        with self._looking_at(self._locator.root + self._backups):
            self._find_backups()
        self._look_everywhere()

    def _add(self, copies: Iterator[Copy]) -> None:
        for copy in copies:
            self.copies.setdefault(copy.path, copy)

    def _find_backups(self) -> None:
        """Each component has a directory of its own; files may lie where its generations say, and nobody else does."""
        for name in bundles.Directory(self._locator, self._backups).names():
            self._wanted.setdefault("%s/%s" % (self._backups, name), name)
        for place, component in list(self._wanted.items()):
            with self._looking_at(place):
                for written in bundles.Directory(self._locator, place, component).written():
                    self._wanted.setdefault(written, component)

    def _look_everywhere(self) -> None:
        seen: Set[str] = set()
        for place, component in self._wanted.items():
            with self._looking_at(self._locator.root + place):
                is_backup = os.path.dirname(place) == self._backups
                directory = bundles.Directory(self._locator, place, component, is_backup)
                if directory.path not in seen:
                    seen.add(directory.path)
                    self._add(directory.copies())

    @contextlib.contextmanager
    def _looking_at(self, place: str) -> Iterator[None]:
        try:
            yield
        except Refusal as refusal:
            self._problem(str(refusal))
        except OSError as error:
            self._problem("%s cannot be looked at: %s" % (error.filename or place, error.strerror))

    def _problem(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    def shown(self) -> List[Dict[str, Any]]:
        return [self.copies[path].shown() for path in sorted(self.copies)]


def serve(module: Any) -> Dict[str, Any]:
    """One step on one host."""
    request = module.params["_request"]
    if request is None:
        raise Refusal("this module runs through its action; call it in a task.")
    if request["step"] == "remove":
        dry = module.check_mode or request["dry"]
        with contextlib.ExitStack() as locks:
            if request["keystore"] and not dry:
                place = Place(paths.Locator(request["root"]).root + request["keystore"])
                if os.path.isdir(place.folder):
                    # What the keystore holds now, it holds until its copies are gone.
                    locks.enter_context(place.locked())
            return remove(request, module.params["_password"], dry)
    found = Listing(request, module.params["_password"])
    return {"changed": False, "copies": found.shown(), "problems": found.problems}


def remove(request: Request, password: Optional[str], dry: bool) -> Dict[str, Any]:
    """Remove what is named and what is old enough, when nothing of what is named is refused."""
    listing = Listing(request, password)
    refused: List[str] = []
    chosen: List[Copy] = []
    for wish in request["remove"]:
        path = os.path.normpath(wish["path"])
        copy = listing.copies.get(path)
        if copy is not None:
            refused += _refusals(copy, wish.get("sha256"))
            chosen.append(copy)
        elif os.path.lexists(path) or not _may_be_ours(path):
            refused.append("%s is no copy that this collection keeps: give a path that the list shows" % path)
    if request["older_than_days"] is not None:
        limit = time.time() - request["older_than_days"] * _ONE_DAY
        old = [copy for copy in listing.copies.values() if copy.verdict.removal == rules.YES and copy.since <= limit]
        chosen += [copy for copy in old if copy not in chosen]
    result: Dict[str, Any] = {"problems": listing.problems, "refused": refused}
    if refused:
        return dict(result, changed=False, removed=[], copies=listing.shown())
    chosen = sorted(set(chosen), key=lambda copy: copy.path)
    if not dry:
        for copy in chosen:
            _discard(copy, request)
    for copy in chosen:
        del listing.copies[copy.path]
    return dict(
        result,
        changed=bool(chosen),
        removed=[copy.shown() for copy in chosen],
        copies=listing.shown(),
        diff=[diff_of(copy.path, before="%s\n" % copy.path) for copy in chosen],
    )


def _refusals(copy: Copy, sha256: Optional[str]) -> List[str]:
    """Why a copy that is named by its path, and perhaps by what it holds, is not removed."""
    if copy.verdict.removal == rules.NEVER:
        return ["%s stays: %s" % (copy.path, copy.verdict.reason)]
    if sha256 and sha256 != copy.sha256:
        return ["%s has the sha256 %s, not %s: look at it once more" % (copy.path, copy.sha256, sha256)]
    if copy.verdict.removal == rules.BY_SHA256 and not sha256:
        return ["%s stays: %s (%s)" % (copy.path, copy.verdict.reason, copy.sha256)]
    return []


def _may_be_ours(path: str) -> bool:
    """Whether a path that is gone may have been a copy; a misspelt one is not taken for a copy that is gone."""
    above, name = os.path.split(path)
    return bundles.is_ours(name) or keystores.is_ours(name) or os.path.basename(above) == rules.FIRST


def _discard(copy: Copy, request: Request) -> None:
    """Take a copy away, unless it is another one than the one that was judged."""
    if not os.path.samestat(os.lstat(copy.path), copy.status):
        raise Refusal("%s was replaced while it was looked at; run this again" % copy.path)
    if copy.kind == rules.FIRST:
        bundles.forget_first(copy, paths.Locator(request["root"]).root)
    elif stat.S_ISDIR(copy.status.st_mode):
        # Its name goes first: half of a generation must never be taken for a whole.
        doomed = staging.private_name(os.path.dirname(copy.path), "old")
        os.rename(copy.path, doomed)
        shutil.rmtree(doomed)
    else:
        os.unlink(copy.path)
