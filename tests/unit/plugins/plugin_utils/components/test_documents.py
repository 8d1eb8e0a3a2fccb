# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is called to write documents for the operator, of which several come from one template."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired, File
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from recorded import computed, given_of, scenarios, with_defaults

DESKTOP = COMPONENTS["workspace_desktop"]


def called(verb, **variables):
    scenario = scenarios("workspace_desktop")["by hand, dns"]
    desired = computed("workspace_desktop", scenario, "localhost")
    given = {**with_defaults("workspace_desktop", given_of(scenario, "localhost"), "localhost"), **variables}
    return calls.of_verb(verb, DESKTOP, desired, given, {}, False)


def files_of(call):
    return [file["path"].split("/")[-1].partition("-")[0] for file in call.args.get("files", [])]


@pytest.mark.parametrize(("verb", "directory"), [("render", "/rendered"), ("documents", "/import")])
def test_each_document_has_its_own_variables(verb, directory):
    found = called(verb, gir_render_dir="/rendered", gir_configuration_dir="/import")
    assert [files_of(call) for call in found] == [["dc1"], ["dc2"], ["dc3"]]
    assert [call.variables["own"]["name"] for call in found] == ["dc1", "dc2", "dc3"]
    assert {call.args["directory"] for call in found} == {directory}


def test_objects_are_rendered_once():
    found = called("render", gir_render_dir="/rendered")
    assert [len(call.args.get("objects", [])) for call in found] == [4, 0, 0]
    assert found[0].args["objects_directory"] == "/rendered/configuration-server"
    assert all(call.args["mask_secrets"] for call in found)


def test_documents_are_written_as_they_are():
    """They lie beside the objects for import, which are not masked either."""
    found = called("documents", gir_configuration_dir="/import")
    assert not any("objects" in call.args or call.args["mask_secrets"] for call in found)


def test_templates_that_agree_share_a_call():
    one = File("/a", template="failover.txt.j2", variables={"own": 1})
    other = File("/b", template="failover.txt.j2", variables={"own": 1, "peer": 2})
    desired = Desired("workspace_desktop", "localhost", documents=[one, File("/c", content="c"), other])
    (call,) = calls.of_verb("documents", DESKTOP, desired, {"gir_configuration_dir": "/import"}, {}, False)
    assert [file["path"] for file in call.args["files"]] == ["/a", "/c", "/b"]
    assert call.variables == {"own": 1, "peer": 2}


def test_nothing_to_write_is_no_call():
    desired = Desired("workspace_desktop", "localhost")
    for verb in ("render", "documents"):
        assert calls.of_verb(verb, DESKTOP, desired, {"gir_configuration_dir": "/import"}, {}, False) == []
