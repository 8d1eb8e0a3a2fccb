#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: gax_write_probe
version_added: 0.1.0
short_description: Find out whether the configuration layer takes a write
description:
  - Reads one Configuration Server object through GAX, sends exactly the same object back, and reads it again. Nothing
    differs afterwards.
  - Without the primary master Configuration Server sites run on in limited mode, in which no configuration can be
    changed. No documented request shows that, only a write does.
  - The module never fails because the write does; look at RV(observation).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._gax, gir.multidc._tls, gir.multidc._attributes.writes]
attributes:
  check_mode:
    support: partial
    details: In check mode the object is read and nothing is written, so the answer is V(not observable).
  diff_mode:
    support: N/A
    details: Nothing differs afterwards.
  idempotent:
    support: full
    details: Each run writes what it has read.
options:
  type: {description: "Type of the object, such as V(CfgApplication).", type: str, default: CfgApplication}
  name:
    description:
      - Name of the object, in its case. Choose one that nobody changes often. GAX replaces whole objects and knows no
        condition for it. What somebody else writes between the read and the write is lost.
      - Nothing is written where GAX needs more than 0.25 seconds for the read before.
    type: str
    required: true
  folder: {description: "Folder of the object, where there are several of its name.", type: str}
  tenant: {description: "Tenant of the object, where there are several of its name.", type: str}
  switch: {description: "Switch of a DN or agent login.", type: str}
seealso:
  - module: gir.multidc.gax_info
"""

EXAMPLES = r"""
- name: See whether Configuration Server takes changes before the failover writes any
  gir.multidc.gax_write_probe:
    url: [https://gax1.dc2.example.com:8443]
    url_username: gir
    url_password: "{{ gir_gax_password }}"
    name: WDE
  register: layer

- name: Stop where it does not
  ansible.builtin.assert:
    that: layer.observation == 'confirmed'
    fail_msg: "{{ layer.observation_reason }}"
"""

RETURN = r"""
observation:
  description:
    - V(confirmed) where GAX took the write and shows the same object. That it would also keep a change is inferred.
    - V(failed) where GAX cannot be used or refuses, V(not observable) where nothing was written.
  returned: success
  type: str
  sample: confirmed
observation_reason:
  description: Why it is not confirmed, in the words of GAX where it refused, or V(null).
  returned: success
  type: str
  sample: null
readable:
  description: Whether GAX could be logged in to and asked for the object.
  returned: success
  type: bool
  sample: true
written:
  description: Whether a write was sent that GAX took, or may have taken.
  returned: success
  type: bool
  sample: true
object: {description: The object., returned: success, type: str, sample: CfgApplication WDE}
node: {description: The GAX that was asked., returned: success, type: str, sample: https://gax1.dc2.example.com:8443}
"""

from ansible_collections.gir.multidc.plugins.module_utils._gax.module import IDENTITY, change
from ansible_collections.gir.multidc.plugins.module_utils._gax.write_probe import probe, problems


def main():
    change(probe, dict(IDENTITY, type={"type": "str", "default": "CfgApplication"}), problems)


if __name__ == "__main__":
    main()
