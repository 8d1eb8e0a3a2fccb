#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gated_service
version_added: 0.1.0
short_description: Bring a service into its state, and put its files back when it does not run with them
description:
  - Starts, stops, restarts or reloads a systemd unit, enables or disables it, and has systemd read its units again.
  - After a start, restart or reload the unit has to become well and stay so (O(health)). A unit that systemd has
    started is not yet a service that runs, because systemd takes most services for started as soon as their process
    exists.
  - When it does not, the files that M(gir.multidc.config_bundle) kept in O(backup_directory) are put back, every one or
    none, the unit is started with them, and the task fails with one sentence that says whether the service runs again.
    A first installation has nothing to go back to.
  - Everything is one call on the host. It goes on when the connection to the controller breaks.
  - A change that was written while its service was never restarted, because the run was killed in between or the
    restart failed, is taken up by the next run. This needs O(backup_directory). A change that is not in files is
    announced there by an empty directory C(pending), made before the change.
  - What the service printed is not shown, because it may hold passwords. The sentence names the command that shows it.
options:
  state:
    description: V(started) and started at boot, or V(stopped) and not started at boot.
    type: str
    choices: [started, stopped]
    default: started
  changed: {description: Whether something changed that the service has to take up., type: bool, default: false}
  on_change:
    description: How a running service takes a change up.
    type: str
    choices: [restarted, reloaded]
    default: restarted
  options_changed:
    description:
      - Whether options in Configuration Server changed that the service has to take up. Files or a package that changed
        as well count more.
    type: bool
    default: false
  on_options_change:
    description:
      - How a running service takes up options that changed, also those that an interrupted run announced. A unit that
        systemd cannot reload is refused with V(reloaded).
    type: str
    choices: [restarted, reloaded]
    default: restarted
  backup_directory:
    description: The O(gir.multidc.config_bundle#module:backup_directory) of the service's files.
    type: path
  unit_expected:
    description:
      - Whether an earlier task of this run brings the unit. In check mode a unit that is not there yet is then
        predicted as a change instead of an error.
    type: bool
    default: false
  hold_start:
    description:
      - Why the unit must not be started now, as a sentence without its end. Where it is not active the task fails with
        it, and the unit stays as it is. One that is active already is restarted or reloaded as usual.
    type: str
  host: {description: What sentences call the host., type: str}
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._health]
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.config_bundle
  - module: gir.multidc.gated_service_info
"""

EXAMPLES = r"""
- name: Write the files
  gir.multidc.config_bundle:
    backup_directory: /var/lib/gir_multidc/rws
    files: "{{ files }}"
  register: bundle

- name: Run the service, or go back
  gir.multidc.gated_service:
    name: gir-rws
    changed: "{{ bundle is changed }}"
    backup_directory: /var/lib/gir_multidc/rws
    health:
      url: http://localhost:8080/api/v2/diagnostics/version
      timeout: 300
  throttle: 1
"""

RETURN = r"""
actions: {description: What systemd is told., returned: success, type: list, elements: str}
observation:
  description:
    - V(confirmed) when the unit was started, and the port or the address that O(health) names answered and went on to;
      or when it is stopped, as O(state) says.
    - V(failed) when it did not become well, or does not stop; the task fails then.
    - V(not observable) when the unit is active and its health was not asked, because O(health) names neither port nor
      url, or because nothing had to be started; and in check mode where something has to be done.
  returned: success, and failure of the service
  type: str
observation_reason: {description: "Why it is not confirmed, or V(null).", returned: as RV(observation), type: str}
rolled_back:
  description: Whether files were put back.
  returned: when the service did not take a change up
  type: bool
running:
  description: Whether the service runs with what was put back.
  returned: when the service did not take a change up
  type: bool
"""

import platform

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._service.gated import Service
from ansible_collections.gir.multidc.plugins.module_utils._service.health import SERVICE


def main():
    own = {
        "state": {"type": "str", "choices": ["started", "stopped"], "default": "started"},
        "changed": {"type": "bool", "default": False},
        "on_change": {"type": "str", "choices": ["restarted", "reloaded"], "default": "restarted"},
        "options_changed": {"type": "bool", "default": False},
        "on_options_change": {"type": "str", "choices": ["restarted", "reloaded"], "default": "restarted"},
        "backup_directory": {"type": "path"},
        "unit_expected": {"type": "bool", "default": False},
        "hold_start": {"type": "str"},
        "host": {"type": "str"},
    }
    module = Module(dict(SERVICE, **own))
    run(module, lambda module: Service(module).result(), module.params["host"] or platform.node())


if __name__ == "__main__":
    main()
