#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gax_file_info
version_added: 0.1.0
short_description: Compare option files that GAX exported with what shall be
description:
  - For an installation whose GAX is not to be reached over HTTP. Somebody exports the options of an object in GAX, and
    this module tells which of the desired options are missing or different in the file.
  - Options of the file that nobody asked for do not count as a difference.
  - Reads CFG and CSV files in UTF-8, as GAX writes them. The columns of CSV are found by their names in the first line.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
options:
  files:
    description: The exported files. Each one holds the Application Options or the annex of one object.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: Path of a C(.cfg) or C(.csv) file on the host that runs the module.
        type: path
        required: true
      type:
        description: Type of the object, such as V(CfgApplication). The file itself does not tell it.
        type: str
        required: true
      name:
        description: Name of the object. The name of an exported file has its number only.
        type: str
        required: true
      folder:
        description: Folder of the object, as O(objects[].folder) has it, where several objects have the name.
        type: str
      tenant:
        description: Tenant of the object, as O(objects[].tenant) has it, where several objects have the name.
        type: str
      switch:
        description: Switch of a DN, as O(objects[].switch) has it, where several have the number.
        type: str
      part:
        description: Whether the file holds Application Options or the annex.
        type: str
        choices: [options, annex]
        required: true
  objects:
    description: The objects as they shall be.
    type: list
    elements: dict
    required: true
    suboptions:
      type: {description: Type of the object., type: str, required: true}
      name: {description: Name of the object., type: str, required: true}
      folder: {description: "Folder of the object, where several objects have the name.", type: str}
      tenant: {description: "Tenant of the object, where several objects have the name.", type: str}
      switch: {description: "Switch of a DN, where several have the number.", type: str}
      options:
        description: Application Options as sections with options, as for M(gir.multidc.gax_options).
        type: dict
      annex: {description: "The annex, in the same form.", type: dict}
  secret_keys:
    description: Regular expressions of further option names whose values are secret, in any case.
    type: list
    elements: str
    default: []
seealso:
  - module: gir.multidc.gax_options
  - module: gir.multidc.render_bundle
"""

EXAMPLES = r"""
- name: Compare what GAX exported with what site has written for import
  gir.multidc.gax_file_info:
    files:
      - {path: exports/CfgApplication_104.cfg, type: CfgApplication, name: WDE, part: options}
    objects:
      - "{{ lookup('ansible.builtin.file', 'import/CfgApplication/WDE.json') | from_json }}"
  register: compared

- name: Refuse to go on while they differ
  ansible.builtin.assert:
    that: not compared.differs
    fail_msg: "{{ compared.objects | map(attribute='differences') | flatten }}"
"""

RETURN = r"""
differs:
  description: Whether any option is missing or different, a part of an object has no file, or there are RV(rivals).
  returned: success
  type: bool
  sample: true
objects:
  description: The files that belong to a desired object, in the order of O(files).
  returned: success
  type: list
  elements: dict
  contains:
    type: {description: Type of the object., type: str}
    name: {description: Name of the object., type: str}
    part: {description: V(options) or V(annex)., type: str}
    path: {description: The file., type: str}
    differences:
      description:
        - One entry for each desired option that the file lacks or has otherwise, with C(section), C(option), C(state),
          C(expected) and C(found). The state is V(missing), V(different) or V(other case), for an option whose name,
          or whose section, differs in case only. V(not observable) is an option that a CFG file cannot hold, such as
          one of several lines or with blanks at its ends; export CSV to compare it. Secrets are fingerprints, that
          change with every run.
      type: list
      elements: dict
    foreign: {description: How many options the file has besides., type: int}
  sample:
    - type: CfgApplication
      name: WDE
      part: options
      path: exports/CfgApplication_104.cfg
      differences:
        - section: interaction-workspace
          option: disaster-recovery.eservices-site
          state: different
          expected: DC1
          found: DC2
      foreign: 212
rivals:
  description:
    - A sentence for each file of a recording IVR Profile that has the geo-location of a desired one under another name.
      Resource Manager records a call with any of them. A file does not tell whether its object is enabled.
  returned: success
  type: list
  elements: str
  sample: []
without_file:
  description: Parts of desired objects for which no file was given.
  returned: success
  type: list
  elements: str
  sample: [annex of CfgAgentGroup Agents_DC1]
without_object:
  description: Files for which no object was given. They were read all the same.
  returned: success
  type: list
  elements: str
  sample: []
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import finish, refuse
from ansible_collections.gir.multidc.plugins.module_utils._gax.file_info import compared
from ansible_collections.gir.multidc.plugins.module_utils._gax.module import (
    IDENTITY,
    PARTS,
    SECRET_KEYS,
    objects,
    pattern_problems,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import problems_of_options


def main():
    part = {"type": "str", "choices": ["options", "annex"], "required": True}
    files = entries(path={"type": "path", "required": True}, part=part, **IDENTITY)
    module = Module(dict(objects(**PARTS), files=files, **SECRET_KEYS))
    refuse(module, pattern_problems(module.params) + problems_of_options(module.params))
    result, problems = compared(module.params)
    refuse(module, problems)
    finish(module, dict(result, changed=False))


if __name__ == "__main__":
    main()
