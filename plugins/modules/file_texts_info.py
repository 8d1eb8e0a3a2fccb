#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: file_texts_info
version_added: 0.1.0
short_description: Read several text files of a host at once
description:
  - Returns the text and the owner of every file that fits one of the patterns, in one call for a whole host.
  - Give the task C(no_log=true) when a file may hold a secret, because the result holds the text.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
options:
  root:
    description: Prefix of every path, for rehearsals below another root. It is not part of the paths in the result.
    type: str
    default: ""
  files:
    description: Which files to read.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: Absolute path, with the wildcards C(*), C(?) and C([]) in its parts.
        type: str
        required: true
      contains:
        description: Regular expression. Only files with a line that it matches from the beginning are returned.
        type: str
seealso:
  - module: ansible.builtin.slurp
"""

EXAMPLES = r"""
- name: Read the configuration of Web Services and the unit that runs it
  gir.multidc.file_texts_info:
    files:
      - path: /opt/genesys/rws/config/application.yaml
      - path: /etc/systemd/system/*.service
        contains: WorkingDirectory\s*=\s*/opt/genesys/rws/?\s*$
  register: found
  no_log: true

- name: Say which files there are
  ansible.builtin.debug:
    msg: "{{ found.files | map(attribute='path') }}"
"""

RETURN = r"""
files:
  description: The files in the order of O(files), each once.
  returned: success
  type: list
  elements: dict
  contains:
    path: {description: "Absolute path, without O(root).", type: str}
    content: {description: The text., type: str}
    owner: {description: "Name of the user who owns it, or the number where it has no name.", type: str}
    group: {description: "Name of its group, or the number where it has no name.", type: str}
unreadable:
  description: A sentence for each file that is there and cannot be returned.
  returned: success
  type: list
  elements: str
  sample: ["/etc/gir/webdav/htpasswd: Permission denied"]
"""

import glob
import grp
import io
import os
import pwd
import re

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import finish, refuse

MOST_BYTES = 1048576


def problems_of(params):
    """What is wrong with the options, as sentences."""
    found = []
    for number, entry in enumerate(params["files"]):
        if not entry["path"].startswith("/"):
            found.append("files[%d].path is '%s': give an absolute path." % (number, entry["path"]))
        try:
            re.compile(entry["contains"] or "")
        except re.error as error:
            found.append("files[%d].contains is no regular expression: %s." % (number, error))
    return found


def read(root, entries):
    """The files, and why some are missing."""
    files, unreadable = {}, []
    for entry in entries:
        for path in sorted(glob.glob(glob.escape(root) + entry["path"])):
            shown = path[len(root):]
            if shown in files or not os.path.isfile(path):
                continue
            try:
                found = text_of(path)
            except (EnvironmentError, UnicodeDecodeError) as error:
                unreadable.append("%s: %s" % (shown, getattr(error, "strerror", None) or "it is no UTF-8 text"))
                continue
            except ValueError as error:
                unreadable.append("%s: %s" % (shown, error))
                continue
            if not entry["contains"] or any(
                re.match(entry["contains"], line) for line in found["content"].splitlines()
            ):
                files[shown] = dict(found, path=shown)
    return list(files.values()), sorted(set(unreadable))


def text_of(path):
    with io.open(path, "rb") as opened:
        content = opened.read(MOST_BYTES + 1)
        status = os.fstat(opened.fileno())
    if len(content) > MOST_BYTES:
        raise ValueError("it has more than %d bytes" % MOST_BYTES)
    return {
        "content": content.decode("utf-8"),
        "owner": _name(pwd.getpwuid, status.st_uid),
        "group": _name(grp.getgrgid, status.st_gid),
    }


def _name(look_up, number):
    try:
        return look_up(number)[0]
    except KeyError:
        return str(number)


def main():
    files = entries(path={"type": "str", "required": True}, contains={"type": "str"})
    module = Module({"root": {"type": "str", "default": ""}, "files": files})
    refuse(module, problems_of(module.params))
    files, unreadable = read(module.params["root"].rstrip("/"), module.params["files"])
    finish(module, {"changed": False, "files": files, "unreadable": unreadable})


if __name__ == "__main__":
    main()
