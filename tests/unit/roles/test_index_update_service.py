# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timer of role index_update, with a systemctl that keeps its units in a directory: what is started where."""

import json

import pytest
from component_runs import Roles

# Answers what ansible.builtin.systemd_service asks. A unit is loaded when its file is there, active when a mark is.
SYSTEMCTL = """#!/bin/sh
for word; do case "$word" in gir-*) unit=$word ;; esac; done
marks="$PLACE/$HOST.marks"
mkdir -p "$marks"
echo "$HOST $*" >> "$PLACE/calls"
case "$*" in
  daemon-reload) ;;
  *show*)
    if [ -e "$PLACE/$HOST/units/$unit" ]; then
      state=inactive; [ -e "$marks/$unit.active" ] && state=active
      printf 'Id=%s\\nLoadState=loaded\\nActiveState=%s\\nUnitFileState=x\\n' "$unit" "$state"
    else
      printf 'Id=%s\\nLoadState=not-found\\nActiveState=inactive\\n' "$unit"
    fi ;;
  *is-enabled*) [ -e "$marks/$unit.enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
  *is-active*) [ -e "$marks/$unit.active" ] && echo active || { echo inactive; exit 3; } ;;
  *enable*) : > "$marks/$unit.enabled" ;;
  *disable*) rm -f "$marks/$unit.enabled" ;;
  *stop*) rm -f "$marks/$unit.active" ;;
  *start*) : > "$marks/$unit.active" ;;
esac
"""
TIMER = "gir-index-update.timer"


class Machines(Roles):
    """Hosts that are no rehearsal: their services are touched. Only the places of units and files are moved."""

    def __init__(self, directory):
        super().__init__(directory)
        self.place = directory / "place"
        tools = directory / "bin"
        tools.mkdir()
        (tools / "systemctl").write_text(SYSTEMCTL)
        (tools / "systemctl").chmod(0o755)
        here = f"{self.place}/{{{{ inventory_hostname }}}}"
        for host in ("rws1-dc1", "rws2-dc1", "rws1-dc2"):
            (self.place / host / "units").mkdir(parents=True)
        self.variables.update(
            gir_root="",
            gir_manage_services=True,
            index_update_install_path=f"{here}/opt/index_update",
            index_update_state_path=f"{here}/var/index_update",
        )
        # The role's own names: the accounts and places of the platform are not for tests.
        self.moved = {
            "__index_update_units_path": f"{here}/units",
            "__index_update_cron_path": f"{here}/cron",
            "__index_update_owner": self.variables["gir_service_user"],
            "__index_update_owner_group": self.variables["gir_service_group"],
        }
        self.environment = {"PATH": f"{tools}:/usr/bin:/bin:/usr/sbin:/sbin", "PLACE": str(self.place)}

    def apply(self, *arguments, manager="systemd", **extra):
        (self.directory / "inventory.yml").write_text(json.dumps(self.inventory()))
        tasks = [
            # What the host would say, kept where gathered facts are.
            {"ansible.builtin.set_fact": {"ansible_service_mgr": manager, "cacheable": True}},
            {"ansible.builtin.include_role": {"name": "gir.multidc.index_update"}},
        ]
        play = {
            "hosts": "gir_rws",
            "gather_facts": False,
            "environment": {"HOST": "{{ inventory_hostname }}"},
            "tasks": tasks,
        }
        (self.place / "calls").write_text("")
        done = self.play([play], *arguments, environment=self.environment, **self.moved, **extra).succeeded()
        done.changed = {(host, task.rpartition(" : ")[2]) for host, task in done.changed}
        return done

    def told(self):
        """What systemctl was told to do, by host."""
        found = {}
        for line in (self.place / "calls").read_text().splitlines():
            host, *words = line.split()
            if not {"show", "is-enabled", "is-active", "list-unit-files"} & set(words):
                found.setdefault(host, []).append(" ".join(words))
        return found

    def marks(self):
        return {path.parent.name[:-6] + " " + path.name for path in self.place.glob("*.marks/*")}

    def files(self, host):
        return {path.name for path in (self.place / host).rglob("*") if path.is_file()}


@pytest.fixture
def machines(tmp_path):
    return Machines(tmp_path)


def on(host):
    return {f"{host} {TIMER}.active", f"{host} {TIMER}.enabled"}


def test_the_timer_runs_on_one_host_and_a_failover_moves_it(machines):
    check = machines.apply("--check")
    assert machines.told() == {} and machines.marks() == set()
    assert (
        machines.apply().changed == check.changed == {("rws1-dc2", "Write the files"), ("rws1-dc2", "Run the service")}
    )
    assert machines.told() == {"rws1-dc2": ["daemon-reload", f"enable {TIMER}", f"start {TIMER}"]}
    assert machines.marks() == on("rws1-dc2")
    assert machines.apply().changed == set()

    # A run that is under way in the old place is ended.
    (machines.place / "rws1-dc2.marks" / "gir-index-update.service.active").write_text("")
    check = machines.apply("--check", gir_active_datacenter="dc2")
    assert machines.told() == {}
    moved = machines.apply(gir_active_datacenter="dc2")
    assert moved.changed == check.changed
    assert {task for host, task in moved.changed if host == "rws1-dc2"} == {
        "Stop the timer",
        "Stop an update that is under way",
        "Remove what must not be here",
    }
    assert machines.told()["rws1-dc2"] == [
        f"disable {TIMER}",
        f"stop {TIMER}",
        "stop gir-index-update.service",
        "daemon-reload",
    ]
    assert machines.marks() == on("rws1-dc1") and machines.files("rws1-dc2") == set()
    assert machines.apply(gir_active_datacenter="dc2").changed == set()


def test_without_systemd_cron_starts_it_and_no_unit_is_asked_for(machines):
    check = machines.apply("--check", manager="sysvinit")
    assert machines.apply(manager="sysvinit").changed == check.changed == {("rws1-dc2", "Write the files")}
    assert machines.told() == {}
    assert "cron" in machines.files("rws1-dc2") and TIMER not in machines.files("rws1-dc2")
    assert machines.apply(manager="sysvinit").changed == set()
    # The host gets systemd, or the operator changes his mind.
    machines.apply(manager="systemd")
    assert machines.marks() == on("rws1-dc2") and "cron" not in machines.files("rws1-dc2")
    machines.apply(index_update_scheduler="cron")
    assert machines.marks() == set() and TIMER not in machines.files("rws1-dc2")


def test_services_that_are_not_managed_are_left_alone(machines):
    machines.apply(gir_manage_services=False)
    machines.apply(gir_manage_services=False, gir_active_datacenter="dc2")
    assert machines.told() == {}
    assert TIMER in machines.files("rws1-dc1") and machines.files("rws1-dc2") == set()
