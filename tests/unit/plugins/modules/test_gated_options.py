# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gated_service takes up options that were changed in Configuration Server, as it is told."""

import module_runs
import pytest
from systemctl_stub import VERBS, Systemctl

UNIT = "gir-rws"


class Host:
    """A host with one unit, and a directory for what is pending."""

    def __init__(self, directory):
        self.systemctl = Systemctl(directory)
        self.unit = self.systemctl.unit(UNIT)
        self.state = directory / "state"

    def note(self):
        self.state.joinpath("pending").mkdir(parents=True)

    def run(self, check=False, **more):
        given = {"name": UNIT, "backup_directory": str(self.state), "health": {"stable_for": 0, "timeout": 3}, **more}
        return module_runs.run("gated_service", given, check)

    def told(self):
        return [verb for verb in self.systemctl.told() if verb in VERBS and verb != "daemon-reload"]


@pytest.fixture
def host(tmp_path, monkeypatch):
    found = Host(tmp_path)
    monkeypatch.setenv("PATH", f"{found.systemctl.path}:/usr/bin:/bin:/usr/sbin:/sbin")
    return found


RELOAD = {"on_options_change": "reloaded"}


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ({"options_changed": True}, "restart"),
        ({"options_changed": True, **RELOAD}, "reload"),
        ({"options_changed": True, "changed": True, **RELOAD}, "restart"),
        ({"options_changed": True, "changed": True, "on_change": "reloaded"}, "reload"),
    ],
)
def test_changed_options_are_predicted_and_taken_up(host, more, action):
    predicted = host.run(check=True, **more)
    assert (predicted["changed"], predicted["actions"], host.told()) == (True, [action], [])
    assert host.run(**more)["actions"] == host.told() == [action]


@pytest.mark.parametrize(("more", "action"), [({}, "restart"), (RELOAD, "reload")])
def test_options_that_a_killed_run_left_are_taken_up_once(host, more, action):
    host.note()
    assert host.run(check=True, **more)["actions"] == [action]
    assert host.run(**more)["actions"] == [action]
    assert host.run(**more)["actions"] == [] and host.told() == [action]


@pytest.mark.parametrize("kept", ["package", "manifest"])
def test_files_or_a_package_pending_too_are_no_reload(host, kept):
    host.note()
    if kept == "package":
        host.state.joinpath("pending", "package").write_text("8.5.1\n", encoding="utf-8")
    else:
        host.state.joinpath("pending", "files.json").write_text("{", encoding="utf-8")
    assert host.run(check=True, **RELOAD)["actions"] == ["restart"]


@pytest.mark.parametrize("check", [True, False])
def test_a_unit_without_reload_is_refused_with_a_remedy(host, check):
    host.unit.joinpath("no-reload").touch()
    result = host.run(check=check, options_changed=True, **RELOAD)
    assert result["failed"] and "gir-rws cannot be reloaded" in result["msg"] and "restarted" in result["msg"]
    assert host.told() == [] and host.run(check=check, **RELOAD)["changed"] is False


def test_a_stopped_service_stays_so(host):
    host.note()
    host.systemctl.units.joinpath(UNIT, "state").write_text("inactive\n", encoding="utf-8")
    host.unit.joinpath("enabled").unlink()
    assert host.run(state="stopped", options_changed=True)["changed"] is False
    assert host.told() == [] and not host.state.joinpath("pending").exists()


def test_units_that_changed_without_a_reload_are_read_once(host):
    """Nothing is restarted for it: whether that is due, somebody else says."""
    (host.unit / "changed").touch()
    assert (host.run(check=True)["actions"], host.systemctl.told()) == (["daemon-reload"], [])
    assert host.run()["actions"] == host.systemctl.told() == ["daemon-reload"]
    assert host.run()["actions"] == []


def test_service_of_a_timer_is_read_with_it(host):
    host.systemctl.unit("gir-index-update.timer")
    service = host.systemctl.unit("gir-index-update.service")
    (service / "changed").touch()
    assert host.run(name="gir-index-update.timer")["actions"] == ["daemon-reload"]
    assert host.run(name="gir-index-update.timer")["actions"] == []


@pytest.mark.parametrize(
    ("state", "word", "actions"),
    [
        ("started", "enabled-runtime", ["enable"]),
        ("started", "static", []),
        ("started", "of-releases-to-come", []),
        ("stopped", "enabled-runtime", ["disable", "stop"]),
        ("stopped", "static", ["stop"]),
    ],
)
def test_units_that_are_enabled_in_other_ways(host, state, word, actions):
    """What starts until the next boot is enabled for good; what cannot be disabled is not, run after run."""
    (host.unit / "file-state").write_text(word + "\n", encoding="utf-8")
    assert host.run(state=state, check=True)["actions"] == host.run(state=state)["actions"] == actions
    assert host.run(state=state)["actions"] == []


@pytest.mark.parametrize(("on_change", "action"), [("restarted", "restart"), ("reloaded", "reload")])
def test_start_older_than_its_files_is_taken_up_once(host, on_change, action):
    """What a comparison found is given as `changed`; afterwards nothing is due."""
    given = {"changed": True, "on_change": on_change}
    assert (host.run(check=True, **given)["actions"], host.told()) == ([action], [])
    assert host.run(**given)["actions"] == host.told() == [action]
    assert host.run()["actions"] == []
