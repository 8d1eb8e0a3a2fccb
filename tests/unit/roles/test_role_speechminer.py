# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role speechminer. What it decides is tested in plugins/plugin_utils/components.

No Windows is had here. A connection plugin of the name psrp runs commands on this machine, and a collection of the name
ansible.windows has a module win_service that keeps what it was told: so nothing is shown of WinRM, PSRP or Windows.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from support.component_runs import Roles
from support.inventory import LOCAL

CONNECTION = '''
from ansible.plugins.connection.local import Connection as Local

DOCUMENTATION = """
name: psrp
short_description: This machine
description: This machine.
extends_documentation_fragment: [connection_pipelining]
"""


class Connection(Local):
    transport = "psrp"
'''
WIN_SERVICE = """#!{python}
import json
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule({{"name": {{}}, "state": {{}}}}, supports_check_mode=True)
path = "{states}"
try:
    with open(path) as stream:
        states = json.load(stream)
except FileNotFoundError:
    states = []
told = [module.params["name"], module.params["state"]]
changed = told not in states
if not module.check_mode:
    with open(path, "w") as stream:
        json.dump(states + [told], stream)
module.exit_json(changed=changed)
"""
SERVICES = [{"name": "Platform", "runs_in": "active"}, {"name": "W3SVC", "runs_in": "both"}]


class Site(Roles):
    """Two data centers with a SpeechMiner host each, which Ansible takes for one of Windows."""

    def __init__(self, directory, **extra):
        super().__init__(directory, **extra)
        (directory / "connection_plugins").mkdir()
        (directory / "connection_plugins" / "psrp.py").write_text(CONNECTION, encoding="utf-8")
        self.states = directory / "states.json"
        for name in ("dc1", "dc2"):
            self.inventory.host(f"sm1-{name}", name, "gir_speechminer", **{**LOCAL, "ansible_connection": "psrp"})
        self.inventory.groups["gir_speechminer"] = ["sm1-dc1", "sm1-dc2"]
        # Services are touched in none but these, which have no root.
        self.variables.update(gir_root="", gir_manage_services=True)

    def with_windows(self):
        """The collection that a site has to install."""
        place = self.directory / "collections" / "ansible_collections" / "ansible" / "windows"
        (place / "plugins" / "modules").mkdir(parents=True)
        code = WIN_SERVICE.format(python=sys.executable, states=self.states)
        (place / "plugins" / "modules" / "win_service.py").write_text(code, encoding="utf-8")
        (place / "galaxy.yml").write_text("namespace: ansible\nname: windows\nversion: 1.0.0\n", encoding="utf-8")

    def trap(self):
        """Whoever sends anything to one of the hosts is caught."""
        text = CONNECTION + '\n    def exec_command(self, *_any, **_named):\n        raise RuntimeError("trapped")\n'
        (self.directory / "connection_plugins" / "psrp.py").write_text(text, encoding="utf-8")

    def told(self):
        """What win_service was told, and forget it."""
        found = json.loads(self.states.read_text(encoding="utf-8")) if self.states.exists() else []
        self.states.unlink(missing_ok=True)
        return found


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_services_of_windows_stop_before_others_start(site):
    """Check mode predicts them and changes nothing; both data centers go through the first step together."""
    site.with_windows()
    check = site.run("speechminer", "--check", speechminer_windows_services=SERVICES).succeeded()
    assert site.told() == []
    done = site.run("speechminer", speechminer_windows_services=SERVICES).succeeded()
    assert check.changed == done.changed and len(done.changed) == 3
    told = site.told()
    assert told[0] == ["Platform", "stopped"]
    assert sorted(told[1:]) == [["Platform", "started"], ["W3SVC", "started"], ["W3SVC", "started"]]


def test_without_the_collection_one_sentence_says_so(site):
    run = site.run("speechminer", speechminer_windows_services=SERVICES)
    run.refused("GIR958 sm1-dc1: The collection ansible.windows is missing on the controller")
    assert "ansible-galaxy collection install ansible.windows" in run.flat


def test_a_unit_on_windows_is_refused(site):
    site.run("speechminer", speechminer_service="sm").refused("GIR951 sm1-dc1: speechminer_service is")


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_arguments):
        pass


def test_verify_asks_from_the_controller_for_windows(site):
    """No module goes there: the plugin of the connection is a trap. What answers below 500 is there."""
    site.trap()
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        run = site.playbook("verify", "--limit", "gir_speechminer", speechminer_ui_url=url)
    finally:
        server.shutdown()
        server.server_close()
    said = " ".join(run.flat.split())
    for name in ("dc1", "dc2"):
        assert f"confirmed {name} sm1-{name}: SpeechMiner web interface, from the controller {url}" in said
        assert f"failed {name} sm1-{name}: Interaction Receiver, from the controller" in said
    assert "trapped" not in said


def test_steps_are_written_and_rendered(site):
    """On the controller, and by render below its directory, for a map whose SpeechMiner runs on Windows."""
    tasks = [
        {"ansible.builtin.include_role": {"name": "gir.multidc.speechminer", "tasks_from": entry}}
        for entry in ("steps", "render_steps")
    ]
    plays = [
        {"ansible.builtin.import_playbook": "gir.multidc.topology"},
        {"hosts": "localhost", "gather_facts": False, "tasks": tasks},
    ]
    site.play(plays, gir_render_dir=str(site.directory / "rendered")).succeeded()
    for place in (site.configuration, site.directory / "rendered"):
        names = sorted(path.name for path in (place / "speechminer").iterdir())
        assert names == ["failback.txt", "failover.txt", "normal.txt"]
        text = (place / "speechminer" / "failover.txt").read_text(encoding="utf-8")
        assert "On sm1-dc2, start" in text and "https://sm.dc2.example.com/interactionreceiver" in text


def test_kept_copies_asks_no_host_of_windows(site):
    site.trap()
    run = site.playbook("kept_copies", "--limit", "gir_speechminer:rcs1-dc1", gir_root=str(site.hosts)).succeeded()
    # Any host within the limit may stand for the controller, so that its name says nothing.
    assert "Nothing is kept on rcs1-dc1." in run.flat and "trapped" not in run.flat
