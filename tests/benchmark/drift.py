# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a comparison of all hosts costs, beside a ping of them. Prints a table, asserts nothing. Three measurements:

    PYTHONPATH=tests python tests/benchmark/drift.py laboratory   # the one that is up, after playbook site (make lab)
    PYTHONPATH=tests python tests/benchmark/drift.py local --hosts 100 1000
    PYTHONPATH=tests python tests/benchmark/drift.py laboratory --mitogen DIRECTORY   # of an environment that has it

Every command of a round comes after the others of that round, so that what disturbs one of them disturbs all.
"""

import argparse
import contextlib
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import drift_ordinary
from lab.driver import Driver
from lab.files import default_directory
from lab.processes import every_process
from standins.directory import Directory, person
from standins.gax_sites import application, tree
from support.inventory import account
from support.playbook import ROOT, environment, program
from topology_hosts import write as write_inventory

HERE = Path(__file__).parent
LABORATORY = ROOT / "tests" / "lab" / "inventories" / "two_dc"
FORKS = 20
# Of GAX on the controller of the laboratory.
PORT, USER = 18050, ("gir", "lab-configuration-password")
PING = [{"hosts": "gir", "gather_facts": False, "tasks": [{"ansible.builtin.ping": {}}]}]
HOSTS = [{"hosts": "all:localhost", "gather_facts": False, "tasks": [{"drift_of_hosts": {}, "run_once": True}]}]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = words.add_subparsers(dest="kind", required=True)
    laboratory = kinds.add_parser("laboratory")
    laboratory.add_argument("--rounds", type=int, default=5)
    laboratory.add_argument("--directory", type=Path, default=default_directory())
    laboratory.add_argument("--mitogen", type=Path, help="an environment with ansible-core and mitogen")
    laboratory.add_argument("--only", nargs="+", help="names of rows; ping is always measured")
    local = kinds.add_parser("local")
    local.add_argument("--hosts", type=int, nargs="+", default=[100, 1000])
    local.add_argument("--rounds", type=int, default=1)
    local.add_argument("--forks", type=int, default=FORKS)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="gir-bench-") as directory:
        (of_laboratory if given.kind == "laboratory" else of_local)(given, Path(directory))


def settings(directory, forks=FORKS, **more):
    """The environment of one controller: the same forks and pipelining for all of them."""
    return environment(
        directory / "ansible", ANSIBLE_FORKS=forks, ANSIBLE_PIPELINING="1", ANSIBLE_REMOTE_TEMP=None,
        ANSIBLE_CALLBACKS_ENABLED=None, ANSIBLE_ACTION_PLUGINS=HERE / "actions", **more,
    )  # fmt: skip


def plays(directory, name, content):
    """A playbook; JSON is YAML."""
    path = directory / f"{name}.yml"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


# -- the laboratory ------------------------------------------------------------------------------------------------


def of_laboratory(given, directory):
    """The table of the laboratory's hosts."""
    driver = Driver(given.directory)
    sources = ["-i", str(LABORATORY), "-i", str(Path(given.directory).resolve() / "connection.yml")]
    play = [program(), *sources]
    through = driver._command(["run", "--"])
    with gax(directory, through) as variables:
        more = ["-e", json.dumps(variables)]
        site, drift = [*play, "gir.multidc.site", *more], [*play, "gir.multidc.drift", *more]
        env = settings(directory)
        quiet(through, site, env, {0})
        requests = directory / "requests"
        requests.mkdir()
        asked = [{**HOSTS[0], "tasks": [{"drift_of_hosts": {"write": str(requests)}, "run_once": True}]}]
        quiet(through, [*play, plays(directory, "write", asked)], env, {0})
        ordinary = plays(directory, "ordinary", drift_ordinary.plays(requests))
        rows = {
            "ansible -m ping": [program("ansible"), "gir", *sources, "-m", "ansible.builtin.ping"],
            "a playbook with ping": [*play, plays(directory, "ping", PING)],
            "drift, host part": [*play, plays(directory, "hosts", HOSTS), *more],
            "drift": drift,
            "site, nothing to do": site,
            "site --check": [*site, "--check"],
            "the same checks as tasks": [*play, ordinary, "--check"],
        }
        envs = dict.fromkeys(rows, env)
        if given.mitogen:
            (strategy,) = given.mitogen.glob("lib/python3*/site-packages/ansible_mitogen/plugins/strategy")
            name = "the same under Mitogen"
            rows[name] = [str(given.mitogen / "bin" / "ansible-playbook"), *sources, ordinary, "--check"]
            envs[name] = settings(directory, ANSIBLE_STRATEGY="mitogen_linear", ANSIBLE_STRATEGY_PLUGINS=strategy)
        if given.only:
            rows = {name: row for name, row in rows.items() if name in {"ansible -m ping", *given.only}}
        table(rows, measured(rows, envs, through, given.rounds))


def measured(rows, envs, through, rounds):
    """{row: [(wall, CPU) of each round]}; before the first one everything has run once."""
    found = {name: [] for name in rows}
    for number in range(rounds + 1):
        for name, words in rows.items():
            one = quiet(through, words, envs[name], {0, 2})
            if number:
                found[name].append(one)
                # Of a measurement that is ended, too, something can be read.
                print(f"round {number}, {name}: {one[0]:.2f} s, CPU {one[1]:.2f} s", file=sys.stderr, flush=True)
    return found


def quiet(through, words, env, codes):
    """(wall seconds, CPU seconds of the controller) of a command that ends with one of these codes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    how = {"env": env, "cwd": ROOT, "stdin": subprocess.DEVNULL, "capture_output": True}
    done = subprocess.run([*through, *words], check=False, **how)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(words)}: {done.stdout.decode()[-3000:]}{done.stderr.decode()[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(rows, found):
    """Medians, and their ratio to the first row."""
    base = statistics.median(wall for wall, _cpu in found[next(iter(rows))])
    print(f"| {'':26} | wall s | fastest to slowest | controller CPU s | to ping |")
    print("|---|---|---|---|---|")
    for name in rows:
        walls = sorted(wall for wall, _cpu in found[name])
        middle, cpu = statistics.median(walls), statistics.median(cpu for _wall, cpu in found[name])
        print(f"| {name:26} | {middle:6.2f} | {walls[0]:.2f} to {walls[-1]:.2f} | {cpu:.2f} | {middle / base:.2f} |")


@contextlib.contextmanager
def gax(directory, through):
    """The stand-in of GAX on the controller, with what installers make before; the variables with which it is used."""
    names = ["WDE", *(f"{kind.lower()}1-{center}_{kind}" for kind in ("MCP", "RCS") for center in ("dc1", "dc2"))]
    applications = [application(str(number), name, {}) for number, name in enumerate(names, 200)]
    system = directory / "gax"
    system.mkdir()
    Directory([*tree(), person(*USER[:1], "", "101"), *applications], dict([USER]), path=system / "tree.json").save()
    config = system / "config.json"
    given = {"directory": str(system), "tree": str(system / "tree.json"), "gax": {"port": PORT}}
    config.write_text(json.dumps(given), encoding="utf-8")
    words = [*through, sys.executable, "-m", "standins.run", "--config", str(config)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    process = subprocess.Popen(words, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        while process.stdout.readline().strip() != b"ready":
            if process.poll() is not None:
                raise SystemExit("the stand-in of GAX does not start")
        yield {
            "gir_configuration_source": "gax", "gir_gax_url": [f"http://127.0.0.1:{PORT}"], "gir_gax_username": USER[0],
            "gir_gax_password": USER[1], "workspace_desktop_agent_group_tenant": "Resources",
            "ivr_profile_tenant": "Resources",
        }  # fmt: skip
    finally:
        subprocess.run([*through, sys.executable, *words[len(through) + 1 :], "--stop"], env=env, cwd=ROOT, check=False,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        process.wait(30)


# -- many hosts with local connections -----------------------------------------------------------------------------


def of_local(given, directory):
    """Seconds of the processor and memory for each of many hosts, beside a ping of them."""
    print("| hosts | | wall s | CPU s | CPU ms a host | main process, peak MB | all together, peak MB |")
    print("|---|---|---|---|---|---|---|")
    for hosts in given.hosts:
        place = directory / str(hosts)
        place.mkdir()
        write_inventory(place, hosts, 10)
        env = settings(place, given.forks, ANSIBLE_LOCALHOST_WARNING="0")
        settle(place, env)
        rows = {
            "ping": [program(), "-i", str(place), plays(directory, "ping", PING)],
            "drift": [program(), "-i", str(place), plays(directory, "hosts", HOSTS)],
        }
        for name, words in rows.items():
            wall, cpu, main_peak, peak = statistics.median([watched(words, env) for _round in range(given.rounds)])
            numbers = (f"{wall:.1f}", f"{cpu:.1f}", f"{cpu / hosts * 1e3:.0f}", f"{main_peak:.0f}", f"{peak:.0f}")
            print(f"| {hosts} | {name} | {' | '.join(numbers)} |", flush=True)


def settle(place, env):
    """A directory for each host, with what drift wants to see there; the program of the index update is left out."""
    path = place / "group_vars" / "gir.yml"
    variables = json.loads(path.read_text(encoding="utf-8"))
    variables.update(gir_root=f"{place}/roots/{{{{ inventory_hostname }}}}", gir_manage_services=False, **account())
    path.write_text(json.dumps(variables), encoding="utf-8")
    requests = place / "requests"
    requests.mkdir()
    asked = [{**HOSTS[0], "tasks": [{"drift_of_hosts": {"write": str(requests)}, "run_once": True}]}]
    quiet([], [program(), "-i", str(place), plays(place, "write", asked)], env, {0})
    for file in requests.iterdir():
        request = json.loads(file.read_text(encoding="utf-8"))
        for component in request["components"]:
            _settle(Path(request["root"]), component)


def _settle(root, component):
    for directory in component.get("directories") or ():
        path = root / directory["path"].lstrip("/")
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(int(directory.get("mode") or "0755", 8))
    for file in component.get("files") or ():
        path = root / file["path"].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.get("content") or "", encoding="utf-8")
        path.chmod(int(file.get("mode") or "0644", 8))
    for link in component.get("links") or ():
        path = root / link["path"].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(link["target"])


def watched(words, env):
    """(wall, CPU, peak of the main process, peak of all its processes together) of a command; seconds and MB."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(words, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    peaks = {"main": 0.0, "all": 0.0}
    over = threading.Event()

    def watch():
        while not over.wait(0.1):
            sizes = memory(process.pid)
            peaks["main"] = max(peaks["main"], sizes.get(process.pid, 0.0))
            peaks["all"] = max(peaks["all"], sum(sizes.values()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    over.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 2):
        print(f"exit code {process.returncode}", file=sys.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cpu, peaks["main"], peaks["all"]


def memory(first):
    """{process: MB} of a process and all that descend from it; memory that they share is divided among them."""
    parents, found = {}, {}
    for process in every_process():
        parents[process.pid] = process.parent
    for pid in parents:
        above = pid
        while above and above != first:
            above = parents.get(above, 0)
        if above == first:
            with contextlib.suppress(OSError, AttributeError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
                found[pid] = int(re.search(r"^Pss: +([0-9]+)", rollup, re.MULTILINE).group(1)) / 1024
    return found


if __name__ == "__main__":
    main()
