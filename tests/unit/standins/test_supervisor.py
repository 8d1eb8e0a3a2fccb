# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""standins.run: one process for a whole system, that says when it is ready and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest
from conftest import ROOT
from standin_client import call, eventually
from standins.run import BadConfiguration, System

ENVIRONMENT = dict(os.environ, PYTHONPATH=str(ROOT / "tests"))
COMMAND = [sys.executable, "-m", "standins.run"]


@pytest.fixture
def config(tmp_path):
    document = {
        "directory": str(tmp_path / "run"),
        "gax": {},
        "crypto_servers": [{"name": "rcs1"}],
        "interaction_receivers": [{"name": "sm1", "username": "u", "password": "p"}],
        "screen_recording_services": [{"name": "agent1", "failover_after": 10}],
        "rws": {"nodes": [{"name": "rws1", "file": str(tmp_path / "application.yaml")}]},
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(document))
    return path


@pytest.fixture
def start():
    """Start a supervisor; whatever a test leaves of it is ended."""
    running = []

    def launch(config, *arguments, command=None):
        process = subprocess.Popen(
            [*(command or COMMAND), "--config", str(config), *arguments],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        lines = []
        while not lines or lines[-1] not in {"ready", ""}:
            lines.append(process.stdout.readline().rstrip("\n"))
        return process, lines

    yield launch
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def state(config):
    return json.loads(config.parent.joinpath("run/standins.json").read_text())


def run(config, *arguments):
    return subprocess.run(
        [*COMMAND, "--config", str(config), *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def is_free(url):
    port = int(url.rsplit(":", 1)[1])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_addresses_and_stops_on_a_signal(config, start, number):
    process, lines = start(config)
    assert lines[-1] == "ready"
    assert [line.split()[-2:] for line in lines if "Crypto" in line][0][0] == "rcs1"
    assert any("waiting for" in line and "application.yaml" in line for line in lines)
    urls = [item["url"] for item in state(config)["components"] if item["url"]] + [state(config)["control"]]
    assert [is_free(url) for url in urls] == [False] * 5
    process.send_signal(number)
    assert process.wait(10) == 0
    assert [is_free(url) for url in urls] == [True] * 5
    assert not config.parent.joinpath("run/standins.json").exists()
    assert "stopped" in config.parent.joinpath("run/logs/standins.log").read_text()


def test_status_and_stop(config, start):
    assert (run(config, "--status").returncode, run(config, "--status").stdout) == (1, "nothing is running\n")
    process, _lines = start(config)
    shown = run(config, "--status")
    assert shown.returncode == 1  # the RWS node has no file yet
    assert "waiting" in [line for line in shown.stdout.splitlines() if "rws1" in line][0]
    assert run(config, "--stop").stdout == "stopping\n"
    assert process.wait(10) == 0
    assert run(config, "--stop").stdout == "nothing is running\n"


PARENT = """
import os, subprocess, sys
subprocess.call([sys.executable, "-m", "standins.run", *sys.argv[1:], "--parent", str(os.getpid())])
"""


@pytest.mark.parametrize("keep", [False, True])
def test_it_dies_with_its_parent_unless_it_is_kept(config, start, tmp_path, keep):
    keep_file = tmp_path / "keep"
    if keep:
        keep_file.touch()
    parent, lines = start(config, "--keep-file", str(keep_file), command=[sys.executable, "-c", PARENT])
    assert lines[-1] == "ready"
    control = state(config)["control"]
    parent.kill()
    parent.wait()
    if keep:
        assert call(control + "/standin/status").status == 200
        keep_file.unlink()
    assert eventually(lambda: is_free(control))
    assert eventually(lambda: not config.parent.joinpath("run/standins.json").exists())


def test_a_taken_port_is_one_sentence_and_nothing_is_started(config, start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        document = json.loads(config.read_text())
        document["rws"]["nodes"][0]["port"] = port
        config.write_text(json.dumps(document))
        done = run(config)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"standins.run: RWS node rws1 cannot listen on 127.0.0.1:{port}: the port is already in use. "
        "Stop the program that uses it, or choose another port."
    ]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "key directory is missing"),
        ({"directory": "x", "rvs": {}}, "unknown key rvs"),
        ({"directory": "x", "webdav": [{"name": "dav"}]}, "missing or unknown key"),
        ({"directory": "x", "rws": {"nodes": [], "colour": 1}}, "missing or unknown key"),
    ],
)
def test_a_wrong_configuration_is_refused(document, words):
    with pytest.raises(BadConfiguration, match=words):
        System(document)


def test_a_config_that_is_not_json_is_a_sentence(tmp_path):
    path = tmp_path / "c.json"
    path.write_text("{")
    done = run(path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
