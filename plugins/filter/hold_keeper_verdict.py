# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the hold keeper works."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._components.hold_keeper_status import verdict
from ansible_collections.gir.multidc.plugins.plugin_utils._components.program_status import Found, NoStatus
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.recording_holds import read

DOCUMENTATION = r"""
name: hold_keeper_verdict
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Judges whether the hold keeper works
description:
  - Judges the status file that the program of role P(gir.multidc.hold_keeper#role) writes.
  - Used by the playbook C(gir.multidc.verify). Fails when what is given is no such status.
positional: host, holds, max_age_hours
options:
  _input:
    description:
      - V(installed) is when the configuration was written, in seconds since 1970, and V(status) is the text of the
        status file. Both are V(null) where there is no such file.
    type: dict
    required: true
  host: {description: "The host that runs the keeper, as the inventory names it.", type: str, required: true}
  holds: {description: The variable C(gir_recording_holds)., type: list, elements: dict, required: true}
  max_age_hours: {description: Hours after which the last success is too old., type: int, required: true}
"""

EXAMPLES = r"""
- name: Show whether the hold keeper works
  ansible.builtin.debug:
    msg: >-
      {{ {'installed': configuration.stat.mtime, 'status': status.content | b64decode}
         | gir.multidc.hold_keeper_verdict(inventory_hostname, gir_recording_holds, 26) }}
"""

RETURN = r"""
_value:
  description: The judgement.
  type: dict
  contains:
    answer:
      description:
        - V(confirmed) when the keeper works, V(failed) when it does not, V(not observable) while it has not run yet.
      type: str
    reason: {description: "Why it is not V(confirmed), as sentences.", type: str}
"""


def hold_keeper_verdict(found: dict[str, Any], host: str, holds: object, max_age_hours: int | str) -> dict[str, str]:
    """Return the judgement."""
    names = [hold.name for hold in read(holds)[0]]
    installed = Found(found["installed"], found["status"])
    try:
        answer, reason = verdict(installed, host, names, int(max_age_hours), time.time())
    except NoStatus:
        raise AnsibleFilterError("hold_keeper_verdict: this is no status of the hold keeper.") from None
    return {"answer": answer, "reason": reason}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., dict[str, str]]]:
        return {"hold_keeper_verdict": hold_keeper_verdict}
