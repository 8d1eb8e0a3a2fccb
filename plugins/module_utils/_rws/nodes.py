# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each RWS node says about itself: private to this collection, may change at any time."""

import concurrent.futures
import time

from ansible_collections.gir.multidc.plugins.module_utils._rws import undocumented
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import make_client

VERSION_PATH = "/diagnostics/version"
ENVELOPE = ("statusCode", "statusMessage")
# Names under which a version was seen in answers of such servers; that of RWS is not documented.
VERSION_NAMES = ("version", "applicationVersion", "buildVersion", "releaseVersion")


def version_in(answer):
    """The version in an answer of diagnostics/version, or None."""
    for holder in [answer] + [part for part in answer.values() if isinstance(part, dict)]:
        for name in VERSION_NAMES:
            if isinstance(holder.get(name), (str, int, float)) and not isinstance(holder[name], bool):
                return str(holder[name])
    return None


class Node:
    """One node, looked at once with retries."""

    def __init__(self, this, url):
        self.url = url
        self.client = make_client(this.params, False, [url], tls=this.tls)
        self.diagnostics = {}
        self.milliseconds = None
        self.reason = None
        self.no_version = None

    def look(self):
        try:
            # Needs no account, and is not there in every RWS.
            answer, self.no_version = undocumented.ask(self.client, self._version)
            self.diagnostics = answer or {}
            started = time.monotonic()
            self.client.get("/ops/contact-centers")
            self.milliseconds = round((time.monotonic() - started) * 1000, 1)
        except RwsError as exc:
            self.reason = str(exc)
        finally:
            self.client.close()
        return self

    def _version(self):
        answer = self.client.get(VERSION_PATH, account=None)
        return {name: answer[name] for name in answer if name not in ENVELOPE}

    def describe(self):
        answered = self.reason is None
        return {
            "url": self.url,
            "answers": answered,
            "version": version_in(self.diagnostics),
            "diagnostics": self.diagnostics,
            "csrf": self.client.asks_for_csrf() if answered else None,
            "latency_ms": self.milliseconds,
            "reason": self.reason,
        }


def read_nodes(this):
    """Every node of `url`, all at the same time; a failure only when none of them answers."""
    urls = this.params["url"]
    this.tls.prepare(urls)
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(urls)) as pool:
        looked = list(pool.map(Node.look, [Node(this, url) for url in urls]))
    nodes = [node.describe() for node in looked]
    for node in looked:
        if node.reason is None and version_in(node.diagnostics) is None:
            reason = node.no_version or "its answer to GET /api/v2%s names none" % VERSION_PATH
            this.unknown("The version of %s" % node.url, reason)
    answering = [node for node in nodes if node["answers"]]
    found = {
        "changed": False,
        "nodes": nodes,
        "answering": [node["url"] for node in answering],
        "silent": [node["url"] for node in nodes if not node["answers"]],
        "versions": sorted({node["version"] for node in answering if node["version"]}),
        "csrf": any(node["csrf"] for node in answering) if answering else None,
    }
    if not answering and not this.assume_new(" ".join(node["reason"] for node in nodes)):
        found["failure"] = "No RWS node answers as it should. %s" % " ".join(node["reason"] for node in nodes)
    return found
