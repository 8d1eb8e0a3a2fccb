# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions of the options of modules about maintenance markers: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  within:
    description:
      - Inventory names of the hosts that this run may ask. By default those of the group C(gir), without the
        controller.
    type: list
    elements: str
  silent:
    description: Hosts that did not answer before in this run, with the reason. They are not asked again.
    type: dict
    default: {}
  _request: {description: What the action asks one host for. Not for use in tasks., type: dict}
"""
