# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes that somebody makes at the console of Genesys Administrator Extension."""

import copy
from dataclasses import replace

from planted.places import annex, options, put
from planted.plant import GONE, Id, Plant

GAX = "gax"
DESKTOP, GROUP, PROFILE, APPLICATION = "WDE", "CfgAgentGroup", "CfgGVPIVRProfile", "CfgApplication"
TRUNK, FOLDER = "CfgDN", "CfgFolder"
SITE, PEER, URI = "disaster-recovery.eservices-site", "screen-recording.htcc.peer_uri", "screen-recording.htcc.uri"
WORKSPACE, PARAMETERS, GENERAL = "interaction-workspace", "gvp.service-parameters", "gvp.general"
STORAGE = "recordingclient.callrec_dest"


class Objects:
    """Makes changes of objects."""

    def __init__(self):
        self.plants = []

    def add(self, name, kind, thing, act, finds=(), **more):
        """`finds`: pairs of a check and a key of this object, or whole ids."""
        shown = f"{kind} {thing}"
        ids = tuple(found if isinstance(found, Id) else Id(found[0], GAX, shown, found[1]) for found in finds)
        self.plants.append(Plant(f"GAX: {name}", GAX, act, (GAX, shown), ids, needs=(GAX,), **more))

    def option(self, name, kind, thing, entries, section, key, value, check, **more):
        """An option or annex entry gets another value, or goes where that is None."""
        shown = f"{section}/{key}"

        def change(item):
            put(entries(item), section, key, value)

        finds = [(check, shown)] if check else []
        self.add(name, kind, thing, lambda system: system.object(kind, thing, change), finds, aspect="content", **more)
        self.plants[-1] = _of_key(self.plants[-1], shown)

    def state(self, kind, thing, **more):
        """Somebody disabled the object."""

        def disable(item):
            item["state"] = "CFGDisabled"

        self.add(f"{kind} {thing} disabled", kind, thing, lambda system: system.object(kind, thing, disable),
                 [("object.state", "")], aspect="mode", **more)  # fmt: skip

    def gone(self, kind, thing, **more):
        """Somebody deleted it."""

        def delete(objects):
            objects[:] = [item for item in objects if (item["type"], item.get("name")) != (kind, thing)]

        self.add(f"{kind} {thing} deleted", kind, thing, lambda system: system.objects(delete),
                 [("object.missing", "")], aspect=GONE, **more)  # fmt: skip


def _of_key(plant, key):
    """Two options of one object can be changed at once."""
    return replace(plant, side=key)


def of_desktops():
    """The Application of Workspace Desktop Edition, and the groups of its agents."""
    o = Objects()
    o.option("eServices site of the desktops changed", APPLICATION, DESKTOP, options, WORKSPACE, SITE, "DC2",
             "object.option", row=10)  # fmt: skip
    o.option("a foreign peer of RWS for the desktops", APPLICATION, DESKTOP, options, WORKSPACE, PEER,
             "http://192.0.2.1:8080", "object.foreign", row=13)  # fmt: skip
    o.option("an option of the log for the desktops", APPLICATION, DESKTOP, options, "log", "all", "network", None)
    o.option("peer of RWS removed from a group", GROUP, "Agents_DC1", annex, WORKSPACE, PEER, None, "object.annex",
             row=11)  # fmt: skip
    o.option("peer of RWS of a group changed", GROUP, "Agents_DC2", annex, WORKSPACE, PEER, "http://192.0.2.1:8080",
             "object.annex", row=11)  # fmt: skip
    o.option("RWS of a group changed", GROUP, "Agents_DC1", annex, WORKSPACE, URI, "http://192.0.2.1:8080",
             "object.annex")  # fmt: skip
    o.option("eServices site of a group added", GROUP, "Agents_DC2", annex, WORKSPACE, SITE, "DC1", "object.foreign",
             row=12)  # fmt: skip
    o.option("a greeting of a group added", GROUP, "Agents_DC1", annex, WORKSPACE, "welcome.text", "Hi", None)
    o.gone(GROUP, "Agents_DC2")
    o.state(GROUP, "Agents_DC1")
    return o.plants


def of_profiles():
    """IVR Profiles."""
    o = Objects()
    o.option("another storage in a profile", PROFILE, "record_newyork", annex, PARAMETERS, STORAGE,
             "fixed,http://192.0.2.1/recordings", "object.annex", severity="recordings_at_risk", row=14)  # fmt: skip
    o.option("a second storage in a profile", PROFILE, "record_newyork", annex, PARAMETERS, f"{STORAGE}2",
             "fixed,http://192.0.2.1/recordings", "object.foreign", severity="recordings_at_risk", row=15)  # fmt: skip
    o.option("another account of the storage in a profile", PROFILE, "record_dallas", annex, PARAMETERS,
             "recordingclient.callrec_authorization", "fixed,eve:none", "object.annex")  # fmt: skip
    o.option("another geo-location in a profile", PROFILE, "record_dallas", annex, GENERAL, "geo-location", "boston",
             "object.annex", severity="recordings_at_risk")  # fmt: skip
    o.option("another processor in a profile", PROFILE, "record_dallas", annex, PARAMETERS,
             "recordingclient.metadatapost", "fixed,http://192.0.2.1", "object.annex")  # fmt: skip
    o.option("a remark in a profile", PROFILE, "record_newyork", annex, "remarks", "by", "Ann", None)
    o.gone(PROFILE, "record", row=16)
    o.state(PROFILE, "record_dallas", severity="recordings_at_risk", row=18)
    for name, location, check in (("rival", "newyork", "object.rival"), ("cousin", "boston", None)):
        o.add(f"profile {name} of {location} with another storage", PROFILE, name, _profile(name, location),
              [(check, "")] if check else [], row=17 if check else 0)  # fmt: skip
    return o.plants


def _profile(name, location):
    def second(objects):
        (known,) = (item for item in objects if (item["type"], item.get("name")) == (PROFILE, "record_newyork"))
        item = copy.deepcopy(known)
        item.update(name=name, dbid=str(max(int(one["dbid"]) for one in objects) + 1))
        put(annex(item), PARAMETERS, STORAGE, "fixed,http://192.0.2.1/recordings")
        put(annex(item), GENERAL, "geo-location", location)
        objects.append(item)

    return lambda system: system.objects(second)


def of_servers(mcp, rcs):
    """Applications of MCP and RCS, trunks and resource groups."""
    o = Objects()
    o.option("codecs of MCP changed", APPLICATION, f"{mcp[0]}_MCP", options, "mpc", "codec", "pcmu", "object.option",
             row=19)  # fmt: skip
    o.option("the log of MCP changed", APPLICATION, f"{mcp[0]}_MCP", options, "log", "verbose", "all", None)
    o.option("codecs of MCP in another case", APPLICATION, f"{mcp[1]}_MCP", options, "MPC", "Codec", "pcmu",
             "object.other_case")  # fmt: skip
    wanted = Id("object.other_case", GAX, f"{APPLICATION} {mcp[1]}_MCP", "mpc/codec")
    o.plants[-1] = replace(o.plants[-1], finds=(wanted,))
    o.state(APPLICATION, f"{mcp[1]}_MCP")
    o.option("password of the keystore changed", APPLICATION, f"{rcs[0]}_RCS", options, "keystore", "password", "other",
             "object.option", row=20)  # fmt: skip
    o.option("path of the keystore removed", APPLICATION, f"{rcs[1]}_RCS", options, "keystore", "path", None,
             "object.option")  # fmt: skip
    o.option("a trunk in the other data center", TRUNK, "trunk-ny", annex, "TServer", "geo-location", "dallas",
             "object.annex", row=21)  # fmt: skip
    for name, row in (("MCP_NewYork", 22), ("MCP_Dallas", 0)):
        o.option(f"resource group {name} in another place", FOLDER, name, annex, "gvp.lrg", "geo-location", "boston",
                 "object.annex", row=row)  # fmt: skip
    o.option("a trunk without a geo-location", TRUNK, "trunk-tx", annex, "TServer", "geo-location", None,
             "object.annex")  # fmt: skip
    return o.plants
