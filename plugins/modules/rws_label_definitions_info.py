#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_label_definitions_info
short_description: Read the label definitions of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Lists the definitions of recording labels, C(GET /api/v2/recording-label-definitions). That RWS lists them is
    inferred, so an RWS that does not is no failure; RV(not_observable) says why.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.label_account,
                                 gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.rws_label_definitions
"""

EXAMPLES = r"""
# Connection and accounts stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Read the label definitions
  gir.multidc.rws_label_definitions_info:
  register: known
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
labels:
  description: The definitions by name; V(null) when this RWS does not tell.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: Name of the label., returned: success, type: str}
    display_name: {description: "Name that people see, or V(null).", returned: success, type: str}
    description: {description: "What the label is for, or V(null).", returned: success, type: str}
node: {description: Address of the node that answered; V(null) when none did., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.labels import ACCOUNT, account_problems, read_labels
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read


def main():
    read(read_labels, ACCOUNT, account_problems)


if __name__ == "__main__":
    main()
