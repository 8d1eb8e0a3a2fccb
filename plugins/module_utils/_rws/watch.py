# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eServices site as each RWS node shows it: private to this collection, may change at any time.

Every node is followed in a thread of its own, so that one that hangs delays neither the others nor the end.
"""

import concurrent.futures
import time
from typing import Any, Dict, Optional
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    NOT_OBSERVABLE,
    confirmed,
    failed,
    not_observable,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws import undocumented
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import environments
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import make_client

FIELD = "eServicesSite"
POLL_SECONDS = 1.0
# A node of a data center that is down never answers; one that was only busy does within a few looks.
LOOKS_AT_A_SILENT_NODE = 4

SHOWS = "shows the site"
OTHER = "shows another site"
UNREACHABLE = "no answer"
FAULT = "answers with an error"


def environment_path(identifier):
    return "/ops/genesys-environments/" + quote(identifier or "", safe="")


def read_site(client, identifier):
    """The site that RWS shows for an environment. That it does is not documented: ask with `undocumented`."""
    path = environment_path(identifier)
    answer = client.get(path)
    for holder in [answer] + [part for part in answer.values() if isinstance(part, dict)]:
        if isinstance(holder.get(FIELD), str) and holder[FIELD]:
            return holder[FIELD]
    text = "RWS node %s answers GET /api/v2%s, but shows no %s there."
    raise RwsError(text % (client.last_node, path, FIELD), http_status=200)


def site_of(identifier: Optional[str]) -> str:
    """What a site that nobody can tell is called."""
    return "Which eServices site the Genesys environment %s uses" % identifier


class Watch:
    """What one node has shown so far; `site` is the one it should show, None when any will do."""

    def __init__(self, url, client, environment, site):
        self.url = url
        self.client = client
        self.environment = environment
        self.wanted = site
        self.state = UNREACHABLE
        self.site = None
        self.reason: Any = None
        self.seconds = None
        # Whether looking again would tell nothing new.
        self.final = False

    def follow(self, started, deadline, silent_until, hidden_until):
        """Look until the node shows the site or the time is over. Afterwards the state tells.

        A node that does not answer, and one that may show its site but does not now, have limits of their own.
        """
        limits = {UNREACHABLE: silent_until, NOT_OBSERVABLE: hidden_until}
        while True:
            self.look(started, deadline)
            now = time.monotonic()
            until = limits.get(self.state, deadline)
            if self.state == SHOWS or self.final or now >= until:
                return
            time.sleep(min(POLL_SECONDS, max(0.0, until - now)))

    def look(self, started, deadline):
        self.client.limit(deadline - time.monotonic())
        try:
            # A documented question tells a node that hides its site from one that does not work.
            environments(self.client)
        except RwsError as exc:
            self.state, self.reason = UNREACHABLE if isinstance(exc, NoNodeAnswers) else FAULT, str(exc)
            return
        # The second question has only what the first one left.
        self.client.limit(deadline - time.monotonic())
        self.site, self.reason = undocumented.ask(self.client, self._read)
        self.state = NOT_OBSERVABLE if self.site is None else SHOWS if self._as_wanted() else OTHER
        if self.state == SHOWS:
            self.seconds = round(time.monotonic() - started, 1)

    def _read(self) -> Any:
        try:
            return read_site(self.client, self.environment)
        except RwsError as exc:
            self.final = exc.lasting
            raise

    def _as_wanted(self):
        return self.wanted is None or self.site == self.wanted

    def describe(self):
        seen = {"url": self.url, "state": self.state, "site": self.site, "seconds": self.seconds, "reason": self.reason}
        if self.state == SHOWS:
            return dict(seen, **confirmed())
        if self.state == OTHER:
            return dict(seen, **failed("It still shows the site '%s'." % self.site))
        return dict(seen, **not_observable(self.reason))


def watch(this, urls, environment, site, seconds, silent, hidden):
    """Every node, followed for `seconds` at most, for `silent` when it does not answer, for `hidden` when it may not
    show its site."""
    started = time.monotonic()
    this.tls.prepare(urls)
    watches = [
        Watch(url, make_client(this.params, False, [url], retries=0, tls=this.tls), environment, site) for url in urls
    ]
    try:
        with concurrent.futures.ThreadPoolExecutor(max_workers=max(1, len(watches))) as pool:
            limits = [started + limit for limit in (seconds, silent, hidden)]
            for future in [pool.submit(w.follow, started, *limits) for w in watches]:
                future.result()
    finally:
        for one in watches:
            one.client.close()
    nodes = [one.describe() for one in watches]
    for node in nodes:
        if node["observation"] == NOT_OBSERVABLE:
            this.unknown("Which eServices site %s uses" % node["url"], node["reason"])
    return nodes


def read_environments(this: Any) -> Dict[str, Any]:
    """The result of rws_environment_info."""
    found = this.read(lambda: environments(this.client), [])
    listed = [
        {
            "id": name,
            "uri": uri,
            "eservices_site": this.observe(site_of(name), lambda shown=name: read_site(this.client, shown)),
        }
        for name, uri in found
    ]
    return {"changed": False, "environments": listed, "node": this.client.last_node}
