#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: silent_install
version_added: 0.1.0
short_description: Install a Genesys component with the vendor's silent installation
description:
  - Writes a response file, runs C(./install.sh -s -fr <response file> -fl <result file>) in the unpacked installation
    package, and checks the result file.
  - Idempotent by product version. The version that was installed is kept in C(.gir_multidc_installed.json) in the
    installation directory. With that version installed the package is not looked at.
  - The response file may hold passwords. Only its owner can read it, and it is removed afterwards whatever happens.
  - Run it as the user who shall own the installation, with C(become) and C(become_user).
options:
  package:
    description: Directory on the host that holds the vendor's C(install.sh), unpacked from the installation package.
    type: path
    required: true
  version:
    description:
      - Product version that the package installs, as the vendor writes it.
      - The result file must name exactly this version.
    type: str
    required: true
  install_path:
    description: Directory to install into. It becomes C(IPCommon/InstallPath) of the response file.
    type: path
    required: true
  response:
    description:
      - Content of the response file, sections with options. Null values are left out.
      - The vendor's licence is accepted with C(License/LicenseAgreement) set to V(Accepted).
    type: dict
    default: {}
  _response:
    description: For the action plugin of this module only, which packs O(response) into it. Never set it.
    type: str
attributes:
  check_mode:
    description: Can run in check mode and predicts from the installed version whether it would install.
    support: full
  diff_mode:
    description: Shows the product version before and after.
    support: full
  idempotent:
    description: Nothing is done when the version is installed.
    support: full
notes:
  - A product that was installed without this module has no C(.gir_multidc_installed.json) and is installed again.
  - The installer reports its success in the result file. What it prints for C(ResultCode) is not documented, so it
    counts as failed when it says an C(Error), when its exit status is not 0, or when it names no version.
  - When the module is asked to end (C(SIGTERM), C(SIGHUP)) or is killed, the installer is ended with all that it has
    started, and its response file is removed. C(.gir_multidc_installed.json) then says that an installation was begun.
    The next run warns of it and installs again.
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.silent_install_info
"""

EXAMPLES = r"""
- name: Install Media Control Platform
  gir.multidc.silent_install:
    package: /var/tmp/mcp/ip
    version: 9.0.046.06
    install_path: /opt/genesys/mcp
    response:
      ConfigServer:
        Host: config.example.com
        Port: 2020
        User: default
        Password: "{{ gir_configuration_server.password }}"
        ApplicationName: MCP_dc1
      License:
        LicenseAgreement: Accepted
      IPCommon:
        DataModel: 64
  become: true
  become_user: genesys
"""

RETURN = r"""
version:
  description: The product version that is installed afterwards. In check mode, the one that would be.
  returned: success
  type: str
  sample: 9.0.046.06
previous_version:
  description: The product version that was installed before, or null.
  returned: success
  type: str
build: {description: "Build number that the installer reported, or null.", returned: success, type: str}
name: {description: "Product name that the installer reported, or null.", returned: success, type: str}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common import stopping
from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run
from ansible_collections.gir.multidc.plugins.module_utils._service import silent_install as silent


def install(module):
    params = module.params
    silent.refuse(silent.check_paths(params["package"], params["install_path"]))
    installed, warning = silent.read_marker(params["install_path"])
    if warning:
        module.warn(warning)
    before = installed.get("version")
    result = {"changed": before != params["version"], "previous_version": before, "version": params["version"]}
    product = installed if not result["changed"] else {}
    response = silent.unpack(params["_response"]) if params["_response"] else params["response"]
    if result["changed"]:
        silent.refuse(silent.response_text(response, params["install_path"])[1])
    if result["changed"] and not module.check_mode:
        # A product that is installed is noted as such, whatever asks this module to end in between.
        with stopping.noted():
            product = silent.install(module, params["package"], params["version"], params["install_path"], response)
            silent.write_marker(params["install_path"], product)
    result.update(build=product.get("build"), name=product.get("name"))
    if module._diff:
        result["diff"] = {
            "before": "version = %s\n" % before if before else "",
            "after": "version = %s\n" % params["version"],
        }
    return result


def main():
    module = Module(
        {
            "package": {"type": "path", "required": True},
            "version": {"type": "str", "required": True},
            "install_path": {"type": "path", "required": True},
            "response": {"type": "dict", "default": {}, "no_log": True},
            "_response": {"type": "str", "no_log": True},
        }
    )
    run(module, install, module.params["install_path"])


if __name__ == "__main__":
    main()
