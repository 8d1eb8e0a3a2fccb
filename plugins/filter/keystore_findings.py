# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the keystores of all Recording Crypto Servers together."""

from __future__ import annotations

DOCUMENTATION = r"""
name: keystore_findings
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Compares the keystores of all hosts with each other and with the certificates in use
description:
  - Says which hosts lack which entries, which keystores could not be read, which certificates expire, and which
    certificates in use no keystore or not every keystore has the private key for.
  - Internal, used by the playbooks of keystores and C(gir.multidc.site).
positional: hostvars
options:
  _input: {description: The hosts of C(gir_rcs)., type: list, elements: str, required: true}
  hostvars:
    description:
      - The variables of all hosts. Of each of these hosts C(__keystores_info) is read, what
        M(gir.multidc.rcs_keystore_info) returned.
    type: dict
    required: true
  references:
    description:
      - The certificates in use. By where they are used, any value; every PEM certificate in it counts, however deep.
    type: dict
    default: {}
  expires_within_days:
    description: Certificates that expire within so many days are a finding.
    type: int
    default: 30
  rws:
    description:
      - What M(gir.multidc.rws_settings_info) returned, where it was asked for the settings
        C(screen-recording-encryption). That it could not be asked is a finding.
    type: dict
"""

EXAMPLES = r"""
- name: Show what is wrong with the keystores
  ansible.builtin.debug:
    msg: "{{ (groups['gir_rcs'] | gir.multidc.keystore_findings(hostvars, {'IVR Profiles': in_use})).findings }}"
"""

RETURN = r"""
_value:
  description:
    - C(findings), one sentence each; C(message), all of them, or that there are none; C(equal), whether all keystores
      hold the same entries; C(unread) hosts, and those of them that this run has not asked, C(unasked); C(entries),
      each with its alias, kind, fingerprint, certificate, C(not_after), and the C(hosts) that hold it; C(newest), the
      entry that was made last with its C(age_days), or V(null); C(lines), the entries as sentences; C(expired) aliases
      that nobody uses any more; C(in_use), each certificate with where it is used, the hosts that were reached and
      C(lack) its private key, and the C(finding) about that, or V(null).
  type: dict
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.findings import NOT_READ, findings
from ansible_collections.gir.multidc.plugins.plugin_utils._report.variables import of_hosts


def keystore_findings(
    hosts: Iterable[str],
    hostvars: Mapping[str, Any],
    references: Mapping[str, object] | None = None,
    expires_within_days: int = 30,
    rws: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the findings."""
    names = list(hosts)
    infos = {**dict.fromkeys(names, NOT_READ), **of_hosts(hostvars, names, "__keystores_info")}
    found = findings(infos, references or {}, int(time.time()), int(expires_within_days), rws)
    unasked = [host for host in names if infos[host] is NOT_READ]
    return {**asdict(found), "lines": found.lines, "message": found.message(len(names)), "unasked": unasked}


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"keystore_findings": keystore_findings}
