# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a scenario ended as it has to: a sentence for each thing that is otherwise."""

import configparser
import json

from ansible_collections.gir.multidc.plugins.plugin_utils._failover import journal

from lab import accounting, rejoin_checks

LEDGER = "/var/lib/gir-ledger/ledger.json"
# A component is at work where its unit runs; a processor only where its file says that it is the active one.
UNITS = {"muxer": ("gir_muxer", "gir-muxer"), "rps": ("gir_rps", "gir-rps")}
PROCESSOR_FILE = "/opt/genesys/rps/rpconfig.cfg"


def problems(system, scenario, runs, seconds=()):
    """Of a scenario that has ended; `seconds`: the runs of a second operator."""
    expect, last = scenario.expect, runs[-1]
    found = []
    if "outcomes" in expect and last.name not in expect["outcomes"]:
        found.append(f"The last run ended as {last.name}, not as {' or '.join(expect['outcomes'])}.")
    if "runs" in expect:
        names = [run.name for run in runs]
        found += [f"Run {number} ended as {name}, not as {' or '.join(allowed)}."
                  for number, (name, allowed) in enumerate(zip(names, expect["runs"], strict=True), 1)
                  if name not in allowed]  # fmt: skip
    if "second" in expect:
        names = [run.name for run in seconds]
        found += [f"The second operator's run ended as {one}." for one in names if one not in expect["second"]]
    if "active" in expect and active(system) != {expect["active"]}:
        found.append(f"By the ledgers {' and '.join(sorted(active(system)))} is active, not {expect['active']}.")
    for component, centers in expect.get("running", {}).items():
        if running(system, component) != sorted(centers):
            found.append(f"{component} runs in {running(system, component)}, not in {sorted(centers)}.")
    if "changed" in expect and last.changed != expect["changed"]:
        found.append(f"The last run {'changed something' if last.changed else 'changed nothing'}.")
    missing = set(expect.get("open", ())) - open_points(last)
    found += [f"{name} is not among the open points, which are {sorted(open_points(last))}." for name in missing]
    if "seconds" in expect and last.seconds > expect["seconds"]:
        found.append(f"The last run took {last.seconds:.0f} s, not {expect['seconds']} s.")
    for run in [*runs, *seconds]:
        found += of_run(run)
    found += rejoin_checks.problems(system, expect, runs)
    return found + (accounting.violations(accounting.collect(system)) if scenario.world["recording"] else [])


def of_run(run):
    """What holds for every run, however it ends."""
    found = list(run.found)
    if "Traceback (most recent call last)" in run.outcome.output:
        found.append(f"{run.place.name} shows a traceback.")
    again = rejoin_checks.replay if run.playbook == "rejoin" else journal.replay
    for number, (was, now) in enumerate(again(run.text_lines()), 1):
        if was != now:
            found.append(f"Decision {number} of {run.place.name} was {was}, and would now be {now}.")
    if not run.killed and not run.result:
        found.append(f"{run.place.name} ended with exit status {run.outcome.code} and without a result.")
    return found


def active(system):
    """What the newest finished entry of every ledger on the disks says; two are a contradiction."""
    entries = {}
    for host in system.groups["gir_rws"]:
        path = system.load.disk(host, LEDGER)
        document = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"entries": []}
        entries.update({entry["operation"]: entry for entry in document["entries"] if entry["state"] == "done"})
    rejected = {name for entry in entries.values() for name in entry.get("rejects") or ()}
    valid = [entry for name, entry in entries.items() if name not in rejected]
    newest = max((entry["epoch"] for entry in valid), default=0)
    return {entry["active_datacenter"] for entry in valid if entry["epoch"] == newest}


def running(system, component):
    """The data centers in which a component is at work, also one that is cut off."""
    group, unit = UNITS[component]
    found = set()
    for host in system.running(system.groups[group]):
        center = next(name for name in system.centers if host in system.hosts(name))
        if component == "rps" and _mode(system.load.disk(host, PROCESSOR_FILE)) != "active":
            continue
        if system.unit_runs(host, unit):
            found.add(center)
    return sorted(found)


def works_as_standby(system, host, component):
    """Whether a processor that runs passes on what it gets; a Muxer that runs works as an active one."""
    return component == "rps" and _mode(system.load.disk(host, PROCESSOR_FILE)) == "backup"


def _mode(path):
    parser = configparser.RawConfigParser()
    parser.read(path, encoding="utf-8")
    return parser.get("processing", "mode", fallback="")


def open_points(run):
    """The names of what is left."""
    return {point["name"] for point in run.result.get("open_points", ())}
