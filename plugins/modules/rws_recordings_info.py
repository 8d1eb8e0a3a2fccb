#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_recordings_info
short_description: Find recordings in Interaction Recording Web Services
version_added: 0.1.0
description:
  - Lists the voice recordings that Interaction Recording Web Services (RWS) finds by a query, C(GET
    /api/v2/recordings). RWS wants a user with the Contact Center Admin role for it, O(admin_username).
  - RWS returns 100 recordings at most. Newer releases add a link to the next ones, which is followed. Where there is
    none, the period is asked for again in halves, until fewer than 100 come back. What may still be missing is never
    cut off silently, see RV(complete).
  - A recording belongs to the period when any part of it lies there.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.recording_query,
                                 gir.multidc._attributes.reads]
options:
  limit:
    description: Greatest number of recordings to return. When there are more, RV(complete) is V(false).
    type: int
notes:
  - Give O(query), O(from) or both, because RWS refuses to list all recordings.
seealso:
  - module: gir.multidc.rws_recording_hold
"""

EXAMPLES = r"""
# Connection and accounts stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Find the calls of a number in October
  gir.multidc.rws_recordings_info:
    query: {callerPhoneNumber: "1555*"}
    from: 2026-10-01T00:00:00Z
    to: 2026-11-01T00:00:00Z
  register: calls

- name: Go on only with all of them
  ansible.builtin.assert:
    that: calls.complete
    fail_msg: "{{ calls.observation_reason }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
recordings:
  description: The recordings, in the order of time.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: Identifier of the recording., returned: success, type: str}
    start: {description: "Start in UTC; V(null) when RWS shows addresses only.", returned: success, type: str}
    stop: {description: "End in UTC, or V(null).", returned: success, type: str}
    region: {description: "Region of the recording, or V(null).", returned: success, type: str}
    media_files: {description: "How many media files it has, or V(null).", returned: success, type: int}
    screen_recordings:
      description: Identifiers of its screen recordings; V(null) where nobody can tell, see O(recording_names).
      returned: success
      type: list
      elements: str
    labels: {description: "Its labels, or V(null).", returned: success, type: list, elements: str}
    held: {description: "Whether it is protected from deletion, or V(null).", returned: success, type: bool}
  sample:
    - id: 011AP643CSAPR4FKQGQE31TAES00029V
      start: "2015-09-10T16:58:22Z"
      stop: "2015-09-10T16:58:34Z"
      region: /US/NY
      media_files: 1
      screen_recordings: null
      labels: null
      held: null
count: {description: How many recordings were found., returned: success, type: int, sample: 1}
requests: {description: "How many requests the search took, its pages included.", returned: success, type: int}
complete: {description: Whether these are certainly all that RWS has., returned: success, type: bool}
observation:
  description: V(confirmed) when RV(complete), else V(not observable).
  returned: success
  type: str
observation_reason: {description: "Why there may be more, or V(null).", returned: success, type: str}
node: {description: Address of the node that answered; V(null) when none did., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read
from ansible_collections.gir.multidc.plugins.module_utils._rws.recording_query import (
    QUERY,
    read_problems,
    read_recordings,
)


def main():
    read(read_recordings, dict(QUERY, limit={"type": "int"}), read_problems)


if __name__ == "__main__":
    main()
