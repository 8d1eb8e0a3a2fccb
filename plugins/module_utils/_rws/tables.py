# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call-recording tables of a contact center (createCRCF): private to this collection, may change at any time."""

from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id

ENVELOPE = ("statusCode", "statusMessage")
ABSENT_CODES = (12,)


def _path(identifier, resource):
    return "/ops/contact-centers/%s/%s" % (quote(identifier or "", safe=""), resource)


def tables_exist(client, identifier):
    """Whether the tables exist; None when this RWS cannot tell.

    That GET recording-tables checks for them is documented, the form of its answer is not: a list may be empty, a flag
    false, and a bare success means that they are there.
    """
    try:
        answer = client.get(_path(identifier, "recording-tables"))
    except RwsError as exc:
        if exc.not_offered:
            return None
        if exc.not_found or exc.status_code in ABSENT_CODES:
            return False
        raise
    return all(_says_yes(answer[name]) for name in answer if name not in ENVELOPE)


def _says_yes(value):
    return str(value).strip().lower() not in ("", "false", "no", "0") if isinstance(value, str) else bool(value)


def ensure_tables(this):
    identifier = contact_center_id(this)
    existed = this.read(lambda: tables_exist(this.client, identifier), False)
    if existed is None:
        this.warn("This RWS does not tell whether the recording tables exist, so it is asked to create them.")
    changed = not existed
    failure = None
    if changed and not this.check_mode:
        _create(this.client, identifier)
        if tables_exist(this.client, identifier) is False:
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


def _create(client, identifier):
    try:
        client.write(
            "POST",
            _path(identifier, "recordings"),
            {"operationName": "createCRCF"},
            confirm=lambda: tables_exist(client, identifier),
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
        "exist": this.read(lambda: tables_exist(this.client, identifier), False),
        "node": this.client.last_node,
    }
