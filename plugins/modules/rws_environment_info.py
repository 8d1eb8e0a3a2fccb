#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_environment_info
short_description: List the Genesys environments of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Lists the Genesys environments that Interaction Recording Web Services (RWS) knows, C(GET
    /api/v2/ops/genesys-environments), and reads the eServices site of each where RWS shows it. That it does is not
    documented, so whatever it answers to that is no failure; RV(not_observable) says why a site is not known.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.rws_multimedia_switch
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Find the Genesys environment and the eServices site in use
  gir.multidc.rws_environment_info:
  register: environment
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
environments:
  description: The Genesys environments, as RWS lists them.
  returned: success
  type: list
  elements: dict
  contains:
    id: {description: Identifier of the Genesys environment., returned: success, type: str}
    uri: {description: "Address of the environment, in the form in which RWS shows it.", returned: success, type: str}
    eservices_site:
      description: The eServices site; V(null) when this RWS does not show it.
      type: str
      returned: success
  sample:
    - id: 6d8e4cf2-55f2-4b0f-9c53-2a0c9d4e1f77
      uri: http://rws.dc1.example.com:8080/api/v2/ops/genesys-environments/6d8e4cf2-55f2-4b0f-9c53-2a0c9d4e1f77
      eservices_site: DC1
node: {description: Address of the node that answered; V(null) when none did., returned: success, type: str}
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read
from ansible_collections.gir.multidc.plugins.module_utils._rws.watch import read_environments


def main():
    read(read_environments)


if __name__ == "__main__":
    main()
