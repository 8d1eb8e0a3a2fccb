# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a project: AWX lists files, and knows no playbook of a collection by its name.

They are written into a checkout of the project's repository and are no files of the collection: whoever checks that
alone, as Galaxy does, cannot find the playbooks that they name.
"""

from __future__ import annotations

from .templates import PLAYBOOKS

_TEXT = """\
---
# Written by gir.multidc.awx. AWX lists the files of a project, and knows no playbook of a collection by its name.
- name: Run gir.multidc.{playbook}
  ansible.builtin.import_playbook: gir.multidc.{playbook}
"""


def wrapper(playbook: str) -> str:
    """The name of the file that runs a playbook."""
    return f"gir_{playbook}.yml"


def wrappers() -> dict[str, str]:
    """Name to text of every file."""
    return {wrapper(playbook): _TEXT.format(playbook=playbook) for playbook in PLAYBOOKS}
