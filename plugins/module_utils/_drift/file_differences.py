# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan of files and directories would change, as differences: private to this collection."""

import os
import stat
from typing import Any, Dict, Iterator, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts, report
from ansible_collections.gir.multidc.plugins.module_utils._bundle.items import (
    NOT_FOLLOWED,
    UNREADABLE,
    Directory,
    File,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._drift import contents
from ansible_collections.gir.multidc.plugins.module_utils._drift.cause import Causes
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context, Difference, stamp
from ansible_collections.gir.multidc.plugins.module_utils._drift.redaction import redactor_of

_LINK_REASON = (
    "The content is compared behind the link, and written there. Whoever owns the link decides what the service reads;"
    " replace it by the file itself."
)


def of_plan(component: Component, plan: Any, context: Context) -> Iterator[Difference]:
    """Of each item that somebody asked for."""
    causes = Causes(component, context)
    redactor: Optional[Redactor] = None
    if any(item.rewritten and item.exists for item in plan.files):
        redactor = redactor_of(context)
        report.learn_secrets(plan, redactor.learn)
    name = component["name"]
    for item in plan.items:
        if item.implied:
            continue
        if isinstance(item, File):
            yield from _file(name, item, causes, redactor, context)
        elif isinstance(item, Directory):
            yield from _directory(name, item, causes)
        else:
            yield from _extra(name, item, causes)


# -- files -----------------------------------------------------------------------------------------------------------


def _file(
    component: str, item: Any, causes: Causes, redactor: Optional[Redactor], context: Context
) -> Iterator[Dict[str, Any]]:
    link = _link_target(context.root + item.path)
    if item.obstacle:
        yield _obstacle(component, item, "file", link)
        return
    if not item.exists:
        cause = causes.of_content(item)
        yield difference("file.missing", component, item.path, expected="a file", cause=cause)
        return
    if link is not None:
        reason = _LINK_REASON
        shown = "a symbolic link to %s" % link
        yield difference("file.kind", component, item.path, expected="a file", actual=shown, reason=reason)
    if "content" in item.reasons and redactor is not None:
        more = {
            "cause": causes.of_content(item),
            "since": stamp(item.status.st_mtime),
            "changed_by": accounts.user_name(item.status.st_uid),
        }
        for part in contents.parts(item, redactor):
            check = "file.line_ends" if part.line_ends else "file.content"
            given = dict(more, **part.more)
            yield difference(check, component, item.path, part.key, part.expected, part.actual, **given)
    yield from _metadata(component, "file", item, causes)


def _link_target(path: str) -> Optional[str]:
    """Where the path itself leads as a symbolic link; links above it are the system's own affair."""
    try:
        return os.readlink(path)
    except OSError:
        return None


def _obstacle(component: str, item: Any, what: str, link: Optional[str] = None) -> Dict[str, Any]:
    """Why an item could not be compared; what stands in its place is a difference."""
    if item.obstacle == UNREADABLE or (item.obstacle == NOT_FOLLOWED and link is None):
        return not_checked("%s.read" % what, component, item.path, _reason(item))
    expected = "a directory" if what == "directory" else "a file"
    actual = _kind(item) if link is None else "a symbolic link to %s" % link
    reason = _reason(item)
    return difference("%s.kind" % what, component, item.path, expected=expected, actual=actual, reason=reason)


def _reason(item: Any) -> str:
    """The obstacle of an item as a sentence; empty without one."""
    text = item.obstacle_reason
    if not text:
        return ""
    # A refusal is a sentence of its own.
    return sentence(text if item.obstacle == NOT_FOLLOWED and not text.startswith("is ") else "It %s" % text)


def _kind(item: Any) -> str:
    mode = item.status.st_mode
    if stat.S_ISREG(mode):
        return "a file of %d bytes" % item.status.st_size
    kinds = ((stat.S_ISDIR, "a directory"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"))
    return next((name for is_kind, name in kinds if is_kind(mode)), "a device")


def _metadata(component: str, what: str, item: Any, causes: Causes) -> Iterator[Dict[str, Any]]:
    """Owner, group and mode, each for itself. The change of any of them moves the ctime."""
    status = item.status
    part = "directories" if what == "directory" else "files"
    mode = "%04o" % item.mode
    rows = (
        ("owner", "uid", item.owner, accounts.user_name(status.st_uid), item.want_uid, status.st_uid),
        ("group", "gid", item.group, accounts.group_name(status.st_gid), item.want_gid, status.st_gid),
        ("mode", "mode", None, mode, None if item.want_mode is None else "%04o" % item.want_mode, mode),
    )
    for name, noted, expected, actual, desired, present in rows:
        if name not in item.reasons:
            continue
        shown = desired if expected is None else expected, actual
        if shown[0] == shown[1]:
            # Two accounts of one name.
            shown = "%s (%s)" % (expected, desired), "%s (%s)" % (actual, present)
        more: Dict[str, Any] = {
            "cause": causes.of_metadata(part, item.path, noted, present, desired),
            "since": stamp(status.st_ctime),
        }
        if name != "mode" and desired is None:
            more["reason"] = "This host has no %s %s." % ("user" if name == "owner" else "group", shown[0])
        yield difference("%s.%s" % (what, name), component, item.path, "", shown[0], shown[1], **more)


# -- directories, and files that must not be there -------------------------------------------------------------------


def _directory(component: str, item: Any, causes: Causes) -> Iterator[Dict[str, Any]]:
    if item.obstacle:
        yield _obstacle(component, item, "directory")
    elif not item.exists:
        cause = causes.of_directory(item)
        yield difference("directory.missing", component, item.path, expected="a directory", cause=cause)
    else:
        yield from _metadata(component, "directory", item, causes)


def _extra(component: str, item: Any, causes: Causes) -> Iterator[Dict[str, Any]]:
    if item.obstacle == UNREADABLE or (item.obstacle and item.status is None):
        yield not_checked("file.read", component, item.path, _reason(item))
    elif item.exists:
        more = {
            "cause": causes.of_extra(item.path),
            "since": stamp(item.status.st_mtime),
            "changed_by": accounts.user_name(item.status.st_uid),
            "reason": _reason(item),
        }
        actual = "a file" if stat.S_ISREG(item.status.st_mode) else _kind(item)
        yield difference("file.extra", component, item.path, actual=actual, **more)
