# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service comes up and stays up, or its files are put back: gated_service and config_bundle_restore."""

import contextlib
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._service import health
from systemctl_stub import Systemctl

UNIT = "gir-rws"
OLD_SECRET = "the-old-Password-1"


class Site:
    """A host with one service and its file."""

    def __init__(self, directory):
        self.systemctl = Systemctl(directory)
        self.file = directory / "application.yaml"
        self.state = directory / "state"
        self.unit_file = directory / f"{UNIT}.service"

    def install(self, content=f"opsUserPassword: {OLD_SECRET}\n", **more):
        self.file.write_text(content, encoding="utf-8")
        unit = self.systemctl.unit(UNIT, **more)
        self.systemctl.refuse(UNIT, self.file, "bad")
        return unit

    def write(self, content, **others):
        files = [{"path": str(self.file), "content": content}]
        files += [{"path": str(path), "content": text} for path, text in others.items()]
        files = [dict(entry, format="text") for entry in files]
        bundle = {"root": "", "backup": False, "backup_directory": str(self.state), "secret_keys": []}
        payload = pack(dict(bundle, directories=[], files=files))
        return module_runs.succeed("config_bundle", {"_payload": payload})

    def arguments(self, health=None, **more):
        signs = dict({"stable_for": 0, "timeout": 3}, **(health or {}))
        return dict({"name": UNIT, "host": "rws1-dc1", "backup_directory": str(self.state), "health": signs}, **more)

    def serve(self, check=False, **more):
        return module_runs.succeed("gated_service", self.arguments(**more), check)

    def refused(self, **more):
        return module_runs.fail("gated_service", self.arguments(**more))


@pytest.fixture
def site(tmp_path, monkeypatch):
    site = Site(tmp_path)
    monkeypatch.setattr(health, "_INTERVAL", 0.05)
    monkeypatch.setenv("PATH", f"{site.systemctl.path}:{os.environ['PATH']}")
    return site


@pytest.fixture
def web():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int(self.path.strip("/")))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def closed_port():
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_unit_that_must_not_be_started(site):
    """Neither really nor in check mode; one that runs takes changes up, and one that must stop is stopped."""
    site.install(state="inactive", enabled=False)
    for check in (True, False):
        arguments = site.arguments(hold_start="the other one runs")
        assert module_runs.fail("gated_service", arguments, check)["msg"] == "rws1-dc1: the other one runs."
    assert site.systemctl.told() == []
    assert site.serve(hold_start="the other one runs", state="stopped")["actions"] == []
    site.serve()
    assert site.serve(hold_start="the other one runs", changed=True)["actions"] == ["restart"]


def test_a_change_is_taken_up_once_and_predicted(site):
    site.install()
    assert site.serve()["changed"] is False
    site.write("good: 1\n")
    assert site.serve(check=True)["actions"] == ["restart"]
    assert site.systemctl.told() == []
    # Nobody says that something changed: that the file waits for its service is enough.
    assert site.serve()["actions"] == ["restart"]
    assert site.systemctl.told() == ["daemon-reload", "restart"]
    assert site.serve(check=True)["changed"] is site.serve()["changed"] is False


def observed(result):
    return result["observation"], result["observation_reason"]


def test_what_nobody_asked_is_not_said_to_be_well(site, web):
    site.install()
    unasked = (
        "not observable",
        "The unit is active; its health was not asked, because health names neither port nor url.",
    )
    assert observed(site.serve(changed=True)) == unasked
    assert "because nothing had to be started" in observed(site.serve())[1]
    for signs in ({"port": web}, {"url": f"http://127.0.0.1:{web}/200"}):
        predicted = observed(site.serve(check=True, changed=True, health=signs))
        assert predicted[0] == "not observable" and "In check mode" in predicted[1]
        assert observed(site.serve(changed=True, health=signs)) == ("confirmed", None)
        seen = module_runs.succeed("gated_service_info", {"name": UNIT, "health": signs})
        assert observed(seen) == ("confirmed", None)
    assert observed(module_runs.succeed("gated_service_info", {"name": UNIT})) == unasked
    assert observed(site.serve(state="stopped")) == observed(site.serve(state="stopped")) == ("confirmed", None)
    assert observed(module_runs.succeed("gated_service_info", {"name": UNIT}))[0] == "failed"


def stopping(site, action):
    """What systemctl does from now on when it is to stop a unit."""
    program = site.systemctl.path / "systemctl"
    kept = program.read_text(encoding="utf-8").replace('stop) echo inactive > "$unit/state" ;;', f"stop) {action} ;;")
    program.write_text(kept, encoding="utf-8")


def test_a_unit_whose_stop_fails_is_known_to_run(site):
    """Nobody may take it for one that was not seen."""
    site.install()
    stopping(site, "echo timed out >&2; exit 1")
    result = site.refused(state="stopped")
    assert "timed out" in result["msg"] and observed(result)[0] == "failed"


def test_a_unit_that_does_not_stop_is_a_failure(site):
    site.install()
    stopping(site, ":")
    result = site.refused(state="stopped")
    assert f"{UNIT} is still active after it was told to stop" in result["msg"] and result["changed"] is True
    assert observed(result) == ("failed", "The unit is still active.")


def test_a_service_that_refuses_its_new_file_gets_the_old_one_back(site):
    site.install()
    old = site.file.read_text(encoding="utf-8")
    site.write("bad: 1\n")
    result = site.refused(changed=True)
    assert result["msg"].startswith(f"rws1-dc1: {UNIT} does not run with the new {site.file}: ")
    assert "ended with exit status 1" in result["msg"]
    assert f"{UNIT} runs with them again" in result["msg"] and f"journalctl --unit {UNIT} --since @" in result["msg"]
    assert (result["rolled_back"], result["running"], result["changed"]) == (True, True, True)
    assert observed(result) == ("failed", "its main process ended with exit status 1.")
    assert OLD_SECRET not in result["text"]
    assert site.file.read_text(encoding="utf-8") == old
    assert site.systemctl.state(UNIT) == "active"
    # The same again: refused again. Another one: taken up.
    site.write("bad: 2\n")
    site.refused()
    site.write("good: 1\n")
    assert site.serve()["changed"] is True
    assert site.serve()["changed"] is False


def test_two_bad_changes_with_a_kill_between_them_go_back_to_the_good_one(site):
    site.install()
    old = site.file.read_text(encoding="utf-8")
    site.write("bad: 1\n")
    (site.systemctl.units / UNIT / "state").write_text("failed\n", encoding="utf-8")
    site.write("bad: 2\n")
    assert site.refused()["running"] is True
    assert site.file.read_text(encoding="utf-8") == old


def test_a_first_installation_has_nothing_to_go_back_to(site):
    unit = site.systemctl.unit(UNIT, state="inactive", enabled=False)
    site.systemctl.refuse(UNIT, site.file, "bad")
    site.write("bad: 1\n", **{str(site.unit_file): "[Service]\n"})
    result = site.refused()
    assert "There is nothing to go back to." in result["msg"]
    assert (result["rolled_back"], result["running"]) == (False, False)
    assert site.file.exists() and site.unit_file.exists()
    site.write("good: 1\n", **{str(site.unit_file): "[Service]\n"})
    assert site.serve()["changed"] is True
    assert (unit / "enabled").exists()


def test_an_old_file_that_does_not_run_either_is_said(site):
    site.install(content="bad: 0\n")
    site.write("bad: 1\n")
    result = site.refused()
    assert "does not run with them either" in result["msg"] and result["running"] is False
    assert site.file.read_text(encoding="utf-8") == "bad: 0\n"
    # Not taken up yet: the next run tries again.
    assert site.serve(check=True)["actions"] == ["start"]


def test_a_package_stays_and_the_sentence_names_the_version_before(site):
    site.install()
    (site.state / "pending").mkdir(parents=True, mode=0o700)
    (site.state / "pending" / "package").write_text("8.5.201.10\n", encoding="utf-8")
    site.file.write_text("bad: damaged by the package\n", encoding="utf-8")
    result = site.refused()
    assert "does not run with the new package" in result["msg"]
    assert "There is nothing to go back to." in result["msg"]
    assert "to go back, give version 8.5.201.10 and its package" in result["msg"]


def test_a_service_that_is_down_is_started_and_its_failure_needs_no_change(site):
    site.install(state="failed")
    assert site.serve()["actions"] == ["start"]
    assert site.systemctl.told() == ["reset-failed", "start"]
    site.file.write_text("bad: by hand\n", encoding="utf-8")
    (site.systemctl.units / UNIT / "state").write_text("inactive\n", encoding="utf-8")
    result = site.refused()
    assert "Nothing had been changed." in result["msg"] and result["observation"] == "failed"


def test_active_for_a_moment_is_not_enough(site):
    unit = site.install()
    (unit / "flaps").write_text("", encoding="utf-8")
    result = site.refused(changed=True, health={"stable_for": 1, "timeout": 1})
    assert "it did not stay active for 1 seconds, still after 1 seconds" in result["msg"]


@pytest.mark.parametrize("status, expected", [(200, None), (204, [204]), (503, None)])
def test_what_the_service_answers_counts(site, web, status, expected):
    site.install()
    signs = {"url": f"http://127.0.0.1:{web}/{status}", "timeout": 1}
    signs.update({"status": expected} if expected else {})
    if status != 503:
        assert site.serve(changed=True, health=signs)["changed"] is True
    else:
        assert "answers 503 and not 200, still after 1 seconds" in site.refused(changed=True, health=signs)["msg"]


def test_a_port_that_does_not_open_counts(site, web):
    site.install()
    assert site.serve(changed=True, health={"port": web})["changed"] is True
    port = closed_port()
    result = site.refused(changed=True, health={"port": port, "timeout": 1})
    assert f"port {port} of 127.0.0.1 or ::1 does not answer" in result["msg"]
    seen = module_runs.succeed("gated_service_info", {"name": UNIT, "health": {"port": port}})
    assert seen["healthy"] is False and seen["state"] == "active" and str(port) in seen["reason"]


def test_what_is_seen_of_a_service(site):
    site.install()
    arguments = {"name": UNIT, "backup_directory": str(site.state)}
    assert module_runs.succeed("gated_service_info", arguments)["healthy"] is True
    site.write("good: 1\n")
    assert module_runs.succeed("gated_service_info", arguments)["pending"] is True
    assert "not-found" in module_runs.succeed("gated_service_info", {"name": "other"})["reason"]


@pytest.mark.parametrize(
    "health, words",
    [
        ({"port": 0}, "a number from 1 to 65535"),
        ({"timeout": -1}, "give seconds, 0 or more"),
        ({"timeout": 5, "stable_for": 6}, "could never pass"),
        ({"url": "localhost:8080"}, "write http://host:port"),
        ({"url": "http://ops:Secret-9@localhost"}, "give them as options"),
    ],
    ids=str,
)
def test_bad_signs_of_health_are_refused_before_anything_is_touched(site, health, words):
    site.install()
    result = site.refused(changed=True, health=health)
    assert words in result["msg"] and "Secret-9" not in result["msg"]
    assert site.systemctl.told() == []


def test_a_unit_that_nobody_brings_is_refused_and_one_that_comes_is_predicted(site):
    assert f"there is no unit {UNIT}" in site.refused()["msg"]
    assert site.serve(check=True, unit_expected=True)["actions"] == ["enable", "start"]
    assert site.serve(check=True, unit_expected=True, state="stopped")["changed"] is False


def test_stopped_means_stopped_whatever_changed(site):
    site.install()
    site.write("bad: but nobody reads it\n")
    assert site.serve(check=True, state="stopped")["actions"] == ["disable", "stop"]
    assert site.serve(state="stopped")["actions"] == ["disable", "stop"]
    assert site.serve(state="stopped")["changed"] is False


def test_files_are_put_back_by_hand(site):
    site.install()
    old = site.file.read_text(encoding="utf-8")
    site.write("good: 1\n")
    site.serve()
    arguments = {"backup_directory": str(site.state)}
    predicted = module_runs.succeed("config_bundle_restore", arguments, check=True)
    assert site.file.read_text(encoding="utf-8") == "good: 1\n"
    real = module_runs.succeed("config_bundle_restore", arguments)
    assert predicted["files"] == real["files"] == [dict(real["files"][0], state="changed", path=str(site.file))]
    assert OLD_SECRET not in predicted["text"] + real["text"]
    assert site.file.read_text(encoding="utf-8") == old
    assert site.serve()["actions"] == ["restart"]
    assert module_runs.succeed("config_bundle_restore", arguments)["changed"] is False
    empty = module_runs.fail("config_bundle_restore", {"backup_directory": "/nowhere/at/all"})
    assert "holds nothing that could be put back" in empty["msg"]


def test_a_restore_that_is_impossible_is_said(site):
    site.install()
    site.write("bad: 1\n")
    held = json.loads((site.state / "pending" / "files.json").read_text(encoding="utf-8"))
    Path(site.state / "pending" / held["files"][str(site.file)]["name"]).unlink()
    result = site.refused()
    assert "Going back failed:" in result["msg"] and "by hand" in result["msg"]


# Stands for AnsibleModule, which this Python's own ansible-core would bring.
PROGRAM = """
import json, sys
from ansible_collections.gir.multidc.plugins.module_utils._service.gated import Service
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from bundle_stub import StubModule
job = json.loads(sys.stdin.read())
module = StubModule({}, job["tmp"])
module.params.update(job["params"])
try:
    print(Service(module).bring())
except Refusal as refusal:
    print(refusal.details, refusal)
"""


def test_the_way_back_on_the_oldest_python(oldest_python, site, tmp_path, web):
    site.install()
    old = site.file.read_text(encoding="utf-8")
    site.write("bad: 1\n")
    health = {"stable_for": 0, "timeout": 3, "url": f"http://127.0.0.1:{web}/200", "port": web}
    params = site.arguments(state="started", changed=True, on_change="restarted", unit_expected=False)
    paths = [str(Path(__file__).parents[1] / "module_utils"), next(path for path in sys.path if has_collection(path))]
    done = subprocess.run(
        [*oldest_python, "-c", PROGRAM],
        input=json.dumps({"tmp": str(tmp_path), "params": dict(params, health=health)}),
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(paths)),
        text=True,
        check=False,
        capture_output=True,
    )
    assert "'rolled_back': True, 'running': True" in done.stdout.replace('"', "'"), done
    assert site.file.read_text(encoding="utf-8") == old


def has_collection(path):
    return (Path(path) / "ansible_collections" / "gir" / "multidc").exists()
