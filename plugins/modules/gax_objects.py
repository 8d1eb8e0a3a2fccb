#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gax_objects
version_added: 0.1.0
short_description: Create recording IVR Profiles, resource groups and agent groups through GAX
description:
  - Creates the Configuration Server objects that a new site needs and that are safe to create, with their annex, or
    brings those that exist to what is described. These are recording IVR Profiles (C(CfgGVPIVRProfile)), resource
    groups of Resource Manager (C(CfgFolder), a folder with a C(gvp.lrg) annex) and agent groups (C(CfgAgentGroup)).
  - Objects of all other types must exist, so that one task can bring a whole site to what is described.
  - Of an object that exists, only the named options and fields are touched, as with M(gir.multidc.gax_options).
  - An object is deleted only when it is named with O(objects[].state=absent), a folder only when it is empty. Objects
    of other types than those above are never deleted.
  - A recording IVR Profile (C(gvp.general/service-type=record)) whose geo-location another one has, too, is refused
    with both names, unless the other one is disabled, or the same task disables or deletes it, or gives it another
    geo-location. Resource Manager would record a call with any of them.
  - All mistakes and all objects that cannot be found are reported together, before anything is written. When a write
    fails, the other objects are still written, and the result tells what became of each.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._gax, gir.multidc._tls, gir.multidc._attributes.writes]
options:
  objects:
    description: The objects, handled in one session.
    type: list
    elements: dict
    required: true
    suboptions:
      type:
        description: Type of the object, such as V(CfgApplication), V(CfgAgentGroup), V(CfgGVPIVRProfile) or V(CfgDN).
        type: str
        required: true
      name:
        description:
          - Name of the object, in its case. Of a DN its number, of an agent login its code, of a person the user
            name.
        type: str
        required: true
      folder:
        description:
          - The folder of the object. A name, a path or the end of one with slashes, or the dbid.
          - A new object without one is put where the tenant's other objects of this type lie, if that is one folder.
            A new folder needs it.
        type: str
      tenant:
        description: The tenant of the object, by name or dbid. A new object needs it, unless there is one tenant only.
        type: str
      switch:
        description:
          - The switch of a DN or an agent login, when its number alone does not tell which is meant. A name or the
            dbid.
        type: str
      properties:
        description:
          - Scalar fields of the object as GAX names them, in lower case, for example C(state) or C(description).
            Booleans become V(CFGTrue) or V(CFGFalse).
        type: dict
      options:
        description:
          - Application Options as sections with options. Booleans become V(true) or V(false), numbers become text.
            An option that is V(null) is one that nobody asked for.
          - Names of sections and options are case-sensitive. An option that is there under a name of another case, or
            in a section of another case, is named and refused, and never added a second time.
          - Names have no line breaks and no other control characters. Values may have line breaks and tabs.
          - Nothing of it is logged. In results and differences, values of names that look like a secret are redacted.
        type: dict
      annex: {description: "The annex, in the form of O(objects[].options).", type: dict}
      state:
        description: Whether the object shall be there.
        type: str
        choices: [present, absent]
        default: present
seealso:
  - module: gir.multidc.gax_options
  - module: gir.multidc.gax_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.gax, as gir.multidc.gax_info shows.
- name: Make the recording IVR Profile and the resource group of a new site
  gir.multidc.gax_objects:
    objects:
      - type: CfgGVPIVRProfile
        name: record-dallas
        tenant: Resources
        annex:
          gvp.general:
            service-type: record
            geo-location: dallas
      - type: CfgFolder
        name: MCP_dallas
        folder: Resources/Applications
        annex:
          gvp.lrg:
            geo-location: dallas

- name: Delete an agent group
  gir.multidc.gax_objects:
    objects:
      - type: CfgAgentGroup
        name: Agents_DC3
        state: absent
"""

RETURN = r"""
results:
  description: What was done, or would be done, to each object, in the order of the task.
  returned: success, and failure of a request that changes something
  type: list
  elements: dict
  contains:
    type: {description: Type of the object., returned: success, type: str}
    name: {description: Name of the object., returned: success, type: str}
    dbid: {description: "The number of the object, V(null) while there is none.", returned: success, type: str}
    action: {description: "One of V(created), V(updated), V(deleted), V(unchanged).", returned: success, type: str}
    outcome:
      description:
        - What became of it, V(unchanged), V(done), V(predicted) in check mode, and after a failure V(not done),
          V(unknown), or V(conflict) when somebody else changed the object at the same time.
      type: str
      returned: success
    changes:
      description: Where the object differed, as part, section and option.
      type: list
      elements: str
      returned: success
    message: {description: Why it failed., returned: failure, type: str}
  sample:
    - type: CfgApplication
      name: WDE
      dbid: "104"
      action: updated
      outcome: done
      changes: [options interaction-workspace/disaster-recovery.eservices-site]
"""

from ansible_collections.gir.multidc.plugins.module_utils._gax.manage import ensure_objects
from ansible_collections.gir.multidc.plugins.module_utils._gax.module import PARTS, change, objects
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import problems_of_objects


def main():
    state = {"type": "str", "choices": ["present", "absent"], "default": "present"}
    properties = {"type": "dict", "no_log": True}
    change(ensure_objects, objects(state=state, properties=properties, **PARTS), problems_of_objects)


if __name__ == "__main__":
    main()
