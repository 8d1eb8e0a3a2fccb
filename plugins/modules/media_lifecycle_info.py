#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: media_lifecycle_info
version_added: 0.1.0
short_description: Tell how the rules of media lifecycle stand and whether backup folders are shared
description:
  - Of each rule of C(gir_media_lifecycle) it says whether it is in GAX, as far as a person attested it in
    C(media_lifecycle_attestations) or pasted what GAX shows into C(media_lifecycle_exports). Where
    C(gir_media_lifecycle_api) is given, RWS itself is asked with M(gir.multidc.rws_media_lifecycle_info).
  - Of each backup folder it says whether it is one shared mount on the RWS hosts of its location, whether the account
    of RWS may write there, and whether enough is free. It asks the hosts by itself with
    M(gir.multidc.backup_folder_info), all at the same time. Run it once, in a play for all hosts or for one.
  - A host that does not answer is not observable, and never good.
  - Used by the playbooks C(gir.multidc.site) and C(gir.multidc.verify). Needs the published topology.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads]
seealso:
  - module: gir.multidc.backup_folder_info
options:
  hosts:
    description: The hosts that may be asked. Those of the play when not given. Others are not observable.
    type: list
    elements: str
  refuse:
    description: Whether to fail where a backup folder is no shared mount, or RWS may not write to it.
    type: bool
    default: false
  timeout: {description: Seconds that all hosts may take together., type: int, default: 10}
"""

EXAMPLES = r"""
- name: Refuse a backup folder that is local to a node
  gir.multidc.media_lifecycle_info:
    hosts: "{{ groups['gir_rws'] }}"
    refuse: true
  run_once: true
"""

RETURN = r"""
results:
  description: One judgement for each rule and folder, by data center.
  returned: success
  type: list
  elements: dict
  contains:
    data_center: {description: Whose it is., returned: always, type: str, sample: dc1}
    host: {description: "The host, V(localhost) where it is about several or none.", returned: always, type: str}
    name:
      description: What was judged.
      returned: always
      type: str
      sample: "media lifecycle, rule nightly of /US/NY"
    url: {description: Empty., returned: always, type: str}
    answer: {description: "V(confirmed), V(failed) or V(not observable).", returned: always, type: str}
    reason: {description: What was seen., returned: always, type: str}
    remedy: {description: What to do., returned: always, type: str}
    rule: {description: "Id of the rule that a folder breaks, or empty.", returned: always, type: str, sample: GIR837}
"""
