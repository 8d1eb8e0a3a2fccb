# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eServices site as each RWS node shows it: private to this collection, may change at any time.

Every node is followed in a thread of its own, so that one that hangs delays neither the others nor the end.
"""

import concurrent.futures
import time
from typing import Any, Dict
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import environments
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import make_client

FIELD = "eServicesSite"
POLL_SECONDS = 1.0
# A node of a data center that is down never answers; one that was only busy does within a few looks.
LOOKS_AT_A_SILENT_NODE = 4

SHOWS = "shows the site"
OTHER = "shows another site"
NOT_OBSERVABLE = "not observable"
UNREACHABLE = "no answer"
FAULT = "answers with an error"


def environment_path(identifier):
    return "/ops/genesys-environments/" + quote(identifier or "", safe="")


def read_site(client, identifier):
    """The site that RWS shows for an environment, or None: reading it back is not documented."""
    try:
        answer = client.get(environment_path(identifier))
    except RwsError as exc:
        if exc.not_found or exc.not_offered:
            return None
        raise
    for holder in [answer] + [part for part in answer.values() if isinstance(part, dict)]:
        if isinstance(holder.get(FIELD), str) and holder[FIELD]:
            return holder[FIELD]
    return None


class Watch:
    """What one node has shown so far; `site` is the one it should show, None when any will do."""

    def __init__(self, url, client, environment, site):
        self.url = url
        self.client = client
        self.environment = environment
        self.wanted = site
        self.state = UNREACHABLE
        self.site = None
        self.reason = None
        self.seconds = None

    def follow(self, started, deadline, silent_until):
        """Look until the node shows the site or the time is over. Afterwards the state tells."""
        while True:
            self.client.limit(deadline - time.monotonic())
            self.look(started)
            now = time.monotonic()
            until = silent_until if self.state == UNREACHABLE else deadline
            if self.state in (SHOWS, NOT_OBSERVABLE) or now >= until:
                return
            time.sleep(min(POLL_SECONDS, max(0.0, until - now)))

    def look(self, started):
        try:
            self.site = read_site(self.client, self.environment)
        except RwsError as exc:
            self.state, self.reason = UNREACHABLE if isinstance(exc, NoNodeAnswers) else FAULT, str(exc)
            return
        self.reason = None
        self.state = NOT_OBSERVABLE if self.site is None else SHOWS if self._as_wanted() else OTHER
        if self.state == SHOWS:
            self.seconds = round(time.monotonic() - started, 1)

    def _as_wanted(self):
        return self.wanted is None or self.site == self.wanted

    def describe(self):
        return {"url": self.url, "state": self.state, "site": self.site, "seconds": self.seconds, "reason": self.reason}


def watch(this, urls, environment, site, seconds, patience):
    """Every node, followed for `seconds` at most, and for `patience` when it does not answer."""
    started = time.monotonic()
    this.tls.prepare(urls)
    watches = [
        Watch(url, make_client(this.params, False, [url], retries=0, tls=this.tls), environment, site) for url in urls
    ]
    try:
        with concurrent.futures.ThreadPoolExecutor(max_workers=max(1, len(watches))) as pool:
            for future in [pool.submit(w.follow, started, started + seconds, started + patience) for w in watches]:
                future.result()
    finally:
        for one in watches:
            one.client.close()
    return [one.describe() for one in watches]


def read_environments(this: Any) -> Dict[str, Any]:
    """The result of rws_environment_info."""
    found = this.read(lambda: environments(this.client), [])
    listed = [{"id": name, "uri": uri, "eservices_site": read_site(this.client, name)} for name, uri in found]
    return {"changed": False, "environments": listed, "node": this.client.last_node}
