# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of RWS nodes that hold the eServices site."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eservices_files
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Lists the files from which RWS nodes take their eServices site when they start
description: Internal, used by the playbook C(gir.multidc.eservices_switch).
positional: hostvars, site
options:
  _input: {description: The RWS hosts., type: list, elements: str, required: true}
  hostvars:
    description: The variables of all hosts; those that say where RWS is installed are read.
    type: dict
    required: true
  site: {description: The site., type: str, required: true}
"""

EXAMPLES = r"""
- name: Show which files hold the site
  ansible.builtin.debug:
    msg: "{{ groups['gir_rws'] | gir.multidc.eservices_files(hostvars, 'DC2') | map(attribute='path') }}"
"""

RETURN = r"""
_value:
  description: Each with its C(host), C(path), and C(regexp) and C(replace) for M(ansible.builtin.replace).
  type: list
  elements: dict
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import PLACES, start_files
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_host


def eservices_files(hosts: Iterable[str], hostvars: Mapping[str, Any], site: str) -> list[dict[str, str]]:
    """Return the files."""
    known = {host: of_host(hostvars, host, PLACES) for host in hosts}
    return [asdict(one) for one in start_files(known, site)]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"eservices_files": eservices_files}
