#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_force_index
short_description: Re-index recordings in Interaction Recording Web Services
version_added: 0.1.0
description:
  - Makes Interaction Recording Web Services (RWS) index recordings of a period again, C(forceIndex) on
    C(/api/v2/ops/contact-centers/<id>/recordings) and C(/screen-recordings). The vendor recommends to do so daily in
    the backup data center, so that its Elasticsearch index is complete when it is needed.
  - RWS rounds both ends of the period to the nearest hour and works on at least one hour. The module rounds itself and
    sends whole hours, so that RV(windows) shows exactly what RWS indexes. A period that rounding would make empty
    becomes the whole hours around it.
  - With O(window) a long period is sent in pieces, so that no single request runs for hours and a failure costs only
    its own piece. The pieces are whole hours, without a gap and without an overlap.
  - RV(windows) says what became of every piece. Given to O(resume), it lets the next run do only what is left.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: none
    details: Indexing is an action; it is carried out at every run.
options:
  index:
    description: Which recordings to index, in this order.
    type: list
    elements: str
    choices: [recordings, screen_recordings]
    default: [recordings, screen_recordings]
  from:
    description:
      - Start of the period, as milliseconds since the epoch (V(1369272257713)), as ISO 8601 with a zone
        (V(2013-05-23T01:24:17Z), V(2013-05-23T03:24:17+02:00)) or relative to now (V(-24h), V(-7d)).
      - Exactly one of O(from) and O(resume) is required.
    type: str
  to:
    description:
      - End of the period, in the same forms, also V(now). Without it RWS indexes up to the newest recording, and the
        last window is open.
    type: str
  window:
    description:
      - Greatest length of one request, in whole hours, V(6h), days, V(1d), or weeks, V(1w).
      - Without it the period is one request for each index.
    type: str
  concurrency:
    description:
      - How many requests may be under way at the same time, between 1 and 16. Indexing loads Cassandra and
        Elasticsearch, so raise it with care.
    type: int
    default: 1
  on_failure:
    description:
      - Whether to V(stop) when a request fails, or to V(continue) with the other windows. The task fails in any case.
      - When the old index of O(purge_old) could not be deleted, that index is not rebuilt either way.
    type: str
    choices: [stop, continue]
    default: stop
  resume:
    description:
      - The RV(windows) that an earlier run returned. Those that were indexed are left out, the others are sent as they
        were. A window whose outcome is unknown is sent again, which does no harm.
      - Replaces O(index), O(from), O(to), O(window) and O(rounding).
    type: list
    elements: dict
    suboptions:
      index: {description: Which recordings., type: str, choices: [recordings, screen_recordings], required: true}
      from: {description: "Start in milliseconds since the epoch, a whole hour.", type: int, required: true}
      to:
        description: End in milliseconds since the epoch, a whole hour. Open when it is V(null) or left out.
        type: int
      purge_old: {description: Whether this window deletes the old index first., type: bool, default: false}
      outcome:
        description: What became of it.
        type: str
        choices: [not started, predicted, indexed, failed, unknown]
        required: true
      from_iso: {description: Not used., type: str}
      to_iso: {description: Not used., type: str}
      reason: {description: Not used., type: str}
  rounding:
    description:
      - V(nearest) rounds both ends to the nearest hour, as RWS does. A start of 10:40 becomes 11:00.
      - V(outward) rounds the start down and the end up, so that nothing of the period is left out.
    type: str
    choices: [nearest, outward]
    default: nearest
  purge_old:
    description:
      - Whether RWS deletes the old index first. This is needed when a new version of RWS has a new index schema.
      - Until the index is rebuilt, recordings outside the period cannot be found.
      - With O(window) only the first window of each index deletes, and the others wait for it.
    type: bool
    default: false
  confirm_contact_center_id:
    description: Must equal the identifier of the contact center when O(purge_old=true).
    type: str
"""

EXAMPLES = r"""
# The account stands in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows. The addresses are those
# of the data center whose index it is.
- name: Index the last day again in the backup data center
  gir.multidc.rws_force_index:
    url:
      - http://rws1.dc2.example.com:8080
      - http://rws2.dc2.example.com:8080
    from: -24h
    to: now
    rounding: outward

- name: Index a year again
  module_defaults:
    gir.multidc.rws_force_index:
      url:
        - http://rws1.dc2.example.com:8080
        - http://rws2.dc2.example.com:8080
  block:
    - name: Index it in pieces of one day, two at a time, and go on when one fails
      gir.multidc.rws_force_index:
        from: 2025-01-01T00:00:00Z
        to: 2026-01-01T00:00:00Z
        window: 1d
        concurrency: 2
        on_failure: continue
      register: year
  rescue:
    - name: Try once more what failed
      gir.multidc.rws_force_index:
        resume: "{{ year.windows }}"

- name: Rebuild the voice index after an upgrade with a new schema
  gir.multidc.rws_force_index:
    url: [http://rws1.dc1.example.com:8080]
    index: [recordings]
    from: 2020-01-01T00:00:00Z
    purge_old: true
    confirm_contact_center_id: 625a5cf1-dea8-4e46-b18b-831d4b254488
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
windows:
  description: What was indexed, an entry for each window of each index.
  returned: success, and failure of a request to index
  type: list
  elements: dict
  contains:
    index: {description: V(recordings) or V(screen_recordings)., returned: success, type: str}
    from: {description: "Start in milliseconds since the epoch, rounded to the hour.", returned: success, type: int}
    to:
      description: End in milliseconds since the epoch, rounded to the hour; V(null) when open.
      type: int
      returned: success
    from_iso: {description: Start in UTC., returned: success, type: str}
    to_iso: {description: "End in UTC, or V(null).", returned: success, type: str}
    purge_old: {description: Whether this window deletes the old index first., returned: success, type: bool}
    outcome:
      description:
        - V(indexed) when RWS accepted the request, now or in the run that is resumed, V(failed) when it did not,
          V(unknown) when nobody can tell, V(not started) after an earlier failure, V(predicted) in check mode.
      type: str
      returned: success
    reason: {description: "Why the request failed or was not sent, or V(null).", returned: success, type: str}
  sample:
    - index: recordings
      from: 1369270800000
      to: 1369274400000
      from_iso: "2013-05-23T01:00:00Z"
      to_iso: "2013-05-23T02:00:00Z"
      purge_old: false
      outcome: indexed
      reason: null
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.force_index import force_index, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.index import OUTCOMES, RESOURCES
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, change


def main():
    index = {"type": "str", "choices": list(RESOURCES)}
    window = {
        "index": dict(index, required=True),
        "from": {"type": "int", "required": True},
        "to": {"type": "int"},
        "purge_old": {"type": "bool", "default": False},
        "outcome": {"type": "str", "choices": list(OUTCOMES), "required": True},
        "from_iso": {"type": "str"},
        "to_iso": {"type": "str"},
        "reason": {"type": "str"},
    }
    options = {
        "index": dict(index, type="list", elements="str", default=["recordings", "screen_recordings"]),
        "from": {"type": "str"},
        "to": {"type": "str"},
        "window": {"type": "str"},
        "concurrency": {"type": "int", "default": 1},
        "on_failure": {"type": "str", "choices": ["stop", "continue"], "default": "stop"},
        "resume": {"type": "list", "elements": "dict", "options": window},
        "rounding": {"type": "str", "choices": ["nearest", "outward"], "default": "nearest"},
        "purge_old": {"type": "bool", "default": False},
        "confirm_contact_center_id": {"type": "str"},
    }
    either = [("from", "resume")]
    change(
        force_index, dict(CONTACT_CENTER, **options), problems, required_one_of=either, mutually_exclusive=either
    )


if __name__ == "__main__":
    main()
