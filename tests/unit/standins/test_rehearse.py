# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""standins.rehearse: what it prints can be pasted, and it ends as it is told."""

import itertools
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT
from standin_client import call
from standins import rehearse

ENVIRONMENT = dict(os.environ, PYTHONPATH=str(ROOT / "tests"))
COMMAND = [sys.executable, "-m", "standins.rehearse"]


# Test processes that run beside each other look for ports in different places.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_BASES = itertools.count(21000 + 500 * (_WORKER % 20), 20)


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count):
    """The first of some ports in a row that nobody uses."""
    return next(base for base in _BASES if all(is_free(port) for port in range(base, base + count)))


class Rehearsal:
    def __init__(self, directory, arguments, nodes):
        self.port = free_ports(nodes)
        self.directory = directory
        self.process = subprocess.Popen(
            [*COMMAND, str(directory), "--port-base", str(self.port), *arguments],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line == "ready\n":
                break
        self.text = "".join(lines)

    def section(self, title):
        """The lines below a comment that begins so, up to the next empty line."""
        text = self.text[self.text.index("# " + title) :]
        return text[: text.index("\n\n")].splitlines()[1:]

    def end(self, number=signal.SIGTERM):
        """(exit status, what else it said)."""
        self.process.send_signal(number)
        rest = self.process.communicate(timeout=20)
        return self.process.returncode, "".join(rest)


@pytest.fixture
def start(tmp_path):
    running = []

    def launch(*arguments, nodes=4):
        running.append(Rehearsal(tmp_path / "rehearsal", arguments, nodes))
        return running[-1]

    yield launch
    for rehearsal in running:
        rehearsal.process.kill()
        rehearsal.process.communicate()


def bash(lines, directory):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(text):
    """The JSON documents that follow each other in a text."""
    decoder, found = json.JSONDecoder(), []
    while text.strip():
        document, end = decoder.raw_decode(text.strip())
        found.append(document)
        text = text.strip()[end:]
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_with_nothing_written_and_ends_on_a_signal(start, number):
    rehearsal = start()
    urls = [f"http://127.0.0.1:{rehearsal.port + offset}" for offset in range(4)]
    nodes = re.findall(r"^  (\S+)  (http\S+)  data center (\w+), siteName (\w+)", rehearsal.text, re.MULTILINE)
    assert nodes == [
        ("rws1-dc1", urls[0], "dc1", "DC1"),
        ("rws2-dc1", urls[1], "dc1", "DC1"),
        ("rws1-dc2", urls[2], "dc2", "DC2"),
        ("rws2-dc2", urls[3], "dc2", "DC2"),
    ]
    assert rehearsal.end(number) == (0, "")
    assert not (rehearsal.directory / "standins.json").exists()
    assert {(rehearsal.directory / name).stat().st_mode & 0o077 for name in ("store.json", "rehearsal.json")} == {0}


def module_defaults(rehearsal):
    block = yaml.safe_load("\n".join(rehearsal.section("In a play")))
    return block["module_defaults"]["group/gir.multidc.rws"]


def context_of(options):
    context = ssl.create_default_context(cafile=options["ca_path"])
    if "client_cert" in options:
        context.load_cert_chain(options["client_cert"], options["client_key"])
    return context


@pytest.mark.parametrize(
    "arguments", [(), ("--tls", "--csrf"), ("--client-certificates",)], ids=["http", "tls and csrf", "mutual tls"]
)
def test_the_module_defaults_are_options_of_the_modules_and_work(start, arguments):
    options = module_defaults(start("--nodes", "1", *arguments, nodes=2))
    fragments = [ROOT / "plugins" / "doc_fragments" / f"{name}.py" for name in ("_rws", "_tls")]
    documented = "".join(path.read_text(encoding="utf-8") for path in fragments)
    assert [name for name in options if f"\n  {name}:" not in documented] == []
    context = context_of(options) if arguments else None
    for url in options["url"]:
        ops = (options["url_username"], options["url_password"])
        assert call(url + "/api/v2/ops/contact-centers", auth=ops, context=context).status == 200
        admin = (options["admin_username"], options["admin_password"])
        assert call(url + "/api/v2/settings", auth=admin, context=context).status == 200


@pytest.mark.parametrize(
    "arguments", [(), ("--tls", "--csrf"), ("--client-certificates",)], ids=["http", "tls and csrf", "mutual tls"]
)
def test_the_commands_can_be_pasted(start, tmp_path, arguments, not_run):
    if not shutil.which("curl"):
        not_run("the commands that a rehearsal prints: no curl was found")
        return
    rehearsal = start("--nodes", "1", "--monitoring-delay", "0.1", *arguments, nodes=2)
    found = answers(bash(rehearsal.section("In a shell"), tmp_path))
    assert [answer["statusCode"] for answer in found] == [0] * 6
    assert rehearsal.text.count(found[0]["uris"][0].rsplit("/", 1)[1]) > 1
    state, added, removed = answers(bash(rehearsal.section("Look at"), tmp_path))
    assert state["cluster"]["environment"]["eServicesSite"] == "DC2"
    assert [fault["kind"] for fault in added["faults"]] == ["drop"]
    assert removed == {"faults": []}


def test_its_options_reach_the_system(start):
    rehearsal = start(
        *("--nodes", "1", "--data-centers", "east,west,north", "--csrf", "--monitoring-delay", "7"),
        *("--replication-delay", "0.5", "--dialect", "environment_site=hidden", "--dialect", "created_status=201"),
        nodes=3,
    )
    cluster = call(f"http://127.0.0.1:{rehearsal.port}/standin/state").json["cluster"]
    assert [node["name"] for node in cluster["nodes"]] == ["rws1-east", "rws1-west", "rws1-north"]
    assert [node["sync_node"] for node in cluster["nodes"]] == [True, False, False]
    assert (cluster["dialect"]["environment_site"], cluster["dialect"]["created_status"]) == ("hidden", "201")
    assert cluster["environment"]["eServicesSite"] == "EAST"
    document = yaml.safe_load((rehearsal.directory / "rws1-west" / "application.yaml").read_text())
    assert document["serverSettings"]["drMonitoringDelay"] == 7
    assert document["serverSettings"]["enableCsrfProtection"] is True
    assert json.loads((rehearsal.directory / "rehearsal.json").read_text())["rws"]["replication_delay"] == 0.5


def run(*arguments):
    return subprocess.run([*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "directory"),
        (["--nodes", "0"], "'0' is not a number from 1 to 20"),
        (["--nodes", "many"], "'many' is not a number"),
        (["--monitoring-delay", "0"], "is not a number from 0.05"),
        (["--data-centers", "dc1,dc1"], "list of different names"),
        (["--dialect", "created_status"], "is not name=value"),
        (["--dialect", "created_status=300"], "choose from 200, 201"),
        (["--dialect", "nope=1"], "unknown dialect 'nope'"),
        (["--port-base", "65534"], "65537, above 65535"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_wrong_arguments_are_one_sentence(tmp_path, arguments, words):
    done = run(*([str(tmp_path / "new"), *arguments] if arguments else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(str(tmp_path), "--nodes", "1", "--data-centers", "dc1", "--port-base", str(port))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"standins.rehearse: RWS node rws1-dc1 cannot listen on 127.0.0.1:{port}: the port is already in use. "
        "Stop the program that uses it, or choose another port."
    ]


def test_a_second_rehearsal_leaves_the_first_alone(start):
    rehearsal = start("--nodes", "1", nodes=2)
    done = run(str(rehearsal.directory), "--nodes", "2", "--port-base", str(free_ports(4)))
    assert done.returncode == 1
    assert done.stderr == (
        f"standins.rehearse: stand-ins are running in {rehearsal.directory}: stop them, or take another one\n"
    )
    supervise = [sys.executable, "-m", "standins.run", "--config", str(rehearsal.directory / "rehearsal.json")]
    status = subprocess.run([*supervise, "--status"], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (status.returncode, status.stdout.count("running")) == (0, 2)
    subprocess.run([*supervise, "--stop"], env=ENVIRONMENT, capture_output=True, check=True)
    assert rehearsal.process.wait(20) == 0


def test_a_file_in_the_place_of_the_directory_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    done = run(str(tmp_path / "file"), "--port-base", str(free_ports(4)))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_the_defaults_are_those_of_the_document():
    options = rehearse.parse(["somewhere"])
    text = (ROOT / "docs" / "stand-ins.md").read_text(encoding="utf-8")
    table = text[text.index("| option of `standins.rehearse` |") :]
    table = table[: table.index("\n\n")]
    defaults = dict(re.findall(r"^\| `--([a-z-]+)[^`]*` \| (?:`([^`]*)`)? ?\|", table, re.MULTILINE))
    assert defaults == {
        "tls": "",
        "client-certificates": "",
        "csrf": "",
        "nodes": str(options.nodes),
        "data-centers": ",".join(options.data_centers),
        "monitoring-delay": f"{options.monitoring_delay:g}",
        "replication-delay": f"{options.replication_delay:g}",
        "dialect": "",
        "port-base": str(options.port_base),
    }
