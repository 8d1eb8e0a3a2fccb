#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_recording_hold
short_description: Protect recordings from deletion in Interaction Recording Web Services
version_added: 0.1.0
description:
  - Places a legal hold on recordings, C(POST /api/v2/recordings/<id>) with C(applyNonDelete). What is protected cannot
    be deleted by a purge rule, by SpeechMiner or by the API. RWS wants a user with the Contact Center Admin role, or
    one with the permission C(RECORDING_PERMISSION_APPLY_NON_DELETE), as O(admin_username).
  - A hold covers the voice recording and the screen recordings that are linked to it at that moment. One that Muxer
    makes later is unprotected until the hold is applied again. Role C(hold_keeper) does so for what
    C(gir_recording_holds) names.
  - Every recording has an outcome of its own, and one that fails does not stop the others. The task fails when any of
    them could not be protected, or when RWS may have more of them than it showed.
  - What a hold needs is looked at before anything is sent, and all that is missing is said at once.
  - No page of the vendor names the mark of a protected recording. Where O(recording_names.held) gives it, the module
    protects only what is not protected, and reads the mark again afterwards. Otherwise it sends the request at every
    run, which does no harm, and reports a change.
  - An interrupted request is sent once more, because what is protected already is protected again.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.contact_center,
                                 gir.multidc._rws.recording_query, gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: partial
    details:
      - Idempotent where O(recording_names.held) names the mark that RWS shows. Otherwise every run sends the request
        and reports a change.
options:
  recording_ids:
    description:
      - Identifiers of the recordings.
      - Give either these or O(query) with O(from) and O(to).
    type: list
    elements: str
    default: []
  state:
    description:
      - V(held) protects the recordings.
      - V(released) ends the protection. This is a legal decision, so it needs O(release_operation), O(released_by) and
        O(reason), and takes O(recording_ids) only, because a query finds recordings of other matters as well.
    type: str
    choices: [held, released]
    default: held
  receiver_locations:
    description:
      - Node paths of the recordings, such as V(/US/NY), whose Interaction Receivers a hold needs. Without any, one
        Interaction Receiver of any location is enough.
    type: list
    elements: str
    default: []
  require_prerequisites:
    description:
      - Whether to refuse when RWS shows that a prerequisite is missing. With V(false) the module warns and sends the
        requests all the same.
    type: bool
    default: true
  release_operation:
    description:
      - C(operationName) that ends the protection. The vendor has one, and no page that can be read names it, so there
        is no default.
    type: str
  released_by: {description: Name of the person who decided on the release., type: str}
  reason: {description: Why the recordings need no protection any more., type: str}
notes:
  - A release is final for all matters that need the recording. Nothing of this collection ever releases by itself.
seealso:
  - module: gir.multidc.rws_recordings_info
"""

EXAMPLES = r"""
# Connection and accounts stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Protect two recordings
  gir.multidc.rws_recording_hold:
    recording_ids: [011AP643CSAPR4FKQGQE31TAES00029V, 011AP643CSAPR4FKQGQE31TAES0002A1]
    receiver_locations: [/US/NY]

- name: Protect every call of a number in October
  gir.multidc.rws_recording_hold:
    query: {callerPhoneNumber: "1555*"}
    from: 2026-10-01T00:00:00Z
    to: 2026-11-01T00:00:00Z
  register: held

- name: Release a recording, with the operation that the vendor named
  gir.multidc.rws_recording_hold:
    recording_ids: [011AP643CSAPR4FKQGQE31TAES00029V]
    state: released
    release_operation: "{{ release_operation_of_the_vendor }}"
    released_by: Jane Doe
    reason: matter 2026-17 is closed
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
contact_center_id: {description: The contact center; V(null) for a new one., returned: success, type: str}
prerequisites:
  description: What a hold needs, and whether it is there.
  returned: success, and failure after they were looked at
  type: list
  elements: dict
  contains:
    name:
      description: One of V(schema), V(interaction-receiver) and V(permission).
      type: str
      returned: success
    location: {description: "Location of the Interaction Receiver, or V(null).", returned: success, type: str}
    observation: {description: "V(confirmed), V(failed) or V(not observable).", returned: success, type: str}
    observation_reason: {description: "Why it is not confirmed, or V(null).", returned: success, type: str}
recordings:
  description: What became of each recording.
  returned: success, and failure after the request
  type: list
  elements: dict
  contains:
    recording: {description: Identifier of the recording., returned: success, type: str}
    outcome:
      description:
        - V(held) when RWS took the request, V(already held) when its mark was there before, V(released), V(predicted)
          in check mode.
        - V(not found), V(refused), V(unknown) when it is not known whether the request was executed, V(not sent) when a
          request before it failed in a way that holds for all.
      type: str
      returned: success
    reason: {description: "Why it is not as asked, or V(null).", returned: success, type: str}
  sample:
    - recording: 011AP643CSAPR4FKQGQE31TAES00029V
      outcome: held
      reason: null
counts: {description: "How many recordings have each outcome.", returned: as RV(recordings), type: dict}
complete: {description: Whether the query certainly found all., returned: as RV(recordings), type: bool}
observation:
  description:
    - V(confirmed) when RWS took the request for each recording, or showed its mark; V(failed) when one is not
      protected; V(not observable) in check mode, when the outcome of a request is not known, and when there may be more
      recordings.
  returned: as RV(recordings)
  type: str
observation_reason: {description: "Why not, or V(null) when confirmed.", returned: as RV(recordings), type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.holding import ensure_hold, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import CONTACT_CENTER, change
from ansible_collections.gir.multidc.plugins.module_utils._rws.recording_query import QUERY


def main():
    options = {
        "recording_ids": {"type": "list", "elements": "str", "default": []},
        "state": {"type": "str", "choices": ["held", "released"], "default": "held"},
        "receiver_locations": {"type": "list", "elements": "str", "default": []},
        "require_prerequisites": {"type": "bool", "default": True},
        "release_operation": {"type": "str"},
        "released_by": {"type": "str"},
        "reason": {"type": "str"},
    }
    change(ensure_hold, dict(CONTACT_CENTER, **dict(QUERY, **options)), problems)


if __name__ == "__main__":
    main()
