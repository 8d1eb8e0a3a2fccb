#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: render_bundle
version_added: 0.1.0
short_description: Write configuration files and Configuration Server objects on the controller
description:
  - Renders the same files as M(gir.multidc.config_bundle), but writes them below a directory of the controller.
  - Writes Configuration Server objects as files, one JSON file with the whole object, and files for import in GAX, as
    CFG in the classic form C([section]) and C(option=value), and as CSV.
  - An object with options and annex gets C(<name>.cfg) for its options and C(<name>_annex.cfg) for its annex, and the
    same as C(.csv). An object with only one of them gets C(<name>.cfg) and C(<name>.csv).
  - Values of several lines cannot be held by CFG. A comment names them there, and the CSV file has them.
  - Secrets are masked unless O(mask_secrets=false).
  - Connects to no host, and touches nothing but the files it writes and their directories.
options:
  directory:
    description:
      - Directory on the controller below which O(files) are written, each at its absolute path.
      - Required with O(files).
      - A relative path starts where C(ansible-playbook) was started.
    type: str
  objects_directory:
    description:
      - Directory on the controller below which O(objects) are written, as C(<type>/<name>.cfg),
        C(<type>/<name>.csv) and C(<type>/<name>.json). Required with O(objects).
      - Characters of a name that not every file system takes become C(_). Two objects with the same file name
        are refused.
    type: str
  mask_secrets:
    description:
      - Replace secret values by C(********). The files then have mode C(0640).
      - With V(false) the files hold the secrets and have mode C(0600).
    type: bool
    default: true
  secret_keys:
    description: Regular expressions of further option names whose values are secret, in any case.
    type: list
    elements: str
    default: []
  files:
    description: The files, as for M(gir.multidc.config_bundle). Owner, group, mode and validate concern hosts only.
    type: list
    elements: dict
    default: []
    suboptions:
      path: {description: Absolute path of the file on the host., type: str, required: true}
      format: {description: Format of the file., type: str, choices: [text, yaml, json, ini], default: text}
      data:
        description: Structured content of a V(yaml), V(json) or V(ini) file. Keys whose value is null are left out.
        type: raw
      content: {description: Content as text., type: str}
      template:
        description: Name of a Jinja2 template, looked up like the one of M(ansible.builtin.template).
        type: str
      owner: {description: Not used here., type: str}
      group: {description: Not used here., type: str}
      mode: {description: Not used here., type: str}
      validate: {description: Not used here., type: str}
      secret:
        description: The whole content is secret. When secrets are masked, nothing of it is written.
        type: bool
        default: false
  objects:
    description: Configuration Server objects.
    type: list
    elements: dict
    default: []
    suboptions:
      type:
        description: Object type, such as V(CfgApplication), V(CfgGVPIVRProfile) or V(CfgAgentGroup).
        type: str
        required: true
      name: {description: Name of the object., type: str, required: true}
      folder:
        description: Where the object is, as for M(gir.multidc.gax_objects). It is told in the JSON file only.
        type: str
      tenant: {description: Tenant of the object. It is told in the JSON file only., type: str}
      switch: {description: Switch of a DN. It is told in the JSON file only., type: str}
      options:
        description: Application Options, as sections with options. Values become text, null values are left out.
        type: dict
      annex:
        description: Annex, as sections with options. Values become text, null values are left out.
        type: dict
extends_documentation_fragment: [gir.multidc._attributes.writes]
notes:
  - This is an action plugin. It runs on the controller for every host of the play and needs no connection.
  - The grammar of the vendor's option import files is not published in full.
    The classic form follows what is known of it.
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.config_bundle
"""

EXAMPLES = r"""
- name: Show what would be configured
  gir.multidc.render_bundle:
    directory: "rendered/dc1/{{ inventory_hostname }}"
    objects_directory: rendered/configuration-server
    files:
      - path: /opt/genesys/rws/config/application.yaml
        format: yaml
        data: "{{ rws_application }}"
    objects:
      - type: CfgApplication
        name: WDE
        options:
          interaction-workspace:
            disaster-recovery.eservices-site: DC1
"""

RETURN = r"""
files: {description: Each file as M(gir.multidc.config_bundle) has it., returned: success, type: list, elements: dict}
problems: {description: "Why nothing was written, a sentence each.", returned: failure, type: list, elements: str}
"""
