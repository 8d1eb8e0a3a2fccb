# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How units and paths that must not be on a host go, with a systemctl that keeps its units in a directory."""

import pytest
from support.component_runs import Roles

# Answers what ansible.builtin.systemd_service asks. A unit is loaded when its file is there, active when a mark is.
SYSTEMCTL = """#!/bin/sh
for word; do case "$word" in gir-*) unit=$word ;; esac; done
marks="$PLACE/$HOST.marks"
mkdir -p "$marks"
echo "$HOST $*" >> "$PLACE/calls"
case "$*" in
  daemon-reload) ;;
  *list-units*)
    for word; do
      case "$word" in gir-*) [ ! -e "$marks/$word.active" ] || echo "$word loaded active running A unit" ;; esac
    done ;;
  *show*)
    if [ -e "$PLACE/$HOST/units/$unit" ]; then
      state=inactive; [ -e "$marks/$unit.active" ] && state=active
      printf 'Id=%s\\nLoadState=loaded\\nActiveState=%s\\nUnitFileState=x\\n' "$unit" "$state"
    else
      printf 'Id=%s\\nLoadState=not-found\\nActiveState=inactive\\n' "$unit"
    fi ;;
  *is-enabled*) [ -e "$marks/$unit.enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
  *is-active*) [ -e "$marks/$unit.active" ] && echo active || { echo inactive; exit 3; } ;;
  *disable*) rm -f "$marks/$unit.enabled" ;;
  *stop*) for word; do rm -f "$marks/$word.active"; done ;;
esac
"""
UNITS = ["gir-daily.timer", "gir-daily.service"]
TIMER, STRAY, UNMANAGED = "rws1-dc1", "rws2-dc1", "rws1-dc2"


class Machines(Roles):
    """A timer whose service runs on three hosts: as it was written, without its files, and left alone."""

    def __init__(self, directory):
        super().__init__(directory)
        self.place = directory / "place"
        tools = directory / "bin"
        tools.mkdir()
        (tools / "systemctl").write_text(SYSTEMCTL)
        (tools / "systemctl").chmod(0o755)
        for host in (TIMER, STRAY, UNMANAGED):
            (self.place / host / "units").mkdir(parents=True)
            (self.place / f"{host}.marks").mkdir()
            names = ["units/gir-daily.timer", "units/gir-daily.service"]
            for name in {TIMER: [*names, "opt"], STRAY: [], UNMANAGED: names[:1]}[host]:
                (self.place / host / name).write_text("")
            for mark in ("gir-daily.timer.active", "gir-daily.timer.enabled", "gir-daily.service.active"):
                (self.place / f"{host}.marks" / mark).write_text("")
        self.settings = {"PATH": f"{tools}:/usr/bin:/bin:/usr/sbin:/sbin", "PLACE": self.place}

    def retire(self, **steps):
        """Run the tasks once for each step, in check mode or not; return the names of its tasks that changed a host."""
        here = f"{self.place}/{{{{ inventory_hostname }}}}"
        paths = [f"{here}/{name}" for name in ("units/gir-daily.timer", "units/gir-daily.service", "opt", "never")]
        units = f"{{{{ [] if inventory_hostname == '{UNMANAGED}' else {UNITS} }}}}"
        include = {"name": "gir.multidc._component", "tasks_from": "retire"}
        plan = {"absent": {"paths": paths, "units": units}}
        tasks = [
            {
                "ansible.builtin.include_role": {**include, "apply": {"check_mode": check}},
                "vars": {"_component_name": step, "__component_check": {"plan": plan}},
            }
            for step, check in steps.items()
        ]
        play = {
            "hosts": [TIMER, STRAY, UNMANAGED],
            "gather_facts": False,
            "environment": {"HOST": "{{ inventory_hostname }}"},
            "tasks": tasks,
        }
        changed = {step: set() for step in steps}
        for host, task in self.play([play]).succeeded().changed:
            what, _of, step = task.rpartition(" : ")[2].rpartition(" of ")
            changed[step].add((host, what))
        return changed

    def commands(self):
        """What systemctl was asked to do."""
        lines = (self.place / "calls").read_text().splitlines()
        asked = {"show", "is-enabled", "is-active", "list-unit-files", "list-units"}
        return [line for line in lines if not asked & set(line.split())]


@pytest.fixture
def machines(tmp_path):
    return Machines(tmp_path)


def test_units_stop_before_they_go(machines):
    """The timer stops before the service that it would start again, both before their files go; others stay alone."""
    found = machines.retire(predicted=True, done=False, again=False)
    assert found["done"] == found["predicted"] | {(STRAY, "Stop the units that run without their files")}
    assert found["predicted"] == {
        (TIMER, "Stop the units that must not be here"),
        (TIMER, "Remove what must not be here"),
        (UNMANAGED, "Remove what must not be here"),
    }
    assert found["again"] == set()
    # Each of them once, although check mode came first.
    assert machines.commands() == [
        f"{STRAY} stop gir-daily.timer gir-daily.service",
        f"{TIMER} disable gir-daily.timer",
        f"{TIMER} stop gir-daily.timer",
        f"{TIMER} stop gir-daily.service",
        f"{TIMER} daemon-reload",
    ]
    assert {path.name for path in machines.place.glob(f"{TIMER}.marks/*")} == set()
    assert {path.name for path in machines.place.glob(f"{STRAY}.marks/*")} == {"gir-daily.timer.enabled"}
    for host in (TIMER, UNMANAGED):
        assert [path for path in (machines.place / host).rglob("*") if path.is_file()] == []
