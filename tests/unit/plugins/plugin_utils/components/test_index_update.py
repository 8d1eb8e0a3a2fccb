# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the host that runs the daily index update, and on no other."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import programs
from recorded import computed, scenarios

ONE, OTHER = "rws1-dc2", "rws1-dc1"
UNITS = "/etc/systemd/system"
EVERYTHING = [
    f"{UNITS}/gir-index-update.timer",
    f"{UNITS}/gir-index-update.service",
    "/etc/cron.d/gir-index-update",
    "/opt/genesys/index_update",
    "/var/lib/gir-index-update",
]


def index_update(host=ONE, manager="", **variables):
    base = scenarios("index_update")["minimal"]
    given = {**base["variables"], **variables}
    kept = {name: base["variables"].get(name) for name in variables if name != "gir_active_datacenter"}
    scenario = {**base, "variables": given, "model_variables": kept, "facts": {"service_mgr": manager}}
    return computed("index_update", scenario, host)


def file_at(desired, path):
    (found,) = [file for file in desired.files if file.path == path]
    return found


def config(desired):
    return file_at(desired, "/opt/genesys/index_update/config.json").data


def violations(**variables):
    return [(found.id, found.subject) for found in index_update(**variables).violations]


def test_failover_moves_the_update():
    """One host of the standby data center has everything; every other one loses it, and its timer stops first."""
    for active, chosen, other in (("dc1", ONE, OTHER), ("dc2", OTHER, ONE)):
        here = index_update(chosen, gir_active_datacenter=active)
        gone = index_update(other, gir_active_datacenter=active)
        assert config(here)["host"] == chosen
        assert here.absent.paths == ["/etc/cron.d/gir-index-update"] and here.absent.units == []
        assert (here.service.name, here.service.unit_expected) == ("gir-index-update.timer", True)
        assert gone.absent.paths == EVERYTHING
        assert gone.absent.units == ["gir-index-update.timer", "gir-index-update.service"]
        assert (gone.files, gone.directories, gone.service) == ([], [], None)


@pytest.mark.parametrize(
    ("variables", "node"),
    [
        ({}, None),
        ({"rws_port": 8080}, "http://rws1-dc2:8080"),
        ({"rws_port": "8080", "rws_jetty_enable_ssl": "yes", "gir_address": "node.test"}, "https://node.test:8080"),
        ({"gir_rws_node_url": "http://given.test", "rws_port": 8080}, "http://given.test"),
        ({"gir_rws_node_url": "", "rws_port": None}, None),
    ],
)
def test_addresses(variables, node):
    """The host's own node is asked first, where anything names it, and then the address of its data center."""
    center = "http://rws.dc2.test:8081"
    assert config(index_update(**variables))["urls"] == ([node] if node else []) + [center]


def test_own_addresses():
    """Addresses that are given are the only ones."""
    assert config(index_update(index_update_urls=["https://a.test"]))["urls"] == ["https://a.test"]


def test_configuration_is_private():
    """The password is in one file, which only the service account can read; the program belongs to root."""
    desired = index_update()
    private = file_at(desired, "/opt/genesys/index_update/config.json")
    assert (private.owner, private.mode, private.public) == ("genesys", "0600", False)
    program = [file for file in desired.files if file.public]
    assert {(file.owner, file.group, file.mode) for file in program} == {("root", "genesysgroup", "0640")}
    assert len(program) == len(programs.sources("index_update"))


def test_program_is_that_of_the_collection():
    """What is installed is what is tested: every byte of every file."""
    desired = index_update()
    for name, source in programs.sources("index_update").items():
        text = file_at(desired, f"/opt/genesys/index_update/{name}").content
        assert text.encode() == (programs.PACKAGE_TEXT.encode() if source is None else source.read_bytes())


@pytest.mark.parametrize(
    ("manager", "scheduler", "root", "timer"),
    [
        ("", "auto", "", True),
        ("systemd", "auto", "", True),
        ("sysvinit", "auto", "", False),
        ("sysvinit", "auto", "/srv/staged", True),
        ("sysvinit", "systemd", "", True),
        ("systemd", "cron", "", False),
    ],
)
def test_scheduler(manager, scheduler, root, timer):
    """systemd where it runs, or where nobody asked the host, and cron elsewhere; what the other one had goes."""
    desired = index_update(manager=manager, index_update_scheduler=scheduler, gir_root=root)
    paths = {file.path for file in desired.files}
    units = {f"{UNITS}/gir-index-update.timer", f"{UNITS}/gir-index-update.service"}
    cron = {"/etc/cron.d/gir-index-update"}
    assert (units <= paths, cron <= paths) == (timer, not timer)
    assert set(desired.absent.paths) == (cron if timer else units)
    assert len(desired.absent.units) == (0 if timer else 2)
    assert (desired.service is not None) == timer


def test_units():
    """The service unit runs the program as the service account; further options are laid over both units."""
    desired = index_update(
        index_update_unit_extra_options={"Service": {"Nice": "10"}},
        index_update_timer_extra_options={"Timer": {"AccuracySec": "1min"}},
    )
    service = file_at(desired, EVERYTHING[1]).data["Service"]
    assert service["ExecStart"] == "/usr/bin/python3 -B /opt/genesys/index_update/gir_index_update.py"
    assert (service["User"], service["Type"], service["Nice"]) == ("genesys", "oneshot", "10")
    assert file_at(desired, EVERYTHING[0]).data["Timer"] == {
        "OnCalendar": "*-*-* 03:15:00",
        "Persistent": "true",
        "RandomizedDelaySec": "15min",
        "AccuracySec": "1min",
    }


def test_cron_entry():
    """cron runs the same command, as the service account, and tells it to use syslog."""
    line = file_at(index_update(index_update_scheduler="cron"), EVERYTHING[2]).content.splitlines()[-1]
    command = "/usr/bin/python3 -B /opt/genesys/index_update/gir_index_update.py --syslog >/dev/null 2>&1"
    assert line == f"15 3 * * * genesys {command}"


def test_staged_root_has_no_root_account():
    """Below a staged root everything belongs to the service account."""
    desired = index_update(gir_root="/srv/staged")
    assert {file.owner for file in desired.files} == {"genesys"}
    assert {directory.owner for directory in desired.directories} == {"genesys", None}


@pytest.mark.parametrize(
    "path", ["/opt", "/index_update", "relative/index_update", "/opt/../x/index_update", "/opt/a b/index_update"]
)
def test_directory_is_refused(path):
    """What is removed as a whole has a name of its own, below another directory."""
    assert violations(index_update_install_path=path) == [("GIR885", "index_update_install_path")]


def test_same_directory_is_refused():
    """Program and status are in two directories."""
    given = {"index_update_install_path": "/opt/x/index-update", "index_update_state_path": "/opt/x/index-update"}
    assert violations(**given) == [("GIR886", "index_update_state_path")]


@pytest.mark.parametrize(
    ("indexes", "rule"),
    [([], "GIR887"), (["recordings", "recordings"], "GIR887"), (["recording"], "GIR804")],
)
def test_indexes_are_refused(indexes, rule):
    """At least one index, each once, and only those that RWS has."""
    assert violations(index_update_indexes=indexes) == [(rule, "index_update_indexes")]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"index_update_urls": []}, "GIR888"),
        ({"index_update_timeout": 0}, "GIR807"),
        ({"index_update_max_age_hours": -1}, "GIR807"),
        ({"index_update_overlap_hours": -1}, "GIR807"),
        ({"index_update_retries": -1}, "GIR807"),
        ({"index_update_most_windows": 1}, "GIR891"),
        ({"index_update_client_key": "/k.pem"}, "GIR892"),
        ({"index_update_cron_schedule": "daily"}, "GIR893"),
        ({"index_update_cron_schedule": "15 3 * * *\n"}, "GIR806"),
        ({"index_update_on_calendar": 36900}, "GIR895"),
        ({"gir_rws_ops_password": ""}, "GIR894"),
    ],
)
def test_value_is_refused(given, rule):
    """Each rule names the variable that breaks it."""
    assert violations(**given) == [(rule, next(iter(given)))]


def test_accounts_are_needed_where_it_runs():
    """A host that does not run the update needs no account."""
    assert index_update(OTHER, gir_rws_ops_password="").violations == []
