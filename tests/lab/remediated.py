# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A laboratory that records all the while, in which changes are planted and repaired, and who asks RWS meanwhile."""

import contextlib
import json

from planted.hosts import Hosts

from lab import request_watch, statistics
from lab.failover_system import FailoverSystem
from lab.processes import wait_until

UPDATE_HOST = "rws1-dc2"
WORLD = {"active": "dc1", "guard": False}
CONTROL = "http://{}:8080"
VERSION = "http://{}:8080/api/v2/diagnostics/version"
LOCK = "/var/lib/gir-ledger/lock.json"
# Two failures of two nodes so near to each other were one outage of both.
TOGETHER = 1.0


class PlantedHosts(Hosts):
    """Changes of its hosts, of Configuration Server and of what RWS holds."""

    def __init__(self, driver, store):
        super().__init__(driver.directory, store, tree=driver.gax.tree)
        self._driver = driver
        # Of the standby data center, and not a node whose service a change stops.
        self._node = CONTROL.format("rws2-dc2")

    def ask(self, path, body=None):
        words = [] if body is None else ["-X", "PUT", "-H", "Content-Type: application/json", "-d", json.dumps(body)]
        return json.loads(self._driver.does("run", "--", "curl", "-sSf", *words, f"{self._node}{path}"))


class Remediated(FailoverSystem):
    """What a remediation is given and says, and what those see who use the balancers."""

    def __init__(self, directory):
        super().__init__(directory, beside=["planted"])

    def anew(self):
        """As playbook site and a run of the index update leave it, and recording."""
        self.enter(WORLD)
        self.shell(UPDATE_HOST, "systemctl start gir-index-update.service")
        self.load.start()

    def center(self, name):
        """The RWS nodes of a data center."""
        return [host for host in self.hosts(name) if host in self.groups["gir_rws"]]

    def remediate(self, place, *arguments, **variables):
        """Run it to the end; `place`: where it writes its reports."""
        return self.begun(place, *arguments, **variables).finish(1800)

    def begun(self, place, *arguments, **variables):
        """Begin it."""
        given = {"gir_remediate_output_dir": str(place), **variables}
        return self.begin("gir.multidc.remediate", *arguments, variables=given)

    @contextlib.contextmanager
    def watched(self, place):
        """Somebody asks through the balancers and node by node; yields a function with what he saw."""
        place.mkdir()
        names = [*self.groups["gir_load_balancer"], *self.groups["gir_rws"]]
        words = [f"{name}={VERSION.format(name)}" for name in names]
        process = self.start("python3", request_watch.__file__, str(place), *words)
        began = place / request_watch.BEGUN
        wait_until(began.exists, 30, "nobody asks")
        try:
            yield lambda: json.loads((place / request_watch.SEEN).read_text(encoding="utf-8"))
        finally:
            (place / request_watch.OVER).touch()
            process.wait(60)

    def refused(self, balancer):
        """How many requests for RWS a balancer could give to no node, since it was started."""
        rows = statistics.rows(self.shell(balancer, statistics.COMMAND), "rws")
        failed = {row["svname"]: int(row["hrsp_5xx"] or 0) for row in rows}
        return failed["BACKEND"] - sum(failed[node] for node in failed if node in self.groups["gir_rws"])


def both_down(seen, nodes):
    """Moments at which each of these nodes gave no answer."""
    first, *others = ([moment for moment, _why in seen[node]["failed"]] for node in nodes)
    return [one for one in first if all(any(abs(one - moment) < TOGETHER for moment in other) for other in others)]
