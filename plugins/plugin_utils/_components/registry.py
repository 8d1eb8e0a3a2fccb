# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one list of components, in the order in which playbook site configures them.

Playbooks and documentation are generated from it or loop over it.
"""

from __future__ import annotations

from . import muxer
from .component import HOSTS, Component

_ALL = (
    Component(
        "muxer", "Recording Muxer Script", "gir_muxer", HOSTS, muxer.Muxer, muxer.check, muxer.desired, upgrade_rank=4
    ),
)

COMPONENTS = {component.name: component for component in _ALL}
