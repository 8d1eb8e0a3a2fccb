# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eServices (multimedia) site of a Genesys environment: private to this collection, may change at any time."""

import re
import time
from typing import Any, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common import observation
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address
from ansible_collections.gir.multidc.plugins.module_utils._rws import epoch_record as records
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import environment_id
from ansible_collections.gir.multidc.plugins.module_utils._rws.watch import (
    FAULT,
    FIELD,
    LOOKS_AT_A_SILENT_NODE,
    NOT_OBSERVABLE,
    OTHER,
    POLL_SECONDS,
    SHOWS,
    UNREACHABLE,
    environment_path,
    read_site,
    site_of,
    watch,
)

OWN_PROBE = " A probe of your own for the question eservices_site in gir_probe_commands can answer it."
SITE_NAME = re.compile(r"^[A-Za-z0-9_@ ]+$")


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
    for number, record in enumerate(params["records"] or []):
        reason = records.problem(record)
        if reason:
            text = "records[%d] is no record of an eServices switch: %s. Give what this module returned as record."
            found.append(text % (number, reason))
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
    params, site = this.params, this.params["site"]
    environment = environment_id(this)
    ledger = records.Ledger(params["record_path"], params["records"] or [], environment)
    shown = _shown(this, environment)
    previous, source = _previous(shown, ledger, params["recorded_site"] or None, site)
    changed = previous != site
    failure = None
    if changed and this.check_mode:
        ledger.require_writable()
    elif changed:
        _request(this, ledger, environment, site, shown)
    if not this.check_mode:
        failure = _settle(ledger, site, changed)
    result = {
        "changed": changed,
        "site": site,
        "previous_site": previous,
        "previous_site_source": source,
        "environment_id": environment,
        "record": ledger.newest,
        "nodes": [],
        "diff": {"before": {"eservices_site": previous}, "after": {"eservices_site": site}},
    }
    if params["wait"] and not this.check_mode:
        waiting = time.monotonic()
        result["nodes"] = _wait(this, environment, site, changed)
        verdict = _verdict(this, result["nodes"], site, changed, time.monotonic() - waiting)
        result.update(_observed(params, result["nodes"], changed, verdict))
        failure = failure or verdict
    elif this.check_mode:
        result.update(observation.not_observable("In check mode nothing is sent, so nobody looked at the nodes."))
    else:
        result.update(observation.not_observable("wait is false, so nobody looked whether the nodes follow."))
    result["failure"] = failure
    result["seconds"] = round(time.monotonic() - started, 1)
    return result


def _shown(this: Any, environment: Optional[str]) -> Any:
    """The site that RWS shows, or None."""
    return this.observe(site_of(environment), lambda: read_site(this.client, environment))


def _previous(shown, ledger, recorded, site):
    """(site, source): what is in use as far as anybody can tell.

    A node shows a site that it has adopted, and may be about to leave it for one that was requested a moment ago: that
    the wanted site is in use is believed only when the record of the last request, where there is one, says so too.
    What `recorded` names outweighs the records.
    """
    last = recorded or ledger.site
    if shown is None or (shown == site and (recorded or ledger.newest) is not None and last != site):
        return last, "unknown" if last is None else "record"
    return shown, "rws"


def _settle(ledger, site, requested):
    """Write the record; a sentence when that fails after RWS has taken the request."""
    try:
        ledger.settle(site, requested)
    except RwsError as exc:
        if not requested:
            return str(exc)
        return "RWS accepted the site '%s', but the record of it could not be written. %s" % (site, exc)
    return None


def _request(this, ledger, environment, site, shown):
    """Send the request; the record never claims more than is known, whatever happens in between."""
    ledger.begin()
    try:
        _switch(this, environment, site, shown)
    except RwsError as exc:
        if not exc.uncertain:
            ledger.undo()
        else:
            exc.details.update(observation.not_observable("It is not known whether RWS took the request."))
        raise


def _switch(this, environment, site, shown):
    delay = this.params["monitoring_delay"]
    path = environment_path(environment) + "/multimedia-switch"

    def confirm():
        """A node may show the new site only after drMonitoringDelay: until then, "not yet" proves nothing."""
        if shown == site:  # so it did before the request, which proves nothing either
            return None
        deadline = time.monotonic() + _beyond(delay or 0)
        while True:
            now = _shown(this, environment)
            if now is None or now == site:
                return None if now is None else True
            if delay is None:
                return None
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS / 4)

    this.client.write(
        "POST",
        path,
        {FIELD: site},
        confirm=confirm,
        find_out="Look at the eServices site in the log of the RWS nodes; asking for the same site again does no harm.",
    )


def _wait(this, environment, site, changed):
    """Follow every node until it shows the site; where nodes cannot show it, wait for drMonitoringDelay to pass.

    A silent node is waited for when it was named in verify_urls; otherwise it is only looked at for a while.
    """
    started = time.monotonic()
    params = this.params
    seconds, looks = params["wait_timeout"], LOOKS_AT_A_SILENT_NODE * POLL_SECONDS
    patience = min(seconds, max(_beyond(params["monitoring_delay"] or 0), looks))
    silent = seconds if params["verify_urls"] else patience
    hidden = patience if changed else looks
    nodes = watch(this, params["verify_urls"] or params["url"], environment, site, seconds, silent, hidden)
    if changed and any(node["state"] == NOT_OBSERVABLE for node in nodes):
        _sit_out(this, started)
    return nodes


def _beyond(delay: float) -> float:
    """Longer than the delay: a node that has just looked when the request comes looks again only after all of it."""
    return delay + POLL_SECONDS


def _sit_out(this, started):
    delay = this.params["monitoring_delay"]
    if delay is None:
        this.warn(
            "RWS does not show the eServices site and monitoring_delay is not given, "
            "so nobody waited for the nodes to follow. "
            "Give monitoring_delay the value of drMonitoringDelay in application.yaml."
        )
        return
    left = _beyond(delay) - (time.monotonic() - started)
    if left > 0:
        time.sleep(left)


def _why_late(node):
    if node["state"] == NOT_OBSERVABLE:
        return "shows no site, although others do"
    return node["reason"].rstrip(".") if node["reason"] else "still shows '%s'" % node["site"]


def _verdict(this, nodes, site, changed, seconds):
    late = [node for node in nodes if node["state"] in (OTHER, FAULT, UNREACHABLE)]
    if this.params["verify_urls"] and any(node["state"] == SHOWS for node in nodes):
        # Where the others show their site, one that does not is no RWS, or one that does not work.
        late += [node for node in nodes if node["state"] == NOT_OBSERVABLE]
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


def _observed(
    params: Dict[str, Any], nodes: List[Dict[str, Any]], changed: bool, verdict: Optional[str]
) -> observation.Observation:
    """The answer about all nodes together."""
    if verdict:
        return observation.failed(verdict)
    hidden = [node for node in nodes if node["observation"] != observation.CONFIRMED]
    if not hidden:
        return observation.confirmed()
    told = "; ".join("%s: %s" % (node["url"], node["observation_reason"].rstrip(".")) for node in hidden)
    if not changed:
        waited = "No request was sent, because it is known as the last one"
    elif params["monitoring_delay"] is None:
        waited = "monitoring_delay is not given, so nobody waited for them to follow"
    else:
        waited = "The module waited longer than monitoring_delay (%d seconds)" % params["monitoring_delay"]
    text = "%d of %d nodes do not show their site: %s. %s"
    reason = sentence(text % (len(hidden), len(nodes), told, waited))
    if any(node["state"] == NOT_OBSERVABLE for node in hidden):
        reason += OWN_PROBE
    return observation.not_observable(reason)


def read_switch(this):
    """What each node shows, one look each, for rws_multimedia_switch_info."""
    environment = environment_id(this)
    params = this.params
    nodes = [] if this.assumed_new else watch(this, params["url"], environment, None, params["timeout"], 0, 0)
    sites = {node["site"] for node in nodes if node["site"] is not None}
    return {
        "changed": False,
        "environment_id": environment,
        "site": sites.pop() if len(sites) == 1 else None,
        "nodes": nodes,
    }
