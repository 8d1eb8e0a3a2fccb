# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eServices (multimedia) site of a Genesys environment: private to this collection, may change at any time."""

import re
import time
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._http import Address
from ansible_collections.gir.multidc.plugins.module_utils._rws_client import NoNodeAnswers, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws_module import environment_id, make_client

SITE_NAME = re.compile(r"^[A-Za-z0-9_@ ]+$")
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
        if exc.http_status in (404, 405):
            return None
        raise
    for holder in [answer] + [part for part in answer.values() if isinstance(part, dict)]:
        if isinstance(holder.get(FIELD), str) and holder[FIELD]:
            return holder[FIELD]
    return None


def problems(params):
    found = []
    if not SITE_NAME.match(params["site"]) or params["site"] != params["site"].strip():
        text = (
            "site is '%s'; a site name consists of letters, digits, underscore, @ and space. "
            "Give the siteName of the target data center."
        )
        found.append(text % params["site"])
    for url in params["verify_urls"] or []:
        try:
            Address(url)
        except ValueError as exc:
            found.append("verify_urls: %s" % exc)
    delay = params["monitoring_delay"]
    if delay is not None and delay < 0:
        found.append("monitoring_delay is %d; it must not be negative." % delay)
    if params["wait"] and params["wait_timeout"] <= (delay or 0):
        text = (
            "wait_timeout (%d) must be greater than monitoring_delay (%d): "
            "a node looks for a new site only every drMonitoringDelay seconds."
        )
        found.append(text % (params["wait_timeout"], delay or 0))
    return found


def ensure_site(this):
    started = time.monotonic()
    site = this.params["site"]
    environment = environment_id(this)
    previous = this.read(lambda: read_site(this.client, environment), None)
    changed = previous != site
    if changed and not this.check_mode:
        _switch(this.client, environment, site, this.params["monitoring_delay"])
    result = {
        "changed": changed,
        "site": site,
        "previous_site": previous,
        "environment_id": environment,
        "nodes": [],
        "diff": {"before": {"eservices_site": previous}, "after": {"eservices_site": site}},
    }
    if this.params["wait"] and not this.check_mode:
        waiting = time.monotonic()
        result["nodes"] = _wait(this, environment, site, changed)
        result["failure"] = _verdict(this, result["nodes"], site, changed, time.monotonic() - waiting)
    result["seconds"] = round(time.monotonic() - started, 1)
    return result


def _switch(client, environment, site, delay):
    path = environment_path(environment) + "/multimedia-switch"

    def confirm():
        """A node may show the new site only after drMonitoringDelay: until then, "not yet" proves nothing."""
        deadline = time.monotonic() + (delay or 0) + POLL_SECONDS
        while True:
            now = read_site(client, environment)
            if now is None or now == site:
                return None if now is None else True
            if delay is None:
                return None
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS / 4)

    client.write(
        "POST",
        path,
        {FIELD: site},
        confirm=confirm,
        find_out="Look at the eServices site in the log of the RWS nodes; asking for the same site again does no harm.",
    )


class _Watch:
    """What one node has shown so far."""

    def __init__(self, url, client):
        self.url = url
        self.client = client
        self.state = UNREACHABLE
        self.site = None
        self.reason = None
        self.seconds = None

    def look(self, environment, site, started):
        try:
            self.site = read_site(self.client, environment)
        except RwsError as exc:
            self.state, self.reason = UNREACHABLE if isinstance(exc, NoNodeAnswers) else FAULT, str(exc)
            return
        self.reason = None
        self.state = NOT_OBSERVABLE if self.site is None else SHOWS if self.site == site else OTHER
        if self.state == SHOWS:
            self.seconds = round(time.monotonic() - started, 1)

    def describe(self):
        return {"url": self.url, "state": self.state, "site": self.site, "seconds": self.seconds, "reason": self.reason}


def _wait(this, environment, site, changed):
    """Poll every node until it shows the site; where nodes cannot show it, wait for drMonitoringDelay to pass.

    A silent node is waited for when it was named in verify_urls; otherwise it is only looked at for a while.
    """
    started = time.monotonic()
    deadline = started + this.params["wait_timeout"]
    urls = this.params["verify_urls"] or this.params["url"]
    patience = max(this.params["monitoring_delay"] or 0, LOOKS_AT_A_SILENT_NODE * POLL_SECONDS)
    silent_until = deadline if this.params["verify_urls"] else started + patience
    watches = [_Watch(url, make_client(this.params, False, [url], retries=0)) for url in urls]
    try:
        pending = watches
        while pending:
            for watch in pending:
                watch.look(environment, site, started)
            waited_for = (OTHER, FAULT, UNREACHABLE) if time.monotonic() < silent_until else (OTHER, FAULT)
            pending = [watch for watch in pending if watch.state in waited_for]
            left = deadline - time.monotonic()
            if not pending or left <= 0:
                break
            time.sleep(min(POLL_SECONDS, left))
    finally:
        for watch in watches:
            watch.client.close()
    if changed and any(watch.state == NOT_OBSERVABLE for watch in watches):
        _sit_out(this, started)
    return [watch.describe() for watch in watches]


def _sit_out(this, started):
    delay = this.params["monitoring_delay"]
    if delay is None:
        this.warn(
            "RWS does not show the eServices site and monitoring_delay is not given, "
            "so nobody waited for the nodes to follow. "
            "Give monitoring_delay the value of drMonitoringDelay in application.yaml."
        )
        return
    left = delay - (time.monotonic() - started)
    if left > 0:
        time.sleep(left)


def _why_late(node):
    return node["reason"].rstrip(".") if node["reason"] else "still shows '%s'" % node["site"]


def _verdict(this, nodes, site, changed, seconds):
    late = [node for node in nodes if node["state"] in (OTHER, FAULT, UNREACHABLE)]
    silent = [node["url"] for node in late if node["state"] == UNREACHABLE]
    if silent and not this.params["verify_urls"] and len(silent) == len(late) < len(nodes):
        this.warn(
            "%s did not answer, so nobody knows which site it uses; it reads the new one within drMonitoringDelay "
            "after it is back. Name nodes in verify_urls to make the task fail without them." % ", ".join(silent)
        )
        return None
    if not late:
        return None
    told = "; ".join("%s: %s" % (node["url"], _why_late(node)) for node in late)
    first = "RWS accepted the site '%s'" % site if changed else "The site '%s' was requested before" % site
    return (
        "%s, but after %d seconds %d of %d nodes do not show it: %s. "
        "Check these nodes, or name only living nodes in verify_urls."
        % (
            first,
            seconds,
            len(late),
            len(nodes),
            told,
        )
    )
