#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gax_drift_info
version_added: 0.1.0
short_description: Tell what differs between Configuration Server objects and what they should be
description:
  - Compares many objects in one session and with few requests, as M(gir.multidc.gax_objects) would before it writes.
    Nothing is written.
  - Each option that differs is an entry of its own. A secret is only said to differ.
  - Finds, besides, objects that are disabled, a second recording IVR Profile of one geo-location, names that differ in
    case only, and options that nobody asked for and that change what the product does. Which ones do stands in
    O(objects[].foreign). Other options that nobody asked for are no difference.
  - What GAX does not show, or shows in a form that is not known, is reported as not checked. It hides nothing of the
    other objects. When GAX does not answer at all, or refuses the account, the module fails.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._gax, gir.multidc._tls, gir.multidc._attributes.reads]
options:
  objects:
    description: The objects as they should be.
    type: list
    elements: dict
    required: true
    suboptions:
      type: {description: "Type of the object, such as V(CfgApplication).", type: str, required: true}
      name: {description: "Name of the object, in its case. Of a DN its number.", type: str, required: true}
      folder: {description: "Folder of the object, by name, by path or the end of one, or by dbid.", type: str}
      tenant: {description: "Tenant of the object, by name or dbid.", type: str}
      switch: {description: "Switch of a DN or an agent login, by name or dbid.", type: str}
      properties:
        description: Scalar fields of the object as GAX names them, such as C(state).
        type: dict
      component: {description: What the report calls the component that it belongs to., type: str, default: ""}
      data_center: {description: The data center that it belongs to., type: str, default: ""}
      options:
        description: Application Options, as section to option to value.
        type: dict
      annex: {description: "The annex, in the form of O(objects[].options).", type: dict}
      foreign:
        description: Options that nobody asked for and that change what the product does.
        type: list
        elements: dict
        default: []
        suboptions:
          part: {description: Where the option stands., type: str, choices: [options, annex], required: true}
          section: {description: "Its section; any when not given.", type: str}
          option:
            description: Regular expression of the whole name of the option, in any case.
            type: str
            required: true
          value:
            description: Regular expression of the whole value, in any case. Any value that is not empty when not given.
            type: str
            default: ".*\\S.*"
          unless: {description: "Names of options that are left alone.", type: list, elements: str, default: []}
          severity: {description: "How bad it is, as the report has it.", type: str, default: ""}
          reason: {description: "What it does, in a sentence.", type: str, default: ""}
  unwanted:
    description: Options that must not be set, of objects that may be there.
    type: list
    elements: dict
    default: []
    suboptions:
      options: {description: "Application Options, as section to option to null.", type: dict}
      annex: {description: "The annex, in the form of O(unwanted[].options).", type: dict}
      name: {description: "As O(objects[].name).", type: str, required: true}
      component: {description: "As O(objects[].component).", type: str, default: ""}
      type: {description: "As O(objects[].type).", type: str, required: true}
      data_center: {description: "As O(objects[].data_center).", type: str, default: ""}
      folder: {description: "As O(objects[].folder).", type: str}
      tenant: {description: "As O(objects[].tenant).", type: str}
      switch: {description: "As O(objects[].switch).", type: str}
  others:
    description: Objects of a type that stand in neither list, and whose options may change what the product does.
    type: list
    elements: dict
    default: []
    suboptions:
      type: {description: "Type of the objects. All of them are read at once.", type: str, required: true}
      tenant:
        description: Their tenant, by name or dbid. When not given, those of the tenants of O(objects) count.
        type: str
      foreign:
        description: As O(objects[].foreign).
        type: list
        elements: dict
        required: true
        suboptions:
          option: {description: "As O(objects[].foreign[].option).", type: str, required: true}
          part: {description: "As O(objects[].foreign[].part).", type: str, choices: [options, annex], required: true}
          reason: {description: "As O(objects[].foreign[].reason).", type: str, default: ""}
          section: {description: "As O(objects[].foreign[].section).", type: str}
          severity: {description: "As O(objects[].foreign[].severity).", type: str, default: ""}
          unless:
            description: As O(objects[].foreign[].unless).
            type: list
            elements: str
            default: []
          value: {description: "As O(objects[].foreign[].value).", type: str, default: ".*\\S.*"}
      component: {description: "As O(objects[].component).", type: str, default: ""}
seealso:
  - module: gir.multidc.gax_objects
  - module: gir.multidc.gax_options
  - module: gir.multidc.gax_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.gax, as gir.multidc.gax_info shows.
- name: Compare the desktops' options with what they should be
  gir.multidc.gax_drift_info:
    objects:
      - name: WDE
        type: CfgApplication
        component: workspace_desktop
        options: {interaction-workspace: {disaster-recovery.eservices-site: DC1}}
        foreign:
          - part: options
            section: interaction-workspace
            option: screen-recording[.]htcc[.]peer_uri
            severity: recordings_at_risk
            reason: All agents get this second address.
  register: compared

- name: Show what differs
  ansible.builtin.debug:
    var: compared.differences
"""

RETURN = r"""
differences:
  description: What differs, and what could not be compared.
  returned: success
  type: list
  elements: dict
  contains:
    outcome: {description: "V(drift) or V(not_checked).", type: str}
    check:
      description:
        - V(object.missing), V(object.option), V(object.annex), V(object.property), V(object.state), V(object.rival),
          V(object.unwanted), V(object.foreign), V(object.other_case) or V(object.read).
      type: str
    component: {description: "As O(objects[].component).", type: str}
    data_center: {description: "As O(objects[].data_center).", type: str}
    object: {description: Type and name of the object., type: str}
    key: {description: "Section and option, or the field; empty for the whole object.", type: str}
    expected: {description: "The value as it should be, V(null) where there should be none.", type: str}
    actual: {description: "The value that is there, V(null) where there is none.", type: str}
    secret: {description: Whether the values are not shown., type: bool}
    severity: {description: "As O(objects[].foreign[].severity), otherwise empty.", type: str}
    reason: {description: "Why it is a difference, or could not be compared; empty where that is plain.", type: str}
    cause: {description: "Always V(unknown).", type: str}
    confidence: {description: "Always V(confirmed).", type: str}
    since: {description: "Always V(null); GAX does not tell.", type: str}
    changed_by: {description: "Always V(null); GAX does not tell.", type: str}
objects:
  description: One entry for each of O(objects), in its order.
  returned: success
  type: list
  elements: dict
  contains:
    object: {description: Type and name of the object., type: str}
    component: {description: "As O(objects[].component).", type: str}
    data_center: {description: "As O(objects[].data_center).", type: str}
    dbid: {description: "The number of the object, V(null) where it was not found.", type: str}
    outcome: {description: "V(equal), V(drift) or V(not_checked).", type: str}
  sample:
    - {object: CfgApplication WDE, component: workspace_desktop, data_center: "", dbid: "104", outcome: equal}
unreachable_reason:
  description: Why GAX answered no more before all objects were read, V(null) when it did.
  returned: success
  type: str
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import entries
from ansible_collections.gir.multidc.plugins.module_utils._gax.described import problems_of
from ansible_collections.gir.multidc.plugins.module_utils._gax.drift import compare_objects
from ansible_collections.gir.multidc.plugins.module_utils._gax.module import IDENTITY, PARTS, read

OF_REPORT = {"component": {"type": "str", "default": ""}, "data_center": {"type": "str", "default": ""}}
FOREIGN = {
    "part": {"type": "str", "choices": ["options", "annex"], "required": True},
    "section": {"type": "str"},
    "option": {"type": "str", "required": True},
    "value": {"type": "str", "default": ".*\\S.*"},
    "unless": {"type": "list", "elements": "str", "default": []},
    "severity": {"type": "str", "default": ""},
    "reason": {"type": "str", "default": ""},
}


def main():
    described = dict(IDENTITY, **dict(OF_REPORT, **PARTS))
    foreign = {"type": "list", "elements": "dict", "default": [], "options": FOREIGN}
    properties = {"type": "dict", "no_log": True}
    unwanted = dict(entries(**described), required=False, default=[])
    objects = entries(properties=properties, foreign=foreign, **described)
    rules = {"type": "list", "elements": "dict", "required": True, "options": FOREIGN}
    others = entries(type=IDENTITY["type"], tenant={"type": "str"}, foreign=rules, component=OF_REPORT["component"])
    others.update(required=False, default=[])
    read(compare_objects, {"objects": objects, "unwanted": unwanted, "others": others}, problems_of)


if __name__ == "__main__":
    main()
