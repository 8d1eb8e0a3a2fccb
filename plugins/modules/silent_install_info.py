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
  install_path: {description: Directory of the installation. It need not exist., type: path, required: true}
extends_documentation_fragment: [gir.multidc._attributes.reads]
author: Contributors to the gir.multidc project (@gir-multidc)
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
installed: {description: Whether a version is known to be installed there., returned: success, type: bool}
version: {description: "The product version, or null.", returned: success, type: str, sample: 9.0.046.06}
build: {description: "Build number that the installer reported, or null.", returned: success, type: str}
name: {description: "Product name that the installer reported, or null.", returned: success, type: str}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._service.installed import read_marker


def read(module):
    installed, warning = read_marker(module.params["install_path"])
    if warning:
        module.warn(warning)
    found = {name: installed.get(name) for name in ("version", "build", "name")}
    return dict(found, changed=False, installed=bool(installed))


def main():
    run(Module({"install_path": {"type": "path", "required": True}}), read)


if __name__ == "__main__":
    main()
