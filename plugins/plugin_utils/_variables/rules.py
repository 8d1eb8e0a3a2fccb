# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule, about the map, the variables of components, and the names and scopes of variables."""

from __future__ import annotations

from .._awx import options as of_awx
from .._awx import plan as awx_plan
from .._components import registry
from .._components.rule import RULES as OF_VARIABLES
from .._drift import options
from .._failover import objectives
from .._kit import options as of_kits
from .._lifecycle import folders
from .._rehearsal import judge, reading
from .._report import asked, place, tree
from .._topology.rule import Rule
from .._topology.rules import RULES as OF_THE_MAP
from . import (
    connections,
    datastores,
    libraries,
    lifecycle_api,
    of_playbooks,
    probe_commands,
    scope,
    status_seconds,
    tags,
    unknown,
)

# Rules list themselves when the modules that check them are imported.
_COMPLETE = (
    registry, asked, awx_plan, connections, datastores, folders, judge, libraries, lifecycle_api, objectives, of_awx,
    of_kits, of_playbooks, options, place, probe_commands, reading, scope, status_seconds, tags, tree, unknown,
)  # fmt: skip

RULES: dict[str, Rule] = dict(sorted({**OF_THE_MAP, **OF_VARIABLES}.items()))

# The number of the first rule of a group.
GROUPS = {
    0: "Reading the inventory",
    100: "The map of data centers",
    200: "Groups, hosts and components",
    300: "Storage and jurisdiction",
    400: "Addresses",
    500: "RWS nodes and agent desktops",
    600: "Accounts",
    640: "Recovery objectives",
    660: "Site guard",
    669: "Rehearsal of a failover",
    676: "Reports and the rendered tree at an address",
    680: "AWX",
    690: "Failover kits",
    700: "The active data center and the eServices site",
    720: "What a run sees of the system",
    728: "Media lifecycle, retention and holds",
    747: "Hold keeper",
    800: "Values of the components' variables",
    810: "Option names, further options, packages and accounts",
    820: "Interaction Recording Web Services",
    830: "Recording Crypto Server",
    831: "Media lifecycle: what a person said of it",
    835: "Further options beside variables",
    837: "Media lifecycle: backup folders on hosts",
    840: "Recording Processor Script",
    845: "Voice Processor",
    855: "Muxer",
    860: "Recording storage",
    870: "Load balancer and its names",
    885: "Daily index update",
    898: "Units and their environment",
    900: "Recording IVR Profiles",
    904: "The REST form of media lifecycle rules",
    907: "Media lifecycle in RWS",
    910: "Geo-locations of calls",
    925: "Agent desktops",
    940: "Data stores",
    945: "Contact center",
    951: "SpeechMiner",
    960: "Configuration Server",
    970: "Names and scopes of variables, and tags",
    980: "Python packages of the controller",
    981: "Connections",
    989: "Time limit of a status",
    990: "Probes of a site's own",
    993: "Comparisons and reports",
}


def group_of(rule: Rule) -> str:
    """The title under which the rule stands."""
    number = int(rule.id[len("GIR") :])
    return GROUPS[max(first for first in GROUPS if first <= number)]
