#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: speechminer_index_backup_info
short_description: Tell whether the Daily Index Backup of SpeechMiner is new and can be read
version_added: 0.1.0
description:
  - Looks at a folder into which SpeechMiner writes its Daily Index Backup, on the host that has the folder or mounts
    it. Opens the newest file that is not empty and reads one byte of it. Nothing is written.
  - What is in the files is not known, so this proves neither that the index is whole nor that SpeechMiner can use it.
  - A folder that is missing, empty, too old or unreadable is a result, not a failure.
  - For hosts with Python. On a host of Windows use C(ansible.windows.win_find).
options:
  path:
    description: The folder. Folders below it count, links to folders do not.
    type: path
    required: true
  max_hours:
    description:
      - How old the newest file may be. SpeechMiner has a time of day for the backup, which is not known here, so there
        is no default.
    type: int
    required: true
  timeout:
    description: Seconds after which the folder counts as silent, as one that is mounted from a dead host is.
    type: int
    default: 10
extends_documentation_fragment: [gir.multidc._attributes.reads]
author: Contributors to the gir.multidc project (@gir-multidc)
"""

EXAMPLES = r"""
- name: Look at the index backup in the backup data center
  gir.multidc.speechminer_index_backup_info:
    path: /mnt/speechminer-index
    max_hours: 30
  register: index_backup

- name: Show why it is not good
  ansible.builtin.debug:
    msg: "{{ index_backup.observation }}: {{ index_backup.observation_reason }}"
"""

RETURN = r"""
observation:
  description:
    - V(confirmed) when the newest file is young enough and a byte of it was read, V(failed) when something is wrong.
    - V(not observable) when the folder did not answer in time, or has too many entries to look at all of them.
  returned: success
  type: str
  sample: failed
observation_reason: {description: "Why it is not confirmed, or V(null).", returned: success, type: str}
problems:
  description: Everything that is wrong.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description:
        - V(missing), V(no_folder), V(unreadable), V(empty), V(stale), V(future) for a file with a time that is still to
          come, V(too_many) or V(silent).
      returned: always
      type: str
    text: {description: What is wrong., returned: always, type: str}
path: {description: The folder., returned: success, type: str}
files: {description: How many files there are., returned: success, type: int, sample: 214}
newest:
  description: The newest file that is not empty and not of the future, or V(null).
  returned: success
  type: dict
  contains:
    path: {description: Its path., returned: always, type: str}
    modified: {description: When it was written (UTC)., returned: always, type: str, sample: "2026-11-28T02:10:00Z"}
    age_hours: {description: How old it is by the clock of the host., returned: always, type: float, sample: 11.4}
    size: {description: Its size in bytes., returned: always, type: int, sample: 73811}
free_bytes: {description: "What is free on its file system, or V(null).", returned: success, type: int}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import refuse, run
from ansible_collections.gir.multidc.plugins.module_utils._service.folder import look


def read(module):
    options = module.params
    return dict(look(options["path"], options["max_hours"], options["timeout"]), changed=False)


def main():
    numbers = ("max_hours", "timeout")
    options = {"path": {"type": "path", "required": True}, "max_hours": {"type": "int", "required": True}}
    module = Module(dict(options, timeout={"type": "int", "default": 10}))
    refuse(module, ["%s is %d; give at least 1." % (n, module.params[n]) for n in numbers if module.params[n] < 1])
    run(module, read)


if __name__ == "__main__":
    main()
