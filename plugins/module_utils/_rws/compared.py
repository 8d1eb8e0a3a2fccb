# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planned changes of RWS state as differences that anybody may read: private to this collection, may change."""

import json
import re
from typing import Any, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import (
    NOT_APPLIED,
    difference,
    shortened,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.values import bare_location
from ansible_collections.gir.multidc.plugins.module_utils._rws.changes import CREATED, DELETED, UPDATED

# What the differences are about; the eServices site and the tables are those of the product itself.
CONTACT_CENTER = "contact_center"
RWS = "rws"

Difference = Dict[str, Any]


def storage_name(kind: str, location: Optional[str]) -> str:
    """A storage, as differences call it."""
    return "%s %s" % (kind, location or "without a location")


def setting_name(group: str, setting: Any) -> str:
    """A setting, as differences call it."""
    place = bare_location(setting.get("location"))
    return "%s/%s%s" % (group, setting["name"], " " + place if place else "")


def text(value: Any, secrets: Any, secret: bool = False) -> Optional[str]:
    """A value without its secrets."""
    if value is None:
        return None
    shown = secrets.redacted(value, secret)
    return shown if isinstance(shown, str) else json.dumps(shown, sort_keys=True, ensure_ascii=False)


def differing(
    check: str, thing: str, key: str, desired: Any, actual: Any, secrets: Any, secret: bool, **more: Any
) -> Difference:
    """The difference of two values, which is never without something to see."""
    expected, found = text(desired, secrets, secret), text(actual, secrets, secret)
    if expected == found and not secret and type(desired) is not type(actual):
        # A number and the same number as text.
        expected, found = [json.dumps(secrets.redacted(value)) for value in (desired, actual)]
    if secret or expected == found:
        reason = "" if secret else "They differ in a part that is not shown."
        return difference(check, CONTACT_CENTER, thing, key, **dict({"secret": True, "reason": reason}, **more))
    if shortened(expected) == shortened(found):
        more.setdefault("reason", "They differ after the part that is shown.")
    return difference(check, CONTACT_CENTER, thing, key, expected, found, **more)


def of_operation(check: str, thing: str, operation: Any) -> List[Difference]:
    """The differences that an operation would remove."""
    secrets = operation.secrets
    if operation.action == CREATED:
        hidden = operation.desired["name"] in secrets
        more = {"reason": "It is missing."} if hidden else {}
        return [differing(check, thing, "", operation.desired["value"], None, secrets, hidden, **more)]
    if operation.action == DELETED:
        also = "twice, also for %s" % operation.stored.get("location")
        reason = "It is stored with two spellings of its location."
        return [difference(check, CONTACT_CENTER, thing, "location", "once", also, reason=reason)]
    if operation.action != UPDATED:
        return []
    found = _visible(operation)
    seen = {path for path, _desired, _actual, _secret in found}
    differences = [
        differing(check, thing, _key(operation, path), desired, actual, secrets, secret)
        for path, desired, actual, secret in found
    ]
    reason = "It is not the one that was written last."
    return differences + [
        difference(check, CONTACT_CENTER, thing, _key(operation, path), secret=True, cause=NOT_APPLIED, reason=reason)
        for path in operation.reasons
        if path not in seen
    ]


def hides_secret(operation: Any) -> bool:
    """Whether RWS holds a secret that it does not show, and nobody knows that it is another one."""
    if operation.stored is None or operation.desired is None:
        return False
    every = {path for path, _desired, _actual, _secret in _compared(operation, True)}
    visible = {path for path, _desired, _actual, _secret in _visible(operation)}
    return bool(every - visible - set(operation.reasons))


def _visible(operation: Any) -> Any:
    return _compared(operation, False)


def _compared(operation: Any, always: bool) -> Any:
    desired, stored = operation.desired, operation.stored
    hidden = desired["name"] in operation.secrets
    return operation.secrets.compared(desired["value"], stored.get("value"), always, hidden)


def _key(operation: Any, path: str) -> str:
    """The path within the value, its levels separated by dots; one storage alone has no number."""
    value = operation.desired["value"]
    alone = isinstance(value, list) and len(value) == 1
    rest = re.sub(r"^value(\[0\])?" if alone else "^value", "", path)
    return re.sub(r"\[([0-9]+)\]", r".\1", rest).lstrip(".")
