# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nodetool as a program: it prints what the documentation shows for Cassandra 2.1 to 5.0, of a ring that a test makes.

Sources: docs.datastax.com/en/cassandra/2.2/cassandra/tools (toolsStatus, toolsDescribeCluster, toolsDescribeRing,
toolsGetMaxHintWindow, toolsInfo); of 4.0 and later the classes Status, DescribeCluster, DescribeRing and
GetMaxHintWindow of apache/cassandra, src/java/org/apache/cassandra/tools/nodetool.
"""

import json
import os
import sys
import time
import uuid
from pathlib import Path

COMMANDS = ("status", "describecluster", "describering", "getmaxhintwindow", "info")
# What has to stand behind an option, and the options of a connection (toolsStatus).
FLAGS = {"-h": "host", "-p": "port", "-u": "username", "-pwf": "password_file"}
# `refused`: nobody listens on the JMX port.
FAULTS = ("", "refused", "hangs")


class Ring:
    """A Cassandra cluster as one node sees it. Change what you like, then `write()`."""

    def __init__(self, place, *, version="3.11.17", centers=None, keyspaces=None):
        self.path = Path(place) / "nodetool"
        self.version = version
        # Data center to its nodes, each with the two letters of its state.
        self.centers = centers or {"DC1": {"10.1.0.1": "UN", "10.1.0.2": "UN"}, "DC2": {"10.2.0.1": "UN"}}
        self.keyspaces = keyspaces or {"sipfs": {"DC1": 2, "DC2": 1}}
        self.own = "10.1.0.1"
        self.schemas = []  # further schema versions: lists of addresses
        self.hint_window = 10800000
        self.accounts = {}
        self.fault = ""
        self.slow_commands = ()
        self.write()

    def write(self):
        """The program, with the ring as it is now. Returns its path."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        state = {name: value for name, value in vars(self).items() if name != "path"}
        (self.path.parent / "ring.json").write_text(json.dumps(state), encoding="utf-8")
        lines = [
            f"#!{sys.executable}",
            "import sys",
            f"sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})",
            "from standins.nodetool import main",
            f"main({str(self.path.parent)!r}, sys.argv[1:])",
        ]
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.path.chmod(0o755)
        return str(self.path)

    def asked(self):
        """Every list of arguments so far."""
        log = self.path.parent / "asked.jsonl"
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def main(place, words):
    """The program."""
    # One write, so that commands at the same time do not mix.
    with open(os.path.join(place, "asked.jsonl"), "ab", buffering=0) as log:
        log.write(json.dumps(words).encode("utf-8") + b"\n")
    with open(os.path.join(place, "ring.json"), encoding="utf-8") as file:
        ring = json.load(file)
    options, words = _options(words)
    if not words or words[0] not in COMMANDS:
        _end(1, f"nodetool: Found unexpected parameters: {words}\nSee 'nodetool help' or 'nodetool help <command>'.")
    _connect(ring, options)
    if words[0] in ring["slow_commands"]:
        time.sleep(600)
    print(globals()["_" + words[0]](ring, words[1:]))


def _options(words):
    options = {}
    while words and words[0].startswith("-"):
        if words[0] not in FLAGS or len(words) < 2:
            _end(1, f"nodetool: Found unexpected parameters: [{words[0]}]")
        options[FLAGS[words[0]]], words = words[1], words[2:]
    return options, words


def _connect(ring, options):
    if ring["fault"] == "hangs":
        time.sleep(600)
    where = f"{options.get('host', '127.0.0.1')}:{options.get('port', 7199)}"
    if ring["fault"] == "refused":
        text = "ConnectException: 'Connection refused (Connection refused)'"
        _end(1, f"nodetool: Failed to connect to '{where}' - {text}.")
    if ring["accounts"]:
        # The form of the file is that of jmxremote.password: user, blank, password.
        known = {}
        if options.get("password_file"):
            lines = Path(options["password_file"]).read_text(encoding="utf-8").splitlines()
            known = dict(line.split(None, 1) for line in lines if line.strip())
        user = options.get("username")
        if user not in ring["accounts"] or known.get(user) != ring["accounts"][user]:
            text = "SecurityException: 'Authentication failed! Invalid username or password'"
            _end(1, f"nodetool: Failed to connect to '{where}' - {text}.")


def _end(status, text):
    print(text, file=sys.stderr)
    sys.exit(status)


def _id(address):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, address))


def _is_up(state):
    return state.startswith("U")


def _status(ring, words):
    """Without a keyspace, before 4.0, what a node owns is a question mark where keyspaces differ."""
    lines = []
    for center, nodes in ring["centers"].items():
        head = f"Datacenter: {center}"
        lines += [head, "=" * len(head), "Status=Up/Down", "|/ State=Normal/Leaving/Joining/Moving"]
        lines.append("--  Address   Load       Tokens  Owns  Host ID                               Rack")
        for address, state in nodes.items():
            load = "195.48 MB" if _is_up(state) else "?"
            lines.append(f"{state}  {address}  {load}  256     ?     {_id(address)}  rack1")
    note = "Note: Non-system keyspaces don't have the same replication settings, "
    return "\n".join([*lines, "", note + "effective ownership information is meaningless"])


def _describecluster(ring, words):
    """Before 4.0 this ends after the schema versions."""
    new = int(ring["version"].split(".")[0]) >= 4
    lines = ["Cluster Information:", "\tName: Recording Cluster"]
    lines.append("\tSnitch: org.apache.cassandra.locator.GossipingPropertyFileSnitch")
    lines += ["\tDynamicEndPointSnitch: enabled"] if new else []
    lines += ["\tPartitioner: org.apache.cassandra.dht.Murmur3Partitioner", "\tSchema versions:"]
    others = [address for some in ring["schemas"] for address in some]
    states = {address: state for nodes in ring["centers"].values() for address, state in nodes.items()}
    agreeing = [address for address, state in states.items() if _is_up(state) and address not in others]
    for number, some in enumerate([agreeing, *ring["schemas"]]):
        lines += [f"\t\t{uuid.UUID(int=number + 1)}: [{', '.join(some)}]", ""] if some else []
    away = [address for address, state in states.items() if not _is_up(state)]
    lines += [f"\t\tUNREACHABLE: [{', '.join(away)}]", ""] if away else []
    return "\n".join(lines + (_of_4_0(ring, states) if new else []))


def _of_4_0(ring, states):
    lines = ["Stats for all nodes:", f"\tLive: {sum(map(_is_up, states.values()))}", "\tJoining: 0", "\tMoving: 0"]
    lines += ["\tLeaving: 0", f"\tUnreachable: {sum(not _is_up(state) for state in states.values())}", ""]
    lines.append("Data Centers: ")
    for center, nodes in ring["centers"].items():
        down = sum(not _is_up(state) for state in nodes.values())
        lines.append(f"\t{center} #Nodes: {len(nodes)} #Down: {down}")
    lines += ["", "Database versions:", f"\t{ring['version']}: [{', '.join(f'{one}:7000' for one in states)}]", ""]
    lines.append("Keyspaces:")
    lines.append("\tsystem_schema -> Replication class: LocalStrategy")
    for name, factors in ring["keyspaces"].items():
        strategy = "SimpleStrategy" if "replication_factor" in factors else "NetworkTopologyStrategy"
        told = ", ".join(f"{center}={number}" for center, number in factors.items())
        lines.append(f"\t{name} -> Replication class: {strategy} {{{told}}}")
    return lines


def _describering(ring, words):
    """One range for each node; its copies stand on the node and on those that follow it in each data center."""
    if not words or words[0] not in ring["keyspaces"]:
        _end(1, f"nodetool: The keyspace {words[0] if words else None}, does not exist")
    factors = ring["keyspaces"][words[0]]
    everyone = [(address, center) for center, nodes in ring["centers"].items() for address in nodes]
    lines = [f"Schema Version:{uuid.UUID(int=1)}", "TokenRange: "]
    for start in range(len(everyone)):
        turned = everyone[start:] + everyone[:start]
        replicas = []
        if "replication_factor" in factors:
            replicas = turned[: factors["replication_factor"]]
        for center, number in factors.items():
            replicas += [one for one in turned if one[1] == center][:number]
        addresses = ", ".join(address for address, _center in replicas)
        details = ", ".join(
            f"EndpointDetails(host:{address}, datacenter:{center}, rack:rack1)" for address, center in replicas
        )
        lines.append(
            f"\tTokenRange(start_token:{start}, end_token:{start + 1}, endpoints:[{addresses}], "
            f"rpc_endpoints:[{addresses}], endpoint_details:[{details}])"
        )
    return "\n".join(lines)


def _getmaxhintwindow(ring, words):
    return f"Current max hint window: {ring['hint_window']} ms"


def _info(ring, words):
    center = next(name for name, nodes in ring["centers"].items() if ring["own"] in nodes)
    return "\n".join([
        f"ID                     : {_id(ring['own'])}",
        "Gossip active          : true",
        "Load                   : 195.48 MB",
        "Uptime (seconds)       : 44681",
        f"Data Center            : {center}",
        "Rack                   : rack1",
    ])
