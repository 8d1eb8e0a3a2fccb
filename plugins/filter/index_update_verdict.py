# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the daily index update works."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update_status import verdict
from ansible_collections.gir.multidc.plugins.plugin_utils._components.program_status import Found, NoStatus

DOCUMENTATION = r"""
name: index_update_verdict
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Judges whether the daily index update works
description:
  - Judges the status file that the program of role P(gir.multidc.index_update#role) writes.
  - Used by the playbook C(gir.multidc.verify). Fails when what is given is no such status.
positional: host, indexes, max_age_hours
options:
  _input:
    description:
      - V(installed) is when the configuration was written, in seconds since 1970, and V(status) is the text of the
        status file. Both are V(null) where there is no such file.
    type: dict
    required: true
  host: {description: "The host that runs the update, as the inventory names it.", type: str, required: true}
  indexes: {description: The indexes that are updated., type: list, elements: str, required: true}
  max_age_hours:
    description: Hours after which the last success, or how far an index is covered, is too old.
    type: int
    required: true
"""

EXAMPLES = r"""
- name: Show whether the index update works
  ansible.builtin.debug:
    msg: >-
      {{ {'installed': configuration.stat.mtime, 'status': status.content | b64decode}
         | gir.multidc.index_update_verdict(inventory_hostname, ['recordings'], 26) }}
"""

RETURN = r"""
_value:
  description: The judgement.
  type: dict
  contains:
    answer:
      description:
        - V(confirmed) when the update works, V(failed) when it does not, V(not observable) while it has not run yet.
      type: str
    reason: {description: "Why it is not V(confirmed), as sentences.", type: str}
"""


def index_update_verdict(
    found: dict[str, Any], host: str, indexes: list[str] | str, max_age_hours: int | str
) -> dict[str, str]:
    """Return the judgement."""
    names = indexes.split(",") if isinstance(indexes, str) else list(indexes)
    installed = Found(found["installed"], found["status"])
    try:
        answer, reason = verdict(installed, host, names, int(max_age_hours), time.time())
    except NoStatus:
        raise AnsibleFilterError("index_update_verdict: this is no status of the index update.") from None
    return {"answer": answer, "reason": reason}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., dict[str, str]]]:
        return {"index_update_verdict": index_update_verdict}
