#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: backup_folder_info
short_description: Tell whether backup folders are shared by hosts and a service may write there
version_added: 0.1.0
description:
  - Looks at folders into which RWS writes the backups of media lifecycle management. Such a folder has to be the same
    mount on every RWS node of a location, or backups are split over the disks of the nodes.
  - Reads the table of mounts of Linux, the owner and mode of the folder, and what is free. Nothing is written. Whether
    O(user) may write is asked of the kernel as that account, where the module runs as root, and computed from the mode
    otherwise.
  - Whether two hosts mount the same is seen by comparing RV(folders[].mount.place) of both.
  - A folder that is missing, local or not writable is a result, not a failure.
options:
  folders: {description: "Absolute paths of the folders.", type: list, elements: path, required: true}
  user:
    description: Account that has to write there, that of RWS. Without it nobody can tell whether it may.
    type: str
  shared_types:
    description: Further types of file systems that hosts share at this site, as the table of mounts names them.
    type: list
    elements: str
    default: []
  timeout:
    description: Seconds after which a folder counts as silent, as one that is mounted from a dead host is.
    type: int
    default: 5
extends_documentation_fragment: [gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.media_lifecycle_info
author: Contributors to the gir.multidc project (@gir-multidc)
"""

EXAMPLES = r"""
- name: Look at the backup folder of this location
  gir.multidc.backup_folder_info:
    folders: [/mnt/archive/ny]
    user: genesys
  become: true
  register: looked

- name: Show why it is not good
  ansible.builtin.debug:
    msg: "{{ looked.folders | map(attribute='observation_reason') }}"
"""

RETURN = r"""
folders:
  description: The folders, in the order in which they were given.
  returned: success
  type: list
  elements: dict
  contains:
    path: {description: The folder., returned: always, type: str, sample: /mnt/archive/ny}
    observation:
      description:
        - V(confirmed) when it is a folder on a shared mount to which O(user) may write, V(failed) when it is seen to be
          none, V(not observable) when nobody can tell.
      returned: always
      type: str
      sample: failed
    observation_reason: {description: "Why it is not confirmed, or V(null).", returned: always, type: str}
    problems:
      description: Everything that is wrong, or cannot be seen.
      returned: always
      type: list
      elements: dict
      contains:
        id:
          description:
            - V(missing), V(no_folder), V(unreadable), V(local), V(read_only) or V(not_writable); of what cannot be
              seen V(silent), V(unknown_mount) or V(unknown_rights).
          returned: always
          type: str
        text: {description: What is wrong., returned: always, type: str}
    exists: {description: "Whether it is there, V(null) where nobody can tell.", returned: always, type: bool}
    mount:
      description: The mount that holds it, or V(null).
      returned: always
      type: dict
      contains:
        point: {description: Where it is mounted., returned: always, type: str, sample: /mnt/archive}
        type: {description: Type of the file system., returned: always, type: str, sample: nfs4}
        source: {description: What is mounted., returned: always, type: str, sample: "nas1:/archive"}
        shared:
          description: Whether hosts can share it, or V(null) where its type does not tell.
          returned: always
          type: bool
        place:
          description: Server and folder there, whatever the mount point is, or V(null) where the source names none.
          returned: always
          type: str
          sample: "nas1:/archive/ny"
    owner: {description: Its owner., returned: always, type: str, sample: genesys}
    group: {description: Its group., returned: always, type: str, sample: genesys}
    mode: {description: Its mode., returned: always, type: str, sample: "0770"}
    writable:
      description: Whether O(user) may write there, or V(null) where nobody can tell.
      returned: always
      type: bool
    free_bytes: {description: "What is free for accounts but root, or V(null).", returned: always, type: int}
    total_bytes: {description: "Size of the file system, or V(null).", returned: always, type: int}
    free_percent: {description: "The free part of it, or V(null).", returned: always, type: float, sample: 41.3}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import refuse, run
from ansible_collections.gir.multidc.plugins.module_utils._service.backup_folder import look

OPTIONS = {
    "folders": {"type": "list", "elements": "path", "required": True},
    "user": {"type": "str"},
    "shared_types": {"type": "list", "elements": "str", "default": []},
    "timeout": {"type": "int", "default": 5},
}


def read(module):
    given = module.params
    further = tuple(given["shared_types"])
    looked = [look(path, given["user"], given["timeout"], further) for path in given["folders"]]
    return {"folders": looked, "changed": False}


def problems(given):
    for path in given["folders"]:
        if not path.startswith("/"):
            yield "folders has %r, which is no absolute path; give one that begins with a slash." % path
    if given["timeout"] < 1:
        yield "timeout is %d; give at least 1." % given["timeout"]


def main():
    module = Module(OPTIONS)
    refuse(module, list(problems(module.params)))
    run(module, read)


if __name__ == "__main__":
    main()
