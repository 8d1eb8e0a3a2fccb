#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gax_options
version_added: 0.1.0
short_description: Manage options of Configuration Server objects through GAX
description:
  - Sets and removes Application Options and annex options of many objects in one session, such as those of Workspace
    Desktop Edition, IVR Profiles, Media Control Platforms, SIP Servers, DNs and agent groups.
  - Options that the task does not name are never touched. They are written back as they were read, with their order,
    and with values that are no text.
  - GAX can only replace a whole object. Each one is therefore read immediately before it is written. One that changed
    since the module looked at it is looked at again once, and is a conflict when it changes once more. After the last
    write, the module waits for 0.5 seconds and reads all changed objects again, to see that nobody who wrote at the
    same time took a change back.
  - A recording IVR Profile (C(gvp.general/service-type=record)) whose geo-location another one has, too, is refused
    with both names, unless the other one is disabled, or the same task disables or deletes it, or gives it another
    geo-location. Resource Manager would record a call with any of them.
  - All mistakes and all objects that cannot be found are reported together, before anything is written. When a write
    fails, the other objects are still written, and the result tells what became of each.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._gax, gir.multidc._tls, gir.multidc._attributes.writes]
options:
  objects:
    description: The objects, handled in one session. They must exist, unless O(objects[].state=absent).
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
          - The folder that the object lies in, when its name alone does not tell which object is meant. A name, a path
            or the end of one with slashes, or the dbid.
        type: str
      tenant:
        description:
          - The tenant of the object, when its name alone does not tell which object is meant. A name or the dbid.
        type: str
      switch:
        description:
          - The switch of a DN or an agent login, when its number alone does not tell which is meant. A name or the
            dbid.
        type: str
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
        description:
          - V(merged) sets the given options and leaves all others alone.
          - V(replaced_sections) makes the given sections exactly as described, and leaves other sections alone. An
            option there whose value is no text is never taken out, and fails the task.
          - V(absent) removes the given options, whatever their values. Of a section that is V(null) or empty, all of
            it.
        type: str
        choices: [merged, replaced_sections, absent]
        default: merged
seealso:
  - module: gir.multidc.gax_objects
  - module: gir.multidc.gax_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.gax, as gir.multidc.gax_info shows.
- name: Let all desktops use eServices of the other data center
  gir.multidc.gax_options:
    objects:
      - type: CfgApplication
        name: WDE
        options:
          interaction-workspace:
            disaster-recovery.eservices-site: DC2

- name: Give the trunks of two sites their geo-location, and the desktops of each site their RWS
  gir.multidc.gax_options:
    objects:
      - {type: CfgDN, name: trunk-ny, switch: SIP_Switch, annex: {TServer: {geo-location: newyork}}}
      - {type: CfgDN, name: trunk-tx, switch: SIP_Switch, annex: {TServer: {geo-location: dallas}}}
      - type: CfgAgentGroup
        name: Agents_DC1
        tenant: Resources
        annex:
          interaction-workspace:
            screen-recording.htcc.uri: https://rws.dc1.example.com
            screen-recording.htcc.peer_uri: https://rws.dc2.example.com

- name: Remove an option and a whole section
  gir.multidc.gax_options:
    objects:
      - type: CfgGVPIVRProfile
        name: record-newyork
        state: absent
        annex:
          gvp.service-parameters:
            recordingclient.callrec_dest2:
          recording-certificates:
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

from ansible_collections.gir.multidc.plugins.module_utils._gax.manage import ensure_options
from ansible_collections.gir.multidc.plugins.module_utils._gax.module import PARTS, change, objects
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import problems_of_options


def main():
    state = {"type": "str", "choices": ["merged", "replaced_sections", "absent"], "default": "merged"}
    change(ensure_options, objects(state=state, **PARTS), problems_of_options)


if __name__ == "__main__":
    main()
