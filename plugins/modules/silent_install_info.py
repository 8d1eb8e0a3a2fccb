#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: silent_install_info
version_added: 0.1.0
short_description: Tell which product version gir.multidc.silent_install has installed
description:
  - Reads C(.gir_multidc_installed.json) in an installation directory.
options:
  install_path:
    description: Directory of the installation. It need not exist.
    type: path
    required: true
attributes:
  check_mode:
    description: Reads only, so it does the same in check mode.
    support: full
  diff_mode:
    description: Reads only, so there is no difference to show.
    support: N/A
  idempotent:
    description: Reads only.
    support: full
author:
  - Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.silent_install
"""

EXAMPLES = r"""
- name: Read which version is installed
  gir.multidc.silent_install_info:
    install_path: /opt/genesys/mcp
  register: mcp_installed
"""

RETURN = r"""
installed:
  description: Whether a version is known to be installed there.
  returned: success
  type: bool
version:
  description: The product version, or null.
  returned: success
  type: str
  sample: 9.0.046.06
build:
  description: Build number that the installer reported, or null.
  returned: success
  type: str
name:
  description: Product name that the installer reported, or null.
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.gir.multidc.plugins.module_utils._service import silent_install as silent


def main():
    module = AnsibleModule(argument_spec={"install_path": {"type": "path", "required": True}}, supports_check_mode=True)
    try:
        installed, warning = silent.read_marker(module.params["install_path"])
    except silent.Refused as refusal:
        module.fail_json(msg=str(refusal))
    if warning:
        module.warn(warning)
    module.exit_json(
        changed=False,
        installed=bool(installed),
        version=installed.get("version"),
        build=installed.get("build"),
        name=installed.get("name"),
    )


if __name__ == "__main__":
    main()
