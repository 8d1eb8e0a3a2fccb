#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: config_bundle
version_added: 0.1.0
short_description: Write all configuration files of a host in one step, every one or none
description:
  - Renders all given files on the controller, then compares and writes them on the host in a single module call.
  - YAML, JSON and INI files are compared by meaning. A file whose keys are in another order, or that has other
    comments, is left as it is. The comparison is strict about types, so the number 1 is not the text "1".
  - Either every file of the call passes its checks and is written, or none is. All files are staged beside their
    targets first and then renamed. When a rename fails, the files that were already replaced are put back.
  - All problems of all files are reported at once, each as a sentence.
  - Differences show changed values, and only a fingerprint of secret ones, which is salted anew in every run.
  - Parent directories of files must exist or be listed in O(directories). With O(root) missing ones are created.
  - A symbolic link is followed to the real file, which is replaced in its own directory, when the link belongs to root,
    to the user who runs the module, or to the owner of what it leads to. Other links, and links without a target,
    are refused.
options:
  root:
    description:
      - Prefix for every path on the host, for rehearsals in a directory.
      - Missing parent directories below it are created, itself included.
      - No path and no symbolic link may lead out of it.
    type: str
    default: ""
  backup:
    description: Keep a copy of every file whose content changes, with a time stamp in its name, for its owner alone.
    type: bool
    default: false
  backup_directory:
    description:
      - Directory on the host, below O(root), that is for this bundle alone. It and the one above it are made with mode
        C(0700).
      - Each file as it was before the bundle changed or removed it for the first time is kept there once and for good,
        in C(first). A file that was not there then has no such version.
      - What the bundle replaces is kept there, with owner and mode, before the first file is replaced, until a service
        has taken the change up. A further change before that keeps the older state, so it is always the one with
        which the service last ran well.
      - M(gir.multidc.gated_service) takes changes up and goes back when the service does not run with them;
        M(gir.multidc.config_bundle_restore) goes back by hand. One more generation is kept after that.
      - What was applied is noted there by its digests, in C(applied.json), also where nothing had to change. That is
        no change.
    type: str
  backup_pending:
    description: Set to V(false) where no service takes the files up. Then only the first versions are kept.
    type: bool
    default: true
  secret_keys:
    description:
      - Regular expressions of further option names whose values are secret, in any case.
      - Names such as C(password), C(token), C(authorization) or C(cryptoSecurityKey) are always treated as secret.
    type: list
    elements: str
    default: []
  directories:
    description: Directories that must exist. Directories that are created are removed again when the call fails.
    type: list
    elements: dict
    default: []
    suboptions:
      path: {description: Absolute path., type: str, required: true}
      owner: {description: "User name or number. Unset, an existing directory keeps its owner.", type: str}
      group: {description: "Group name or number. Unset, an existing directory keeps its group.", type: str}
      mode:
        description:
          - Octal mode as text, such as C("0750").
          - Unset, an existing directory keeps its mode and a new one gets C("0755").
        type: str
  absent:
    description: Paths of files that must not be there. They go together with what is written, and come back with it.
    type: list
    elements: str
    default: []
  files:
    description: The files. Each needs exactly one of O(files[].data), O(files[].content) and O(files[].template).
    type: list
    elements: dict
    default: []
    suboptions:
      path: {description: "Absolute path. Only letters that a path needs, no C(..).", type: str, required: true}
      format:
        description: How the file is read when it is compared.
        type: str
        choices: [text, yaml, json, ini]
        default: text
      data:
        description:
          - Structured content of a V(yaml), V(json) or V(ini) file. Keys keep their order.
          - Keys whose value is null are left out, so that the product's own default applies.
          - For V(ini) it holds sections, each with options.
        type: raw
      content: {description: Content as text., type: str}
      template:
        description: Name of a Jinja2 template, looked up like the one of M(ansible.builtin.template).
        type: str
      owner: {description: "User name or number. Unset, an existing file keeps its owner.", type: str}
      group: {description: "Group name or number. Unset, an existing file keeps its group.", type: str}
      mode:
        description:
          - Octal mode as text, such as C("0640").
          - Unset, an existing file keeps its mode and a new one gets C("0640"). When the content holds a secret, an
            existing file loses what everybody may do with it.
        type: str
      validate:
        description:
          - Command that checks the new content, run without a shell.
          - C(%s) stands for a private copy that has the name of the file.
          - It is run in check mode too, and must have no side effects.
        type: str
      secret:
        description: The whole content is secret. Only a fingerprint of it is shown.
        type: bool
        default: false
      protected:
        description:
          - Keys of the file whose loss cannot be undone, such as one that credentials were encrypted with, their levels
            separated by slashes, for example C(serverSettings/cryptoSecurityKey).
          - When the file on the host holds another value, or one that cannot be told, nothing is written. No value is
            shown.
        type: list
        elements: str
        default: []
      protected_change:
        description: Accept the loss of what was encrypted with the present values of O(files[].protected).
        type: bool
        default: false
      protected_variable:
        description: Name of the variable that O(files[].protected_change) comes from, for the refusal.
        type: str
  _payload:
    description: For the action plugin of this module only, which packs all other options into it. Never set it.
    type: str
extends_documentation_fragment: [gir.multidc._attributes.writes]
notes:
  - The host needs Python 3.6 or later and nothing but its standard library. For YAML files the action sends the reading
    half of the controller's PyYAML along. Where that cannot be loaded, files are compared byte by byte, with a
    warning.
  - A user or group that does not exist is a problem. In check mode it is a warning, because an earlier task may
    create it.
author: Contributors to the gir.multidc project (@gir-multidc)
seealso:
  - module: gir.multidc.config_bundle_restore
  - module: gir.multidc.gated_service
  - module: gir.multidc.render_bundle
"""

EXAMPLES = r"""
- name: Configure Interaction Recording Web Services
  gir.multidc.config_bundle:
    directories:
      - path: /opt/genesys/rws/config
        owner: genesys
        group: genesys
        mode: "0750"
    files:
      - path: /opt/genesys/rws/config/application.yaml
        format: yaml
        owner: genesys
        group: genesys
        mode: "0640"
        data:
          jetty:
            port: 8080
          serverSettings:
            opsUserName: ops
            opsUserPassword: "{{ gir_rws_ops_password }}"
      - path: /etc/systemd/system/rws.service
        template: rws.service.j2
        mode: "0644"
"""

RETURN = r"""
files:
  description:
    - What was found and done, for each of O(files), and for each of O(absent) that was there.
  returned: success
  type: list
  elements: dict
  contains:
    path: {description: The path as given., type: str, sample: /opt/genesys/rws/config/application.yaml}
    changed: {description: Whether the file was changed., type: bool}
    state:
      description: V(created), V(changed) or V(unchanged), of O(absent) V(removed) or V(unchanged).
      type: str
      sample: changed
    reasons:
      description: What differed, out of V(content), V(owner), V(group) and V(mode).
      type: list
      elements: str
      sample: [content]
    comparison: {description: "How the content was compared, V(meaning) or V(bytes).", type: str, sample: meaning}
    first:
      description: Where the version is kept that stood there before the first change, on the host.
      type: str
      returned: when O(backup_directory) is given and there is or would be such a version
      sample: /var/lib/gir_multidc/rws/first/application.yaml.3fa2c104
    backup_file:
      description: Where the previous content was kept.
      type: str
      returned: when O(backup=true) and the content of an existing file changed
directories:
  description: What was found and done, for each directory.
  returned: success
  type: list
  elements: dict
  contains:
    path: {description: The path as given., type: str}
    changed: {description: Whether the directory was changed., type: bool}
    state: {description: "V(created), V(changed) or V(unchanged).", type: str}
    reasons: {description: "What differed, out of V(owner), V(group) and V(mode).", type: list, elements: str}
backup:
  description: Directory on the host that holds what was replaced.
  returned: when O(backup_directory) is given with O(backup_pending=true) and something changed
  type: str
  sample: /var/lib/gir_multidc/rws/pending
kept:
  description: The files whose first version was kept in this call, with C(path) and C(first).
  returned: when there are any
  type: list
  elements: dict
problems: {description: "Why nothing was written, a sentence each.", returned: failure, type: list, elements: str}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import run


def main():
    directory = {
        "path": {"type": "str", "required": True},
        "owner": {"type": "str"},
        "group": {"type": "str"},
        "mode": {"type": "str"},
    }
    file = {
        "format": {"type": "str", "choices": ["text", "yaml", "json", "ini"], "default": "text"},
        "data": {"type": "raw"},
        "content": {"type": "str"},
        "template": {"type": "str"},
        "validate": {"type": "str"},
        "secret": {"type": "bool", "default": False},
        "protected": {"type": "list", "elements": "str", "default": [], "no_log": False},
        "protected_change": {"type": "bool", "default": False},
        "protected_variable": {"type": "str"},
    }
    file.update(directory)
    run(
        AnsibleModule(
            argument_spec={
                "root": {"type": "str", "default": ""},
                "backup": {"type": "bool", "default": False},
                "backup_directory": {"type": "str"},
                "backup_pending": {"type": "bool", "default": True},
                "secret_keys": {"type": "list", "elements": "str", "default": [], "no_log": False},
                "directories": {"type": "list", "elements": "dict", "default": [], "options": directory},
                "files": {"type": "list", "elements": "dict", "default": [], "options": file},
                "absent": {"type": "list", "elements": "str", "default": []},
                "_payload": {"type": "str", "no_log": True},
            },
            supports_check_mode=True,
        )
    )


if __name__ == "__main__":
    main()
