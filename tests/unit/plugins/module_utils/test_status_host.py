# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host says of itself for the status, and when the certificates of servers end."""

import json
import socket
import threading

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.payload import pack
from ansible_collections.gir.multidc.plugins.module_utils._common.bare import MARK
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift import platform, units
from ansible_collections.gir.multidc.plugins.module_utils._ledger.record import LEDGER
from ansible_collections.gir.multidc.plugins.module_utils._status import bare, certificates, run
from drift_host import SYSTEMD, UNIT, DriftHost
from standins import tls

LOCK = {"format": 1, "operation": "20261128T010000Z-1", "verb": "site", "user": "alice", "controller": "ctl1",
        "limit_minutes": 240, "claimed_at": "2026-11-28T01:00:00Z"}  # fmt: skip
MARKER = {"who": "carol", "why": "disks", "until": "2026-12-01"}


@pytest.fixture
def host(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "observed", lambda _module: dict(SYSTEMD))
    return DriftHost(tmp_path, monkeypatch, units)


def said(host, **asked):
    host.module.params["_payload"] = pack({"host": "h1", "root": "", "maintenance": None, **asked})
    return run.serve(host.module)


def asked_unit(**more):
    return {"component": "rws", "name": UNIT, "health": {}, "backup_directory": "", **more}


def test_host_that_is_asked_nothing_says_its_time(host):
    found = said(host)
    assert found["problems"] == [] and found["units"] is None and found["clock"] > 1.7e9


def test_state_of_a_unit(host):
    host.unit("failed", enabled=True)
    unit = said(host, units=[asked_unit()])["units"]["rws"]
    names = ("unit", "active", "enabled", "pending")
    assert [unit[name] for name in names] == [f"{UNIT}.service", "failed", "enabled", False]
    assert unit["health"] is None


def test_installed_versions_of_the_variant_of_this_host(host, tmp_path):
    place = tmp_path / "muxer"
    place.mkdir()
    (place / ".gir_multidc_installed.json").write_text('{"version": "8.5.500.10"}')
    asked = [{"component": "muxer", "path": str(place), "when": {}},
             {"component": "rps", "path": str(tmp_path / "rps"), "when": {}},
             {"component": "webdav", "path": str(place), "when": {"os_family": "none"}}]  # fmt: skip
    found = said(host, installed=asked)
    assert (found["installed"], found["problems"]) == ({"muxer": "8.5.500.10", "rps": None}, [])


def test_unit_that_is_not_there(host):
    unit = said(host, units=[asked_unit(name="gir-none")])["units"]["rws"]
    assert (unit["load"], unit["enabled"]) == ("not-found", "")


def test_pending_files_and_health_of_a_unit_that_runs(host):
    host.unit()
    (host.kept / "pending").mkdir(parents=True)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    health = {"port": port, "host": "127.0.0.1"}
    unit = said(host, units=[asked_unit(health=health, backup_directory=str(host.kept))])["units"]["rws"]
    assert unit["pending"] is True
    assert str(port) in unit["health"]


def test_services_without_systemd_are_a_problem_of_that_part_alone(host, monkeypatch):
    monkeypatch.setattr(platform, "observed", lambda _module: {**SYSTEMD, "service_manager": "other"})
    found = said(host, units=[asked_unit()], lock="/nowhere/lock.json")
    assert found["problems"] == [
        {"part": "units", "reason": "systemd does not run on this host, so its services cannot be seen."}
    ]
    assert found["lock"] == {"held": None, "problem": None}


def test_lock_ledger_and_markers_of_a_host(host, tmp_path):
    (tmp_path / "lock.json").write_text(json.dumps(LOCK), encoding="utf-8")
    (tmp_path / "marker.json").write_text(json.dumps(MARKER), encoding="utf-8")
    found = said(host, lock=str(tmp_path / "lock.json"), maintenance=str(tmp_path / "marker.json"),
                 ledger={"root": str(tmp_path)})  # fmt: skip
    assert found["lock"]["held"]["user"] == "alice"
    assert found["maintenance"] == {"markers": [MARKER]}
    assert found["ledger"]["ledger"] is None and found["ledger"]["path"].endswith(LEDGER)
    assert found["problems"] == []


def test_site_guard_of_a_host(host, tmp_path):
    path = tmp_path / "state.json"
    assert said(host, site_guard=str(path))["site_guard"] is None
    path.write_text(json.dumps({"kept_down": {"gir-muxer.service": "cut_off"}, "sentence": "nobody answers"}))
    found = said(host, site_guard=str(path))
    assert found["site_guard"] == {"kept_down": ["gir-muxer.service"], "sentence": "nobody answers"}
    path.write_text("{}")
    assert [one["part"] for one in said(host, site_guard=str(path))["problems"]] == ["site_guard"]


def test_holds_of_a_host(host, tmp_path):
    """What cannot be read is said as it is of a lock."""
    kept = {"id": "op-1", "reason": "disk", "user": "alice", "controller": "ctl1", "minutes": 60}
    (tmp_path / "hold.json").write_text(
        json.dumps({"format": 1, "holds": [{**kept, "set_at": "2020-01-01T00:00:00Z"}]}), encoding="utf-8"
    )
    (one,) = said(host, hold=str(tmp_path / "hold.json"))["hold"]["holds"]
    assert (one["id"], one["ended"], one["until"]) == ("op-1", True, "2020-01-01T01:00:00Z")
    (tmp_path / "hold.json").write_text("<html>", encoding="utf-8")
    assert "is no JSON object" in said(host, hold=str(tmp_path / "hold.json"))["hold"]["problem"]


def test_damaged_marker_and_status_are_problems_of_their_parts(host, tmp_path):
    (tmp_path / "marker.json").write_text("no marker", encoding="utf-8")
    (tmp_path / "status.json").write_text("[]", encoding="utf-8")
    update = {"name": "index_update", "status_file": str(tmp_path / "status.json"), "files": []}
    found = said(host, maintenance=str(tmp_path / "marker.json"), index_update=update,
                 keystore={"component": "rcs", "path": str(tmp_path / "none.jks")})  # fmt: skip
    assert [one["part"] for one in found["problems"]] == ["maintenance", "index_update"]
    assert found["keystore"]["exists"] is False


@pytest.mark.parametrize("error", [OSError(13, "Permission denied", "/etc/x"), KeyError("x"), Refusal("it refuses")])
def test_part_that_fails_says_why_and_hides_nothing(host, monkeypatch, error):
    def fail(_context):
        raise error

    monkeypatch.setattr(run, "_PARTS", (("lock", fail), *run._PARTS[2:]))
    (problem,) = said(host, lock="/x")["problems"]
    assert problem["part"] == "lock" and problem["reason"].endswith((".", ")."))


def test_module_alone_is_refused(host):
    host.module.params["_payload"] = None
    with pytest.raises(Refusal, match="call the playbook"):
        run.serve(host.module)


def test_program_for_the_standard_input_answers_the_same(capsys):
    with pytest.raises(SystemExit):
        bare.main({"_payload": pack({"host": "h1", "root": "", "maintenance": None}), "password": None})
    assert json.loads(capsys.readouterr().out.partition(MARK)[2])["problems"] == []


# -- certificates ----------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path):
    """host and port of a TLS server whose authority nobody trusts."""
    authority = tls.private_ca(tmp_path / "tls")
    context = authority.server_context("server")
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve():
        while not over.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield {"host": "127.0.0.1", "port": listener.getsockname()[1]}
    over.set()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_end_of_a_certificate_that_nobody_trusts(server):
    (found,) = certificates.read([server], 5)
    assert found["reason"] is None and found["not_after"].endswith("Z") and "CN=" in found["subject"]


def test_servers_that_cannot_be_read_have_a_reason(server):
    silent = socket.create_server(("127.0.0.1", 0))
    places = [("127.0.0.1", 1), ("no.such.name.invalid", 443), silent.getsockname()[:2]]
    answers = certificates.read([server, *({"host": host, "port": port} for host, port in places)], 2)
    silent.close()
    assert [one["not_after"] is None for one in answers] == [False, True, True, True]
    assert all(one["reason"] for one in answers[1:])


def test_nobody_is_asked_without_a_server():
    assert certificates.read([], 1) == []


@pytest.mark.parametrize(
    ("servers", "timeout", "word"),
    [([{"host": "a", "port": 0}], 1, "port"), ([{"host": " ", "port": 1}], 1, "host"), ([], 0, "timeout")],
)
def test_options_that_are_none(servers, timeout, word):
    (problem,) = certificates.problems({"servers": servers, "timeout": timeout})
    assert word in problem and problem.endswith(".")
