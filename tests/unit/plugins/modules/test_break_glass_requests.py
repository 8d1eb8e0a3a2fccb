# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of a break-glass sheet to RWS, run by a shell against the stand-in under other readings of its API."""

import subprocess

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass import rws_steps
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.facts import Facts, Secret
from standins import rws

FACTS = Facts({}, "dc1", "dc2", Secret("ops", "", ""), (), {}, {})


def follow(directory, nodes, account):
    """What the shell printed while somebody followed the step."""
    (directory / "gir-rws.curlrc").write_text(f'user = "{account}"\n', encoding="utf-8")
    script = "\n".join(rws_steps.switch(FACTS, nodes, "DC2").commands)
    done = subprocess.run(["sh", "-c", script], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, timeout=60)  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("csrf", ["on", "off"])
def test_switch_with_and_without_a_token(csrf, tmp_path):
    """One node is gone, which keeps nobody from the others."""
    with rws.cluster(nodes=1, data_centers=("dc1", "dc2"), monitoring_delay=0.1, dialect={"csrf": csrf}) as system:
        nodes = [node.url for node in system.nodes]
        said = follow(tmp_path, ["http://127.0.0.1:1", *nodes], f"{rws.OPS[0]}:{rws.OPS[1]}")
        # Of the question, and of the switch.
        assert said.count("HTTP 200") == 2 * len(nodes), said
        assert said.count("environment ") == len(nodes), said


def test_wrong_password_is_seen(tmp_path):
    with rws.cluster(nodes=1, monitoring_delay=0.1) as system:
        said = follow(tmp_path, [system.nodes[0].url], "ops:wrong")
        assert "HTTP 401" in said and "not one environment" in said and "HTTP 404" not in said, said
        assert not [one for one in system.requests if one["method"] == "POST"]
