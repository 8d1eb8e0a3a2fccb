#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_label_definitions
short_description: Define labels of recordings in Interaction Recording Web Services
version_added: 0.1.0
description:
  - Creates and deletes label definitions, C(/api/v2/recording-label-definitions). Rules of the media lifecycle include
    and exclude recordings by such labels.
  - RWS documents how to create a definition. That it lists and deletes them is inferred. Where it does not list them,
    each is written, and one that exists stays as it is.
  - No page shows how to change a definition. One that exists with another display name or description stays, with a
    warning.
  - RWS needs the Elasticsearch schema V2 for labels, feature C(schema-elasticsearch-v2-call-recording).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._rws.label_account,
                                 gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: full
options:
  labels:
    description: The label definitions.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the label, of ASCII characters. Names that begin with C(__) are reserved.
          - Newer releases of RWS do not distinguish case and take no space.
        type: str
        required: true
      display_name: {description: "Name that people see. RWS takes O(labels[].name) without it.", type: str}
      description: {description: What the label is for., type: str}
  state:
    description:
      - V(merged) creates what is missing.
      - V(deleted) deletes the listed definitions. Look first whether a rule of the media lifecycle uses them, because a
        purge that excludes a label deletes what it should have kept once that label is gone.
    type: str
    choices: [merged, deleted]
    default: merged
seealso:
  - module: gir.multidc.rws_label_definitions_info
  - module: gir.multidc.rws_features
"""

EXAMPLES = r"""
# Connection and accounts stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: Define the labels that rules of the media lifecycle use
  gir.multidc.rws_label_definitions:
    labels:
      - name: dispute
        display_name: Dispute
        description: Kept until the dispute is settled
      - name: training

- name: Do so as a supervisor, where RWS gives labels to no administrator
  gir.multidc.rws_label_definitions:
    label_username: "{{ rws_supervisor }}"
    label_password: "{{ rws_supervisor_password }}"
    labels:
      - name: dispute
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
labels:
  description: What became of each label.
  returned: success, and failure of a request
  type: list
  elements: dict
  contains:
    name: {description: Name of the label., returned: success, type: str}
    action: {description: "V(created), V(deleted) or V(unchanged).", returned: success, type: str}
    outcome:
      description: V(done), V(predicted) in check mode, V(unchanged), V(not done), or V(unknown) when nobody can tell.
      type: str
      returned: success
  sample:
    - name: dispute
      action: created
      outcome: done
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import entries
from ansible_collections.gir.multidc.plugins.module_utils._rws.labels import ACCOUNT, ensure_labels, problems
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import change


def main():
    options = {
        "labels": entries(
            name={"type": "str", "required": True}, display_name={"type": "str"}, description={"type": "str"}
        ),
        "state": {"type": "str", "choices": ["merged", "deleted"], "default": "merged"},
    }
    change(ensure_labels, dict(ACCOUNT, **options), problems)


if __name__ == "__main__":
    main()
