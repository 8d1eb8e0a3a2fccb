# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: two data centers on loopback, configured from one inventory, verified, configured again without a change.

Environment: KEEP=1 leaves the stand-ins up, GIR_DEMO_DIR chooses the directory (default .cache/demo),
GIR_DEMO_PORT_BASE the first port (default: the first free block from 18080).
"""

import argparse
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import index_update
import report
from playbook import REPOSITORY, Ansible, PlaybookFailed
from standins.run import main as standins_main
from system import VALUES, DemoFailed, Layout, StandIns, prepare, stop_running

SITE, VERIFY = "gir.multidc.site", "gir.multidc.verify"


class Demo:
    def __init__(self, directory, port_base):
        self.started = time.monotonic()
        self.directory = directory
        prepare(directory)
        self.layout = Layout(directory, port_base)
        self.ansible = Ansible(directory, self.layout.base)
        self.say(f"Demo in {_short(directory)}, ports from {self.layout.base}")
        self.values = self.ansible.facts(next(iter(self.layout.hosts("rws"))), VALUES)
        self.standins = StandIns(self.layout, self.values)

    def say(self, text):
        print(f"[{time.monotonic() - self.started:6.1f} s] {text}", flush=True)

    def start(self):
        self.standins.start()
        self.say(f"Stand-ins are up: {len(self.standins.components())} servers, waiting for their configuration")

    def play(self, playbook, label, what, *arguments):
        self.say(f"{playbook}{' ' + ' '.join(arguments) if arguments else ''}: {what}")
        outcome = self.ansible.run(playbook, label, *arguments, on_play=lambda name: self.say(f"    {name}"))
        outcome.require_success()
        self.say(f"    done in {outcome.seconds:.0f} s: changed={outcome.changed}")
        return outcome

    def main_job(self, check_first):
        before = self.prediction() if check_first else None
        first = self.play(SITE, "site-1", "configure every host of both data centers")
        if before:
            _compare(before, first)
            self.say(f"    exactly what --check had predicted, on {len(first.changes())} hosts")
        self.standins.wait_until_running()
        self.say("    every server took up its files and runs")
        if first.topology is None:
            raise DemoFailed(f"site published no gir_topology: its log is {first.log}")
        self.index_update(first.topology["index_update_host"])
        verified = self.play(VERIFY, "verify", "prove each data center with real transactions")
        second = self.play(SITE, "site-2", "again: nothing must change")
        _require_unchanged(second, "The second run of site")
        return first, verified, second

    def index_update(self, host):
        """What the timer would do at night, with the program, the configuration and the rights that site brought."""
        self.say(f"Daily index update on {host}, run once by hand")
        seconds, lines = index_update.run(self.layout, host)
        self.say(f"    done in {seconds:.1f} s: {lines[-1]}")

    def summary(self, runs):
        topology = runs[0].topology
        sections = (
            ("Result", report.data_centers(topology, self.values["groups"], self.layout, runs)),
            ("What is real", report.reality()),
            ("Where to look", report.where(self.layout)),
        )
        for title, lines in sections:
            _section(title, lines)

    def addresses(self):
        option = "" if self.directory == _default_directory() else f"GIR_DEMO_DIR={self.directory} "
        _section("Still running", report.addresses(self.standins.components()))
        _section("Try it", report.try_it(self.layout, self.values["ops"], option))

    def prediction(self):
        """What --check says on fresh hosts, without writing anything there."""
        before = _tree(self.directory)
        predicted = self.play(SITE, "check-1", "predict, on fresh hosts", "--check")
        written = sorted(_tree(self.directory) - before)
        if written:
            raise DemoFailed("--check wrote files:\n  {}".format("\n  ".join(written[:20])))
        return predicted


def _section(title, lines):
    print(f"\n{title}\n" + "\n".join("  " + line for line in lines), flush=True)


def _require_unchanged(outcome, what):
    if outcome.changed:
        lines = [f"{host}: {entry}" for host, entries in outcome.changes().items() for entry in entries]
        raise DemoFailed("{} is not unchanged:\n  {}".format(what, "\n  ".join(lines)))


def _compare(predicted, real):
    told, done = predicted.changes(), real.changes()
    lines = []
    for host in sorted(set(told) | set(done)):
        expected, actual = Counter(told.get(host, ())), Counter(done.get(host, ()))
        lines += [f"{host}: predicted, not done: {entry}" for entry in (expected - actual).elements()]
        lines += [f"{host}: done, not predicted: {entry}" for entry in (actual - expected).elements()]
    if lines:
        raise DemoFailed("--check did not predict what site did:\n  {}".format("\n  ".join(lines)))


def _tree(directory):
    """Everything a host or the Configuration Server would get; Ansible's own files are not part of it."""
    objects = (Path(directory) / "configuration-server-tree.json").read_text(encoding="utf-8")
    return {str(path) for path in (Path(directory) / "hosts").rglob("*")} | set(objects.splitlines())


def _default_directory():
    return REPOSITORY / ".cache" / "demo"


def _short(path):
    return os.path.relpath(str(path), str(REPOSITORY)) if str(path).startswith(str(REPOSITORY)) else str(path)


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _interrupt(_number, _frame):
    """The first signal ends the demo in order; a second one must not leave half of it running."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def run(directory, port_base, check_first, keep):
    demo = Demo(directory, port_base)
    kept = False
    try:
        demo.start()
        runs = demo.main_job(check_first)
        demo.summary(runs)
        if keep:
            demo.addresses()
            demo.standins.keep()
            kept = True
        print(flush=True)
        demo.say("Done." if keep else "Done. Nothing is left running.")
    finally:
        if not kept:
            demo.standins.stop()


def main():
    parser = argparse.ArgumentParser(description="Configure two data centers of stand-ins and prove them.")
    parser.add_argument("--check-first", "--check", action="store_true", help="prove that --check predicts the run")
    parser.add_argument("--status", action="store_true", help="show the stand-ins that KEEP=1 left up")
    parser.add_argument("--stop", action="store_true", help="end the stand-ins that KEEP=1 left up")
    options = parser.parse_args()
    directory = Path(os.environ.get("GIR_DEMO_DIR") or _default_directory()).absolute()
    keep = os.environ.get("KEEP", "").lower() not in {"", "0", "no", "false"}
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        if options.stop:
            print("Stopped." if stop_running(directory) else "Nothing was running.")
            return 0
        if options.status:
            return _status(directory)
        run(directory, os.environ.get("GIR_DEMO_PORT_BASE"), options.check_first, keep)
    except (DemoFailed, PlaybookFailed) as error:
        print(f"\nThe demo failed: {error}\nNothing is left running.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Nothing is left running.", file=sys.stderr)
        return 130
    return 0


def _status(directory):
    config = directory / "standins-config.json"
    if not config.exists():
        print("Nothing is running.")
        return 1
    return standins_main(["--config", str(config), "--status"])


if __name__ == "__main__":
    sys.exit(main())
