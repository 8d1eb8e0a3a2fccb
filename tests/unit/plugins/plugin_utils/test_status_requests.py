# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How RWS is asked for the status: each address by itself, and all answers as one."""

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import status_requests

BALANCER, NODE = "http://lb1:8080", "http://rws1:8080"


def known():
    return [Node(url, "", "dc2", True) for url in (BALANCER, NODE)]


def shown(url):
    return {"url": url, "state": "shows the site", "site": "DC2"}


def test_an_address_that_is_silent_takes_no_other_along():
    """A node that is dead, or a load balancer that waits for it, may take until all time is over."""
    answers = {
        f"{status_requests.RWS}/{BALANCER}": {"unreachable": True, "msg": "it gave no answer within 6 seconds"},
        f"{status_requests.RWS}/{NODE}": {"nodes": [shown(NODE)]},
    }
    silent, answered = status_requests.of_rws(known(), answers)["nodes"]
    assert answered == shown(NODE)
    assert (silent["url"], silent["state"]) == (BALANCER, "no answer")
    assert silent["reason"] == "it gave no answer within 6 seconds"


def test_nobody_asked():
    assert status_requests.of_rws(known(), {}) == {}
