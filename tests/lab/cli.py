# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the laboratory."""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

from lab import image, inventory
from lab.errors import Impossible, LabError
from lab.files import default_directory
from lab.laboratory import Laboratory
from lab.network import DIRECTIONS
from lab.requirements import require_all, require_inotify, require_root

ENOUGH_HOSTS = 60  # of several laboratories side by side, as tests bring them up
IMPOSSIBLE = 77  # the exit code that harnesses of tests know as: this could not be tried here


def parser():
    """All verbs with their arguments."""
    top = argparse.ArgumentParser(prog="python -m lab", description="Hosts of an inventory, networks to cut.")
    top.add_argument("--directory", type=Path, default=default_directory(),
                     help="where all state of the laboratory is (default: GIR_LAB_DIR or .cache/lab/run)")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    up = verbs.add_parser("up", help="bring it up")
    up.add_argument("--inventory", type=Path, default=inventory.DEFAULT, help="default: two data centers of 7 hosts")
    status = verbs.add_parser("status", help="data centers and hosts as they are now")
    status.add_argument("--json", action="store_true", help="for programs")
    ssh = verbs.add_parser("ssh", help="a session on a host, or a command there")
    ssh.add_argument("host")
    ssh.add_argument("command", nargs=argparse.REMAINDER)
    run = verbs.add_parser("run", help="run a controller's command, such as ansible-playbook, inside")
    run.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    cut = verbs.add_parser("cut", help="cut a data center off: packets are lost without a word")
    cut.add_argument("datacenter")
    cut.add_argument("--direction", choices=list(DIRECTIONS), default="both", help="seen from the data center")
    cut.add_argument("--spare-controller", action="store_true", help="only between data centers")
    verbs.add_parser("heal", help="undo cut").add_argument("datacenter")
    verbs.add_parser("kill", help="power a host off at once").add_argument("host")
    verbs.add_parser("boot", help="switch a host on, with its disk as it was").add_argument("host")
    verbs.add_parser("image", help="build the base image, unless it is there")
    verbs.add_parser("check", help="say whether a laboratory can be had here; builds the image")
    verbs.add_parser("down", help="end everything and delete the directory")
    return top


def usage(lab, source, plan):
    """What a person may do next."""
    call = f"PYTHONPATH={os.path.relpath(Path(__file__).parents[1])} {sys.executable} -m lab"
    if lab.directory != Path(default_directory()).resolve():
        call += f" --directory {lab.directory}"
    host, center = plan.hosts[0].name, plan.datacenters[-1].name
    sources = f"-i {os.path.relpath(source)} -i {os.path.relpath(lab.files.connection)}"
    return "\n".join([
        f"  {call} status",
        f"  {call} ssh {host}",
        f"  {call} cut {center}        # and heal {center}",
        f"  {call} kill {host}    # and boot {host}",
        f"  {call} run -- {Path(sys.executable).with_name('ansible')} all {sources} -m ansible.builtin.ping",
        f"  {call} down        # ends it",
    ])


def table(status):
    """The status for people."""
    centers = [("data center", "role", "subnet", "cut")]
    for center in status["datacenters"]:
        spared = ", not from the controller" if center["controller_spared"] else ""
        centers.append((center["name"], center["role"], center["subnet"], center["cut"] + spared))
    hosts = [("host", "data center", "address", "state", "ssh", "python", "groups")]
    for host in status["hosts"]:
        answer = "answers" if host["reachable"] else "no answer"
        groups, versions = " ".join(host["groups"]), " or ".join(host["pythons"])
        hosts.append((host["name"], host["datacenter"], host["address"], host["state"], answer, versions, groups))
    return "\n\n".join(_columns(rows) for rows in (centers, hosts))


def _columns(rows):
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join(row).rstrip() for row in cells)


def without_dashes(words):
    """A command without the -- that sets it apart from the options of the verb."""
    return words[1:] if words[:1] == ["--"] else words


def perform(options):
    """Do what was asked for; returns the exit code."""
    lab = Laboratory(options.directory)
    verb = options.verb
    if verb == "up":
        start = time.monotonic()
        plan = lab.up(options.inventory.resolve())
        centers = ", ".join(f"{center.name} ({len(center.hosts)} hosts)" for center in plan.datacenters)
        print(f"Up in {time.monotonic() - start:.1f} s: {centers}")
        print(usage(lab, options.inventory, plan))
    elif verb == "image":
        require_root()
        print(image.ensure())
    elif verb == "check":
        require_all(lab.directory)
        require_inotify(ENOUGH_HOSTS)
        image.ensure()
        print("A laboratory can be had here.")
    elif verb == "status":
        status = lab.status()
        print(json.dumps(status, indent=1) if options.json else table(status))
    elif verb in {"ssh", "run"}:
        words = without_dashes(options.command)
        if verb == "run" and not words:
            raise LabError("Say what to run: run -- COMMAND.")
        command = lab.ssh_command(options.host, words) if verb == "ssh" else lab.run_command(words)
        sys.stdout.flush()
        os.execvp(command[0], [str(word) for word in command])  # so that signals and the terminal are the command's
    elif verb == "cut":
        lab.cut(options.datacenter, options.direction, options.spare_controller)
        print(f"{options.datacenter} is cut off: {options.direction}")
    elif verb == "heal":
        lab.heal(options.datacenter)
        print(f"{options.datacenter} is connected")
    elif verb == "kill":
        print(f"{options.host} is off" if lab.kill(options.host) else f"{options.host} was off")
    elif verb == "boot":
        print(f"{options.host} is up" if lab.boot(options.host) else f"{options.host} was on")
    else:
        print("Down. Nothing is left." if lab.down() else "Nothing was up.")
    return 0


def main(arguments=None):
    """The command line: one sentence for whatever the user can mend."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_arguments: sys.exit("ended from outside"))
    try:
        code = perform(parser().parse_args(arguments))
        sys.stdout.flush()
        return code
    except LabError as problem:
        print(problem, file=sys.stderr)
        return IMPOSSIBLE if isinstance(problem, Impossible) else 1
    except BrokenPipeError:
        # The reader of the output has seen enough; the interpreter must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
