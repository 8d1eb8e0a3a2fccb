# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a data center that has rejoined is a standby, and whether its list was complete: a sentence for what is not.

It is read from the hosts, without anything of the product under test but the decisions of its journal.
"""

import configparser
import json
import subprocess
from datetime import datetime

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.journal import read
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Act, End, Run
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import Seen

PROCESSOR_FILE = "/opt/genesys/rps/rpconfig.cfg"
HOUR = 3600
CONTROL = "http://127.0.0.1:8080/standin/index-runs"


def replay(lines):
    """(what was decided, what is decided now) for each decision of a rejoin's journal."""
    for line in map(json.loads, lines):
        if line["kind"] == "decision":
            given = [read(kind, line[name]) for kind, name in ((Asked, "asked"), (Seen, "seen"), (Run, "run"))]
            was = line["decision"]
            yield read(End if was["kind"] == "end" else Act, was), decide(*given)


def problems(system, expect, runs):
    """Of the expectations of a rejoin."""
    rejoins = [run for run in runs if run.playbook == "rejoin" and run.result]
    found = list(_listed(expect, rejoins[0].result["list"])) if rejoins else []
    if "standby" in expect:
        found += _standby(system, expect["standby"])
    if "reindexed" in expect:
        found += _reindexed(system, expect["reindexed"], rejoins)
    return found


def _listed(expect, shown):
    """The first list, which a person has read. Which recordings have arrived on the other side by then is of no
    interest.
    """
    names = ("area", "where", "side", "does")
    wanted = {tuple(one.get(name, "") for name in names) for one in expect.get("listed", ())}
    there = {tuple(one[name] for name in names) for one in shown["items"]}
    if "listed" in expect:
        yield from (f"The list lacks {one}." for one in sorted(wanted - there))
        yield from (f"The list has {one}." for one in sorted(there - wanted) if one[0] != "recordings")
    unseen = sorted(one["name"] for one in shown["areas"] if one["answer"] == "not observable")
    if "unseen" in expect and unseen != sorted(expect["unseen"]):
        yield f"Not observable is {unseen}, not {sorted(expect['unseen'])}."


def _standby(system, center):
    """Its Muxer is off, its processor passes on to the active one, and all RCS run with the same keys."""
    (active,) = [name for name, one in system.centers.items() if name != center and one["role"] != "recording"]
    for host in _of(system, center, "gir_muxer"):
        if system.unit_runs(host, "gir-muxer") or system.unit_enabled(host, "gir-muxer"):
            yield f"The Muxer of {host} runs, or would after a boot."
    for host in _of(system, center, "gir_rps"):
        parser = configparser.RawConfigParser()
        parser.read(system.disk(host, PROCESSOR_FILE), encoding="utf-8")
        values = [parser.get("processing", name, fallback="") for name in ("mode", "post_uri")]
        if values[0] != "backup" or not values[1].startswith(system.centers[active]["processor_url"]):
            yield f"The processor of {host} has {values}."
        if not system.unit_runs(host, "gir-rps"):
            yield f"The processor of {host} does not run."
    keys = {host: _keys(system, host) for host in system.groups["gir_rcs"]}
    if len(set(keys.values())) != 1:
        yield f"The keystores have {keys}."
    for host in keys:
        written = system.disk(host, system.variables["rcs_keystore_path"]).stat().st_mtime
        if _started(system, host) < int(written):
            yield f"RCS of {host} has not read its keystore since it was written."


def _keys(system, host):
    given = system.variables
    said = _said(system, host, "keytool", "-list", "-keystore", given["rcs_keystore_path"], "-storepass:file",
                 given["lab_keystore_password_file"])  # fmt: skip
    # An entry is a line with alias, day and kind, and one with its fingerprint; the day is of no interest.
    lines = said.splitlines()
    return tuple(sorted((line.partition(",")[0], after.partition(": ")[2])
                        for line, after in zip(lines, lines[1:], strict=False) if "Entry," in line))  # fmt: skip


def _started(system, host):
    said = _said(system, host, "systemctl", "show", "--timestamp=unix", "--property=ActiveEnterTimestamp", "gir-rcs")
    return float(said.strip().partition("=@")[2])


def _reindexed(system, center, rejoins):
    """Everything since the outage began was indexed anew there, from the hour in which that was; the failover itself
    has indexed from another one.
    """
    told = [run for run in rejoins if run.result["times"]["away_seconds"] is not None]
    if not told:
        yield "No rejoin says for how long the data center was away."
        return
    last = told[-1]
    times = last.result["times"]
    ended = datetime.fromisoformat(times["ended"]).timestamp()
    began = datetime.fromisoformat(times["began"]).timestamp() - times["away_seconds"]
    runs = []
    for host in _of(system, center, "gir_rws"):
        runs += json.loads(_said(system, host, "curl", "-sSf", CONTROL))["runs"]
    spans = sorted((one["from"] // 1000, one["to"] // 1000) for one in runs if one["index"] == "recordings")
    # It has counted the seconds after it began. What is recorded while it is at work is indexed as ever.
    hours = {int(began // HOUR * HOUR), int((began + last.seconds) // HOUR * HOUR)}
    if not any(since in hours and until >= ended - last.seconds for since, until in spans):
        yield f"{center} has not indexed anew what was recorded since {began:.0f}: {spans}."


def _of(system, center, group):
    return [host for host in system.hosts(center) if host in system.groups[group]]


def _said(system, host, *words):
    """What a command on a host prints."""
    command = ["nsenter", f"--target={system._init(host)}", "--all", *words]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
