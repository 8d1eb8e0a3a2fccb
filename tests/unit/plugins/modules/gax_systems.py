# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A GAX stand-in with objects of two sites, and the modules' arguments for it."""

import contextlib

from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory, thing

SITE = "interaction-workspace/disaster-recovery.eservices-site"
WDE = {
    "interaction-workspace": {"disaster-recovery.eservices-site": "DC1", "Case.Sensitive": "A", "case.sensitive": "b"}
}


@contextlib.contextmanager
def gax(*objects, path=None, **options):
    found = (application("104", "WDE", WDE), *objects)
    with Gax(directory=directory(*found, path=path), **options) as server:
        yield server


def connect(server, objects=None, **options):
    values = {"url": [server.url], "url_username": USER, "url_password": PASSWORD, "retries": 0, "timeout": 5}
    if objects is not None:
        values["objects"] = objects
    values.update(options)
    return values


def wde(site="DC2", **fields):
    return dict({"type": "CfgApplication", "name": "WDE"}, **(fields or {"options": options(site)}))


def options(site):
    return {"interaction-workspace": {"disaster-recovery.eservices-site": site}}


def dn(dbid, number, switch="120", **fields):
    return thing(
        "CfgDN",
        dbid,
        "",
        "113",
        annex={"TServer": {"contact": "*"}},
        number=number,
        switchdbid=switch,
        tenantdbid="101",
        **fields,
    )


def stored(server, kind, dbid):
    return server.directory.get(kind, dbid)


def values(server, kind, dbid, part="userproperties"):
    return {(e["section"], e["key"]): e["value"] for e in stored(server, kind, dbid)[part]["property"]}


def writes(server):
    return [call for call in server.requests if call["method"] != "GET" and "session" not in call["path"]]
