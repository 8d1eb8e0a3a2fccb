# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owners and groups: names to numbers, and who may give a file to whom."""

import grp
import os
import pwd
import re
import stat


def user_id(name):
    """The uid of a name or a number in text; None when the host has no such user."""
    return _number(name, lambda n: pwd.getpwnam(n).pw_uid)


def group_id(name):
    """The gid of a name or a number in text; None when the host has no such group."""
    return _number(name, lambda n: grp.getgrnam(n).gr_gid)


def _number(name, lookup):
    if re.match(r"^[0-9]+$", name):
        # The largest number means "leave it" to chown.
        return int(name) if int(name) < 2**32 - 1 else None
    try:
        return lookup(name)
    except KeyError:
        return None


def user_name(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def group_name(gid):
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def may_give_to_user(uid):
    return os.geteuid() in (0, uid)


def may_give_to_group(gid, directory):
    """Root may; others only to their own groups, or when the directory hands its group down by itself."""
    if os.geteuid() == 0 or gid == os.getegid() or gid in os.getgroups():
        return True
    status = os.stat(directory)
    return bool(status.st_mode & stat.S_ISGID) and status.st_gid == gid
