# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a folder is one that several hosts share, and a service may write to: private to this collection.

Nothing is written. Who may write is asked of the kernel, as the account of the service, where this runs as root.
Whatever touches the folder does so in a process of its own, since a mount whose server is gone may not answer.
"""

import contextlib
import grp
import os
import pwd
import stat
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    confirmed,
    failed,
    not_observable,
)
from ansible_collections.gir.multidc.plugins.module_utils._service.folder import shown, within
from ansible_collections.gir.multidc.plugins.module_utils._service.mounts import TABLE, described, mount_of, mounts

MISSING, NO_FOLDER, UNREADABLE, LOCAL = "missing", "no_folder", "unreadable", "local"
READ_ONLY, NOT_WRITABLE = "read_only", "not_writable"
SILENT, UNKNOWN_MOUNT, UNKNOWN_RIGHTS = "silent", "unknown_mount", "unknown_rights"
# Of these nobody knows whether the folder is good.
_UNSEEN = (SILENT, UNKNOWN_MOUNT, UNKNOWN_RIGHTS)
_ACCESS_LISTS = ("system.posix_acl_access", "system.nfs4_acl", "system.cifs_acl")
_WRITES = os.W_OK | os.X_OK

Found = Dict[str, Any]
Problem = Dict[str, str]


class Account(NamedTuple):
    """An account of this host, with all of its groups."""

    name: str
    uid: int
    gid: int
    groups: List[int]


def account(name: Optional[str]) -> Optional[Account]:
    """None where none is given, or the host has none of this name."""
    try:
        known = pwd.getpwnam(name) if name else None
    except (KeyError, ValueError):
        return None
    if known is None:
        return None
    return Account(known.pw_name, known.pw_uid, known.pw_gid, os.getgrouplist(known.pw_name, known.pw_gid))


def look(path: str, user: Optional[str], seconds: float, further: Tuple[str, ...] = (), table: str = TABLE) -> Found:
    """One folder, with the judgement. `user`: who has to write there. `further`: see mounts.described."""
    who = account(user)
    found: Found = {"path": shown(path), "exists": None, "mount": None, "owner": None, "group": None, "mode": None,
                    "free_bytes": None, "total_bytes": None, "writable": None}  # fmt: skip
    seen = _as_account(who, seconds, lambda: _seen(path, who))
    if seen is None:
        text = "%s did not answer within %g seconds" % (shown(path), seconds)
        return _ended(found, [_problem(SILENT, text)])
    problems = seen.pop("problems")
    real = seen.pop("real", None)
    found.update(seen)
    if real is not None:
        problems += _of_mount(found, real, further, table)
        problems += _of_rights(found, user, who)
    return _ended(found, problems)


def _as_account(who: Optional[Account], seconds: float, function: Callable[[], Found]) -> Optional[Found]:
    """In a process of its own, and as this account where that can be: root is nobody on many network mounts."""

    def run() -> Found:
        if who is not None and os.geteuid() == 0:
            with contextlib.suppress(PermissionError):
                # A root that may become nobody else, as in some containers, looks as it is.
                os.setgroups(who.groups)
                os.setgid(who.gid)
                os.setuid(who.uid)
        return function()

    return within(seconds, run)


def _seen(path: str, who: Optional[Account]) -> Found:
    """What can be seen of a folder. Whoever looks is the account itself, or somebody who cannot become it."""
    space = None
    with contextlib.suppress(OSError):
        # First, because it makes an automatic mount appear, and stat does not.
        space = os.statvfs(path)
    try:
        known = os.stat(path)
    except FileNotFoundError:
        return {"exists": False, "problems": [_problem(MISSING, "%s does not exist" % shown(path))]}
    except NotADirectoryError:
        return {"exists": False, "problems": [_problem(NO_FOLDER, "%s lies below a file" % shown(path))]}
    except PermissionError:
        # Of the account itself that is an answer, of another one it says nothing.
        is_itself = who is not None and os.geteuid() == who.uid
        return {"real": os.path.realpath(path), "writable": False if is_itself else None, "problems": []}
    except OSError as error:
        return {"problems": [_problem(UNREADABLE, "%s cannot be read: %s" % (shown(path), error.strerror))]}
    if not stat.S_ISDIR(known.st_mode):
        return {"exists": True, "problems": [_problem(NO_FOLDER, "%s is no folder" % shown(path))]}
    found: Found = {
        "exists": True,
        "real": os.path.realpath(path),
        "owner": _name(known.st_uid, lambda: pwd.getpwuid(known.st_uid).pw_name),
        "group": _name(known.st_gid, lambda: grp.getgrgid(known.st_gid).gr_name),
        "mode": "%04o" % stat.S_IMODE(known.st_mode),
        "writable": None if who is None else _writes(path, known, who),
        "problems": [],
    }
    if space is not None:
        found.update(free_bytes=space.f_bavail * space.f_frsize, total_bytes=space.f_blocks * space.f_frsize)
        if space.f_flag & os.ST_RDONLY:
            found["problems"].append(_problem(READ_ONLY, "%s is mounted read-only" % shown(path)))
    return found


def _writes(path: str, known: os.stat_result, who: Account) -> Optional[bool]:
    """Whether the account may make files there; None where only that account could tell."""
    if os.geteuid() == who.uid:
        return os.access(path, _WRITES)
    above = _above(os.path.realpath(path))
    if who.uid == 0 or any(_has_access_list(one) for one in [path] + above):
        return None
    return _allows(known, who, _WRITES) and all(_allows(os.stat(one), who, os.X_OK) for one in above)


def _above(path: str) -> List[str]:
    """The folders that have to be entered on the way."""
    found = []
    while path != "/":
        path = os.path.dirname(path)
        found.append(path)
    return found


def _allows(known: os.stat_result, who: Account, wanted: int) -> bool:
    """By the bits of the mode that are about the account."""
    if known.st_uid == who.uid:
        bits = known.st_mode >> 6
    elif known.st_gid in who.groups:
        bits = known.st_mode >> 3
    else:
        bits = known.st_mode
    return bits & wanted == wanted


def _has_access_list(path: str) -> bool:
    """Whether more than the mode says who may write; where nobody can tell, it counts as if so."""
    try:
        return any(name in _ACCESS_LISTS for name in os.listxattr(path))
    except OSError:
        return True


def _name(number: int, name: Callable[[], str]) -> str:
    try:
        return name()
    except KeyError:
        return str(number)


def _of_mount(found: Found, real: str, further: Tuple[str, ...], table: str) -> List[Problem]:
    """Which file system holds it, read after somebody has entered it: an automatic mount exists only then."""
    try:
        with open(table, encoding="utf-8", errors="surrogateescape") as opened:
            mount = mount_of(real, mounts(opened.read()))
    except OSError as error:
        return [_problem(UNKNOWN_MOUNT, "%s cannot be read: %s" % (table, error.strerror))]
    if mount is None:
        return [_problem(UNKNOWN_MOUNT, "no mount of this host holds %s" % shown(real))]
    one = described(real, mount, further)
    found["mount"] = {name: shown(text) if isinstance(text, str) else text for name, text in one.items()}
    where = "%s, a file system of type %s (%s)" % (found["mount"]["point"], found["mount"]["type"],
                                                   found["mount"]["source"])  # fmt: skip
    if one["shared"] is None:
        return [_problem(UNKNOWN_MOUNT, "it lies on %s, of which nobody knows here whether hosts share it" % where)]
    if not one["shared"]:
        return [_problem(LOCAL, "%s is local to this host: it lies on %s" % (found["path"], where))]
    return []


def _of_rights(found: Found, user: Optional[str], who: Optional[Account]) -> List[Problem]:
    if found["writable"]:
        return []
    if found["writable"] is False and found["mode"] is None:
        return [_problem(NOT_WRITABLE, "%s may not enter %s" % (user, found["path"]))]
    if found["writable"] is False:
        rights = "owner %s, group %s and mode %s" % (found["owner"], found["group"], found["mode"])
        text = "%s may not write to %s, which has %s" % (user, found["path"], rights)
        return [_problem(NOT_WRITABLE, text)]
    if not user:
        text = "nobody said which account has to write there"
    elif who is None:
        text = "this host has no account %s" % shown(user)
    else:
        text = "who may write there is known to %s only; run this as root" % shown(user)
    return [_problem(UNKNOWN_RIGHTS, text)]


def _problem(name: str, text: str) -> Problem:
    return {"id": name, "text": text}


def _ended(found: Found, problems: List[Problem]) -> Found:
    total = found["total_bytes"]
    percent = round(100.0 * found["free_bytes"] / total, 1) if total else None
    bad = [one["text"] for one in problems if one["id"] not in _UNSEEN]
    seen = failed("; ".join(bad)) if bad else confirmed()
    if problems and not bad:
        seen = not_observable("; ".join(one["text"] for one in problems))
    return dict(found, free_percent=percent, problems=problems, **seen)
