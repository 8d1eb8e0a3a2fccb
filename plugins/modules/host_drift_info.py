#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: host_drift_info
version_added: 0.1.0
short_description: Compare a host with what it should be
description:
  - Compares everything of this collection's components on one host with their desired state, in one call, and changes
    nothing. Playbook C(gir.multidc.drift) and playbook C(gir.multidc.site) use it; it is of no use by itself.
  - Files and directories are compared as M(gir.multidc.config_bundle) compares them, so that what differs here is what
    that module would change. Of secrets it is only told that they differ.
  - What cannot be looked at is a result of its own, and hides nothing else.
options:
  _payload:
    description: For the action of the playbook, which packs the desired state into it. Never set it.
    type: str
  password:
    description: For the action of the playbook. The password of the keystore of the host.
    type: str
extends_documentation_fragment: [gir.multidc._attributes.reads]
notes:
  - The host needs Python 3.6 or later and nothing but its standard library.
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.config_bundle
"""

EXAMPLES = r"""
- name: Compare everything with what it should be
  gir.multidc.drift:
  run_once: true
"""

RETURN = r"""
differences:
  description: What is not as it should be, or could not be looked at. All of it may be shown to anybody.
  returned: success
  type: list
  elements: dict
  contains:
    outcome: {description: "V(drift), or V(not_checked).", type: str, sample: drift}
    check: {description: "The check, as docs/drift.md lists them.", type: str, sample: file.mode}
    component: {description: "The component, empty where it belongs to none.", type: str, sample: rws}
    object: {description: "Path, unit or entry.", type: str, sample: /opt/genesys/rws/config/application.yaml}
    key: {description: "Path of the option in it, or empty.", type: str, sample: serverSettings.temporaryAccountInfo}
    expected: {description: "What it should be; null where there should be nothing.", type: str, sample: "0640"}
    actual: {description: What it is; null where there is nothing., type: str, sample: "0644"}
    secret: {description: "Whether the values are secret, and therefore null.", type: bool}
    cause:
      description:
        - V(changed_on_host) when what this collection wrote was changed afterwards, V(not_applied) when the desired
          state has changed since, V(both), or V(unknown).
      type: str
    confidence: {description: "V(confirmed) or V(inferred).", type: str}
    since: {description: "When it was changed (UTC), or null.", type: str, sample: "2026-11-28T09:30:00Z"}
    changed_by: {description: "Account that owns what was changed, or null.", type: str}
    reason: {description: "A sentence, or empty.", type: str}
noise:
  description: Differences that are known to mean nothing, in the same form, each with C(noise), which says why.
  returned: success
  type: list
  elements: dict
observed:
  description: Of each component and each of its parts, V(equal), V(differs) or V(not_observed).
  returned: success
  type: dict
  sample: {rws: {files: equal, absent: equal, links: equal, package: equal, system_packages: equal, service: differs}}
installed: {description: Installed version of each component that is installed., returned: success, type: dict}
kept:
  description: Directories with copies that are kept for rollback, and how many files each holds. Playbook
    C(gir.multidc.kept_copies) lists and removes them.
  returned: success
  type: dict
  sample: {/var/lib/gir_multidc/rws/first: 2}
platform: {description: "C(os_family), C(service_manager) and C(ipv6_addresses).", returned: success, type: dict}
maintenance: {description: "The maintenance marker of the host, or null.", returned: success, type: dict}
ledger: {description: "What this host holds of the ledger, or null where nobody asked.", returned: success, type: dict}
kit: {description: "The failover kit that the host keeps, or null where nobody asked.", returned: success, type: dict}
keystore: {description: "What the keystore holds, or null where nobody asked.", returned: success, type: dict}
index_update: {description: "The last run of the index update, or null.", returned: success, type: dict}
hold_keeper: {description: "The last run of the hold keeper, or null.", returned: success, type: dict}
times: {description: "Seconds that each part took.", returned: success, type: dict}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._drift.run import serve


def main():
    run(
        Module({"_payload": {"type": "str", "no_log": True}, "password": {"type": "str", "no_log": True}}),
        serve,
    )


if __name__ == "__main__":
    main()
