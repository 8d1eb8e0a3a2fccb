# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands beside managed files and changes what they are worth: private to this collection."""

from ansible_collections.gir.multidc.plugins.module_utils._drift import copies
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context


def observe(component: Component, context: Context) -> None:
    """Copies with secrets that everybody may read, and further files of a web server."""
    context.found(*copies.beside_files(component, context))
    context.found(*copies.kept(component, context))
    if (component.get("beside") or {}).get("site_directories"):
        from ansible_collections.gir.multidc.plugins.module_utils._drift import site_files

        context.found(*site_files.observe(component, context))
