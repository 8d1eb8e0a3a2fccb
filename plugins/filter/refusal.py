# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbook site keeps of a component that failed."""

from __future__ import annotations

DOCUMENTATION = r"""
name: refusal
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Keeps why a component is not done on a host
description:
  - Internal, used by the playbook C(gir.multidc.site). Holds nothing of a task with C(no_log), and no traceback.
positional: component, host, task
options:
  _input: {description: "The result of the task that failed, C(ansible_failed_result).", type: dict, required: true}
  component: {description: Name of the component., type: str, required: true}
  host: {description: "The host, V(localhost) for what the controller does.", type: str, required: true}
  task: {description: "The task, C(ansible_failed_task).", type: dict, required: true}
"""

EXAMPLES = r"""
- name: Keep why the Muxer is not done
  when: ansible_failed_result is defined
  ansible.builtin.set_fact:
    refused: "{{ ansible_failed_result | gir.multidc.refusal('muxer', inventory_hostname, ansible_failed_task) }}"
"""

RETURN = r"""
_value:
  type: dict
  description: >-
    C(component), C(host), C(task) and C(sentence); C(because), the components with their C(host) that were refused
    before, where this one was left alone because of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._report.refusals import from_result


def refusal(result: Mapping[str, Any], component: str, host: str, task: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept."""
    # Braces in a message are text.
    return template_variables(from_result(component, host, result, task).as_dict())


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"refusal": refusal}
