# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Shows the requests that set the recording storage of a contact center, without sending them."""

from ansible_collections.gir.multidc.plugins.module_utils._rws_storage import SCREEN_GROUP, STORAGE, screen_wire
from ansible_collections.gir.multidc.plugins.module_utils._rws_voice import VOICE_PAYLOAD, voice_wire

DOCUMENTATION = r"""
name: storage_requests
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Shows the requests that set the recording storage of a contact center
description:
  - Returns the requests that M(gir.multidc.rws_storage) sends to a contact center that has no storage yet, for review.
  - Nothing is sent, and nothing is read.
positional: contact_center_id
options:
  _input:
    description: The locations, as M(gir.multidc.rws_storage) takes them.
    type: list
    elements: dict
    required: true
  contact_center_id:
    description: Identifier of the contact center.
    type: str
    required: true
  voice_payload:
    description: Names of the voice storage, as M(gir.multidc.rws_storage) takes them.
    type: dict
"""

EXAMPLES = r"""
- name: Show what would be sent
  ansible.builtin.debug:
    msg: "{{ locations | gir.multidc.storage_requests(gir_contact_center_id) }}"
  vars:
    locations:
      - location: /US/NY
        kind: screen
        url: https://dav.newyork.example.com/screens
        username: recorder
        password: secret
        active: true
"""

RETURN = r"""
_value:
  description: The requests in the order in which they are sent, each with C(method), C(path) and C(body).
  type: list
  elements: dict
"""


def _settings(group, locations):
    """One request for each location of a group of settings."""
    bodies = {}
    for item in locations:
        place = item["location"]
        bodies.setdefault(place, {"name": STORAGE, "location": place, "value": []})["value"].append(screen_wire(item))
    return [{"method": "POST", "path": "/api/v2/settings/" + group, "body": body} for body in bodies.values()]


def storage_requests(locations, contact_center_id, voice_payload=None):
    """Return the requests that set the storage of the locations."""
    names = dict(VOICE_PAYLOAD, **{name: value for name, value in (voice_payload or {}).items() if value is not None})
    voice = [item for item in locations if item["kind"] == "voice"]
    requests = _settings(SCREEN_GROUP, [item for item in locations if item["kind"] == "screen"])
    if names["style"] == "settings":
        return requests + _settings(names["group"], voice)
    if voice:
        path = f"/api/v2/ops/contact-centers/{contact_center_id}/settings/{names['group']}"
        body = {names["list"]: [voice_wire(item, names) for item in voice]}
        requests.append({"method": "PUT", "path": path, "body": body})
    return requests


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"storage_requests": storage_requests}
