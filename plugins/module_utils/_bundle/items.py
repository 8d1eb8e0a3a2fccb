# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the bundle knows of one directory or file: what is wanted, what is there, what has to be done."""

import hashlib
import stat

CREATED = "created"
CHANGED = "changed"
UNCHANGED = "unchanged"
REMOVED = "removed"
UNKNOWN = "unknown"

# Why an item is UNKNOWN: it cannot be looked at; something else stands there; a symbolic link that is not followed.
UNREADABLE, OTHER_KIND, NOT_FOLLOWED = "unreadable", "other_kind", "not_followed"


class Item:
    """One path: `want_*` is None where the present state is to be kept."""

    def __init__(self, wanted):
        self.path = wanted["path"]
        self.owner = wanted.get("owner")
        self.group = wanted.get("group")
        self.want_mode = int(wanted["mode"], 8) if wanted.get("mode") else None
        self.want_uid = None
        self.want_gid = None
        self.real = None
        self.status = None
        self.reasons = []
        # What kept the plan from comparing it, and that as words that follow the path; no state can be told then.
        self.obstacle = None
        self.obstacle_reason = ""
        # Nobody asked for it: it comes with something else.
        self.implied = False
        # Keys whose loss cannot be undone, their levels separated by slashes; whether it is accepted, and by what.
        self.protected = wanted.get("protected") or []
        self.protected_change = bool(wanted.get("protected_change"))
        self.protected_variable = wanted.get("protected_variable") or "protected_change"
        self.protected_format = "text"
        # Where the first foreign version is kept, and whether this run has to keep it.
        self.first = None
        self.is_first = False

    @property
    def exists(self):
        return self.status is not None

    @property
    def state(self):
        if self.obstacle:
            return UNKNOWN
        if not self.exists:
            return CREATED
        return CHANGED if self.reasons else UNCHANGED

    @property
    def changed(self):
        return self.state not in (UNCHANGED, UNKNOWN)

    @property
    def mode(self):
        return stat.S_IMODE(self.status.st_mode) if self.exists else None

    def result(self):
        result = {"path": self.path, "changed": self.changed, "state": self.state, "reasons": list(self.reasons)}
        if self.first:
            result["first"] = self.first
        return result


class Directory(Item):
    DEFAULT_MODE = 0o755


class File(Item):
    # Configuration may hold what only its service should read, so "everybody" is never a default.
    DEFAULT_MODE = 0o640

    def __init__(self, wanted):
        Item.__init__(self, wanted)
        self.format = self.protected_format = wanted["format"]
        # Where only a digest is given there is something to compare with, and nothing to write.
        self.digest = wanted.get("sha256")
        self.text = "" if self.digest else wanted["content"]
        self.content = self.text.encode("utf-8", "surrogateescape")
        self.validate = wanted.get("validate")
        self.secret = bool(wanted.get("secret"))
        self.old = None
        self.comparison = "bytes"
        self.backup_file = None

    @property
    def rewritten(self):
        return not self.exists or "content" in self.reasons

    def is_desired(self, content: bytes) -> bool:
        """Whether bytes are exactly what is desired."""
        return content == self.content if not self.digest else hashlib.sha256(content).hexdigest() == self.digest

    def result(self):
        result = Item.result(self)
        result["comparison"] = self.comparison
        if self.backup_file:
            result["backup_file"] = self.backup_file
        return result


class Removal(Item):
    """A file that must not be there."""

    @property
    def state(self):
        if self.obstacle:
            return UNKNOWN
        return REMOVED if self.exists else UNCHANGED
