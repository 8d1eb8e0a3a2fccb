# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the configuration layer takes a write: private to this collection, may change at any time.

One object is sent back exactly as it was read. No public source says how GAX answers where Configuration Server takes
no change, so whatever it refuses is shown in its own words.
"""

import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    Observation,
    confirmed,
    failed,
    not_observable,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._gax.apply import SLOW_READS, WINDOW_SECONDS
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxError
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import FOUND, MISSING, Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import secrets_in
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import TYPES
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import Wanted

_CHECK_MODE = "check mode: the object was read, and nothing was written"
_SLOW = (
    "GAX needs more than %g s for one read, so a write could take back what somebody else changes at the same moment;"
    " nothing was written"
)


def problems(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the object, as sentences."""
    found = []
    if params["type"] not in TYPES:
        text = "type is %s, which is no type of the Configuration Server. Give one such as CfgApplication."
        found.append(text % params["type"])
    if not params["name"].strip():
        found.append("name is empty; name an object that nobody changes often.")
    return found


def probe(this: Any, clock: Callable[[], float] = time.monotonic) -> Dict[str, Any]:
    """The result of gax_write_probe, which never fails because the probe does."""
    wanted = Wanted(0, dict(this.params, state="merged"))
    lookup = Lookup(this.client)
    this.client.secrets_read = lambda: secrets_in(lookup.seen(), Redactor(this.params["secret_keys"]))
    readable, written = False, False
    try:
        raw, missing = _found(lookup, wanted)
        readable = True
        answer = missing or _written(this, "/cfg/objects/%s/%s" % (wanted.type, raw["dbid"]), clock)
        written = this.client.wrote
    except GaxError as exc:
        answer = failed(str(exc))
        written = this.client.wrote
    told = {"changed": False, "readable": readable, "written": written}
    return dict(answer, object=wanted.label, node=this.client.last_node, **told)


def _found(lookup: Any, wanted: Any) -> Tuple[Any, Optional[Observation]]:
    """(the object, None), or (None, why there is nothing to write). That GAX could be read is known then."""
    state, raw, texts = lookup.locate(wanted)
    if state == FOUND:
        return raw, None
    text = "there is no %s; name an object that exists" % wanted.label if state == MISSING else " ".join(texts)
    return None, not_observable(text)


def _written(this: Any, address: str, clock: Callable[[], float]) -> Observation:
    if this.check_mode:
        return not_observable(_CHECK_MODE)
    # Between read and write somebody else may write: the shorter, the better.
    for _attempt in range(SLOW_READS + 1):
        sent = clock()
        before = this.client.get(address)
        if clock() - sent <= WINDOW_SECONDS:
            break
    else:
        return not_observable(_SLOW % WINDOW_SECONDS)
    if not isinstance(before, dict):
        return failed("GAX shows the object in a form that is not known; nothing was written")
    this.client.write("PUT", address, before)
    after = this.client.get(address)
    return confirmed() if after == before else failed(_differs(before, after))


def _differs(before: Dict[str, Any], after: Any) -> str:
    """Names alone: values may be secret."""
    if not isinstance(after, dict):
        return "the object was written, and GAX shows it in a form that is not known; look at it in GAX"
    fields = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))
    text = "the object was written and reads back different (%s): somebody changes it at this moment, or GAX does"
    return text % ", ".join(fields)
