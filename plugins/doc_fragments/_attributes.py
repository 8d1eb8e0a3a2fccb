# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions of the attributes of this collection's modules: private to this collection."""


class ModuleDocFragment:
    # Modules that change things: what they leave out says the module.
    WRITES = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and predicts what a real run would change, without changing anything.
    support: full
  diff_mode:
    description: Returns what has changed, or in check mode what would change, as a difference. Secrets are redacted.
    support: full
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing.
    support: full
"""

    READS = r"""
options: {}
attributes:
  check_mode:
    description: The module changes nothing, so check mode makes no difference.
    support: full
  diff_mode:
    description: The module changes nothing that a difference could show.
    support: N/A
  idempotent:
    description: The module changes nothing.
    support: full
"""

    CONTROLLER = r"""
options: {}
attributes:
  action:
    description: Runs on the controller.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
    support: none
  platform:
    description: Managed hosts are not contacted.
    platforms: all
    support: full
"""
