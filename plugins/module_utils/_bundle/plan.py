# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look at every path of the bundle and decide what has to change. Writes nothing; collects every problem.

A host compiles whatever a module imports anew for each call, and where nothing differs most of it is not needed: those
imports stand where they are.
"""

import errno
import os
import stat
from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts, paths
from ansible_collections.gir.multidc.plugins.module_utils._bundle.items import (
    NOT_FOLLOWED,
    OTHER_KIND,
    UNREADABLE,
    Directory,
    File,
    Removal,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

# Longer than any configuration file.
MAX_BYTES = 16 * 1024 * 1024


class Plan:
    """The directories and files of one call, with what must be done to each."""

    def __init__(self, wanted, check_mode, holds_secret=lambda item: False):
        self.check_mode = check_mode
        self.host = wanted.get("host") or ""
        self._holds_secret = holds_secret
        self.root = wanted["root"]
        self.locator = paths.Locator(self.root)
        self.directories = [Directory(entry) for entry in wanted["directories"]]
        self.files = [File(entry) for entry in wanted["files"]]
        self.removals = [Removal({"path": path}) for path in wanted.get("absent") or []]
        for item in self.files + self.removals:
            self._protect(item, (wanted.get("protected") or {}).get(item.path), wanted.get("protected_change"))
        self.backup = None
        self._backup_directory = wanted.get("backup_directory")
        self.keeps_pending = wanted.get("backup_pending", True)
        self.problems = []
        self.warnings = []
        self._planned = set()
        self._seen = {}

    @staticmethod
    def _protect(item: Any, kept: Optional[Dict[str, Any]], accepted: Optional[bool]) -> None:
        """What is put back holds the keys that were noted with it."""
        if kept:
            item.protected, item.protected_format = list(kept["keys"]), kept["format"]
            item.protected_change = bool(accepted)

    @property
    def items(self):
        return self.directories + self.files + self.removals

    @property
    def changed(self):
        return any(item.changed for item in self.items)

    def make(self):
        """Inspect the host. Afterwards `problems` tells whether the plan may be carried out."""
        for item in sorted(self.directories, key=lambda d: d.path.count("/")):
            self._inspect(item, self._inspect_directory)
        for item in self.files:
            self._inspect(item, self._inspect_file)
        for item in self.removals:
            self._inspect(item, self._inspect_removal)
        if self._backup_directory:
            self._inspect_backup()
        self.directories.sort(key=lambda d: (d.real or d.path).count("/"))
        return self

    def _inspect(self, item, inspect):
        try:
            item.real = self.locator.locate(item.path)
            if item.real in self._seen:
                self._stop_at(
                    item,
                    NOT_FOLLOWED,
                    "is the same file on this host as %s" % self._seen[item.real],
                    "%s and %s are the same file on this host: name it once" % (self._seen[item.real], item.path),
                )
                return
            self._seen[item.real] = item.path
            item.status = os.stat(item.real)
        except Refusal as refusal:
            self._stop_at(item, NOT_FOLLOWED, str(refusal), str(refusal))
            return
        except OSError as error:
            # Below what is no directory there is nothing either.
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):
                self._stop_at(item, UNREADABLE, "cannot be looked at: %s" % error.strerror)
                return
        try:
            inspect(item)
        except OSError as error:
            self._stop_at(item, UNREADABLE, "cannot be looked at: %s" % error.strerror)

    def _stop_at(self, item: Any, obstacle: str, reason: str, sentence: str = "") -> None:
        """Nothing can be told of an item, so it is neither there nor missing. `reason`: words that follow its path."""
        item.obstacle, item.obstacle_reason = obstacle, reason
        self.problems.append(sentence or "%s %s" % (item.path, reason))

    def _inspect_backup(self):
        from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import Backup

        try:
            self.backup = Backup(self.locator.locate(self._backup_directory))
        except Refusal as refusal:
            self.problems.append(str(refusal))
            return
        self.problems.extend(self.backup.problems())
        if self.root and self.changed:
            # The system's own directories do not exist there, and the two below them are for this user alone.
            self._imply(os.path.dirname(os.path.dirname(self.backup.path)), self.backup)
        above = paths.nearest_existing(self.backup.path)
        if not paths.writable(above):
            self._not_writable(self.backup, above)
        if self.problems:
            return
        try:
            self.backup.look_for_first(self)
        except OSError as error:
            self.problems.append("%s cannot be read: %s" % (error.filename, error.strerror))

    def _inspect_removal(self, item):
        if item.exists and not stat.S_ISREG(item.status.st_mode):
            self._stop_at(item, OTHER_KIND, "is no regular file on this host: move it away")
        elif item.exists:
            self._check_replaceable(item)
            if item.protected:
                try:
                    with open(item.real, "rb") as present:
                        self._check_protected(item, present.read(), None)
                except OSError as error:
                    self._stop_at(item, UNREADABLE, "cannot be read: %s" % error.strerror)

    def _check_protected(self, item: Any, present: bytes, wanted: Optional[bytes]) -> None:
        """A key that is lost takes with it whatever was encrypted with it."""
        if item.protected_change or not item.protected:
            return
        from ansible_collections.gir.multidc.plugins.module_utils._bundle import protected

        for key in item.protected:
            lost = protected.loss(present, wanted, item.protected_format, key)
            if lost is not None:
                self.problems.append(
                    "%s%s %s: stored credentials that are encrypted with it can then no longer be read; take the "
                    "present value into the inventory, or accept the loss with %s: true"
                    % (self.host and self.host + ": ", item.path, lost, item.protected_variable)
                )

    def _inspect_directory(self, item):
        if item.exists and not stat.S_ISDIR(item.status.st_mode):
            self._stop_at(item, OTHER_KIND, "exists and is not a directory: move it away")
            return
        if not item.exists:
            if not self._parent_will_be(item):
                return
            self._planned.add(item.real)
            if item.want_mode is None:
                item.want_mode = item.DEFAULT_MODE
        self._inspect_metadata(item)

    def _inspect_file(self, item):
        if item.exists and not stat.S_ISREG(item.status.st_mode):
            kind = "a directory" if stat.S_ISDIR(item.status.st_mode) else "no regular file"
            self._stop_at(item, OTHER_KIND, "is %s on this host: move it away" % kind)
            return
        if not item.exists:
            if not self._parent_will_be(item):
                return
            if item.want_mode is None:
                item.want_mode = item.DEFAULT_MODE
            item.reasons.append("content")
        elif not self._compare(item):
            return
        if item.exists and item.rewritten:
            self._check_protected(item, item.old, item.content)
        if item.exists and item.want_mode is None and item.mode & stat.S_IRWXO and self._holds_secret(item):
            # An existing file keeps its mode, but for what everybody may do with a secret.
            item.want_mode = item.mode & ~stat.S_IRWXO
        self._inspect_metadata(item)
        if item.rewritten:
            self._check_replaceable(item)

    def _parent_will_be(self, item):
        parent = os.path.dirname(item.real)
        if parent in self._planned or os.path.isdir(parent):
            return True
        if os.path.lexists(parent):
            self.problems.append("%s: its parent %s is not a directory: move it away" % (item.path, parent))
            return False
        if not self.root:
            self.problems.append(
                "%s: its directory %s does not exist: list it under directories, or create it first"
                % (item.path, parent)
            )
            return False
        return self._imply(parent, item)

    def _imply(self, real, item):
        """Below a root prefix the operating system's own directories do not exist: they come with the bundle."""
        if real in self._planned or os.path.isdir(real):
            return True
        above = os.path.dirname(real)
        if os.path.lexists(above) and not os.path.isdir(above):
            self.problems.append("%s: %s is not a directory: move it away" % (item.path, above))
            return False
        if not self._imply(above, item):
            return False
        outside = len(self.locator.real_root)
        inside = real[outside:] if real.startswith(self.locator.real_root + "/") else real
        implied = Directory({"path": inside, "mode": "0755"})
        implied.real = real
        implied.implied = True
        self._planned.add(real)
        self._seen[real] = inside
        self.directories.append(implied)
        self._check_creatable(implied)
        return True

    def _compare(self, item):
        """Fill in whether the content differs. False when the file cannot be read."""
        try:
            with open(item.real, "rb") as present:
                item.old = present.read(MAX_BYTES + 1)
        except OSError as error:
            self._stop_at(item, UNREADABLE, "cannot be read: %s" % error.strerror)
            return False
        if len(item.old) > MAX_BYTES:
            item.old = None
            self._stop_at(item, OTHER_KIND, "is larger than %d bytes on this host: move it away" % MAX_BYTES)
            return False
        if item.is_desired(item.old):
            return True
        from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare, texts

        if item.format not in compare.STRUCTURED:
            item.reasons.append("content")
            return True
        try:
            wanted = compare.read(item.format, item.text)
        except compare.NoParser as error:
            self.warnings.append("%s is compared byte by byte: %s" % (item.path, error))
            item.reasons.append("content")
            return True
        except compare.Unreadable as error:
            self.problems.append("%s: the wanted content is not %s: %s" % (item.path, item.format.upper(), error))
            return False
        item.comparison = "meaning"
        try:
            present = compare.read_bytes(item.format, item.old)
        except compare.Unreadable as error:
            item.reasons.append("content")
            if item.old.strip() and texts.decode(item.old)[1] in (texts.UTF8, texts.LATIN1):
                why = error.beside(wanted)
                self._replaced(item, "what stands there cannot be read as %s: %s" % (item.format.upper(), why))
            return True
        if item.format == "yaml":
            present = compare.without_empty(present, wanted)
        hidden = compare.hides_a_value(item.format, item.old.decode("utf-8", "replace"))
        if not compare.same(wanted, present) or (hidden and not compare.hides_a_value(item.format, item.text)):
            item.reasons.append("content")
            lines = getattr(present, "lines", ())
            if lines:
                where = "line" if len(lines) == 1 else "lines"
                numbers = ", ".join(str(line) for line in lines)
                self._replaced(item, "it holds further YAML documents, in %s %s" % (where, numbers))
        elif texts.other_form(item.format, item.old, item.content):
            item.reasons.append("content")
        return True

    def _replaced(self, item: Any, why: str) -> None:
        """Warn of a file that is replaced as a whole, because nobody can compare it."""
        self.warnings.append(
            "%s%s is replaced as a whole: %s. Take what you need of it into the inventory"
            % (self.host and self.host + ": ", item.path, why)
        )

    def _inspect_metadata(self, item):
        before = list(item.reasons)
        directory = paths.nearest_existing(os.path.dirname(item.real))
        if item.owner is not None:
            item.want_uid = self._account(item, "owner", "user", item.owner, accounts.user_id)
        if item.group is not None:
            item.want_gid = self._account(item, "group", "group", item.group, accounts.group_id)
        if item.exists:
            if item.want_uid is not None and item.want_uid != item.status.st_uid:
                item.reasons.append("owner")
            if item.want_gid is not None and item.want_gid != item.status.st_gid:
                item.reasons.append("group")
            if item.want_mode is not None and item.want_mode != item.mode:
                item.reasons.append("mode")
            if item.reasons != before and os.geteuid() not in (0, item.status.st_uid) and "content" not in item.reasons:
                self.problems.append(
                    "%s belongs to %s: its owner, group or mode can only be changed by that user or root (use become)"
                    % (item.path, accounts.user_name(item.status.st_uid))
                )
            # A file that is written anew is judged by its directory.
            elif item.reasons != before and "content" not in item.reasons and paths.read_only(item.real):
                self._not_writable(item, item.real)
        self._check_gift(item, directory)
        if isinstance(item, Directory) and not item.exists:
            self._check_creatable(item)

    def _account(self, item, reason, kind, name, lookup):
        number = lookup(name)
        if number is None:
            if self.check_mode:
                self.warnings.append("%s: this host has no %s %s yet" % (item.path, kind, name))
                if item.exists:
                    item.reasons.append(reason)
            else:
                self.problems.append(
                    "%s: this host has no %s %s: create it first or correct the name" % (item.path, kind, name)
                )
        return number

    def _check_gift(self, item, directory):
        # A file that is written anew belongs to this process first and has to be given away, back to its old owner too.
        anew = not item.exists or "content" in item.reasons
        keep = item.status if item.exists and isinstance(item, File) and anew else None
        uid = item.want_uid if item.want_uid is not None else (keep.st_uid if keep else None)
        gid = item.want_gid if item.want_gid is not None else (keep.st_gid if keep else None)
        if uid is not None and (anew or "owner" in item.reasons) and not accounts.may_give_to_user(uid):
            self.problems.append(
                "%s cannot be given to user %s by user %s: use become, or leave owner unset"
                % (item.path, accounts.user_name(uid), accounts.user_name(os.geteuid()))
            )
        if gid is not None and (anew or "group" in item.reasons) and not accounts.may_give_to_group(gid, directory):
            self.problems.append(
                "%s cannot be given to group %s by user %s, who is not in it: use become, or leave group unset"
                % (item.path, accounts.group_name(gid), accounts.user_name(os.geteuid()))
            )

    def _check_creatable(self, item):
        above = paths.nearest_existing(os.path.dirname(item.real))
        if not paths.writable(above):
            self._not_writable(item, above)

    def _check_replaceable(self, item):
        above = paths.nearest_existing(os.path.dirname(item.real))
        if not paths.writable(above):
            self._not_writable(item, above)
            return
        status = os.stat(above)
        if item.exists and status.st_mode & stat.S_ISVTX and os.geteuid() not in (0, item.status.st_uid, status.st_uid):
            self.problems.append(
                "%s cannot be replaced: its directory lets only owners replace files (use become)" % item.path
            )

    def _not_writable(self, item, directory):
        if paths.read_only(directory):
            self.problems.append("%s cannot be written: %s is on a read-only file system" % (item.path, directory))
        else:
            self.problems.append(
                "%s cannot be written: user %s may not write in %s (use become, or let that user own it)"
                % (item.path, accounts.user_name(os.geteuid()), directory)
            )
