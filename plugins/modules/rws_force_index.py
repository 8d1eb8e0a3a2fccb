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
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment:
  - gir.multidc._rws
  - gir.multidc._rws.contact_center
  - gir.multidc._attributes
  - gir.multidc._attributes.action_group_rws
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: none
    details:
      - Indexing is an action; it is carried out at every run.
options:
  index:
    description:
      - Which recordings to index, in this order.
    type: list
    elements: str
    choices: [recordings, screen_recordings]
    default: [recordings, screen_recordings]
  from:
    description:
      - Start of the period, as milliseconds since the epoch (V(1369272257713)), as ISO 8601 with a zone
        (V(2013-05-23T01:24:17Z), V(2013-05-23T03:24:17+02:00)) or relative to now (V(-24h), V(-7d)).
    type: str
    required: true
  to:
    description:
      - End of the period, in the same forms, also V(now). Without it RWS indexes up to the newest recording.
    type: str
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
    type: bool
    default: false
  confirm_contact_center_id:
    description:
      - Must equal the identifier of the contact center when O(purge_old=true).
    type: str
"""

EXAMPLES = r"""
- name: Index the last day again in the backup data center
  gir.multidc.rws_force_index:
    url:
      - http://rws1.dc2.example.com:8080
      - http://rws2.dc2.example.com:8080
    url_username: ops
    url_password: "{{ gir_rws_ops_password }}"
    from: -24h
    to: now
    rounding: outward

- name: Rebuild the voice index after an upgrade with a new schema
  gir.multidc.rws_force_index:
    url: [http://rws1.dc1.example.com:8080]
    url_username: ops
    url_password: "{{ gir_rws_ops_password }}"
    index: [recordings]
    from: 2020-01-01T00:00:00Z
    purge_old: true
    confirm_contact_center_id: 625a5cf1-dea8-4e46-b18b-831d4b254488
"""

RETURN = r"""
contact_center_id:
  description: The contact center; V(null) when it does not exist yet, see RV(assumed_new).
  returned: success
  type: str
  sample: 625a5cf1-dea8-4e46-b18b-831d4b254488
windows:
  description: What was indexed, one entry for each index.
  returned: success, and failure of a request to index
  type: list
  elements: dict
  contains:
    index:
      description: V(recordings) or V(screen_recordings).
      type: str
      returned: success
    from:
      description: Start in milliseconds since the epoch, rounded to the hour.
      type: int
      returned: success
    to:
      description: End in milliseconds since the epoch, rounded to the hour; V(null) when open.
      type: int
      returned: success
    from_iso:
      description: Start in UTC.
      type: str
      returned: success
    to_iso:
      description: End in UTC, or V(null).
      type: str
      returned: success
    outcome:
      description:
        - V(indexed) when RWS accepted the request, V(failed) when it refused, V(unknown) when nobody can tell,
          V(not started) after an earlier failure, V(predicted) in check mode.
      type: str
      returned: success
    message:
      description: Why the request failed, or V(null).
      type: str
      returned: success
  sample:
    - index: recordings
      from: 1369270800000
      to: 1369274400000
      from_iso: "2013-05-23T01:00:00Z"
      to_iso: "2013-05-23T02:00:00Z"
      outcome: indexed
      message: null
assumed_new:
  description: Whether the result was predicted for a new contact center, see O(unreachable=assume_new).
  returned: success
  type: bool
  sample: false
"""

from ansible_collections.gir.multidc.plugins.module_utils._module import Module
from ansible_collections.gir.multidc.plugins.module_utils._rws_index import force_index, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws_module import REQUIRED_TOGETHER, argument_spec, run


def main():
    module = Module(
        argument_spec=argument_spec(
            **{
                "contact_center_id": {"type": "str"},
                "index": {
                    "type": "list",
                    "elements": "str",
                    "choices": ["recordings", "screen_recordings"],
                    "default": ["recordings", "screen_recordings"],
                },
                "from": {"type": "str", "required": True},
                "to": {"type": "str"},
                "rounding": {"type": "str", "choices": ["nearest", "outward"], "default": "nearest"},
                "purge_old": {"type": "bool", "default": False},
                "confirm_contact_center_id": {"type": "str"},
            }
        ),
        required_together=REQUIRED_TOGETHER,
        supports_check_mode=True,
    )
    run(module, force_index, problems)


if __name__ == "__main__":
    main()
