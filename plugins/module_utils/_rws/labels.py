# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions of recording labels: private to this collection, may change at any time.

The POST is documented. GET and DELETE are inferred, so that the list is asked for as what nobody documents.
"""

from typing import Any, Dict, List, Optional
from urllib.parse import quote, unquote

from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import (
    CREATED,
    DELETED,
    DONE,
    PREDICTED,
    UNCHANGED,
    UNKNOWN,
    Operation,
    Request,
    carry_out,
    diff,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import contact_centers, last_segment
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, LABELS, ME

PATH = "/recording-label-definitions"
RESERVED = "__"
_LISTS = ("recordingLabelDefinitions", "uris", "paths")
WHAT = "Which label definitions RWS has"
Label = Dict[str, Optional[str]]
# The account for labels, where that of an administrator is not the right one.
ACCOUNT = {"label_username": {"type": "str"}, "label_password": {"type": "str", "no_log": True}}


def account_problems(params: Dict[str, Any]) -> List[str]:
    if bool(params["label_username"]) == bool(params["label_password"]):
        return []
    return ["label_username and label_password belong together: give both, or neither."]


def problems(params: Dict[str, Any]) -> List[str]:
    found = account_problems(params)
    seen: Dict[str, str] = {}
    for number, label in enumerate(params["labels"]):
        where, name = "labels[%d].name" % number, label["name"]
        if not name or not all(" " <= letter <= "~" for letter in name):
            found.append("%s is '%s'; a name has ASCII characters only." % (where, name))
        if name.startswith(RESERVED):
            found.append("%s is '%s'; names that begin with %s are reserved for RWS." % (where, name, RESERVED))
        if name.lower() in seen:
            text = "%s is '%s', and so is '%s', apart from the case; newer releases take them for one: list it once."
            found.append(text % (where, name, seen[name.lower()]))
        seen[name.lower()] = name
    return found


def ensure_labels(this: Any) -> Dict[str, Any]:
    account = _account(this)
    stored = _observed(this, account)
    if stored is None:
        this.warn("This RWS does not list its label definitions, so each is written again; one that exists stays.")
    operations = [_operation(this, label, stored) for label in this.params["labels"]]
    requests = [Request([operation], _sender(this, account, operation)) for operation in operations]
    failure, _changed = carry_out(requests, this.check_mode)
    return {
        "changed": any(operation.outcome in (DONE, PREDICTED, UNKNOWN) for operation in operations),
        "failure": failure,
        "labels": [_described(operation) for operation in operations],
        "diff": diff(operations),
    }


def _account(this: Any) -> str:
    """The account to use, of an RWS that is there: the list of contact centers is documented, that of labels is not."""
    this.read(lambda: contact_centers(this.client), None)
    if not this.params["label_username"]:
        return ADMIN
    this.client.accounts[LABELS] = (this.params["label_username"], this.params["label_password"])
    return LABELS


def _observed(this: Any, account: str) -> Optional[List[Label]]:
    found: Optional[List[Label]] = this.observe(WHAT, lambda: read_all(this.client, account), [])
    return found


def read_all(client: Any, account: str) -> List[Label]:
    """All definitions, as objects or as addresses that end with their names."""
    answer = client.get(PATH, {"fields": "*"}, account=account)
    for key in _LISTS:
        if isinstance(answer.get(key), list):
            return [_label(entry) for entry in answer[key]]
    raise RwsError("RWS node %s answers GET /api/v2%s, but lists no labels there." % (client.last_node, PATH))


def _label(entry: Any) -> Label:
    if isinstance(entry, dict):
        return {
            "name": str(entry["name"]),
            "display_name": entry.get("displayName"),
            "description": entry.get("description"),
        }
    return {"name": unquote(last_segment(entry)), "display_name": None, "description": None}


def _wire(label: Label) -> Dict[str, Any]:
    names = (("name", "name"), ("displayName", "display_name"), ("description", "description"))
    return {wire: label[option] for wire, option in names if label[option] is not None}


def _operation(this: Any, label: Label, stored: Optional[List[Label]]) -> Operation:
    deleted = this.params["state"] == "deleted"
    name = str(label["name"])
    there = [one for one in stored or [] if one["name"] == name]
    alike = [one for one in stored or [] if one["name"] != name and str(one["name"]).lower() == name.lower()]
    if alike and not there and not deleted:
        text = "RWS has the label '%s', which differs from '%s' by its case alone: write it as RWS has it."
        raise RwsError(text % (alike[0]["name"], name))
    desired = {"name": name, "value": _wire(label)}
    actual = {"name": name, "value": _wire(there[0])} if there else None
    if deleted:
        gone = stored is not None and not there
        return Operation(PATH[1:], UNCHANGED if gone else DELETED, desired, actual or desired, [])
    if there:
        _tell_differences(this, label, there[0])
    return Operation(PATH[1:], UNCHANGED if there else CREATED, desired, actual, [])


def _tell_differences(this: Any, label: Label, stored: Label) -> None:
    for option in ("display_name", "description"):
        if label[option] is not None and stored[option] is not None and label[option] != stored[option]:
            text = "Label '%s' has %s '%s', not '%s', and no page shows how to change it: it stays."
            this.warn(text % (label["name"], option, stored[option], label[option]))


def _sender(this: Any, account: str, operation: Operation) -> Any:
    return lambda: (_delete if operation.action == DELETED else _create)(this, account, operation)


def _names(this: Any, account: str) -> Optional[List[Optional[str]]]:
    found = _observed(this, account)
    return None if found is None else [one["name"] for one in found]


def _create(this: Any, account: str, operation: Operation) -> None:
    name = operation.desired["name"]

    def confirm() -> Optional[bool]:
        now = _names(this, account)
        return None if now is None else name in now

    try:
        this.client.write("POST", PATH, operation.desired["value"], account=account, greeting=ME, confirm=confirm)
    except RwsError as exc:
        if not exc.already_there or exc.uncertain:
            raise
        now = _names(this, account)
        if now is not None and name not in now:  # it is the display name that exists
            raise
        _nothing_to_do(operation)


def _nothing_to_do(operation: Operation) -> None:
    operation.action = operation.outcome = UNCHANGED


def _delete(this: Any, account: str, operation: Operation) -> None:
    path = "%s/%s" % (PATH, quote(operation.desired["name"], safe=""))
    try:
        this.client.write("DELETE", path, None, account=account, greeting=ME)
    except RwsError as exc:
        if not exc.not_found:
            raise
        _nothing_to_do(operation)


def _described(operation: Operation) -> Dict[str, Any]:
    return {"name": operation.desired["name"], "action": operation.action, "outcome": operation.outcome}


# -- the module rws_label_definitions_info ---------------------------------------------------------------------------


def read_labels(this: Any) -> Dict[str, Any]:
    """The result of rws_label_definitions_info."""
    found = _observed(this, _account(this))
    labels = None if found is None else sorted(found, key=lambda one: str(one["name"]))
    return {"changed": False, "labels": labels, "node": this.client.last_node}
