# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a component is left alone: by what was kept on the hosts of this run, and by the lock."""

import gathered
import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import surfaces

MODEL = {"hosts": {"dav1": {"components": ["gir_webdav"]}, "rws1": {"components": ["gir_rws", "gir_webdav"]}}}


def kept(component, host, **more):
    return {"__gir_refusals": [{"component": component, "host": host, "sentence": "no", "because": [], **more}]}


def stop(component, here, host, others=None, **variables):
    # A member of gir, as playbook topology makes it.
    hosts = {host: {"gir_datacenters": {}} for host in ("dav1", "rws1", "localhost")}
    for name, variables_of_host in (others or {}).items():
        hosts.setdefault(name, {}).update(variables_of_host)
    gatherer = gathered.gatherer({"inventory_hostname": here}, **hosts)
    known = {"inventory_hostname": here, "groups": {"__gir_controller": ["localhost"]}, **variables}
    found = surfaces.stop(COMPONENTS[component], host, MODEL, gatherer, known)
    return found and found["because"]


def test_only_hosts_that_count_are_looked_at():
    dav1, origin = kept("webdav", "dav1"), [{"component": "webdav", "host": "dav1"}]
    assert stop("ivr_profile", "localhost", "localhost", {"dav1": dav1}) == origin
    assert stop("ivr_profile", "localhost", "localhost", {"mcp1": kept("webdav", "mcp1")}) is None
    assert stop("contact_center", "localhost", "localhost", {"dav1": dav1}) is None
    guard = {"localhost": kept("keystores", "localhost")}
    assert stop("contact_center", "localhost", "localhost", guard) == [{"component": "keystores", "host": "localhost"}]
    assert stop("webdav", "dav1", "dav1", {"dav1": dav1}) is None


def test_another_host_may_stand_for_the_controller():
    groups = {"groups": {"__gir_controller": ["rws1"]}}
    guard = {"rws1": kept("ivr_profile", "localhost")}
    assert stop("geo_location", "rws1", "localhost", guard, **groups) == [
        {"component": "ivr_profile", "host": "localhost"}
    ]


@pytest.mark.parametrize(
    ("answer", "lost"),
    [
        (None, ""),
        ({"skipped": True, "msg": "false"}, ""),
        ({"hosts": [], "asked_at": 1.0}, ""),
        ({"msg": "rws1: the lock was broken: stop here.", "failed": False}, "rws1: the lock was broken: stop here."),
        ({"failed": False}, "nobody can tell whether it still has its lock."),
    ],
)
def test_the_lock(answer, lost):
    assert surfaces.lock_lost(answer) == lost
    expected = [{"component": "lock", "host": "localhost"}] if lost else None
    assert stop("webdav", "dav1", "dav1", __gir_lock_kept=answer) == expected
