# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of geo_location. Facts: components.md 2.3 (SIP Server) and 2.5 (Resource Manager)."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import INFERRED, option
from .shared import ConfigurationServerObjects, Rendered


@dataclass(frozen=True)
class GeoLocation(ConfigurationServerObjects, Rendered):
    """Tables by geo-location or by data center; SIP Server's options and the annex of DNs and resource groups."""

    COMPONENT = "geo_location"
    """Gives calls their geo-location, and keeps them to it

    The geo-location of DNs and of the Resource Manager's groups of MCPs, and strict matching and overflow in SIP
    Server. It decides which IVR Profile, and so which storage, a call is recorded to.

    Where recordings of a data center may not rest in the storage of every other one (C(storage_jurisdictions)), SIP
    Server matches locations strictly, and an overflow to such a place is refused.

    Runs once, on the controller. The objects are applied through GAX, or written as files for import, see
    O(gir_configuration_source).
    """

    dns: dict[str, Json] = option("TServer/geo-location", default={}, key="dn", source="components.md 2.3")
    """Geo-location to a list of DNs, each with C(number) and C(switch), the name of its switch. Trunks, Routing Points,
    Extensions and Trunk Groups give calls their geo-location. The DNs must exist.
    """
    sip_servers: dict[str, Json] = option(default={})
    """Data center to a list of names of its SIP Server Application objects, which must exist."""
    strict_match: dict[str, Json] = option(
        "TServer/enable-strict-location-match", default={}, source="components.md 2.3"
    )
    """Data center to the value of C(enable-strict-location-match), one of V(msml), V(softswitch), V(trunk) and V(all).
    Where it is not given, it is V(msml) when the jurisdiction of the data center requires it, and is left alone
    otherwise.
    """
    overflow: dict[str, Json] = option(
        "TServer/overflow-location-map", default={}, key="overflow_map", source="components.md 2.3"
    )
    """Geo-location to another one whose MCPs may take its calls. Refused when the recordings would rest where those of
    the data center may not.
    """
    overflow_pair_format: str | None = option()
    """How a pair is written in C(overflow-location-map), with C({location}) and C({overflow}). Required with
    O(geo_location_overflow), because the form is not in public documentation.
    """
    overflow_separator: str = option(default=",", verbatim=True)
    """What stands between two pairs. Inferred."""
    resource_groups: dict[str, Json] = option(
        "gvp.lrg/geo-location", INFERRED, default={}, key="resource_group", source="components.md 2.5"
    )
    """Name of the Resource Manager's group of MCPs for each geo-location, a dictionary from geo-location to name.

    Each becomes a folder object whose annex carries the geo-location, so that calls of a location are recorded by MCPs
    of that location. The MCP Application objects are put into the folder by hand.
    """
    resource_group_folder: str | None = option()
    """Folder of the resource groups, by name or path. Needed with C(gir_configuration_source=gax) when one has to be
    created.
    """
    resource_group_load_balance_scheme: str | None = option(
        "gvp.lrg/load-balance-scheme", key="load_balance_scheme", source="components.md 2.5"
    )
    """How the Resource Manager spreads calls over the group, for example V(round-robin)."""
    option_names: dict[str, Json] = option(default={}, verbatim=True)
    """The product's names C(section/option) of the options, by option key, laid over the role's own table. V(null)
    leaves an option out.

    The table stands in the role's README.
    """
    sip_server_extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further options of the SIP Servers of a data center: data center to section to option to value. They win over all
    others; V(null) removes an option.
    """
