# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter srs_login and module srs_login_check as tasks of a playbook, as docs/custom-desktops.md shows them."""

import base64
import json
import re

from ansible_collections.gir.multidc.plugins.filter.srs_login import FilterModule
from standins import rws, srs
from support import playbook
from support.inventory import Inventory
from support.playbook import ROOT

SECRETS = (rws.AGENT[1], base64.b64encode(":".join(rws.AGENT).encode()).decode())
DEVICES = "[{'dn': '1001', 'switch': 'SIP_Switch_NY'}]"
LOGIN = "{{ gir_topology | gir.multidc.srs_login('newyork', 'Place_1001', %s) }}" % DEVICES
CHECK = {"url": "{{ srs }}", "url_username": "{{ account.0 }}", "url_password": "{{ account.1 }}", "login": LOGIN}


def task(module, **arguments):
    return {"name": module, f"gir.multidc.{module}": arguments, "register": "found"}


def played(directory, system, service, tasks, *arguments):
    centers = {
        "newyork": {"rws_url": system.urls[0], "peer": "dallas"},
        "dallas": {"rws_url": system.urls[1], "peer": "newyork"},
    }
    variables = {"gir_topology": {"data_centers": centers}, "srs": service.url, "account": list(rws.AGENT)}
    inventory = Inventory({"desktops": ["localhost"]}, top="all")
    inventory.host("localhost", **variables)
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]
    return playbook.run(plays, *arguments, directory=directory, inventory=inventory)


def test_desktop_logs_in_and_no_secret_is_shown(tmp_path):
    with rws.cluster() as system, srs.Srs("agent1", failover_after=0, tick_seconds=None) as service:
        judge = {"ansible.builtin.assert": {"that": "found.answer == wanted"}}
        tasks = [
            task("srs_login_check", **CHECK) | {"check_mode": True},
            judge | {"vars": {"wanted": "not observable"}},
            task("srs_login_check", **CHECK),
            judge | {"vars": {"wanted": "confirmed"}},
        ]
        run = played(tmp_path, system, service, tasks, "-vvvv", "--diff").succeeded()
        run.says_nothing_of(SECRETS)
        assert service.facts()["connected_to"] == system.urls[0]


def test_bad_input_of_the_filter_is_one_sentence(tmp_path):
    wrong = {"name": "wrong", "ansible.builtin.debug": {"msg": LOGIN.replace("newyork", "rome")}}
    with rws.cluster() as system, srs.Srs("agent1", failover_after=0, tick_seconds=None) as service:
        run = played(tmp_path, system, service, [wrong])
    run.refused('The data center "rome" is not in gir_datacenters. Use one of newyork, dallas.')


def test_the_page_shows_the_array_as_the_filter_gives_it():
    """Its example, with the addresses of the example."""
    page = (ROOT / "docs" / "custom-desktops.md").read_text(encoding="utf-8")
    shown = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])
    centers = {
        "newyork": {"rws_url": "https://rws.newyork.example.com", "peer": "dallas"},
        "dallas": {"rws_url": "https://rws.dallas.example.com", "peer": "newyork"},
    }
    devices = [{"dn": "1001", "switch": "SIP_Switch_NY"}]
    assert FilterModule().filters()["srs_login"]({"data_centers": centers}, "newyork", "Place_1001", devices) == shown
