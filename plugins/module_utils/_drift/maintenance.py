# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maintenance markers of a host, for a comparison: private to this collection, may change at any time."""

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context
from ansible_collections.gir.multidc.plugins.module_utils._drift.looking import lstat
from ansible_collections.gir.multidc.plugins.module_utils._maintenance import marker

_REMEDY = "write it as JSON with who, why and until, or remove it"


def observe_host(context: Context) -> None:
    """Put {"markers": [...]} into the answer. What cannot be read is no marker, and is told."""
    path = context.request.get("maintenance")
    if not path:
        return
    try:
        real = context.locator.locate(path)
        if lstat(real) is None:
            return
        markers = marker.shown(marker.parsed(read_regular(real, marker.LONGEST)))
        if markers:
            context.answers["maintenance"] = {"markers": markers}
        return
    except OSError as error:
        reason = "The maintenance marker cannot be read: %s." % error.strerror
    except (ValueError, RecursionError):
        reason = "What stands there is no maintenance marker: %s." % _REMEDY
    context.found(not_checked("file.read", "", path, reason))
