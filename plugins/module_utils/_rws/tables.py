# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call-recording tables of a contact center (createCRCF): private to this collection, may change at any time."""

from typing import Any, Optional
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id

ENVELOPE = ("statusCode", "statusMessage")
ABSENT_CODES = (12,)
WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


def _path(identifier, resource):
    return "/ops/contact-centers/%s/%s" % (quote(identifier or "", safe=""), resource)


def shown(client: Any, identifier: Optional[str]) -> bool:
    """Whether RWS shows the tables.

    Clients ask GET recording-tables for them, and no page of the vendor shows it or its answer: a list may be empty, a
    flag false, and a bare success means that they are there. Anything else means nothing.
    """
    path = _path(identifier, "recording-tables")
    answer = client.get(path)
    said = [_yes_or_no(answer[name]) for name in answer if name not in ENVELOPE]
    if None in said:
        text = "RWS node %s answers GET /api/v2%s in a form that is not known."
        raise RwsError(text % (client.last_node, path))
    return all(said)


def tables_exist(client, identifier):
    """The same, where RWS may also say with an error that there are none."""
    try:
        return shown(client, identifier)
    except RwsError as exc:
        if exc.not_found or exc.status_code in ABSENT_CODES:
            return False
        raise


def _yes_or_no(value: Any) -> Optional[bool]:
    if isinstance(value, str):
        return WORDS.get(value.strip().lower())
    return bool(value) if isinstance(value, (bool, list)) else None


def _found(this: Any, identifier: Optional[str], look: Any = tables_exist) -> Any:
    what = "Whether contact center %s has its recording tables" % identifier
    return this.observe(what, lambda: look(this.client, identifier), False)


def ensure_tables(this):
    identifier = contact_center_id(this)
    existed = _found(this, identifier)
    if existed is None:
        this.warn("This RWS does not tell whether the recording tables exist, so it is asked to create them.")
    changed = not existed
    failure = None
    if changed and not this.check_mode:
        _create(this, identifier)
        # An error proves nothing here: an RWS without this resource says the same as one without the tables.
        if _found(this, identifier, shown) is False:
            failure = (
                "RWS accepted the request to create the recording tables, but does not show them. Look into the log of "
                "that RWS node and see that Cassandra works."
            )
    return {
        "changed": changed,
        "failure": failure,
        "contact_center_id": identifier,
        "diff": {"before": {"recording_tables": bool(existed)}, "after": {"recording_tables": True}},
    }


def _create(this, identifier):
    try:
        this.client.write(
            "POST",
            _path(identifier, "recordings"),
            {"operationName": "createCRCF"},
            confirm=lambda: _found(this, identifier),
            find_out="Read the state with rws_recording_tables_info; creating the tables again does no harm.",
        )
    except RwsError as exc:
        if not exc.already_there:
            raise


def read_tables(this):
    identifier = contact_center_id(this)
    return {
        "changed": False,
        "contact_center_id": identifier,
        "exist": _found(this, identifier),
        "node": this.client.last_node,
    }
