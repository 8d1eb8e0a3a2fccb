#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gated_service_info
version_added: 0.1.0
short_description: Tell whether a service is well
description:
  - Looks once at the unit and at what O(health) names, as M(gir.multidc.gated_service) does after a start.
  - A service that is not well is a result, not a failure.
options:
  backup_directory:
    description: The O(gir.multidc.config_bundle#module:backup_directory) of the service's files.
    type: path
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._health]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.gated_service
"""

EXAMPLES = r"""
- name: Look whether RWS is well
  gir.multidc.gated_service_info:
    name: gir-rws
    health:
      port: 8080
  register: rws
"""

RETURN = r"""
healthy: {description: "Whether the unit is active, and all of O(health) answers.", returned: success, type: bool}
observation:
  description:
    - V(confirmed) when what O(health) names was asked and is well, V(failed) when something is not.
    - V(not observable) when the unit is active and O(health) names neither port nor url, so that nobody asked the
      service.
  returned: success
  type: str
  sample: confirmed
observation_reason: {description: "Why it is not confirmed, or V(null).", returned: success, type: str}
reason:
  description: Why it is not healthy, or null.
  returned: success
  type: str
  sample: its main process ended with exit status 1
state: {description: "ActiveState of the unit, as systemd says.", returned: success, type: str, sample: active}
pending: {description: Whether a written change is not applied to the service yet., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._bundle import restore
from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.observation import failed
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run, sentence
from ansible_collections.gir.multidc.plugins.module_utils._service.health import SERVICE, Health
from ansible_collections.gir.multidc.plugins.module_utils._service.systemd import Unit


def read(module):
    directory = module.params["backup_directory"]
    unit = Unit(module, module.params["name"])
    health = Health(module.params["health"])
    reason = health.now(unit)
    pending = bool(directory) and restore.open_backup(directory).is_pending
    observed = health.seen() if reason is None else failed(sentence(reason))
    seen = {"healthy": reason is None, "reason": reason, "state": unit.active, "pending": pending}
    return dict(observed, changed=False, **seen)


def main():
    run(Module(dict(SERVICE, backup_directory={"type": "path"})), read)


if __name__ == "__main__":
    main()
