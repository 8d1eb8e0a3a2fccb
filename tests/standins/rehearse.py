# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An RWS system to rehearse with, and nothing to write for it: python -m standins.rehearse DIRECTORY.

Everything is standins.run's; this writes its configuration and prints what a user needs next. See docs/stand-ins.md.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import yaml

from standins import rehearse_text, rws
from standins.run import REFUSALS, BadConfiguration, ask, serve
from standins.rws_dialects import DIALECTS

CONFIGURATION = "rehearsal.json"  # for standins.run --status and --stop
PORT_BASE = 18080
START_SECONDS = 20


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        """One sentence, without the usage in front of it."""
        self.exit(2, f"{self.prog}: {message}; --help lists the arguments\n")


def _number(kind, least, most, text):
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not least <= value <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least} to {most}")
    return value


def _seconds_from(least):
    return lambda text: _number(float, least, 86400, text)


def _data_centers(text):
    names = [name.strip() for name in text.split(",")]
    if len(set(names)) < len(names) or not all(name.isascii() and name.isidentifier() for name in names):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of different names such as dc1,dc2")
    return names


def _dialect(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"'{text}' is not name=value")
    try:
        return DIALECTS.checked({name: value})
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def parse(arguments=None):
    parser = _Parser(prog="standins.rehearse", description="Starts RWS stand-ins and tells how to use them.")
    parser.add_argument("directory", type=Path, help="for application.yaml files, store, certificates and logs")
    parser.add_argument("--tls", action="store_true", help="https with certificates of a private CA")
    parser.add_argument("--client-certificates", action="store_true", help="demand a client certificate; implies --tls")
    parser.add_argument("--csrf", action="store_true", help="writes need a CSRF token (enableCsrfProtection)")
    parser.add_argument("--nodes", type=lambda text: _number(int, 1, 20, text), default=2, help="per data center")
    parser.add_argument("--data-centers", type=_data_centers, default=["dc1", "dc2"], metavar="NAME,NAME")
    for name, least, default, meaning in (
        ("monitoring", 0.05, 5.0, "drMonitoringDelay: how soon a node sees another eServices site"),
        ("replication", 0.0, 0.0, "how long a write needs to the other data centers"),
    ):
        parser.add_argument(
            f"--{name}-delay", type=_seconds_from(least), default=default, metavar="SECONDS", help=meaning
        )
    parser.add_argument(
        "--dialect", type=_dialect, action="append", default=[], metavar="NAME=VALUE", help="docs/stand-ins.md"
    )
    parser.add_argument(
        "--port-base",
        type=lambda text: _number(int, 1, 65535, text),
        default=PORT_BASE,
        metavar="PORT",
        help="port of the first node; the others follow",
    )
    options = parser.parse_args(arguments)
    options.tls = options.tls or options.client_certificates
    last = options.port_base + options.nodes * len(options.data_centers) - 1
    if last > 65535:
        parser.error(f"argument --port-base: the last of the nodes would have port {last}, above 65535")
    return options


def configuration(options):
    """What standins.run needs, with its files written."""
    root = options.directory
    root.mkdir(parents=True, exist_ok=True)
    rws.people(root / "configuration-server-tree.json").save()
    system = {
        "replication_delay": options.replication_delay,
        "store_file": str(root / "store.json"),
        "dialect": {name: value for choice in options.dialect for name, value in choice.items()},
        "nodes": list(_nodes(options)),
    }
    if options.tls:
        system["tls"] = {"directory": str(root / "tls"), "client_certificates": options.client_certificates}
    config = {"directory": str(root), "tree": str(root / "configuration-server-tree.json"), "rws": system}
    (root / CONFIGURATION).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return config


def _whole(seconds):
    """drMonitoringDelay is a whole number in the product's files; fractions are for the impatient."""
    return int(seconds) if seconds == int(seconds) else seconds


def _nodes(options):
    first = options.data_centers[0].upper()
    port = options.port_base
    for center in options.data_centers:
        for number in range(1, options.nodes + 1):
            document = rws.application(
                site_name=center.upper(),
                port=port,
                tls=options.tls,
                sync_node=port == options.port_base,
                monitoring_delay=_whole(options.monitoring_delay),
                eServicesSite=first,
                nodePath="/" + center.upper(),
                createCallRecordingCF=True,
                enableCsrfProtection=options.csrf,
            )
            name = f"rws{number}-{center}"
            file = options.directory / name / "application.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
            yield {"name": name, "data_center": center, "port": port, "file": str(file)}
            port += 1


def _announce(options, system):
    """Print everything once all nodes run; a node that refuses its file ends the rehearsal with its reason."""
    cluster = system.cluster
    deadline = time.monotonic() + START_SECONDS
    while any(node.state == "waiting" for node in cluster.nodes) and time.monotonic() < deadline:
        time.sleep(0.05)
    late = [f"{node.name}: {node.reason}" for node in cluster.nodes if node.state != "running"]
    if late:
        raise BadConfiguration("; ".join(late))
    print(rehearse_text.describe(cluster, options.directory), flush=True)


def main(arguments=None):
    options = parse(arguments)
    os.umask(0o077)  # the files hold passwords
    try:
        if ask({"directory": str(options.directory)}) is not None:
            raise BadConfiguration(f"stand-ins are running in {options.directory}: stop them, or take another one")
        serve(configuration(options), announce=lambda system: _announce(options, system))
    except REFUSALS as error:
        print(f"standins.rehearse: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
