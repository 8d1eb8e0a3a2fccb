# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update of the running demo."""

import json
import time

import index_update

HOST = "rws1-dc2"
HOUR = 3600 * 1000
STATUS = "var/lib/gir-index-update/status.json"


class Update:
    """The update of the demo's standby data center."""

    def __init__(self, demo):
        self.demo = demo
        self.status_file = demo.path(HOST, STATUS)

    def run(self):
        """The windows of one successful run, by index."""
        before = len(self.demo.ask("/index-runs")["runs"])
        index_update.run(self.demo, HOST)
        sent = self.demo.ask("/index-runs")["runs"][before:]
        assert {run["node"] for run in sent} <= {"rws1-dc2", "rws2-dc2"}
        return {
            index: [(run["from"], run["to"]) for run in sent if run["index"] == index]
            for index in ("recordings", "screen-recordings")
        }

    @property
    def status(self):
        return json.loads(self.status_file.read_text(encoding="utf-8"))

    def pretend(self, days):
        """As if the last success were that long ago; the moment in milliseconds."""
        moment, status = int((time.time() - days * 24 * 3600) * 1000), self.status
        for entry in status["indexes"].values():
            entry["covered_until_ms"] = moment
        status["last_success_ms"] = moment
        self.status_file.write_text(json.dumps(status), encoding="utf-8")
        return moment
