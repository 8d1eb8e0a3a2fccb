# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role hold_keeper: it is installed, and its entry point verify judges it."""

import base64
import json
import re
import stat

from ansible_collections.gir.multidc.plugins.plugin_utils._components.programs import sources
from support.component_runs import SECRETS, Roles

ACTIVE, STANDBY = "rws1-dc1", "rws1-dc2"
HOLD = {"name": "matter-1", "by": "alice", "on": "2026-11-01", "recordings": ["r1"]}


def test_installed_and_judged(tmp_path):
    """The one host has all of it and a verdict; no other host has either, and no password shows."""
    roles = Roles(tmp_path, rws_port=8080, gir_recording_holds=[HOLD])
    tasks = [
        {"gir.multidc.topology": None, "register": "found", "run_once": True},
        {"ansible.builtin.set_fact": {"gir_topology": "{{ found.model }}"}, "run_once": True},
        {"ansible.builtin.include_role": {"name": "gir.multidc.hold_keeper"}},
        {"ansible.builtin.include_role": {"name": "gir.multidc.hold_keeper", "tasks_from": "verify"}},
        {"ansible.builtin.debug": {"msg": "V {{ __hold_keeper_verdict | default('') | to_json | b64encode }} END"}},
    ]
    play = {"hosts": f"{ACTIVE}:{STANDBY}", "gather_facts": False, "tasks": tasks}
    done = roles.play([play]).succeeded()
    done.says_nothing_of([*SECRETS.values(), "admin-Secret-8"])
    verdicts = [json.loads(base64.b64decode(code)) for code in re.findall(r"V (\S+) END", done.output)]
    (verdict,) = [one for one in verdicts if one]
    assert (verdict["name"], verdict["answer"]) == ("hold keeper", "not observable")
    assert [path.name for path in roles.hosts.iterdir()] == [ACTIVE]
    program = roles.hosts / ACTIVE / "opt/genesys/hold_keeper"
    assert {str(one.relative_to(program)) for one in program.rglob("*") if one.is_file()} == {
        *sources("hold_keeper"), "config.json",
    }  # fmt: skip
    config = program / "config.json"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert json.loads(config.read_text())["holds"][0]["recordings"] == ["r1"]
