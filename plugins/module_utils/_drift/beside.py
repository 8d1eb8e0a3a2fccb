# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part beside of the comparison of a host: private to this collection, may change at any time."""

from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context


def observe(component: Component, context: Context) -> None:
    """Nothing yet."""
