# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service part of role _component, with a systemctl that keeps its units in a directory."""

import json

import pytest
from component_runs import Roles

# Answers what ansible.builtin.systemd_service asks; a unit is a file that holds "active" or "inactive".
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$UNITS/../calls"
last=gir-mcp
unit="$UNITS/$last"
case "$*" in
  daemon-reload) ;;
  *show*)
    if [ -e "$unit" ]; then
      printf 'Id=%s\\nLoadState=loaded\\nActiveState=%s\\nUnitFileState=x\\nCanReload=yes\\n' "$last" "$(cat "$unit")"
    else
      printf 'Id=%s\\nLoadState=not-found\\nActiveState=inactive\\n' "$last"
    fi ;;
  *is-enabled*) [ -e "$unit.enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
  *is-active*) [ "$(cat "$unit" 2>/dev/null)" = active ] && echo active || { echo inactive; exit 3; } ;;
  *list-unit-files*) [ -e "$unit" ] && echo "$last enabled" ;;
  *enable*) : > "$unit.enabled" ;;
  *disable*) rm -f "$unit.enabled" ;;
  *stop*) echo inactive > "$unit" ;;
  *start*|*reload*) echo active > "$unit" ;;
esac
"""


class Machine(Roles):
    def __init__(self, directory):
        super().__init__(directory)
        self.units = directory / "units"
        self.units.mkdir()
        tools = directory / "bin"
        tools.mkdir()
        (tools / "systemctl").write_text(SYSTEMCTL)
        (tools / "systemctl").chmod(0o755)
        self.variables.update(gir_root="", gir_manage_services=True)
        (directory / "inventory.yml").write_text(json.dumps(self.inventory()))
        self.environment = {"PATH": f"{tools}:/usr/bin:/bin:/usr/sbin:/sbin", "UNITS": str(self.units)}

    def serve(self, *arguments, **settings):
        """Run the service part; return the run and what systemctl was told to do."""
        (self.directory / "calls").write_text("")
        include = {
            "ansible.builtin.include_role": {"name": "gir.multidc._component", "tasks_from": "service"},
            "vars": {"_component_service": "gir-mcp", **settings},
        }
        play = {"hosts": "mcp1-dc1", "gather_facts": False, "tasks": [include]}
        run = self.play([play], *arguments, environment=self.environment)
        verbs = ("start", "stop", "restart", "reload", "enable", "disable", "daemon-reload")
        calls = (self.directory / "calls").read_text().split("\n")
        return run, [word for call in calls for word in call.split() if word in verbs]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_running_service_is_left_alone_and_a_change_restarts_it_once(machine):
    (machine.units / "gir-mcp").write_text("inactive\n")
    run, told = machine.serve()
    assert run.succeeded().changed and told == ["enable", "start"]
    run, told = machine.serve(_component_changed=False)
    assert run.succeeded().changed == set() and told == []
    check, told = machine.serve("--check", _component_changed=True)
    assert check.succeeded().changed and told == []
    run, told = machine.serve(_component_changed=True)
    assert run.succeeded().changed == check.changed and told == ["daemon-reload", "restart"]


def test_a_service_that_shall_stand_still_is_stopped_and_not_restarted_by_a_change(machine):
    (machine.units / "gir-mcp").write_text("active\n")
    (machine.units / "gir-mcp.enabled").write_text("")
    run, told = machine.serve(_component_service_state="stopped", _component_changed=True)
    assert run.succeeded().changed and told == ["daemon-reload", "disable", "stop"]
    run, told = machine.serve(_component_service_state="stopped", _component_changed=True)
    assert run.succeeded().changed == set() and told == ["daemon-reload"]


def test_a_reload_where_that_is_enough(machine):
    (machine.units / "gir-mcp").write_text("active\n")
    (machine.units / "gir-mcp.enabled").write_text("")
    run, told = machine.serve(_component_on_change="reloaded", _component_changed=True)
    assert run.succeeded().changed and told == ["daemon-reload", "reload"]


def test_check_mode_counts_a_unit_that_the_run_would_bring_and_no_other(machine):
    run, _calls = machine.serve("--check", _component_changed=True, _component_unit_expected=True)
    assert run.succeeded().changed
    run, _calls = machine.serve("--check", _component_changed=True)
    run.refused("Could not find the requested service gir-mcp")
    run, _calls = machine.serve(_component_changed=True, _component_unit_expected=True)
    run.refused("Could not find the requested service gir-mcp")


@pytest.mark.parametrize(
    "settings", [{"_component_service": None}, {"gir_manage_services": False}, {"gir_root": "/somewhere"}], ids=str
)
def test_nothing_is_touched(machine, settings):
    run, told = machine.serve(**{"_component_changed": True, **settings})
    assert run.succeeded().changed == set() and told == []
