# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Features assigned to a contact center: private to this collection, may change at any time."""

from typing import Any, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import last_segment
from ansible_collections.gir.multidc.plugins.module_utils._rws.feature_list import assigned, missing, path_of
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id


def problems(params):
    if any(not uri.strip() or not last_segment(uri) for uri in params["features"]):
        return ["features contains an empty feature URI; remove it."]
    return []


def _found(this: Any, identifier: Optional[str], path: str) -> Any:
    """The assigned features, or None when nobody can tell."""
    what = "Which features contact center %s has" % identifier
    return this.observe(what, lambda: assigned(this.client, path), [])


def _contact_center(this: Any) -> Tuple[Optional[str], str]:
    """(identifier, path of its features)"""
    identifier = contact_center_id(this)
    return identifier, path_of(identifier)


def ensure_features(this):
    identifier, path = _contact_center(this)
    present = _found(this, identifier, path)
    if present is None:
        this.warn("This RWS does not list the features of a contact center, so all of them are assigned again.")
    wanted = [uri.strip() for uri in this.params["features"]]
    to_assign = missing(wanted, present or [])
    if to_assign and not this.check_mode:
        _assign(this, identifier, path, to_assign)
    before = sorted({last_segment(uri) for uri in present or []})
    after = sorted(set(before) | {last_segment(uri) for uri in to_assign})
    return {
        "changed": bool(to_assign),
        "contact_center_id": identifier,
        "assigned": to_assign,
        "features": after,
        "diff": {"before": {"features": before}, "after": {"features": after}},
    }


def _assign(this, identifier, path, uris):
    def confirm():
        now = _found(this, identifier, path)
        return None if now is None else not missing(uris, now)

    try:
        this.client.write("POST", path, {"uris": uris}, confirm=confirm)
    except RwsError as exc:
        # Somebody else may have assigned one in between; what counts is that all are there in the end.
        if not exc.already_there:
            raise
        now = _found(this, identifier, path)
        rest = missing(uris, now) if now is not None else uris
        if now is not None and len(uris) == len(rest):
            raise
        for uri in rest:
            try:
                this.client.write("POST", path, {"uris": [uri]}, confirm=confirm)
            except RwsError as again:
                if not again.already_there:
                    raise


def read_features(this):
    identifier, path = _contact_center(this)
    found = _found(this, identifier, path)
    return {
        "changed": False,
        "contact_center_id": identifier,
        "features": None if found is None else sorted({last_segment(uri) for uri in found}),
        "node": this.client.last_node,
    }
