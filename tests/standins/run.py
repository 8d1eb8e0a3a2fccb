# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a whole system of stand-ins and ends it cleanly: python -m standins.run --config FILE [--status | --stop].

It exits on SIGTERM and SIGINT, and when the process that started it has died, unless the keep file exists.
"""

import argparse
import json
import logging
import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from standins.component import HELD, require_free_port
from standins.directory import Directory
from standins.elasticsearch import Elasticsearch
from standins.endpoints import CryptoServer, InteractionReceiver, Listener, Processor
from standins.gax import Gax
from standins.httpd import PortInUse, Response, Server
from standins.rws import Cluster
from standins.rws_store import Store
from standins.srs import Srs
from standins.tls import TlsUnavailable, private_ca
from standins.webdav import WebDav

LOG = logging.getLogger("standins.run")
# Key of the configuration -> what its entries describe.
_KINDS = {
    "processors": Processor,
    "crypto_servers": CryptoServer,
    "interaction_receivers": InteractionReceiver,
    "listeners": Listener,
    "elasticsearch": Elasticsearch,
    "webdav": WebDav,
    "screen_recording_services": Srs,
}
_TOP = {"directory", "tree", "gax", "rws", "control", *_KINDS}


class BadConfiguration(Exception):
    pass


REFUSALS = (OSError, ValueError, BadConfiguration, PortInUse, TlsUnavailable)  # one sentence each, no traceback


class System:
    """Everything one configuration names."""

    def __init__(self, config):
        unknown = sorted(set(config) - _TOP)
        if unknown:
            raise BadConfiguration("unknown key {}: choose from {}".format(", ".join(unknown), ", ".join(sorted(_TOP))))
        if "directory" not in config:
            raise BadConfiguration("key directory is missing: name the directory for state and logs")
        self.root = Path(config["directory"])
        self.state_file = self.root / "standins.json"
        self._tree = Directory(path=config["tree"]) if config.get("tree") else Directory()
        self.components = []
        self.ports = []
        try:
            if config.get("gax") is not None:
                self._add(Gax, dict(config["gax"], directory=self._tree))
            for key, kind in _KINDS.items():
                for options in config.get(key, ()):
                    self._add(kind, options)
            self.cluster = self._cluster(dict(config["rws"])) if config.get("rws") else None
        except TypeError as error:
            raise BadConfiguration(f"an entry has a missing or unknown key: {error}") from error

    def _add(self, kind, options):
        component = kind(**options)
        self.components.append(component)
        self.ports.append((f"{component.kind} {component.name}", component.wanted_port))

    def _cluster(self, options):
        nodes = options.pop("nodes")
        store = Store(options.pop("replication_delay", 0), options.pop("store_file", None))
        authority = _authority(options.pop("tls", None))
        cluster = Cluster(store=store, directory=self._tree, **options)
        for entry in nodes:
            node = dict({"tls": authority}, **entry)
            self.ports.append(("RWS node {}".format(node["name"]), node.pop("port", 0)))
            cluster.add(**node)
        return cluster

    def start(self):
        for name, port in self.ports:
            if port:
                require_free_port(name, port)
        for component in self.components:
            component.start()
        if self.cluster:
            self.cluster.start()
        return self

    def stop(self):
        if self.cluster:
            self.cluster.stop()
        for component in reversed(self.components):
            component.stop()

    def describe(self):
        shown = [component.describe() for component in self.components]
        if self.cluster:
            shown += [dict(node.describe(), kind="RWS node") for node in self.cluster.nodes]
        return shown


def _authority(options):
    """The private CA of all RWS nodes: a directory, or a mapping with one and more options."""
    if options is None:
        return None
    return private_ca(**(options if isinstance(options, dict) else {"directory": options}))


def _write(path, document):
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    os.replace(str(temporary), str(path))


def _log_to(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # an address may hold a token
    handler = logging.FileHandler(str(path), encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("standins").addHandler(handler)
    logging.getLogger("standins").setLevel(logging.DEBUG)
    logging.getLogger("wsgidav").addHandler(handler)


def _list(system):
    for shown in system.describe():
        print("{:<24} {:<12} {}".format(shown["kind"], shown["name"], shown["url"] or shown["reason"]), flush=True)


def serve(config, parent=None, keep_file=None, announce=_list):
    """Until a signal, a request to stop, or the end of the parent; ``announce(system)`` tells the user what is up."""
    system = System(config)
    system.root.mkdir(parents=True, exist_ok=True)
    _log_to(system.root / "logs" / "standins.log")
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: over.set())

    def control(request):
        answer = Response.of({"pid": os.getpid(), "components": system.describe()})
        if request.method == "POST" and request.path == "/standin/stop":
            answer.afterwards = over.set
        if request.method == "POST" and request.path == "/standin/hold":
            HELD.set()
        if request.method == "POST" and request.path == "/standin/follow":
            HELD.clear()
        return answer

    watcher = Server(control, "control", int(config.get("control", 0)))
    described = False
    try:
        watcher.start()
        system.start()
        _write(system.state_file, {"pid": os.getpid(), "control": watcher.url, "components": system.describe()})
        described = True
        announce(system)
        print("ready", flush=True)
        while not over.wait(0.2):
            if parent is not None and os.getppid() != parent and not (keep_file and Path(keep_file).exists()):
                LOG.info("the process that started the stand-ins is gone: stopping")
                break
    finally:
        system.stop()
        watcher.stop()
        if described:  # the file of a system that was there before is not ours
            system.state_file.unlink(missing_ok=True)
    LOG.info("stopped")


def ask(config, method="GET", path="/standin/status"):
    """The live answer of a running supervisor, or None."""
    state = Path(config["directory"]) / "standins.json"
    try:
        control = json.loads(state.read_text(encoding="utf-8"))["control"]
        request = urllib.request.Request(control + path, method=method)
        # A proxy of the environment has no business on loopback.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return None


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="standins.run", description="Stand-ins of a recording system on loopback.")
    parser.add_argument("--config", required=True, help="JSON file that names every stand-in (docs/stand-ins.md)")
    parser.add_argument("--status", action="store_true", help="show what runs, and exit 1 when something does not")
    parser.add_argument("--stop", action="store_true", help="end the running stand-ins")
    parser.add_argument("--parent", type=int, help="end when this process, which started it, has died")
    parser.add_argument("--keep-file", help="while this file exists, outlive the parent")
    options = parser.parse_args(arguments)
    try:
        config = json.loads(Path(options.config).read_text(encoding="utf-8"))
        if options.stop:
            answer = ask(config, "POST", "/standin/stop")
            print("stopping" if answer else "nothing is running")
            return 0
        if options.status:
            return _show(ask(config))
        serve(config, options.parent, options.keep_file)
    except REFUSALS as error:
        print(f"standins.run: {error}", file=sys.stderr)
        return 1
    return 0


def _show(answer):
    if answer is None:
        print("nothing is running")
        return 1
    for shown in answer["components"]:
        detail = shown["url"] or shown["reason"] or ""
        print("{:<24} {:<12} {:<8} {}".format(shown["kind"], shown["name"], shown["state"], detail))
    return 0 if all(shown["state"] == "running" for shown in answer["components"]) else 1


if __name__ == "__main__":
    sys.exit(main())
