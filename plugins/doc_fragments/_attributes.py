# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions of the attributes of this collection's modules: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and predicts what a real run would change, without changing anything.
  diff_mode:
    description: Returns what has changed, or in check mode what would change, as a difference. Secrets are redacted.
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing.
"""

    # Modules that only read.
    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module changes nothing, so check mode makes no difference.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    support: full
    details:
      - This module changes nothing.
"""

    ACTION_GROUP_RWS = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/gir.multidc.rws) in C(module_defaults) to give the connection options of all RWS modules once.
    support: full
    membership:
      - gir.multidc.rws
"""

    ACTION_GROUP_GAX = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/gir.multidc.gax) in C(module_defaults) to give the connection options of all GAX modules once.
    support: full
    membership:
      - gir.multidc.gax
"""
