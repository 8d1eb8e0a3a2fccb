# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of media lifecycle. All of them are ours: the rules themselves are in the map."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import Options, Path, option
from .shared import Rendered


@dataclass(frozen=True)
class MediaLifecycle(Rendered, Options):
    """What a person said of the rules in GAX, and what is asked of backup folders."""

    COMPONENT = "media_lifecycle"
    """Hands the rules of media lifecycle to the person at GAX

    Checks on every RWS host of a location that its backup folders are one shared mount to which RWS may write, and
    refuses where they are not. Then writes a page for each data center that has rules, into C(gir_configuration_dir) on
    the controller: the rules as GAX shows them, and as a table. The vendor documents no interface for them.

    With C(gir_media_lifecycle_api), the REST form of a site's own, and C(gir_media_lifecycle_apply), given with C(-e),
    it then writes the rules to RWS as M(gir.multidc.rws_media_lifecycle) does. Otherwise it changes nothing there.
    """
    ENTRIES = {
        "check": """Checks the backup folders alone

        On the RWS hosts, which are only read. Refuses where a folder is not one shared mount, or RWS may not write.
        """,
    }

    attestations: dict[str, Json] = option(default={})
    """Which rules are in GAX, by node path and name of the rule; each has C(by), a name, C("on"), a date, C(rule), the
    mark that stands beside the rule in the document, and perhaps C(until), a date after which it has to be attested
    again. Give it in C(group_vars/gir). An attestation whose mark is not that of the rule counts for nothing.
    """
    exports: dict[str, Json] = option(default={}, verbatim=True)
    """What GAX showed of a node path, each with C("on"), a date, and C(text), the list of rules as it was pasted. It is
    compared with the rules. Give it in C(group_vars/gir).
    """
    export_max_age_days: int = option(default=31, minimum=1)
    """For how many days an export counts."""
    min_free_percent: int = option(default=10, minimum=0, maximum=100)
    """How much of the file system of a backup folder has to be free."""
    shared_mount_types: list[str] = option(default=[])
    """Further types of file systems that hosts share at this site, as C(/proc/self/mountinfo) names them. Those that
    are known are listed in C(docs/media-lifecycle.md).
    """
    gir_configuration_dir: Path | None = option()
    """Directory on the controller into which playbook C(site) writes the pages, below C(media-lifecycle)."""
