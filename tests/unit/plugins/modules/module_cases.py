# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of every module, with the system that it needs: for test_every_module.py."""

import contextlib
import os
from urllib.parse import urlsplit

import dns_servers
import gax_systems
import keystores
import ledger_sites
import module_runs
import rws_systems
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from case_of import Case, at_folder, files, of
from copies_hosts import CopiesHost
from dns_servers import SECRET, serving
from keystore_sites import Sites
from standins import rws, srs
from standins.elasticsearch import Elasticsearch
from standins.packages import make_package
from support import lifecycle_forms
from systemctl_stub import Systemctl

UNIT = "gir-one"
SIGNS = {"stable_for": 0, "timeout": 3}
HOLDS = (keystores.key("a", b"cert a"), keystores.key("b", b"cert b"))
LOCK = {"operation": "op-1", "verb": "site", "user": "alice", "controller": "ctl1", "limit_minutes": 240}
HOLD = {"id": "op-1", "reason": "storage moves", "user": "alice", "controller": "ctl1", "minutes": 60}
PROFILE = {"type": "CfgGVPIVRProfile", "name": "record", "tenant": "Resources", "annex": {"gvp.general": {"a": "b"}}}


def write_bundle(path, content, kept):
    """The arguments of config_bundle for one file."""
    file = {"path": str(path), "content": content, "format": "text"}
    bundle = {"root": "", "backup": False, "backup_directory": str(kept), "secret_keys": [], "directories": []}
    return {"_payload": pack(dict(bundle, files=[file]))}


@contextlib.contextmanager
def config_bundle(place):
    yield of("config_bundle", write_bundle(place / "file", "new\n", place / "kept"), lambda: files(place))


@contextlib.contextmanager
def config_bundle_restore(place):
    for content in ("old\n", "new\n"):
        module_runs.succeed("config_bundle", write_bundle(place / "file", content, place / "kept"))
    yield of("config_bundle_restore", {"backup_directory": str(place / "kept")}, lambda: files(place))


def of_server(port, **more):
    where = {"server": [dns_servers.LOOPBACK], "port": port, "key_name": "gir", "key_secret": SECRET, "timeout": 3}
    return {**where, **more}


@contextlib.contextmanager
def datastore_info(place):
    """Of Elasticsearch, which has a secret; Cassandra has tests of its own."""
    with Elasticsearch("es1") as server:
        arguments = {"kind": "elasticsearch", "url": server.url, "url_username": "ops", "url_password": "es-password-1"}
        yield of("datastore_info", arguments, lambda: files(place))


@contextlib.contextmanager
def dns_record(_place):
    with serving() as zone:
        wanted = of_server(zone.port, zone="rec.test", records=[{"name": "rws.rec.test", "value": ["10.0.0.1"]}])
        yield of("dns_record", wanted, lambda: (dict(zone.records), zone.updates))


@contextlib.contextmanager
def dns_record_info(_place):
    with serving() as zone:
        zone.put("rws.rec.test", 60, "10.0.0.1")
        asked = of_server(zone.port, records=[{"name": "rws.rec.test"}])
        yield of("dns_record_info", asked, lambda: (dict(zone.records), zone.updates))


@contextlib.contextmanager
def file_texts_info(place):
    (place / "one").write_text("text", encoding="utf-8")
    yield of("file_texts_info", {"root": str(place), "files": [{"path": "/*"}]}, lambda: files(place))


@contextlib.contextmanager
def unit(place, state):
    """A service below a systemctl of its own."""
    systemctl = Systemctl(place)
    systemctl.unit(UNIT, state)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{systemctl.path}:{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


@contextlib.contextmanager
def gated_service(place):
    arguments = {"name": UNIT, "host": "one", "health": SIGNS, "backup_directory": str(place / "kept")}
    with unit(place, "inactive"):
        yield of("gated_service", arguments, lambda: files(place))


@contextlib.contextmanager
def gated_service_info(place):
    with unit(place, "active"):
        yield of("gated_service_info", {"name": UNIT}, lambda: files(place))


@contextlib.contextmanager
def gax_file_info(place):
    path = place / "export.cfg"
    path.write_text("[s]\na = 1\n", encoding="utf-8")
    file = {"path": str(path), "type": "CfgApplication", "name": "WDE", "part": "options"}
    objects = [{"type": "CfgApplication", "name": "WDE", "options": {"s": {"a": "2"}}}]
    yield of("gax_file_info", {"files": [file], "objects": objects}, lambda: files(place))


def in_gax(name, objects):
    @contextlib.contextmanager
    def case(_place):
        with gax_systems.gax() as server:
            yield of(name, gax_systems.connect(server, objects), lambda: len(gax_systems.writes(server)))

    return case


@contextlib.contextmanager
def gax_write_probe(_place):
    """In check mode nothing is written, and so nothing is known: test_gax_write_probe has the real run."""
    with gax_systems.gax() as server:
        probe = of("gax_write_probe", gax_systems.connect(server, name="WDE"), lambda: len(gax_systems.writes(server)))
        yield Case(lambda check=False: probe.call(check=True), probe.state)


def on_rws(module, step, info=False, **more):
    """One host is asked, as the action asks it; with `info` it then tells what was written."""

    @contextlib.contextmanager
    def case(place):
        request = {"path": str(place / "gir-ledger/one.json"), "step": step, **more}
        state = {"state": "claimed"} if module == "lock" else {}
        asked = of(module, {**state, "_request": request}, lambda: files(place))
        if info:
            asked.call()
            asked = of(f"{module}_info", {"_request": {**request, "step": "look"}}, lambda: files(place))
        yield asked

    return case


@contextlib.contextmanager
def rcs_keystore_sync(place):
    sites = Sites(place, "one", "two")
    sites.put("one", *HOLDS)
    sites.put("two", HOLDS[0])
    yield Case(lambda check=False: sites.sync(check=check), sites.files)


def of_copies(name, step, place):
    host = CopiesHost(place / "host")
    host.generations()
    arguments = host.removal(older=0) if step == "remove" else host.request("look")
    return of(name, arguments, lambda: files(place))


@contextlib.contextmanager
def kept_copies(place):
    yield of_copies("kept_copies", "remove", place)


@contextlib.contextmanager
def kept_copies_info(place):
    yield of_copies("kept_copies_info", "look", place)


def of_marker(name, place, **more):
    """One host is asked, as the action asks it."""
    asked = {"root": str(place), "path": "/var/lib/gir_multidc/maintenance.json", **more}
    return of(name, {"_request": asked}, lambda: files(place))


@contextlib.contextmanager
def maintenance(place):
    yield of_marker("maintenance", place, step="set", marker={"who": "alice", "why": "disk", "until": "2099-01-31"})


@contextlib.contextmanager
def maintenance_info(place):
    yield of_marker("maintenance_info", place, step="look")


@contextlib.contextmanager
def rcs_keystore_restart(place):
    with unit(place, "active"), rcs_keystore_sync(place) as written:
        written.call()
        arguments = {"name": UNIT, "path": str(place / "two/keystore.jks"), "host": "two", "health": SIGNS}
        yield of("rcs_keystore_restart", arguments, lambda: files(place))


@contextlib.contextmanager
def rcs_keystore_info(place):
    path = place / "keystore.jks"
    path.write_bytes(keystores.jks(*HOLDS))
    yield of("rcs_keystore_info", {"path": str(path), "password": keystores.PASSWORD}, lambda: files(place))


@contextlib.contextmanager
def rcs_recording_certificate(place):
    arguments = {"path": str(place / "keystore"), "password": keystores.PASSWORD, "alias": "recording", "days": 30}
    arguments.update(subject={"CN": "Recording"}, type="jks")
    # Without keytool there is nothing to call.
    yield of("rcs_recording_certificate", arguments, lambda: files(place)) if keystores.keytools() else None


def in_rws(name, options, **dialect):
    @contextlib.contextmanager
    def case(_place):
        with rws.cluster(nodes=1, monitoring_delay=0.1, dialect=dialect) as system:
            if name in rws_systems.HOLDING:
                rws_systems.holdable(system, *options["recording_ids"])
            arguments = rws_systems.connect(system, **options)
            yield of(name, arguments, lambda: len(system.writes()), acts=name in rws_systems.ACTING)

    return case


@contextlib.contextmanager
def ledger(place):
    sites = ledger_sites.Sites(place)
    yield Case(lambda check=False: sites.keep("present", "genesis", check=check), lambda: files(place))


def installation(place):
    package = make_package(place / "package")
    response = {"License": {"LicenseAgreement": "Accepted"}}
    return {
        "package": str(package),
        "version": "9.0.046.06",
        "install_path": str(place / "product"),
        "response": response,
    }


@contextlib.contextmanager
def silent_install(place):
    yield of("silent_install", installation(place), lambda: files(place))


@contextlib.contextmanager
def host_drift_info(place):
    (place / "file").write_text("old\n", encoding="utf-8")
    wanted = [{"path": "/file", "content": "new\n", "format": "text"}]
    request = {"root": str(place), "components": [{"name": "rws", "files": wanted}]}
    yield of("host_drift_info", {"_payload": pack(request)}, lambda: files(place))


@contextlib.contextmanager
def host_status_info(place):
    request = {"root": str(place), "maintenance": None, "ledger": {"root": str(place)}}
    yield of("host_status_info", {"_payload": pack(request)}, lambda: files(place))


@contextlib.contextmanager
def tls_certificate_info(_place):
    """A server that speaks no TLS has a reason, and is not written to."""
    with rws.cluster(nodes=1) as system:
        address = urlsplit(system.urls[0])
        servers = [{"host": address.hostname, "port": address.port}]
        yield of("tls_certificate_info", {"servers": servers, "timeout": 2}, lambda: len(system.writes()))


@contextlib.contextmanager
def silent_install_info(place):
    module_runs.succeed("silent_install", installation(place))
    yield of("silent_install_info", {"install_path": str(place / "product")}, lambda: files(place))


@contextlib.contextmanager
def srs_login_check(_place):
    """Each run is a login of its own."""
    with rws.cluster(nodes=1) as system, srs.Srs("agent1", failover_after=0, tick_seconds=None) as service:
        login = [{"name": "server", "value": system.urls[0]}, {"name": "place", "value": "P"}]
        account = {"url_username": rws.AGENT[0], "url_password": rws.AGENT[1]}
        arguments = {"url": service.url, "login": login, "timeout": 5, **account}
        yield of("srs_login_check", arguments, lambda: service.service.session, acts=True)


@contextlib.contextmanager
def reach_info(_place):
    with rws.cluster(nodes=1) as system:
        target = {"name": "RWS", "host": "127.0.0.1", "port": system.nodes[0].port}
        yield of("reach_info", {"targets": [target], "timeout": 5}, lambda: len(system.requests))


@contextlib.contextmanager
def transaction_probe(_place):
    """Of a kind that only reads; WebDAV has its own test, since check mode then tries something else."""
    with rws.cluster(nodes=1) as system:
        probes = [{"name": "RWS", "kind": "http", "url": system.urls[0]}]
        yield of("transaction_probe", {"probes": probes, "timeout": 5}, lambda: len(system.writes()))


CASES = {
    **{name: in_rws(name, options) for name, options in rws_systems.EVERY.items()},
    "backup_folder_info": at_folder("backup_folder_info", lambda path: {"folders": [path]}),
    "config_bundle": config_bundle,
    "config_bundle_restore": config_bundle_restore,
    "datastore_info": datastore_info,
    "dns_record": dns_record,
    "dns_record_info": dns_record_info,
    "file_texts_info": file_texts_info,
    "gated_service": gated_service,
    "gated_service_info": gated_service_info,
    "gax_drift_info": in_gax("gax_drift_info", [gax_systems.wde()]),
    "gax_file_info": gax_file_info,
    "gax_info": in_gax("gax_info", [{"type": "CfgApplication", "name": "WDE"}]),
    "gax_objects": in_gax("gax_objects", [PROFILE]),
    "gax_options": in_gax("gax_options", [gax_systems.wde()]),
    "gax_write_probe": gax_write_probe,
    "host_drift_info": host_drift_info,
    "host_status_info": host_status_info,
    "hold": on_rws("hold", "set", hold=HOLD),
    "hold_info": on_rws("hold", "set", True, hold=HOLD),
    "lock": on_rws("lock", "claim", lock=LOCK),
    "lock_info": on_rws("lock", "claim", True, lock=LOCK),
    "kept_copies": kept_copies,
    "kept_copies_info": kept_copies_info,
    "ledger": ledger,
    "maintenance": maintenance,
    "maintenance_info": maintenance_info,
    "rcs_keystore_info": rcs_keystore_info,
    "rcs_keystore_restart": rcs_keystore_restart,
    "rcs_keystore_sync": rcs_keystore_sync,
    "rcs_recording_certificate": rcs_recording_certificate,
    "reach_info": reach_info,
    "rws_media_lifecycle": in_rws("rws_media_lifecycle", lifecycle_forms.CHANGE, lifecycle_form="nested"),
    "rws_media_lifecycle_info": in_rws("rws_media_lifecycle_info", lifecycle_forms.READ, lifecycle_form="nested"),
    "silent_install": silent_install,
    "silent_install_info": silent_install_info,
    "speechminer_index_backup_info": at_folder(
        "speechminer_index_backup_info", lambda path: {"path": path, "max_hours": 1}
    ),
    "srs_login_check": srs_login_check,
    "tls_certificate_info": tls_certificate_info,
    "transaction_probe": transaction_probe,
}
# Modules that are the documentation of an action, and have no code to call: the test that plays the action so.
ACTIONS = {
    "media_lifecycle_info": "tests/unit/roles/test_role_media_lifecycle.py::"
    "test_a_folder_that_is_local_to_a_node_is_refused_with_its_id",
    "adopt_inventory": "tests/integration/test_adopt.py::"
    "test_with_the_inventory_of_the_running_demo_nothing_is_left_to_change",
    "probe_commands": "tests/unit/plugins/action/test_probe_commands_action.py::"
    "test_probes_use_the_model_and_show_nothing",
    "break_glass": "tests/unit/plugins/action/test_break_glass_action.py::test_predicted_written_and_then_unchanged",
    "awx": "tests/awx/test_awx_from_nothing.py::test_check_predicts_everything",
    "failover_kit": "tests/integration/test_failover_kit_playbook.py::test_predicted_made_and_kept",
    "drift": "tests/integration/test_drift_planted.py::test_playbook_finds_the_same_and_shows_no_secret",
    "drift_merge": "tests/integration/test_drift_merge_playbook.py::test_one_report_of_two_slices",
    "failover": "tests/integration/test_failover.py::test_check_mode_writes_the_plan_and_nothing_else",
    "failover_rehearsal": "tests/integration/test_failover_rehearsal.py::"
    "test_a_rehearsal_leaves_its_report_and_nothing_else",
    "remediate": "tests/integration/test_remediate.py::test_from_the_plan_to_the_repair",
    "rejoin": "tests/integration/test_rejoin.py::test_what_stops_a_rejoin_is_named_at_once_and_nothing_is_done",
    "status": "tests/integration/test_status.py::test_playbook_shows_how_the_demo_stands",
    "write_report": "tests/unit/plugins/action/test_write_report_action.py::"
    "test_other_forms_of_a_report_and_one_that_is_none",
    "render_bundle": "tests/unit/plugins/action/test_bundle_playbooks.py::"
    "test_render_bundle_predicts_writes_and_then_changes_nothing",
    **dict.fromkeys(
        ("component", "render_components", "topology"),
        "tests/unit/plugins/modules/test_every_module.py::test_actions_of_the_model_are_predicted",
    ),
}
