#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gax_info
version_added: 0.1.0
short_description: Read Configuration Server objects through GAX
description:
  - Returns live objects with their Application Options and annex. Type, name, owners, options and annex have the form
    that M(gir.multidc.gax_options) and M(gir.multidc.gax_objects) take; leave the other keys out when they are given
    on.
  - Values of options whose names look like a secret are masked, unless O(secrets=true).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._gax, gir.multidc._tls, gir.multidc._attributes.reads]
options:
  objects:
    description: What to read.
    type: list
    elements: dict
    required: true
    suboptions:
      type: {description: "Type of the objects, such as V(CfgApplication).", type: str, required: true}
      name:
        description:
          - Name of one object, in its case. Of a DN its number, of an agent login its code, of a person the user name.
          - Leave it out to read all objects of the type.
        type: str
      folder:
        description: Only objects in this folder, given by name, by path or the end of one with slashes, or by dbid.
        type: str
      tenant: {description: "Only objects of this tenant, given by name or dbid.", type: str}
      switch: {description: "Only DNs or agent logins of this switch, given by name or dbid.", type: str}
  secrets:
    description: Return secrets in clear text. Give the task C(no_log=true) then, because its result holds them.
    type: bool
    default: false
seealso:
  - module: gir.multidc.gax_options
  - module: gir.multidc.gax_objects
"""

EXAMPLES = r"""
- name: Read what the desktops and the recording IVR Profiles have
  hosts: localhost
  gather_facts: false
  module_defaults:
    # What every module of GAX needs stands here once.
    group/gir.multidc.gax:
      url: [https://gax1.dc1.example.com:8443, https://gax1.dc2.example.com:8443]
      url_username: gir
      url_password: "{{ gir_gax_password }}"
  tasks:
    - name: Read the desktops' options and all recording IVR Profiles
      gir.multidc.gax_info:
        objects:
          - {type: CfgApplication, name: WDE}
          - {type: CfgGVPIVRProfile, tenant: Resources}
      register: live

    - name: Show where the desktops find eServices
      ansible.builtin.debug:
        msg: "{{ live.objects[0].options['interaction-workspace']['disaster-recovery.eservices-site'] }}"
"""

RETURN = r"""
objects:
  description: The objects that were found, each one once.
  returned: success
  type: list
  elements: dict
  contains:
    type: {description: Type of the object., type: str}
    name: {description: "Name of the object, or what stands for it, see O(objects[].name).", type: str}
    dbid: {description: The number of the object., type: str}
    folder: {description: "Path of its folder, V(null) where it has none.", type: str}
    tenant: {description: "Name of its tenant, V(null) where it has none or serves several.", type: str}
    switch: {description: "Name of its switch, V(null) where it has none.", type: str}
    properties: {description: Its other scalar fields as GAX names them. Empty ones are left out., type: dict}
    options: {description: "Application Options as sections with options, for types that have them.", type: dict}
    annex: {description: "The annex as sections with options, where GAX shows it.", type: dict}
    not_text:
      description:
        - Options that are left out above because their value is no text, as part, section and option, or V(options) or
          V(annex) alone when its form is not known.
      type: list
      elements: str
  sample:
    - type: CfgApplication
      name: WDE
      dbid: "104"
      folder: /Configuration/Environment/Applications
      tenant: null
      switch: null
      properties: {state: CFGEnabled, version: 8.5.118.10}
      options: {interaction-workspace: {disaster-recovery.eservices-site: DC1}}
      annex: {}
      not_text: []
missing:
  description: Objects that were named and do not exist.
  returned: success
  type: list
  elements: str
  sample: [CfgApplication WDE2]
"""

from ansible_collections.gir.multidc.plugins.module_utils._gax.export import problems, read_objects
from ansible_collections.gir.multidc.plugins.module_utils._gax.module import objects, read


def main():
    asked = objects(name={"type": "str"})
    read(read_objects, dict(asked, secrets={"type": "bool", "default": False}), problems)


if __name__ == "__main__":
    main()
