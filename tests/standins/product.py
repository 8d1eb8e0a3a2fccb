# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in as an installed product: one process in the foreground, for a unit of a service manager.

It reads the files that the roles wrote, once. When it refuses them it says why in one line and exits with status 1.
"""

import argparse
import configparser
import logging
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from standins import rws_config, rws_uploads
from standins.component import Refused
from standins.directory import Directory
from standins.endpoints import CryptoServer, Processor
from standins.httpd import PortInUse, Server
from standins.rws import Cluster
from standins.rws_replica import ReplicatedStore

ANY = "::" if socket.has_dualstack_ipv6() else "0.0.0.0"
REFUSALS = (Refused, rws_config.ConfigurationRefused, PortInUse, OSError)


def rws(options):
    """One RWS node on its host; its copy of the store exchanges with the hosts of cassandraCluster.nodes."""
    application = rws_config.read(options.configuration)
    nodes = application.document.get("cassandraCluster", {}).get("nodes", "")
    names = nodes if isinstance(nodes, list) else [name.strip() for name in nodes.split(",") if name.strip()]
    port = int(application.document.get("cassandraCluster", {}).get("thrift_port", 9160))  # rws.md 2.4
    name = socket.gethostname()
    peers = [(node, port) for node in names if node != name]
    store = ReplicatedStore(name, options.state / "rows.json", peers, (application.host, port))
    cluster = Cluster(
        store=store,
        directory=Directory(path=options.people) if options.people else Directory(),
        contact_center_id=options.contact_center_id,
        check_configuration_server=bool(options.people),
        dialect=dict(choice.split("=", 1) for choice in options.dialect),
    )
    cluster.version = options.version
    cluster.keep_content = rws_uploads.to_storage
    tls = (options.certificate, options.key) if options.certificate else None
    # Where the node is: its node path is its own name for that.
    node = cluster.add(name, application.node_path or "", document=application.document, tls=tls)
    node.store.put(f"nodes/{name}", {"siteName": application.site_name})
    return store, node


def crypto_server(options):
    """A Recording Crypto Server that answers, and reads its keystore once, as Java does."""
    server = _Once(CryptoServer(socket.gethostname(), port=options.port, host=ANY))
    return (Keystore(options.keystore, options.keystore_password), server) if options.keystore else (server,)


class Keystore:
    """A keystore that the JDK has to open with the password in a file; without one there is nothing to decrypt."""

    def __init__(self, path, password):
        self._path = path
        self._password = password

    def start(self):
        """Read it once."""
        if not self._path.exists():
            return
        words = ["keytool", "-list", "-keystore", str(self._path), "-storepass:file", str(self._password)]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(f"{self._path} does not open: {done.stdout.strip().splitlines()[0]}")

    def stop(self):
        """Nothing of it is left."""


def processor(options):
    """A recording processor with its rpconfig.cfg."""
    found = Processor(
        socket.gethostname(), file=options.configuration, domain=options.domain, port=options.port, host=ANY,
        backlog=options.state / "backlog",
    )
    return (_Once(found),)


class _Once:
    """A component that reads its files at its start and never again, as an installed product does."""

    def __init__(self, component):
        self._component = component
        self._open = False

    def start(self):
        """Refused says why it does not."""
        self._component.open()
        self._open = True

    def stop(self):
        """Nothing of it is left."""
        if self._open:
            self._component.close()


class Worker:
    """A product of which only its configuration file and its being there matter: Muxer, MCP."""

    def __init__(self, file=None, port=None):
        self._file = file
        self._server = Server(None, "worker", port, host=ANY) if port else None

    def start(self):
        """Read the file as the product would."""
        if self._file is not None:
            parser = configparser.RawConfigParser()
            try:
                with self._file.open(encoding="utf-8") as lines:
                    parser.read_file(lines)
            except (configparser.Error, UnicodeDecodeError) as error:
                raise Refused("{} cannot be read: {}".format(self._file, " ".join(str(error).split()))) from error
            if not parser.sections():
                raise Refused(f"{self._file} has no section")
        if self._server is not None:
            self._server.start()

    def stop(self):
        """Nothing of it is left."""
        if self._server is not None:
            self._server.stop()


def worker(options):
    """Muxer or MCP."""
    return (Worker(options.configuration, options.port),)


KINDS = {"rws": rws, "rcs": crypto_server, "rps": processor, "muxer": worker, "mcp": worker}


def parse(kind, arguments):
    """The command line of an installed stand-in."""
    parser = argparse.ArgumentParser(prog=kind)
    parser.add_argument("configuration", nargs="?", type=Path, help="the file that the role wrote")
    parser.add_argument("--state", type=Path, default=Path(), help="directory for what the product keeps")
    parser.add_argument("--people", type=Path, help="JSON file with Configuration Server's persons")
    parser.add_argument("--contact-center-id", help="what the sync node calls the contact center that it creates")
    parser.add_argument("--dialect", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--certificate", help="PEM file, for jetty.enableSsl")
    parser.add_argument("--key", help="PEM file, for jetty.enableSsl")
    parser.add_argument("--domain", default="", help="domain of the contact center")
    parser.add_argument("--keystore", type=Path, help="keystore of a Recording Crypto Server")
    parser.add_argument("--keystore-password", type=Path, metavar="FILE", help="file with its password")
    parser.add_argument("--port", type=int, default=0, help="where the files do not say it")
    return parser.parse_args(arguments)


def main(kind, version, arguments=None):
    """Run until SIGTERM; the exit status is 1 when the product refuses to start."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments == ["--version"]:
        print(f"{kind} {version}")
        return 0
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: over.set())
    parts = ()
    try:
        options = parse(kind, arguments)
        options.version = version
        parts = KINDS[kind](options)
        for part in parts:
            part.start()
        print(f"{kind} {version} is ready", flush=True)
        over.wait()
    except REFUSALS as refusal:
        print(f"{kind} {version} does not start: {refusal}", file=sys.stderr)
        return 1
    finally:
        for part in reversed(parts):
            part.stop()
    return 0
