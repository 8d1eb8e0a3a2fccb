# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbolic links that must be there, and paths that must not: private to this collection, may change at any time."""

import os
import stat

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import kind
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context, stamp
from ansible_collections.gir.multidc.plugins.module_utils._drift.looking import lstat


def observe(component: Component, context: Context) -> None:
    """Each link leads where it should. What stands behind it is not looked at."""
    for link in component.get("links") or []:
        path, name = link["path"], component["name"]
        real = context.root + path
        expected = "a symbolic link to %s" % link["target"]
        try:
            status = lstat(real)
            target = os.readlink(real) if status is not None and stat.S_ISLNK(status.st_mode) else None
        except OSError as error:
            context.found(not_checked("link.read", name, path, "It cannot be looked at: %s." % error.strerror))
            continue
        if status is None:
            context.found(difference("link.missing", name, path, expected=expected))
        elif target != link["target"]:
            more = {"since": stamp(status.st_mtime), "changed_by": accounts.user_name(status.st_uid)}
            actual = kind(status.st_mode, real)
            if stat.S_ISDIR(status.st_mode):
                more["reason"] = "A link cannot take the place of a directory that holds something: move it away."
            context.found(difference("link.target", name, path, "", expected, actual, **more))


def observe_absent(component: Component, context: Context) -> None:
    """What belongs to a component that does not run here, the files of its units among it."""
    name, absent = component["name"], component.get("absent") or {}
    units = absent.get("units") or []
    for path in absent.get("paths") or []:
        real = context.root + path
        try:
            status = lstat(real)
        except OSError as error:
            context.found(not_checked("file.read", name, path, "It cannot be looked at: %s." % error.strerror))
            continue
        if status is not None:
            more = {"since": stamp(status.st_mtime), "changed_by": accounts.user_name(status.st_uid)}
            if os.path.basename(path) in units:
                more["reason"] = "It is a unit of a component that must not run on this host."
            context.found(difference("absent.present", name, path, actual=kind(status.st_mode, real), **more))
