# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads of what no page of RWS documents: private to this collection, may change at any time.

An RWS need not have them, and whatever one answers is no reason against a request that is documented.
"""

from typing import Any, Callable, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsClient, RwsError


def ask(client: RwsClient, read: Callable[[], Any]) -> Tuple[Any, Optional[str]]:
    """(what `read()` returns, None), or (None, why nobody can tell, as a sentence)."""
    try:
        with client.once():
            return read(), None
    except RwsError as exc:
        # Without its remedy: there is nothing to put right in an RWS that does not offer what it never promised.
        return None, exc.told or str(exc)
    except SURPRISES as exc:
        text = "RWS node %s answers in a form that is not known (%s: %s)."
        return None, text % (client.last_node, type(exc).__name__, client.clean(exc))
