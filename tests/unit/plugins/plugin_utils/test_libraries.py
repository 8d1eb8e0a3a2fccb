# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python packages of the controller are asked for where a desired state needs them, and nowhere else."""

import sys

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import hashing
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired, DnsState, File
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import libraries
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.libraries import GIR980

WEBDAV = COMPONENTS["webdav"]


@pytest.fixture(autouse=True)
def forgotten():
    """What one test found out is not what the next one is told."""
    for function in (hashing._algorithm, libraries.has_dnspython):
        function.cache_clear()
    yield
    for function in (hashing._algorithm, libraries.has_dnspython):
        function.cache_clear()


def state(*templates, dns=None):
    return Desired("webdav", "dav1", files=[File(f"/etc/{name}", template=name) for name in templates], dns=dns)


def test_a_password_file_needs_something_that_hashes(monkeypatch):
    assert libraries.violations(WEBDAV, state("htpasswd.j2")) == []
    hashing._algorithm.cache_clear()
    monkeypatch.setitem(sys.modules, "passlib.hash", None)
    (found,) = libraries.violations(WEBDAV, state("htpasswd.j2"))
    assert (found.id, found.host, found.subject) == ("GIR980", "dav1", "passlib")
    assert "Python package passlib is missing on the controller" in found.sentence
    assert found.remedy == f"Install it: {sys.executable} -m pip install passlib"
    assert libraries.violations(WEBDAV, state("gir-recordings.conf.j2")) == []


def test_records_of_a_name_server_need_dnspython(monkeypatch):
    wanted = state(dns=DnsState("example.com", []))
    assert libraries.violations(WEBDAV, wanted) == []
    libraries.has_dnspython.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "dns"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    (found,) = libraries.violations(WEBDAV, wanted)
    assert found.remedy.endswith(" -m pip install dnspython")
    assert libraries.violations(WEBDAV, wanted, "render") == []
    assert libraries.violations(WEBDAV, state()) == []


def test_topology_only_shows_it():
    verbs = ("render", "site", "upgrade", "topology", "verify")
    assert [GIR980.severity_for(verb) for verb in verbs] == ["error", "error", "error", "warning", "warning"]
    assert GIR980.severity_for("role") == "error"
