# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site guard and the ledger publisher of each host: there with gir_site_guard, gone without it."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import settings
from ansible_collections.gir.multidc.plugins.plugin_utils._components import programs
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import status_requests
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from recorded import computed, scenarios
from rule_cases import BASES, Case, desired

UNITS = "/etc/systemd/system"
GUARD_LEFT = [
    f"{UNITS}/gir-site-guard.service",
    "/etc/gir-site-guard",
    "/var/lib/gir-site-guard",
    "/usr/local/lib/gir-site-guard",
]
SERVICES = {"muxer_service": "gir-muxer", "rps_service": "gir-rps", "voice_processor_service": "gir-vp.service"}


def guard(host="", active="dc1", **variables):
    base = scenarios("muxer")["minimal"]
    given = {**base["variables"], **BASES["site_guard"][1], **SERVICES, "gir_active_datacenter": active, **variables}
    return computed("site_guard", {**base, "variables": given}, host or BASES["site_guard"][0])


def publisher(**variables):
    return desired(Case("ledger_publisher", variables, ""))


def file_at(found, path):
    (file,) = [file for file in found.files if file.path == path]
    return file


def configuration(found):
    return file_at(found, "/etc/gir-site-guard/guard.json").data


def drop_ins(found):
    return [file.path for file in found.files if file.path.endswith(".conf")]


@pytest.mark.parametrize(
    ("host", "active", "unit", "mode"),
    [
        ("mux1-dc1", "dc1", "gir-muxer.service", "active"),
        ("mux1-dc1", "dc2", "gir-muxer.service", "standby"),
        ("rps1-dc1", "dc1", "gir-rps.service", "active"),
        ("rps1-dc2", "dc1", "gir-rps.service", "backup"),
        ("rps1-dc2", "dc2", "gir-rps.service", "active"),
        ("vp1-dc2", "dc1", "gir-vp.service", "backup"),
    ],
)
def test_unit_has_the_mode_of_its_data_center(host, active, unit, mode):
    """A failover changes the mode in the configuration, before it changes the unit itself."""
    found = guard(host, active)
    assert [(one["name"], one["mode"]) for one in configuration(found)["units"]] == [(unit, mode)]
    assert drop_ins(found) == [f"{UNITS}/{unit}.d/gir-site-guard.conf"]
    assert configuration(found)["assumed_active"] == active


def test_every_rws_host_is_asked():
    found = guard()
    peers = {one["host"]: one for one in configuration(found)["peers"]}
    assert {one["data_center"] for one in peers.values()} >= {"dc1", "dc2"}
    assert peers["rws1-dc2"] == {"host": "rws1-dc2", "address": "rws1-dc2", "port": 18510, "data_center": "dc2"}


def test_drop_in_asks_the_guard():
    drop_in = file_at(guard(), f"{UNITS}/gir-muxer.service.d/gir-site-guard.conf")
    command = drop_in.data["Service"]["ExecStartPre"]
    assert command.startswith("/usr/bin/python3 -I -B /usr/local/lib/gir-site-guard/gir_site_guard.py")
    assert command.endswith(" --permit gir-muxer.service")
    assert drop_in.data["Unit"]["After"] == "gir-site-guard.service"


def test_drop_in_of_a_unit_that_left_goes():
    """The variables of other components may be those of all hosts."""
    assert guard("mux1-dc1").absent_files == [
        f"{UNITS}/gir-rps.service.d/gir-site-guard.conf",
        f"{UNITS}/gir-vp.service.d/gir-site-guard.conf",
    ]


def test_key_is_for_root_alone():
    file = file_at(guard(), "/etc/gir-site-guard/guard.json")
    assert (file.owner, file.group, file.mode) == ("root", "root", "0600")
    key = BASES["site_guard"][1]["gir_site_guard_key"]
    assert [one.path for one in guard().files if key in json.dumps(one.data) + str(one.content)] == [file.path]
    published = file_at(publisher(), "/etc/gir-ledger-publisher/publisher.json")
    assert (published.owner, published.group, published.mode) == ("root", "genesysgroup", "0640")


def test_programs_read_what_is_rendered(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(json.dumps(configuration(guard())))
    known = settings.read_guard(str(path))
    assert (known.data_center, known.isolation, known.units[0].component) == ("dc1", 120, "muxer")
    path.write_text(json.dumps(file_at(publisher(), "/etc/gir-ledger-publisher/publisher.json").data))
    assert settings.read_publisher(str(path)).ledger == "/var/lib/gir-ledger/ledger.json"


@pytest.mark.parametrize("found", [guard(), publisher()])
def test_no_account_but_root_changes_what_root_runs(found):
    program = [file for file in found.files if file.public]
    assert {(file.owner, file.mode) for file in program} == {("root", "0644")}
    assert len(program) == len(programs.sources(found.component))
    assert {one.owner for one in found.directories if "gir-" in one.path and not one.path.endswith(".d")} == {"root"}


def test_publisher_runs_without_rights():
    service = file_at(publisher(), f"{UNITS}/gir-ledger-publisher.service").data["Service"]
    assert (service["User"], service["Group"]) == ("genesys", "genesysgroup")
    assert publisher().service.name == "gir-ledger-publisher"


def test_guard_that_is_off_leaves_nothing():
    """The drop-ins go first, so that no unit asks a guard that is gone."""
    found = guard(gir_site_guard=False)
    assert found.absent.paths == [
        *(f"{UNITS}/{name}.service.d/gir-site-guard.conf" for name in ("gir-muxer", "gir-rps", "gir-vp")),
        *GUARD_LEFT,
    ]
    assert found.absent.units == ["gir-site-guard.service"]
    assert (found.files, found.directories, found.service) == ([], [], None)
    gone = publisher(gir_site_guard=False)
    assert gone.absent.units == ["gir-ledger-publisher.service"] and gone.files == []


@pytest.mark.parametrize(("on", "units"), [(True, ["gir-site-guard"]), (False, [])])
def test_status_looks_for_a_guard_where_there_is_one(on, units):
    found = guard(gir_site_guard=on)
    state = State(COMPONENTS["site_guard"], found.host, found, {})
    model = {"hosts": {found.host: {"data_center": "dc1"}}}
    assert [duty.unit for duty in status_requests.duties([state], model)] == units


def test_off_needs_no_key():
    assert guard(gir_site_guard=False, gir_site_guard_key=None).violations == []
    assert publisher(gir_site_guard=False, gir_service_user=None).violations == []


@pytest.mark.parametrize(("seconds", "good"), [(29, False), (30, True), (3600, True), (3601, False)])
def test_isolation_has_limits(seconds, good):
    assert [one.id for one in guard(gir_site_guard_isolation=seconds).violations] == ([] if good else ["GIR807"])


@pytest.mark.parametrize("url", ["witness.test", "ftp://witness.test", "https://witness.test:99999", "https://"])
def test_witness_is_an_address(url):
    assert [one.id for one in guard(gir_failover_witness=[url]).violations] == ["GIR662"]


def test_one_witness_needs_no_list():
    assert configuration(guard(gir_failover_witness="https://w.test/"))["witnesses"] == ["https://w.test/"]
    two = configuration(guard(gir_failover_witness="https://w.test/, https://v.test/"))
    assert two["witnesses"] == ["https://w.test/", "https://v.test/"]


def test_staged_root_has_no_owners():
    found = guard(gir_root="/srv/staged")
    assert {file.owner for file in found.files} == {None}
