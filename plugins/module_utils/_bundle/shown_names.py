# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of options as anybody may see them: private to this collection, may change at any time."""

from typing import Any, Callable

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor


def shown_names(wanted: Any, present: Any, redactor: Redactor) -> Callable[[Any], str]:
    """What shows a name that stands in the data of a file. `wanted`: what is desired of it, whose names are public.

    In a file that somebody has edited a password may stand in the place of a name: it lacks its "=", or is misplaced.
    """
    known = compare.names(wanted)
    secrets = set(redactor.secrets([wanted, present]))

    def shown(name: Any) -> str:
        text = str(name)
        if text in known:
            return text
        return redactor.token(text) if text in secrets else redactor.name(text)

    return shown
